"""Record kinds: what is read, and every fault with its place."""

from decimal import Decimal
from pathlib import Path

import pytest

from mingheng.scoring.kind_files import load_kinds
from mingheng.scoring.kinds import Attendance, FactSpec, Field

KINDS = Path(__file__).resolve().parents[2] / "kinds"

SOUND = """\
kind: study
title: 学习
group: 学习教育
kept_by: unit
article: 第一条
state: 待核
help: 一次一行。
fields:
  type: {heading: 类型, also: [类别], is: choice, required: true, choices: {集中: group, 集体: group, 自学: alone}}
  held_on: {heading: 日期, is: date, required: true}
  hours: {heading: 学时, is: number, measured_in: 学时}
  topics: {heading: 议题, is: list, choices: {意识形态: ideology}}
  absent: {heading: 缺席, is: list, sensitive: true}
  vest: {heading: 红马甲, is: flag}
  code: {heading: 编码, is: text}
  other: {heading: 另一单位, is: subject}
facts:
  - {kind: "study.{type}", day: held_on, actual: hours, expected: 1.5, level: type, subject: other}
  - {kind: "topic.{topics}", for_each: topics, day: held_on}
  - {kind: study.absence, for_each: absent, day: held_on, when: {type: [集中, 集体], vest: 是, topics: 意识形态}}
  - {kind: "finding.{code}", day: held_on, case: code, when: {vest: false, code: abc}}
"""


ATTENDED = SOUND.replace(
    "facts:\n",
    """\
  expected: {heading: 应到, is: count}
  attended: {heading: 实到, is: count}
  on_leave: {heading: 请假, is: list}
attendance:
  {expected: expected, actual: attended, on_leave: on_leave, absent: absent}
facts:
""",
)

DONE_BY = "fields.type.done_by"
MISPLACED = ("kind_word_misplaced", "fields.code.done_by", 15)
MISPLACED_IN_A_LIST = ("kind_word_misplaced", "fields.topics.done_by", 12)
NOT_A_LIST = ("kind_value_wrong", f"{DONE_BY}.集中", 9)
NO_SUCH_CHOICE = ("kind_word_unknown", f"{DONE_BY}.集训", 9)

SHIPPED, SHIPPED_PROBLEMS = load_kinds(KINDS)


def load(tmp_path, text, name="study.yaml"):
    (tmp_path / name).write_text(text, encoding="utf-8")
    return load_kinds(tmp_path)


def told(problems):
    return [(problem.code, problem.place.key, problem.place.line) for problem in problems]


def test_sound_kind_is_read_whole(tmp_path):
    kinds, problems = load(tmp_path, SOUND)
    kind = kinds["study"]
    assert problems == []
    assert (kind.title, kind.group, kind.kept_by) == ("学习", "学习教育", "unit")
    assert (kind.article, kind.state, kind.help) == ("第一条", "待核", "一次一行。")
    assert kind.attendance is None
    assert kind.fields["type"] == Field(
        code="type",
        heading="类型",
        type="choice",
        also=("类别",),
        required=True,
        choices={"集中": "group", "集体": "group", "自学": "alone"},
    )
    assert kind.fields["hours"].measured_in == "学时"
    assert [code for code, column in kind.fields.items() if column.sensitive] == ["absent"]
    assert kind.facts[0] == FactSpec(
        kind="study.{type}", day="held_on", actual="hours", expected=Decimal("1.5"), level="type", subject="other"
    )
    assert (kind.facts[2].for_each, kind.facts[2].person) == ("absent", "")
    assert kind.facts[2].when == {"type": ("集中", "集体"), "vest": (True,), "topics": ("意识形态",)}
    assert kind.facts[3].when == {"vest": (False,), "code": ("abc",)}


