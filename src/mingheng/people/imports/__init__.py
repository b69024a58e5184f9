"""The registers that an office brings along on its first day: its organisations and its members, from sheets."""

from mingheng.people.imports.columns import write_members_template, write_units_template
from mingheng.people.imports.members import MemberRow, import_members, read_members_sheet
from mingheng.people.imports.units import UnitRow, import_units, read_units_sheet

__all__ = [
    "MemberRow",
    "UnitRow",
    "import_members",
    "import_units",
    "read_members_sheet",
    "read_units_sheet",
    "write_members_template",
    "write_units_template",
]
