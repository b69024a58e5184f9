"""Amounts that may depend on the subject (section 7)."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from .figures import lies_in, number, whole
from .world import Subject


def amount(subject: Subject, raw: Any) -> Fraction | None:
    """None: no entry and no `otherwise`, or a missing attribute; the leaf is then missing."""
    if not isinstance(raw, dict):
        return number(raw)
    if "attribute" in raw:
        value = subject.attributes.get(raw["attribute"])
        return None if value is None else whole(value * number(raw.get("times", 1)), raw.get("rounding"))
    if "tiers" in raw:
        return _by_size(subject, raw)
    key = subject.class_ if raw["by"] == "class" else subject.kind
    if key in raw["table"]:
        return number(raw["table"][key])
    return number(raw["otherwise"]) if "otherwise" in raw else None


def _by_size(subject: Subject, raw: dict[str, Any]) -> Fraction | None:
    value = subject.attributes.get(raw["by"])
    if value is None:
        return None
    for tier in raw["tiers"]:
        if lies_in(value, tier):
            return number(tier["is"])
    return number(raw["otherwise"]) if "otherwise" in raw else None
