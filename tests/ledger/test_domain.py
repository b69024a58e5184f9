"""The life of an entry: which act is possible when, what it changes, and what it leaves alone."""

import json
from datetime import date

import pytest

from mingheng.audit.changes import Outdated
from mingheng.audit.models import Event
from mingheng.facts.models import Fact
from mingheng.ledger.domain import (
    ACTIONS,
    NotNow,
    Unfit,
    accept,
    accept_several,
    add_evidence,
    correct,
    remove_evidence,
    save_draft,
    send_back,
    submit,
    withdraw,
)
from mingheng.ledger.evidence_files import store
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import history_of, lateness_of, latest_version
from mingheng.ledger.values import Content, content_of
from tests.ledger.desk import PDF, TODAY, accepted, actor, draft, meeting, submitted, upload

pytestmark = pytest.mark.django_db


def counted() -> list[tuple[str, int]]:
    """The facts that count now: kind and number of persons present."""
    current = Fact.objects.filter(withdrawn_on=None, kind="meeting.general")
    return [(fact.source.rpartition(":")[2], fact.actual // 1000) for fact in current]


def actions() -> list[str]:
    return list(
        Event.objects.filter(action__startswith="ledger.").order_by("sequence").values_list("action", flat=True)
    )


def test_a_draft_may_be_incomplete_and_every_save_is_a_version(county, people):
    entry = draft(county.one_first, people.clerk, Content())
    save_draft(entry, Content({"title": "党课"}), read_at=entry.version, by=actor(people.colleague))
    assert [(version.number, version.written_by) for version in entry.versions.order_by("number")] == [
        (1, "clerk"),
        (2, "colleague"),
    ]
    assert (entry.state, entry.title, entry.happened_on, entry.entered_on) == ("draft", "党课", None, None)


def test_saving_the_same_again_makes_no_second_version(county, people):
    entry = draft(county.one_first, people.clerk)
    save_draft(entry, meeting(), read_at=entry.version, by=actor(people.clerk))
    assert entry.versions.count() == 1


def test_a_submission_tells_everything_that_is_wrong_at_once(county, people):
    entry = draft(county.one_first, people.clerk, meeting(type=None, held_on=date(2026, 6, 2), attended=13))
    with pytest.raises(Unfit) as refused:
        submit(entry, read_at=entry.version, by=actor(people.clerk))
    assert refused.value.faults == {
        "type": ["必填栏“类型”是空的。请补填。"],
        "held_on": ["日期 2026-06-02 还没有到。请等事情办完再提交；可以先保存草稿。"],
        "attended": ["“实到”13多于“应到”12。请核对这两栏。"],
    }
    assert Entry.objects.get().state == "draft"


def test_a_day_on_which_the_organisation_did_not_exist_is_refused(county, people):
    entry = draft(county.one_first, people.clerk, meeting(held_on=date(2023, 12, 31)))
    with pytest.raises(Unfit) as refused:
        submit(entry, read_at=entry.version, by=actor(people.clerk))
    expected = "2023-12-31 这一天本组织尚未成立或已经撤销。请核对日期，或改由当时的组织填报。"
    assert refused.value.faults == {"held_on": [expected]}


def test_the_day_of_entry_is_that_of_the_first_submission_and_lateness_is_only_shown(county, people, settings):
    entry = submitted(county.one_first, people.clerk)
    settings.MINGHENG_FIXED_DAY = date(2026, 6, 9)
    send_back(entry, reason="缺会议记录", read_at=entry.version, by=actor(people.admin))
    submit(entry, meeting(minutes="补记"), read_at=entry.version, by=actor(people.clerk))
    assert (entry.state, entry.entered_on, lateness_of(entry)) == ("submitted", TODAY, 12)


def test_what_is_accepted_counts_from_that_day_and_one_event_says_so(county, people):
    entry = submitted(county.one_first, people.clerk)
    assert counted() == []
    assert accept(entry, read_at=entry.version, by=actor(people.admin)) == []
    version = latest_version(entry)
    assert (entry.state, entry.accepted, version.decided_by, version.counts_from) == ("accepted", 1, "admin", TODAY)
    assert counted() == [("1", 10)]
    assert actions() == ["ledger.entry.submitted", "ledger.entry.accepted"]


def test_nobody_accepts_what_he_wrote_himself(county, people):
    entry = submitted(county.one_first, people.admin)
    with pytest.raises(NotNow, match="不能由您本人采纳"):
        accept(entry, read_at=entry.version, by=actor(people.admin))
    accept(entry, read_at=entry.version, by=actor(people.committee))
    assert Entry.objects.get().state == "accepted"


def test_an_accepted_version_counts_until_its_correction_is_accepted(county, people):
    entry = accepted(county.one_first, people.clerk, people.admin)
    correct(entry, meeting(attended=11), reason="漏记一人", read_at=entry.version, by=actor(people.clerk))
    assert (entry.state, entry.accepted, counted()) == ("submitted", 1, [("1", 10)])
    send_back(entry, reason="请附签到表", read_at=entry.version, by=actor(people.admin))
    assert (entry.state, counted()) == ("sent_back", [("1", 10)])
    submit(entry, read_at=entry.version, by=actor(people.clerk))
    accept(entry, read_at=entry.version, by=actor(people.admin))
    assert (entry.accepted, counted()) == (2, [("2", 11)])
    assert content_of(entry.versions.get(number=1)) == meeting()


def test_a_correction_says_why(county, people):
    entry = accepted(county.one_first, people.clerk, people.admin)
    with pytest.raises(NotNow, match="请写明原因"):
        correct(entry, meeting(attended=11), reason=" ", read_at=entry.version, by=actor(people.clerk))
    assert Entry.objects.get().state == "accepted"


def test_what_is_withdrawn_no_longer_counts_and_stays_to_be_seen(county, people):
    entry = accepted(county.one_first, people.clerk, people.admin)
    withdraw(entry, reason="会议没有开", read_at=entry.version, by=actor(people.admin))
    assert (entry.state, entry.accepted, entry.withdrawn_reason, counted()) == ("withdrawn", None, "会议没有开", [])
    assert content_of(latest_version(entry)) == meeting()
    assert list(Fact.objects.values_list("withdrawn_on", flat=True).distinct()) == [TODAY]


def test_several_are_accepted_in_one_act_and_the_others_are_told(county, people):
    good = [submitted(county.one_first, people.clerk, meeting(title=f"第{number}次")) for number in (1, 2)]
    own = submitted(county.one_first, people.admin)
    changed = submitted(county.one_second, people.clerk)
    chosen = [(entry, entry.version) for entry in [*good, own]] + [(changed, changed.version - 1)]
    outcome = accept_several(chosen, by=actor(people.admin))
    assert outcome.entries == good
    assert [(entry, why[:10]) for entry, why in outcome.refusals] == [
        (own, "这一版是您自己填写的"),
        (changed, "这条记录刚刚被别人修"),
    ]
    assert set(Entry.objects.filter(state="accepted")) == set(good)
    assert actions()[-1:] == ["ledger.entries.accepted"]


def _entry_in(state: State, county, people) -> Entry:
    entry = submitted(county.one_first, people.clerk)
    if state == State.ACCEPTED:
        accept(entry, read_at=entry.version, by=actor(people.admin))
    elif state == State.WITHDRAWN:
        withdraw(entry, reason="重复", read_at=entry.version, by=actor(people.admin))
    elif state == State.SENT_BACK:
        send_back(entry, reason="改", read_at=entry.version, by=actor(people.admin))
    return draft(county.one_first, people.clerk) if state == State.DRAFT else entry


def test_everything_that_is_not_possible_in_a_state_is_refused_with_the_state(county, people):
    acts = {
        "save": lambda entry: save_draft(entry, meeting(title="新"), read_at=entry.version, by=actor(people.clerk)),
        "submit": lambda entry: submit(entry, read_at=entry.version, by=actor(people.clerk)),
        "accept": lambda entry: accept(entry, read_at=entry.version, by=actor(people.admin)),
        "send_back": lambda entry: send_back(entry, reason="改", read_at=entry.version, by=actor(people.admin)),
        "correct": lambda entry: correct(
            entry, meeting(title="改"), reason="改", read_at=entry.version, by=actor(people.clerk)
        ),
        "withdraw": lambda entry: withdraw(entry, reason="改", read_at=entry.version, by=actor(people.admin)),
        "support": lambda entry: add_evidence(
            entry, [store(upload("a.pdf", PDF))], reason="补", read_at=entry.version, by=actor(people.clerk)
        ),
    }
    possible, sentences = {}, set()
    for state in State:
        for name, act in acts.items():
            entry = _entry_in(state, county, people)
            try:
                act(entry)
            except NotNow as refusal:
                sentences.add((state, f"现在是“{state.label}”" in str(refusal)))
            else:
                possible.setdefault(state.value, []).append(name)
    assert sentences == {(state, True) for state in State}
    assert possible == {
        "draft": ["save", "submit", "withdraw", "support"],
        "submitted": ["accept", "send_back", "withdraw", "support"],
        "sent_back": ["save", "submit", "withdraw", "support"],
        "accepted": ["correct", "withdraw", "support"],
    }


def test_who_read_an_older_version_changes_nothing(county, people):
    entry = draft(county.one_first, people.clerk)
    read_at = entry.version
    save_draft(entry, meeting(title="同事改过"), read_at=read_at, by=actor(people.colleague))
    mine = Entry.objects.get()
    with pytest.raises(Outdated):
        save_draft(mine, meeting(title="我也改"), read_at=read_at, by=actor(people.clerk))
    assert latest_version(Entry.objects.get()).written_by == "colleague"


def test_of_two_who_read_the_same_version_at_once_one_is_refused(county, people):
    entry = draft(county.one_first, people.clerk)
    first, second = Entry.objects.get(), Entry.objects.get()
    save_draft(first, meeting(title="先到"), read_at=entry.version, by=actor(people.colleague))
    with pytest.raises(Outdated):
        save_draft(second, meeting(title="后到"), read_at=entry.version, by=actor(people.clerk))
    assert (Entry.objects.get().title, Entry.objects.get().versions.count()) == ("先到", 2)


def test_evidence_is_added_once_and_removed_by_a_mark(county, people):
    entry = draft(county.one_first, people.clerk)
    file = store(upload("签到表.pdf", PDF))
    add_evidence(entry, [file, file], read_at=entry.version, by=actor(people.clerk))
    add_evidence(entry, [file], read_at=entry.version, by=actor(people.clerk))
    evidence = entry.evidence.get()
    remove_evidence(evidence, read_at=entry.version, by=actor(people.clerk))
    evidence.refresh_from_db()
    assert (evidence.file_name, evidence.removed_by, entry.evidence.count()) == ("签到表.pdf", "clerk", 1)


def test_after_acceptance_evidence_needs_a_reason(county, people):
    entry = accepted(county.one_first, people.clerk, people.admin)
    file = store(upload("签到表.pdf", PDF))
    with pytest.raises(NotNow, match="请写明原因"):
        add_evidence(entry, [file], read_at=entry.version, by=actor(people.clerk))
    add_evidence(entry, [file], reason="上级要求补充", read_at=entry.version, by=actor(people.clerk))
    assert entry.evidence.get().reason == "上级要求补充"


def test_the_history_tells_what_each_version_changed(county, people):
    entry = draft(county.one_first, people.clerk)
    later = Content(meeting(attended=11, minutes="改写").values, 2025, 12)
    save_draft(entry, later, read_at=entry.version, by=actor(people.clerk))
    plain, masked = (history_of(entry, is_plain=is_plain)[0].changes for is_plain in (True, False))
    assert [(one.heading, one.before, one.after) for one in plain] == [
        ("实到", "10 人", "11 人"),
        ("会议记录", "第一项议程\n第二项议程", "改写"),
        ("归属", "", "2025年12月"),
    ]
    assert [(one.heading, one.before, one.after) for one in masked][1] == (
        "会议记录",
        "已填写，内容不予显示",
        "已填写，内容不予显示",
    )


def test_events_and_rows_hold_no_sensitive_text(county, people):
    entry = accepted(county.one_first, people.clerk, people.admin)
    stored = [json.dumps(list(Event.objects.values()), default=str, ensure_ascii=False)]
    stored += [version.values + version.sealed for version in entry.versions.all()]
    assert "学习讨论" in stored[1]
    assert [word for word in ("赵文华", "第一项议程") for text in stored if word in text] == []


def test_every_act_has_a_label(county, people):
    entry = accepted(county.one_first, people.clerk, people.admin)
    withdraw(entry, reason="重复", read_at=entry.version, by=actor(people.admin))
    assert set(actions()) - set(ACTIONS) == set()
    assert [code for code, label in ACTIONS.items() if not str(label)] == []
