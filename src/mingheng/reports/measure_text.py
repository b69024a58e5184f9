"""What a rule counts, in words: the measure, the ledgers it reads and the time it looks at."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from mingheng.reports.wording import period_text
from mingheng.scoring import Rulebook
from mingheng.scoring.language.measures import Attribute, Children, Measure, Peers, Selection, Shortfall
from mingheng.scoring.language.rulebook import parts_of

MEASURES = {
    "Count": "计数",
    "Sum": "合计实有数量",
    "Shortfall": "与应有数量相比的缺额",
    "Rate": "实有与应有之比",
    "Ratio": "两数之比",
    "Gap": "最长没有记录的天数",
    "Delay": "延误",
    "Value": "给定数值",
    "Levels": "按级别折算",
    "Ballot": "按票数折算",
    "Checklist": "逐项核对",
    "Attribute": "考核对象的数据",
    "Run": "连续期数",
    "Peers": "与同类相比",
    "Children": "下级的结果",
}

_WHOSE = {"unit": "所在单位的", "partner": "合并计分单位的", "children": "下级的", "subtree": "本级和下级的"}


def measure_text(measure: Measure, rulebook: Rulebook, kind_label: Callable[[str], str]) -> str:
    """One sentence; the numbers of the rule are in its source text and in each line's own sentence."""
    read = dict.fromkeys(_read(measure, rulebook, kind_label))
    return MEASURES[type(measure).__name__] + ("：" + "；".join(read) if read else "")


def _read(measure: Measure, rulebook: Rulebook, kind_label: Callable[[str], str]) -> Iterator[str]:
    for part in parts_of(measure):
        match part:
            case Selection():
                period = rulebook.periods[part.owed_over if isinstance(part, Shortfall) else part.period]
                kinds = "、".join(dict.fromkeys(kind_label(kind) for kind in part.of))
                yield f"{_WHOSE.get(part.whose, '')}{kinds}（{period_text(period)}）"
            case Attribute():
                yield rulebook.attributes.get(part.name, part.name)
            case Peers() | Children():
                yield f"“{rulebook.label_of(part.of)}”"
