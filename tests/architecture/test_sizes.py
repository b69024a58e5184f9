"""Modules, functions and classes stay small from the first week on."""

import ast

from tests.architecture.sources import named, python_files, tree_of

MODULE_LINES = 500
FUNCTION_LINES = 60
CLASS_METHODS = 20

# What may be larger, with the size it has: "path" or "path::name". This list may only shrink.
EXCEPTIONS: dict[str, int] = {}


def test_modules_functions_and_classes_are_within_their_size():
    assert {place: size for place, size in _too_large().items() if size > EXCEPTIONS.get(place, 0)} == {}


def test_exceptions_are_not_larger_than_they_need_to_be():
    sizes = _too_large()
    assert {place: sizes.get(place) for place in EXCEPTIONS} == EXCEPTIONS


def _too_large() -> dict[str, int]:
    large = {}
    for path in python_files():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MODULE_LINES:
            large[named(path)] = lines
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ClassDef) and named(path).startswith("tests/"):
                continue  # a class of tests is a list
            size, limit = _size(node)
            if size > limit:
                large[f"{named(path)}::{node.name}"] = size
    return large


def _size(node: ast.AST) -> tuple[int, int]:
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return node.end_lineno - node.lineno + 1, FUNCTION_LINES
        case ast.ClassDef():
            methods = [item for item in node.body if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef)]
            return len(methods), CLASS_METHODS
    return 0, 0
