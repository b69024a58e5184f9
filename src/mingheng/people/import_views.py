"""The pages on which an office brings along its registers: template, check, import."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext_lazy

from mingheng import clock
from mingheng.people.import_steps import ImportPages, SheetKind
from mingheng.people.imports import (
    import_members,
    import_units,
    read_members_sheet,
    read_units_sheet,
    write_members_template,
    write_units_template,
)
from mingheng.people.queries import units_below

REGISTERS = {
    kind.code: kind
    for kind in (
        SheetKind(
            "units",
            gettext_lazy("党组织名册"),
            gettext_lazy("先导入党组织，再导入党员。上级写编号或名称，先后次序不限。"),
            read_units_sheet,
            import_units,
            write_units_template,
        ),
        SheetKind(
            "members",
            gettext_lazy("党员名册"),
            gettext_lazy("身份证号、出生日期、联系电话都可以不填；填了的加密保存。"),
            read_members_sheet,
            import_members,
            write_members_template,
        ),
    )
}


def _reach(request: Any) -> set[int]:
    return units_below(request.reach, clock.today())


_PAGES = ImportPages("people", REGISTERS, _reach)


def imports(request: Any) -> HttpResponse:
    """Both registers, each with its template and a form."""
    return _PAGES.start(request)


def template(request: Any, register: str) -> FileResponse:
    """The empty register."""
    del request
    return _PAGES.template(register)


def check_sheet(request: Any, register: str) -> HttpResponse:
    """Read the sheet, enter nothing, and show every fault, or what would be entered."""
    return _PAGES.check(request, register)


def import_sheet(request: Any, register: str) -> HttpResponse:
    """Read the parked sheet once more, and enter it whole or not at all."""
    return _PAGES.enter(request, register)
