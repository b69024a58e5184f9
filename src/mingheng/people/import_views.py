"""The pages on which an office brings along its registers: template, check, import."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingheng import clock
from mingheng.organisation.refusals import Refused
from mingheng.people import uploads
from mingheng.people.forms import SheetForm
from mingheng.people.imports import (
    import_members,
    import_units,
    read_members_sheet,
    read_units_sheet,
    write_members_template,
    write_units_template,
)
from mingheng.people.queries import units_below
from mingheng.sheets.plain_sheets import SheetFault

LISTED = 200
"""How many faults a page shows; all of them would be too long to read."""


@dataclass(frozen=True, slots=True)
class RegisterKind:
    """One of the two registers: what it is called, and how it is read and entered."""

    code: str
    label: str | Promise
    hint: str | Promise
    read: Callable[[Path, Collection[int] | None], tuple[list[Any], list[SheetFault]]]
    enter: Callable[..., int]
    write_template: Callable[[Path], None]


REGISTERS = {
    kind.code: kind
    for kind in (
        RegisterKind(
            "units",
            gettext_lazy("党组织名册"),
            gettext_lazy("先导入党组织，再导入党员。上级写编号或名称，先后次序不限。"),
            read_units_sheet,
            import_units,
            write_units_template,
        ),
        RegisterKind(
            "members",
            gettext_lazy("党员名册"),
            gettext_lazy("身份证号、出生日期、联系电话都可以不填；填了的加密保存。"),
            read_members_sheet,
            import_members,
            write_members_template,
        ),
    )
}


def imports(request: Any) -> HttpResponse:
    """Both registers, each with its template and a form."""
    done = request.GET.get("done", "")
    registers = [(kind, SheetForm(prefix=kind.code)) for kind in REGISTERS.values()]
    return render(request, "people/imports.html", {"registers": registers, "done": done if done.isdigit() else ""})


def template(request: Any, register: str) -> FileResponse:
    """The empty register."""
    del request
    kind = _kind(register)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "template.xlsx"
        kind.write_template(path)
        # The open file outlives its folder.
        return FileResponse(path.open("rb"), as_attachment=True, filename=f"{kind.label}.xlsx")


def check_sheet(request: Any, register: str) -> HttpResponse:
    """Read the sheet, enter nothing, and show every fault, or what would be entered."""
    kind = _kind(register)
    form = SheetForm(request.POST, request.FILES, prefix=kind.code)
    if not form.is_valid():
        registers = [(one, form if one is kind else SheetForm(prefix=one.code)) for one in REGISTERS.values()]
        return render(request, "people/imports.html", {"registers": registers}, status=422)
    ticket, path = uploads.park(form.cleaned_data["file"], account_id=request.account.pk)
    return _result(request, kind, ticket, path, form.cleaned_data["file"].name)


def import_sheet(request: Any, register: str) -> HttpResponse:
    """Read the parked sheet once more, and enter it whole or not at all."""
    kind = _kind(register)
    ticket, name = request.POST.get("ticket", ""), request.POST.get("name", "")
    path = uploads.parked(ticket, account_id=request.account.pk)
    if path is None:
        gone = SheetFault(_("检查过的文件已不在，可能已经导入，或者放了一个小时以上。请重新选择文件。"))
        return _answer(request, kind, [], [gone], "", name)
    rows, faults = kind.read(path, _reach(request))
    if any(fault.is_error for fault in faults):
        return _answer(request, kind, rows, faults, "", name)
    try:
        count = kind.enter(rows, by=request.actor)
    except Refused as refusal:
        return _answer(request, kind, rows, [SheetFault(refusal.message)], "", name)
    uploads.clear_away(account_id=request.account.pk)
    return redirect(f"{reverse('people:imports')}?done={count}")


def _result(request: Any, kind: RegisterKind, ticket: str, path: Path, name: str) -> HttpResponse:
    rows, faults = kind.read(path, _reach(request))
    if any(fault.is_error for fault in faults):
        uploads.clear_away(account_id=request.account.pk)
        return _answer(request, kind, rows, faults, "", name)
    return _answer(request, kind, rows, faults, ticket, name)


def _answer(
    request: Any, kind: RegisterKind, rows: Sequence[Any], faults: Sequence[SheetFault], ticket: str, name: str
) -> HttpResponse:
    errors = [fault for fault in faults if fault.is_error]
    context = {
        "kind": kind,
        "count": len(rows),
        "errors": errors[:LISTED],
        "error_count": len(errors),
        "warnings": [fault for fault in faults if not fault.is_error][:LISTED],
        "ticket": ticket,
        "name": name,
        "listed": LISTED,
    }
    return render(request, "people/check_sheet.html", context, status=422 if errors else 200)


def _reach(request: Any) -> set[int]:
    return units_below(request.reach, clock.today())


def _kind(register: str) -> RegisterKind:
    if register not in REGISTERS:
        raise Http404
    return REGISTERS[register]
