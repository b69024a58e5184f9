"""A name that begins with an underscore stays in its module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import named, python_files, tree_of

PUBLIC_DESPITE_ITS_NAME = {"os._exit"}
"""Documented by Python; the only way to end a forked child without the parent's clean-up."""


@pytest.mark.parametrize("path", python_files(), ids=named)
def test_no_private_name_of_another_module_is_used(path: Path):
    assert set(_private_uses(tree_of(path))) - PUBLIC_DESPITE_ITS_NAME == set()


def _private_uses(tree: ast.Module) -> Iterator[str]:
    modules = set()
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=module, names=names):
                yield from (f"from {module} import {alias.name}" for alias in names if _is_private(alias.name))
                # What is imported with a small letter may be a module; its private names are meant too.
                modules |= {alias.asname or alias.name for alias in names if alias.name.islower()}
            case ast.Import(names=names):
                modules |= {alias.asname or alias.name.split(".")[0] for alias in names}
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attribute) if name in modules and _is_private(attribute):
                yield f"{name}.{attribute}"


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
