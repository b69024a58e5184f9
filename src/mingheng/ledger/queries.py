"""Entries to read: lists within reach, what waits for a decision, the versions of one entry and their changes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from mingheng import clock
from mingheng.audit.models import Binding, Event
from mingheng.ledger.closing import ClosingDays, Punctuality
from mingheng.ledger.code_names import CodeNames
from mingheng.ledger.models import Entry, EntryVersion, Evidence, State, Verification
from mingheng.ledger.record_kinds import (
    BY_COMMITTEE,
    TITLE_FIELD,
    day_field,
    is_kept_by,
    kind_of,
    offered_kinds,
    own_fields,
    unusual_choices,
)
from mingheng.ledger.values import Content, display_text, masked_values, open_values, read_values
from mingheng.ledger.verified import verdicts_on_counted
from mingheng.organisation.models import Placement, Unit
from mingheng.organisation.naming import UnitNames
from mingheng.organisation.queries import running_on, units_within, within
from mingheng.organisation.reach import Reach
from mingheng.pinyin import named
from mingheng.scoring import Kind
from mingheng.scoring.kinds import Field
from mingheng.scoring.projection import Value


def entries_within(reach: Collection[int]) -> QuerySet[Entry]:
    """The entries of these units and all below them, also of closed ones; newest first.

    What the 工委 keeps about a unit is open to it once it has counted; before that to the top of the tree alone.
    """
    return (
        Entry.objects.filter(within(reach), _is_open(reach, ~Q(kind__in=_office_kinds()) | Q(Exists(_COUNTED))))
        .select_related("unit")
        .order_by(F("happened_on").desc(nulls_first=True), "-pk")
    )


_COUNTED = EntryVersion.objects.filter(entry=OuterRef("pk"), counts_from__isnull=False)


def _office_kinds() -> list[str]:
    return [kind.code for kind in offered_kinds() if kind.kept_by == BY_COMMITTEE]


def _is_open(reach: Collection[int], otherwise: Q) -> Q:
    """Everything to the top of the tree, to others only what fulfils the condition."""
    if isinstance(reach, Reach):
        return Q() if reach.is_whole else otherwise
    # Asked with the rest, in one query.
    return otherwise | Q(Exists(Placement.objects.filter(running_on(clock.today()), parent=None, unit__in=list(reach))))


def is_open_to_unit(entry: Entry) -> bool:
    """Whether the entry's unit may know of it: all but what the 工委 keeps and has not let count yet."""
    return not is_kept_by(entry.kind, BY_COMMITTEE) or entry.versions.filter(counts_from__isnull=False).exists()


DISCARDED = Q(state=State.WITHDRAWN, withdrawn_reason="")
"""Drafts that were discarded: nobody gives a reason for that, as one must for what is withdrawn."""


def waiting_within(reach: Collection[int]) -> QuerySet[Entry]:
    """The submitted entries within reach, those that wait longest first. Ids grow with time.

    What the 工委 keeps waits for the top of the tree alone.
    """
    waiting = entries_within(reach).filter(_is_open(reach, ~Q(kind__in=_office_kinds())), state=State.SUBMITTED)
    return waiting.order_by("entered_on", "pk")


def latest_version(entry: Entry) -> EntryVersion:
    """The newest version, with the entry at hand."""
    version = entry.versions.get(number=entry.latest)
    version.entry = entry
    return version


def entry_with_unit(entry_id: str) -> Entry | None:
    """The entry of an address, with its unit."""
    return Entry.objects.filter(pk=entry_id).select_related("unit").first()


