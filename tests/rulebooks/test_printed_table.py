"""The table printed in 2008: the bundled sheets hold what was printed, and the rows that do not add up are found by rule."""

import csv
from datetime import date
from pathlib import Path

import pytest

from mingheng.scoring import FactRow, Facts, Subject, Subjects, assess, load_rulebook

FOLDER = Path(__file__).parents[2] / "rulebooks" / "debrief-2008"
PRINTED = Path(__file__).parents[3] / "shared" / "cases" / "debrief-2008.csv"
OPTIONS = {
    "report": {
        "report_true": "真实",
        "report_mostly_true": "比较真实",
        "report_basically_true": "基本真实",
        "report_untrue": "不真实",
    },
    "competence": {
        "excellent": "优秀",
        "competent": "称职",
        "basically_competent": "基本称职",
        "incompetent": "不称职",
    },
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def outcome():
    rulebook, _ = load_rulebook(FOLDER)
    register = rows(FOLDER / "data" / "subjects.csv")
    attributes = {heading: code for code, heading in rulebook.attributes.items()}
    subjects = Subjects.of(
        [
            Subject(
                id=row["编号"],
                name=row["名称"],
                group=row["类别"],
                kind=row["组织类型"],
                parent=row["上级"],
                attributes={code: int(row[heading]) for heading, code in attributes.items()},
            )
            for row in register
        ],
        tuple(rulebook.attributes),
    )
    by_name = {row["名称"]: row["编号"] for row in register}
    day = date(2008, 12, 31)
    facts = [
        FactRow(
            by_name.get(row["单位"], row["单位"]),
            f"tally.{row['测评编码']}",
            day,
            level=row["选项"],
            case=row["投票群体"],
            actual=int(row["票数"]),
        )
        for row in rows(FOLDER / "data" / "tally.csv")
    ]
    return assess(rulebook, Facts.of(facts, subjects, rulebook.fact_kinds), subjects, day)


def test_rows_that_do_not_add_up_to_the_forms_issued_are_found_by_rule():
    scored = outcome()
    faulty = {
        (subject.name, code)
        for subject in scored.assessed
        for code in ("report_complete", "competence_complete")
        if scored.line(subject.id, code).points == 0
    }
    assert faulty == {
        ("镇2", "report_complete"),
        ("镇2", "competence_complete"),
        ("乡4", "competence_complete"),
        ("乡6", "competence_complete"),
    }


@pytest.mark.skipif(not PRINTED.exists(), reason="the printed table is not at hand")
def test_the_bundled_tally_is_the_printed_one():
    printed = {
        (number, poll, option): int(row[column])
        for number, row in enumerate(rows(PRINTED), start=1)
        for poll, columns in OPTIONS.items()
        for column, option in columns.items()
    }
    bundled = {
        (int(row["单位"][-1]), row["测评编码"], row["选项"]): int(row["票数"])
        for row in rows(FOLDER / "data" / "tally.csv")
    }
    assert {key: votes for key, votes in bundled.items() if votes} == {
        key: votes for key, votes in printed.items() if votes
    }
