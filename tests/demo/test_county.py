"""The fictitious county: the same for the same seed, of the size asked for, sound, and as untidy as real ledgers."""

import csv
from collections import Counter
from datetime import date
from itertools import chain, islice

import pytest

from mingheng.content import bundled_rulebooks
from mingheng.demo.county import County, write_county
from mingheng.demo.names import unit_names
from mingheng.demo.units import CLASSES
from mingheng.demo.writing import ATTRIBUTES, cell, headings, shipped_kinds
from mingheng.scoring import load_rulebook
from mingheng.scoring.projection import faults, project
from mingheng.scoring.subjects import Subjects
from mingheng.sheets import read_data

KINDS = shipped_kinds()
REAL_PLACES = (
    "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 "
    "甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 广州 深圳 成都 武汉 南京 杭州 西安 苏州 郑州 长沙"
)


@pytest.fixture(scope="module")
def county():
    return County()


@pytest.fixture(scope="module")
def facts(county):
    return [row for code, records in county.records.items() for row in project(KINDS[code], records)]


def written(folder, **wanted):
    write_county(folder, **wanted)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_same_seed_gives_the_same_bytes(tmp_path):
    assert written(tmp_path / "one", seed=7, units=12) == written(tmp_path / "two", seed=7, units=12)


def test_other_seed_gives_another_county(tmp_path):
    one, two = written(tmp_path / "one", seed=7, units=12), written(tmp_path / "two", seed=8, units=12)
    assert list(one) == list(two)
    assert [name for name in one if one[name] == two[name]] == []


@pytest.mark.parametrize("units", [12, 80, 200])
def test_county_has_the_size_asked_for(units):
    county = County(seed=3, units=units)
    assessed = [subject for subject in county.subjects if subject.assessed]
    assert len(assessed) == units
    assert len(county.subjects) == units * 3
    assert len(county.members) == units * 125 // 4
    assert len({member.name for member in county.members}) == len(county.members)
    assert len({subject.name for subject in county.subjects}) == len(county.subjects)
    assert {subject.group for subject in assessed} == set(CLASSES)


def test_county_of_few_units_is_refused():
    with pytest.raises(ValueError, match="at least 12 units, not 5"):
        County(units=5).subjects  # noqa: B018


def test_subjects_form_a_sound_table(county):
    subjects = Subjects.of(county.subjects, list(ATTRIBUTES))
    units = {subject.id for subject in county.subjects if subject.assessed}
    assert {subject.parent for subject in county.subjects if not subject.assessed} == units
    assert [subject.id for subject in county.subjects if subject.assessed and len(subject.attributes) < 4] == []
    assert len(subjects) == 240


def test_sizes_follow_the_class(county):
    ranges = {"一类单位": (100, 500), "二类单位": (50, 99), "三类单位": (4, 49)}
    assert [unit.id for unit in county.offices if not _between(len(unit.members), ranges[unit.group])] == []
    assert {(unit.group, len(unit.branches)) for unit in county.offices} == {
        ("一类单位", 8),
        ("二类单位", 2),
        ("三类单位", 1),
    }


def _between(number, bounds):
    return bounds[0] <= number <= bounds[1]


def test_units_are_founded_closed_and_merged(county):
    lasting = {unit.id for unit in county.offices if unit.founded is None and unit.closed is None}
    merged = [unit for unit in county.offices if unit.scored_with]
    assert len([unit for unit in county.offices if unit.founded]) == 1
    assert len([unit for unit in county.offices if unit.closed]) == 2
    assert [unit.scored_with in lasting for unit in merged] == [True]


def test_every_kind_occurs_and_no_record_has_a_fault(county):
    assert set(county.records) == set(KINDS)
    problems = [
        problem
        for code, records in county.records.items()
        for record in records
        for problem in faults(KINDS[code], record)
    ]
    assert problems == []


def test_every_fact_kind_of_a_choice_occurs(facts):
    yielded = {row.kind for row in facts}
    named = {
        spec.named(code)
        for kind in KINDS.values()
        for spec in kind.facts
        for code in (kind.fields[spec.named_by].choices.values() if spec.named_by else [""])
    }
    assert named - yielded == set()


def test_records_name_units_that_were_there(county, facts):
    units = {unit.id: unit for unit in county.offices}
    assert {row.subject for row in facts} == set(units)
    meetings = [
        record for record in county.records["meeting"] if not units[record.subject].exists_on(record.values["held_on"])
    ]
    assert meetings == []


def test_nothing_is_entered_before_it_is_known_or_withdrawn_before_it_is_entered(county):
    records = list(chain.from_iterable(county.records.values()))
    assert [record.number for record in records if record.entered is None] == []
    assert [record.number for record in records if record.withdrawn and record.withdrawn < record.entered] == []
    assert [record for record in county.records["meeting"] if record.entered < record.values["held_on"]] == []


