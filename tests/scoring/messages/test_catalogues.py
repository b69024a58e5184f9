"""Every code that the source raises has a sentence, and every sentence is raised somewhere."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import mingheng.scoring
from mingheng.scoring.messages import catalogue

PACKAGE = Path(mingheng.scoring.__file__).parent.parent
RAISING = {"Problem", "CellFault", "_Refused", "error", "warning", "refuse", "_refuse", "report", "problem"}
SAYING = {"say", "note"}


PARTS = ("scoring", "sheets", "reports", "demo", "commandline")
"""Those that speak through the catalogues; the site speaks through gettext."""
TREES = [ast.parse(path.read_text(encoding="utf-8")) for part in PARTS for path in (PACKAGE / part).rglob("*.py")]
NODES = [node for tree in TREES for node in ast.walk(tree) if isinstance(node, ast.Call | ast.Constant)]


def calls(*names: str) -> Iterator[str]:
    """The first text among the arguments of every call of these functions."""
    for node in NODES:
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names:
            texts = (one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str))
            yield next(texts, "")


def words() -> set[str]:
    """Every text constant of the source, with the fixed parts of texts that are put together."""
    return {node.value for node in NODES if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_problem_that_is_raised_has_its_sentence():
    raised = {code for code in calls(*RAISING) if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", code)}
    assert raised - set(catalogue("problems")) == set()


def test_every_sentence_of_a_problem_is_raised():
    assert set(catalogue("problems")) - words() == set()


def test_every_phrase_that_is_said_is_there():
    said = {code for code in calls(*SAYING) if re.fullmatch(r"[a-z]+(_[a-z0-9]+)*", code)}
    assert said - set(catalogue("explanation")) == set()


def test_every_phrase_is_said():
    known = words()
    beginnings = [word for word in known if re.fullmatch(r"[a-z_]+_", word)]
    unsaid = [
        code
        for code in catalogue("explanation")
        if code not in known and not any(code.startswith(word) for word in beginnings)
    ]
    assert unsaid == []


@pytest.mark.parametrize("name", ["problems", "explanation"])
def test_sentences_hold_no_western_punctuation(name):
    for text in catalogue(name).values():
        chinese = re.sub(r"#DIV/0!|[A-Za-z_/{}.\s]+", "", text)
        assert re.findall(r"[,;!?()\"']", chinese) == [], text
