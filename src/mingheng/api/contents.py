"""What a system sends as an entry's content, read as a clerk's form is: the same readers, the same checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from mingheng.api.problems import Fault, Problem
from mingheng.ledger.content_checks import COMMON, faults_of
from mingheng.ledger.models import Entry
from mingheng.ledger.questions import questions_of
from mingheng.ledger.readers import MAX_TEXT, read_typed_text, reader_of
from mingheng.ledger.record_kinds import TITLE_FIELD, kind_of, own_fields
from mingheng.ledger.values import Content
from mingheng.scoring.kinds import Field
from mingheng.scoring.messages import sentence
from mingheng.scoring.projection import Value
from mingheng.sheets.cells import CellFault

_SHAPES: Mapping[str, tuple[type, ...]] = {"count": (int,), "number": (int, str), "flag": (bool,), "list": (list,)}
"""What a value of the type is in JSON, where it is no text."""

Sent = Mapping[str, Any]


def content_from(
    entry: Entry, values: Sent, year: int | None, month: int | None, *, kept: Mapping[str, Value]
) -> Content:
    """What was sent, read. `kept` are values that stand where nothing was sent. Problem with every fault at once."""
    columns = {column.code: column for column in own_fields(kind_of(entry.kind))}
    faults = [_unknown(code) for code in values if code not in columns]
    read = {code: value for code, value in kept.items() if code not in values}
    for code, column in columns.items():
        if values.get(code) is None:
            continue
        try:
            value = _read(column, values[code])
        except _Unreadable as unreadable:
            faults.append(Fault(f"/values/{code}", column.heading, str(unreadable)))
        else:
            if value not in ("", ()):
                read[code] = value
    if faults:
        raise invalid(faults)
    return Content(read, year, month)


def refuse_unfit(entry: Entry, content: Content, *, is_confirmed: bool) -> None:
    """Problem with everything for which it cannot be submitted, and what should be confirmed first."""
    raise_unfit(entry, faults_of(entry, content))
    asked = [] if is_confirmed else questions_of(entry, content)
    if asked:
        columns = kind_of(entry.kind).fields
        text = _("有{count}处请先核对，没有保存。确实无误的，请在confirmed中写true，再发送一次。")
        told = [Fault(f"/values/{code}", columns[code].heading, why) for code, why in asked]
        raise Problem("unconfirmed", text.format(count=len(asked)), told)


def raise_unfit(entry: Entry, faults: Mapping[str, list[str]]) -> None:
    """The faults that the ledger finds, each at its field; nothing where there are none."""
    if faults:
        raise invalid(list(_told(entry, faults)))


def invalid(faults: list[Fault]) -> Problem:
    """What is wrong with fields."""
    text = _("有{count}处需要改正，没有保存。请按errors逐项改正后重新发送。")
    return Problem("invalid", text.format(count=len(faults)), faults)


def _told(entry: Entry, faults: Mapping[str, list[str]]) -> Iterator[Fault]:
    columns = kind_of(entry.kind).fields
    for code, sentences in faults.items():
        where = f"/{code}" if code in COMMON else f"/values/{code}"
        label = COMMON[code] if code in COMMON else columns[code].heading
        yield from (Fault(where, label, one) for one in sentences)


class _Unreadable(ValueError):
    """A value cannot be what its field holds."""


def _unknown(code: str) -> Fault:
    text = _("这类记录没有这个栏目。请对照kinds中的fields，改正名称或删去。")
    return Fault(f"/values/{code[:60]}", "", text)


def _read(column: Field, sent: Any) -> Value:
    wanted = _SHAPES.get(column.type, (str,))
    if type(sent) not in wanted:
        raise _Unreadable(_("应写成{shape}。").format(shape=_shape_words(column)))
    if column.type == "list":
        return _read_list(column, sent)
    if isinstance(sent, bool):
        return sent
    return _typed(column, str(sent))


def _read_list(column: Field, sent: list[Any]) -> Value:
    if any(type(one) is not str for one in sent):
        raise _Unreadable(_("应写成{shape}。").format(shape=_shape_words(column)))
    read = _typed(column, "、".join(sent)) if sent else ()
    # Where one text became two, it holds the sign that separates them on paper and in sheets.
    if not isinstance(read, tuple) or len(read) > len(sent):
        raise _Unreadable(_("每一项里不能有顿号、逗号、分号或换行。请拆成几项。"))
    return read


def _typed(column: Field, text: str) -> Value:
    most = 200 if column.code == TITLE_FIELD else MAX_TEXT
    if len(text) > most:
        raise _Unreadable(_("最多{most}个字，现有{count}个。请缩短。").format(most=most, count=len(text)))
    try:
        plain = read_typed_text(text)
        return reader_of(column)(plain) if plain else ""
    except CellFault as fault:
        raise _Unreadable(sentence("problems", fault.code, fault.params)) from None


def _shape_words(column: Field) -> str:
    words = {
        "count": _("整数，如12"),
        "number": _('文字形式的小数，如"12.5"，或整数'),
        "flag": _("true或false"),
        "list": _('文字的列表，如["甲", "乙"]'),
        "date": _('文字形式的日期，如"2026-05-20"'),
    }
    return words.get(column.type, _("文字"))
