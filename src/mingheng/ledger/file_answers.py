"""A kept file as an answer: to be saved, never shown inside the site, whatever it contains."""

from __future__ import annotations

from typing import Protocol

from django.http import FileResponse, Http404

from mingheng.ledger.evidence_files import path_of_evidence


class KeptFile(Protocol):
    """What the database says of a file: evidence of an entry, a paper of an assignment."""

    digest: str
    file_name: str
    media_type: str


def file_answer(kept: KeptFile) -> FileResponse:
    """The file under its name. Http404 where the disk has lost it."""
    path = path_of_evidence(kept.digest)
    if not path.exists():
        raise Http404
    answer = FileResponse(path.open("rb"), as_attachment=True, filename=kept.file_name, content_type=kept.media_type)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer
