"""The two steps by which a sheet is brought along: it is checked and nothing entered; then entered whole or not at all.

Parts that take sheets have four routes with these names: `imports`, `template`, `check_sheet`, `import_sheet`; and
their own `imports.html` and `check_sheet.html`, which extend those here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mingheng.organisation.refusals import Refused
from mingheng.people import uploads
from mingheng.people.forms import SheetForm
from mingheng.sheets.plain_sheets import SheetFault

LISTED = 200
"""How many faults a page shows; all of them would be too long to read."""


@dataclass(frozen=True, slots=True)
class SheetKind:
    """One kind of sheet: what it is called, and how it is read and entered."""

    code: str
    label: str | Promise
    hint: str | Promise
    read: Callable[[Path, Collection[int] | None], tuple[list[Any], list[SheetFault]]]
    enter: Callable[..., int]
    write_template: Callable[[Path], None]


@dataclass(frozen=True, slots=True)
class ImportPages:
    """The pages of one part. `within`: the organisations that the sheets of a request may be about."""

    part: str
    kinds: Mapping[str, SheetKind]
    within: Callable[[Any], Collection[int]]

    def start(self, request: Any) -> HttpResponse:
        """Every kind with its template and a form."""
        done = request.GET.get("done", "")
        forms = {code: SheetForm(prefix=code) for code in self.kinds}
        return self._forms(request, forms, done=done if done.isdigit() else "")

    def template(self, code: str) -> FileResponse:
        """The empty sheet."""
        kind = self._kind(code)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "template.xlsx"
            kind.write_template(path)
            return FileResponse(BytesIO(path.read_bytes()), as_attachment=True, filename=f"{kind.label}.xlsx")

    def check(self, request: Any, code: str) -> HttpResponse:
        """Read the sheet, enter nothing, and show every fault, or what would be entered."""
        kind = self._kind(code)
        form = SheetForm(request.POST, request.FILES, prefix=code)
        if not form.is_valid():
            forms = {one: form if one == code else SheetForm(prefix=one) for one in self.kinds}
            return self._forms(request, forms, status=422)
        file = form.cleaned_data["file"]
        ticket, path = uploads.park(file, account_id=request.account.pk)
        rows, faults = kind.read(path, self.within(request))
        if any(fault.is_error for fault in faults):
            uploads.clear_away(account_id=request.account.pk)
            ticket = ""
        return self._answer(request, kind, rows, faults, ticket, file.name)

    def enter(self, request: Any, code: str) -> HttpResponse:
        """Read the parked sheet once more, and enter it whole or not at all."""
        kind = self._kind(code)
        ticket, name = request.POST.get("ticket", ""), request.POST.get("name", "")
        path = uploads.parked(ticket, account_id=request.account.pk)
        if path is None:
            gone = SheetFault(_("检查过的文件已不在，可能已经导入，或者放了一个小时以上。请重新选择文件。"))
            return self._answer(request, kind, [], [gone], "", name)
        rows, faults = kind.read(path, self.within(request))
        if any(fault.is_error for fault in faults):
            return self._answer(request, kind, rows, faults, "", name)
        try:
            count = kind.enter(rows, by=request.actor)
        except Refused as refusal:
            return self._answer(request, kind, rows, [SheetFault(refusal.message)], "", name)
        uploads.clear_away(account_id=request.account.pk)
        return redirect(f"{reverse(f'{self.part}:imports')}?done={count}")

    def _kind(self, code: str) -> SheetKind:
        if code not in self.kinds:
            raise Http404
        return self.kinds[code]

    def _forms(
        self, request: Any, forms: Mapping[str, SheetForm], *, done: str = "", status: int = 200
    ) -> HttpResponse:
        registers = [
            {
                "kind": kind,
                "form": forms[code],
                "template_url": reverse(f"{self.part}:template", args=[code]),
                "check_url": reverse(f"{self.part}:check_sheet", args=[code]),
            }
            for code, kind in self.kinds.items()
        ]
        return render(request, f"{self.part}/imports.html", {"registers": registers, "done": done}, status=status)

    def _answer(
        self,
        request: Any,
        kind: SheetKind,
        rows: Sequence[Any],
        faults: Sequence[SheetFault],
        ticket: str,
        name: str,
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
            "imports_url": reverse(f"{self.part}:imports"),
            "enter_url": reverse(f"{self.part}:import_sheet", args=[kind.code]),
        }
        return render(request, f"{self.part}/check_sheet.html", context, status=422 if errors else 200)
