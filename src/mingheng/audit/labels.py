"""What acts and rows are called. Each part names its own in `<part>.actions`, and is found by being installed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

STRENGTHS = {
    "none": _("没有登录"),
    "password": _("密码"),
    "totp": _("密码和动态口令"),
    "recovery code": _("密码和恢复码"),
    "link": _("设置链接"),
    "command": _("服务器上的命令"),
    "system": _("系统自动办理"),
    "demo": _("演示"),
}
"""How sure it was who acted, see `audit.actors.Actor`."""


@lru_cache(maxsize=1)
def action_labels() -> dict[str, str | Promise]:
    """All acts of all parts: code → Chinese label."""
    return {code: label for module in _modules() for code, label in module.ACTIONS.items()}


def action_label(code: str) -> str:
    """The label of an act, or its code where no part of this version knows it: events outlive versions."""
    return str(action_labels().get(code, code))


@lru_cache(maxsize=1)
def table_labels() -> dict[str, str | Promise]:
    """All audited tables of all parts: name → Chinese label."""
    return {name: label for module in _modules() for name, label in getattr(module, "TABLES", {}).items()}


def row_label(table: str, key: object) -> str:
    """What a row is called; with the table's name where no part of this version knows it."""
    return f"{table_labels().get(table, table)} {key}" if table else ""


def strength_label(code: str) -> str:
    """How sure it was who acted, in words."""
    return str(STRENGTHS.get(code, code))


def _modules() -> Iterator[ModuleType]:
    for part in apps.get_app_configs():
        module = part.module
        if module is not None and part.name.startswith("mingheng.") and module_has_submodule(module, "actions"):
            yield import_module(f"{part.name}.actions")
