"""Verify what counts: the 工委's verdict, the unit's answer to a doubt, and samples drawn to be verified.

Apart from acceptance. A verdict of itself takes no points: it says whether facts are verified, and what follows from an
untrue record people decide.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, Outdated, recording
from mingheng.facts.domain import replace_facts
from mingheng.facts.registry import Cause, ScoreEffect
from mingheng.facts.sources import prefix_of
from mingheng.ledger.conditions import NotNow, require, require_reason
from mingheng.ledger.domain.deciding import accepted_version
from mingheng.ledger.models import Entry, EntryVersion, Sample, SampledEntry, State, Verdict, Verification
from mingheng.ledger.projection import fact_rows, source_of
from mingheng.ledger.sampling import Frame, draw, pool_of, size_of
from mingheng.ledger.verified import is_verified, standing_verdicts
from mingheng.organisation.conflicts import BELONGING
from mingheng.organisation.models import Grant, Unit
from mingheng.organisation.queries import assessed_unit_of, is_current, path_of


def verify(
    entry: Entry,
    verdict: Verdict,
    *,
    note: str = "",
    own_unit_reason: str = "",
    sample: Sample | None = None,
    read_at: int,
    by: Actor,
) -> list[ScoreEffect]:
    """Give a verdict on the version that counts. Returns the changes of scores, made in the same act.

    A doubt says what is asked of the unit, an untrue record why; a record of one's own unit why it must be oneself.
    What one has written oneself somebody else verifies. Raises NotNow, Outdated.
    """
    require(entry, {State.ACCEPTED}, read_at)
    version = accepted_version(entry)
    assert version
    version.entry = entry
    said, own_said = _require_words(version, verdict, note, own_unit_reason, by)
    with recording("ledger.entry.verified", by, unit_path=path_of(entry.unit), about=entry, reason=said) as change:
        before = is_verified(version)
        verification = Verification(
            entry_version=version,
            verdict=verdict,
            note=said,
            given_by=by.name,
            given_at=clock.now(),
            counts_from=clock.today(),
            own_unit_reason=own_said,
            sample=sample,
        )
        change.save(verification)
        # Nothing of it changes but its version: who has read it before this verdict does not give another one.
        change.save(entry)
        return _carry_over(change, version) if before is not (verdict == Verdict.TRUE) else []


def answer_doubt(verification: Verification, *, answer: str, read_at: int, by: Actor) -> Verification:
    """Say what the unit has to say to a doubt; later words take the place of earlier ones. Raises NotNow, Outdated."""
    entry = verification.entry_version.entry
    if verification.version != read_at:
        raise Outdated(verification)
    if not answer.strip():
        raise NotNow(_("请写明情况：工委据此核实。"))
    standing = standing_verdicts([verification.entry_version_id])[verification.entry_version_id]
    if verification.verdict != Verdict.DOUBTED or standing.pk != verification.pk:
        raise NotNow(_("这条疑问工委已有结论，不用再答复。请刷新页面查看。"))
    with recording("ledger.doubt.answered", by, unit_path=path_of(entry.unit), about=entry) as change:
        verification.answer = answer.strip()
        verification.answered_by, verification.answered_at = by.name, clock.now()
        change.save(verification)
    return verification


def draw_sample(
    unit: Unit, frame: Frame, *, wanted: int | None = None, share: int | None = None, seed: str = "", by: Actor
) -> Sample:
    """Draw a sample and keep it, with the list it was drawn from. NotNow where there is nothing to draw."""
    pool = pool_of(frame)
    if not pool:
        raise NotNow(_("这个范围内没有已采纳而未核实的记录。请放宽时间、种类或单位。"))
    seed = seed.strip() or secrets.token_hex(8)
    drawn = draw(seed, pool, size_of(pool, wanted=wanted, share=share))
    with recording("ledger.sample.drawn", by, unit_path=path_of(unit)) as change:
        sample = Sample(
            unit=unit,
            starts_on=frame.starts_on,
            ends_on=frame.ends_on,
            kinds=",".join(frame.kinds),
            assessment_class=frame.assessment_class,
            wanted=wanted,
            share=share,
            seed=seed,
            pool=json.dumps(pool, separators=(",", ":")),
            drawn_by=by.name,
            drawn_at=clock.now(),
        )
        change.save(sample)
        change.save_all(_sampled(sample, drawn, {entry: code for code, ids in pool.items() for entry in ids}))
        change.note(count=len(drawn))
    return sample


def belongs_to(account_id: int | None, version: EntryVersion) -> bool:
    """Whether somebody holds a role in the unit that is assessed for a version, or below it."""
    entry = version.entry
    assessed = assessed_unit_of(entry.unit, entry.happened_on)
    if account_id is None or assessed is None:
        return False
    today = clock.today()
    held = Grant.objects.filter(account_id=account_id, role__in=BELONGING).select_related("unit")
    return any(assessed_unit_of(grant.unit, today) == assessed for grant in held if is_current(grant, today))


def _require_words(
    version: EntryVersion, verdict: Verdict, note: str, own_unit_reason: str, by: Actor
) -> tuple[str, str]:
    if by.account_id is not None and version.writer_id == by.account_id:
        raise NotNow(_("这一版是您自己填写的，不能由您本人核实。请由工委另一位同志核实。"))
    if verdict == Verdict.DOUBTED and not note.strip():
        raise NotNow(_("请写明要填报单位说明什么。"))
    said = note.strip() if verdict != Verdict.UNTRUE else require_reason(note)
    if not belongs_to(by.account_id, version):
        return said, ""
    if not own_unit_reason.strip():
        raise NotNow(_("这是您本单位的记录，一般由别的同志核实。只能由您核实的，请写明理由。"))
    return said, own_unit_reason.strip()


def _carry_over(change: Change, version: EntryVersion) -> list[ScoreEffect]:
    """Let the facts of the version say what the last verdict says."""
    verified = is_verified(version)
    rows = [row._replace(verified=verified) for row in fact_rows(version)]
    cause = Cause("entry_verified" if verified else "entry_doubted", source_of(version))
    prefix = prefix_of(version.entry_id)
    return replace_facts(change, source_prefix=prefix, rows=rows, known_on=clock.today(), cause=cause)


def _sampled(sample: Sample, drawn: Sequence[str], codes: dict[str, str]) -> list[SampledEntry]:
    numbers = dict(Entry.objects.filter(pk__in=drawn).values_list("pk", "latest"))
    return [
        SampledEntry(sample=sample, entry_id=entry_id, number=numbers[entry_id], subject=codes[entry_id])
        for entry_id in drawn
    ]