def test_who_usually_does_what_is_told_by_choice_and_holds_for_its_other_words(tmp_path):
    text = SOUND.replace("type: {heading: 类型,", "type: {done_by: {集体: [党支部, 党小组]}, heading: 类型,")
    column = load(tmp_path, text)[0]["study"].fields["type"]
    assert column.done_by == {"group": ("党支部", "党小组")}
    asked = [("集中", "党支部"), ("集体", "党小组"), ("集中", "机关党委"), ("自学", "机关党委")]
    assert [column.is_usual(choice, kind) for choice, kind in asked] == [True, True, False, True]


def test_what_an_office_repeats_is_remembered_where_the_column_says_so(tmp_path):
    text = SOUND.replace("code: {heading: 编码,", "code: {remember: true, heading: 编码,")
    fields = load(tmp_path, text)[0]["study"].fields
    assert [code for code, column in fields.items() if column.remember] == ["code"]


def test_attendance_names_the_two_counts_and_the_two_lists(tmp_path):
    kinds, problems = load(tmp_path, ATTENDED)
    assert problems == []
    assert kinds["study"].attendance == Attendance(
        expected="expected", actual="attended", on_leave="on_leave", absent="absent"
    )
    assert kinds["study"].attendance.fields == {"expected", "attended", "on_leave", "absent"}


def test_attendance_names_the_choices_that_call_everybody_by_their_codes(tmp_path):
    kinds, problems = load(tmp_path, ATTENDED.replace("absent: absent}", "absent: absent, everybody: {type: [集中]}}"))
    assert (problems, kinds["study"].attendance.everybody) == ([], {"type": ("group",)})


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "absent: absent}",
            "absent: absent, everybody: {kind: [集中]}}",
            ("kind_field_unknown", "attendance.everybody.kind", 21),
        ),
        (
            "absent: absent}",
            "absent: absent, everybody: {hours: [集中]}}",
            ("kind_field_unfit", "attendance.everybody.hours", 21),
        ),
        (
            "absent: absent}",
            "absent: absent, everybody: {type: [散会]}}",
            ("kind_word_unknown", "attendance.everybody.type", 21),
        ),
        (
            "absent: absent}",
            "absent: absent, everybody: {type: [集中], vest: [是]}}",
            ("kind_value_wrong", "attendance.everybody", 21),
        ),
        ("absent: absent}", "absent: absents}", ("kind_field_unknown", "attendance.absent", 21)),
        ("absent: absent}", "absent: attended}", ("kind_field_unfit", "attendance.absent", 21)),
        ("actual: attended,", "actual: hours,", ("kind_field_unfit", "attendance.actual", 21)),
        ("actual: attended,", "", ("kind_word_missing", "attendance.actual", 20)),
        ("actual: attended,", "actual: attended, late: absent,", ("kind_key_unknown", "attendance.late", 21)),
    ],
)
def test_fault_of_attendance_is_reported_with_its_place(tmp_path, old, new, expected):
    assert old in ATTENDED
    kinds, problems = load(tmp_path, ATTENDED.replace(old, new))
    assert (kinds, told(problems)) == ({}, [expected])


