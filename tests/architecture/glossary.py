"""The tables of the glossary, read as rows."""

import re

from tests.architecture.sources import ROOT

GLOSSARY = ROOT / "docs" / "glossary.md"
_HEADS = ("中文", "English", "identifier", "not", "meaning")


def rows() -> list[dict[str, str]]:
    """Every row of both tables, by the headings."""
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [dict(zip(_HEADS, row, strict=True)) for row in cells if row != list(_HEADS) and set(row) != {"---"}]


def identifiers() -> set[str]:
    return {name for row in rows() for name in re.findall(r"`([^`]+)`", row["identifier"])}


def rejected_words() -> set[str]:
    """Words of the "not" column that are no word of another row either."""
    used = {name.lower() for name in identifiers()} | {row["English"].lower() for row in rows()}
    rejected = {word.strip().lower() for row in rows() for word in re.sub(r"\(.*?\)", "", row["not"]).split(",")}
    return rejected - used - {""}
