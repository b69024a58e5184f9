"""The life of an assignment through its verbs: each is one event, and what does not fit is refused."""

from datetime import timedelta

import pytest

from mingheng.assignments.domain import (
    NotNow,
    Unfit,
    accept,
    add_recipients,
    close,
    give_out,
    pass_on,
    receive,
    release,
    remind,
    remind_all,
    reply,
    save_draft,
    send_back,
    withdraw,
)
from mingheng.assignments.models import Assignment, Paper, Recipient, Reply, Wanted
from mingheng.audit.changes import Outdated
from mingheng.audit.models import Event
from mingheng.ledger.evidence_files import store
from tests.assignments.desk import (
    DUE,
    TODAY,
    acts,
    drafted,
    given,
    received,
    recipient_of,
    replied,
    step_kinds,
    wording,
)
from tests.ledger.desk import PDF, accepted, actor, submitted, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_home")]


def test_a_whole_life_leaves_one_event_for_every_act_and_a_step_with_person_and_day(county, people):
    assignment = given(county.top, people.committee, county.one, county.two)
    recipient = received(assignment, county.one, people.clerk)
    reply(recipient, text="第一次", read_at=recipient.version, by=actor(people.clerk))
    send_back(recipient, reason="缺数据", read_at=recipient.version, by=actor(people.committee))
    reply(recipient, text="第二次", read_at=recipient.version, by=actor(people.colleague))
    accept(recipient, read_at=recipient.version, by=actor(people.committee))
    close(assignment, note="都报齐了", read_at=assignment.version, by=actor(people.committee))
    assert acts() == [
        "assignments.assignment.saved",
        "assignments.assignment.given_out",
        "assignments.recipient.received",
        "assignments.recipient.replied",
        "assignments.recipient.sent_back",
        "assignments.recipient.replied",
        "assignments.recipient.answered",
        "assignments.assignment.closed",
    ]
    told = recipient.steps.order_by("pk").values_list("kind", "by", "on_day", "note")
    assert list(told) == [
        ("given", "committee", TODAY, ""),
        ("received", "clerk", TODAY, ""),
        ("replied", "clerk", TODAY, ""),
        ("sent_back", "committee", TODAY, "缺数据"),
        ("replied", "colleague", TODAY, ""),
        ("answered", "committee", TODAY, ""),
    ]
    assert list(Reply.objects.order_by("number").values_list("number", "text")) == [(1, "第一次"), (2, "第二次")]
    assert (assignment.state, assignment.ended_note, assignment.ended_by) == ("closed", "都报齐了", "committee")
    paths = Event.objects.filter(action="assignments.recipient.replied").values_list("unit_path", flat=True)
    assert set(paths) == {"示范县直属机关工委/甲局机关党委"}


def test_numbers_run_through_the_year_without_a_gap_and_drafts_have_none(county, people, settings):
    first = given(county.top, people.committee, county.one)
    draft = drafted(county.top, people.committee)
    second = given(county.one, people.admin, county.one_first)
    settings.MINGHENG_FIXED_DAY = TODAY.replace(year=2027)
    third = given(county.top, people.committee, county.one, due_on=TODAY.replace(year=2027))
    numbers = [one.number for one in (first, draft, second, third)]
    assert numbers == ["2026-001", "", "2026-002", "2027-001"]


def test_nobody_takes_his_own_reply_as_the_answer(county, people):
    assignment = given(county.one, people.admin, county.one_first)
    own = replied(assignment, county.one_first, people.admin)
    with pytest.raises(NotNow, match="不能由您本人认可"):
        accept(own, read_at=own.version, by=actor(people.admin))
    accept(own, read_at=own.version, by=actor(people.committee))
    assert recipient_of(assignment, county.one_first).progress == "answered"


def test_only_a_receipt_is_answered_when_it_is_received(county, people):
    assignment = given(county.top, people.committee, county.one, wanted=Wanted.RECEIPT)
    recipient = received(assignment, county.one, people.clerk)
    assert (recipient.progress, recipient.replied_on) == ("answered", TODAY)


@pytest.mark.parametrize(
    ("changes", "answer", "field"),
    [
        ({}, {"text": "  "}, "text"),
        ({"wanted": Wanted.ENTRY, "kind": "meeting"}, {"text": "开了会"}, "entries"),
        ({"wants_file": True}, {"text": "办了"}, "attached"),
    ],
)
def test_a_reply_without_what_is_wanted_is_refused_and_nothing_written(county, people, changes, answer, field):
    recipient = received(given(county.top, people.committee, county.one, **changes), county.one, people.clerk)
    with pytest.raises(Unfit) as refusal:
        reply(recipient, **answer, read_at=recipient.version, by=actor(people.clerk))
    assert (refusal.value.field, Reply.objects.count(), acts()[-1]) == (field, 0, "assignments.recipient.received")


