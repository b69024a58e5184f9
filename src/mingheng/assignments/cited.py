"""How the entries stand that a reply points to: which still wait to be reviewed, and which are no answer any more."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q
from django.utils.translation import gettext as _

from mingheng.assignments.models import Reply
from mingheng.ledger.models import Entry, State

WAITING = Q(links__entry__state=State.SUBMITTED)
"""Of a reply: links to entries that still wait."""
LAPSED = Q(links__entry__state__in=(State.DRAFT, State.SENT_BACK, State.WITHDRAWN), links__entry__accepted=None)
"""Of a reply: links to entries that are nobody's word any more. One of which a version counts goes on counting."""


def cited_entries(reply: Reply) -> list[Entry]:
    """The entries as they stand now; inside an act they are kept from changing until it is written."""
    keys = reply.links.values("entry")
    return list(Entry.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def waiting_among(entries: Iterable[Entry]) -> list[Entry]:
    """Those that still wait to be reviewed."""
    return [entry for entry in entries if entry.state == State.SUBMITTED]


def objections_to(entries: Iterable[Entry]) -> list[str]:
    """For each that is no answer any more: which one it is, what became of it, and what to do."""
    told: dict[str, str] = {
        State.DRAFT: _(
            "不能认可：引用的记录“{title}”已被填报人取回修改。请等重新提交以后再认可，或者点“退回补充”，请其换一条记录。"
        ),
        State.SENT_BACK: _(
            "不能认可：引用的记录“{title}”已被退回。请等填报人改好、重新提交以后再认可，或者点“退回补充”，请其换一条记录。"
        ),
        State.WITHDRAWN: _("不能认可：引用的记录“{title}”已经撤回。请点“退回补充”，请其换一条记录再回复。"),
    }
    gone = [entry for entry in entries if entry.state in told and not entry.accepted]
    return [told[entry.state].format(title=entry.title) for entry in gone]
