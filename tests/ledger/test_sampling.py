"""Samples are drawn by lot, stratified, kept, and drawn again by anybody from seed and list."""

import json
from datetime import date
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mingheng.audit.models import Event
from mingheng.ledger.domain import NotNow, accept, answer_doubt, correct, draw_sample, submit, verify
from mingheng.ledger.models import Entry, EntryVersion, Sample, SampledEntry, Verdict, Verification
from mingheng.ledger.sampling import Frame, draw, lot_of, pool_of, progress_of, sample_rows, size_of
from mingheng.policy import Role
from tests.ledger.desk import accepted, actor, meeting, person, submitted
from tests.people import signed_in

POOLS = st.dictionaries(
    st.sampled_from("ABCDE"), st.lists(st.text("abcdef0123", min_size=3, max_size=6), min_size=1, unique=True)
).map(lambda pool: {code: [f"{code}{one}" for one in ids] for code, ids in pool.items()})


@given(POOLS, st.text(max_size=8), st.integers(0, 40))
def test_a_sample_has_each_unit_and_as_many_as_wanted_whatever_the_order(pool, seed, size):
    drawn = draw(seed, pool, size)
    everything = [one for ids in pool.values() for one in ids]
    assert len(drawn) == len(set(drawn)) == max(min(size, len(everything)), len(pool))
    assert {one[0] for one in drawn} == set(pool)
    assert draw(seed, {code: ids[::-1] for code, ids in reversed(pool.items())}, size) == drawn
    assert drawn == sorted(drawn, key=lambda one: sha256(f"{seed}:{one}".encode()).hexdigest())


def test_the_same_seed_draws_the_same_on_every_machine():
    pool = {"A": [f"a{number}" for number in range(20)], "B": ["b0"], "C": []}
    assert lot_of("2026", "a0") == "ded54756ed4f4b49a90b18505081f1cf6ab1cd9009f3a66638b385f79461468f"
    assert draw("2026", pool, 4) == ["a13", "a1", "a3", "b0"]


@pytest.mark.parametrize(("wanted", "share", "size"), [(3, None, 3), (None, 5, 1), (None, 30, 3), (None, 100, 10)])
def test_a_share_is_rounded_up(wanted, share, size):
    assert size_of({"A": ["a"] * 4, "B": ["b"] * 6}, wanted=wanted, share=share) == size


def _frame(county, **changes) -> Frame:
    days = {"starts_on": date(2026, 5, 1), "ends_on": date(2026, 5, 31)}
    return Frame(**{"unit_id": county.top.pk} | days | changes)


def _known(unit, clerk, judge, entry_id: str) -> Entry:
    """An accepted entry with an id that is the same in every database."""
    entry = submit(Entry(pk=entry_id, unit=unit, kind="meeting"), meeting(), read_at=0, by=actor(clerk))
    accept(entry, read_at=entry.version, by=actor(judge))
    return entry


@pytest.fixture
def pool(county, people) -> list[Entry]:
    units = [county.one_first, county.one_first, county.one_second, county.two_first, county.one_first]
    return [_known(unit, people.clerk, people.committee, f"known{number}") for number, unit in enumerate(units)]


@pytest.mark.django_db
@pytest.mark.usefixtures("pool")
def test_a_sample_is_the_same_on_both_databases_and_stays_when_entries_come(county, people):
    sample = draw_sample(county.top, _frame(county), wanted=3, seed="公开抽取", by=actor(people.committee))
    assert _drawn(sample) == KNOWN
    _known(county.two_first, people.clerk, people.committee, "known9")
    again = draw(sample.seed, json.loads(sample.pool), 3)
    assert (again, _drawn(sample)) == (KNOWN, KNOWN)
    event = Event.objects.latest("sequence")
    assert Event.objects.filter(action="ledger.sample.drawn").count() == 1
    assert event.action == "ledger.entry.accepted"


KNOWN = ["known2", "known1", "known3"]
"""By `printf 公开抽取:known0 | sha256sum` and so on: 1 and 2 of unit A, 3 because unit B has no other."""


def _drawn(sample: Sample) -> list[str]:
    return list(SampledEntry.objects.filter(sample=sample).order_by("pk").values_list("entry_id", flat=True))


@pytest.mark.django_db
def test_only_what_counts_has_no_verdict_and_lies_in_the_frame_is_drawn(county, people, pool):
    verify(pool[0], Verdict.DOUBTED, note="请说明", read_at=pool[0].version, by=actor(people.committee))
    EntryVersion.objects.filter(entry=pool[1]).update(is_verified=True)
    submitted(county.one_first, people.clerk)
    accepted(county.one_first, people.clerk, people.admin, meeting(held_on=date(2026, 4, 30)))
    assert pool_of(_frame(county)) == {"A": ["known2", "known4"], "B": ["known3"]}
    assert pool_of(_frame(county, unit_id=county.one_second.pk)) == {"A": ["known2"]}
    assert pool_of(_frame(county, kinds=("study",))) == {}
    assert pool_of(_frame(county, assessment_class="没有这一类")) == {}


@pytest.mark.django_db
def test_where_there_is_nothing_to_draw_it_is_said(county, people):
    with pytest.raises(NotNow, match="没有已采纳而未核实的记录"):
        draw_sample(county.top, _frame(county), wanted=3, by=actor(people.committee))
    assert Sample.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("pool")
