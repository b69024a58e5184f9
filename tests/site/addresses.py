"""For every route: an address of something that is there, one of nothing, and what a browser would validly send."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from mingheng import clock
from mingheng.accounts.domain import issue_set_up_link
from mingheng.assessment.models import Cycle
from mingheng.audit.actors import COMMAND
from mingheng.ledger.entry_keys import key_of
from mingheng.ledger.models import Entry
from mingheng.people.models import Post
from mingheng.people.uploads import park
from mingheng.reminders.domain import open_feed
from mingheng.reminders.models import Contact
from mingheng.reminders.sealed import write_email
from mingheng.vault import keyed_hash
from mingheng.vault.identifiers import new_id
from tests.ledger.desk import PDF, typed, upload
from tests.people import PASSWORD
from tests.site.world import CODES, ONE, ONE_EMPTY, ONE_FIRST, ONE_SECOND, TOP, Holder, World

NOWHERE = 987_654_321
NEW_PASSWORD = "xin shi dai xin zheng cheng 26"
Sent = dict[str, Any]


@dataclass(frozen=True)
class Address:
    """The arguments of a route for what is there and for what is not, and what is posted to it."""

    there: Callable[[World], list[Any]] = lambda _: []
    nowhere: list[Any] = field(default_factory=list)
    sent: Callable[[World, Holder], Sent] = lambda _, __: {}
    asked: str = ""
    """What the address asks for besides, where there is nothing without a question."""


def url_of(route: str, arguments: list[Any]) -> str:
    return reverse(route, args=arguments)


def _fixed(**values: Any) -> Callable[[World, Holder], Sent]:
    return lambda _, __: dict(values)


def _list(there: Callable[[World], list[Any]] = lambda _: [], nowhere: list[Any] | None = None) -> Address:
    """A list, and how it is taken along."""
    return Address(there, nowhere or [], _fixed(export="csv"))


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


def meetings_of(holder: Holder) -> bytes:
    """A meeting of the unit at which the holder's role is held; of the first office for who stands above."""
    unit = CODES[ONE if holder.unit in ("", TOP) else holder.unit]
    return f"党组织,类型,召开日期,主题\n{unit},党课,2026-05-20,带来的党课\n".encode()


SUBMITTED = {"arrives": "submitted"}


def _sheet(code: str, sheet: Callable[[Holder], bytes], name: str = "", **chosen: str) -> Address:
    """A sheet that is to be checked."""

    def sent(_: World, holder: Holder) -> Sent:
        return {name or f"{code}-file": SimpleUploadedFile("表.csv", sheet(holder)), **chosen}

    return Address(lambda _: [code], ["nothing"], sent)


def _parked(code: str, sheet: Callable[[Holder], bytes], **chosen: str) -> Address:
    """The same sheet once it has been checked."""

    def sent(_: World, holder: Holder) -> Sent:
        account_id = holder.account.pk if holder.account else 0
        ticket, _path = park(SimpleUploadedFile("表.csv", sheet(holder)), account_id=account_id)
        return {"ticket": ticket, "name": "表.csv", **chosen}

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


def _sample_of(world: World, holder: Holder) -> Sent:
    """One entry of where the role is held."""
    unit = world.units[holder.unit or ONE].unit
    return {"unit": unit.code, "starts_on": "2026-05-01", "ends_on": "2026-06-01", "wanted": "1"}


def _finding(state: str, sent: Callable[[Entry], Sent] = lambda entry: {"read_at": entry.version}) -> Address:
    return Address(
        lambda world: [world.one.findings[state].pk], ["nothing"], lambda world, _: sent(world.one.findings[state])
    )


def _found(entry: Entry) -> Sent:
    return {
        "read_at": entry.version,
        "indicator": "rectification",
        "found_on": "2026-05-21",
        "correction_reason": "日期有误",
    }


def _new_finding(world: World, _: Holder) -> Sent:
    entry = Entry(pk=new_id(), unit=world.one.unit, kind="finding")
    return _found(entry) | {"key": key_of(entry), "submit": "1"}


def _own_finding(world: World, holder: Holder) -> Sent:
    draft = world.one.findings["draft"]
    draft.versions.update(writer=holder.account)
    return {"read_at": draft.version}


