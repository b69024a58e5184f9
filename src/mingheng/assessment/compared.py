"""What a line that compares a unit with its peers tells to whom.

Who may see ranks reads how the last full run explained it. A unit reads its own figure, and the mean where enough units
stand behind it to give none of them away; never the highest, a place, or what was worked out from them.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingheng.assessment.models import CurrentLine
from mingheng.assessment.thresholds import limits
from mingheng.scoring import Line, Outcome, Rulebook
from mingheng.scoring.explain import line_sentence
from mingheng.scoring.language.measures import Peers
from mingheng.scoring.measures.values import State
from mingheng.scoring.phrases import FIGURE_SCALE, Reading, number, shown
from mingheng.scoring.pipeline import passes
from mingheng.scoring.rules import Leaf

_END = "\n"
"""Stands between the two sentences as they are kept: that for who may see ranks, that for the unit."""

_AGAINST = {
    "rank": gettext_lazy("按在同类单位中的名次计分"),
    "rank_share": gettext_lazy("按在同类单位中的名次计分"),
    "over_highest": gettext_lazy("与同类单位的最高分相比计分"),
    "minus_highest": gettext_lazy("与同类单位的最高分相比计分"),
    "over_mean": gettext_lazy("与同类单位的平均分相比计分"),
    "minus_mean": gettext_lazy("与同类单位的平均分相比计分"),
}
_MEANS = ("over_mean", "minus_mean")


def kept_sentences(outcome: Outcome, subject: str, line: Line) -> str:
    """Both sentences of such a line, as `CurrentLine.sentence` keeps them."""
    full = line_sentence(outcome, subject, line)
    leaf, index = outcome.leaves[line.code], outcome.view.subjects.positions[subject]
    is_open = _is_open(leaf, index, line, outcome)
    return _END.join(_on_one_line(text) for text in (full, full if is_open else _closed(leaf, index, line, outcome)))


def sentence_for(line: CurrentLine, *, may_rank: bool) -> str:
    """The sentence of such a line for a reader."""
    full, _end, of_unit = line.sentence.partition(_END)
    # Lines from before the two were kept have only the first, until the next full run.
    return full if may_rank else of_unit or _("与同类单位相比计分，同类其他单位的数值不公开")


def measure_for(line: CurrentLine, rulebook: Rulebook, *, may_rank: bool) -> str:
    """What was counted, for a reader; of a comparison nothing, for with the own figure it gives the other one."""
    return line.measure if may_rank or line.code not in passes(rulebook).from_peers else ""


def _is_open(leaf: Leaf, index: int, line: Line, outcome: Outcome) -> bool:
    """Whether everybody may read the full sentence: it tells of no comparison, or of a mean of enough units."""
    if line.status not in ("scored", "for_reference") or leaf.values.state[index] != State.PRESENT:
        return True
    peers = Reading(leaf, index, outcome.view).figure("peers")
    return _compared(leaf) in _MEANS and peers >= limits().least_peers.value


def _closed(leaf: Leaf, index: int, line: Line, outcome: Outcome) -> str:
    """自身2分，与同类单位的平均分相比计分，同类其他单位的数值不公开；本项满分1分，现得0.5分."""
    own = number(Reading(leaf, index, outcome.view).figure("own", FIGURE_SCALE))
    text = _("自身%(own)s分，%(against)s，同类其他单位的数值不公开；本项现得%(points)s分")
    if line.max_points is not None:
        text = _("自身%(own)s分，%(against)s，同类其他单位的数值不公开；本项满分%(maximum)s分，现得%(points)s分")
    against = _AGAINST[_compared(leaf)]
    return text % {"own": own, "against": against, "maximum": shown(line.max_points), "points": shown(line.points)}


def _compared(leaf: Leaf) -> str:
    measure = leaf.rule.measure
    if not isinstance(measure, Peers):
        raise TypeError(f"{leaf.rule.rule} compares nobody")
    return measure.compared


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
