"""Values of options that have a form of their own."""

from __future__ import annotations

from datetime import date

import typer

from mingheng.scoring.messages import sentence
from mingheng.sheets.cells import CellFault, date_reader
from mingheng.sheets.grids import EXCEL_EPOCH


def read_day(text: str) -> date:
    """A day in any of the ways that sheets take."""
    try:
        return date_reader(EXCEL_EPOCH)(text)
    except CellFault as fault:
        raise typer.BadParameter(sentence("problems", fault.code, fault.params)) from None
