"""Facts from columns are the same facts as from rows, and columns that do not fit together are refused."""

from datetime import date

import numpy as np
import pytest

from mingheng.scoring import FactRow, Facts, FaultyInput, Subject, Subjects
from mingheng.scoring.days import NEVER, day_number
from mingheng.scoring.subjects import MISSING

SUBJECTS = Subjects.of([Subject("甲"), Subject("乙")])
KINDS = {"mark.duty": slice(0, 1), "meeting.general": slice(1, 3)}
DAYS = [date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)]
ARRAYS = (
    "subject",
    "day",
    "belongs",
    "end",
    "expected",
    "actual",
    "level",
    "person",
    "case",
    "verified",
    "known",
    "withdrawn",
)


def columns(**other: object) -> dict[str, np.ndarray]:
    days = np.array([day_number(day) for day in DAYS], dtype=np.int16)
    return {"subject": np.array([0, 0, 1], dtype=np.int8), "day": days} | other


def test_narrow_columns_make_the_same_facts_as_rows():
    rows = [
        FactRow("甲", "mark.duty", DAYS[0], level="一般", person="张三", case="甲案", verified=True, known=DAYS[2]),
        FactRow("甲", "meeting.general", DAYS[1], belongs=DAYS[0], expected=20, actual=18, end=DAYS[2]),
        FactRow("乙", "meeting.general", DAYS[2], expected=10, actual=9, withdrawn=DAYS[2]),
    ]
    from_rows = Facts.of(rows, SUBJECTS, ["mark.duty"])
    narrow = columns(
        belongs=np.array([day_number(DAYS[index]) for index in (0, 0, 2)], dtype=np.int32),
        end=np.array([NEVER, day_number(DAYS[2]), NEVER]),
        expected=np.array([MISSING, 20_000, 10_000]),
        actual=np.array([MISSING, 18_000, 9_000]),
        level=np.array([0, -1, -1], dtype=np.int8),
        person=np.array([0, -1, -1], dtype=np.int8),
        case=np.array([0, -1, -1], dtype=np.int8),
        verified=np.array([1, 0, 0], dtype=np.int8),
        known=np.array([day_number(DAYS[index]) for index in (2, 1, 2)], dtype=np.int16),
        withdrawn=np.array([NEVER, NEVER, day_number(DAYS[2])]),
    )
    from_columns = Facts.from_columns(
        narrow, KINDS, SUBJECTS, ["mark.duty"], levels=["一般"], persons=["张三"], cases=["甲案"]
    )
    assert {name: getattr(from_columns, name).tolist() for name in ARRAYS} == {
        name: getattr(from_rows, name).tolist() for name in ARRAYS
    }
    assert (from_columns.kinds, from_columns.connected) == (from_rows.kinds, from_rows.connected)
    assert (from_columns.levels, from_columns.persons, from_columns.cases) == ({"一般": 0}, ["张三"], ["甲案"])
    assert list(from_columns.source) == ["", "", ""]


def test_columns_are_held_as_the_measures_read_them():
    facts = Facts.from_columns(columns(), KINDS, SUBJECTS, KINDS)
    assert {getattr(facts, name).dtype.name for name in ARRAYS} == {"int64", "bool"}


def test_what_is_not_given_is_missing_or_the_day_itself():
    facts = Facts.from_columns(columns(), KINDS, SUBJECTS, KINDS)
    assert facts.belongs.tolist() == facts.known.tolist() == facts.day.tolist()
    assert {name: set(getattr(facts, name).tolist()) for name in ("end", "withdrawn", "expected", "actual")} == {
        "end": {NEVER}, "withdrawn": {NEVER}, "expected": {int(MISSING)}, "actual": {int(MISSING)},
    }  # fmt: skip
    assert {name: set(getattr(facts, name).tolist()) for name in ("level", "person", "case", "verified")} == {
        "level": {-1}, "person": {-1}, "case": {-1}, "verified": {False},
    }  # fmt: skip


def test_no_facts_at_all_are_facts():
    nothing = {"subject": np.zeros(0, dtype=np.int64), "day": np.zeros(0, dtype=np.int64)}
    assert len(Facts.from_columns(nothing, {}, SUBJECTS, KINDS)) == 0


@pytest.mark.parametrize(
    "other",
    [
        {"day": np.array([1, 2], dtype=np.int64)},
        {"level": np.array([[-1], [-1], [-1]], dtype=np.int64)},
        {"actual": np.array([1.5, 2.0, 3.0])},
        {"subject": np.array([0, 1, 2], dtype=np.int64)},
        {"subject": np.array([0, 1, -1], dtype=np.int64)},
        {"level": np.array([0, 1, -1], dtype=np.int64)},
        {"person": np.array([-2, 0, 0], dtype=np.int64)},
        {"verified": np.array([True, False])},
        {"verified": np.array(["yes", "no", "no"])},
    ],
    ids=[
        "too_short",
        "two_dimensional",
        "not_whole",
        "subject_unknown",
        "without_subject",
        "level_unknown",
        "below_none",
        "flags_too_short",
        "not_flags",
    ],
)
def test_columns_that_do_not_fit_are_refused(other: dict[str, np.ndarray]):
    with pytest.raises(ValueError, match="column"):
        Facts.from_columns(columns(**other), KINDS, SUBJECTS, KINDS, levels=["一般"], persons=["张三"])


@pytest.mark.parametrize(
    "kinds",
    [
        {"mark.duty": slice(0, 1)},
        {"mark.duty": slice(0, 2), "meeting.general": slice(1, 3)},
        {"mark.duty": slice(1, 3)},
        {"mark.duty": slice(0, 4), "meeting.general": slice(4, 3)},
        {},
    ],
    ids=["part_left_out", "overlapping", "not_from_the_first", "backwards", "none"],
)
def test_slices_that_do_not_hold_every_fact_once_are_refused(kinds: dict[str, slice]):
    with pytest.raises(ValueError, match="slices"):
        Facts.from_columns(columns(), kinds, SUBJECTS, KINDS)


def test_impossible_quantities_are_all_named():
    impossible = np.array([10**10, 5, -(10**10)])
    with pytest.raises(FaultyInput) as caught:
        Facts.from_columns(columns(expected=impossible), KINDS, SUBJECTS, KINDS)
    assert [(problem.code, problem.place.line, problem.place.column) for problem in caught.value.problems] == [
        ("quantity_impossible", 1, "应有数量"),
        ("quantity_impossible", 3, "应有数量"),
    ]
