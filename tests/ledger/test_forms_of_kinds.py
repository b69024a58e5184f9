"""The form of every kind that pages offer: filled in, submitted, accepted, and turned into facts."""

import pytest
from django.test import Client
from django.urls import reverse

from mingheng.facts.models import Fact
from mingheng.ledger.addresses import form_address, new_address
from mingheng.ledger.models import Entry
from mingheng.ledger.projection import plain_record
from mingheng.ledger.queries import latest_version
from mingheng.ledger.record_kinds import all_kinds, offered_kinds, own_fields
from mingheng.ledger.values import content_of
from mingheng.policy import Role
from mingheng.scoring import project
from mingheng.sheets.record_columns import offered
from tests.ledger.desk import HELD, person
from tests.ledger.pages import text_of, value_of
from tests.people import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]

CODES = [kind.code for kind in offered_kinds()]


def sample(column, naming):
    """What somebody types into a field of this type."""
    if column.type == "choice":
        return offered(column)[0]
    if column.type == "list":
        return list(offered(column)[:1]) or "赵文华、钱立"
    words = {"flag": "是", "date": HELD.isoformat(), "count": "3", "number": "1.5"}
    return words.get(column.type, "sample_code" if column.code in naming else "甲乙")


def filled(kind, **more):
    """The whole form of a kind."""
    expected = {kind.attendance.expected: "7"} if kind.attendance else {}
    return {column.code: sample(column, kind.naming) for column in own_fields(kind)} | expected | more


@pytest.fixture
def writers(county, people):
    """For each keeper who enters and who accepts, each in a browser."""

    def browser(account):
        client = Client()
        sign_in(client, account)
        return client

    second = browser(person("second", county.top, Role.COMMITTEE_ADMIN))
    return {
        "unit": (browser(people.clerk), browser(people.admin)),
        "committee": (browser(people.committee), second),
    }


@pytest.mark.parametrize("code", CODES)
def test_an_entry_of_every_kind_is_written_submitted_accepted_and_counts(writers, county, code):
    kind = all_kinds()[code]
    writer, judge = writers[kind.kept_by]
    url = new_address(Entry(unit=county.one_first, kind=code))
    key = value_of(writer.get(url), "key")
    answer = writer.post(url, filled(kind, read_at=0, key=key, submit="1"))
    assert (answer.status_code, "" if answer.status_code == 302 else text_of(answer)) == (302, "")
    entry = Entry.objects.get()
    assert (entry.state, entry.happened_on, bool(entry.title)) == ("submitted", HELD, True)
    own = writer.post(reverse("ledger:accept_entry", args=[entry.pk]), {"read_at": entry.version})
    assert (own.status_code in (302, 404), Entry.objects.get().state) == (True, "submitted")
    assert judge.post(reverse("ledger:accept_entry", args=[entry.pk]), {"read_at": entry.version}).status_code == 200
    wanted = [row.kind for row in project(kind, [plain_record(entry, content_of(latest_version(entry)), subject="A")])]
    assert wanted
    assert sorted(Fact.objects.values_list("kind", flat=True)) == sorted(wanted)
    page = text_of(writer.get(reverse("ledger:entry", args=[entry.pk])))
    assert [word for word in ("已采纳", "首次提交", "再记一条同类", "更正") if word not in page] == []


@pytest.mark.parametrize("code", CODES)
def test_a_second_click_on_the_form_of_every_kind_has_one_effect_and_another_text_is_a_conflict(writers, county, code):
    kind = all_kinds()[code]
    writer, _judge = writers[kind.kept_by]
    url = new_address(Entry(unit=county.one_first, kind=code))
    sent = filled(kind, read_at=0, key=value_of(writer.get(url), "key"), draft="1")
    assert [writer.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert writer.post(url, sent | {"belongs_year": "2025"}).status_code == 409
    entry = Entry.objects.get()
    form = writer.get(form_address(entry))
    assert (form.status_code, value_of(form, "read_at"), entry.versions.count()) == (200, "1", 1)


@pytest.mark.parametrize("code", CODES)
def test_an_empty_form_of_every_kind_is_a_draft_and_says_what_is_missing_when_submitted(writers, county, code):
    kind = all_kinds()[code]
    writer, _judge = writers[kind.kept_by]
    url = new_address(Entry(unit=county.one_first, kind=code))
    key = value_of(writer.get(url), "key")
    refused = text_of(writer.post(url, {"read_at": 0, "key": key, "submit": "1"}))
    missing = [f"必填栏“{column.heading}”是空的" for column in own_fields(kind) if column.required]
    assert [one for one in missing if one not in refused] == []
    assert writer.post(url, {"read_at": 0, "key": key, "draft": "1"}).status_code == 302
    assert Entry.objects.get().state == "draft"


def test_what_the_committee_keeps_is_hidden_from_the_unit_until_it_counts(writers, county, people):
    kind = all_kinds()["finding"]
    writer, judge = writers["committee"]
    url = new_address(Entry(unit=county.one_first, kind="finding"))
    writer.post(url, filled(kind, read_at=0, key=value_of(writer.get(url), "key"), submit="1"))
    entry = Entry.objects.get()
    page, clerk, admin = reverse("ledger:entry", args=[entry.pk]), Client(), Client()
    sign_in(clerk, people.clerk)
    sign_in(admin, people.admin)

    def told():
        lists = [client.get(reverse(name)).context["listing"].count for client, name in asked]
        return clerk.get(page).status_code, lists

    asked = [(clerk, "ledger:entries"), (admin, "ledger:waiting"), (judge, "ledger:waiting")]
    assert told() == (404, [0, 0, 1])
    accept_all = reverse("ledger:accept_several")
    admin.post(accept_all, {"entry": f"{entry.pk}:{entry.version}"})
    assert Entry.objects.get().state == "submitted"
    judge.post(accept_all, {"entry": f"{entry.pk}:{entry.version}"})
    assert (Entry.objects.get().state, told()) == ("accepted", (200, [1, 0, 0]))
    assert reverse("ledger:office_correct_entry", args=[entry.pk]) not in clerk.get(page).content.decode()


@pytest.mark.parametrize(
    ("name", "route", "kind"),
    [
        ("clerk", "new_entry", "finding"),
        ("clerk", "office_new_entry", "finding"),
        ("clerk", "new_entry", "mark"),
        ("committee", "new_entry", "meeting"),
        ("committee", "office_new_entry", "meeting"),
        ("committee", "office_new_entry", "history"),
    ],
)
def test_nobody_gets_the_form_of_a_kind_that_is_not_his_to_keep(people, county, name, route, kind):
    client = Client()
    sign_in(client, getattr(people, name))
    assert client.get(reverse(f"ledger:{route}", args=[county.one_first.pk, kind])).status_code == 404
