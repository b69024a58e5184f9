"""The page of record kinds lists what is there: every kind by group, who keeps it and which facts it yields."""

from itertools import groupby
from pathlib import Path

from mingheng.scoring import load_kinds

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "record-kinds.md").read_text(encoding="utf-8")
KINDS = load_kinds(ROOT / "kinds")[0]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.split("## The kinds")[1].splitlines()
    if line.startswith("| ") and "`" in line
]


def test_every_kind_has_its_row():
    wanted = [
        [kind.group, f"`{kind.code}`", kind.title, kind.kept_by, " ".join(f"`{spec.kind}`" for spec in kind.facts)]
        for kind in KINDS.values()
    ]
    assert sorted(ROWS) == sorted(wanted)


def test_kinds_of_one_group_stand_together():
    groups = [group for group, _ in groupby(ROWS, key=lambda row: row[0])]
    assert groups == list(dict.fromkeys(groups))
