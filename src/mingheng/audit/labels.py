"""What acts are called. Each part names its own in `<part>.actions.ACTIONS`, and is found by being installed."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import module_has_submodule


@lru_cache(maxsize=1)
def action_labels() -> dict[str, str | Promise]:
    """All acts of all parts: code → Chinese label."""
    labels: dict[str, str | Promise] = {}
    for part in apps.get_app_configs():
        if part.name.startswith("mingheng.") and module_has_submodule(part.module, "actions"):
            labels |= import_module(f"{part.name}.actions").ACTIONS
    return labels


def action_label(code: str) -> str:
    """The label of an act, or its code where no part of this version knows it: events outlive versions."""
    return str(action_labels().get(code, code))