def placements_within(reach: Collection[int], *, words: str = "") -> QuerySet[Placement]:
    """The organisations within reach today of which entries can be made, by name; those whose name holds `words`."""
    found = Placement.objects.filter(running_on(clock.today()), unit__in=units_within(reach).values("pk"))
    if words:
        found = found.filter(named(words) | Q(unit__code=words))
    return found.select_related("unit").order_by("name")


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry in a list, with what one must know of it without opening it."""

    entry: Entry
    unit_name: str
    kind_title: str
    essentials: list[tuple[str, str]]
    lateness: int | None
    written_by: str
    writer_id: int | None
    is_correction: bool
    evidence_count: int
    reason: str
    has_twin: bool
    """Whether the same organisation has another entry of the same day and title."""
    is_unusual: bool
    """Whether it says something that organisations of this kind do not usually do."""
    was_verified: bool
    """Whether it had been verified where it was kept before."""
    punctuality: Punctuality | None = None
    """In time or late, where there is a closing day."""
    verdict: Verification | None = None
    """What the 工委 says of the version that counts."""

    @property
    def is_marked(self) -> bool:
        """Whether somebody has to decide on it by itself, not together with a whole page."""
        return self.has_twin or self.is_unusual


def rows_of(entries: Sequence[Entry]) -> list[EntryRow]:
    """The rows of a list: always six queries, however many entries; one more where some of them have codes."""
    names = UnitNames(entry.unit_id for entry in entries)
    code_names = CodeNames()
    versions = _latest_versions(entries)
    counts = _evidence_counts(entries)
    twins = twins_among(entries)
    closing, verdicts = ClosingDays(), verdicts_on_counted(entries)
    return [
        replace(
            _row(entry, names, code_names, versions[entry.pk], counts.get(entry.pk, 0), has_twin=entry.pk in twins),
            punctuality=closing.punctuality_of(entry),
            verdict=verdicts.get(entry.pk),
        )
        for entry in entries
    ]


_UNSAID = Q(state=State.WITHDRAWN) | Q(state=State.DRAFT, accepted=None)
"""What is nobody's word yet, or no longer; the draft of a correction goes on counting as it was accepted."""


def twin_of(entry: Entry, day: date | None, title: str) -> Entry | None:
    """Another entry that says what this one says, or would say with this day and title."""
    others = Entry.objects.filter(unit=entry.unit_id, kind=entry.kind, happened_on=day, title=title)
    return others.exclude(_UNSAID).exclude(pk=entry.pk).order_by("pk").first() if day else None


def said_between(
    kind_code: str, unit_ids: Collection[int], first: date, last: date
) -> Iterable[tuple[str, int, date, str, str]]:
    """What units have said from one day to another, the oldest first: key, unit, day, title and state of each entry.

    It finds what `twin_of` finds, for many at once.
    """
    said = Entry.objects.filter(kind=kind_code, unit__in=unit_ids, happened_on__range=(first, last)).exclude(_UNSAID)
    columns = ("pk", "unit_id", "happened_on", "title", "state")
    return said.order_by("pk").values_list(*columns)


def twins_among(entries: Sequence[Entry]) -> frozenset[str]:
    """Those of the entries that say what another one of their organisation says: same kind, day and title.

    A question to whoever writes and decides, never a refusal: two meetings on one day are possible.
    """
    others = Entry.objects.filter(
        unit__in={entry.unit_id for entry in entries},
        happened_on__in={entry.happened_on for entry in entries if entry.happened_on},
    ).exclude(_UNSAID)
    keys: dict[tuple[object, ...], set[str]] = {}
    for key, *of in others.values_list("pk", "unit_id", "kind", "happened_on", "title"):
        keys.setdefault(tuple(of), set()).add(key)
    return frozenset(
        entry.pk
        for entry in entries
        if keys.get((entry.unit_id, entry.kind, entry.happened_on, entry.title), {entry.pk}) - {entry.pk}
    )


def _row(
    entry: Entry,
    names: UnitNames,
    code_names: CodeNames,
    version: EntryVersion,
    evidence_count: int,
    *,
    has_twin: bool,
) -> EntryRow:
    version.entry = entry
    kind, values = kind_of(entry.kind), open_values(version)
    return EntryRow(
        entry=entry,
        unit_name=names.on(entry.unit_id, entry.happened_on),
        kind_title=kind.title,
        essentials=essentials_of(kind, values, code_names),
        lateness=lateness_of(entry),
        written_by=version.written_by,
        writer_id=version.writer_id,
        is_correction=entry.accepted is not None and entry.state == State.SUBMITTED,
        evidence_count=evidence_count,
        reason=version.reason,
        has_twin=has_twin,
        is_unusual=bool(unusual_choices(kind, values, names.kind_on(entry.unit_id, entry.happened_on))),
        was_verified=version.is_verified and version.number == entry.accepted,
    )


def _latest_versions(entries: Sequence[Entry]) -> dict[str, EntryVersion]:
    found = EntryVersion.objects.newest().filter(entry__in=[entry.pk for entry in entries])
    return {version.entry_id: version for version in found}


def _evidence_counts(entries: Sequence[Entry]) -> dict[str, int]:
    found = Evidence.objects.filter(entry__in=[entry.pk for entry in entries], removed_at=None)
    counts: dict[str, int] = {}
    for entry_id in found.values_list("entry_id", flat=True):
        counts[entry_id] = counts.get(entry_id, 0) + 1
    return counts


def essentials_of(kind: Kind, values: Mapping[str, Value], code_names: CodeNames) -> list[tuple[str, str]]:
    """What an entry's open values say besides its day and title: headings and texts."""
    shown = [column for column in own_fields(kind) if column.code not in (TITLE_FIELD, day_field(kind))]
    return [code_names.told(kind, column, values[column.code]) for column in shown if column.code in values]


def lateness_of(entry: Entry) -> int | None:
    """Days from the deed to its first submission; None before either is known."""
    if entry.happened_on is None or entry.entered_on is None:
        return None
    return (entry.entered_on - entry.happened_on).days


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in two contents."""

    heading: str
    before: str
    after: str
    code: str = ""

    @property
    def is_different(self) -> bool:
        """Whether the two say different things."""
        return self.before != self.after


def differences(columns: Iterable[Field], before: Mapping[str, Value], after: Mapping[str, Value]) -> list[Difference]:
    """Every field of two sets of values that either of them has."""
    return [
        Difference(
            column.heading,
            display_text(column, before.get(column.code)),
            display_text(column, after.get(column.code)),
            column.code,
        )
        for column in columns
        if column.code in before or column.code in after
    ]


def belonging_text(content: EntryVersion | Content) -> str:
    """The year and month it is reckoned to, where they were given: 2026年3月."""
    year = f"{content.year}年" if content.year else ""
    return year + (f"{content.month}月" if content.month else "")


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One version, with what it changed, and the acts by which it was submitted and recalled, newest first."""

    version: EntryVersion
    changes: list[Difference]
    acts: list[Event]


def history_of(entry: Entry, *, is_plain: bool) -> list[HistoryStep]:
    """The versions, newest first, each with what it changed; without the right, sensitive fields are masked.

    The text of a sensitive field is compared in any case, so that a change of it is told though neither text is.
    """
    columns = own_fields(kind_of(entry.kind))
    steps: list[HistoryStep] = []
    before: tuple[dict[str, Value], dict[str, Value], str] = ({}, {}, "")
    for version in entry.versions.order_by("number"):
        version.entry = entry
        real = read_values(version)
        shown = real if is_plain else masked_values(version)
        changes = [
            difference
            for difference in differences(columns, before[1], shown)
            if before[0].get(difference.code) != real.get(difference.code)
        ]
        if before[2] != belonging_text(version):
            changes.append(Difference("归属", before[2], belonging_text(version)))
        steps.insert(0, HistoryStep(version, changes, []))
        before = (real, shown, belonging_text(version))
    for act in _acts_on(entry):
        # The newest version there was then; what was taken over was never submitted.
        of = next((step for step in steps if step.version.written_at <= act.at), None)
        if of:
            of.acts.insert(0, act)
    return steps


def _acts_on(entry: Entry) -> QuerySet[Event]:
    """The acts by which it was submitted and recalled, oldest first: the log alone says who it was."""
    acts = Binding.objects.filter(row_table=Entry._meta.db_table, row_key=entry.pk).values("sequence")
    told = ("ledger.entry.submitted", "ledger.entry.recalled")
    return Event.objects.filter(sequence__in=acts, action__in=told).order_by("sequence")


def last_expected(unit: Unit, kind: Kind, code: str, chosen: Mapping[str, str]) -> int | None:
    """How many were expected in the unit's last entry of the kind with these choices, of those it has submitted."""
    versions = EntryVersion.objects.newest().filter(entry__unit=unit, entry__kind=kind.code)
    submitted = versions.filter(entry__state__in=(State.SUBMITTED, State.ACCEPTED)).select_related("entry")
    for version in submitted.order_by("-entry__pk").iterator():
        values = open_values(version)
        if all(values.get(deciding) == word for deciding, word in chosen.items()):
            value = values.get(code)
            return value if isinstance(value, int) else None
    return None
