"""By which day records should be entered: told on every page, and forbidding nothing."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from mingheng.audit.changes import Outdated
from mingheng.audit.models import Event
from mingheng.ledger.closing import ClosingDays, Punctuality, closing_day_of
from mingheng.ledger.domain import NotNow, end_closing_day, send_back, set_closing_day
from mingheng.ledger.due import due_drafts
from mingheng.ledger.models import ClosingDay
from tests.ledger.desk import accepted, actor, draft, meeting, submitted
from tests.people import sign_in

ALL_YEAR = ClosingDay(day=5, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))


@given(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 28))
def test_the_closing_day_lies_in_the_next_month_on_its_day(happened_on, day):
    closing = closing_day_of(happened_on, "meeting", [ClosingDay(day=day, starts_on=date(2026, 1, 1))])
    assert closing is not None
    assert (closing.day, (closing - timedelta(days=closing.day)).replace(day=1)) == (day, happened_on.replace(day=1))


@pytest.mark.parametrize(
    ("happened_on", "closing"),
    [
        (date(2025, 12, 31), None),
        (date(2026, 1, 1), date(2026, 2, 5)),
        (date(2026, 1, 31), date(2026, 2, 5)),
        (date(2026, 12, 31), date(2027, 1, 5)),
        (date(2027, 1, 1), None),
    ],
)
def test_a_rule_holds_for_what_happened_between_its_days(happened_on, closing):
    assert closing_day_of(happened_on, "meeting", [ALL_YEAR]) == closing


def test_a_rule_for_the_kind_goes_before_one_for_all():
    own = ClosingDay(kind="study", day=20, starts_on=date(2026, 3, 1))
    days = [
        closing_day_of(date(2026, month, 9), kind, rules)
        for rules in ([ALL_YEAR, own], [own, ALL_YEAR])
        for kind in ("study", "meeting")
        for month in (2, 3)
    ]
    assert days == [date(2026, 3, 5), date(2026, 4, 20), date(2026, 3, 5), date(2026, 4, 5)] * 2


@pytest.fixture
def rule(people):
    return set_closing_day(5, starts_on=date(2026, 1, 1), by=actor(people.committee))


@pytest.mark.django_db
@pytest.mark.usefixtures("rule")
def test_lateness_is_measured_by_the_first_submission(county, people):
    in_time = submitted(county.one_first, people.clerk)
    late = submitted(county.one_first, people.clerk, meeting(held_on=date(2026, 4, 30)))
    typed = draft(county.one_first, people.clerk)
    told = [ClosingDays().punctuality_of(entry) for entry in (in_time, late, typed)]
    assert told == [Punctuality(date(2026, 6, 5), 0), Punctuality(date(2026, 5, 5), 27), None]


def _page(account, route: str, *arguments: object) -> str:
    client = Client()
    sign_in(client, account)
    return client.get(reverse(route, args=arguments)).content.decode()


@pytest.mark.django_db
def test_every_page_tells_it_and_without_a_rule_only_how_many_days(county, people):
    entry = submitted(county.one_first, people.clerk, meeting(held_on=date(2026, 4, 30)))
    pages = [("ledger:entries",), ("ledger:waiting",), ("ledger:entry", entry.pk)]
    assert ["滞后32天" in _page(people.admin, *page) for page in pages] == [True] * 3
    set_closing_day(5, starts_on=date(2026, 1, 1), by=actor(people.committee))
    assert ["逾期27天" in _page(people.admin, *page) for page in pages] == [True] * 3


@pytest.mark.django_db
@pytest.mark.usefixtures("rule")
def test_what_is_late_can_be_entered_and_accepted_all_the_same(county, people):
    entry = accepted(county.one_first, people.clerk, people.admin, meeting(held_on=date(2026, 1, 2)))
    assert (entry.state, ClosingDays().punctuality_of(entry)) == ("accepted", Punctuality(date(2026, 2, 5), 116))


@pytest.mark.django_db
@pytest.mark.usefixtures("rule")
def test_drafts_are_due_on_their_closing_day_and_what_was_sent_back_has_a_deadline_of_its_own(county, people):
    waiting = submitted(county.one_first, people.clerk)
    typed = draft(county.one_first, people.clerk)
    returned = submitted(county.two_first, people.clerk, meeting(held_on=date(2026, 4, 30)))
    send_back(returned, reason="缺记录", read_at=returned.version, by=actor(people.committee))
    draft(county.one_first, people.clerk, meeting(held_on=None))
    items = {item.key: (item.unit_id, item.due_on) for item in due_drafts(date(2026, 6, 1), None)}
    assert items == {typed.pk: (county.one_first.pk, date(2026, 6, 5))}
    assert {waiting.pk, returned.pk} & set(items) == set()
    assert list(due_drafts(date(2026, 6, 1), [county.two_first.pk])) == []


@pytest.mark.django_db
def test_without_a_rule_nothing_is_due(county, people):
    draft(county.one_first, people.clerk)
    assert list(due_drafts(date(2026, 6, 1), None)) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("rule")
def test_two_rules_of_a_kind_never_hold_on_the_same_day(people):
    with pytest.raises(NotNow, match="已规定每月5日前录入，时间重叠"):
        set_closing_day(8, starts_on=date(2027, 1, 1), by=actor(people.committee))
    set_closing_day(8, kind="study", starts_on=date(2027, 1, 1), by=actor(people.committee))
    with pytest.raises(IntegrityError), transaction.atomic():
        ClosingDay.objects.create(day=9, starts_on=date(2028, 1, 1), set_by="somebody", version=1)


@pytest.mark.django_db
def test_a_rule_ends_and_another_follows(people, rule):
    with pytest.raises(NotNow, match="停用日应在起止日期之间"):
        end_closing_day(rule, ends_on=date(2025, 12, 31), read_at=rule.version, by=actor(people.committee))
    end_closing_day(rule, ends_on=date(2026, 6, 30), read_at=rule.version, by=actor(people.committee))
    with pytest.raises(Outdated):
        end_closing_day(rule, ends_on=date(2026, 5, 31), read_at=1, by=actor(people.committee))
    set_closing_day(8, starts_on=date(2026, 7, 1), by=actor(people.committee))
    days = [closing_day_of(date(2026, month, 30), "meeting", ClosingDays().rules) for month in (6, 7)]
    assert days == [date(2026, 7, 5), date(2026, 8, 8)]
    actions = [event.action for event in Event.objects.order_by("sequence")][-3:]
    assert actions == ["ledger.closing_day.set", "ledger.closing_day.ended", "ledger.closing_day.set"]


@pytest.mark.django_db
def test_the_page_sets_and_ends_and_tells_what_is_wrong(people):
    client = Client()
    sign_in(client, people.committee)
    url = reverse("ledger:closing_days")
    client.post(url, {"kind": "", "day": "5", "starts_on": "2026-01-01"})
    rule = ClosingDay.objects.get()
    again = client.post(url, {"kind": "", "day": "8", "starts_on": "2026-03-01"}).content.decode()
    wrong = client.post(url, {"kind": "", "day": "31", "starts_on": "2026-03-01"}).content.decode()
    assert ("时间重叠" in again, "小于等于 28" in wrong or "28" in wrong) == (True, True)
    ending = reverse("ledger:end_closing_day", args=[rule.pk])
    client.post(ending, {"read_at": rule.version, "ends_on": "2026-06-30"})
    rule.refresh_from_db()
    assert (rule.day, rule.ends_on, rule.set_by) == (5, date(2026, 6, 30), "committee")
