"""Persons in lists of records are personal data: the pages show that somebody counted, not who it was."""

from __future__ import annotations


def masked(person: str) -> str:
    """李明 and 李建国 both become 李**: the length would give something away."""
    return person[:1] + "**" if person else ""