def test_without_a_seed_chance_makes_one_that_is_shown(county, people):
    first, second = (draw_sample(county.top, _frame(county), share=50, by=actor(people.committee)) for _ in range(2))
    assert (len(first.seed), first.seed != second.seed) == (16, True)


@pytest.mark.django_db
@pytest.mark.usefixtures("pool")
def test_the_page_draws_lists_what_was_drawn_and_tells_how_far_it_is(county, people):
    client = signed_in(people.committee)
    sent = {"unit": county.top.code, "starts_on": "2026-05-01", "ends_on": "2026-05-31", "wanted": "3", "seed": "当众"}
    answer = client.post(reverse("ledger:samples"), sent, follow=True)
    sample = Sample.objects.get()
    page = answer.content.decode()
    told = ("重抽结果一致" in page, "共3条，已有结论0条" in page, "当众" in page)
    assert told == (True, True, True)
    entry = Entry.objects.get(pk=_drawn(sample)[0])
    verdict = {"verdict": "true", "read_at": entry.version, "sample": sample.pk}
    client.post(reverse("ledger:verify_entry", args=[entry.pk]), verdict)
    assert "共3条，已有结论1条<" in client.get(reverse("ledger:sample", args=[sample.pk])).content.decode()
    assert sample.verifications.get().entry_version.entry_id == entry.pk


@pytest.mark.django_db
@pytest.mark.usefixtures("pool")
def test_a_doubt_is_told_as_no_conclusion_and_its_answer_beside_the_entry(county, people):
    sample = draw_sample(county.top, _frame(county), wanted=3, seed="公开抽取", by=actor(people.committee))
    first, second, third = Entry.objects.filter(pk__in=_drawn(sample))
    verify(first, Verdict.TRUE, read_at=first.version, by=actor(people.committee))
    verify(second, Verdict.DOUBTED, note="请说明", read_at=second.version, by=actor(people.committee))
    client = signed_in(people.committee)
    sent = {"verdict": "doubted", "note": "请说明", "read_at": third.version, "sample": sample.pk}
    page = client.post(reverse("ledger:verify_entry", args=[third.pk]), sent, follow=True).content.decode()
    told = ("已标为存疑，等单位答复以后再作结论", "共3条，已有结论1条，存疑2条（还没有结论）", ">单位已答复<")
    assert [one in page for one in told] == [True, True, False]
    doubt = Verification.objects.get(entry_version__entry=third)
    answer_doubt(doubt, answer="在驻地开的", read_at=doubt.version, by=actor(people.clerk))
    page = client.get(reverse("ledger:sample", args=[sample.pk])).content.decode()
    day = f"{timezone.localtime(doubt.answered_at):%Y-%m-%d %H:%M}"
    assert (page.count(">单位已答复<"), page.count("<small>clerk <time"), day in page) == (1, 1, True)
    [row] = sample_rows([sample])
    assert (row.drawn, row.done, row.doubted) == (3, 1, 2)


@pytest.mark.django_db
@pytest.mark.usefixtures("pool")
def test_what_was_corrected_since_it_was_doubted_stands_in_doubt_no_longer(county, people):
    sample = draw_sample(county.top, _frame(county), wanted=3, seed="公开抽取", by=actor(people.committee))
    entry = Entry.objects.get(pk=_drawn(sample)[0])
    verify(entry, Verdict.DOUBTED, note="请说明", read_at=entry.version, by=actor(people.committee))
    assert progress_of([sample])[sample.pk] == (3, 0, 1)
    correct(entry, meeting(attended=11), reason="漏记一人", read_at=entry.version, by=actor(people.clerk))
    accept(entry, read_at=entry.version, by=actor(people.admin))
    assert progress_of([sample])[sample.pk] == (3, 0, 0)
    verify(entry, Verdict.TRUE, read_at=entry.version, by=actor(people.committee))
    assert progress_of([sample])[sample.pk] == (3, 1, 0)


@pytest.mark.django_db
@pytest.mark.usefixtures("pool")
def test_a_sample_is_only_for_those_whose_reach_has_it(county, people):
    sample = draw_sample(county.top, _frame(county), wanted=3, by=actor(people.committee))
    below = person("below", county.one, Role.COMMITTEE_ADMIN)
    answers = [
        signed_in(one).get(reverse("ledger:sample", args=[sample.pk])).status_code
        for one in (people.committee, below, people.admin)
    ]
    assert answers == [200, 404, 404]
    sent = {"unit": county.two.code, "starts_on": "2026-05-01", "ends_on": "2026-05-31", "wanted": "3"}
    assert "这里没有编码为“B”的党组织" in signed_in(below).post(reverse("ledger:samples"), sent).content.decode()
    assert Sample.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"wanted": "", "share": ""}, "只填一项"),
        ({"wanted": "3", "share": "5"}, "只填一项"),
        ({"ends_on": "2026-04-01"}, "结束日早于开始日"),
        ({"starts_on": "2025-01-01", "ends_on": "2025-02-01"}, "没有已采纳而未核实的记录"),
    ],
)
def test_what_cannot_be_drawn_is_said_beside_the_form(county, people, changes, why):
    sent = {"unit": county.top.code, "starts_on": "2026-05-01", "ends_on": "2026-05-31", "wanted": "3"} | changes
    assert why in signed_in(people.committee).post(reverse("ledger:samples"), sent).content.decode()
    assert Sample.objects.count() == 0
