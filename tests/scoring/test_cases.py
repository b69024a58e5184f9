"""The case runner: what a case may say, what comes out otherwise, and files that are not cases."""

import pytest

from mingheng.scoring import FaultyInput, parse_rulebook, run_cases
from mingheng.scoring.cases import narrowed
from mingheng.scoring.documents import Document, read_text

RULEBOOK = """\
rulebook:
  id: small
  title: 小细则
  issuer: 示范机关
  document: 示〔2026〕1号
  cycle: {from: 2026-01-01, to: 2026-12-31}
  classes: [甲类, 乙类]
  attributes: {members: 党员人数}
  rounding: {leaf: 2}
nodes:
  - {node: total, label: 总分}
rules:
  - {rule: talks, label: 谈话, node: total, article: 第一条, text: 每次一分, measure: {take: count, of: talk.heart}, shape: {form: per_item, give: 1}}
  - {rule: marks, label: 评分, node: total, article: 第一条, text: 评分, max_points: 9, measure: {take: value, of: mark.x}, shape: {form: per_item, give: 1}, if_missing: zero}
  - {rule: place, label: 名次, node: total, article: 第一条, text: 名次, measure: {take: peers, of: talks, is: rank}, shape: {form: per_item, give: 1}, reference: true}
grading:
  by: total
  levels:
    - {grade: 好, article: 第二条, at_least: 2}
    - {grade: 差, article: 第二条, less_than: 2}
"""


def run(tmp_path, *cases, **files):
    folder = tmp_path / "small"
    (folder / "cases").mkdir(parents=True)
    (folder / "rulebook.yaml").write_text(RULEBOOK, encoding="utf-8")
    text = "cases:\n" + "".join(f"  - {case}\n" for case in cases)
    for name, content in (files or {"all": text}).items():
        (folder / "cases" / f"{name}.yaml").write_text(content, encoding="utf-8")
    return run_cases(folder)


def differences(tmp_path, case):
    (result,) = run(tmp_path, case)
    assert (result.name, result.file) == ("一例", "all.yaml")
    assert result.passed == (not result.differences)
    return list(result.differences)


@pytest.mark.parametrize(
    "case",
    [
        "{case: 一例, expect: {talks: 0, marks: 0, total: 0, grade: 差, rank: 1}}",
        "{case: 一例, facts: [{kind: talk.heart, on: [2026-01-05, 2026-02-05]}, {kind: talk.heart, day: 2026-03-05}], expect: {talks: 3}}",
        "{case: 一例, facts: [], subjects: {}, expect: {talks: 0}}",
        "{case: 一例, as_of: 2026-06-30, expect: {marks: not_yet_due, grade: not_yet_due}}",
        "{case: 一例, facts: [{kind: talk.heart, day: 2026-01-05, known: 2027-01-05}], known_on: 2027-01-05, expect: {talks: 1}}",
        "{case: 一例, connected: [mark.x], expect: {talks: missing}}",
        "{case: 一例, connected: [mark.x], facts: [{kind: exemption.marks, day: 2026-01-05}], expect: {marks: exempt}}",
        "{case: 一例, subjects: {甲: {class: 甲类}, 乙: {class: 乙类, attributes: {members: 3}}}, facts: [{subject: 乙, kind: talk.heart, day: 2026-01-05}], expect: {甲: {talks: 0, place: 1}, 乙: {talks: 1, total: 1, place: 1}}}",
        "{case: 一例, subjects: {乙: {}}, facts: [{kind: talk.heart, day: 2026-01-05}], expect: {talks: 1}}",
    ],
)
def test_cases_that_come_out(tmp_path, case):
    assert differences(tmp_path, case) == []


@pytest.mark.parametrize(
    ("expect", "expected"),
    [
        ("{talks: 1}", ["甲 talks：应为1，实为0（scored）"]),
        ("{talks: 0.5, total: 2.5}", ["甲 talks：应为0.5，实为0（scored）", "甲 total：应为2.5，实为0（scored）"]),
        ("{marks: missing}", ["甲 marks：应为missing，实为scored（scored）"]),
        ("{grade: 好}", ["甲 grade：应为好，实为差"]),
        ("{rank: 2}", ["甲 rank：应为2，实为1"]),
        ("{nothing: 1}", ["甲 nothing：没有这个考核对象或指标"]),
        ("{乙: {talks: 1}}", ["乙 talks：没有这个考核对象或指标"]),
    ],
)
def test_what_comes_out_otherwise_is_said(tmp_path, expect, expected):
    assert differences(tmp_path, f"{{case: 一例, expect: {expect}}}") == expected


