"""The verbs that give and take roles. A role is held in a unit and reaches everything below it.

Every verb writes one event, ends the sessions of those whose roles change, and has the log signed at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.accounts.session_rows import end_sessions_of
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, recording
from mingheng.organisation.conflicts import Conflict, conflicts_of
from mingheng.organisation.domain.steps import end_grant, wait_for_others
from mingheng.organisation.models import Grant, Unit
from mingheng.organisation.queries import last_placement_of, path_of, running_on
from mingheng.organisation.refusals import OwnUnit, Refused
from mingheng.organisation.roles import INCOMPATIBLE, NEEDS_SECOND_FACTOR, role_label
from mingheng.policy import Role

LONGEST_DEPUTY_DAYS = 366
"""Somebody stands in for a year at most; who does so for longer holds the role."""


def grant_role(
    account: Account,
    unit: Unit,
    role: Role,
    *,
    starts_on: date,
    ends_on: date | None = None,
    by: Actor,
    reason: str = "",
) -> Grant:
    """Let somebody hold a role in a unit from a day on. Refused: what the separation of administrators forbids.

    Raises OwnUnit where he would verify his own unit and no reason is given; the other verbs that give roles do so too.
    """
    grant = Grant(account=account, unit=unit, role=Role(role).value, starts_on=starts_on, ends_on=ends_on)
    with _changing_roles("organisation.role.granted", by, about=grant, reason=reason) as change:
        _give(change, grant, by)
    return grant


def revoke_role(grant: Grant, *, by: Actor, reason: str = "") -> None:
    """Take a role away, and from those who stand in for its holder. It holds from the next request on."""
    with _changing_roles("organisation.role.revoked", by, about=grant, reason=reason) as change:
        if grant.revoked_at:
            raise Refused(_("这个角色已经撤销，无需再次撤销。"), "")
        _refuse_last_security_admin(grant)
        for one in [grant, *_deputies_of(grant)]:
            one.revoked_at = clock.now()
            change.save(one)
            end_sessions_of(one.account)


def name_deputy(
    grant: Grant, account: Account, *, starts_on: date, ends_on: date, by: Actor, reason: str = ""
) -> Grant:
    """Let somebody act for the holder of a role for a time, of a year at most. Every act then names both."""
    deputy = Grant(
        account=account,
        unit=grant.unit,
        role=grant.role,
        starts_on=starts_on,
        ends_on=ends_on,
        stands_in_for=grant,
    )
    with _changing_roles("organisation.role.deputised", by, about=deputy, reason=reason) as change:
        _refuse_deputy(grant, deputy)
        _give(change, deputy, by)
    return deputy


def hand_over(grant: Grant, to_account: Account, *, on: date, by: Actor, reason: str = "") -> list[Grant]:
    """Let a successor take over, from a day on, all roles that the holder of this one has in its unit."""
    with _changing_roles("organisation.role.handed_over", by, about=grant, reason=reason) as change:
        if on < clock.today():
            raise Refused(_("交接日不能早于今天：以前的操作已由原任人作出。请选择今天或以后的日子。"))
        if to_account.pk == grant.account_id:
            raise Refused(_("接任人就是现任人。请选择另一个账号。"), "account")
        leaving = _own_grants(grant.account_id, grant.unit_id, on)
        if not leaving:
            raise Refused(_("现任人从这一天起已没有可交接的角色。请选择更早的日子，或直接授予角色。"))
        taken = []
        for old in leaving:
            new = Grant(
                account=to_account, unit=old.unit, role=old.role, starts_on=max(on, old.starts_on), ends_on=old.ends_on
            )
            for ending in [old, *_deputies_of(old, on)]:
                end_grant(change, ending, on)
                end_sessions_of(ending.account)
            _give(change, new, by)
            taken.append(new)
    return taken


@contextmanager
def _changing_roles(action: str, by: Actor, *, about: Grant, reason: str = "") -> Iterator[Change]:
    path = path_of(about.unit)
    with recording(action, by, unit_path=path, about=about, reason=reason) as change:
        wait_for_others()
        change.checkpoint(_("角色变动"))
        yield change


def _give(change: Change, grant: Grant, by: Actor) -> None:
    _refuse_days(grant)
    if by.account_id == grant.account_id:
        raise Refused(_("不能给自己授予角色。请由另一位安全管理员办理。"), "account")
    account = Account.objects.get(pk=grant.account_id)
    if account.closed_on:
        raise Refused(_("账号“%(name)s”已停用。请选择在用的账号。") % {"name": account.display_name}, "account")
    held = _held_during(account.pk, grant.starts_on, grant.ends_on)
    _refuse_meeting(account, grant, held)
    if not change.reason:
        _refuse_own_unit(account, conflicts_of(grant, held))
    change.save(grant)
    if grant.role in NEEDS_SECOND_FACTOR and not account.needs_second_factor:
        account.needs_second_factor = True
        change.save(account)
    end_sessions_of(account)


def _refuse_days(grant: Grant) -> None:
    if grant.ends_on and grant.ends_on < grant.starts_on:
        raise Refused(_("结束日不能早于开始日。请改一下其中一个日子。"), "ends_on")
    unit = Unit.objects.get(pk=grant.unit_id)
    words = {"name": last_placement_of(unit).name, "first": unit.founded_on, "last": unit.closed_on}
    if grant.starts_on < unit.founded_on:
        raise Refused(_("“%(name)s”自 %(first)s 起设立。角色请从这一天或以后开始。") % words, "starts_on")
    if unit.closed_on and (grant.ends_on is None or grant.ends_on > unit.closed_on):
        raise Refused(_("“%(name)s”只存续到 %(last)s。角色请在这一天或以前结束。") % words, "ends_on")


def _refuse_meeting(account: Account, grant: Grant, held_then: Iterable[Grant]) -> None:
    """Refuse the same role twice in a unit, and roles that may not meet in one person."""
    role = Role(grant.role)
    for held in held_then:
        words = {
            "person": account.display_name,
            "held": role_label(held.role),
            "unit": last_placement_of(held.unit).name,
            "role": role_label(role),
        }
        if held.role == role and held.unit_id == grant.unit_id:
            raise Refused(_("“%(person)s”在这段时间已是“%(unit)s”的%(held)s，无需重复授予。") % words, "role")
        if frozenset({Role(held.role), role}) in INCOMPATIBLE:
            raise Refused(
                _(
                    "“%(person)s”是“%(unit)s”的%(held)s，按三员分立的要求不能同时担任%(role)s。"
                    "请授予另一位同志，或先撤销原角色。"
                )
                % words,
                "role",
            )


def _refuse_own_unit(account: Account, conflicts: Iterable[Conflict]) -> None:
    told = [
        _("“%(person)s”既是“%(unit)s”的%(lower)s，又作“%(above)s”的%(upper)s，可以核验自己所在的“%(assessed)s”。")
        % {
            "person": account.display_name,
            "unit": last_placement_of(one.lower.unit).name,
            "lower": role_label(one.lower.role),
            "above": last_placement_of(one.upper.unit).name,
            "upper": role_label(one.upper.role),
            "assessed": last_placement_of(one.assessed).name,
        }
        for one in conflicts
    ]
    if told:
        told += [_("请改由另一位同志担任；确实没有其他人选的，请填写理由，再提交一次。")]
        raise OwnUnit("".join(told))


def _refuse_deputy(grant: Grant, deputy: Grant) -> None:
    if grant.stands_in_for_id:
        raise Refused(_("代理人不能再指定代理人。请为原任人另行指定。"), "account")
    if deputy.account_id == grant.account_id:
        raise Refused(_("代理人不能是本人。请选择另一个账号。"), "account")
    if grant.revoked_at or deputy.starts_on < grant.starts_on or _ends_later(deputy.ends_on, grant.ends_on):
        raise Refused(_("代理时间须在原任人任职时间以内。请改一下代理的起止日。"), "ends_on")
    if deputy.ends_on and (deputy.ends_on - deputy.starts_on).days >= LONGEST_DEPUTY_DAYS:
        raise Refused(_("代理最长一年。需要更久的，请办理交接或授予角色。"), "ends_on")


def _ends_later(one: date | None, other: date | None) -> bool:
    return other is not None and (one is None or one > other)


def _refuse_last_security_admin(grant: Grant) -> None:
    if grant.role != Role.SECURITY_ADMIN or grant.stands_in_for_id:
        return
    others = Grant.objects.filter(
        running_on(clock.today()),
        role=grant.role,
        revoked_at__isnull=True,
        stands_in_for__isnull=True,
        account__closed_on__isnull=True,
    )
    if not others.exclude(account_id=grant.account_id).exists():
        raise Refused(_("这是最后一位安全管理员，撤销后无人能授予角色。请先授予另一位，或办理交接。"), "")


def _held_during(account_id: int, starts_on: date, ends_on: date | None) -> list[Grant]:
    held = Grant.objects.filter(account_id=account_id, revoked_at__isnull=True)
    held = held.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on))
    return list((held.filter(starts_on__lte=ends_on) if ends_on else held).select_related("unit"))


def _own_grants(account_id: int, unit_id: int, on: date) -> list[Grant]:
    held = _held_during(account_id, on, None)
    return [grant for grant in held if grant.unit_id == unit_id and grant.stands_in_for_id is None]


def _deputies_of(grant: Grant, on: date | None = None) -> list[Grant]:
    deputies = grant.deputies.filter(revoked_at__isnull=True).select_related("account")
    return [one for one in deputies if on is None or one.ends_on is None or one.ends_on >= on]
