"""The tutorial is literally true: after each step its book has no error and no warning, and its cases come out."""

import csv
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from mingheng.scoring import Facts, Subject, Subjects, assess, load_kinds, load_rulebook, project, run_cases
from mingheng.scoring.kinds import Yields
from mingheng.scoring.projection import Record

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "rulebook-tutorial.md").read_text(encoding="utf-8")
KINDS = load_kinds(ROOT / "kinds")[0]
YIELDS = Yields.of(KINDS)
BLOCK = re.compile(r"^(File|Sheet): `([^`]+)`\n\n```(?:yaml|csv)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEPS = dict(
    zip(
        re.findall(r"^## (\d+)\.", PAGE, re.MULTILINE),
        re.split(r"^## \d+\.", PAGE, flags=re.MULTILINE)[1:],
        strict=True,
    )
)


def book_after(parent: Path, step: int) -> Path:
    """The folder as it stands when a step of the page is done."""
    folder = parent / "my-rules"
    for number, text in STEPS.items():
        for what, name, content in BLOCK.findall(text):
            if what == "File" and int(number) <= step:
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / name).write_text(content, encoding="utf-8")
    return folder


def sheet(name: str) -> list[dict[str, str]]:
    (content,) = (content for what, title, content in BLOCK.findall(PAGE) if (what, title) == ("Sheet", name))
    return list(csv.DictReader(content.splitlines()))


def test_every_block_says_which_file_it_is():
    assert len(re.findall(r"^```(yaml|csv)$", PAGE, re.MULTILINE)) == len(BLOCK.findall(PAGE))


@pytest.mark.parametrize(("step", "cases"), [(4, 0), (5, 4), (7, 7), (8, 10)])
def test_book_checks_without_a_word_and_its_cases_come_out(tmp_path, step, cases):
    folder = book_after(tmp_path, step)
    rulebook, problems = load_rulebook(folder, YIELDS)
    assert [str(problem) for problem in problems] == []
    results = run_cases(folder, YIELDS)
    assert [result.differences for result in results] == [()] * cases
    assert rulebook is not None
    if cases:
        assert f"`{cases}个算例全部通过。`" in STEPS[str(step)]


def test_folder_holds_the_files_that_the_page_lists(tmp_path):
    folder = book_after(tmp_path, 8)
    listed = re.findall(r"[├└]── ([a-z_]+\.yaml)", STEPS["2"])
    assert sorted(path.name for path in folder.rglob("*.yaml")) == sorted(listed)


def test_other_price_lets_the_second_and_the_third_case_fail(tmp_path):
    folder = book_after(tmp_path, 5)
    rules = folder / "rules_meetings.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("deduct: 1.5", "deduct: 1"), encoding="utf-8")
    assert [result.differences for result in run_cases(folder)] == [
        (),
        ("甲 general_meetings：应为4.5，实为5（scored）",),
        ("甲 general_meetings：应为4.5，实为5（scored）",),
        (),
    ]


def test_level_that_no_sheet_has_is_refused(tmp_path):
    folder = book_after(tmp_path, 8)
    rules = folder / "rules_bonus.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("县: 0.5", "县级: 0.5"), encoding="utf-8")
    assert [problem.code for problem in load_rulebook(folder, YIELDS)[1]] == ["level_unknown"]


def test_records_of_the_page_score_as_it_says(tmp_path):
    rulebook, _ = load_rulebook(book_after(tmp_path, 5))
    meeting = KINDS["meeting"]
    records = [
        Record(
            row["单位"],
            {
                "type": row["类型"],
                "held_on": date.fromisoformat(row["召开日期"]),
                "expected": int(row["应到"]),
                "attended": int(row["实到"]),
            },
        )
        for row in sheet("三会一课与组织生活.csv")
    ]
    register = sheet("考核对象.csv")
    subjects = Subjects.of(
        [Subject(row["编号"], row["名称"], group=row["类别"], kind=row["组织类型"]) for row in register]
    )
    facts = Facts.of(project(meeting, records), subjects, rulebook.fact_kinds)
    outcome = assess(rulebook, facts, subjects, date(2026, 7, 10))
    lines = [outcome.line(row["编号"], "total") for row in register]
    assert [line.points for line in lines] == [6, Fraction("4.5")]
    assert [line.lost for line in lines] == [0, Fraction("1.5")]