def test_status_where_a_number_was_expected(tmp_path):
    case = "{case: 一例, connected: [mark.x], expect: {talks: 1}}"
    assert differences(tmp_path, case) == ["甲 talks：应为1，实为None（missing）"]


def test_faulty_facts_and_subjects_fail_the_case(tmp_path):
    case = "{case: 一例, facts: [{subject: 丁, kind: talk.heart, day: 2026-01-05}], expect: {talks: 0}}"
    assert differences(tmp_path, case) == [
        "错误 工作表“talk.heart” talk.heart：“单位”栏的“丁”不在考核对象名册中。请核对编号或名称，或先把它加入名册。"
    ]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", [("needs_cases", "", None)]),
        ("cases: 一\n", [("needs_cases", "", 1)]),
        ("- 1\n", [("needs_cases", "", 1)]),
        ("cases: []\nmore: 1\n", [("needs_cases", "", 1)]),
        ("cases: &x []\n", [("yaml_forbidden", "cases", 1)]),
        ("cases:\n  - 一\n", [("needs_mapping", "cases[1]", 2)]),
        ("cases:\n  - {case: 一例}\n", [("key_missing", "cases[1]", 2)]),
        (
            "cases:\n  - {case: 一例, expct: {}}\n",
            [("word_unknown", "cases[1].expct", 2), ("key_missing", "cases[1]", 2)],
        ),
        (
            "cases:\n  - {case: 一例, facts: [{kind: a.b, day: 三月}], expect: {talks: 1}}\n",
            [("needs_day", "cases[1].facts[1].day", 2)],
        ),
    ],
)
def test_faults_of_case_files_are_all_reported(tmp_path, content, expected):
    with pytest.raises(FaultyInput) as raised:
        run(tmp_path, all=content, other="cases: [{case: 好, expect: {talks: 0}}]")
    found = [(problem.code, problem.place.key, problem.place.line) for problem in raised.value.problems]
    assert found == expected
    assert {problem.place.file for problem in raised.value.problems} == {"all.yaml"}


def test_cases_stand_with_their_file_in_the_order_of_names(tmp_path):
    one = "cases: [{case: 甲例, expect: {talks: 0}}]"
    results = run(tmp_path, b=one, a=one.replace("甲例", "乙例"))
    assert [(result.file, result.name) for result in results] == [("a.yaml", "乙例"), ("b.yaml", "甲例")]


@pytest.mark.parametrize(
    ("asked", "rules"),
    [
        ({"talks"}, ["talks"]),
        ({"place"}, ["talks", "place"]),
        ({"marks", "nothing"}, ["marks"]),
        ({"total"}, ["talks", "marks", "place"]),
        ({"talks", "grade"}, ["talks", "marks", "place"]),
        ({"rank"}, ["talks", "marks", "place"]),
    ],
)
def test_case_scores_the_rules_that_it_needs_and_no_others(asked, rules):
    rulebook = parse_rulebook(read_text(RULEBOOK, Document(file="")).value)
    assert list(narrowed(rulebook, asked).rules) == rules


def test_narrowed_rulebook_keeps_the_nodes_above():
    nodes = "  - {node: total, label: 总分}\n  - {node: part, parent: total, label: 部分}\n  - {node: rest, parent: total, label: 其余}\n"
    text = RULEBOOK.replace("  - {node: total, label: 总分}\n", nodes)
    text = text.replace("label: 谈话, node: total", "label: 谈话, node: part").replace(
        "label: 评分, node: total", "label: 评分, node: rest"
    )
    rulebook = parse_rulebook(read_text(text, Document(file="")).value)
    assert list(narrowed(rulebook, {"talks"}).nodes) == ["total", "part"]
    assert list(narrowed(rulebook, {"rest"}).nodes) == ["total", "rest"]
