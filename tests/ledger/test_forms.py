"""What makes a form quick: the roll to tick, what was written before, what was typed and not saved, the registers."""

import re
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from mingheng import clock
from mingheng.assessment.domain import start_cycle
from mingheng.audit.actors import COMMAND
from mingheng.audit.models import Event
from mingheng.content import bundled_rulebooks
from mingheng.ledger.attendance import Member, ticked_off, unticked
from mingheng.ledger.models import Entry, TypedForm
from mingheng.ledger.queries import latest_version
from mingheng.ledger.record_kinds import kind_of
from mingheng.ledger.values import content_of
from mingheng.people.models import Membership, Person
from tests.ledger.desk import FOUNDED_BEFORE, PDF, draft, meeting, submitted, typed, upload
from tests.ledger.pages import text_of, value_of
from tests.people import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


@pytest.fixture
def roll(county):
    """Four members of the branch, two of them of the same name."""
    members = [Person.objects.create(name=name, version=1) for name in ("孙一", "王伟", "王伟", "赵文华")]
    for member in members:
        Membership.objects.create(person=member, unit=county.one_first, starts_on=FOUNDED_BEFORE, version=1)
    return members


def uncounted(**changes):
    """A meeting without counts and names, as it is sent."""
    return typed(expected="", attended="", absent="") | changes


def saved_values():
    values = content_of(latest_version(Entry.objects.get())).values
    return [values.get(code) for code in ("expected", "attended", "on_leave", "absent")]


def presences(roll, *marks):
    return {f"presence_{member.pk}": mark for member, mark in zip(roll, marks, strict=True)}


def test_who_is_ticked_away_stands_in_the_lists_and_the_counts_follow(clerk, new_url, roll):
    form = clerk.get(new_url)
    shown = re.findall(r"<legend>([^<]*)", form.content.decode())
    assert [name for name in shown if name in ("孙一", "王伟", "赵文华")] == ["孙一", "王伟", "王伟", "赵文华"]
    sent = presences(roll, "present", "on_leave", "present", "absent")
    clerk.post(new_url, uncounted(key=value_of(form, "key"), draft="1", absent="借调的周某", **sent))
    assert saved_values() == [5, 2, ("王伟",), ("赵文华", "借调的周某")]


def test_counts_that_somebody_typed_are_not_overwritten(clerk, new_url, roll):
    sent = presences(roll, "present", "present", "present", "absent")
    key = value_of(clerk.get(new_url), "key")
    clerk.post(new_url, uncounted(key=key, draft="1", expected="3", attended="2", **sent))
    assert saved_values() == [3, 2, None, ("赵文华",)]


def test_what_was_ticked_is_ticked_again_and_saved_the_same(clerk, new_url, roll):
    sent = presences(roll, "present", "present", "on_leave", "absent")
    clerk.post(new_url, uncounted(key=value_of(clerk.get(new_url), "key"), draft="1", **sent))
    before, entry = saved_values(), Entry.objects.get()
    url = reverse("ledger:edit_entry", args=[entry.pk])
    page = clerk.get(url).content.decode()
    ticked = dict(re.findall(r'name="(presence_\w+)" value="(\w+)"[^>]*checked', page))
    assert sorted(ticked.values()) == ["absent", "on_leave", "present", "present"]
    again = uncounted(read_at=1, draft="1", expected="4", attended="2", **ticked)
    assert clerk.post(url, again).status_code == 302
    assert (saved_values(), Entry.objects.get().latest) == (before, 1)


def test_the_roll_is_that_of_the_day_and_a_tick_for_who_came_later_is_not_lost(clerk, new_url, roll, county):
    late = Person.objects.create(name="新来的", version=1)
    Membership.objects.create(person=late, unit=county.one_first, starts_on=clock.today(), version=1)
    form = clerk.get(new_url)
    assert "新来的" in text_of(form)
    sent = presences([*roll, late], "present", "present", "present", "present", "absent")
    clerk.post(new_url, uncounted(key=value_of(form, "key"), draft="1", **sent))
    assert saved_values() == [5, 4, None, ("新来的",)]


def test_a_stranger_who_is_ticked_is_nobody(clerk, new_url, roll, county):
    stranger = Person.objects.create(name="外单位的人", version=1)
    Membership.objects.create(person=stranger, unit=county.two_first, starts_on=FOUNDED_BEFORE, version=1)
    sent = presences([*roll, stranger], "present", "present", "present", "present", "absent")
    clerk.post(new_url, uncounted(key=value_of(clerk.get(new_url), "key"), draft="1", **sent))
    assert saved_values() == [4, 4, None, None]


