"""Draw entries by lot, so that anybody can draw the same ones again.

For every entry SHA-256 of `seed:id` (UTF-8, hexadecimal) is its lot. Of each assessed unit the entry with the lowest
lot is drawn; then, whatever the unit, the entries with the lowest lots, until there are as many as wanted. Where there
are more units than were wanted, one of each is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, QuerySet

from mingheng.ledger.models import Entry, EntryVersion, Sample, SampledEntry, State, Verdict, Verification
from mingheng.organisation.assessed import AssessedUnits
from mingheng.organisation.models import Placement
from mingheng.organisation.naming import UnitNames
from mingheng.organisation.queries import running_on, units_ever_within, within

Pool = Mapping[str, Sequence[str]]
"""From the code of an assessed unit to the ids of the entries that can be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What is drawn from: whose entries, of which days, kinds and class."""

    unit_id: int
    starts_on: date
    ends_on: date
    kinds: tuple[str, ...] = ()
    assessment_class: str = ""


def lot_of(seed: str, entry_id: str) -> str:
    """The lot of one entry."""
    return sha256(f"{seed}:{entry_id}".encode()).hexdigest()


def draw(seed: str, pool: Pool, size: int) -> list[str]:
    """The ids drawn, in the order of their lots."""
    lots = {entry_id: lot_of(seed, entry_id) for ids in pool.values() for entry_id in ids}
    first = {min(ids, key=lots.__getitem__) for ids in pool.values() if ids}
    others = sorted(lots.keys() - first, key=lots.__getitem__)
    return sorted(first | set(others[: max(0, size - len(first))]), key=lots.__getitem__)


def size_of(pool: Pool, *, wanted: int | None, share: int | None) -> int:
    """How many are to be drawn: so many, or so many in a hundred, rounded up."""
    return wanted if wanted is not None else -(-sum(map(len, pool.values())) * (share or 0) // 100)


def pool_of(frame: Frame) -> dict[str, list[str]]:
    """The entries that count in a frame and have no verdict yet, by the unit that is assessed for them."""
    assessed = AssessedUnits()
    classes = _classes_on(frame.ends_on) if frame.assessment_class else {}
    pool: dict[str, list[str]] = {}
    for entry in _unverified(frame):
        assert entry.happened_on is not None
        code = assessed.code_for(entry.unit, entry.happened_on)
        if code and (not frame.assessment_class or classes.get(code) == frame.assessment_class):
            pool.setdefault(code, []).append(entry.pk)
    return {code: sorted(pool[code]) for code in sorted(pool)}


def classes_within(reach: Collection[int], day: date) -> list[str]:
    """The classes in which units within reach are assessed on a day, in the order of their first units."""
    found = Placement.objects.filter(within(reach), running_on(day), is_assessed=True).exclude(assessment_class="")
    ranked = found.order_by("position", "unit__code").values_list("assessment_class", flat=True)
    return list(dict.fromkeys(ranked))


class SampleRow(NamedTuple):
    """One sample in a list: of which unit, how many were drawn, have a conclusion, stand in doubt."""

    sample: Sample
    unit_name: str
    drawn: int
    done: int
    doubted: int


def sample_rows(samples: Sequence[Sample]) -> list[SampleRow]:
    """The rows of a list: three queries."""
    names, progress = UnitNames(sample.unit_id for sample in samples), progress_of(samples)
    return [SampleRow(one, names.on(one.unit_id), *progress[one.pk]) for one in samples]


class Progress(NamedTuple):
    """How far a sample is. A doubt is no conclusion."""

    drawn: int
    done: int
    doubted: int


def progress_of(samples: Sequence[Sample]) -> dict[int, Progress]:
    """Of how many drawn entries the last verdict, on the version that was drawn or a later one, is one or a doubt.

    What was corrected since it was doubted stands in doubt no longer.
    """
    drawn = SampledEntry.objects.filter(sample__in=[sample.pk for sample in samples])
    given = Verification.objects.filter(entry_version__entry__in=drawn.values("entry")).order_by("pk")
    columns = ("entry_version__entry_id", "entry_version__number", "verdict")
    last = {entry_id: (number, verdict) for entry_id, number, verdict in given.values_list(*columns)}
    counts = {sample.pk: Progress(0, 0, 0) for sample in samples}
    for sample_id, entry_id, first, accepted in drawn.values_list("sample_id", "entry_id", "number", "entry__accepted"):
        count, done, doubted = counts[sample_id]
        number, verdict = last.get(entry_id, (0, ""))
        is_doubted = verdict == Verdict.DOUBTED
        counts[sample_id] = Progress(
            count + 1,
            done + (number >= first and not is_doubted),
            doubted + (is_doubted and number == accepted),
        )
    return counts


def _unverified(frame: Frame) -> QuerySet[Entry]:
    counted = EntryVersion.objects.filter(entry=OuterRef("pk"), number=OuterRef("accepted"))
    judged = Verification.objects.filter(
        entry_version__entry=OuterRef("pk"), entry_version__number=OuterRef("accepted")
    )
    found = Entry.objects.filter(
        ~Exists(judged),
        Exists(counted.filter(is_verified=False)),
        unit__in=units_ever_within([frame.unit_id]).values("pk"),
        state=State.ACCEPTED,
        accepted=F("latest"),
        happened_on__range=(frame.starts_on, frame.ends_on),
    )
    return (found.filter(kind__in=frame.kinds) if frame.kinds else found).select_related("unit")


def _classes_on(day: date) -> dict[str, str]:
    found = Placement.objects.filter(running_on(day), is_assessed=True)
    return dict(found.values_list("unit__code", "assessment_class"))