def _file_of_finding(world: World) -> list[Any]:
    entry = world.one.findings["draft"]
    return [entry.pk, entry.evidence.get().pk]


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


def _awaited_code(_: World, holder: Holder) -> Sent:
    """An address to which a code was sent, and the code."""
    if holder.account:
        contact = Contact(account=holder.account, code_expires_at=clock.now() + timedelta(minutes=5), version=1)
        contact.code_digest = keyed_hash(f"{contact.pk}:123456", purpose="email_code")
        write_email(contact, "someone@example.gov.cn")
        contact.save(force_insert=True)
    return {"code": "123456"}


def _open_feed(_: World, holder: Holder) -> Sent:
    if holder.account:
        open_feed(holder.account, by=COMMAND)
    return {}


def _given(name: str, **sent: Any) -> Address:
    """What is given out, and what is sent about it as it was read."""
    return Address(
        lambda world: [world.given[name].pk],
        ["nothing"],
        lambda world, _: {"read_at": world.given[name].version} | sent,
    )


def _given_to(world: World, _: Holder) -> Sent:
    return {"read_at": world.given["draft"].version, "units": [world.units[ONE_FIRST].unit.pk]}


def _asked(name: str, unit: str, **sent: Any) -> Address:
    """One who is to answer, and what is sent about him as it was read."""
    return Address(
        lambda world: [world.recipient(name, unit).pk],
        [NOWHERE],
        lambda world, _: {"read_at": world.recipient(name, unit).version} | sent,
    )


def _passed_on(world: World, _: Holder) -> Sent:
    version = world.recipient("received", ONE).version
    return {"read_at": version, "units": [world.units[ONE_FIRST].unit.pk]}


def _matter(**more: Any) -> Sent:
    return {"title": "报送总结", "text": "请报送。", "due_on": "2026-06-30", "wanted": "written"} | more


def _new_matter(world: World, holder: Holder) -> Sent:
    return _matter(read_at=0, giver=world.units[holder.unit or ONE].unit.pk)


def _edited(world: World, _: Holder) -> Sent:
    return _matter(read_at=world.given["draft"].version)


