"""What acts share: the recipient that is acted on; words that are needed, told again with what was typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _

from mingheng.assignments import domain
from mingheng.assignments.forms import WordsForm
from mingheng.assignments.models import Recipient
from mingheng.assignments.queries import recipient_with_all
from mingheng.audit.changes import Outdated


def recipient_or_404(recipient_id: int) -> Recipient:
    """The recipient of an address."""
    found = recipient_with_all(recipient_id)
    if found is None:
        raise Http404
    return found


def with_words(request: Any, act: Callable[[str, int], object], *, missing: str, done: str) -> None:
    """Call `act` with the words and the version that was read; `missing` and `done` are what is said otherwise."""
    form = WordsForm(request.POST)
    if not form.is_valid():
        typed = request.POST.get("words", "").strip()
        faults = "".join(str(fault) for fault in form.errors.get("words", []))
        messages.error(request, f"{faults}{_('您写的内容：')}{typed}" if typed else missing)
        return
    words = form.cleaned_data["words"]
    try:
        act(words, form.cleaned_data["read_at"])
    except (Outdated, domain.NotNow) as refusal:
        messages.error(request, f"{refusal}{_('您写的内容：')}{words}")
    else:
        messages.success(request, done)
