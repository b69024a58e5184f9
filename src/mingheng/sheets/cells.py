"""Read one cell as the value its column means, or say what is wrong with it.

A value that was changed on its way (a code turned into a rounded number, a sum with binary noise) is a fault, never
repaired by guessing: a repaired value would be scored as if it had been recorded.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from mingheng.scoring.problems import nearest
from mingheng.sheets.defusing import undefused
from mingheng.sheets.grids import serial_day

MAX_NUMBER = 1_000_000
DECIMALS = 3

_EXACT_FLOAT = 10**15
"""Spreadsheets keep 15 digits; a longer whole number has lost its end."""

_NUMBER = re.compile(r"[+-]?(\d{1,15}|\d{1,3}(,\d{3}){1,4})(\.\d{1,30})?\Z")
_DAY = re.compile(r"(\d{4})([-/.年])(\d{1,2})([-/.月])(\d{1,2})日?(?:[T ]\s*\d{1,2}[:时].*)?\Z")
_PLAIN_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_SERIAL_DAY = re.compile(r"[2-8]\d{4}(?:\.0+)?\Z")
_FLOAT_CODE = re.compile(r"\d+\.0+\Z|\d(?:\.\d+)?E\+?\d+\Z", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?\Z|(\d{4})(\d{2})\Z")
_SEPARATORS = re.compile(r"[、，,；;\r\n]+")
_FLAGS = {"是": True, "否": False, "√": True, "×": False}


class CellFault(Exception):
    """What is wrong with one cell: the code and parameters of its sentence."""

    def __init__(self, code: str, **params: Any) -> None:
        self.code = code
        self.params = params
        super().__init__(code)


def is_empty(raw: Any) -> bool:
    """Whether a cell holds nothing but blanks."""
    return raw is None or (isinstance(raw, str) and not raw.strip())


def plain(text: str) -> str:
    """Text as it is compared: full-width letters and digits made ordinary, blanks and line breaks gone."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def shown(raw: Any) -> str:
    """A raw cell for a sentence, cut short."""
    text = "".join(sign if sign.isprintable() else "�" for sign in " ".join(str(raw).split()))
    return text if len(text) <= 40 else text[:40] + "…"


def read_text(raw: Any) -> str:
    """Text without blanks around it. A whole number typed without an apostrophe is taken by its digits."""
    if isinstance(raw, str):
        written = raw.replace("\r\n", "\n").strip()
        text = undefused(written)
        if text == written and text.startswith("="):
            raise CellFault("sheet_formula_text", value=shown(text))
        # Such a character could redraw the terminal of who reads it.
        _refuse_invisible(text, "Cc")
        return text
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, date):
        raise CellFault("sheet_text_is_date", value=raw.isoformat())
    if raw != raw // 1 or abs(raw) >= _EXACT_FLOAT:
        raise CellFault("sheet_code_float", value=shown(raw))
    return str(int(raw))


def read_code(raw: Any) -> str:
    """Text that identifies something; one that a spreadsheet has turned into a number with a point is a fault."""
    text = read_text(raw)
    _refuse_invisible(text, "Cf")
    if _FLOAT_CODE.match(text):
        raise CellFault("sheet_code_float", value=shown(text))
    return text


def _refuse_invisible(text: str, category: str) -> None:
    if text.isprintable():
        return
    for sign in text:
        if unicodedata.category(sign) == category and sign not in "\t\r\n":
            raise CellFault("sheet_invisible", value=shown(text), sign=f"U+{ord(sign):04X}")


def read_number(raw: Any) -> Decimal:
    """An exact number of at most three decimals and an absolute value up to one million."""
    number = _number(raw)
    exponent = number.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -DECIMALS:
        raise CellFault("sheet_not_exact", value=shown(raw))
    if abs(number) > MAX_NUMBER:
        raise CellFault("sheet_number_too_large", value=shown(raw))
    return number


def _number(raw: Any) -> Decimal:
    if isinstance(raw, bool | date):
        raise CellFault("sheet_not_a_number", value=shown(raw))
    if isinstance(raw, str):
        text = plain(raw)
        if text.startswith("="):
            raise CellFault("sheet_formula_text", value=shown(raw))
        if not _NUMBER.match(text):
            raise CellFault("sheet_not_a_number", value=shown(raw))
        return Decimal(text.replace(",", ""))
    # repr gives the shortest text of a float: 0.1 + 0.2 keeps its noise and is refused by the caller.
    number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    if not number.is_finite():
        raise CellFault("sheet_not_a_number", value=shown(raw))
    return number