def _paper(name: str, unit: str = "") -> Address:
    """The paper that was given out, for its giver or for one who is to answer."""

    def there(world: World) -> list[Any]:
        about = world.recipient(name, unit) if unit else world.given[name]
        return [about.pk, world.given[name].papers.get(reply=None).pk]

    return Address(there, [NOWHERE if unit else "nothing", NOWHERE])


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
    "accounts:accounts": _list(),
    "accounts:create": Address(sent=_fixed(username="brand-new", display_name="新开的账号")),
    "accounts:create_many": Address(sent=_fixed(people="brand-new，新开的账号\nbrand-new-2，又一个")),
    "accounts:details": _account(),
    "accounts:reset": _account(_REASON),
    "accounts:close": _account(_REASON),
    "accounts:reopen": _account(_REASON, is_closed=True),
    "organisation:tree": Address(sent=_fixed(export="csv"), asked="?q=JIA"),
    "organisation:unit": _unit(ONE),
    "organisation:found": _unit(ONE, code="NEW", name="新设的支部", kind="branch"),
    "organisation:rename": _unit(ONE, name="改过名称的机关党委"),
    "organisation:reclass": _unit(ONE, is_assessed="on", assessment_class="二类单位"),
    "organisation:change_kind": _unit(ONE, kind="general_branch"),
    "organisation:split": _unit(ONE, code_1="NEW", name_1="分设的党委"),
    "organisation:move": _unit(ONE_EMPTY, parent="JIA1"),
    "organisation:merge": _unit(ONE_EMPTY, into="JIA1"),
    "organisation:close": _unit(ONE_EMPTY),
    "organisation:roles": _list(),
    "api:keys": _list(),
    "api:guide": Address(),
    "api:give_key": Address(
        sent=_fixed(name="新的系统", unit="JIA", scopes=["units:read"], expires_on="2026-12-31", addresses="10.0.0.0/8")
    ),
    "api:revoke_key": Address(lambda world: [world.key.pk], [NOWHERE], _REASON),
    "api:openapi": Address(),
    "api:kinds": Address(),
    "api:units": Address(),
    "api:unit": _OF_ONE,
    "api:entries": Address(),
    "api:entry": _entry("accepted"),
    "api:submit_entry": _entry("draft"),
    "api:scores": Address(),
    "api:score_lines": _OF_ONE,
    "organisation:grant": Address(
        sent=_fixed(account="newcomer", role="unit_clerk", unit="JIA", starts_on="2026-06-01")
    ),
    "organisation:revoke": _grant(reason="岗位调整"),
    "organisation:deputy": _grant(account="newcomer", starts_on="2026-06-01", ends_on="2026-06-30"),
    "organisation:hand_over": _grant(account="newcomer", on="2026-06-01"),
    "people:members": _list(),
    "people:members_of_unit": _list(lambda world: [world.one.unit.pk], [NOWHERE]),
    "people:sizes": _list(),
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
    "regulations:parameters": _list(),
    "reminders:todo": _list(),
    "reminders:told": _list(),
    "reminders:plan": Address(
        sent=_fixed(days_before="10，3", raised_after="2", raised_to_committee_after="4", read_at="0")
    ),
    "reminders:own": Address(sent=_fixed(read_at="0")),
    "reminders:enter_email": Address(sent=_fixed(email="someone@example.gov.cn")),
    "reminders:confirm_email": Address(sent=_awaited_code),
    "reminders:drop_email": Address(sent=_awaited_code),
    "reminders:open_feed": Address(),
    "reminders:close_feed": Address(sent=_open_feed),
    "reminders:feed": Address(lambda world: [open_feed(world.newcomer, by=COMMAND)], ["nothing"]),
    "ledger:entries": _list(),
    "ledger:choose_unit": Address(asked="?kind=meeting"),
    "ledger:new_entry": Address(lambda world: [world.one.unit.pk, "meeting"], [NOWHERE, "meeting"], _new_entry),
    "ledger:keep_new": Address(lambda world: [world.one.unit.pk, "meeting"], [NOWHERE, "meeting"], _new_entry),
    "ledger:keep_typed": _entry("draft", lambda entry: typed(read_at=entry.version, title="还没有写完")),
    "ledger:registers": _list(),
    "ledger:office_choose_unit": Address(asked="?kind=finding"),
    "ledger:office_new_entry": Address(
        lambda world: [world.one.unit.pk, "finding"], [NOWHERE, "finding"], _new_finding
    ),
    "ledger:office_keep_new": Address(lambda world: [world.one.unit.pk, "finding"], [NOWHERE, "finding"], _new_finding),
    "ledger:office_edit_entry": _finding("draft", _found),
    "ledger:office_keep_typed": _finding("draft", _found),
    "ledger:office_submit_entry": _finding("draft"),
    "ledger:office_recall_entry": _finding("submitted"),
    "ledger:office_discard_draft": Address(_finding("draft").there, ["nothing"], _own_finding),
    "ledger:office_correct_entry": _finding("accepted", _found),
    "ledger:office_add_evidence": _finding(
        "draft", lambda entry: {"read_at": entry.version, "evidence": upload("新.pdf", PDF)}
    ),
    "ledger:office_remove_evidence": Address(
        _file_of_finding, ["nothing", NOWHERE], lambda world, _: {"read_at": world.one.findings["draft"].version}
    ),
    "ledger:waiting": _list(),
    "ledger:accept_several": Address(sent=_ticked),
    "ledger:send_back_several": Address(sent=lambda world, holder: _ticked(world, holder) | {"reason": "缺少会议记录"}),
    "ledger:verify_entry": _entry("accepted", lambda entry: {"read_at": entry.version, "verdict": "true"}),
    "ledger:answer_doubt": Address(
        lambda world: [world.one.entries["accepted"].pk, world.doubt.pk],
        ["nothing", NOWHERE],
        lambda world, _: {"read_at": world.doubt.version, "answer": "当天确实开了"},
    ),
    "ledger:samples": Address(sent=_sample_of),
    "ledger:sample": Address(lambda world: [world.sample.pk], [NOWHERE]),
    "ledger:closing_days": Address(sent=_fixed(kind="meeting", day="5", starts_on="2026-06-01")),
    "ledger:end_closing_day": Address(
        lambda world: [world.rule.pk],
        [NOWHERE],
        lambda world, _: {"read_at": world.rule.version, "ends_on": "2026-06-30"},
    ),
    "ledger:entry": _entry("accepted"),
    "ledger:edit_entry": _entry("draft", lambda entry: typed(read_at=entry.version, title="改过的主题")),
    "ledger:submit_entry": _entry("draft"),
    "ledger:recall_entry": _entry("submitted"),
    "ledger:discard_draft": _own_draft(),
    "ledger:correct_entry": _entry(
        "accepted",
        lambda entry: typed(read_at=entry.version, type="党课", title="改过的主题", correction_reason="写错了"),
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
    "ledger:template": Address(lambda _: ["meeting"], ["nothing"]),
    "ledger:check_sheet": _sheet("meeting", meetings_of, name="file", **SUBMITTED),
    "ledger:marked_sheet": _parked("meeting", meetings_of, **SUBMITTED),
    "ledger:import_sheet": _parked("meeting", meetings_of, confirmed="on", **SUBMITTED),
    "ledger:exports": Address(),
    "ledger:export": Address(sent=_fixed(kind="meeting", format="csv")),
    "assessment:scores": _list(),
    "assessment:overview": _list(),
    "assessment:requirements": _list(),
    "assessment:ledger": Address(lambda _: ["meeting"], ["nothing"], _fixed(to="off", reason="改由组织部系统登记")),
    "assessment:unit": _OF_ONE,
    "assessment:history": _OF_ONE,
    "assessment:line": Address(lambda world: [CODES[ONE], world.line], ["NOTHING", "nothing"]),
    "assessment:cycle": Address(),
    "assessment:start": Address(sent=_next_cycle),
    "assignments:given": _list(),
    "assignments:unanswered": _list(),
    "assignments:inbox": _list(),
    "assignments:new": Address(sent=_new_matter),
    "assignments:assignment": _given("branches"),
    "assignments:edit": Address(_given("draft").there, ["nothing"], _edited),
    "assignments:give_out": Address(_given("draft").there, ["nothing"], _given_to),
    "assignments:remind_all": _given("branches"),
    "assignments:close": _given("branches", words="都办好了"),
    "assignments:withdraw": _given("branches", words="发错了"),
    "assignments:paper": _paper("branches"),
    "assignments:reminder_letter": _given("branches"),
    "assignments:supervision_form": _given("branches"),
    "assignments:recipient": _asked("received", ONE),
    "assignments:recipient_paper": _paper("received", ONE),
    "assignments:receive": _asked("new", ONE),
    "assignments:reply": _asked("received", ONE, text="已经办好"),
    "assignments:recall": _asked("answered", ONE),
    "assignments:pass_on": Address(_asked("received", ONE).there, [NOWHERE], _passed_on),
    "assignments:accept": _asked("branches", ONE_FIRST),
    "assignments:send_back": _asked("branches", ONE_FIRST, words="缺数据"),
    "assignments:release": _asked("branches", ONE_SECOND, words="不用了"),
    "assignments:remind": _asked("branches", ONE_SECOND),
    "books:books": _list(),
    "books:book": Address(lambda world: [world.one.unit.pk, 2026], [NOWHERE, 2026]),
    "books:print": Address(lambda world: [world.one.unit.pk, 2026], [NOWHERE, 2026], _fixed(format="docx")),
    "feedback:write": Address(sent=_fixed(topic="system", words="字太小", page="/ledger/")),
    "feedback:received": _list(),
    "feedback:answer": Address(
        lambda world: [world.remark.pk],
        ["nobody"],
        lambda world, _: {"read_at": world.remark.version, "words": "下月起只报一次"},
    ),
    "audit:events": _list(),
    "audit:event": Address(lambda world: [world.event], [NOWHERE]),
    "audit:proof": Address(lambda world: [world.event], [NOWHERE]),
    "audit:head": Address(),
    "site:start": Address(),
    "site:help": Address(),
    "site:administration": Address(),
}
