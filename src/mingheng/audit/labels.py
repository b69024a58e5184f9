"""What acts, rows and their columns are called. Each part names its own in `<part>.actions`, and is found by being
installed; what its codes and keys mean to a reader stands in `<part>.told`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

Words = Callable[[str], str | Promise | None]
"""From the code in a column to its word; None for a code that this version does not know."""
Names = Callable[[Collection[Any]], Mapping[Any, str]]
"""From the keys of rows to what these rows are called now, in one query; rows that are gone have no name."""
Reading = Callable[[Sequence[Mapping[str, Any]]], list[Any]]
"""From rows to what one column of each says: texts, in lists and in pairs by their labels. What it cannot read, it does
not catch: the log then shows what is stored. FaultyInput is to be raised as ValueError."""

STRENGTHS = {
    "none": _("没有登录"),
    "password": _("密码"),
    "totp": _("密码和动态口令"),
    "recovery code": _("密码和恢复码"),
    "link": _("设置链接"),
    "command": _("服务器上的命令"),
    "system": _("系统自动办理"),
    "api key": _("接口密钥"),
    "demo": _("演示"),
}
"""How sure it was who acted, see `audit.actors.Actor`."""

EVERYWHERE = {"id": _("编号"), "version": _("版次")}
"""The columns that every audited table has."""


@lru_cache(maxsize=1)
def action_labels() -> dict[str, str | Promise]:
    """All acts of all parts: code → Chinese label."""
    return {code: label for module in _modules("actions") for code, label in module.ACTIONS.items()}


def action_label(code: str) -> str:
    """The label of an act, or its code where no part of this version knows it: events outlive versions."""
    return str(action_labels().get(code, code))


@lru_cache(maxsize=1)
def table_labels() -> dict[str, str | Promise]:
    """All audited tables of all parts: name → Chinese label."""
    return {name: label for module in _modules("actions") for name, label in getattr(module, "TABLES", {}).items()}


def row_label(table: str, key: object) -> str:
    """What a row is called; with the table's name where no part of this version knows it."""
    return f"{table_labels().get(table, table)} {key}" if table else ""


@lru_cache(maxsize=1)
def column_labels() -> dict[tuple[str, str], str | Promise]:
    """All columns of all audited tables but those of every table: (table, column) → Chinese label."""
    return {
        (table, column): label
        for module in _modules("actions")
        for table, columns in getattr(module, "COLUMNS", {}).items()
        for column, label in columns.items()
    }


def column_label(table: str, column: str) -> str:
    """What a column is called, or its name where no part of this version has it."""
    return str(column_labels().get((table, column)) or EVERYWHERE.get(column, column))


def column_order(table: str, column: str) -> int:
    """Where a column stands among those of its table: as its part names them; what it does not name, last."""
    return _orders().get((table, column), len(_orders()))


@lru_cache(maxsize=1)
def _orders() -> dict[tuple[str, str], int]:
    return {place: number for number, place in enumerate(column_labels())}


@lru_cache(maxsize=1)
def note_labels() -> dict[tuple[str, str], str | Promise]:
    """What acts say beyond their rows, as their parts call it: (action, key) → Chinese label."""
    found = ((action, module) for module in _modules("actions") for action in module.ACTIONS)
    return {(action, key): label for action, module in found for key, label in getattr(module, "NOTES", {}).items()}


def note_label(action: str, key: str) -> str:
    """What an act calls a thing it says beyond its rows, or the key where this version does not say it."""
    return str(note_labels().get((action, key), key))


def words() -> dict[tuple[str, str], Words]:
    """What codes mean: (table, column) or (action, key) → words."""
    return _told("WORDS")


def names() -> dict[str, Names]:
    """What rows are called now: table → names."""
    return _told("NAMES")


def readings() -> dict[tuple[str, str], Reading]:
    """The columns that hold more than one thing: (table, column) → reading."""
    return _told("READINGS")


def strength_label(code: str) -> str:
    """How sure it was who acted, in words."""
    return str(STRENGTHS.get(code, code))


@lru_cache(maxsize=3)
def _told(what: str) -> dict[Any, Any]:
    return {key: teller for module in _modules("told") for key, teller in getattr(module, what, {}).items()}


def _modules(name: str) -> Iterator[ModuleType]:
    for part in apps.get_app_configs():
        module = part.module
        if module is not None and part.name.startswith("mingheng.") and module_has_submodule(module, name):
            yield import_module(f"{part.name}.{name}")
