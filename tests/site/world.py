"""A small world, made through the domain: two offices with two branches each, and in every unit something of its own
that nobody else may see. Whatever belongs to a unit bears its mark, so that a leak names the unit it comes from.
"""

import re
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.test import Client

from mingheng.accounts.domain import close_account
from mingheng.accounts.models import Account
from mingheng.api.domain import give_key
from mingheng.api.models import ApiKey
from mingheng.api.scopes import Scope
from mingheng.assessment.domain import start_cycle
from mingheng.assessment.models import CurrentLine
from mingheng.assessment.passes import run_full
from mingheng.assignments.domain import Wording, give_out, receive, reply
from mingheng.assignments.domain import save_draft as save_assignment
from mingheng.assignments.models import Assignment, Recipient
from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.content import bundled_rulebooks
from mingheng.feedback.domain import send_remark
from mingheng.feedback.models import Remark, Topic
from mingheng.ledger.domain import (
    accept,
    draw_sample,
    save_draft,
    send_back,
    set_closing_day,
    submit,
    verify,
    withdraw,
)
from mingheng.ledger.evidence_files import store
from mingheng.ledger.models import ClosingDay, Entry, Sample, Verdict, Verification
from mingheng.ledger.sampling import Frame
from mingheng.ledger.values import Content
from mingheng.organisation.domain import found_unit, grant_role, revoke_role
from mingheng.organisation.models import Grant, Unit, UnitKind
from mingheng.organisation.roles import role_label
from mingheng.people.domain import add_person, add_post, leave_unit
from mingheng.people.identity import check_character
from mingheng.people.models import Person
from mingheng.people.sealed import PersonDetails
from mingheng.policy import Role
from tests.ledger.desk import PDF, actor, upload
from tests.people import PASSWORD, make_account, sign_in

TODAY = date(2026, 6, 1)
HELD = date(2026, 5, 20)
FOUNDED = date(2024, 1, 1)

TOP, ONE, ONE_FIRST, ONE_SECOND, ONE_EMPTY = "工〇", "甲〇", "甲一", "甲二", "甲空"
TWO, TWO_FIRST, TWO_SECOND = "乙〇", "乙一", "乙二"
CODES = {TOP: "GW", ONE: "JIA", ONE_FIRST: "JIA1", ONE_SECOND: "JIA2", ONE_EMPTY: "JIA3"} | {
    TWO: "YI",
    TWO_FIRST: "YI1",
    TWO_SECOND: "YI2",
}
PARENTS = {ONE: TOP, TWO: TOP, ONE_FIRST: ONE, ONE_SECOND: ONE, ONE_EMPTY: ONE, TWO_FIRST: TWO, TWO_SECOND: TWO}

WORDS = {
    "名": "name of the unit",
    "员": "name of a member",
    "题": "title of an entry",
    "密": "minutes and who was absent",
    "档": "name of a file",
    "证": "content of a file",
    "由": "reason of a decision",
    "户": "name of an account",
    "办": "title of what a unit gives out",
    "复": "text of a reply",
}
CANARY = re.compile(f"([{''.join(WORDS)}])雀([工甲乙][〇一二空])")

HELD_AT = {"same": ONE, "above": TOP, "below": ONE_FIRST, "sibling": TWO, "ended": ONE, "revoked": ONE}
"""Where a role is held, by how its unit stands to the one that is asked for, which is the first office."""
FORMER = ("ended", "revoked")


def canary(word: str, unit: str) -> str:
    """A text that gives away where it comes from."""
    return f"{word}雀{unit}"


def below(unit: str) -> frozenset[str]:
    """The unit and what stands below it."""
    return frozenset(one for one in CODES if unit in line_of(one))


def line_of(unit: str) -> list[str]:
    """The unit and what stands above it."""
    return [unit] if unit == TOP else [unit, *line_of(PARENTS[unit])]


