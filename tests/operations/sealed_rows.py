"""Sealed columns of a real site: rows that have them, what they say, and under which key."""

from tests.operations.sites import Site

FILL = """
from mingheng.accounts.domain import bind_second_factor
from mingheng.accounts.models import Account
from mingheng.accounts.second_factor import new_secret
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.clock import now
from mingheng.ledger.models import Entry, EntryVersion
from mingheng.ledger.values import Content, write_values
from mingheng.organisation.models import Unit
from mingheng.people.models import Person
from mingheng.people.sealed import PersonDetails, write_details
bind_second_factor(Account.objects.get(username="lier"), new_secret(), 0, keep=None, by=COMMAND)
with recording("ledger.entry.submitted", COMMAND) as change:
    for number in (1, 2, 3):
        entry = Entry(unit=Unit.objects.get(), kind="meeting")
        change.save(entry)
        version = EntryVersion(entry=entry, number=number, written_by="某人", written_at=now())
        write_values(version, Content({"minutes": f"第{number}次会议的记录"}))
        change.save(version)
for start in range(0, int(sys.argv[1]), 500):
    people = [Person(name=f"某{number}") for number in range(start, min(start + 500, int(sys.argv[1])))]
    for person in people:
        number = person.name[1:]
        details = PersonDetails(name=person.name, id_number=f"1101011990{number:0>8}", phone=f"138{number:0>8}")
        write_details(person, details)
    with recording("people.person.added", COMMAND) as change:
        change.save_all(people)
"""

OPENING = """
from mingheng.accounts.models import Account
from mingheng.accounts.second_factor import secret_of
from mingheng.ledger.models import EntryVersion
from mingheng.ledger.values import read_values
from mingheng.people.models import Person
from mingheng.people.sealed import COLUMNS, opened

def everything():
    yield from (secret_of(account) for account in Account.objects.order_by("username"))
    yield from (read_values(version) for version in EntryVersion.objects.select_related("entry").order_by("pk"))
    yield from ([opened(person, column) for column in COLUMNS] for person in Person.objects.order_by("name"))
"""

READ = OPENING + "print(list(everything()))"

KEYS = """
from collections import Counter
from mingheng.accounts.models import Account
from mingheng.ledger.models import EntryVersion
from mingheng.people.models import Person
counted = Counter()
for rows, columns in ((Account, ["totp_secret"]), (EntryVersion, ["sealed"]), (Person, ["id_number", "phone", "born_on"])):
    for row in rows.objects.values_list(*columns):
        counted.update(int(token.split(".")[1]) for token in row if token)
print(*(f"{key}:{count}" for key, count in sorted(counted.items())))
"""


def filled(site: Site, persons: int) -> str:
    """Fill the site with rows that have sealed columns; what they say."""
    site.script(FILL, persons)
    return site.script(READ)


def keys_in_use(site: Site) -> dict[int, int]:
    """How many sealed texts lie under each field key."""
    pairs = (pair.split(":") for pair in site.script(KEYS).split())
    return {int(key): int(count) for key, count in pairs}
