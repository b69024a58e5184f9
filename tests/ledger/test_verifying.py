"""The 工委 verifies what counts: apart from acceptance, never a deduction by itself, and with the facts that say so."""

from datetime import date

import pytest
from django.urls import reverse

from mingheng.audit.changes import Outdated
from mingheng.audit.models import Event
from mingheng.facts.comparing import differences
from mingheng.facts.domain import rebuild_facts
from mingheng.facts.models import Fact
from mingheng.ledger.domain import NotNow, accept, answer_doubt, correct, verify, withdraw
from mingheng.ledger.models import Entry, EntryVersion, Verdict, Verification
from mingheng.organisation.models import Grant
from mingheng.policy import Role
from tests.facts.fact_texts import fact_texts
from tests.ledger.desk import accepted, actor, meeting, person, submitted
from tests.people import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(county, people) -> Entry:
    return accepted(county.one_first, people.clerk, people.admin)


def _judge(people, entry, verdict=Verdict.TRUE, **words):
    return verify(entry, verdict, read_at=entry.version, by=actor(people.committee), **words)


def _verified() -> set[bool]:
    return set(Fact.objects.filter(withdrawn_on=None).values_list("verified", flat=True))


def test_a_true_entry_has_verified_facts_and_a_verdict_with_name_and_day(people, entry):
    _judge(people, entry)
    given = Verification.objects.get()
    assert (given.verdict, given.given_by, given.counts_from) == ("true", "committee", date(2026, 6, 1))
    assert (given.entry_version.number, entry.state, entry.accepted) == (1, "accepted", 1)
    assert _verified() == {True}
    event = Event.objects.latest("sequence")
    assert (event.action, event.object_key) == ("ledger.entry.verified", entry.pk)


def test_a_doubt_asks_and_changes_no_fact(people, entry):
    before = list(fact_texts())
    assert _judge(people, entry, Verdict.DOUBTED, note="当天单位在外地培训，会在哪里开的？") == []
    assert list(fact_texts()) == before


def test_an_untrue_entry_counts_until_it_is_withdrawn(people, entry):
    _judge(people, entry, Verdict.UNTRUE, note="签到表是另一次会的")
    assert (entry.state, Fact.objects.filter(withdrawn_on=None).count()) == ("accepted", 5)
    withdraw(entry, reason="核实为不实", read_at=entry.version, by=actor(people.committee))
    assert Fact.objects.filter(withdrawn_on=None).count() == 0


def test_a_later_verdict_takes_the_place_of_an_earlier_one(people, entry):
    _judge(people, entry)
    _judge(people, entry, Verdict.DOUBTED, note="有人反映没有开会")
    assert _verified() == {False}
    assert Verification.objects.count() == 2


@pytest.mark.parametrize(
    ("verdict", "why"), [(Verdict.DOUBTED, "请写明要填报单位说明什么"), (Verdict.UNTRUE, "请写明原因")]
)
def test_what_is_not_simply_true_says_why(people, entry, verdict, why):
    with pytest.raises(NotNow, match=why):
        _judge(people, entry, verdict, note=" ")
    assert Verification.objects.count() == 0


def test_nobody_verifies_what_he_has_written_himself(county, people):
    entry = accepted(county.one_first, people.committee, people.admin)
    with pytest.raises(NotNow, match="不能由您本人核实"):
        _judge(people, entry)


def test_the_record_of_ones_own_unit_is_verified_with_a_reason_only(county, people, entry):
    Grant.objects.create(
        account=people.committee, unit=county.one_second, role=Role.LEADER, starts_on=date(2024, 1, 1), version=1
    )
    with pytest.raises(NotNow, match="这是您本单位的记录"):
        _judge(people, entry)
    _judge(people, entry, own_unit_reason="工委只有两名干部，另一名出差")
    assert Verification.objects.get().own_unit_reason == "工委只有两名干部，另一名出差"


