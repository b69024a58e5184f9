"""What rows and columns of this part are called when the log tells of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from mingheng.api.models import ApiKey
from mingheng.api.scopes import scope_labels
from mingheng.audit.labels import Names, Reading


def key_names(keys: Collection[int]) -> dict[int, str]:
    """Whose the keys are."""
    return dict(ApiKey.objects.filter(pk__in=keys).values_list("pk", "name"))


def read_scopes(rows: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """The scopes of each key, in words."""
    return [scope_labels(row["scopes"]) for row in rows]


NAMES: dict[str, Names] = {"api_key": key_names}

READINGS: dict[tuple[str, str], Reading] = {("api_key", "scopes"): read_scopes}