@dataclass(frozen=True)
class Holder:
    """Somebody in front of a browser. Without an account: nobody has signed in."""

    name: str
    account: Account | None = None
    role: Role | None = None
    relation: str = "none"
    unit: str = ""
    key: str = ""

    @property
    def is_former(self) -> bool:
        return self.relation in FORMER

    @property
    def within(self) -> frozenset[str]:
        """The units whose business may be known to this person, if the role is one that knows business at all."""
        return below(self.unit) if self.unit and not self.is_former else frozenset()


@dataclass
class UnitWorld:
    """What stands in one unit."""

    unit: Unit
    clerk: Account
    judge: Account
    entries: dict[str, Entry] = field(default_factory=dict)
    findings: dict[str, Entry] = field(default_factory=dict)
    """What the 工委 keeps about the unit."""
    people: dict[str, Person] = field(default_factory=dict)


@dataclass
class World:
    """Everything that is there, and everybody who may ask for it."""

    units: dict[str, UnitWorld] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    """Texts that are no words: numbers, keys in addresses; with the unit they belong to."""
    numbers: dict[str, str] = field(default_factory=dict)
    """Identity and telephone numbers in full, which no page ever shows unasked."""
    holders: list[Holder] = field(default_factory=list)
    newcomer: Account | None = None
    closed: Account | None = None
    remark: Remark | None = None
    sample: Sample | None = None
    doubt: Verification | None = None
    rule: ClosingDay | None = None
    given: dict[str, Assignment] = field(default_factory=dict)
    """What is given out: a draft and one to the branches by the first office, two to both offices by the 工委."""
    line: str = ""
    event: int = 0
    key: ApiKey | None = None
    """The key of a system for the first office."""

    @property
    def one(self) -> UnitWorld:
        return self.units[ONE]

    @property
    def grant(self) -> Grant:
        """A role held in the first office."""
        return Grant.objects.get(account=self.one.clerk)

    def recipient(self, name: str, unit: str) -> Recipient:
        """Who is to answer what was given out under this name."""
        return Recipient.objects.get(assignment=self.given[name], unit=self.units[unit].unit)

    def holder(self, role: Role | None, relation: str = "none") -> Holder:
        """Who holds the role so."""
        return next(one for one in self.holders if (one.role, one.relation) == (role, relation))


def build_world() -> World:
    """Found it all. The clock stands on TODAY."""
    world = World()
    for key in CODES:
        world.units[key] = UnitWorld(_found(world, key), *_staff(key))
    for number, (key, one) in enumerate(world.units.items()):
        appoint(one.clerk, one.unit, Role.UNIT_CLERK)
        appoint(one.judge, world.units[TOP].unit, Role.COMMITTEE_ADMIN)
        if key not in (TOP, ONE_EMPTY):
            _enter_people(world, key, number)
    cycle = start_cycle(bundled_rulebooks()["demo-2026"], connected=["meeting"], by=COMMAND)
    for key in CODES:
        if key != ONE_EMPTY:
            _write_entries(world, key)
    _find_fault(world)
    _verify_entries(world)
    _give_out(world)
    run_full(cycle, cause="cycle_started", by=COMMAND)
    _sign_everybody_in(world)
    burden = "每月要报三张内容相同的表"
    world.remark = send_remark(make_account("speaker"), Topic.BURDEN, burden, page="/ledger/", by=COMMAND)
    expires_on = TODAY + timedelta(90)
    world.key, _text = give_key("办公系统", world.one.unit, [Scope.UNITS_READ], expires_on=expires_on, by=COMMAND)
    world.line = CurrentLine.objects.filter(subject=world.one.unit).order_by("code")[0].code
    accepted = world.one.entries["accepted"]
    world.event = Event.objects.get(action="ledger.entry.accepted", object_key=accepted.pk).sequence
    return world


def appoint(account: Account, unit: Unit, role: Role) -> Grant:
    """Let somebody hold a role from today on."""
    return grant_role(account, unit, role, starts_on=TODAY, by=COMMAND)


