"""What stands around every page: navigation by roles, the account's menu, the mark of the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingheng import clock
from mingheng.organisation.models import Placement
from mingheng.organisation.queries import running_on
from mingheng.organisation.roles import role_label
from mingheng.policy import Audience
from mingheng.site.demonstration import banner_of
from mingheng.site.gate import roles_of
from mingheng.site.policy_table import policy_table


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the navigation; who sees it, the policy says."""

    route: str
    label: Promise


GROUPS: tuple[tuple[Promise | str, tuple[Item, ...]], ...] = (
    ("", (Item("site:start", _("首页")), Item("reminders:todo", _("待办")))),
    (
        _("日常"),
        (
            Item("ledger:entries", _("台账")),
            Item("ledger:waiting", _("待审核")),
            Item("ledger:samples", _("抽样核实")),
            Item("assignments:inbox", _("收到的任务")),
            Item("assignments:given", _("任务交办")),
        ),
    ),
    (
        _("考核"),
        (
            Item("assessment:overview", _("总览")),
            Item("assessment:scores", _("单位得分")),
            Item("assessment:requirements", _("还缺的记录")),
            Item("books:books", _("工作手册")),
            Item("assessment:cycle", _("考核周期")),
        ),
    ),
    (
        _("组织"),
        (
            Item("organisation:tree", _("组织树")),
            Item("people:members", _("党员")),
            Item("regulations:parameters", _("条例参数")),
        ),
    ),
    (
        _("管理"),
        (
            Item("accounts:accounts", _("账号")),
            Item("organisation:roles", _("角色")),
            Item("api:keys", _("接口密钥")),
            Item("reminders:plan", _("提醒设置")),
            Item("audit:events", _("操作日志")),
            Item("site:administration", _("系统管理")),
        ),
    ),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context of `ui/page.html`. Error pages before the gate get the little there is."""
    account = getattr(request, "account", None)
    context: dict[str, Any] = {"banner": banner_of(request)}
    if account is None:
        return context
    return context | {
        "office_name": office_name(),
        "navigation": navigation(request),
        "account_menu": account_menu(request),
        "feedback_url": f"{reverse('feedback:write')}?{urlencode({'page': request.path})}",
    }


def office_name() -> str:
    """The name of the 工委 at the top of the tree."""
    top = Placement.objects.filter(running_on(clock.today()), parent=None).order_by("id").first()
    return top.name if top else ""


def navigation(request: Any) -> list[dict[str, Any]]:
    """The pages that the roles of this request may open, in groups."""
    current = request.resolver_match.view_name if request.resolver_match else ""
    groups = []
    for label, items in GROUPS:
        shown = [
            {"label": item.label, "url": reverse(item.route), "is_current": item.route == current}
            for item in items
            if may_open(request, item.route)
        ]
        if shown:
            groups.append({"label": label, "items": shown})
    return groups


def may_open(request: Any, route: str) -> bool:
    """Whether the policy lets the roles of this request open a page that points at nothing in particular."""
    row = policy_table().get((route, "GET"))
    if row is None:
        return False
    return row.audience is not Audience.ROLES or bool(roles_of(request) & set(row.roles))


def account_menu(request: Any) -> dict[str, Any]:
    """The name of who is signed in, the roles held, one's own pages."""
    roles = dict.fromkeys(role_label(grant.role) for grant in request.grants)
    return {
        "name": request.account.display_name,
        "note": "、".join(roles) or _("还没有角色"),
        "items": [
            {"label": _("我的账号"), "url": reverse("accounts:account"), "is_post": False},
            {"label": _("帮助"), "url": reverse("site:help"), "is_post": False},
            {"label": _("退出"), "url": reverse("accounts:sign_out"), "is_post": True},
        ],
    }