def test_entries_answer_and_stay_what_they_are(county, people):
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting"}
    recipient = received(given(county.top, people.committee, county.one, **matter), county.one, people.clerk)
    entry = accepted(county.one_first, people.branch, people.admin)
    version = entry.version
    made = reply(recipient, entries=[entry], read_at=recipient.version, by=actor(people.clerk))
    entry.refresh_from_db()
    assert ([link.entry for link in made.links.all()], entry.version) == ([entry], version)


def test_evidence_of_the_entry_or_a_file_with_the_reply_is_what_a_file_is_wanted_for(county, people):
    matter = {"wanted": Wanted.ENTRY, "kind": "meeting", "wants_file": True}
    recipient = received(given(county.top, people.committee, county.one, **matter), county.one, people.clerk)
    bare = submitted(county.one, people.clerk)
    with pytest.raises(Unfit):
        reply(recipient, entries=[bare], read_at=recipient.version, by=actor(people.clerk))
    file = store(upload("佐证.pdf", PDF))
    made = reply(recipient, entries=[bare], files=[file], read_at=recipient.version, by=actor(people.clerk))
    assert [(paper.reply, paper.file_name) for paper in Paper.objects.all()] == [(made, "佐证.pdf")]


def test_a_late_reply_is_taken_and_shown_late_by_days(county, people, settings):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    settings.MINGHENG_FIXED_DAY = DUE
    assert recipient.days_late(DUE) == 0
    settings.MINGHENG_FIXED_DAY = DUE + timedelta(days=4)
    assert recipient.days_late(DUE + timedelta(days=4)) == 4
    reply(recipient, text="迟了", read_at=recipient.version, by=actor(people.clerk))
    assert recipient_of(recipient.assignment, county.one).days_late(DUE + timedelta(days=30)) == 4


def test_what_is_passed_on_is_waited_for_by_who_passed_it(county, people):
    assignment = given(county.top, people.committee, county.one)
    recipient = received(assignment, county.one, people.clerk)
    earlier = DUE - timedelta(days=3)
    pass_on(
        recipient,
        [county.one_first],
        due_on=earlier,
        note="请一支部办",
        read_at=recipient.version,
        by=actor(people.clerk),
    )
    below = recipient_of(assignment, county.one_first)
    assert (below.due_on, below.passed_by, below.asker_id) == (earlier, recipient, county.one.pk)
    assert (recipient.progress, step_kinds(recipient)) == ("received", ["given", "received", "passed_on"])
    assert step_kinds(below) == ["given"]


@pytest.mark.parametrize("days", [1, -10])
def test_nobody_below_gets_a_later_day_or_one_that_has_passed(county, people, days):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    with pytest.raises(Unfit) as refusal:
        pass_on(
            recipient,
            [county.one_first],
            due_on=DUE + timedelta(days=days),
            read_at=recipient.version,
            by=actor(people.clerk),
        )
    assert (refusal.value.field, Recipient.objects.count()) == ("due_on", 1)


def test_what_is_overdue_can_still_be_passed_on_with_the_day_it_has(county, people, settings):
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    settings.MINGHENG_FIXED_DAY = DUE + timedelta(days=4)
    (below,) = pass_on(recipient, [county.one_first], read_at=recipient.version, by=actor(people.clerk))
    assert below.due_on == DUE


def test_nothing_is_given_or_passed_to_units_that_do_not_stand_below(county, people):
    draft = drafted(county.one, people.admin)
    for foreign in ([county.two_first], [county.one], [county.top], []):
        with pytest.raises(Unfit):
            give_out(draft, foreign, read_at=draft.version, by=actor(people.admin))
    recipient = received(given(county.top, people.committee, county.one), county.one, people.clerk)
    with pytest.raises(Unfit):
        pass_on(recipient, [county.two_first], read_at=recipient.version, by=actor(people.clerk))
    assert Recipient.objects.count() == 1


def test_a_unit_that_is_chosen_twice_gets_it_once(county, people):
    assignment = given(county.top, people.committee, county.one, county.one)
    made = add_recipients(assignment, [county.one, county.two], read_at=assignment.version, by=actor(people.committee))
    assert [one.unit for one in made] == [county.two]
    assert assignment.recipients.count() == 2


def test_a_reminder_is_kept_with_its_day_and_not_given_twice_a_day(county, people, settings):
    recipient = recipient_of(given(county.top, people.committee, county.one), county.one)
    remind(recipient, read_at=recipient.version, by=actor(people.committee))
    with pytest.raises(NotNow, match="今天已经提醒过"):
        remind(recipient, read_at=recipient.version, by=actor(people.committee))
    settings.MINGHENG_FIXED_DAY = TODAY + timedelta(days=1)
    remind(recipient, read_at=recipient.version, by=actor(people.committee))
    assert (recipient.reminded_on, recipient.reminders) == (TODAY + timedelta(days=1), 2)
    assert step_kinds(recipient) == ["given", "reminded", "reminded"]


