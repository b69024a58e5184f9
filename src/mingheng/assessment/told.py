"""What rows, codes and changed lines of this part are called when the log tells of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mingheng.assessment.frozen import rulebook_of
from mingheng.assessment.models import Cycle, ScoreChange
from mingheng.assessment.pages import CAUSES
from mingheng.assessment.queries import changed_lines_of
from mingheng.audit.labels import Names, Reading, Words
from mingheng.facts.sources import EntrySource
from mingheng.ledger.told import kind_word
from mingheng.scoring import FaultyInput, Rulebook


def cause_word(code: str) -> str | Promise | None:
    """Why a score changed."""
    return CAUSES.get(code)


def source_word(code: str) -> str | None:
    """What changed a score: an entry, in one of its versions."""
    source = EntrySource.read(code)
    words = _("记录 %(entry)s 第%(number)s版")
    return words % {"entry": source.entry_id, "number": source.number} if source else None


def cycle_titles(keys: Collection[int]) -> dict[int, str]:
    """What the cycles are called."""
    return dict(Cycle.objects.filter(pk__in=keys).values_list("pk", "title"))


def read_connected(cycles: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """The titles of the record kinds that are kept here."""
    return [[kind_word(code) or code for code in json.loads(one["connected"])] for one in cycles]


def read_rulebook_files(cycles: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """The files of the rulebook and how long they are: their text is the rulebook's page."""
    told = _("%(name)s（%(length)d字）")
    files = (json.loads(one["rulebook_files"]) for one in cycles)
    return [[told % {"name": name, "length": len(text)} for name, text in of_cycle.items()] for of_cycle in files]


def read_changed_lines(changes: Sequence[Mapping[str, Any]]) -> list[list[str]]:
    """What changed line by line, as the page of the score tells it, the total first."""
    cycles = Cycle.objects.in_bulk({one["cycle_id"] for one in changes})
    return [
        [
            render_to_string("ui/parts/changed_line.html", {"line": line})
            for line in changed_lines_of(ScoreChange(lines=one["lines"]), _rulebook(cycles[one["cycle_id"]]))
        ]
        for one in changes
    ]


def _rulebook(cycle: Cycle) -> Rulebook:
    try:
        return rulebook_of(cycle)
    except FaultyInput as faults:
        raise ValueError(str(faults)) from faults


WORDS: dict[tuple[str, str], Words] = {
    ("score_change", "cause"): cause_word,
    ("score_change", "source"): source_word,
}

NAMES: dict[str, Names] = {"cycle": cycle_titles}

READINGS: dict[tuple[str, str], Reading] = {
    ("cycle", "connected"): read_connected,
    ("cycle", "rulebook_files"): read_rulebook_files,
    ("score_change", "lines"): read_changed_lines,
}
