"""Where somebody goes after an entry is submitted who came to its form from a page that waits for it: `?next=…`.

Whoever stops on the way, with a draft, keeps it: the entry's page and what is done there hand it on.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.urls import reverse

from mingheng.accounts.addresses import is_local
from mingheng.ledger.models import Entry, State


def way_back(request: Any) -> str:
    """The page of this site that the address names; empty where it names none."""
    wanted: str = request.GET.get("next", "")
    return wanted if is_local(wanted) else ""


def keeping_way(address: str, request: Any) -> str:
    """The address, with the way back handed on."""
    wanted = way_back(request)
    return f"{address}?{urlencode({'next': wanted}, safe='/')}" if wanted else address


def after_saving(request: Any, entry: Entry) -> str:
    """Back, with the entry named, once it is submitted; else to the entry's page, which keeps the way."""
    wanted = way_back(request)
    if wanted and entry.state == State.SUBMITTED:
        return _with_entry(wanted, entry)
    return entry_page(request, entry.pk)


def _with_entry(address: str, entry: Entry) -> str:
    parts, named = urlsplit(address), urlencode({"entry": entry.pk})
    return parts._replace(query=f"{parts.query}&{named}" if parts.query else named).geturl()


def entry_page(request: Any, entry_id: str) -> str:
    """The entry's page, which keeps the way."""
    return keeping_way(reverse("ledger:entry", args=[entry_id]), request)
