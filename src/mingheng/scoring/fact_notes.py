"""The facts behind a line: which counted, and in one phrase for each of the others why it did not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from mingheng.scoring.days import as_date, day_number
from mingheng.scoring.exact import THOUSANDTHS, Flags, Integers, decimal_text
from mingheng.scoring.language.measures import Ballot, Count, Levels, Run, Selection, Shortfall, Value
from mingheng.scoring.language.rulebook import parts_of
from mingheng.scoring.measures.counts import level_candidates, level_numbers, level_rows
from mingheng.scoring.measures.given import value_rows
from mingheng.scoring.measures.grouping import distinct, key_column
from mingheng.scoring.measures.shortfalls import shortfall_candidates
from mingheng.scoring.periods import Spans
from mingheng.scoring.phrases import masked, say
from mingheng.scoring.rules import Leaf
from mingheng.scoring.selection import Candidates, Reason, Selected, candidates
from mingheng.scoring.subjects import MISSING
from mingheng.scoring.view import View

DAYS_AFTER = 92
"""How long after the end of a cycle a record may well belong to it still: a quarter."""


@dataclass(frozen=True, slots=True)
class FactNote:
    """One fact in an explanation; `reason` is empty when it counted, `person` is masked."""

    source: str
    day: date | None
    kind: str
    text: str
    reason: str
    person: str = ""


def fact_notes(view: View, leaf: Leaf, subject: str) -> Iterator[FactNote]:
    """The facts that one subject's line looked at, by day; twice where two parts judge it differently."""
    index = view.subjects.positions[subject]
    seen: set[tuple[int, str]] = set()
    for selection in parts_of(leaf.rule):
        if not isinstance(selection, Selection):
            continue
        found = explained_candidates(selection, view)
        mine = np.flatnonzero(found.owner == index)
        for row in mine[np.argsort(view.facts.day[found.facts[mine]], kind="stable")]:
            fact, reason = int(found.facts[row]), int(found.reason[row])
            why = why_left_out(selection, found.spans, fact, reason, view)
            if (fact, why) not in seen:
                seen.add((fact, why))
                yield _note(view, fact, why)


def explained_candidates(selection: Selection, view: View) -> Candidates:
    """The candidates of any measure, with the reason of every fact that adds nothing to the number.

    Of facts that count only together one is COUNTED, the others are MERGED.
    """
    match selection:
        case Shortfall():
            found = shortfall_candidates(selection, view)
        case Levels():
            found = level_candidates(selection, view)
        case _:
            found = candidates(selection, view, filtered=not isinstance(selection, Run))
    for code, strange in _strange_rows(selection, found, view):
        found.reason[(found.reason == Reason.COUNTED) & strange] = code
    kept = _kept_rows(selection, found.counted, view)
    if kept is not None:
        rows = np.flatnonzero(found.reason == Reason.COUNTED)
        found.reason[np.setdiff1d(rows, rows[kept])] = Reason.MERGED
    return found


def _kept_rows(selection: Selection, selected: Selected, view: View) -> Integers | None:
    """The selected facts that stand for themselves or for others like them; None where all do."""
    match selection:
        case Count(per=columns) if columns:
            return distinct([selected.owner, *(key_column(name, selected, view) for name in columns)])
        case Shortfall(quantity=tuple() as columns):
            return distinct([selected.owner, selected.span, *(key_column(name, selected, view) for name in columns)])
        case Levels():
            worth = level_numbers(selection, view)[0][view.facts.level[selected.facts]]
            return level_rows(selection, selected, worth, view)
        case Value(weights=weights) if not weights:
            return value_rows(selection, selected, view.facts.actual[selected.facts], view)
    return None


def _strange_rows(selection: Selection, found: Candidates, view: View) -> Iterator[tuple[Reason, Flags]]:
    """Votes and marks whose group, side or option the measure does not take."""
    facts = view.facts
    if isinstance(selection, Ballot):
        words = {word: code for code, word in enumerate(facts.cases)}
        if selection.groups:
            yield Reason.OTHER_GROUP, ~_among(facts.case[found.facts], selection.groups, words)
        if selection.values:
            yield Reason.OTHER_OPTION, ~_among(facts.level[found.facts], selection.values, facts.levels)
        elif selection.options:
            options = (*selection.options, *selection.share_of)
            yield Reason.OTHER_OPTION, ~_among(facts.level[found.facts], options, facts.levels)
    if isinstance(selection, Value) and selection.weights:
        yield Reason.OTHER_SIDE, ~_among(facts.level[found.facts], selection.weights, facts.levels)


def _among(column: Integers, wanted: Iterable[str], codes: Mapping[str, int]) -> Flags:
    return np.isin(column, [codes[word] for word in wanted if word in codes])


def why_left_out(selection: Selection, spans: Spans, fact: int, reason: int, view: View) -> str:
    """Why a fact did not count, from its own days where these decide; nothing for one that did."""
    if reason == Reason.COUNTED:
        return ""
    if reason == Reason.NOT_IN_VIEW:
        return _why_out_of_view(fact, view)
    if reason == Reason.WRONG_PERIOD:
        return _why_out_of_period(selection, spans, fact, view)
    return say(f"reason_{reason}")


def _why_out_of_view(fact: int, view: View) -> str:
    day, known = int(view.facts.day[fact]), int(view.facts.known[fact])
    if day > view.today:
        return say("not_yet_happened", day=as_date(day), as_of=view.as_of)
    if known > day_number(view.known_on):
        return say("not_yet_known", day=as_date(known), known_on=view.known_on)
    return say("withdrawn", day=as_date(int(view.facts.withdrawn[fact])))


def _why_out_of_period(selection: Selection, spans: Spans, fact: int, view: View) -> str:
    facts = view.facts
    day = int((facts.belongs if selection.by == "belongs" else facts.day)[fact])
    first, last = int(spans.first[0]), int(spans.last[-1])
    words: dict[str, Any] = {"day": as_date(day), "first": as_date(first), "last": as_date(last)}
    text = say("between_spans" if first <= day <= last else "out_of_period", **words)
    end = day_number(view.rulebook.cycle_to)
    may_belong = selection.by == "belongs" and day == facts.day[fact] and last == end < day <= end + DAYS_AFTER
    return text + (say("belongs_hint", year=view.rulebook.cycle_to.year) if may_belong else "")


def _note(view: View, fact: int, why: str) -> FactNote:
    facts = view.facts
    kind = next(name for name, part in facts.kinds.items() if part.start <= fact < part.stop)
    words = {code: word for word, code in facts.levels.items()}
    person = masked(facts.persons[int(facts.person[fact])]) if facts.person[fact] >= 0 else ""
    case = facts.cases[int(facts.case[fact])] if facts.case[fact] >= 0 else ""
    parts = [words.get(int(facts.level[fact]), ""), masked(case) if case in facts.persons else case]
    for label, column in (("应", facts.expected), ("实", facts.actual)):
        if column[fact] != MISSING:
            parts.append(label + decimal_text(Fraction(int(column[fact]), THOUSANDTHS)))
    text = " ".join(part for part in parts if part)
    return FactNote(facts.source[fact], as_date(int(facts.day[fact])), kind, text, why, person)
