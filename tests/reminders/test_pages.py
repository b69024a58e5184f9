"""The pages of the reminders: what is due for whom, one's own settings, the calendar, the plan, the log of reminders."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.organisation.queries import grants_of
from mingheng.policy import Role
from mingheng.reminders import queries
from mingheng.reminders.domain import open_feed, remind
from mingheng.reminders.models import CalendarFeed, Contact, ReminderPlan
from mingheng.reminders.plan import Plan, current_plan
from mingheng.reminders.queries import Todo
from mingheng.reminders.registry import CLERKS, DueItem
from mingheng.reminders.sealed import opened_email
from tests.people import sign_in, signed_in
from tests.reminders.office import appoint, make_office, matters
from tests.reminders.servers import mail_server

NOW = datetime(2026, 10, 8, 1, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def office():
    return make_office()


def browser(office, name: str) -> Client:
    return signed_in(office.accounts[name])


def due(office, code: str, day: date, title: str, **values: object) -> DueItem:
    return DueItem(key=title, unit_id=office.units[code].pk, due_on=day, title=title, **values)


def titles(answer) -> list[str]:
    return [title for group in listed(answer).values() for title in group]


def listed(answer) -> dict[str, list[str]]:
    return {group: [row.matter.item.title for row in rows] for group, rows in answer.context["groups"]}


def test_matters_stand_under_overdue_this_week_and_later(office):
    items = [
        due(office, "B", date(2026, 9, 30), "逾期"),
        due(office, "B", date(2026, 10, 3), "放假时到期"),
        due(office, "B", date(2026, 10, 10), "调休上班的周六到期"),
        due(office, "B", date(2026, 10, 30), "月底到期"),
    ]
    with matters(*items):
        page = browser(office, "b-clerk").get(reverse("reminders:todo"))
    assert listed(page) == {"overdue": ["逾期"], "week": ["放假时到期", "调休上班的周六到期"], "later": ["月底到期"]}
    text = page.content.decode()
    assert ("原定2026-10-03，节假日顺延" in text, text.count("节假日顺延"), "放假安排" in text) == (True, 1, False)


def test_a_branch_without_a_clerk_is_the_clerks_above_it(office):
    items = [due(office, code, date(2026, 10, 12), f"{code}的事") for code in ("A", "A1", "A2", "B")]
    with matters(*items):
        told = {
            (name, view): titles(browser(office, name).get(f"{reverse('reminders:todo')}?view={view}"))
            for name in ("a-clerk", "a1-clerk", "gw")
            for view in ("mine", "all")
        }
    assert told == {
        ("a-clerk", "mine"): ["A2的事", "A的事"],
        ("a-clerk", "all"): ["A1的事", "A2的事", "A的事"],
        ("a1-clerk", "mine"): ["A1的事"],
        ("a1-clerk", "all"): ["A1的事"],
        ("gw", "mine"): [],
        ("gw", "all"): ["A1的事", "A2的事", "A的事", "B的事"],
    }


def test_a_colleague_is_named_to_who_may_know_holders_and_to_nobody_else(office):
    appoint(office, "leader", "A1", Role.LEADER)
    appoint(office, "member", "A1", Role.MEMBER)
    item = due(office, "A1", date(2026, 10, 12), "党员也能办的事", roles=frozenset({Role.UNIT_CLERK, Role.MEMBER}))
    with matters(item):
        doers = [
            browser(office, name).get(f"{reverse('reminders:todo')}?view=all").context["groups"][0][1][0].doers
            for name in ("leader", "member", "a1-clerk")
        ]
    assert doers == [
        "a1-clerk、member（单位A1的填报员或党员）",
        "您，或同组织的其他填报员或党员",
        "您，或member",
    ]


def test_whose_matter_it_is_is_said_where_nobody_or_only_the_unit_above_can_do_it(office):
    items = [
        due(office, "A1", date(2026, 10, 12), "自己的事"),
        due(office, "A2", date(2026, 10, 12), "下面的事"),
        due(office, "B", date(2026, 10, 12), "没有人的事", roles=frozenset({Role.MEMBER})),
    ]
    with matters(*items):
        pages = {name: browser(office, name).get(f"{reverse('reminders:todo')}?view=all") for name in ("a-clerk", "gw")}
    rows = {
        (name, row.matter.item.title): (row.doers, row.from_below, row.is_vacant)
        for name, page in pages.items()
        for _group, found in page.context["groups"]
        for row in found
    }
    assert rows == {
        ("a-clerk", "自己的事"): ("a1-clerk（单位A1的单位管理员或填报员）", "", False),
        ("a-clerk", "下面的事"): ("您，或a-admin", "单位A", False),
        ("gw", "自己的事"): ("a1-clerk（单位A1的单位管理员或填报员）", "", False),
        ("gw", "下面的事"): ("a-admin、a-clerk（单位A的单位管理员或填报员）", "单位A", False),
        ("gw", "没有人的事"): ("无人担任党员", "", True),
    }
    texts = {name: page.content.decode().count("该组织无人担任，由单位A办") for name, page in pages.items()}
    assert texts == {"a-clerk": 1, "gw": 1}


def test_what_is_overdue_says_since_how_many_days_in_every_order(office):
    items = [due(office, "B", date(2026, 9, 30), "逾期"), due(office, "B", date(2026, 10, 8), "今天到期")]
    with matters(*items):
        client = browser(office, "b-clerk")
        pages = [client.get(f"{reverse('reminders:todo')}?{asked}") for asked in ("", "sort=-title")]
    late = [{row.matter.item.title: row.days_late for row in page.context["listing"].rows} for page in pages]
    assert late == [{"逾期": 8, "今天到期": 0}] * 2
    assert [page.content.decode().count("已逾期8天") for page in pages] == [1, 1]


def test_who_holds_no_fitting_role_sees_nothing(office):
    appoint(office, "member", "A", Role.MEMBER)
    with matters(due(office, "A", date(2026, 10, 12), "填报员的事")):
        page = browser(office, "member").get(reverse("reminders:todo"))
    assert (page.status_code, page.context["groups"], page.context["counts"]) == (200, [], (0, 0))


def test_the_list_is_filtered_by_unit_and_kind(office):
    items = [due(office, code, date(2026, 10, 12), f"{code}的事") for code in ("A", "A1", "B")]
    with matters(*items):
        client = browser(office, "gw")
        found = [
            titles(client.get(f"{reverse('reminders:todo')}?view=all&{asked}"))
            for asked in ("unit=A1", "unit=单位A", "kind=tests", "unit=Z")
        ]
    assert found == [["A1的事"], ["A1的事", "A的事"], ["A1的事", "A的事", "B的事"], []]


def test_a_year_without_holidays_is_said(office):
    with time_machine.travel(datetime(2031, 3, 3, 1, tzinfo=UTC), tick=False), matters():
        page = browser(office, "b-clerk").get(reverse("reminders:todo"))
    assert "还没有2031年的放假安排" in page.content.decode()


def test_thirty_thousand_matters_are_listed_by_a_few_queries(office, django_assert_max_num_queries):
    items = [
        DueItem(key=f"{number}", unit_id=office.units["A1"].pk, due_on=date(2026, 10, 12), title=f"事项{number}")
        for number in range(30_000)
    ]
    account = office.accounts["gw"]
    with matters(*items), django_assert_max_num_queries(6):
        assert len(Todo(account, grants_of(account), date(2026, 10, 8)).matters) == 30_000


def test_who_has_nothing_of_a_kind_to_do_causes_no_question_about_it(office):
    asked = []

    def provider(_day, _unit_ids):
        asked.append(1)
        return [DueItem(key="1", unit_id=office.units["A1"].pk, due_on=date(2026, 10, 12), title="一件")]

    found = {}
    with matters(provider=provider):
        for name in ("gw", "a1-clerk"):
            account = office.accounts[name]
            found[name] = [one.item.title for one in Todo(account, grants_of(account), date(2026, 10, 8)).own_alone()]
    assert (found, len(asked)) == ({"gw": [], "a1-clerk": ["一件"]}, 1)


def test_of_too_many_organisations_only_what_is_for_oneself_is_listed(office, monkeypatch):
    monkeypatch.setattr(queries, "MOST_WATCHED", 3)
    committee, day = frozenset({Role.COMMITTEE_ADMIN}), date(2026, 10, 12)
    address = f"{reverse('reminders:todo')}?view=all"
    items = [due(office, "A1", day, "别人的"), due(office, "A1", day, "工委的", roles=committee)]
    with matters(*items, roles=CLERKS | committee):
        pages = {name: browser(office, name).get(address) for name in ("gw", "a-clerk")}
    counted = {name: page.context["counts"] for name, page in pages.items()}
    assert counted == {"gw": (1, 1), "a-clerk": (0, 2)}
    assert {name: titles(page) for name, page in pages.items()} == {"gw": ["工委的"], "a-clerk": ["别人的", "工委的"]}
    said = {name: "超过3个" in page.content.decode() for name, page in pages.items()}
    assert said == {"gw": True, "a-clerk": False}


@pytest.fixture
def mail(settings):
    with mail_server() as kept:
        settings.MINGHENG_MAIL_FROM = "mingheng@example.gov.cn"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", kept.port
        yield kept


def code_in(mail) -> str:
    return next(word for word in mail.mails[-1].get_content().split() if word.isdecimal())


def test_an_address_counts_once_its_code_has_come_back(office, mail):
    client = browser(office, "b-clerk")
    client.post(reverse("reminders:enter_email"), {"email": "b@example.gov.cn"})
    contact = Contact.objects.get()
    assert (opened_email(contact), contact.confirmed_at, "b@" in contact.email) == ("b@example.gov.cn", None, False)
    wrong = client.post(reverse("reminders:confirm_email"), {"code": "000000x"})
    assert ("验证码不正确" in wrong.content.decode(), Contact.objects.get().confirmed_at) == (True, None)
    client.post(reverse("reminders:confirm_email"), {"code": code_in(mail)})
    contact = Contact.objects.get()
    assert (contact.confirmed_at, contact.wants_email, contact.code_digest) == (NOW, True, "")
    assert "b***@example.gov.cn" in client.get(reverse("reminders:own")).content.decode()
    assert not any("b@example" in event.rows + event.details for event in Event.objects.all())


def test_five_wrong_codes_use_it_up_and_so_does_half_an_hour(office, mail):
    client, confirm = browser(office, "b-clerk"), reverse("reminders:confirm_email")
    client.post(reverse("reminders:enter_email"), {"email": "b@example.gov.cn"})
    for _ in range(5):
        client.post(confirm, {"code": "wrong"})
    client.post(confirm, {"code": code_in(mail)})
    assert Contact.objects.get().confirmed_at is None
    with time_machine.travel(NOW + timedelta(minutes=2), tick=False):
        client.post(reverse("reminders:enter_email"), {"email": "b@example.gov.cn"})
    with time_machine.travel(NOW + timedelta(minutes=33), tick=False):
        sign_in(client, office.accounts["b-clerk"])
        client.post(confirm, {"code": code_in(mail)})
    assert Contact.objects.get().confirmed_at is None


def test_nobodys_mailbox_is_flooded_with_codes(office, mail):
    client = browser(office, "b-clerk")
    for _ in range(4):
        client.post(reverse("reminders:enter_email"), {"email": "victim@example.gov.cn"})
    assert len(mail.mails) == 1


def test_a_calendar_reads_ones_own_due_days_without_names(office):
    token = open_feed(office.accounts["b-clerk"], by=COMMAND)
    items = [
        due(office, "B", date(2026, 10, 3), "上报总结", article="第八条", address="/ledger/"),
        due(office, "A", NOW.date(), "别家的事"),
    ]
    with matters(*items):
        answer = Client().get(reverse("reminders:feed", args=[token]))
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (
        200, "text/calendar; charset=utf-8", "no-store",
    )  # fmt: skip
    assert [(str(one["SUMMARY"]), one.decoded("DTSTART"), str(one["DESCRIPTION"])) for one in events] == [
        ("上报总结", date(2026, 10, 8), "第八条\n原定2026-10-03，节假日顺延。")
    ]
    assert "b-clerk" not in answer.content.decode()


def test_a_calendars_key_is_kept_as_a_hash_and_ends_when_it_is_replaced_or_closed(office):
    account, client = office.accounts["b-clerk"], browser(office, "b-clerk")
    first = open_feed(account, by=COMMAND)
    assert first not in CalendarFeed.objects.get().digest + "".join(Event.objects.values_list("rows", flat=True))
    page = client.post(reverse("reminders:open_feed")).context["feed_link"]
    second = page.rpartition("/")[2].removesuffix(".ics")

    def statuses() -> list[int]:
        return [Client().get(reverse("reminders:feed", args=[token])).status_code for token in (first, second, "x")]

    with matters():
        assert statuses() == [404, 200, 404]
        account.closed_on = NOW.date()
        account.save()
        assert statuses() == [404, 404, 404]
        account.closed_on = None
        account.save()
        client.post(reverse("reminders:close_feed"))
        assert statuses() == [404, 404, 404]


def test_a_calendar_follows_the_roles_of_the_moment(office):
    token = open_feed(office.accounts["b-clerk"], by=COMMAND)
    office.accounts["b-clerk"].grants.update(revoked_at=NOW)
    with matters(due(office, "B", date(2026, 10, 12), "上报总结")):
        answer = Client().get(reverse("reminders:feed", args=[token]))
    assert Calendar.from_ical(answer.content).walk("VEVENT") == []


def typed(**changes: object) -> dict[str, object]:
    sent = {"days_before": "3，10、3", "is_on_the_day": "on", "days_after": "", "raised_after": 2}
    return sent | {"raised_to_committee_after": 4, "moves_due_days": "on", "read_at": 0} | changes


def test_the_office_changes_its_plan_and_the_log_says_so(office):
    client = browser(office, "gw")
    assert current_plan() == Plan()
    client.post(reverse("reminders:plan"), typed())
    plan = Plan(days_before=(10, 3), days_after=(), raised_after=2, raised_to_committee_after=4)
    assert (current_plan(), Event.objects.latest("sequence").action) == (plan, "reminders.plan.changed")
    late = client.post(reverse("reminders:plan"), typed(raised_after=1))
    assert ("刚刚被别人修改过" in late.content.decode(), ReminderPlan.objects.get().raised_after) == (True, 2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"days_before": "七天"}, "days_before"),
        ({"days_before": "0"}, "days_before"),
        ({"days_after": "1,2,3,4,5,6,7"}, "days_after"),
        ({"raised_after": -1}, "raised_after"),
        ({"raised_to_committee_after": 1}, "raised_to_committee_after"),
    ],
)
def test_a_plan_that_cannot_be_meant_is_refused_beside_its_field(office, changes, field):
    page = browser(office, "gw").post(reverse("reminders:plan"), typed(**changes))
    assert (list(page.context["form"].errors), ReminderPlan.objects.count()) == ([field], 0)


def test_the_log_of_reminders_names_who_was_told_and_when_within_reach(office):
    appoint(office, "a-committee", "A", Role.COMMITTEE_ADMIN)
    with matters(due(office, "A1", date(2026, 10, 8), "甲的事"), due(office, "B", date(2026, 10, 8), "乙的事")):
        remind(by=COMMAND, channels=[])
    seen = {
        name: [
            (reminder.account.display_name, reminder.title, stage)
            for reminder, stage, _, _ in browser(office, name).get(reverse("reminders:told")).context["listing"].rows
        ]
        for name in ("gw", "a-committee")
    }
    assert seen == {
        "gw": [("a1-clerk", "甲的事", "到期日提醒"), ("b-clerk", "乙的事", "到期日提醒")],
        "a-committee": [("a1-clerk", "甲的事", "到期日提醒")],
    }


def test_ones_own_newest_reminders_stand_under_the_matters(office):
    with matters(due(office, "B", date(2026, 10, 8), "乙的事")):
        remind(by=COMMAND, channels=[])
        page = browser(office, "b-clerk").get(reverse("reminders:todo"))
    assert [(reminder.title, is_due) for reminder, is_due, _ in page.context["reminders"]] == [("乙的事", True)]


def test_a_reminder_whose_matter_is_done_says_so_and_leads_to_no_blank_form(office):
    done, still = (due(office, "B", date(2026, 10, 8), name, address=f"/{name}/") for name in ("done", "still"))
    with matters(done, still):
        remind(by=COMMAND, channels=[])
    with matters(still):
        page = browser(office, "b-clerk").get(reverse("reminders:todo"))
    shown = page.content.decode().partition("最近的提醒")[2]
    links = {name: f'href="/{name}/"' in shown for name in ("done", "still")}
    assert (links, shown.count("已办结或不再列为待办")) == ({"done": False, "still": True}, 1)


def test_a_reminder_leads_to_where_its_matter_is_done_today(office):
    with matters(due(office, "B", date(2026, 10, 8), "乙的事", address="/blank/")):
        remind(by=COMMAND, channels=[])
    with matters(due(office, "B", date(2026, 10, 8), "乙的事", address="/submitted/")):
        page = browser(office, "b-clerk").get(reverse("reminders:todo"))
    assert [address for _reminder, _is_due, address in page.context["reminders"]] == ["/submitted/"]


def test_where_not_everything_due_is_known_no_reminder_is_called_done(office, monkeypatch):
    with matters(due(office, "B", date(2026, 10, 8), "乙的事")):
        remind(by=COMMAND, channels=[])
    monkeypatch.setattr(queries, "MOST_WATCHED", 0)
    with matters():
        page = browser(office, "b-clerk").get(reverse("reminders:todo"))
    assert [is_due for _reminder, is_due, _address in page.context["reminders"]] == [True]