def test_a_role_that_has_ended_is_no_own_unit(county, people, entry):
    Grant.objects.create(
        account=people.committee,
        unit=county.one_first,
        role=Role.LEADER,
        starts_on=date(2024, 1, 1),
        ends_on=date(2025, 1, 1),
        version=1,
    )
    _judge(people, entry)
    assert _verified() == {True}


def test_only_what_counts_and_is_as_it_was_read_is_verified(county, people, entry):
    with pytest.raises(NotNow, match="待审核"):
        _judge(people, submitted(county.one_first, people.clerk))
    read_at = entry.version
    _judge(people, entry)
    with pytest.raises(Outdated):
        verify(entry, Verdict.TRUE, read_at=read_at, by=actor(people.committee))


def _corrected(people, entry):
    correct(entry, meeting(attended=11), reason="漏记一人", read_at=entry.version, by=actor(people.clerk))
    accept(entry, read_at=entry.version, by=actor(people.admin))


def test_a_correction_is_to_be_verified_anew_and_the_page_says_so(people, entry):
    _judge(people, entry)
    _corrected(people, entry)
    assert _verified() == {False}
    page = _page(people.clerk, entry)
    assert ("现在计入的是第2版，需要重新核实" in page, "尚未核实" in page) == (True, True)
    _judge(people, entry)
    assert _verified() == {True}


def test_a_rebuild_gives_the_facts_as_they_were_verified_day_by_day(people, entry, settings):
    settings.MINGHENG_FIXED_DAY = date(2026, 6, 5)
    _judge(people, entry)
    settings.MINGHENG_FIXED_DAY = date(2026, 6, 8)
    _judge(people, entry, Verdict.DOUBTED, note="请说明")
    _judge(people, entry, Verdict.UNTRUE, note="不实")
    settings.MINGHENG_FIXED_DAY = date(2026, 6, 9)
    _corrected(people, entry)
    _judge(people, entry)
    before = list(fact_texts())
    assert len(before) == 25
    assert differences() == []
    rebuild_facts()
    assert list(fact_texts()) == before


def test_the_unit_answers_a_doubt_once_asked_and_not_after_the_conclusion(people, entry):
    _judge(people, entry, Verdict.DOUBTED, note="会在哪里开的？")
    doubt = Verification.objects.get()
    answer_doubt(doubt, answer=" 在培训驻地开的 ", read_at=doubt.version, by=actor(people.clerk))
    assert (doubt.answer, doubt.answered_by) == ("在培训驻地开的", "clerk")
    with pytest.raises(Outdated):
        answer_doubt(doubt, answer="又一次", read_at=1, by=actor(people.clerk))
    _judge(people, entry)
    with pytest.raises(NotNow, match="已有结论"):
        answer_doubt(doubt, answer="晚了", read_at=doubt.version, by=actor(people.clerk))


def _page(account, entry) -> str:
    return signed_in(account).get(reverse("ledger:entry", args=[entry.pk])).content.decode()


def test_the_page_lets_the_committee_judge_the_clerk_answer_and_the_leader_read(people, entry):
    committee, clerk = signed_in(people.committee), signed_in(people.clerk)
    sent = {"verdict": "doubted", "note": "会在哪里开的？", "read_at": entry.version}
    committee.post(reverse("ledger:verify_entry", args=[entry.pk]), sent)
    doubt = Verification.objects.get()
    answering = reverse("ledger:answer_doubt", args=[entry.pk, doubt.pk])
    pages = [answering in _page(one, entry) for one in (people.clerk, people.committee, people.leader)]
    assert pages == [True, False, False]
    assert "会在哪里开的？　最迟2026年6月8日答复。" in _page(people.clerk, entry)
    clerk.post(answering, {"answer": "在驻地开的", "read_at": doubt.version})
    page = _page(people.leader, entry)
    assert ("clerk 答复：在驻地开的" in page, "最迟" in page) == (True, False)
    entry.refresh_from_db()
    committee.post(reverse("ledger:verify_entry", args=[entry.pk]), {"verdict": "true", "read_at": entry.version})
    assert [one.verdict for one in Verification.objects.order_by("pk")] == ["doubted", "true"]


