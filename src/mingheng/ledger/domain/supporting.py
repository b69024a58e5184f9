"""Evidence of entries: files added and marked as removed. The files themselves never change and never go."""

from __future__ import annotations

from collections.abc import Sequence

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import Change, recording
from mingheng.ledger.conditions import ADDABLE, SUPPORTABLE, require, require_reason
from mingheng.ledger.evidence_files import StoredFile, not_yet_there
from mingheng.ledger.models import Entry, Evidence, State
from mingheng.organisation.queries import path_of


def add_evidence(entry: Entry, files: Sequence[StoredFile], *, read_at: int, reason: str = "", by: Actor) -> None:
    """Add files that are kept already. With a reason once the entry was accepted. Raises Outdated, NotNow."""
    require(entry, ADDABLE, read_at)
    said = require_reason(reason) if entry.state == State.ACCEPTED else ""
    with recording("ledger.evidence.added", by, unit_path=path_of(entry.unit), about=entry, reason=said) as change:
        attach(change, entry, files, reason=said, by=by)


def remove_evidence(evidence: Evidence, *, read_at: int, reason: str = "", by: Actor) -> None:
    """Mark a file as removed; with a reason once the entry was accepted. Raises Outdated, NotNow."""
    entry = evidence.entry
    require(entry, SUPPORTABLE, read_at)
    said = require_reason(reason) if entry.state == State.ACCEPTED else ""
    if evidence.removed_at:
        return
    with recording("ledger.evidence.removed", by, unit_path=path_of(entry.unit), about=entry, reason=said) as change:
        evidence.removed_at, evidence.removed_by = clock.now(), by.name
        evidence.reason = said or evidence.reason
        change.save(evidence)
        change.note(file=evidence.file_name, sha256=evidence.digest)


def attach(change: Change, entry: Entry, files: Sequence[StoredFile], *, reason: str, by: Actor) -> None:
    """Add files to an entry as a part of another act. A file that is there already is not added twice."""
    there = entry.evidence.filter(removed_at=None).values_list("digest", flat=True)
    for file in not_yet_there(files, there):
        evidence = Evidence(
            entry=entry,
            digest=file.digest,
            file_name=file.name,
            media_type=file.media_type,
            size=file.size,
            added_at=clock.now(),
            added_by=by.name,
            reason=reason,
        )
        change.save(evidence)
    if files:
        # Where a file was written anew, the event says the hash of what had come too.
        change.note(
            files=[
                {"name": file.name, "sha256": file.digest}
                | ({"original_sha256": file.original} if file.original != file.digest else {})
                for file in files
            ]
        )
