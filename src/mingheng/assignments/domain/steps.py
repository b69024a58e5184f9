"""What several verbs do within their act: add recipients, note a step, keep files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from mingheng import clock
from mingheng.assignments.models import Assignment, Paper, Recipient, Reply, Step
from mingheng.audit.changes import Change
from mingheng.ledger.evidence_files import StoredFile, not_yet_there
from mingheng.organisation.models import Unit


def note_step(change: Change, recipient: Recipient, kind: Step.Kind, note: str = "") -> None:
    """Write what happened, with who and when."""
    change.save(
        Step(recipient=recipient, kind=kind, on_day=clock.today(), at=clock.now(), by=change.by.name, note=note)
    )


def enter(
    change: Change,
    assignment: Assignment,
    units: Iterable[Unit],
    *,
    due_on: date,
    passed_by: Recipient | None = None,
) -> list[Recipient]:
    """Make recipients of those units that are none yet, in the order of their keys."""
    there = set(assignment.recipients.values_list("unit_id", flat=True))
    made = [
        Recipient(assignment=assignment, unit=unit, passed_by=passed_by, due_on=due_on)
        for key, unit in sorted({unit.pk: unit for unit in units}.items())
        if key not in there
    ]
    for recipient in made:
        change.save(recipient)
        note_step(change, recipient, Step.Kind.GIVEN)
    change.note(count=len(made))
    return made


def keep_papers(
    change: Change, assignment: Assignment, files: Sequence[StoredFile], *, reply: Reply | None = None
) -> None:
    """Attach files to the assignment, or to a reply; what is there already is not added twice."""
    there = assignment.papers.filter(reply=reply).values_list("digest", flat=True)
    for file in not_yet_there(files, there):
        change.save(
            Paper(
                assignment=assignment,
                reply=reply,
                digest=file.digest,
                file_name=file.name,
                media_type=file.media_type,
                size=file.size,
                added_at=clock.now(),
                added_by=change.by.name,
            )
        )
    if files:
        change.note(files=[{"name": file.name, "sha256": file.digest} for file in files])
