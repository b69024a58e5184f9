"""For every route: an address of something that is there, one of nothing, and what a browser would validly send."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingheng.accounts.domain import issue_set_up_link
from mingheng.assessment.models import Cycle
from mingheng.audit.actors import COMMAND
from mingheng.ledger.entry_keys import key_of
from mingheng.ledger.models import Entry
from mingheng.people.models import Post
from mingheng.people.uploads import park
from mingheng.vault.identifiers import new_id
from tests.ledger.desk import PDF, typed, upload
from tests.people import PASSWORD
from tests.site.world import CODES, ONE, ONE_EMPTY, TOP, Holder, World

NOWHERE = 987_654_321
NEW_PASSWORD = "xin shi dai xin zheng cheng 26"
Sent = dict[str, Any]


@dataclass(frozen=True)
class Address:
    """The arguments of a route for what is there and for what is not, and what is posted to it."""

    there: Callable[[World], list[Any]] = lambda _: []
    nowhere: list[Any] = field(default_factory=list)
    sent: Callable[[World, Holder], Sent] = lambda _, __: {}


def url_of(route: str, arguments: list[Any]) -> str:
    return reverse(route, args=arguments)


def _fixed(**values: Any) -> Callable[[World, Holder], Sent]:
    return lambda _, __: dict(values)


def _account(sent: Callable[[World, Holder], Sent] = lambda _, __: {}, *, is_closed: bool = False) -> Address:
    return Address(lambda world: [(world.closed if is_closed else world.one.clerk).pk], [NOWHERE], sent)


def _unit(key: str, **sent: Any) -> Address:
    data = {"on": "2026-06-01", "confirmed": "on"} | sent
    return Address(lambda world: [world.units[key].unit.pk], [NOWHERE], _fixed(**data))


def _grant(**sent: Any) -> Address:
    return Address(lambda world: [world.grant.pk], [NOWHERE], _fixed(**sent))


def _person(state: str, **sent: Any) -> Address:
    return Address(lambda world: [world.one.people[state].pk], ["nobody"], _fixed(**sent))


def _correction(world: World, _: Holder) -> Sent:
    person = world.one.people["full"]
    return {"name": "改过的名字", "reason": "核对档案后更正", "version": person.version}


def _end_post() -> Address:
    def there(world: World) -> list[Any]:
        person = world.one.people["full"]
        return [person.pk, Post.objects.get(person=person).pk]

    return Address(there, ["nobody", NOWHERE], _fixed(last_day="2026-05-31"))


def register_of(holder: Holder) -> bytes:
    """A register with one new unit, below the one at which the holder's role is held."""
    parent = CODES[holder.unit or ONE]
    return f"党组织名称,组织类型,上级党组织,建立时间\n带来的党小组,党小组,{parent},2026-05-01\n".encode()


def results_of(holder: Holder) -> bytes:
    """Last year's result of the unit at which the holder's role is held; of the first office for who stands above."""
    unit = CODES[ONE if holder.unit in ("", TOP) else holder.unit]
    return f"单位,项目编码,期末日期,得分,等次\n{unit},grade,2025-12-31,86.5,好\n".encode()


def _sheet(code: str, sheet: Callable[[Holder], bytes]) -> Address:
    """A sheet that is to be checked."""
    return Address(
        lambda _: [code], ["nothing"], lambda _, holder: {f"{code}-file": SimpleUploadedFile("表.csv", sheet(holder))}
    )


def _parked(code: str, sheet: Callable[[Holder], bytes]) -> Address:
    """The same sheet once it has been checked."""

    def sent(_: World, holder: Holder) -> Sent:
        account_id = holder.account.pk if holder.account else 0
        ticket, _path = park(SimpleUploadedFile("表.csv", sheet(holder)), account_id=account_id)
        return {"ticket": ticket, "name": "表.csv"}

    return Address(lambda _: [code], ["nothing"], sent)


