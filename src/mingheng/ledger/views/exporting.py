"""The pages by which registers go out as sheets."""

from __future__ import annotations

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.ledger.exports import export_register
from mingheng.ledger.permissions import SEE_SENSITIVE
from mingheng.ledger.queries import entries_within
from mingheng.ledger.record_kinds import kind_of
from mingheng.ledger.sheet_forms import ExportForm
from mingheng.organisation.queries import units_ever_within
from mingheng.organisation.standing import fitting_grants
from mingheng.policy import WITHIN
from mingheng.sheets.register_sheets import write_register_csv, write_register_workbook

_WRITERS = {"xlsx": write_register_workbook, "csv": write_register_csv}


def exports(request: Any) -> HttpResponse:
    """Which register, which part of it, as what file."""
    asked = {name: value for name, value in request.GET.items() if value}
    return render(request, "ledger/exports.html", {"form": ExportForm(request.reach, initial=asked)})


def export(request: Any) -> HttpResponse | FileResponse:
    """The file. It is an event: what leaves the system is told."""
    form = ExportForm(request.reach, request.POST)
    if not form.is_valid():
        return render(request, "ledger/exports.html", {"form": form}, status=422)
    kind, suffix = kind_of(form.cleaned_data["kind"]), form.cleaned_data["format"]
    table = export_register(
        kind,
        entries_within(request.reach).filter(form.conditions()),
        plain_units=_plain_units(request),
        scope=_scope(form),
        by=request.actor,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"register.{suffix}"
        _WRITERS[suffix](table, path)
        name = f"{kind.title}{clock.today().isoformat()}.{suffix}"
        return FileResponse(BytesIO(path.read_bytes()), as_attachment=True, filename=name)


def _plain_units(request: Any) -> frozenset[int]:
    """The units whose minutes and names one reads."""
    fitting = fitting_grants(request.grants, dict.fromkeys(SEE_SENSITIVE, WITHIN), None, clock.today())
    return frozenset(units_ever_within({grant.unit_id for grant in fitting}).values_list("pk", flat=True))


def _scope(form: ExportForm) -> str:
    """The conditions as people read them."""
    told = []
    for name in ("unit", "state", "verification", "since", "until", "words"):
        value, field = form.cleaned_data.get(name), form.fields[name]
        if value:
            choices = {str(code): label for code, label in getattr(field, "choices", ())}
            told.append(f"{field.label}{choices.get(str(value), value)}")
    return "，".join(told) or _("可以查看的全部记录")
