"""The pages on which an office brings along records that were decided elsewhere: template, check, import."""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from django.http import FileResponse, HttpResponse

from mingheng.ledger.imports import OFFERED_KINDS, enter_records, read_records_sheet, write_records_template
from mingheng.ledger.record_kinds import kind_of
from mingheng.organisation.queries import units_ever_within
from mingheng.people.import_steps import ImportPages, SheetKind


def _reach(request: Any) -> set[int]:
    return set(units_ever_within(request.reach).values_list("pk", flat=True))


@lru_cache(maxsize=1)
def _pages() -> ImportPages:
    return ImportPages("ledger", {code: _sheet_kind(code) for code in OFFERED_KINDS}, _reach)


def _sheet_kind(code: str) -> SheetKind:
    kind = kind_of(code)
    return SheetKind(
        code,
        kind.title,
        kind.help,
        partial(read_records_sheet, code),
        partial(enter_records, code),
        partial(write_records_template, code),
    )


def imports(request: Any) -> HttpResponse:
    """Every kind that is taken, with its template and a form."""
    return _pages().start(request)


def template(request: Any, kind: str) -> FileResponse:
    """The empty sheet."""
    del request
    return _pages().template(kind)


def check_sheet(request: Any, kind: str) -> HttpResponse:
    """Read the sheet, enter nothing, and show every fault, or what would be entered."""
    return _pages().check(request, kind)


def import_sheet(request: Any, kind: str) -> HttpResponse:
    """Read the parked sheet once more, and enter it whole or not at all."""
    return _pages().enter(request, kind)
