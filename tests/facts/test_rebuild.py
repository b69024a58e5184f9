"""The table of facts is a projection: thrown away and made again from truth, it is what was kept."""

import random
from datetime import date, timedelta

import pytest

from mingheng.audit.actors import COMMAND
from mingheng.facts.domain import add_facts, rebuild_facts
from mingheng.facts.models import Fact
from mingheng.facts.reading import known_facts
from mingheng.facts.registry import KnownFact, effects_of
from mingheng.ledger.domain import accept, accept_several, correct, save_draft, send_back, submit, withdraw
from mingheng.ledger.models import Entry, State
from mingheng.ledger.queries import latest_version
from mingheng.ledger.values import content_of
from mingheng.organisation.domain import move_unit
from mingheng.scoring import FactRow
from tests.assessment.world import meeting
from tests.facts.conftest import FIRST_DAY
from tests.facts.fact_texts import fact_texts

pytestmark = pytest.mark.django_db


class Desk:
    """Draws one act after another on entries of all kinds."""

    def __init__(self, scene, seed: int) -> None:
        self.scene, self.dice = scene, random.Random(seed)

    def act(self, today: date) -> None:
        drawn = {
            State.SUBMITTED: (self.accept, self.accept, self.accept, self.send_back, self.withdraw),
            State.SENT_BACK: (self.submit_again, self.withdraw),
            State.ACCEPTED: (self.correct, self.correct, self.withdraw),
            State.DRAFT: (self.submit_again, self.withdraw),
        }
        open_entries = list(Entry.objects.exclude(state=State.WITHDRAWN).order_by("pk"))
        if not open_entries or self.dice.random() < 0.4:
            code, kind, content = self.scene.draw(self.dice, today)
            keep = submit if self.dice.random() < 0.8 else save_draft
            entry = Entry(unit=self.scene.units[code], kind=kind)
            keep(entry, content, read_at=0, by=self.scene.clerk)
            return
        entry = self.dice.choice(open_entries)
        self.dice.choice(drawn[State(entry.state)])(entry)

    def accept(self, entry: Entry) -> None:
        accept(entry, read_at=entry.version, by=self.scene.judge)

    def send_back(self, entry: Entry) -> None:
        send_back(entry, reason="请补正", read_at=entry.version, by=self.scene.judge)

    def submit_again(self, entry: Entry) -> None:
        submit(entry, read_at=entry.version, by=self.scene.clerk)

    def correct(self, entry: Entry) -> None:
        content = content_of(latest_version(entry))
        correct(entry, content, reason="更正", read_at=entry.version, by=self.scene.clerk)

    def withdraw(self, entry: Entry) -> None:
        withdraw(entry, reason="重复", read_at=entry.version, by=self.scene.judge)


def live_through(scene, stand_on, seed: int, days: int, acts: int) -> None:
    desk, today = Desk(scene, seed), FIRST_DAY
    for _ in range(days):
        stand_on(today)
        for _ in range(acts):
            desk.act(today)
        today += timedelta(days=desk.dice.randrange(1, 9))


def check_rebuild() -> None:
    kept = list(fact_texts())
    assert rebuild_facts() == len(kept) > 0
    assert list(fact_texts()) == kept


@pytest.mark.parametrize("seed", range(4))
def test_facts_rebuilt_are_the_facts_kept(scene, stand_on, seed):
    live_through(scene, stand_on, seed, days=4, acts=10)
    check_rebuild()


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(100, 130))
def test_facts_rebuilt_are_the_facts_kept_after_long_histories(scene, stand_on, seed):
    live_through(scene, stand_on, seed, days=12, acts=15)
    check_rebuild()


def test_a_running_cycle_makes_no_difference_to_facts(scene, stand_on):
    scene.start()
    live_through(scene, stand_on, 77, days=3, acts=8)
    check_rebuild()