@pytest.mark.parametrize(
    ("fact_kind", "expected"),
    [
        ("study.group", True),
        ("study.alone", True),
        ("study.other", False),
        ("topic.ideology", True),
        ("study.absence", True),
        ("finding.anything_2", True),
        ("finding.{code}", False),
        ("finding", False),
        ("other.group", False),
    ],
)
def test_yields_knows_choices_and_free_codes(tmp_path, fact_kind, expected):
    assert load(tmp_path, SOUND)[0]["study"].yields(fact_kind) is expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("article: 第一条\n", "", ("kind_word_missing", "article", 1)),
        ("article: 第一条\n", "article:\n", ("kind_word_missing", "article", 5)),
        ("article: 第一条\n", "article: 12\n", ("kind_value_wrong", "article", 5)),
        ("help: 一次一行。", "help: 3", ("kind_value_wrong", "help", 7)),
        ("help: 一次一行。", "helps: 一次一行。", ("kind_key_unknown", "helps", 7)),
        ("state: 待核", "state: 已审", ("kind_word_unknown", "state", 6)),
        ("group: 学习教育\n", "", ("kind_word_missing", "group", 1)),
        ("kept_by: unit\n", "", ("kind_word_missing", "kept_by", 1)),
        ("kept_by: unit\n", "kept_by: units\n", ("kind_word_unknown", "kept_by", 4)),
        ("kind: study\n", "", ("kind_word_missing", "kind", 1)),
        ("kind: study\n", "kind: studies\n", ("kind_differs_from_file", "kind", 1)),
        ("kind: study\n", "kind: Study\n", ("kind_code_wrong", "kind", 1)),
        ("heading: 学时, is: number", "heading: 学时, is: numbre", ("kind_word_unknown", "fields.hours.is", 11)),
        ("heading: 学时,", "heading: 日期,", ("kind_heading_repeated", "fields.hours", 11)),
        ("heading: 学时,", "heading: 编号,", ("kind_heading_repeated", "fields.hours", 11)),
        ("heading: 学时,", "also: 时长, heading: 学时,", ("kind_value_wrong", "fields.hours.also", 11)),
        ("heading: 学时,", "also: [''], heading: 学时,", ("kind_value_wrong", "fields.hours.also", 11)),
        ("heading: 学时,", "required: 是, heading: 学时,", ("kind_value_wrong", "fields.hours.required", 11)),
        ("heading: 学时,", "choices: {甲: a}, heading: 学时,", ("kind_word_misplaced", "fields.hours.choices", 11)),
        (
            "heading: 日期,",
            "measured_in: 天, heading: 日期,",
            ("kind_word_misplaced", "fields.held_on.measured_in", 10),
        ),
        ("heading: 日期,", "remember: true, heading: 日期,", ("kind_word_misplaced", "fields.held_on.remember", 10)),
        (
            "code: {heading: 编码,",
            "code: {remember: 是, heading: 编码,",
            ("kind_value_wrong", "fields.code.remember", 15),
        ),
        ("code: {heading: 编码,", "code: {done_by: {集中: [党支部]}, heading: 编码,", MISPLACED),
        ("topics: {heading", "topics: {done_by: {意识形态: [党支部]}, heading", MISPLACED_IN_A_LIST),
        ("type: {heading: 类型,", "type: {done_by: [党支部], heading: 类型,", ("kind_value_wrong", DONE_BY, 9)),
        ("type: {heading: 类型,", "type: {done_by: {集中: 党支部}, heading: 类型,", NOT_A_LIST),
        ("type: {heading: 类型,", "type: {done_by: {集训: [党支部]}, heading: 类型,", NO_SUCH_CHOICE),
        ("choices: {意识形态: ideology}", "choices: [意识形态]", ("kind_value_wrong", "fields.topics.choices", 12)),
        ("{意识形态: ideology}", "{意识形态: 思想}", ("kind_code_wrong", "fields.topics.choices.意识形态", 12)),
        ("  vest: {heading: 红马甲, is: flag}", "  vest:", ("kind_value_wrong", "fields.vest", 14)),
        ("  code: {", "  Code: {", ("kind_code_wrong", "fields.Code", 15)),
        ("is: flag", "is: choice", ("kind_word_missing", "fields.vest.choices", 14)),
        ("actual: hours", "actual: hour", ("kind_field_unknown", "facts[1].actual", 18)),
        ("actual: hours", "actual: true", ("kind_value_wrong", "facts[1].actual", 18)),
        ("actual: hours", "actual: held_on", ("kind_field_unfit", "facts[1].actual", 18)),
        ("day: held_on, actual", "actual", ("kind_word_missing", "facts[1].day", 18)),
        ("day: held_on, actual", "day: type, actual", ("kind_field_unfit", "facts[1].day", 18)),
        ("level: type", "level: absent", ("kind_field_unfit", "facts[1].level", 18)),
        ("subject: other", "subject: code", ("kind_field_unfit", "facts[1].subject", 18)),
        ("for_each: topics", "for_each: type", ("kind_field_unfit", "facts[2].for_each", 19)),
        ("study.{type}", "study.{tpye}", ("kind_field_unknown", "facts[1].kind", 18)),
        ("study.{type}", "study.{hours}", ("kind_field_unfit", "facts[1].kind", 18)),
        ("study.{type}", "study.{absent}", ("kind_field_unfit", "facts[1].kind", 18)),
        ("study.{type}", "学习.{type}", ("kind_template_wrong", "facts[1].kind", 18)),
        ("when: {type: [集中, 集体]", "when: {typ: 集中", ("kind_field_unknown", "facts[3].when.typ", 20)),
        ("when: {type: [集中, 集体]", "when: {type: 集训", ("kind_word_unknown", "facts[3].when.type", 20)),
        ("vest: 是", "vest: 对", ("kind_word_unknown", "facts[3].when.vest", 20)),
        ("vest: 是", "hours: 3", ("kind_field_unfit", "facts[3].when.hours", 20)),
        ("when: {vest: false, code: abc}", "when: 是", ("kind_value_wrong", "facts[4].when", 21)),
        ("when: {vest: false, code: abc}", "whne: 是", ("kind_key_unknown", "facts[4].whne", 21)),
    ],
)
def test_fault_is_reported_with_its_place(tmp_path, old, new, expected):
    assert old in SOUND
    kinds, problems = load(tmp_path, SOUND.replace(old, new))
    assert expected in told(problems)
    assert kinds == {}
    assert all(problem.message and problem.place.file == "study.yaml" for problem in problems)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("kind_value_wrong", "", None)]),
        ("- kind: study\n", [("kind_value_wrong", "", 1)]),
        ("kind: [\n", [("yaml_bracket", "", 1)]),
        (SOUND[: SOUND.index("fields:")], [("kind_word_missing", "fields", 1), ("kind_word_missing", "facts", 1)]),
        (SOUND[: SOUND.index("facts:")] + "facts: {}\n", [("kind_word_missing", "facts", 17)]),
        (SOUND[: SOUND.index("facts:")] + "facts: 学习\n", [("kind_value_wrong", "facts", 17)]),
    ],
)
def test_file_that_holds_no_kind_is_reported(tmp_path, text, expected):
    kinds, problems = load(tmp_path, text)
    assert told(problems) == expected
    assert kinds == {}


