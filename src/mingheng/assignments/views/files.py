"""Files of assignments: what was given out or answered, and the papers made of it."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from mingheng.assignments.letters import reminder_letter as letter_of
from mingheng.assignments.letters import supervision_form as form_of
from mingheng.assignments.models import Assignment, Paper, Recipient
from mingheng.assignments.queries import threads_of
from mingheng.ledger.file_answers import file_answer
from mingheng.reports.word_documents import MEDIA_TYPE
from mingheng.ui.digits import number_of_digits


def paper(request: Any, assignment_id: str, paper_id: int) -> FileResponse:
    """A file of the assignment or of a reply to it, for its giver."""
    del request
    return file_answer(get_object_or_404(Paper, pk=paper_id, assignment_id=assignment_id))


def recipient_paper(request: Any, recipient_id: int, paper_id: int) -> FileResponse:
    """A file for one recipient: what was given out, and what it answered itself; never another one's answer."""
    del request
    recipient = get_object_or_404(Recipient, pk=recipient_id)
    found = get_object_or_404(Paper.objects.select_related("reply"), pk=paper_id, assignment=recipient.assignment_id)
    if found.reply and found.reply.recipient_id != recipient.pk:
        raise Http404
    return file_answer(found)


def reminder_letter(request: Any, assignment_id: str) -> HttpResponse:
    """The letter to those who have not answered, or to those of them that the address names."""
    found = _given_out(assignment_id)
    named = {number_of_digits(one) for one in request.GET.getlist("recipient") if one.isdecimal()}
    waiting = [row for row, _below in threads_of(found) if row.is_open and not row.is_gone]
    rows = [row for row in waiting if not named or row.recipient.pk in named]
    if not rows:
        raise Http404
    return _word(letter_of(found, rows), f"{_('提醒函')}-{found.number}.docx")


def supervision_form(request: Any, assignment_id: str) -> HttpResponse:
    """The supervision form with all units that are to answer."""
    del request
    found = _given_out(assignment_id)
    return _word(form_of(found, [row for row, _below in threads_of(found)]), f"{_('督办单')}-{found.number}.docx")


def _given_out(assignment_id: str) -> Assignment:
    """The assignment; a draft has no number, and so no papers."""
    with_all = Assignment.objects.select_related("giver", "cycle").exclude(serial=None)
    found: Assignment = get_object_or_404(with_all, pk=assignment_id)
    return found


def _word(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=MEDIA_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    answer["Cache-Control"] = "private, no-store"
    return answer
