"""What stands in the book of one organisation and one year: read from the ledger and the roll, computed nowhere else.

Page, PDF and Word are made from the same `Book`: an inspector sees what the branch sees.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractYear

from mingheng import clock
from mingheng.ledger.code_names import CodeNames
from mingheng.ledger.models import Entry, EntryVersion, Evidence, State
from mingheng.ledger.queries import belonging_text, lateness_of
from mingheng.ledger.record_kinds import all_kinds, kind_of, own_fields
from mingheng.ledger.values import day_of, masked_values, open_values, read_values, title_of
from mingheng.organisation.models import Placement, Unit
from mingheng.organisation.queries import children_of, last_placement_of, placement_of
from mingheng.people.models import Membership, Post
from mingheng.people.queries import members_of


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file that supports an entry: one line of the index of evidence."""

    number: int
    place: str
    """The number of its entry in this book."""
    evidence: Evidence

    @property
    def size_text(self) -> str:
        """Its size in KB, rounded up."""
        return f"{-(-self.evidence.size // 1024)} KB"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One accepted entry, as it counts."""

    place: str
    """Its number in the book: of the register, and in it."""
    entry: Entry
    version: EntryVersion
    title: str
    """What the version that counts is called; a correction that waits may call it otherwise."""
    day: date | None
    rows: list[tuple[str, str]]
    lateness: int | None
    belongs: str
    exhibits: list[Exhibit]


@dataclass(frozen=True, slots=True)
class Register:
    """The entries of one kind, by day."""

    number: int
    title: str
    article: str
    leaves: list[Leaf]


@dataclass(frozen=True, slots=True)
class Book:
    """The book of an organisation and a year, as of a day."""

    unit: Unit
    year: int
    as_of: date
    name: str
    kind: str
    parent: str
    founded_on: date | None
    is_plain: bool
    """Whether what is sensitive is told; masked otherwise."""
    posts: list[Post]
    members: list[Membership]
    registers: list[Register]
    waiting: int
    """How many entries of the year are not in the book, because nobody has accepted them yet."""
    below: list[Placement] = field(default_factory=list)
    """The organisations right below, which have books of their own."""

    @property
    def leaves(self) -> list[Leaf]:
        """All entries, in the order of the book."""
        return [leaf for register in self.registers for leaf in register.leaves]

    @property
    def exhibits(self) -> list[Exhibit]:
        """The index of evidence."""
        return [exhibit for leaf in self.leaves for exhibit in leaf.exhibits]


def book_of(unit: Unit, year: int, *, is_plain: bool) -> Book:
    """The book of the year as it stands today; of a past year, the roll as it stood on its last day.

    A number of queries that does not grow with the entries.
    """
    as_of = min(clock.today(), date(year, 12, 31))
    placement = placement_of(unit, as_of) or last_placement_of(unit)
    parent = placement_of(placement.parent, as_of) if placement.parent else None
    return Book(
        unit=unit,
        year=year,
        as_of=as_of,
        name=placement.name,
        kind=str(placement.get_kind_display()),
        parent=parent.name if parent else "",
        founded_on=unit.founded_on,
        is_plain=is_plain,
        posts=_posts(unit, as_of),
        members=list(members_of(unit, as_of)),
        registers=_registers(unit, year, is_plain=is_plain),
        waiting=_waiting(unit, year),
        below=children_of(unit, as_of),
    )


def years_of(unit: Unit) -> list[int]:
    """The years of which there is a book, newest first: those with entries that count, and this one."""
    counted = _counted([unit.pk])
    found = counted.annotate(reckoned_to=_year_of(counted)).values_list("reckoned_to", flat=True).distinct()
    return sorted({clock.today().year, *found} - {None}, reverse=True)


def counted_in(unit_ids: Collection[int], year: int) -> QuerySet[EntryVersion]:
    """The versions that count and stand in the books of these organisations and this year."""
    counted = _counted(unit_ids)
    return counted.annotate(reckoned_to=_year_of(counted)).filter(reckoned_to=year)


_YEAR_OF_NEWEST = ExtractYear("entry__happened_on")


def _counted(unit_ids: Collection[int]) -> QuerySet[EntryVersion]:
    return EntryVersion.objects.counted().filter(entry__unit__in=unit_ids)


def _year_of(counted: QuerySet[EntryVersion]) -> Coalesce:
    """The year to which a version that counts is reckoned: the one that was given, or that of its day.

    An entry has the day of its newest version. While a correction waits, the day that counts is read from the values.
    """
    by_year: dict[int | None, list[int]] = {}
    for version in counted.filter(year=None, entry__latest__gt=F("number")).select_related("entry"):
        day = _day(version)
        by_year.setdefault(day.year if day else None, []).append(version.pk)
    own_days = [When(pk__in=keys, then=Value(year)) for year, keys in by_year.items()]
    return Coalesce("year", Case(*own_days, default=_YEAR_OF_NEWEST, output_field=IntegerField()))


def _waiting(unit: Unit, year: int) -> int:
    newest = EntryVersion.objects.newest().filter(entry__unit=unit, entry__state=State.SUBMITTED)
    return newest.annotate(reckoned_to=Coalesce("year", _YEAR_OF_NEWEST)).filter(reckoned_to=year).count()


def _posts(unit: Unit, day: date) -> list[Post]:
    held = Post.objects.filter(unit=unit, starts_on__lte=day).exclude(ends_on__lt=day)
    return list(held.select_related("person").order_by("starts_on", "pk"))


def _registers(unit: Unit, year: int, *, is_plain: bool) -> list[Register]:
    versions = list(counted_in([unit.pk], year).select_related("entry").order_by("entry_id"))
    evidence = _evidence(versions)
    by_kind: dict[str, list[EntryVersion]] = {}
    for version in versions:
        by_kind.setdefault(version.entry.kind, []).append(version)
    names, exhibits = CodeNames(), _Numbering()
    found: list[Register] = []
    for code in [code for code in all_kinds() if code in by_kind]:
        kind, number = kind_of(code), len(found) + 1
        ordered = sorted(by_kind[code], key=lambda one: (_day(one) or date.min, one.entry_id))
        leaves = [
            _leaf(f"{number}.{at}", version, evidence, names, exhibits, is_plain=is_plain)
            for at, version in enumerate(ordered, start=1)
        ]
        found.append(Register(number, kind.title, kind.article, leaves))
    return found


def _day(version: EntryVersion) -> date | None:
    return day_of(kind_of(version.entry.kind), open_values(version))


def _evidence(versions: Iterable[EntryVersion]) -> Mapping[str, list[Evidence]]:
    found: dict[str, list[Evidence]] = {}
    entries = [version.entry_id for version in versions]
    for one in Evidence.objects.filter(entry__in=entries, removed_at=None).order_by("pk"):
        found.setdefault(one.entry_id, []).append(one)
    return found


class _Numbering:
    """Numbers the files through the whole book."""

    def __init__(self) -> None:
        self.last = 0

    def exhibits(self, place: str, evidence: Iterable[Evidence]) -> list[Exhibit]:
        found = []
        for one in evidence:
            self.last += 1
            found.append(Exhibit(self.last, place, one))
        return found


def _leaf(
    place: str,
    version: EntryVersion,
    evidence: Mapping[str, list[Evidence]],
    names: CodeNames,
    numbering: _Numbering,
    *,
    is_plain: bool,
) -> Leaf:
    kind = kind_of(version.entry.kind)
    values = read_values(version) if is_plain else masked_values(version)
    rows = [names.told(kind, column, values[column.code]) for column in own_fields(kind) if column.code in values]
    return Leaf(
        place=place,
        entry=version.entry,
        version=version,
        title=title_of(kind, open_values(version)),
        day=_day(version),
        rows=rows,
        lateness=lateness_of(version.entry),
        belongs=belonging_text(version),
        exhibits=numbering.exhibits(place, evidence.get(version.entry_id, [])),
    )
