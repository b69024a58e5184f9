"""How a change of a score is told, and drawn."""

from __future__ import annotations

from django.template import Library
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mingheng.assessment.models import Light, ScoreChange
from mingheng.assessment.pages import CAUSES
from mingheng.facts.sources import EntrySource

register = Library()


@register.simple_tag
def cause(change: ScoreChange) -> SafeString | str:
    """Why a score changed, with a link to the entry that caused it where there is one."""
    label = CAUSES[change.cause]
    source = EntrySource.read(change.source)
    if source is None:
        return str(label)
    return format_html('<a href="{}">{}</a>', reverse("ledger:entry", args=[source.entry_id]), label)


_CHIPS = {Light.Tone.RED: "alarm", Light.Tone.YELLOW: "warning", Light.Tone.GREEN: "good", Light.Tone.GREY: "quiet"}


@register.simple_tag
def light(tone: int) -> SafeString:
    """A light: a word on a ground, never a colour alone."""
    known = Light.Tone(tone)
    return format_html('<span class="chip {}">{}</span>', _CHIPS[known], known.label)
