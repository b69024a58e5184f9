"""The pages on which records come in from sheets: which kinds, template, check, the marked sheet back, import."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng.ledger.import_rights import ImportRight, import_right, import_rights
from mingheng.ledger.imported import imported_told, list_of_imported
from mingheng.ledger.imports import (
    CheckedSheet,
    enter_records,
    read_records_sheet,
    write_marked_sheet,
    write_records_template,
)
from mingheng.ledger.imports.previewing import previewed
from mingheng.ledger.sheet_forms import ARRIVALS, IntakeForm, UploadForm
from mingheng.organisation.refusals import Refused
from mingheng.people import uploads
from mingheng.people.import_steps import LISTED
from mingheng.sheets.plain_sheets import SheetFault


def imports(request: Any) -> HttpResponse:
    """Every kind whose sheets one may bring along."""
    groups = groupby(import_rights(request.grants), key=lambda right: right.kind.group)
    return render(request, "ledger/imports.html", {"groups": [(group, list(rights)) for group, rights in groups]})


def template(request: Any, kind: str) -> FileResponse:
    """The empty sheet."""
    right = _right(request, kind)
    names_unit = len(right.within) != 1
    return _workbook(right.kind.title, lambda path: write_records_template(kind, path, names_unit=names_unit))


def import_sheet(request: Any, kind: str) -> HttpResponse:
    """The form; then the parked sheet is read once more, and entered whole or not at all."""
    right = _right(request, kind)
    if request.method != "POST":
        return _upload(request, right, UploadForm(right))
    path, form = _parked(request, right)
    if path is None or not form.is_valid():
        gone = SheetFault(_("检查过的文件已不在，可能已经导入，或者放了一个小时以上。请重新选择文件。"))
        return _answer(request, form, [gone])
    intake = form.intake()
    checked = read_records_sheet(intake, path)
    if checked.every_row and not checked.errors and form.answers(checked):
        try:
            enter_records(intake, checked, by=request.actor)
        except Refused as refusal:
            return _answer(request, form, [SheetFault(refusal.message)])
        uploads.clear_away(account_id=request.account.pk)
        for told in imported_told(intake, checked):
            messages.success(request, told)
        return redirect(list_of_imported(request.reach, intake, checked))
    return _answer(request, form, checked.faults, checked)


def check_sheet(request: Any, kind: str) -> HttpResponse:
    """Read the sheet, enter nothing, and show every fault, or what would be entered."""
    right = _right(request, kind)
    form = UploadForm(right, request.POST, request.FILES)
    if not form.is_valid():
        return _upload(request, right, form, status=422)
    ticket, path = uploads.park(form.cleaned_data["file"], account_id=request.account.pk)
    checked = read_records_sheet(form.intake(), path)
    return _answer(request, form, checked.faults, checked, ticket, form.cleaned_data["file"].name)


def marked_sheet(request: Any, kind: str) -> FileResponse:
    """The parked sheet back, with everything that is wrong with it."""
    right = _right(request, kind)
    path, form = _parked(request, right)
    if path is None or not form.is_valid():
        raise Http404
    checked = read_records_sheet(form.intake(), path)
    name = Path(request.POST.get("name", "")).stem[:80] or right.kind.title
    return _workbook(
        _("%(name)s（检查结果）") % {"name": name},
        lambda target: write_marked_sheet(form.intake(), path, checked, target),
    )


def _right(request: Any, kind: str) -> ImportRight:
    right = import_right(request.grants, kind)
    if right is None:
        raise Http404
    return right


def _parked(request: Any, right: ImportRight) -> tuple[Path | None, IntakeForm]:
    path = uploads.parked(request.POST.get("ticket", ""), account_id=request.account.pk)
    return path, IntakeForm(right, request.POST)


def _workbook(name: str, write: Callable[[Path], None]) -> FileResponse:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.xlsx"
        write(path)
        return FileResponse(BytesIO(path.read_bytes()), as_attachment=True, filename=f"{name}.xlsx")


def _upload(request: Any, right: ImportRight, form: UploadForm, *, status: int = 200) -> HttpResponse:
    return render(request, "ledger/import_sheet.html", {"right": right, "form": form}, status=status)


def _answer(
    request: Any,
    form: IntakeForm,
    faults: Sequence[SheetFault],
    checked: CheckedSheet | None = None,
    ticket: str = "",
    name: str = "",
) -> HttpResponse:
    errors = [fault for fault in faults if fault.is_error]
    questions = [fault for fault in faults if fault.is_question]
    code = form.right.kind.code
    rows = checked.every_row if checked else []
    repetitions = checked.repetitions if checked and not errors else []
    left_out = {row.row for row in checked.left_out} if checked else set()
    context = {
        "kind": {"code": code, "label": form.right.kind.title},
        "count": len(rows),
        "preview": [] if errors else previewed(form.right.kind, rows),
        "new": sum(row.entry is None for row in rows),
        "changed": sum(row.entry is not None for row in rows),
        "unchanged": checked.unchanged if checked else 0,
        "errors": errors[:LISTED],
        "error_count": len(errors),
        "questions": questions[:LISTED],
        "has_more_questions": len(questions) > LISTED,
        "question_count": len(checked.questions) if checked else 0,
        "repetitions": repetitions,
        "left_out": left_out,
        "leaves_out_all": len(left_out) > 1 and left_out == set(repetitions),
        "warnings": [fault for fault in faults if not (fault.is_error or fault.is_question)][:LISTED],
        "form": form,
        "ticket": ticket or (request.POST.get("ticket", "") if checked else ""),
        "name": name or request.POST.get("name", ""),
        "settings": {key: form.cleaned_data[key] for key in ("arrives", "mapping", "mapping_text", "reason")}
        if checked
        else {},
        "arrival": ARRIVALS[form.intake().arrives] if checked else "",
        "listed": LISTED,
        "help_template": "ledger/help/check_sheet.html",
        "imports_url": reverse("ledger:import_sheet", args=[code]),
        "enter_url": reverse("ledger:import_sheet", args=[code]),
        "marked_url": reverse("ledger:marked_sheet", args=[code]),
    }
    return render(request, "ledger/check_sheet.html", context, status=422 if errors or form.errors else 200)
