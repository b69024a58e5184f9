"""What was written into the form of a reply, kept for its writer while an entry is filled in for it.

Sealed as what is typed into the form of an entry is; gone when the reply is sent. Files cannot be kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from mingheng.accounts.models import Account
from mingheng.assignments.models import Recipient, Reply
from mingheng.ledger.typed_forms import Typed, forget_typed, keep_texts, texts_before

_LINES, _TICKS, _FILES = ("text", "words", "kind"), ("entries", "papers"), "attached"


def keep_reply(account: Account, recipient: Recipient, typed: QueryDict, file_names: Sequence[str]) -> bool:
    """Keep what was typed and ticked. False for more than a form holds."""
    texts = {name: typed.getlist(name) for name in (*_LINES, *_TICKS)}
    return keep_texts(account, _about(recipient), texts | {_FILES: list(file_names)})


def kept_reply(account: Account, recipient: Recipient) -> Typed | None:
    """What this person had written and not sent."""
    return texts_before(account, _about(recipient))


def initial_of_kept(kept: Typed) -> dict[str, Any]:
    """What the form begins with."""
    lines = {name: "".join(kept.texts[name][:1]) for name in _LINES}
    # What was kept before there were papers to tick has none.
    return lines | {name: kept.texts.get(name, []) for name in _TICKS}


def initial_of_recalled(reply: Reply) -> dict[str, Any]:
    """The same for what was sent and taken back."""
    entries = reply.links.order_by("pk").values_list("entry_id", flat=True)
    papers = reply.papers.order_by("pk").values_list("pk", flat=True)
    return {"text": reply.text, "entries": list(entries), "papers": list(papers)}


def had_files(kept: Typed | None) -> bool:
    """Whether files had been chosen, which must be chosen anew."""
    return kept is not None and bool(kept.texts[_FILES])


def forget_reply(account: Account, recipient: Recipient) -> None:
    """Throw it away: it was sent, or is not wanted."""
    forget_typed(account, _about(recipient))


def _about(recipient: Recipient) -> str:
    return f"reply:{recipient.pk}"
