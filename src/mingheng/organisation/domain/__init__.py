"""All that changes the organisation: units from day to day, and the roles held in them."""

from __future__ import annotations

from mingheng.organisation.domain.grants import grant_role, hand_over, name_deputy, revoke_role
from mingheng.organisation.domain.reorganisation import (
    change_class,
    change_kind,
    close_organisation,
    close_unit,
    found_unit,
    merge_unit,
    move_unit,
    rename_unit,
    split_unit,
)
from mingheng.organisation.refusals import OwnUnit, Refused

__all__ = [
    "OwnUnit",
    "Refused",
    "change_class",
    "change_kind",
    "close_organisation",
    "close_unit",
    "found_unit",
    "grant_role",
    "hand_over",
    "merge_unit",
    "move_unit",
    "name_deputy",
    "rename_unit",
    "revoke_role",
    "split_unit",
]
