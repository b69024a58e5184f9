"""What a list shows, taken along as a sheet. It is an event: what leaves the system is told."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.sheets.register_sheets import RegisterTable, write_register_csv, write_register_workbook
from mingheng.ui.listing import MOST_ROWS, Listing

_WRITERS = {
    "xlsx": (write_register_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (write_register_csv, "text/csv; charset=utf-8"),
}


def export_list(request: Any, listing: Listing, *, unit_path: str = "") -> HttpResponse:
    """The list with all its pages as a file; back to the list where that is not possible, with the reason."""
    suffix = request.POST.get("export")
    if suffix not in _WRITERS:
        messages.error(request, _("没有导出：请用页面上的“导出”按钮选择文件格式。"))
        return redirect(request.get_full_path())
    if listing.count > MOST_ROWS:
        told = _("没有导出：共%(count)d条，一次最多导出%(most)d条。请先用查询条件缩小范围，再分几次导出。")
        messages.error(request, told % {"count": listing.count, "most": MOST_ROWS})
        return redirect(request.get_full_path())
    table = _table(listing, request.actor)
    with recording("audit.list.exported", request.actor, unit_path=unit_path) as change:
        change.note(list=str(listing.title), rows=len(table.rows), scope=_scope(listing), format=suffix)
    return _file(table, suffix)


def _table(listing: Listing, by: Actor) -> RegisterTable:
    columns = listing.written
    rows = [[column.text(row) for column in columns if column.text] for row in listing.all_rows()]
    when = timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M")
    words = {"name": by.name, "when": when, "scope": _scope(listing), "count": len(rows)}
    origin = _("%(name)s 于 %(when)s 导出；范围：%(scope)s；共%(count)d条") % words
    return RegisterTable(str(listing.title), origin, [str(one.label) for one in columns], rows, signatures=())


def _scope(listing: Listing) -> str:
    return "，".join(listing.told) or _("可以查看的全部")


def _file(table: RegisterTable, suffix: str) -> HttpResponse:
    write, media_type = _WRITERS[suffix]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"list.{suffix}"
        write(table, path)
        answer = HttpResponse(path.read_bytes(), content_type=media_type)
    name = f"{table.title}{clock.today().isoformat()}.{suffix}"
    answer.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return answer