def _entry(state: str, sent: Callable[[Entry], Sent] = lambda entry: {"read_at": entry.version}) -> Address:
    return Address(
        lambda world: [world.one.entries[state].pk], ["nothing"], lambda world, _: sent(world.one.entries[state])
    )


def _own_draft() -> Address:
    """The draft, as if the holder had written it: nobody else discards it."""

    def sent(world: World, holder: Holder) -> Sent:
        draft = world.one.entries["draft"]
        draft.versions.update(writer=holder.account)
        return {"read_at": draft.version}

    return Address(_entry("draft").there, ["nothing"], sent)


def _evidence(state: str) -> Address:
    def there(world: World) -> list[Any]:
        entry = world.one.entries[state]
        return [entry.pk, entry.evidence.get().pk]

    return Address(there, ["nothing", NOWHERE], lambda world, _: {"read_at": world.one.entries[state].version})


def _new_entry(world: World, _: Holder) -> Sent:
    entry = Entry(pk=new_id(), unit=world.one.unit, kind="meeting")
    return typed(key=key_of(entry), type="党课", submit="1")


def _ticked(world: World, holder: Holder) -> Sent:
    """One entry that waits where the role is held."""
    waiting = world.units[holder.unit or ONE].entries["submitted"]
    return {"entry": [f"{waiting.pk}:{waiting.version}"]}


def _next_cycle(_: World, __: Holder) -> Sent:
    # No verb ends a cycle yet, and only one can run.
    Cycle.objects.update(is_current=False)
    return {"rulebook": "demo-2026", "connected": ["meeting"]}


def _set_up() -> Address:
    return Address(
        lambda world: [issue_set_up_link(world.newcomer, by=COMMAND).token],
        ["nothing"],
        _fixed(new_password=NEW_PASSWORD, repeated=NEW_PASSWORD),
    )


_REASON = _fixed(reason="已经调离")
_OF_ONE = Address(lambda _: [CODES[ONE]], ["NOTHING"])

