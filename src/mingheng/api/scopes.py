"""What a key may do: the words that stand in it, and what they are called."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Scope(StrEnum):
    """One thing that a key may do in its unit and below."""

    UNITS_READ = "units:read"
    ENTRIES_READ = "entries:read"
    ENTRIES_READ_SENSITIVE = "entries:read_sensitive"
    """Also the minutes and the persons named in them."""
    ENTRIES_WRITE = "entries:write"
    SCORES_READ = "scores:read"


LABELS: dict[Scope, Promise] = {
    Scope.UNITS_READ: _("读取组织"),
    Scope.ENTRIES_READ: _("读取台账"),
    Scope.ENTRIES_READ_SENSITIVE: _("读取台账中的敏感栏目"),
    Scope.ENTRIES_WRITE: _("填报台账"),
    Scope.SCORES_READ: _("读取得分"),
}


def scope_labels(scopes: str) -> list[str]:
    """What the words in a key mean; a word that this version does not know stays as it is."""
    known = {str(scope): str(label) for scope, label in LABELS.items()}
    return [known.get(word, word) for word in scopes.split()]