def test_who_is_typed_as_absent_is_not_counted_as_present():
    attendance, roll = kind_of("meeting").attendance, [Member("a", "甲"), Member("b", "乙")]
    told = ticked_off(attendance, {"absent": ("甲", "丙")}, roll, {"a": "present", "b": "present"})
    assert told == {"expected": 3, "attended": 1, "absent": ("甲", "丙")}
    assert unticked(attendance, told, roll) == (
        {"a": "absent", "b": "present"},
        {"expected": 3, "attended": 1, "absent": ("丙",)},
    )


def test_a_new_form_begins_with_place_and_chair_and_offers_what_was_written_before(clerk, new_url, people, county):
    draft(county.one_first, people.clerk, meeting(place="三楼会议室", chair="甲书记", lecturer="甲讲师"))
    time.sleep(0.002)  # ids grow with every thousandth of a second
    draft(county.one_first, people.clerk, meeting(place="五楼会议室", chair="甲书记", lecturer="乙讲师"))
    draft(county.two_first, people.outsider, meeting(place="别处"))
    form = clerk.get(new_url)
    assert [value_of(form, name) for name in ("place", "chair", "lecturer", "title")] == [
        "五楼会议室",
        "甲书记",
        "",
        "",
    ]
    offered = re.search(r'<datalist id="words_place">(.*?)</datalist>', form.content.decode())[1]
    assert re.findall(r'value="([^"]*)"', offered) == ["五楼会议室", "三楼会议室"]


def test_as_last_time_takes_all_but_days_attendance_and_minutes(clerk, new_url, people, county):
    assert "?again=1" not in clerk.get(new_url).content.decode()
    draft(county.one_first, people.clerk, meeting(place="三楼会议室"))
    assert "?again=1" in clerk.get(new_url).content.decode()
    form = clerk.get(new_url, {"again": 1})
    assert [value_of(form, name) for name in ("title", "place", "held_on", "attended")] == [
        "学习讨论",
        "三楼会议室",
        "",
        "",
    ]
    page = form.content.decode()
    assert ("第一项议程" in page, "钱立" in page, '<option value="支部党员大会" selected>' in page) == (
        False,
        False,
        True,
    )


def keep(client, url, **sent):
    return client.post(url, typed(**sent)).status_code


def test_what_was_typed_is_kept_sealed_offered_again_and_gone_once_it_is_saved(clerk, new_url, county):
    events, keep_url = Event.objects.count(), reverse("ledger:keep_new", args=[county.one_first.pk, "meeting"])
    key = value_of(clerk.get(new_url), "key")
    assert keep(clerk, keep_url, key=key, title="写到一半", topics=["党风廉政"]) == 204
    assert keep(clerk, keep_url, key=key, title="又写了几个字", topics=["党风廉政"]) == 204
    row = TypedForm.objects.get()
    assert ("写" in row.sealed, "议程" in row.sealed, Event.objects.count()) == (False, False, events)
    form = clerk.get(new_url)
    page = form.content.decode()
    assert (value_of(form, "title"), "第二项议程" in page, "上次没有保存的内容已恢复" in page) == (
        "又写了几个字",
        True,
        True,
    )
    assert re.findall(r'name="topics" value="(\w+)"[^>]*checked', page) == ["党风廉政"]
    clerk.post(new_url, typed(key=value_of(form, "key"), title="又写了几个字", draft="1"))
    assert (TypedForm.objects.count(), value_of(clerk.get(new_url), "title")) == (0, "")


def test_what_is_kept_is_offered_to_nobody_else_and_can_be_thrown_away(clerk, new_url, county, people):
    keep_url = reverse("ledger:keep_new", args=[county.one_first.pk, "meeting"])
    keep(clerk, keep_url, title="我的草稿")
    colleague = Client()
    sign_in(colleague, people.colleague)
    assert "我的草稿" not in colleague.get(new_url).content.decode()
    answer = clerk.post(keep_url, {"forget": "1"})
    assert (answer.status_code, answer.url, TypedForm.objects.count()) == (302, new_url, 0)


def test_a_page_that_was_saved_meanwhile_does_not_bring_its_text_back(clerk, new_url, county):
    keep_url = reverse("ledger:keep_new", args=[county.one_first.pk, "meeting"])
    key = value_of(clerk.get(new_url), "key")
    clerk.post(new_url, typed(key=key, draft="1"))
    assert (keep(clerk, keep_url, key=key), TypedForm.objects.count()) == (204, 0)


def test_what_was_typed_over_a_text_that_a_colleague_changed_meets_the_conflict_page(clerk, county, people):
    entry = draft(county.one_first, people.clerk)
    url = reverse("ledger:edit_entry", args=[entry.pk])
    colleague = Client()
    sign_in(colleague, people.colleague)
    colleague.post(url, typed(read_at=1, title="同事改的", draft="1"))
    assert keep(clerk, reverse("ledger:keep_typed", args=[entry.pk]), read_at=1, title="我写的") == 204
    form = clerk.get(url)
    assert (value_of(form, "title"), value_of(form, "read_at")) == ("我写的", "1")
    assert clerk.post(url, typed(read_at=1, title="我写的", draft="1")).status_code == 409


