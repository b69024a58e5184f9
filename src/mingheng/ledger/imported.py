"""After an import: what was entered and what happens with it next, in sentences, and the list in which it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingheng.ledger.forms import FilterForm
from mingheng.ledger.imports import CheckedSheet, Intake
from mingheng.ledger.models import State
from mingheng.ledger.record_kinds import BY_UNIT, is_kept_by, kind_of
from mingheng.ledger.values import day_of

_NEXT: dict[State, Promise] = {
    State.SUBMITTED: gettext_lazy("“%(kind)s”已导入%(count)d条，等该组织的另一位审核人或上级采纳后计入。"),
    State.DRAFT: gettext_lazy("“%(kind)s”已导入%(count)d条，存为草稿；填完以后请逐条提交审核。"),
    State.SENT_BACK: gettext_lazy("“%(kind)s”已改动%(count)d条被退回的记录；改好以后请逐条提交审核。"),
    State.ACCEPTED: gettext_lazy(
        "“%(kind)s”已导入%(count)d条，视为已采纳；得分在下一次全面计算后更新，通常不到一分钟。"
    ),
}
_NEXT_AT_OFFICE = {
    **_NEXT, State.SUBMITTED: gettext_lazy("“%(kind)s”已导入%(count)d条，等另一位工委管理员采纳后计入。"),
}  # fmt: skip


def imported_told(intake: Intake, checked: CheckedSheet) -> Iterator[str]:
    """What became of the rows, a sentence for each state that they are in; and how many were left out."""
    kind = kind_of(intake.kind_code)
    next_steps = _NEXT if is_kept_by(kind.code, BY_UNIT) else _NEXT_AT_OFFICE
    for state, count in _states(intake, checked).items():
        yield str(next_steps[state]) % {"kind": kind.title, "count": count}
    if checked.left_out:
        yield _("疑似重复的%(count)d行已按勾选略去，没有导入。") % {"count": len(checked.left_out)}


def list_of_imported(reach: Any, intake: Intake, checked: CheckedSheet) -> str:
    """The list of entries, narrowed down to what the imported ones have in common."""
    states = _states(intake, checked)
    units = {row.unit.code for row in checked.rows}
    days = [day_of(kind_of(intake.kind_code), row.content.values) for row in checked.rows]
    known = [day for day in days if day]
    wanted = {"kind": intake.kind_code}
    if len(units) == 1:
        wanted["unit"] = units.pop()
    if len(states) == 1:
        wanted["state"] = next(iter(states))
    if known and len(known) == len(days):
        wanted |= {"since": min(known).isoformat(), "until": max(known).isoformat()}
    # A unit that is closed today is no choice of the list.
    refused = FilterForm(reach, wanted).errors
    asked = {name: value for name, value in wanted.items() if name not in refused}
    return f"{reverse('ledger:entries')}?{urlencode(asked)}"


def _states(intake: Intake, checked: CheckedSheet) -> Counter[State]:
    return Counter(State(row.entry.state) if row.entry else intake.arrives for row in checked.rows)
