"""Sealed columns of a real site: rows that have them, what they say, and under which key."""

from tests.operations.sites import Site

FILL = """
from mingheng.accounts.domain import bind_second_factor
from mingheng.accounts.models import Account
from mingheng.accounts.second_factor import new_secret
from mingheng.audit.actors import COMMAND
from mingheng.audit.changes import recording
from mingheng.clock import now
from mingheng.feedback.models import Remark
from mingheng.feedback.sealed import sealed
from mingheng.ledger.models import Entry, EntryVersion
from mingheng.ledger.typed_forms import keep_typed
from mingheng.ledger.values import Content, write_values
from mingheng.organisation.models import Unit
from mingheng.people.models import Person
from mingheng.people.sealed import PersonDetails, write_details
from mingheng.reminders.models import Contact
from mingheng.reminders.sealed import write_email
account = Account.objects.get(username="lier")
bind_second_factor(account, new_secret(), 0, keep=None, by=COMMAND)
remark = Remark(account=account, topic="system", sent_at=now())
remark.words, remark.answer = sealed(remark, "words", "这一页打不开"), sealed(remark, "answer", "已经修好")
contact = Contact(account=account)
write_email(contact, "lier@example.gov.cn")
for action, row in (("feedback.remark.sent", remark), ("reminders.email.entered", contact)):
    with recording(action, COMMAND) as change:
        change.save(row)
keep_typed(account, Entry(unit=Unit.objects.get(), kind="meeting"), {"title": ["没有写完"]})
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

BESIDES_PERSONS, THEIR_ROWS = 3 + 1 + 2 + 1 + 1, 3 + 1 + 1 + 1 + 1
"""Texts and rows: the minutes of three entries, one secret, one remark with its answer, one address, one typed form."""

OPENING = """
from mingheng.accounts.models import Account
from mingheng.accounts.second_factor import secret_of
from mingheng.feedback.models import Remark
from mingheng.feedback.sealed import answer_of, words_of
from mingheng.ledger.models import Entry, EntryVersion
from mingheng.ledger.typed_forms import typed_before
from mingheng.ledger.values import read_values
from mingheng.people.models import Person
from mingheng.organisation.models import Unit
from mingheng.people.sealed import COLUMNS, opened
from mingheng.reminders.models import Contact
from mingheng.reminders.sealed import opened_email

def everything():
    yield from (secret_of(account) for account in Account.objects.order_by("username"))
    yield from (read_values(version) for version in EntryVersion.objects.select_related("entry").order_by("pk"))
    yield from ((words_of(remark), answer_of(remark)) for remark in Remark.objects.all())
    yield from (opened_email(contact) for contact in Contact.objects.all())
    form = Entry(unit=Unit.objects.get(), kind="meeting")
    yield from (typed_before(account, form) for account in Account.objects.filter(username="lier"))
    yield from ([opened(person, column) for column in COLUMNS] for person in Person.objects.order_by("name"))
"""

READ = OPENING + "print(list(everything()))"

KEYS = """
from collections import Counter
from django.db import connection
counted = Counter()
with connection.cursor() as cursor:
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f'SELECT * FROM "{table}"')
        texts = (cell for row in cursor for cell in row if isinstance(cell, str) and cell.startswith("aes256gcm."))
        counted.update(int(text.split(".")[1]) for text in texts)
print(*(f"{key}:{count}" for key, count in sorted(counted.items())))
"""


def filled(site: Site, persons: int) -> str:
    """Fill the site with rows that have sealed columns; what they say."""
    site.script(FILL, persons)
    return site.script(READ)


def keys_in_use(site: Site) -> dict[int, int]:
    """How many sealed texts lie under each field key, wherever in the database."""
    pairs = (pair.split(":") for pair in site.script(KEYS).split())
    return {int(key): int(count) for key, count in pairs}
