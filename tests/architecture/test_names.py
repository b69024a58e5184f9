"""Names of modules and classes say what they hold."""

import ast
import re
from collections.abc import Iterator

from tests.architecture.glossary import rejected_words
from tests.architecture.sources import named, python_files, tree_of

SAYS_NOTHING = {
    "base", "common", "constants", "core", "data", "handler", "handlers", "helper", "helpers", "info", "manager",
    "managers", "misc", "processor", "processors", "service", "services", "tool", "tools", "util", "utils",
}  # fmt: skip


def test_no_module_or_class_has_a_name_that_says_nothing():
    assert [place for place, words in _names() if words[-1] in SAYS_NOTHING] == []


def test_no_module_or_class_has_a_name_that_the_glossary_rejects():
    rejected = rejected_words()
    ours = [(place, words) for place, words in _names() if not place.startswith("tests")]
    assert [place for place, words in ours if " ".join(words) in rejected] == []


def _names() -> Iterator[tuple[str, list[str]]]:
    """Every module, folder of modules and class, with the words of its name."""
    folders = set()
    for path in python_files():
        folders.add(path.parent)
        if path.stem.strip("_") != "init":
            yield named(path), path.stem.strip("_").split("_")
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef):
                yield f"{named(path)}::{node.name}", _words(node.name)
    for folder in sorted(folders):
        yield named(folder), folder.name.split("_")


def _words(camel_case: str) -> list[str]:
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+", camel_case)]