ADDRESSES = {
    "accounts:sign_in": Address(sent=_fixed(username="newcomer", password=PASSWORD)),
    "accounts:second_factor": Address(sent=_fixed(code="000000")),
    "accounts:enrol": Address(sent=_fixed(code="000000")),
    "accounts:set_up": _set_up(),
    "accounts:sign_out": Address(),
    "accounts:account": Address(sent=_fixed(language="en")),
    "accounts:sessions_end": Address(),
    "accounts:password": Address(sent=_fixed(old_password=PASSWORD, new_password=NEW_PASSWORD, repeated=NEW_PASSWORD)),
    "accounts:confirm": Address(sent=_fixed(password=PASSWORD)),
    "accounts:recovery_codes": Address(),
    "accounts:accounts": Address(),
    "accounts:create": Address(sent=_fixed(username="brand-new", display_name="新开的账号")),
    "accounts:create_many": Address(sent=_fixed(people="brand-new，新开的账号\nbrand-new-2，又一个")),
    "accounts:details": _account(),
    "accounts:reset": _account(_REASON),
    "accounts:close": _account(_REASON),
    "accounts:reopen": _account(_REASON, is_closed=True),
    "organisation:tree": Address(),
    "organisation:unit": _unit(ONE),
    "organisation:found": _unit(ONE, code="NEW", name="新设的支部", kind="branch"),
    "organisation:rename": _unit(ONE, name="改过名称的机关党委"),
    "organisation:reclass": _unit(ONE, is_assessed="on", assessment_class="二类单位"),
    "organisation:change_kind": _unit(ONE, kind="general_branch"),
    "organisation:split": _unit(ONE, code_1="NEW", name_1="分设的党委"),
    "organisation:move": _unit(ONE_EMPTY, parent="JIA1"),
    "organisation:merge": _unit(ONE_EMPTY, into="JIA1"),
    "organisation:close": _unit(ONE_EMPTY),
    "organisation:roles": Address(),
    "organisation:grant": Address(
        sent=_fixed(account="newcomer", role="unit_clerk", unit="JIA", starts_on="2026-06-01")
    ),
    "organisation:revoke": _grant(reason="岗位调整"),
    "organisation:deputy": _grant(account="newcomer", starts_on="2026-06-01", ends_on="2026-06-30"),
    "organisation:hand_over": _grant(account="newcomer", on="2026-06-01"),
    "people:members": Address(),
    "people:members_of_unit": _unit(ONE),
    "people:sizes": Address(),
    "people:person": _person("full"),
    "people:add": Address(
        lambda world: [world.one.unit.pk], [NOWHERE], _fixed(name="新来的党员", starts_on="2026-06-01")
    ),
    "people:correct": Address(lambda world: [world.one.people["full"].pk], ["nobody"], _correction),
    "people:join": _person("gone", unit="JIA", starts_on="2026-06-01"),
    "people:leave": _person("full", last_day="2026-05-31", reason="调出本系统"),
    "people:transfer": _person("full", unit="JIA1", on="2026-06-01"),
    "people:become_full": _person("probation", on="2026-05-31"),
    "people:add_post": _person("full", unit="JIA", title="组织委员", starts_on="2026-05-01"),
    "people:end_post": _end_post(),
    "people:reveal": _person("full", column="phone", reason="核对入党志愿书"),
    "people:imports": Address(),
    "people:template": Address(lambda _: ["units"], ["nothing"]),
    "people:check_sheet": _sheet("units", register_of),
    "people:import_sheet": _parked("units", register_of),
    "regulations:parameters": Address(),
    "ledger:entries": Address(),
    "ledger:choose_unit": Address(),
    "ledger:new_entry": Address(lambda world: [world.one.unit.pk, "meeting"], [NOWHERE, "meeting"], _new_entry),
    "ledger:waiting": Address(),
    "ledger:accept_several": Address(sent=_ticked),
    "ledger:entry": _entry("accepted"),
    "ledger:edit_entry": _entry("draft", lambda entry: typed(read_at=entry.version, title="改过的主题")),
    "ledger:submit_entry": _entry("draft"),
    "ledger:discard_draft": _own_draft(),
    "ledger:correct_entry": _entry(
        "accepted", lambda entry: typed(read_at=entry.version, type="党课", title="改过的主题", reason="写错了")
    ),
    "ledger:accept_entry": _entry("submitted"),
    "ledger:send_back_entry": _entry("submitted", lambda entry: {"read_at": entry.version, "reason": "缺少会议记录"}),
    "ledger:withdraw_entry": _entry("accepted", lambda entry: {"read_at": entry.version, "reason": "重复登记"}),
    "ledger:add_evidence": _entry(
        "draft", lambda entry: {"read_at": entry.version, "evidence": [upload("补充.pdf", PDF + b"%")]}
    ),
    "ledger:evidence_file": _evidence("accepted"),
    "ledger:remove_evidence": _evidence("draft"),
    "ledger:imports": Address(),
    "ledger:template": Address(lambda _: ["history"], ["nothing"]),
    "ledger:check_sheet": _sheet("history", results_of),
    "ledger:import_sheet": _parked("history", results_of),
    "assessment:scores": Address(),
    "assessment:unit": _OF_ONE,
    "assessment:history": _OF_ONE,
    "assessment:line": Address(lambda world: [CODES[ONE], world.line], ["NOTHING", "nothing"]),
    "assessment:cycle": Address(),
    "assessment:start": Address(sent=_next_cycle),
    "audit:events": Address(),
    "audit:event": Address(lambda world: [world.event], [NOWHERE]),
    "audit:proof": Address(lambda world: [world.event], [NOWHERE]),
    "audit:head": Address(),
    "site:start": Address(),
    "site:help": Address(),
    "site:administration": Address(),
}
