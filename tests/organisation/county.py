"""A small county, founded through the domain: what these tests stand on."""

from datetime import date

from mingheng.audit.actors import COMMAND
from mingheng.organisation.domain import found_unit
from mingheng.organisation.models import Unit, UnitKind

FOUNDED = date(2024, 1, 1)


class County:
    """工委 over 甲局机关党委 with branches 甲一, 甲二, and 乙局党总支 with branch 乙一."""

    def __init__(self, on: date = FOUNDED) -> None:
        self.top = found_unit("GW", "示范县直属机关工委", kind=UnitKind.WORK_COMMITTEE, parent=None, on=on, by=COMMAND)
        self.one = self._office("A", "甲局机关党委", UnitKind.COMMITTEE, "一类单位", on)
        self.two = self._office("B", "乙局党总支", UnitKind.GENERAL_BRANCH, "二类单位", on)
        self.one_first = self._branch("A-1", "甲局第一党支部", self.one, on)
        self.one_second = self._branch("A-2", "甲局第二党支部", self.one, on)
        self.two_first = self._branch("B-1", "乙局第一党支部", self.two, on)

    def _office(self, code: str, name: str, kind: str, label: str, on: date) -> Unit:
        return found_unit(
            code, name, kind=kind, parent=self.top, on=on, by=COMMAND, is_assessed=True, assessment_class=label
        )

    def _branch(self, code: str, name: str, parent: Unit, on: date) -> Unit:
        return found_unit(code, name, kind=UnitKind.BRANCH, parent=parent, on=on, by=COMMAND)