def test_what_is_typed_over_a_version_that_the_entry_has_not_is_kept(clerk, county, people):
    entry = draft(county.one_first, people.clerk)
    keep_url = reverse("ledger:keep_typed", args=[entry.pk])
    kept = [(keep(clerk, keep_url, read_at=read_at), TypedForm.objects.count()) for read_at in ("9" * 5_000, "")]
    assert kept == [(204, 1), (204, 1)]


def test_what_is_older_than_30_days_goes_with_the_next_that_is_kept(clerk, county, people):
    keep_url = reverse("ledger:keep_new", args=[county.one_first.pk, "meeting"])
    long_ago = clock.now() - timedelta(days=31)
    TypedForm.objects.create(account=people.colleague, about="old", sealed="", saved_at=long_ago)
    keep(clerk, keep_url, title="新写的")
    assert [row.account_id for row in TypedForm.objects.all()] == [people.clerk.pk]


def test_more_than_anybody_types_is_not_kept(clerk, county):
    keep_url = reverse("ledger:keep_new", args=[county.one_first.pk, "meeting"])
    assert (keep(clerk, keep_url, minutes="长" * 200_001), TypedForm.objects.count()) == (413, 0)


def test_the_form_and_the_page_say_which_rules_an_entry_serves(clerk, new_url, county, people):
    assert "还没有启动考核周期" in text_of(clerk.get(new_url))
    start_cycle(bundled_rulebooks()["demo-2026"], connected=["meeting"], by=COMMAND)
    assert re.search(r"现行细则有\d+项用到", text_of(clerk.get(new_url)))
    entry = submitted(county.one_first, people.clerk)
    page = text_of(clerk.get(reverse("ledger:entry", args=[entry.pk])))
    assert ("党员大会到会率" in page, "不计分，只存档" in page) == (True, False)
    talk = reverse("ledger:new_entry", args=[county.one_first.pk, "talk"])
    assert "不计分，只存档" in text_of(clerk.get(talk))


def test_the_registers_say_what_there_is_and_lead_to_the_form(clerk, county, people, new_url):
    submitted(county.one_first, people.clerk)
    draft(county.one_first, people.clerk, meeting(held_on=None))
    draft(county.two_first, people.outsider)
    page = clerk.get(reverse("ledger:registers"))
    row = next(one for _group, found in page.context["groups"] for one in found if one.kind.code == "meeting")
    assert (row.this_year, str(row.last_on), row.may_enter) == (1, "2026-05-20", True)
    assert clerk.get(reverse("ledger:choose_unit"), {"kind": "meeting"}).url == new_url
    assert clerk.get(reverse("ledger:choose_unit")).url == reverse("ledger:registers")
    found = clerk.get(reverse("ledger:registers"), {"q": "党课"}).context["groups"]
    assert [one.kind.code for _group, registers in found for one in registers] == ["meeting"]


def test_the_committee_enters_its_own_registers_and_reads_the_others(people):
    client = Client()
    sign_in(client, people.committee)
    groups = client.get(reverse("ledger:registers")).context["groups"]
    keepers = {one.kind.kept_by: one.may_enter for _group, found in groups for one in found}
    assert keepers == {"unit": False, "committee": True}


def test_the_list_is_narrowed_by_kind(clerk, county, people):
    submitted(county.one_first, people.clerk)
    counts = [
        clerk.get(reverse("ledger:entries"), {"kind": kind}).context["listing"].count for kind in ("meeting", "talk")
    ]
    assert counts == [1, 0]


def test_the_history_says_who_submitted_and_which_was_the_first_time(clerk, county, people):
    entry = draft(county.one_first, people.colleague)
    clerk.post(reverse("ledger:submit_entry", args=[entry.pk]), {"read_at": 1})
    page = text_of(clerk.get(reverse("ledger:entry", args=[entry.pk])))
    assert "clerk 提交第1版（首次提交）" in page
    assert "colleague 写了第1版" in page


def test_a_file_can_be_added_while_the_entry_waits_and_not_be_taken_away(clerk, county, people):
    entry = submitted(county.one_first, people.clerk)
    url = reverse("ledger:add_evidence", args=[entry.pk])
    assert clerk.post(url, {"read_at": 1, "evidence": upload("签到.pdf", PDF)}).status_code == 302
    file = entry.evidence.get()
    assert clerk.post(reverse("ledger:remove_evidence", args=[entry.pk, file.pk]), {"read_at": 1}).status_code == 409
    page = clerk.get(reverse("ledger:entry", args=[entry.pk])).content.decode()
    assert (url in page, f"{url}{file.pk}/remove/" in page) == (True, False)
