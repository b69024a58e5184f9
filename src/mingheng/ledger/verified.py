"""Which accepted versions the 工委 has verified, and from which day to which: for facts, lists and samples."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from mingheng.ledger.models import Entry, EntryVersion, Verdict, Verification


def verdicts_of(version: EntryVersion) -> list[Verification]:
    """All verdicts on a version, oldest first. The last one stands."""
    return sorted(version.verifications.all(), key=lambda one: one.pk)


def standing_verdicts(version_ids: Collection[int]) -> dict[int, Verification]:
    """The verdict that stands on each of these versions, where there is one."""
    found = Verification.objects.filter(entry_version__in=version_ids).order_by("pk")
    return {one.entry_version_id: one for one in found}


class VerificationState(TextChoices):
    """How far the verification of what counts is, for who looks for it."""

    TRUE = "true", _("已核实")
    DOUBTED = "doubted", _("存疑")
    ASKED = "asked", _("存疑，待单位答复")
    ANSWERED = "answered", _("存疑，单位已答复")
    UNTRUE = "untrue", _("不实")


_VERDICTS_OF = {
    VerificationState.TRUE: Q(verdict=Verdict.TRUE),
    VerificationState.DOUBTED: Q(verdict=Verdict.DOUBTED),
    VerificationState.ASKED: Q(verdict=Verdict.DOUBTED, answered_at=None),
    VerificationState.ANSWERED: Q(verdict=Verdict.DOUBTED, answered_at__isnull=False),
    VerificationState.UNTRUE: Q(verdict=Verdict.UNTRUE),
}


def verdicts_in(state: VerificationState) -> QuerySet[Verification]:
    """The verdicts that stand on versions that count, and say so."""
    later = Verification.objects.filter(entry_version=OuterRef("entry_version"), pk__gt=OuterRef("pk"))
    counted = Verification.objects.filter(entry_version__number=F("entry_version__entry__accepted"))
    return counted.filter(_VERDICTS_OF[state], ~Exists(later))


def verified_as(state: VerificationState) -> Q:
    """The entries whose counted version is in this state; verified is also what was so where it was kept before."""
    found = Q(pk__in=verdicts_in(state).values("entry_version__entry"))
    if state != VerificationState.TRUE:
        return found
    counted = EntryVersion.objects.filter(entry=OuterRef("pk"), number=OuterRef("accepted"))
    return found | Q(Exists(counted.filter(is_verified=True, verifications=None)))


def is_verified(version: EntryVersion) -> bool:
    """Whether its facts are verified now: by the last verdict, or else where it was kept before."""
    given = verdicts_of(version)
    return given[-1].verdict == Verdict.TRUE if given else version.is_verified


def spans_of(version: EntryVersion) -> Iterator[tuple[bool, date, date | None]]:
    """How a version counted: verified or not, from which day, until which. One span for each change of either."""
    assert version.counts_from is not None
    flag, since = version.is_verified, version.counts_from
    for one in verdicts_of(version):
        if (one.verdict == Verdict.TRUE) is not flag:
            yield flag, since, one.counts_from
            flag, since = not flag, one.counts_from
    yield flag, since, version.counts_until


def history_of_verdicts(entry: Entry) -> list[Verification]:
    """All verdicts on all versions of an entry, newest first."""
    found = Verification.objects.filter(entry_version__entry=entry).select_related("entry_version")
    return list(found.order_by("-pk"))


def verdicts_on_counted(entries: Collection[Entry]) -> dict[str, Verification]:
    """The verdict that stands on the version that counts, by entry: one query."""
    found = Verification.objects.filter(
        entry_version__entry__in=[entry.pk for entry in entries],
        entry_version__number=F("entry_version__entry__accepted"),
    )
    return {one.entry_version.entry_id: one for one in found.select_related("entry_version").order_by("pk")}
