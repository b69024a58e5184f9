"""What the tests of assignments write: matters that are given out, and answers."""

from datetime import date, timedelta

from mingheng.accounts.models import Account
from mingheng.assignments.domain import Wording, give_out, receive, reply, save_draft
from mingheng.assignments.models import Assignment, Recipient, Wanted
from mingheng.audit.models import Event
from mingheng.organisation.models import Unit
from tests.ledger.desk import actor

TODAY = date(2026, 6, 1)
DUE = TODAY + timedelta(days=9)


def wording(**changes: object) -> Wording:
    """An ordinary matter, to be answered in words."""
    said = {"title": "报送上半年党建工作总结", "text": "请报送总结，附工作数据。", "due_on": DUE}
    return Wording(**(said | changes))


def drafted(giver: Unit, by: Account, **changes: object) -> Assignment:
    return save_draft(Assignment(giver=giver), wording(**changes), read_at=0, by=actor(by))


def given(giver: Unit, by: Account, *units: Unit, **changes: object) -> Assignment:
    """Given out to these units."""
    assignment = drafted(giver, by, **changes)
    return give_out(assignment, units, read_at=assignment.version, by=actor(by))


def recipient_of(assignment: Assignment, unit: Unit) -> Recipient:
    """As the database has it now."""
    with_all = Recipient.objects.select_related("assignment__giver", "unit", "passed_by")
    return with_all.get(assignment=assignment, unit=unit)


def received(assignment: Assignment, unit: Unit, by: Account) -> Recipient:
    recipient = recipient_of(assignment, unit)
    receive(recipient, read_at=recipient.version, by=actor(by))
    return recipient


def replied(assignment: Assignment, unit: Unit, by: Account, text: str = "已经办理。") -> Recipient:
    recipient = received(assignment, unit, by)
    reply(recipient, text=text, read_at=recipient.version, by=actor(by))
    return recipient


def typed(**changes: object) -> dict[str, object]:
    """The form of an assignment as a browser sends it."""
    sent = {
        "read_at": 0,
        "title": "报送上半年党建工作总结",
        "document_number": "示工委发〔2026〕5号",
        "text": "请报送总结。",
        "due_on": "2026年6月10日",
        "wanted": Wanted.WRITTEN.value,
    }
    return sent | changes


def acts() -> list[str]:
    """The acts of this part, in their order."""
    found = Event.objects.filter(action__startswith="assignments.").order_by("sequence")
    return list(found.values_list("action", flat=True))


def step_kinds(recipient: Recipient) -> list[str]:
    return list(recipient.steps.order_by("pk").values_list("kind", flat=True))
