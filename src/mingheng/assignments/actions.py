"""What the log calls the acts of this part."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: dict[str, str | Promise] = {
    "assignments.assignment.saved": _("保存交办任务"),
    "assignments.assignment.given_out": _("下发交办任务"),
    "assignments.recipients.added": _("增加接收单位"),
    "assignments.assignment.closed": _("办结交办任务"),
    "assignments.assignment.withdrawn": _("撤回交办任务"),
    "assignments.recipient.received": _("签收任务"),
    "assignments.recipient.passed_on": _("转办任务"),
    "assignments.recipient.replied": _("回复任务"),
    "assignments.recipient.recalled": _("取回任务的回复"),
    "assignments.recipient.answered": _("认可回复"),
    "assignments.recipient.sent_back": _("退回补充回复"),
    "assignments.recipient.released": _("免予回复任务"),
    "assignments.recipient.reminded": _("提醒回复任务"),
    "assignments.recipients.reminded": _("提醒全部未回复单位"),
}

TABLES: dict[str, str | Promise] = {
    "assignment": _("交办任务"),
    "assignment_recipient": _("任务的接收单位"),
    "assignment_reply": _("任务的回复"),
    "assignment_reply_entry": _("回复引用的记录"),
    "assignment_paper": _("任务的附件"),
    "assignment_step": _("任务的经过"),
}
"""What the log calls the rows of this part."""

COLUMNS: dict[str, dict[str, str | Promise]] = {
    "assignment": {
        "giver_id": _("交办单位"),
        "year": _("编号年份"),
        "serial": _("编号序号"),
        "title": _("事项"),
        "document_number": _("文号"),
        "text": _("要求"),
        "due_on": _("办理时限"),
        "wanted": _("回复方式"),
        "kind": _("台账种类"),
        "wants_file": _("要求佐证材料"),
        "duty": _("对应职责"),
        "cycle_id": _("考核周期"),
        "indicator": _("对应指标"),
        "state": _("状态"),
        "given_on": _("下发日期"),
        "given_at": _("下发时间"),
        "given_by": _("下发人"),
        "ended_at": _("办结或撤回时间"),
        "ended_by": _("办结或撤回人"),
        "ended_note": _("办结情况或撤回原因"),
    },
    "assignment_recipient": {
        "assignment_id": _("任务"),
        "unit_id": _("接收单位"),
        "passed_by_id": _("转办单位"),
        "due_on": _("办理时限"),
        "progress": _("进展"),
        "replied_on": _("最近回复日期"),
        "reminded_on": _("最近提醒日期"),
        "reminders": _("提醒次数"),
    },
    "assignment_reply": {
        "recipient_id": _("接收单位"),
        "number": _("第几次回复"),
        "text": _("回复内容"),
        "replied_on": _("回复日期"),
        "replied_at": _("回复时间"),
        "replied_by": _("回复人"),
        "replier_id": _("回复人账号"),
    },
    "assignment_reply_entry": {"reply_id": _("回复"), "entry_id": _("台账记录")},
    "assignment_paper": {
        "assignment_id": _("任务"),
        "reply_id": _("回复"),
        "digest": _("内容校验值"),
        "file_name": _("文件名"),
        "media_type": _("文件类型"),
        "size": _("文件字节数"),
        "added_at": _("上传时间"),
        "added_by": _("上传人"),
    },
    "assignment_step": {
        "recipient_id": _("接收单位"),
        "kind": _("经过"),
        "on_day": _("日期"),
        "at": _("时间"),
        "by": _("办理人"),
        "note": _("说明"),
    },
}
"""What the log calls their columns."""

NOTES: dict[str, str | Promise] = {
    "count": _("单位数"),
    "files": _("文件"),
    "name": _("文件名"),
    "sha256": _("内容校验值"),
    "undecided": _("尚待审核、仍然认可的所引记录"),
}
"""What the log calls what the acts say beyond their rows."""