def content_of(unit: str, state: str) -> Content:
    """A meeting that bears the marks of the unit."""
    return Content(
        {
            "type": "党课",
            "title": f"{canary('题', unit)}·{state}",
            "held_on": HELD,
            "expected": 12,
            "attended": 10,
            "topics": ("意识形态",),
            "absent": (f"{canary('密', unit)}缺席",),
            "minutes": f"{canary('密', unit)}记录",
        }
    )


def _found(world: World, key: str) -> Unit:
    kind = {TOP: UnitKind.WORK_COMMITTEE, ONE: UnitKind.COMMITTEE, TWO: UnitKind.COMMITTEE}.get(key, UnitKind.BRANCH)
    is_office = key in (ONE, TWO)
    parent = world.units[PARENTS[key]].unit if key in PARENTS else None
    return found_unit(
        CODES[key],
        canary("名", key),
        kind=kind,
        parent=parent,
        on=FOUNDED,
        by=COMMAND,
        is_assessed=is_office,
        assessment_class="一类单位" if is_office else "",
    )


def _staff(key: str) -> tuple[Account, Account]:
    code = CODES[key].lower()
    return (
        make_account(f"clerk-{code}", display_name=f"{canary('户', key)}填报人", password=PASSWORD),
        make_account(f"judge-{code}", display_name=f"{canary('户', TOP)}审核人{code}", password=PASSWORD),
    )


def _enter_people(world: World, key: str, number: int) -> None:
    one = world.units[key]
    digits = f"1101011990030{number}7{number:02}7"
    digits = digits[:14] + f"{700 + number}"
    id_number, phone = digits + check_character(digits), f"1380000{number:02}{number:02}"
    details = {
        "full": PersonDetails(name=f"{canary('员', key)}甲", id_number=id_number, phone=phone),
        "probation": PersonDetails(name=f"{canary('员', key)}乙"),
        "gone": PersonDetails(name=f"{canary('员', key)}丙"),
    }
    for state, detail in details.items():
        full_on = None if state == "probation" else FOUNDED
        one.people[state] = add_person(one.unit, detail, starts_on=FOUNDED, full_on=full_on, by=COMMAND)
        world.secrets[one.people[state].pk] = key
    add_post(one.people["full"], one.unit, title="书记", starts_on=FOUNDED, by=COMMAND)
    leave_unit(one.people["gone"].memberships.get(), last_day=date(2026, 5, 1), reason="调出", by=COMMAND)
    masked = (f"{id_number[:6]}********{id_number[-4:]}", f"{phone[:3]}****{phone[-4:]}")
    world.secrets |= dict.fromkeys(masked, key)
    world.numbers |= {id_number: key, phone: key}


def _write_entries(world: World, key: str) -> None:
    one = world.units[key]
    clerk, judge = actor(one.clerk), actor(one.judge)
    evidence = PDF.replace(b"<<>>", f"<<{canary('证', key)}>>".encode())
    for state in ("draft", "submitted", "sent_back", "accepted", "withdrawn"):
        file = store(upload(f"{canary('档', key)}{state}.pdf", evidence))
        begin = save_draft if state == "draft" else submit
        entry = begin(Entry(unit=one.unit, kind="meeting"), content_of(key, state), read_at=0, files=[file], by=clerk)
        if state == "accepted":
            accept(entry, read_at=entry.version, by=judge)
        elif state == "sent_back":
            send_back(entry, reason=f"{canary('由', key)}退回", read_at=entry.version, by=judge)
        elif state == "withdrawn":
            withdraw(entry, reason=f"{canary('由', key)}撤回", read_at=entry.version, by=judge)
        one.entries[state] = entry
        world.secrets[entry.pk] = key


def _find_fault(world: World) -> None:
    """What the 工委 found in the first office: one finding that counts, one that waits, one that is still a draft."""
    one, writer, judge = world.one, actor(world.one.judge), actor(world.units[TWO].judge)
    for state in ("draft", "submitted", "accepted"):
        values = {"indicator": "rectification", "found_on": HELD, "description": f"{canary('题', ONE)}问题"}
        file = store(upload(f"{canary('档', ONE)}问题.pdf", PDF))
        begin = save_draft if state == "draft" else submit
        entry = begin(Entry(unit=one.unit, kind="finding"), Content(values), read_at=0, files=[file], by=writer)
        if state == "accepted":
            accept(entry, read_at=entry.version, by=judge)
        one.findings[state] = entry
        world.secrets[entry.pk] = ONE


