"""A small office for the reminders: a 工委, two offices, branches with and without a clerk; matters that tests name."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.organisation.models import Grant, Placement, Unit
from mingheng.policy import Role
from mingheng.reminders import registry
from mingheng.reminders.channels import Message, Undelivered
from mingheng.reminders.models import Contact
from mingheng.reminders.registry import DueItem
from mingheng.reminders.sealed import write_email

SINCE = date(2024, 1, 1)


@dataclass
class Office:
    """Units and accounts by name."""

    units: dict[str, Unit] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def names(self, keys: set[int]) -> set[str]:
        return {name for name, account in self.accounts.items() if account.pk in keys}


def found(office: Office, code: str, parent: str = "") -> Unit:
    unit = Unit.objects.create(code=code, founded_on=SINCE, version=1)
    above = office.units[parent] if parent else None
    Placement.objects.create(unit=unit, starts_on=SINCE, name=f"单位{code}", kind="branch", parent=above, version=1)
    office.units[code] = unit
    return unit


def appoint(office: Office, name: str, code: str, role: Role, **values: object) -> Account:
    account = office.accounts.get(name)
    if account is None:
        account = Account.objects.create(username=name, display_name=name, version=1)
        office.accounts[name] = account
    Grant.objects.create(
        **{"account": account, "unit": office.units[code], "role": role, "starts_on": SINCE, "version": 1, **values}
    )
    return account


def make_office() -> Office:
    """工委 GW; office A with administrator and clerk, its branch A1 with a clerk and A2 with nobody; B with a clerk."""
    office = Office()
    for code, parent in (("GW", ""), ("A", "GW"), ("A1", "A"), ("A2", "A"), ("B", "GW")):
        found(office, code, parent)
    appoint(office, "gw", "GW", Role.COMMITTEE_ADMIN)
    appoint(office, "a-admin", "A", Role.UNIT_ADMIN)
    appoint(office, "a-clerk", "A", Role.UNIT_CLERK)
    appoint(office, "a1-clerk", "A1", Role.UNIT_CLERK)
    appoint(office, "b-clerk", "B", Role.UNIT_CLERK)
    return office


@contextmanager
def matters(
    *items: DueItem, provider: registry.Provider | None = None, roles: frozenset[Role] = registry.CLERKS
) -> Iterator[None]:
    """Only these are due, or what the provider names."""
    kept = dict(registry.providers)
    registry.providers.clear()

    def named(_day: date, unit_ids: object) -> list[DueItem]:
        return [one for one in items if unit_ids is None or one.unit_id in unit_ids]

    registry.register_provider("tests", provider or named, label="试验事项", roles=roles)
    try:
        yield
    finally:
        registry.providers.clear()
        registry.providers.update(kept)


def want(account: Account, *, email: str = "", webhook: bool = False) -> Contact:
    """Let somebody be told by mail, or by webhook."""
    contact = Contact(account=account, wants_webhook=webhook, version=1)
    if email:
        write_email(contact, email)
        contact.confirmed_at, contact.wants_email = clock.now(), True
    contact.save(force_insert=True)
    return contact


@dataclass
class Postbox:
    """A channel that keeps what it is given; `faults` are raised one by one before anything is kept."""

    code: str = "email"
    is_on: bool = True
    taken: list[Message] = field(default_factory=list)
    faults: list[BaseException | None] = field(default_factory=list)
    after: list[BaseException | None] = field(default_factory=list)
    """Raised once the message has gone out: the crash before it is marked."""
    closed: int = 0

    def send(self, message: Message) -> None:
        if self.faults and (fault := self.faults.pop(0)):
            raise fault
        self.taken.append(message)
        if self.after and (fault := self.after.pop(0)):
            raise fault

    def close(self) -> None:
        self.closed += 1


class Crash(BaseException):
    """The process dies."""


REFUSED = Undelivered("550")
DOWN = Undelivered("down", is_down=True)
