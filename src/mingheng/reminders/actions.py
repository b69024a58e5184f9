"""The acts of this part, as the audit log names them."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "reminders.run.completed": _("发出到期提醒"),
    "reminders.plan.changed": _("修改提醒设置"),
    "reminders.email.entered": _("填写提醒邮箱"),
    "reminders.email.confirmed": _("确认提醒邮箱"),
    "reminders.email.mistaken": _("邮箱验证码不正确"),
    "reminders.email.dropped": _("删除提醒邮箱"),
    "reminders.channels.chosen": _("选择接收提醒的方式"),
    "reminders.feed.opened": _("生成日历订阅地址"),
    "reminders.feed.closed": _("停用日历订阅地址"),
}

TABLES: dict[str, str | Promise] = {
    "reminder_plan": _("提醒设置"),
    "reminder_contact": _("提醒接收方式"),
    "reminder_feed": _("日历订阅地址"),
    "reminder": _("提醒"),
}
"""What the log calls the rows of this part."""

COLUMNS: dict[str, dict[str, str | Promise]] = {
    "reminder_plan": {
        "days_before": _("提前几天提醒"),
        "is_on_the_day": _("到期日提醒"),
        "days_after": _("逾期几个工作日提醒"),
        "raised_after": _("逾期几个工作日报上级"),
        "raised_to_committee_after": _("逾期几个工作日报工委"),
        "moves_due_days": _("到期日遇节假日顺延"),
    },
    "reminder_contact": {
        "account_id": _("账号"),
        "email": _("邮箱"),
        "confirmed_at": _("邮箱确认时间"),
        "code_digest": _("验证码校验值"),
        "code_expires_at": _("验证码失效时间"),
        "code_failures": _("验证码输错次数"),
        "wants_email": _("接收邮件"),
        "wants_webhook": _("接收单位消息"),
    },
    "reminder_feed": {"account_id": _("账号"), "digest": _("地址校验值"), "opened_at": _("生成时间")},
    "reminder": {
        "account_id": _("提醒谁"),
        "unit_id": _("党组织"),
        "matter": _("事项编号"),
        "stage": _("提醒阶段"),
        "due_on": _("到期日"),
        "effective_on": _("顺延后的到期日"),
        "title": _("事项"),
        "article": _("依据"),
        "address": _("办理页面"),
        "told_on": _("提醒日期"),
    },
}
"""What the log calls their columns."""

NOTES: dict[str, str | Promise] = {
    "reminders": _("提醒条数"),
    "persons": _("提醒人数"),
}
"""What the log calls what the acts say beyond their rows."""
