"""The format page knows every word of the language, and the command pages every command."""

import re
from dataclasses import is_dataclass
from pathlib import Path
from typing import get_args

from mingheng.scoring.language import measures, rulebook, shapes, words
from mingheng.scoring.language.measures import Measure
from mingheng.scoring.language.reader import keys_of
from mingheng.scoring.language.shapes import Shape

PAGE = (Path(__file__).parents[2] / "docs" / "rulebook-format.md").read_text(encoding="utf-8")
WORDS = set(re.findall(r"[a-z_]+", PAGE))
PARTS = {
    part
    for module in (words, measures, shapes, rulebook)
    for part in vars(module).values()
    if is_dataclass(part) and part.__module__ == module.__name__ and part not in (rulebook.Rulebook, words.Quotient)
}


def test_every_measure_and_shape_is_on_the_page():
    names = {word.TAG[1] for union in (Measure, Shape) for word in get_args(union)}
    assert len(names) == 22
    assert names - WORDS == set()


def test_every_key_of_the_language_is_on_the_page():
    assert {f"{part.__name__}.{key}" for part in PARTS for key in keys_of(part) if key not in WORDS} == set()


def test_every_word_to_choose_from_is_on_the_page():
    options = {
        word
        for part in PARTS
        for _, hint in keys_of(part).values()
        for word in _literals(hint)
        if re.fullmatch(r"[a-z_]+", word)
    }
    assert options - WORDS == set()


def _literals(hint):
    for argument in get_args(hint):
        if isinstance(argument, str):
            yield argument
        else:
            yield from _literals(argument)