def read_count(raw: Any) -> int:
    """A whole number that is not negative."""
    number = read_number(raw)
    if number < 0:
        raise CellFault("sheet_negative", value=shown(raw))
    if number != int(number):
        raise CellFault("sheet_not_whole", value=shown(raw))
    return int(number)


def date_reader(epoch: date) -> Callable[[Any], date]:
    """The reader of days for one file; `epoch` is the day its spreadsheet counts serial days from."""

    def read_date(raw: Any) -> date:
        if isinstance(raw, datetime):
            return raw.date()
        if isinstance(raw, date):
            return raw
        if isinstance(raw, str):
            return _day_of_text(raw, epoch)
        if isinstance(raw, bool) or not abs(raw) < MAX_NUMBER * 100:
            raise CellFault("sheet_not_a_date", value=shown(raw))
        # The part after the point is the time of day; 20260115 is a day written without separators.
        return _day_of_digits(str(int(raw)), raw, epoch)

    return read_date


def _day_of_text(raw: str, epoch: date) -> date:
    text = unicodedata.normalize("NFKC", raw).strip()
    if text.startswith("="):
        raise CellFault("sheet_formula_text", value=shown(raw))
    written = _DAY.match(text)
    if written and (written[2], written[4]) in {("-", "-"), ("/", "/"), (".", "."), ("年", "月")}:
        return _calendar_day(written[1], written[3], written[5], raw)
    return _day_of_digits(text, raw, epoch)


def _day_of_digits(text: str, raw: Any, epoch: date) -> date:
    written = _PLAIN_DAY.match(text)
    if written:
        return _calendar_day(written[1], written[2], written[3], raw)
    day = serial_day(int(float(text)), epoch) if _SERIAL_DAY.match(text) else None
    if day is None:
        raise CellFault("sheet_not_a_date", value=shown(raw))
    return day


def _calendar_day(year: str, month: str, day: str, raw: Any) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise CellFault("sheet_date_impossible", value=shown(raw)) from None


def month_reader(read_date: Callable[[Any], date]) -> Callable[[Any], date]:
    """The reader of a column that names a month: by any of its days, or as 2026-01 or 2026年1月 (its first day)."""

    def read_month(raw: Any) -> date:
        written = _MONTH.match(plain(str(raw)))
        if not written:
            return read_date(raw)
        year, month = (written[1], written[2]) if written[1] else (written[3], written[4])
        return read_date(f"{year}-{month}-01")

    return read_month


def read_flag(raw: Any) -> bool:
    """是 or 否."""
    if isinstance(raw, bool):
        return raw
    flag = _FLAGS.get(plain(str(raw)))
    if flag is None:
        raise CellFault("sheet_not_a_flag", value=shown(raw))
    return flag


def choice_reader(choices: Mapping[str, str]) -> Callable[[Any], str]:
    """The reader of a column that holds one of `choices`: every word it takes, with the word it stands for."""
    known = {plain(word): meant for word, meant in choices.items()}
    offered = "、".join(dict.fromkeys(choices.values()))

    def read_choice(raw: Any) -> str:
        text = read_text(raw)
        found = known.get(plain(text))
        if found is None:
            params = {"value": shown(text), "near": near(text, choices), "known": offered}
            raise CellFault("sheet_choice_unknown", **params)
        return found

    return read_choice


def list_reader(choices: Mapping[str, str]) -> Callable[[Any], tuple[str, ...]]:
    """The reader of a column that holds several texts; with `choices`, each must be one of them."""
    read_choice = choice_reader(choices) if choices else None

    def read_list(raw: Any) -> tuple[str, ...]:
        texts = [text.strip() for text in _SEPARATORS.split(read_text(raw)) if text.strip()]
        items = tuple(read_choice(text) if read_choice else text for text in texts)
        repeated = [item for position, item in enumerate(items) if item in items[:position]]
        if repeated:
            raise CellFault("sheet_list_repeated", value=shown(repeated[0]))
        return items

    return read_list


def near(word: str, known: Collection[str]) -> str:
    """The hint of a sentence: the known word most like `word`, or nothing."""
    close = nearest(word, known)
    return f"是不是“{close}”？" if close else ""
