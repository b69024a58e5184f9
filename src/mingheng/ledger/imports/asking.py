"""What is asked about the rows of a sheet, and which of them are left out because they repeat others."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from mingheng.ledger.content_checks import PlacementOn
from mingheng.ledger.questions import Asked, Question, Questionnaire, Repetition
from mingheng.scoring import Kind


def ask_in_turn(
    kind: Kind, asked: Sequence[Asked], unwanted: Collection[int], placement_on: PlacementOn
) -> tuple[dict[int, list[Question]], frozenset[int]]:
    """The questions about each row, and the rows that are left out: those `unwanted` ones that repeat a record.

    The others are asked about as if these did not stand in the sheet. That can make repetitions of them in their turn;
    each row is asked about twice at the most, however many are left out.
    """
    questionnaire = Questionnaire(kind, asked, placement_on)
    found: dict[int, list[Question]] = {}
    left_out: set[int] = set()
    again = asked
    while again:
        found |= {one.row: questionnaire.about(one) for one in again}
        repeating = [one for one in again if one.row in unwanted and _repeats(found[one.row])]
        left_out |= {one.row for one in repeating}
        again = [one for one in questionnaire.leave_out(repeating) if one.row not in left_out]
    return found, frozenset(left_out)


def _repeats(asked: Sequence[Question]) -> bool:
    return any(isinstance(question, Repetition) for question in asked)
