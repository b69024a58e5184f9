"""Names found by the first letters of their pinyin: 县水利局 by `xslj`, as one types on a keyboard without Chinese."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.db.models import Q

_TYPED = re.compile(r"[A-Za-z0-9]{2,}\Z")
"""One letter would find nearly everything."""


def initials_of(text: str) -> str:
    """The first letters in small letters; letters and digits as they are, all other signs left out.

    A sign with several readings is read as its word has it (重庆 cq, 重点 zd), and alone as it is read most often.
    """
    # Its list of words takes half a second: only a process that writes or seeks names pays it.
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415

    letters = "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, strict=False)).lower()
    return "".join(sign for sign in letters if sign.isascii() and sign.isalnum())


class InitialsField(models.CharField):
    """The initials of another column of the same row, computed whenever the row is written."""

    def __init__(self, of: str, **options: Any) -> None:
        self.of = of
        super().__init__(**{"max_length": 100, "blank": True, "editable": False, "default": "", **options})

    def deconstruct(self) -> Any:
        """For migrations: what it was made with."""
        name, path, arguments, options = super().deconstruct()
        return name, path, arguments, {"of": self.of} | options

    def pre_save(self, row: models.Model, add: bool) -> str:  # noqa: FBT001 - Django's own signature
        """The initials of what is about to be written."""
        del add
        initials = initials_of(getattr(row, self.of))[: self.max_length]
        setattr(row, self.attname, initials)
        return initials


def named(words: str, name: str = "name", initials: str = "initials") -> Q:
    """Rows in whose name the words stand; where only letters were typed, two at least, also whose initials they are."""
    found = Q(**{f"{name}__icontains": words})
    if _TYPED.match(words):
        found |= Q(**{f"{initials}__contains": words.lower()})
    return found


def is_named(words: str, name: str) -> bool:
    """The same of a name at hand."""
    is_typed = _TYPED.match(words) and words.lower() in initials_of(name)
    return words.lower() in name.lower() or bool(is_typed)