def test_all_who_have_not_answered_are_reminded_in_one_act(county, people):
    assignment = given(county.top, people.committee, county.one, county.two)
    replied(assignment, county.one, people.clerk)
    assert remind_all(assignment, read_at=assignment.version, by=actor(people.committee)) == 1
    with pytest.raises(NotNow):
        remind_all(assignment, read_at=assignment.version, by=actor(people.committee))
    assert acts()[-1:] == ["assignments.recipients.reminded"]
    days = assignment.recipients.order_by("unit__code").values_list("reminded_on", flat=True)
    assert list(days) == [None, TODAY]


@pytest.mark.parametrize("ended", ["closed", "withdrawn"])
def test_what_has_ended_is_answered_by_nobody_any_more(county, people, ended):
    assignment = given(county.top, people.committee, county.one)
    recipient = received(assignment, county.one, people.clerk)
    end = {"read_at": assignment.version, "by": actor(people.committee)}
    close(assignment, note="够了", **end) if ended == "closed" else withdraw(assignment, reason="发错了", **end)
    with pytest.raises(NotNow):
        reply(recipient, text="办了", read_at=recipient.version, by=actor(people.clerk))
    for act in (
        lambda one: remind(one, read_at=one.version, by=actor(people.committee)),
        lambda one: release(one, reason="不用了", read_at=one.version, by=actor(people.committee)),
        lambda one: pass_on(one, [county.one_first], read_at=one.version, by=actor(people.clerk)),
    ):
        with pytest.raises(NotNow):
            act(recipient_of(assignment, county.one))
    assert (Reply.objects.count(), recipient_of(assignment, county.one).progress) == (0, "received")


def test_words_that_must_be_said_are_said(county, people):
    assignment = given(county.top, people.committee, county.one)
    recipient = replied(assignment, county.one, people.clerk)
    by = actor(people.committee)
    for act in (
        lambda: close(assignment, note=" ", read_at=assignment.version, by=by),
        lambda: withdraw(assignment, reason="", read_at=assignment.version, by=by),
        lambda: send_back(recipient, reason=" ", read_at=recipient.version, by=by),
        lambda: release(recipient, reason="", read_at=recipient.version, by=by),
    ):
        with pytest.raises(NotNow):
            act()
    assert acts()[-1] == "assignments.recipient.replied"


def test_a_record_kind_is_named_exactly_where_entries_are_wanted(county, people):
    for changes in ({"wanted": Wanted.ENTRY}, {"kind": "meeting"}):
        with pytest.raises(Unfit) as refusal:
            drafted(county.top, people.committee, **changes)
        assert refusal.value.field == "kind"
    assert Assignment.objects.count() == 0


def test_a_draft_changes_and_loses_papers_and_what_was_given_out_does_not(county, people):
    file = store(upload("通知.pdf", PDF))
    draft = save_draft(Assignment(giver=county.top), wording(), read_at=0, files=[file], by=actor(people.committee))
    paper = draft.papers.get()
    save_draft(draft, wording(title="改了"), read_at=1, removed=[paper.pk], by=actor(people.committee))
    assert (draft.title, draft.papers.count(), draft.version) == ("改了", 0, 2)
    give_out(draft, [county.one], read_at=2, by=actor(people.committee))
    with pytest.raises(NotNow):
        save_draft(draft, wording(title="又改"), read_at=3, by=actor(people.committee))


def test_a_draft_whose_day_has_passed_is_not_given_out(county, people, settings):
    draft = drafted(county.top, people.committee)
    settings.MINGHENG_FIXED_DAY = DUE + timedelta(days=1)
    with pytest.raises(NotNow, match="时限已经过去"):
        give_out(draft, [county.one], read_at=draft.version, by=actor(people.committee))


def test_whoever_read_an_older_version_changes_nothing(county, people):
    assignment = given(county.top, people.committee, county.one)
    old = recipient_of(assignment, county.one)
    received(assignment, county.one, people.clerk)
    fresh = recipient_of(assignment, county.one)
    for act in (
        lambda: receive(old, read_at=1, by=actor(people.colleague)),
        lambda: reply(fresh, text="办了", read_at=1, by=actor(people.colleague)),
        lambda: close(assignment, note="完", read_at=1, by=actor(people.committee)),
    ):
        with pytest.raises((Outdated, NotNow)):
            act()
    assert acts()[-1] == "assignments.recipient.received"