def test_numbers_of_records_are_unique(county):
    numbers = Counter(record.number for records in county.records.values() for record in records)
    assert numbers.most_common(1)[0][1] == 1


def test_ledgers_are_untidy(county):
    meetings = county.records["meeting"]
    late = [record for record in meetings if (record.entered - record.values["held_on"]).days > 30]
    december = [record for record in late if record.entered >= date(2026, 12, 14)]
    withdrawn = [record for record in chain.from_iterable(county.records.values()) if record.withdrawn]
    replaced = {(record.subject, record.withdrawn) for record in meetings if record.withdrawn}
    corrections = [record for record in meetings if (record.subject, record.entered) in replaced]
    assert len(late) > 100
    assert len(december) > 100
    assert len(withdrawn) > 20
    assert len(corrections) > 5


def test_some_records_invite_a_question(county):
    minutes = Counter(record.values["minutes"] for record in county.records["meeting"] if not record.withdrawn)
    places = {}
    for record in county.records["training"]:
        for person in record.values["people"]:
            places.setdefault((person, record.values["held_on"]), set()).add(record.subject)
    rates = {}
    for record in county.records["meeting"]:
        if "expected" in record.values:
            rates.setdefault(record.subject, set()).add(record.values["attended"] == record.values["expected"])
    assert sum(count > 1 for count in minutes.values()) >= 2
    assert sum(len(units) > 1 for units in places.values()) >= 2
    assert [unit for unit, answers in rates.items() if answers == {True}] != []


def test_reviewers_differ_in_severity(county):
    marks = {}
    for record in county.records["mark"]:
        if record.values["side"] == "考核组":
            marks.setdefault(record.values["reviewer"], []).append(record.values["points"])
    means = {reviewer: sum(points) / len(points) for reviewer, points in marks.items()}
    assert len(means) == 9
    assert means["考评员壬"] - means["考评员甲"] > 3


def test_votes_never_exceed_the_ballots_issued(county):
    votes, issued = Counter(), {}
    for record in county.records["tally"]:
        values = record.values
        key = (record.subject, values["poll"], values["group"])
        votes[key] += values["votes"]
        issued[key] = values["issued"]
    assert [key for key in votes if votes[key] > issued[key]] == []


def test_history_reaches_back_two_years(county):
    assert {record.values["period_end"] for record in county.records["history"]} == {
        date(2024, 12, 31),
        date(2025, 12, 31),
    }


def test_sheets_stand_under_the_headings_of_their_kind(tmp_path):
    write_county(tmp_path, seed=7, units=12)
    assert {path.name for path in tmp_path.iterdir()} == {
        "subjects.csv",
        *(f"{kind.title}.csv" for kind in KINDS.values()),
    }
    county = County(seed=7, units=12)
    for kind in KINDS.values():
        head, *rows = _rows(tmp_path / f"{kind.title}.csv")
        assert head == headings(kind)
        assert len(rows) == len(county.records.get(kind.code, ()))
    head, *rows = _rows(tmp_path / "subjects.csv")
    assert ",".join(head) == (
        "编号,名称,类别,组织类型,上级,所在单位,合并计分单位,成立日期,撤销日期,参加考核,党员人数,正式党员人数,支部数,机关人员数"
    )
    assert [row[0] for row in rows] == [subject.id for subject in county.subjects]


def _rows(path):
    with path.open(encoding="utf-8", newline="") as stream:
        assert stream.read(1) == "\ufeff"
        return list(csv.reader(stream))


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, ""), (True, "是"), (False, "否"), (date(2026, 3, 5), "2026-03-05"), (("甲", "乙"), "甲、乙"), (0, "0")],
)
def test_cell_is_written_as_a_clerk_types_it(value, expected):
    assert cell(value) == expected


def test_units_are_called_as_in_a_county_of_that_year():
    names = set(islice(unit_names(), 80))
    assert {"示范县委办公室", "示范县委组织部", "示范县纪委监委机关", "共青团示范县委"} <= names
    assert [name for name in names if "县县" in name or "乡村振兴局" in name or "粮食局" in name] == []


def test_county_is_read_without_an_error(tmp_path):
    write_county(tmp_path, seed=7, units=12)
    rulebook, _ = load_rulebook(bundled_rulebooks()["demo-2026"])
    assert read_data(tmp_path, KINDS, rulebook).left_out == 0


def test_no_real_place_is_named(tmp_path):
    text = "".join(data.decode("utf-8") for data in written(tmp_path, seed=2026, units=200).values())
    assert [place for place in REAL_PLACES.split() if place in text] == []
