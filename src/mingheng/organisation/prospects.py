"""What a change of a unit will mean for what hangs on it, said with figures before anybody confirms it.

Persons, entries and scores lie in later parts: each registers at start-up (its `apps`, `ready`) what it can say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from mingheng.organisation.history import holders_of
from mingheng.organisation.models import Unit
from mingheng.ui.templatetags.interface import chinese_day


class Act(StrEnum):
    """The changes that touch what hangs on a unit."""

    MERGE = "merge"
    SPLIT = "split"
    MOVE = "move"
    CLOSE = "close"

    @property
    def ends_unit(self) -> bool:
        """Whether the unit exists for the last time the day before."""
        return self in (Act.MERGE, Act.CLOSE)


@dataclass(frozen=True, slots=True)
class Prospect:
    """One thing in its number, and what becomes of it; with the place where somebody must see to it, if he must."""

    subject: str
    text: str
    url: str = ""
    label: str = ""


Provider = Callable[[Act, Unit, date], Iterable[Prospect]]
"""From an act, the unit and the first day of the new state to what there is to say. Only what is true; no noughts."""

_providers: dict[str, Provider] = {}


def register(part: str, provider: Provider) -> None:
    """Let a part say what the act means for its rows."""
    _providers[part] = provider


def prospects_of(act: Act, unit: Unit, on: date) -> list[Prospect]:
    """All that is to be said: of roles first, then by the other parts."""
    told = list(_of_roles(act, unit, on))
    # Django starts the highest part first; persons are to stand above scores.
    for provider in reversed(_providers.values()):
        told += provider(act, unit, on)
    return told


def last_day_before(on: date) -> str:
    """The last day of the old state, in words."""
    return chinese_day(on - timedelta(days=1))


def _of_roles(act: Act, unit: Unit, on: date) -> Iterable[Prospect]:
    held = holders_of(unit, on)
    if not held:
        return
    subject = _("角色%(count)d个") % {"count": len(held)}
    if act.ends_unit:
        words = {"last": last_day_before(on)}
        yield Prospect(subject, _("到%(last)s为止。需要继续任职的，请安全管理员在接续的组织另行授予。") % words)
    else:
        yield Prospect(subject, _("不变，仍在本组织任职。"))
