"""The page of forms is true: every rule it names is there, and every case it quotes runs under that name."""

import re
from pathlib import Path

from mingheng.scoring import load_rulebook
from mingheng.scoring.cases import read_cases

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "forms.md").read_text(encoding="utf-8")
BOOKS = {folder.name: load_rulebook(folder)[0] for folder in sorted((ROOT / "rulebooks").iterdir())}
CASES = {case.case for folder in (ROOT / "rulebooks").iterdir() for _, case in read_cases(folder)[0]}
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in PAGE.splitlines() if line.startswith("| `")]
NAMED = [(book, code) for book, code in re.findall(r"`([a-z0-9-]+)/([a-z0-9_]+)`", PAGE) if book != "rulebook"]


def parts(name: str) -> set[str]:
    book = BOOKS[name]
    effects = {effect.effect for effect in book.effects} | {follows.consequence for follows in book.consequences}
    return {*book.rules, *book.nodes} | effects


def test_all_27_forms_have_a_row():
    forms = PAGE.split("## The 27 forms")[1].split("\n## ")[0]
    assert len([line for line in forms.splitlines() if line.startswith("| `")]) == 27


def test_every_rule_the_page_names_is_there():
    assert [f"{book}/{code}" for book, code in NAMED if code not in parts(book)] == []


def test_every_case_of_a_form_runs_under_the_name_it_is_quoted_by():
    assert [row[-1] for row in ROWS if len(row) == 4 and row[-1] not in CASES] == []
