"""A page in Chinese says what its English counterpart says: the same sections, tables, commands, files and terms."""

import re

import pytest

from tests.architecture.sources import ROOT

DOCS = ROOT / "docs"
EXCERPTS = {"command-line"}
"""Pages whose Chinese counterpart is shorter on purpose."""
TRANSLATED = sorted({page.name.removesuffix(".zh-CN.md") for page in DOCS.glob("*.zh-CN.md")} - EXCERPTS)
FENCE = re.compile(r"^```\w*\n(.*?)^```", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"^    (\S.*)$", re.MULTILINE)
CODE_SPAN = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
PLACEHOLDER = re.compile(r"\b[A-Z][A-Z-]*\b|[\u4e00-\u9fff]+")
TERM = re.compile(r"\(([\u4e00-\u9fff]+)\)")


@pytest.mark.parametrize("page", TRANSLATED)
def test_a_page_and_its_counterpart_have_the_same_sections_lists_and_tables(page):
    english, chinese = _texts(page)
    assert _outline(chinese) == _outline(english)


@pytest.mark.parametrize("page", TRANSLATED)
def test_a_page_and_its_counterpart_show_the_same_commands_files_and_names(page):
    english, chinese = _texts(page)
    assert _code(chinese) == _code(english)


@pytest.mark.parametrize("page", TRANSLATED)
def test_a_chinese_page_uses_the_terms_that_the_english_one_gives_in_brackets(page):
    english, chinese = _texts(page)
    assert [term for term in TERM.findall(english) if term not in chinese] == []


@pytest.mark.parametrize("page", TRANSLATED)
def test_a_page_and_its_counterpart_lead_to_the_same_places_and_to_each_other_at_the_top(page):
    english, chinese = _texts(page)
    there, back = f"{page}.zh-CN.md", f"{page}.md"
    assert (english.splitlines()[2], chinese.splitlines()[2]) == (f"[中文]({there})", f"[English]({back})")
    assert sorted(set(LINK.findall(chinese)) - {back}) == sorted(set(LINK.findall(english)) - {there})


def _texts(page: str) -> tuple[str, str]:
    read = [(DOCS / name).read_text(encoding="utf-8") for name in (f"{page}.md", f"{page}.zh-CN.md")]
    return read[0], read[1]


def _outline(text: str) -> list[str]:
    """Of every line that begins something, the mark it begins with: a heading, an item of a list, a row of a table."""
    return re.findall(r"^(#+|\*|\d+\.|\||```\w*)(?= |$)", text, re.MULTILINE)


def _code(text: str) -> set[str]:
    """What stands as code, without the words that a reader puts something else for."""
    blocks = "\n".join(FENCE.findall(text)).splitlines() + INDENTED.findall(FENCE.sub("", text))
    spans = CODE_SPAN.findall(FENCE.sub("", text))
    return {PLACEHOLDER.sub("…", one.strip()) for one in [*blocks, *spans] if one.strip()}
