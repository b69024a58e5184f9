"""Find the organisation that a cell names, by its code or its name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from mingheng.sheets.cells import near, plain, shown


class Found(NamedTuple):
    """The code that was found, or what is wrong. Neither where the row that is meant has a fault of its own."""

    code: str = ""
    fault: str = ""


@dataclass(slots=True)
class Register:
    """All organisations that may be named."""

    codes: set[str] = field(default_factory=set)
    names: dict[str, list[str]] = field(default_factory=dict)
    """Codes by plain name."""
    faulty: set[str] = field(default_factory=set)
    """Codes and plain names of rows with faults."""
    hints_left: int = 200
    """A search for the nearest name takes milliseconds: thousands of unknown ones must not take minutes."""

    def add(self, code: str, name: str, *, is_faulty: bool = False) -> None:
        """Know an organisation."""
        if is_faulty:
            self.faulty |= {code, plain(name)} - {""}
        elif code not in self.codes:
            self.codes.add(code)
            self.names.setdefault(plain(name), []).append(code)

    def find(self, text: str) -> Found:
        """The organisation of this code or name."""
        if text in self.codes:
            return Found(text)
        named = self.names.get(plain(text), [])
        if len(named) == 1:
            return Found(named[0])
        words = {"value": shown(text), "codes": "、".join(named[:5])}
        if named:
            return Found(fault=_("有几个组织都叫“%(value)s”（编号%(codes)s）。请改填编号。") % words)
        if text in self.faulty or plain(text) in self.faulty:
            return Found()
        self.hints_left -= 1
        hint = near(text, sorted(self.codes | set(self.names))) if self.hints_left >= 0 else ""
        return Found(fault=_("没有“%(value)s”这个党组织。%(hint)s请核对编号或名称。") % {**words, "hint": hint})