def test_a_unit_that_moved_before_a_record_counts_for_the_office_to_which_it_belonged_on_the_day(scene):
    move_unit(scene.units["U1-2"], parent=scene.units["U3"], on=date(2026, 5, 1), by=COMMAND)
    for day in (date(2026, 4, 30), date(2026, 5, 1)):
        scene.enter("U1-2", "meeting", meeting(day, topics=()))
    assert list(Fact.objects.order_by("day").values_list("subject__code", "case")) == [("U1", "U1-2"), ("U3", "U1-2")]
    check_rebuild()


def test_what_was_known_on_a_day_is_still_known_of_that_day(scene, stand_on):
    entry = scene.write("U1-1", "meeting", meeting(date(2026, 5, 5), attended=9, topics=()))
    stand_on(date(2026, 9, 3))
    accept(entry, read_at=entry.version, by=scene.judge)
    stand_on(date(2026, 9, 10))
    correct(
        entry, meeting(date(2026, 5, 5), attended=11, topics=()), reason="少记", read_at=entry.version, by=scene.clerk
    )
    stand_on(date(2026, 9, 12))
    accept(entry, read_at=entry.version, by=scene.judge)
    stand_on(date(2026, 9, 20))
    withdraw(entry, reason="重复", read_at=entry.version, by=scene.judge)
    known = {day: [fact.actual for fact in known_facts(date(2026, 9, day))] for day in (2, 3, 10, 11, 12, 19, 20, 30)}
    assert known == {2: [], 3: [9000], 10: [9000], 11: [9000], 12: [11000], 19: [11000], 20: [], 30: []}
    assert set(Fact.objects.values_list("entered_on", flat=True)) == {FIRST_DAY}


def test_what_is_accepted_and_withdrawn_on_one_day_was_never_known(scene):
    entry = scene.write("U1-1", "meeting", meeting(date(2026, 5, 5)))
    accept(entry, read_at=entry.version, by=scene.judge)
    assert known_facts(FIRST_DAY).count() == 3
    withdraw(entry, reason="重复", read_at=entry.version, by=scene.judge)
    assert [known_facts(FIRST_DAY + timedelta(days=days)).count() for days in (-1, 0, 1)] == [0, 0, 0]
    check_rebuild()


def test_several_accepted_together_are_the_facts_of_each(scene):
    entries = [scene.write("U1-1", "meeting", meeting(date(2026, 5, day))) for day in (4, 5, 6)]
    accept_several([(entry, entry.version) for entry in entries], by=scene.judge)
    assert Fact.objects.count() == 9
    check_rebuild()


@pytest.mark.usefixtures("scene")
@pytest.mark.parametrize(("quantity", "kept"), [(None, None), (0, 0), (3, 3000)])
def test_quantities_are_kept_in_thousandths(quantity, kept):
    row = FactRow("U1", "study.session", date(2026, 3, 5), actual=quantity)
    add_facts([KnownFact(row, FIRST_DAY)])
    assert Fact.objects.get().actual == kept


def test_the_name_of_a_person_is_in_no_fact(scene):
    scene.enter("U1-1", "meeting", meeting(date(2026, 5, 5), absent=("赵文华", "钱立")))
    scene.enter("U1", "talk", next(content for _, kind, content in _drawn(scene) if kind == "talk"))
    texts = [text for row in fact_texts() for text in row if isinstance(text, str)]
    persons = Fact.objects.exclude(person="").values_list("person", flat=True)
    assert len(persons) >= 3
    assert [text for text in texts if any("一" <= sign <= "鿿" for sign in text) and text in persons] == []
    assert [person for person in persons if len(person) != 64] == []
    assert [text for text in texts if "赵文华" in text or "钱立" in text] == []


def _drawn(scene):
    dice = random.Random(4)
    while True:
        yield scene.draw(dice, FIRST_DAY, ("talk",))


@pytest.mark.usefixtures("scene")
def test_a_fact_of_no_unit_is_refused_and_none_is_written():
    rows = [FactRow("U1", "study.session", date(2026, 3, 5)), FactRow("U99", "study.session", date(2026, 3, 5))]
    with pytest.raises(KeyError):
        add_facts([KnownFact(row, FIRST_DAY) for row in rows])
    assert Fact.objects.count() == 0


def test_nothing_has_come_of_what_never_counted():
    assert effects_of("entry:none") == []
