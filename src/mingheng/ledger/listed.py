"""The lists of this part, column by column: entries, what waits, registers, samples."""

from __future__ import annotations

from django.db.models import Case, IntegerField, Value, When
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingheng.ledger.models import State, Verdict
from mingheng.ledger.queries import EntryRow
from mingheng.pinyin import initials_of
from mingheng.ui.listing import Column

_STATES = Case(
    *(When(state=state.value, then=Value(place)) for place, state in enumerate(State)), output_field=IntegerField()
)
_VERDICTS = {
    Verdict.TRUE.value: _("工委已核实"),
    Verdict.DOUBTED.value: _("工委存疑"),
    Verdict.UNTRUE.value: _("工委认定不实"),
}


def essentials_text(row: EntryRow) -> str:
    """What an entry says, in one line."""
    told = [f"{heading} {text}" for heading, text in row.essentials]
    if row.evidence_count:
        told.append(gettext("佐证{n}份").format(n=row.evidence_count))
    return "　".join(told)


def lateness_text(row: EntryRow) -> str:
    """Whether it was entered in time."""
    if row.punctuality:
        late, closing = row.punctuality.days_late, f"{row.punctuality.closing_day:%Y-%m-%d}"
        told = gettext("逾期{n}天").format(n=late) if late else gettext("按时")
        return f"{told}　{gettext('应于{day}前').format(day=closing)}"
    if row.lateness is None:
        return "—"
    return gettext("滞后{n}天").format(n=row.lateness) if row.lateness else gettext("当天录入")


def state_text(row: EntryRow) -> str:
    """How far an entry is, and what the 工委 says of it."""
    told = [str(row.entry.get_state_display())]
    if row.is_correction:
        told.append(gettext("更正"))
    if row.verdict:
        told.append(str(_VERDICTS[row.verdict.verdict]))
        told.append(f"{row.verdict.given_by} {row.verdict.counts_from}")
        if row.verdict.answered_at:
            told += [gettext("单位已答复"), f"{timezone.localtime(row.verdict.answered_at):%Y-%m-%d %H:%M}"]
    elif row.was_verified:
        told.append(gettext("原台账已核实"))
    return " ".join(told)


def _title_text(row: EntryRow) -> str:
    return f"{row.entry.title or gettext('（未填主题）')} {row.kind_title}"


def _waiting_text(row: EntryRow) -> str:
    return " ".join([row.entry.title, *([gettext("更正"), row.reason] if row.is_correction else [])])


_DAY = Column("day", _("日期"), ("happened_on",), lambda row: row.entry.happened_on)
_UNIT = Column("unit", _("党组织"), ("unit__code", "happened_on"), lambda row: row.unit_name)
_CONTENT = Column("content", _("内容"), text=essentials_text)

ENTRIES = (
    Column("title", _("主题"), ("title",), _title_text),
    _DAY,
    _UNIT,
    _CONTENT,
    Column("entered", _("录入"), ("entered_on",), lateness_text),
    Column("state", _("状态"), (_STATES, "happened_on"), state_text),
)
WAITING = (
    Column("title", _("记录"), ("title",), _waiting_text),
    _DAY,
    _UNIT,
    _CONTENT,
    Column("entered", _("填报"), ("entered_on",), lambda row: f"{row.written_by} {lateness_text(row)}"),
)
REGISTERS = (
    Column("name", _("台账"), lambda one: initials_of(one.kind.title), lambda one: one.kind.title),
    Column("group", _("分组"), text=lambda one: one.kind.group),
    Column("help", _("记什么"), text=lambda one: one.kind.help),
    Column("count", _("本年记录"), lambda one: one.this_year, lambda one: one.this_year),
    Column("last", _("最近一次"), lambda one: one.last_on, lambda one: one.last_on),
)
SAMPLES = (
    Column(
        "name",
        _("样本"),
        ("unit__code",),
        lambda row: f"{row.unit_name}　{gettext('第{number}号').format(number=row.sample.pk)}",
    ),
    Column(
        "days", _("记录日期"), ("starts_on", "ends_on"), lambda row: f"{row.sample.starts_on}　{row.sample.ends_on}"
    ),
    Column(
        "drawn",
        _("抽取"),
        ("drawn_at",),
        lambda row: f"{row.sample.drawn_by} {timezone.localtime(row.sample.drawn_at):%Y-%m-%d %H:%M}",
    ),
    Column("count", _("条数"), text=lambda row: row.drawn),
    Column("done", _("已有结论"), text=lambda row: row.done),
    Column("doubted", _("存疑"), text=lambda row: row.doubted),
)