def test_the_list_shows_acceptance_and_verification_apart(county, people, entry):
    accepted(county.one_first, people.clerk, people.admin, meeting(title="没有核实的"))
    _judge(people, entry)
    rows = signed_in(people.leader).get(reverse("ledger:entries")).content.decode().split("<tr>")[2:]
    told = [("已采纳" in row, "工委已核实" in row, "committee" in row) for row in rows]
    assert sorted(told) == [(True, False, False), (True, True, True)]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"note": " "}, "请写明要填报单位说明什么"),
        ({"read_at": 0}, "刚刚被别人修改过"),
        ({"note": "长" * 501}, "说明不超过500字"),
    ],
)
def test_what_was_chosen_and_typed_and_the_sample_stay_where_a_verdict_is_refused(people, entry, changes, why):
    client, address = signed_in(people.committee), reverse("ledger:verify_entry", args=[entry.pk])
    sent = {"verdict": "doubted", "note": "会在哪里开的？", "read_at": entry.version, "sample": "7"} | changes
    answer = client.post(address, sent)
    page = answer.content.decode()
    form = page[page.index(f'action="{address}"') :]
    assert (answer.status_code, why in form, Verification.objects.count()) == (422, True, 0)
    kept = ('value="doubted" selected', 'name="sample" value="7"', f">{sent['note']}<", f'value="{entry.version}"')
    assert [one in form for one in kept] == [True] * 4


def test_what_was_typed_is_told_where_nobody_can_judge_any_more(people, entry):
    withdraw(entry, reason="重复登记", read_at=entry.version, by=actor(people.committee))
    sent = {"verdict": "untrue", "note": "签到表是另一次会的", "read_at": entry.version}
    answer = signed_in(people.committee).post(reverse("ledger:verify_entry", args=[entry.pk]), sent)
    assert "您写的说明：签到表是另一次会的" in answer.content.decode()


def _found(account, state: str) -> set[str]:
    page = signed_in(account).get(reverse("ledger:entries"), {"verification": state})
    return {row.entry.title for row in page.context["listing"].rows}


def test_the_list_finds_how_far_verification_is_of_what_counts(county, people, entry):
    def kept(title: str) -> Entry:
        return accepted(county.one_first, people.clerk, people.admin, meeting(title=title))

    _judge(people, entry)
    asked, answered, untrue = kept("待答复"), kept("已答复"), kept("不实")
    for one in (asked, answered, untrue):
        _judge(people, one, Verdict.UNTRUE if one is untrue else Verdict.DOUBTED, note="请说明")
    doubt = Verification.objects.get(entry_version__entry=answered)
    answer_doubt(doubt, answer="在驻地开的", read_at=doubt.version, by=actor(people.clerk))
    EntryVersion.objects.filter(entry__in=[kept("原已核实"), asked]).update(is_verified=True)
    resolved = kept("又核实")
    _judge(people, resolved, Verdict.DOUBTED, note="请说明")
    _judge(people, resolved)
    corrected = kept("又更正")
    _judge(people, corrected, Verdict.DOUBTED, note="请说明")
    correct(corrected, meeting(title="又更正"), reason="漏记", read_at=corrected.version, by=actor(people.clerk))
    accept(corrected, read_at=corrected.version, by=actor(people.admin))
    assert {one: _found(people.committee, one) for one in ("true", "doubted", "asked", "answered", "untrue")} == {
        "true": {"学习讨论", "原已核实", "又核实"},
        "doubted": {"待答复", "已答复"},
        "asked": {"待答复"},
        "answered": {"已答复"},
        "untrue": {"不实"},
    }


def test_somebody_elses_committee_cannot_judge(county, entry):
    other = person("other", county.two, Role.COMMITTEE_ADMIN)
    sent = {"verdict": "true", "read_at": entry.version}
    answer = signed_in(other).post(reverse("ledger:verify_entry", args=[entry.pk]), sent)
    assert (answer.status_code, Verification.objects.count()) == (404, 0)
