"""The roles: what they are called, which may not meet in one person, which need a second factor, who is missing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingheng.audit.actors import Actor
from mingheng.organisation.models import Grant
from mingheng.organisation.queries import running_on
from mingheng.policy import Role

LABELS: dict[Role, Promise] = {
    Role.SYSTEM_ADMIN: _("系统管理员"),
    Role.SECURITY_ADMIN: _("安全管理员"),
    Role.AUDIT_ADMIN: _("审计管理员"),
    Role.COMMITTEE_ADMIN: _("工委管理员"),
    Role.REVIEWER: _("考评员"),
    Role.UNIT_ADMIN: _("单位管理员"),
    Role.UNIT_CLERK: _("填报员"),
    Role.LEADER: _("领导"),
    Role.DISCIPLINE_OFFICER: _("纪检人员"),
    Role.MEMBER: _("党员"),
}

NEEDS_SECOND_FACTOR = frozenset(
    {
        Role.SYSTEM_ADMIN,
        Role.SECURITY_ADMIN,
        Role.AUDIT_ADMIN,
        Role.COMMITTEE_ADMIN,
        Role.UNIT_ADMIN,
        Role.DISCIPLINE_OFFICER,
        Role.REVIEWER,
    }
)
"""Who decides, publishes or administers."""

REQUIRED = (Role.COMMITTEE_ADMIN, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
"""Without one of each the site cannot be run as the separation of administrators (三员分立, GB/T 28448) wants it."""

_ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
_BUSINESS = frozenset(
    {
        Role.COMMITTEE_ADMIN,
        Role.UNIT_ADMIN,
        Role.UNIT_CLERK,
        Role.REVIEWER,
        Role.LEADER,
        Role.DISCIPLINE_OFFICER,
    }
)


def _pairs() -> frozenset[frozenset[Role]]:
    pairs = {frozenset({one, other}) for one in _ADMINISTRATORS for other in _ADMINISTRATORS if one != other}
    pairs |= {frozenset({one, other}) for one in _ADMINISTRATORS for other in _BUSINESS}
    return frozenset(pairs - {frozenset({Role.AUDIT_ADMIN, Role.DISCIPLINE_OFFICER})})


INCOMPATIBLE = _pairs()
"""Pairs that one person may not hold on the same day: the three administrators, and each of them with the business.

Audit and discipline may meet: both only look.
"""


@dataclass(frozen=True, slots=True)
class Post:
    """One person of the smallest staffing that keeps the administrators apart."""

    title: Promise
    roles: tuple[Role, ...]
    duty: Promise


SMALL_COMMITTEE = (
    Post(
        _("工委管理员"),
        (Role.COMMITTEE_ADMIN,),
        _("由工委办公室负责考核的同志担任：管理组织、抽查核验、组织年度考核。"),
    ),
    Post(_("系统管理员"), (Role.SYSTEM_ADMIN,), _("由管信息化的同志担任：开设账号、管运行和备份，看不到业务数据。")),
    Post(_("安全管理员"), (Role.SECURITY_ADMIN,), _("由管保密或人事的同志担任：授予、撤销角色，办理代理和交接。")),
    Post(
        _("审计管理员兼纪检"),
        (Role.AUDIT_ADMIN, Role.DISCIPLINE_OFFICER),
        _("由纪检同志担任：查看操作日志、核对日志完整，可查看每个得分的由来。"),
    ),
)
"""A 工委 with four persons: enough for all roles that must be held."""


def missing_roles(day: date) -> list[Role]:
    """The required roles that nobody with an open account holds on the day."""
    is_open = Q(account__closed_on__isnull=True) | Q(account__closed_on__gt=day)
    held = Grant.objects.filter(running_on(day), is_open, revoked_at__isnull=True, role__in=REQUIRED)
    there = set(held.values_list("role", flat=True))
    return [role for role in REQUIRED if role not in there]


def role_label(role: str) -> str:
    """The Chinese name of a role."""
    return str(LABELS[Role(role)])


def actor_for(actor: Actor, grants: Iterable[Grant]) -> Actor:
    """Who acts by these grants: as oneself where one's own role lets one, else on behalf of the person stood in for."""
    held = list(grants)
    principals = [grant.stands_in_for.account.display_name for grant in held if grant.stands_in_for]
    if not principals or len(principals) < len(held):
        return actor
    return replace(actor, on_behalf_of=principals[0])
