"""Rulebook folders as a whole: several files, files that cannot be read, fact kinds, case files, record data."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mingheng.scoring import (
    FactRow,
    Facts,
    FaultyInput,
    Place,
    Problem,
    Subject,
    Subjects,
    load_rulebook,
    parse_rulebook,
    run_cases,
)
from mingheng.scoring.documents import MAX_BYTES, Document, read_text
from tests.rulebooks.small import SOUND, problems_of


def told(problems: list[Problem]) -> list[tuple[str, str, str, int | None]]:
    assert all(problem.message for problem in problems)
    return [(problem.code, problem.place.file, problem.place.key, problem.place.line) for problem in problems]


def folder_of(parent: Path, **files: str | bytes) -> Path:
    folder = parent / "small"
    folder.mkdir()
    for name, content in files.items():
        (folder / f"{name}.yaml").write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def test_sound_rulebook_has_no_problem(tmp_path):
    rulebook, problems = problems_of(tmp_path, SOUND)
    assert problems == []
    assert (rulebook.id, rulebook.title, rulebook.subjects_are) == ("small", "小细则", "unit")
    assert (rulebook.cycle_from, rulebook.cycle_to) == (date(2026, 1, 1), date(2026, 12, 31))
    assert (rulebook.classes, rulebook.unit_kinds, rulebook.attributes) == (
        ("甲类", "乙类"),
        ("党组",),
        {"members": "党员人数"},
    )
    assert (rulebook.label_of("talks"), rulebook.label_of("part")) == ("谈话", "部分")
    assert rulebook.fact_kinds == {"talk.heart", "sanction.x"}


def test_checksum_is_over_names_and_bytes(tmp_path):
    first, again, renamed = (tmp_path / name for name in "abc")
    for parent in (first, again, renamed):
        parent.mkdir()
    checksums = [
        load_rulebook(folder_of(first, rulebook=SOUND))[0].checksum,
        load_rulebook(folder_of(again, rulebook=SOUND))[0].checksum,
        load_rulebook(folder_of(renamed, another=SOUND))[0].checksum,
    ]
    assert checksums[0] == checksums[1] != checksums[2]


def test_parts_may_stand_in_any_number_of_files(tmp_path):
    head, _, rest = SOUND.partition("periods:")
    periods, _, after = ("periods:" + rest).partition("grading:")
    rulebook, problems = load_rulebook(
        folder_of(tmp_path, a=periods, b=head, c="grading:" + after, d="periods: {year: {is: cycle}}")
    )
    assert problems == []
    assert list(rulebook.periods) == ["year", "quarter"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, [("folder_empty", "small", "", None)]),
        ({"a": ""}, [("needs_mapping", "a.yaml", "", None)]),
        ({"a": "- 1\n"}, [("needs_mapping", "a.yaml", "", 1)]),
        ({"a": "periods: {}\n"}, [("head_missing", "", "", None)]),
        ({"a": SOUND, "b": "rulebook: {id: small}\n"}, [("key_repeated", "b.yaml", "rulebook", 1)]),
        ({"a": SOUND, "b": "\nperiods: {quarter: {is: cycle}}\n"}, [("key_repeated", "b.yaml", "periods.quarter", 2)]),
        ({"a": SOUND, "b": "rules:\n  - {rule: part}\n"}, [("key_missing", "b.yaml", "rules.part", 2)] * 6),
        (
            {"a": SOUND, "b": "nodes:\n  - {node: talks, label: 重}\n"},
            [("code_repeated", "b.yaml", "nodes.talks.node", 2)],
        ),
        ({"a": SOUND, "b": b"\xff\xfe"}, [("file_not_utf8", "b.yaml", "", None)]),
        ({"a": SOUND, "b": b"#" * (MAX_BYTES + 1)}, [("file_too_large", "b.yaml", "", None)]),
        ({"a": SOUND, "b": "a: 1\n---\nb: 2\n"}, [("yaml_broken", "b.yaml", "", 1)]),
    ],
)
def test_faults_of_files(tmp_path, files, expected):
    rulebook, problems = load_rulebook(folder_of(tmp_path, **files))
    assert rulebook is None
    assert told(problems) == expected


def test_file_that_cannot_be_opened_is_reported(tmp_path):
    folder = folder_of(tmp_path, a=SOUND)
    (folder / "b.yaml").mkdir()
    assert told(load_rulebook(folder)[1]) == [("file_unreadable", "b.yaml", "", None)]


def test_folder_that_is_not_there_is_empty(tmp_path):
    assert told(load_rulebook(tmp_path / "nowhere")[1]) == [("folder_empty", "nowhere", "", None)]


def test_byte_order_mark_is_no_fault(tmp_path):
    assert load_rulebook(folder_of(tmp_path, a=b"\xef\xbb\xbf" + SOUND.encode()))[1] == []


def test_fact_kind_that_no_record_yields_is_refused_with_the_nearest(tmp_path):
    rulebook = SOUND.replace(
        "at_least: 8}", "at_least: 8, gates: [{measure: {take: count, of: sanction.xx}, equals: 0}]}"
    )
    folder = folder_of(tmp_path, a=rulebook)
    _, problems = load_rulebook(folder, lambda kind: kind == "sanction.x")
    assert told(problems) == [
        ("fact_kind_unknown", "a.yaml", "rules.talks.measure.of", 23),
        ("fact_kind_unknown", "a.yaml", "grading.levels[1].gates[1].measure.of", 29),
    ]
    assert [problem.message for problem in problems] == [
        "没有哪种台账能提供“talk.heart”。请对照台账种类改正；没有台账的内容不能计分。",
        "没有哪种台账能提供“sanction.xx”。是不是“sanction.x”？请对照台账种类改正；没有台账的内容不能计分。",
    ]


def test_fact_kind_of_an_effect_is_checked_too(tmp_path):
    folder = folder_of(tmp_path, a=SOUND.replace("then: {grade: 差}", "then: {recorded_in: decision.x}"))
    _, problems = load_rulebook(folder, lambda kind: kind.startswith(("talk", "sanction")))
    assert told(problems) == [("fact_kind_unknown", "a.yaml", "effects.veto.then.recorded_in", 36)]


def test_plain_mapping_is_read_and_checked_like_files():
    value = read_text(SOUND, Document(file="")).value
    assert parse_rulebook(value).title == "小细则"
    for fault, code in (({"title": 7}, "needs_text"), ({"total": "sum"}, "reference_unknown")):
        with pytest.raises(FaultyInput) as raised:
            parse_rulebook(value | {"rulebook": value["rulebook"] | fault})
        assert [problem.code for problem in raised.value.problems] == [code]


def data_faults(rows, facts=()):
    with pytest.raises(FaultyInput) as raised:
        Facts.of(facts, Subjects.of(rows), [])
    return [(problem.code, str(problem.place), dict(problem.params)) for problem in raised.value.problems]


def test_faults_of_subjects_are_reported_together():
    rows = [
        Subject("甲", parent="无"),
        Subject("乙", unit="无", scored_with="也无"),
        Subject("乙", founded=date(2026, 2, 1), closed=date(2026, 1, 1)),
    ]
    assert data_faults(rows) == [
        ("subject_unknown", "工作表“考核对象” 第2行", {"subject": "无", "column": "上级"}),
        ("subject_repeated", "工作表“考核对象” 第3行", {"subject": "乙"}),
        ("subject_unknown", "工作表“考核对象” 第3行", {"subject": "无", "column": "所在单位"}),
        ("subject_unknown", "工作表“考核对象” 第3行", {"subject": "也无", "column": "合并计分单位"}),
        ("closed_before_founded", "工作表“考核对象” 第4行", {"subject": "乙"}),
    ]


def test_circle_of_parents_is_reported_once():
    rows = [Subject("甲", parent="乙"), Subject("乙", parent="丙"), Subject("丙", parent="乙"), Subject("丁")]
    assert data_faults(rows) == [("tree_cyclic", "工作表“考核对象” 第3行 “上级”列", {"path": "乙 → 丙 → 乙"})]


@pytest.mark.parametrize("quantity", ["0.0001", "1000000.001", "-1000001", "Infinity", "NaN"])
def test_impossible_quantities_and_unknown_subjects_are_reported(quantity):
    fact = FactRow("乙", "a.b", date(2026, 1, 1), expected=Decimal(quantity), actual=Decimal(1), source="会议 第3行")
    assert [(code, place) for code, place, _ in data_faults([Subject("甲")], [fact])] == [
        ("subject_unknown", "工作表“会议 第3行” a.b"),
        ("quantity_impossible", "工作表“会议 第3行” a.b"),
    ]


def test_place_says_what_is_known():
    assert str(Place()) == ""
    assert (
        str(Place(file="a.yaml", key="rules[1]", line=3, sheet="会议", column="日期"))
        == "a.yaml 工作表“会议” 第3行 “日期”列 rules[1]"
    )


def test_cases_of_a_faulty_rulebook_are_refused(tmp_path):
    with pytest.raises(FaultyInput, match="没有YAML文件"):
        run_cases(tmp_path)
