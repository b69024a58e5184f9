"""Read the files `regulations/holidays-<year>.yaml`: which days of a year are off, and which weekend days are worked.

Strict as `documents`: all faults are told at once, each with its file. Only YAML in, only days out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from mingheng.content import regulations_folder
from mingheng.regulations.documents import CHECKED, UNCHECKED, FaultyRegulations

FILES = "holidays-*.yaml"
LONGEST = 15
"""No holiday lasts longer; a wrong month would."""
SATURDAY = 5

_NAME = re.compile(r"holidays-(\d{4})\.yaml\Z")
_YEAR_KEYS = {"document", "number", "state", "note", "holidays"}
_HOLIDAY_KEYS = {"name", "first", "last", "worked"}


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """The arrangement of one year."""

    year: int
    document: str
    number: str
    """文号; empty until somebody has looked it up."""
    state: str
    note: str
    off: Mapping[date, str]
    """Days off by the holiday's name, weekend days within a holiday among them."""
    worked: frozenset[date]
    """Days of a weekend on which people work all the same."""

    @property
    def is_checked(self) -> bool:
        """Whether somebody has compared it with the notice itself."""
        return self.state == CHECKED


@cache
def holiday_years() -> Mapping[int, HolidayYear]:
    """Every year of which there is a file. FaultyRegulations when one cannot be used."""
    return read_holidays(regulations_folder())


def read_holidays(folder: Path) -> dict[int, HolidayYear]:
    """The years of a folder. FaultyRegulations with every fault found."""
    years: dict[int, HolidayYear] = {}
    faults: list[str] = []
    for path in sorted(folder.glob(FILES)):
        read, wrong = _read(path)
        faults += [f"{path.name}：{text}" for text in wrong]
        if read:
            years[read.year] = read
    if faults:
        raise FaultyRegulations(faults)
    return years


def _read(path: Path) -> tuple[HolidayYear | None, list[str]]:
    named = _NAME.match(path.name)
    if not named:
        return None, ["文件名要写成holidays-2026.yaml。"]
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError, ValueError):
        return None, ["不是可以读取的YAML。请检查缩进、冒号和日期。"]
    if not isinstance(content, dict) or set(content) != _YEAR_KEYS or not isinstance(content["holidays"], list):
        return None, [f"要有且只有这些项：{'、'.join(sorted(_YEAR_KEYS))}。"]
    year = int(named[1])
    faults = list(_faults(content, year))
    if faults:
        return None, faults
    off = {day: one["name"] for one in content["holidays"] for day in _days(one)}
    worked = frozenset(day for one in content["holidays"] for day in one["worked"])
    document, number, state, note = (str(content[key] or "") for key in ("document", "number", "state", "note"))
    return HolidayYear(year, document, number, state, note, off=off, worked=worked), []


def _faults(content: Mapping[str, Any], year: int) -> Iterator[str]:
    if content["state"] not in (CHECKED, UNCHECKED):
        yield f"state只能是{CHECKED}或{UNCHECKED}。"
    if content["state"] == CHECKED and not content["number"]:
        yield "已核的须写明文号。"
    seen: set[date] = set()
    for one in content["holidays"]:
        wrong = _fault_of(one, year)
        if wrong:
            yield wrong
            continue
        days = {*_days(one), *one["worked"]}
        if days & seen:
            yield f"{one['name']}：{min(days & seen)}写了两次。"
        seen |= days


def _fault_of(one: Any, year: int) -> str:
    if not isinstance(one, dict) or set(one) != _HOLIDAY_KEYS or not isinstance(one["worked"], list):
        return f"每个节日要有且只有这些项：{'、'.join(sorted(_HOLIDAY_KEYS))}。"
    name, first, last, worked = one["name"], one["first"], one["last"], one["worked"]
    if not all(type(day) is date for day in (first, last, *worked)):
        return f"{name}：日期要写成2026-01-01。"
    if not timedelta(0) <= last - first < timedelta(days=LONGEST):
        return f"{name}：last不能早于first，一个节日也不会超过{LONGEST}天。"
    if any(day.year != year for day in (first, last, *worked)):
        return f"{name}：日期要在{year}年。"
    if any(day.weekday() < SATURDAY or first <= day <= last for day in worked):
        return f"{name}：调休上班的日子要是节日以外的周六或周日。"
    return ""


def _days(one: Mapping[str, Any]) -> list[date]:
    return [one["first"] + timedelta(days=number) for number in range((one["last"] - one["first"]).days + 1)]