def test_misspelt_word_is_answered_with_the_nearest(tmp_path):
    problems = load(tmp_path, SOUND.replace("actual: hours", "actual: hour"))[1]
    assert str(problems[0]) == (
        "错误 study.yaml 第18行 facts[1].actual：没有名为“hour”的字段。是否想写“hours”？请改正，或先在fields中声明。"
    )


def test_two_kinds_may_not_share_a_sheet_name(tmp_path):
    (tmp_path / "alone.yaml").write_text(SOUND.replace("kind: study\n", "kind: alone\n"), encoding="utf-8")
    kinds, problems = load(tmp_path, SOUND)
    assert list(kinds) == ["alone"]
    assert told(problems) == [("kind_title_repeated", "title", 2)]


def test_empty_folder_is_reported(tmp_path):
    kinds, problems = load_kinds(tmp_path)
    assert (kinds, [problem.code for problem in problems]) == ({}, ["kind_none"])


def test_the_kinds_we_ship_have_no_fault():
    assert SHIPPED_PROBLEMS == []
    assert sorted(SHIPPED) == sorted(path.stem for path in KINDS.glob("*.yaml"))


def test_no_two_shipped_kinds_yield_the_same_fact_kind():
    specs = [spec.kind for kind in SHIPPED.values() for spec in kind.facts]
    assert sorted(specs) == sorted(set(specs))