def _verify_entries(world: World) -> None:
    """A sample of the first office, a doubt about its accepted entry, and a day by which entries are due."""
    one = world.one
    frame = Frame(unit_id=one.unit.pk, starts_on=FOUNDED, ends_on=TODAY)
    world.sample = draw_sample(one.unit, frame, wanted=3, seed="公开", by=actor(one.judge))
    entry, note = one.entries["accepted"], f"{canary('由', ONE)}存疑"
    verify(entry, Verdict.DOUBTED, note=note, read_at=entry.version, by=actor(one.judge))
    world.doubt = Verification.objects.get()
    world.rule = set_closing_day(5, kind="study", starts_on=FOUNDED, by=actor(one.judge))


def _give_out(world: World) -> None:
    """Matters by the 工委 and by both offices: not received, received, answered, and a draft."""
    sent = {
        "new": (TOP, (ONE, TWO)),
        "received": (TOP, (ONE, TWO)),
        "answered": (TOP, (ONE,)),
        "branches": (ONE, (ONE_FIRST, ONE_SECOND)),
        "beside": (TWO, (TWO_FIRST,)),
        "draft": (ONE, ()),
    }
    for name, (giver, units) in sent.items():
        one, by = world.units[giver], actor(world.units[giver].judge)
        said = Wording(title=f"{canary('办', giver)}{name}", text="请回复。", due_on=TODAY + timedelta(9))
        paper = store(upload(f"{canary('办', giver)}通知.pdf", PDF))
        made = save_assignment(Assignment(giver=one.unit), said, read_at=0, files=[paper], by=by)
        if units:
            give_out(made, [world.units[unit].unit for unit in units], read_at=1, by=by)
        world.given[name] = made
        world.secrets[made.pk] = giver
    for name, unit in (("received", ONE), ("received", TWO), ("answered", ONE), ("branches", ONE_FIRST)):
        recipient, clerk = world.recipient(name, unit), actor(world.units[unit].clerk)
        receive(recipient, read_at=1, by=clerk)
        if (name, unit) != ("received", ONE):
            entry, file = world.units[unit].entries["accepted"], store(upload(f"{canary('档', unit)}复.pdf", PDF))
            answer = {"text": f"{canary('复', unit)}答复", "entries": [entry], "files": [file]}
            reply(recipient, **answer, read_at=2, by=clerk)


def _sign_everybody_in(world: World) -> None:
    for relation, unit in HELD_AT.items():
        for role in Role:
            name = f"{canary('户', unit)}{role_label(role)}{relation}"
            account = make_account(f"{role.value}-{relation}".replace("_", "-"), display_name=name, password=PASSWORD)
            _give(account, world.units[unit].unit, role, relation)
            world.holders.append(Holder(name, account, role, relation, unit, _key_of(account)))
    world.newcomer = make_account("newcomer", display_name="还没有角色的人", password=PASSWORD)
    world.holders += [
        Holder("还没有角色的人", world.newcomer, key=_key_of(world.newcomer)),
        Holder("没有登录的人"),
    ]
    world.closed = make_account("closed", display_name=f"{canary('户', ONE)}已停用", password=PASSWORD)
    appoint(world.closed, world.one.unit, Role.UNIT_CLERK)
    close_account(world.closed, reason="调离", by=COMMAND)


def _give(account: Account, unit: Unit, role: Role, relation: str) -> None:
    if relation == "ended":
        grant_role(account, unit, role, starts_on=FOUNDED, ends_on=date(2026, 5, 31), by=COMMAND)
        return
    grant = appoint(account, unit, role)
    if relation == "revoked":
        revoke_role(grant, by=COMMAND, reason="岗位调整")


def _key_of(account: Account) -> str:
    client = Client()
    sign_in(client, account)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)