@pytest.mark.parametrize(
    "fact_kind",
    [
        *(f"meeting.{name}" for name in ("general", "committee", "group", "lecture", "org_life", "democratic_life")),
        *("meeting.theme_day", "meeting.party_building", "meeting.absence", "meeting.leader", "meeting.leading_group"),
        *("meeting.members_review", "meeting.party_committee", "meeting.assembly"),
        *(f"lecture.{name}" for name in ("secretary", "leader", "member", "guest")),
        *(f"topic.{name}" for name in ("ideology", "integrity", "major_decision", "united_front")),
        *("study.session", "study.attendance", "training.hours"),
        *("talk.heart", "talk.reminder", "talk.warning", "talk.integrity"),
        *(f"activity.{name}" for name in ("volunteer", "outreach", "pairing", "culture", "visit", "vest")),
        *(f"{family}.{name}" for family in ("filing", "filing_due") for name in ("plan", "summary", "report")),
        *(f"{family}.{name}" for family in ("filing", "filing_due") for name in ("statement", "review", "pledge")),
        *("filing.statistics", "filing_due.statistics"),
        *(f"honour.{name}" for name in ("commendation", "promotion", "model", "creation", "project")),
        *("information.published", "sanction.discipline", "sanction.circular", "sanction.judicial"),
        *("term.election", "term.vacancy", "staffing.full_time", "staffing.part_time", "dues.month", "dues.remittance"),
        *(f"admission.{name}" for name in ("applicant", "activist", "candidate", "probationary", "full")),
        *("transfer.member", "finding.x", "decision.x", "result.x", "tally.x", "mark.x", "quiz.score"),
        *("history.x", "exemption.x"),
        *(f"care.{name}" for name in ("hardship", "veteran", "injured", "family", "other")),
        *(f"contact.{name}" for name in ("village", "community", "branch", "enterprise", "project")),
        *(f"mass.{name}" for name in ("united_front", "union", "youth", "women")),
        *(f"ideology.{name}" for name in ("analysis", "channel_check", "response", "report")),
        *(f"project.{name}" for name in ("fusion", "innovation", "brand", "model_case")),
        *(f"fund.{name}" for name in ("grant", "meetings", "theme_day", "training", "care", "place", "other")),
        *("fund_balance.after", "place.check", "place.defect", "inspection.received", "inspection.reply"),
        *("secrecy.self_check", "secrecy.inspection", "risk.point", "risk.control", "thinking.analysis"),
        *("nomination.made", "nomination.unsigned", "opinion.appointment", "opinion.removal"),
    ],
)
def test_one_shipped_kind_yields(fact_kind):
    assert sum(kind.yields(fact_kind) for kind in SHIPPED.values()) == 1


def test_what_is_sensitive_is_never_remembered():
    columns = [(kind.code, column) for kind in SHIPPED.values() for column in kind.fields.values()]
    assert [(code, column.code) for code, column in columns if column.sensitive and column.remember] == []


def test_who_was_away_is_sensitive_wherever_attendance_is_taken():
    taken = {code: kind.attendance for code, kind in SHIPPED.items() if kind.attendance}
    lists = [SHIPPED[code].fields[name] for code, who in taken.items() for name in (who.on_leave, who.absent)]
    assert sorted(taken) == ["meeting", "study"]
    assert [column.code for column in lists if not column.sensitive] == []


def test_what_the_committee_and_imports_bring_is_not_asked_of_units():
    kept = {code: kind.kept_by for code, kind in SHIPPED.items() if kind.kept_by != "unit"}
    assert kept == {
        **dict.fromkeys(("decision", "exemption", "finding", "sanction"), "committee"),
        **dict.fromkeys(("admission", "dues", "staffing", "term", "transfer"), "register"),
        **dict.fromkeys(("history", "mark", "quiz", "result", "tally"), "elsewhere"),
    }
