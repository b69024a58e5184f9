"""Chinese words for what the library names in English, and numbers as people write them. Computes no points."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from fractions import Fraction
from typing import Any

from mingheng.scoring import Rulebook
from mingheng.scoring.exact import decimal_text
from mingheng.scoring.language.rulebook import Choices, PercentByLevel, Period
from mingheng.scoring.language.words import Amount, AmountBySize, AmountByText, AmountFromAttribute
from mingheng.scoring.phrases import interval_text

NOTHING = "—"

_WIDE = "[\u2018-\u201d\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]"
_FOLD = re.compile(f"(?<={_WIDE}) (?={_WIDE})")


@dataclass(frozen=True, slots=True)
class Word:
    """A status or grade as it is shown: a word, and the tone of the dot before it."""

    text: str
    tone: str


STATUSES = {
    "scored": Word("已计分", "steady"),
    "not_yet_due": Word("未到期", "waiting"),
    "missing": Word("缺数据", "warning"),
    "failed": Word("无法计算", "alarm"),
    "not_applicable": Word("不适用", "quiet"),
    "exempt": Word("已批准例外", "quiet"),
    "for_reference": Word("仅供参考", "quiet"),
}

_OTHERWISE = {"excluded": "从满分中扣除", "rescaled": "按比例折算到同级其他指标", "full_marks": "按满分计"}

CHOICES: Mapping[str, tuple[str, Mapping[Any, str]]] = {
    "decides": ("定等时比较的分数", {"shown": "页面上所示的分数（取整以后）", "exact": "取整以前的精确分数"}),
    "new_organisation": (
        "期内新设或撤销的单位",
        {"full_only": "只要求完整存续的时段", "partial": "存续一天以上的时段都要求"},
    ),
    "several": ("同一时段内多次", {"all": "全部计入该时段", "one": "只算一次"}),
    "early": ("超过要求的次数", {"lost": "不结转到下一时段", "carries": "结转到下一时段"}),
    "late": ("宽限期以后补做的", {"counts": "仍然计入", "within_grace": "不计入"}),
    "not_applicable": ("不适用指标的分值", _OTHERWISE),
    "exempt": ("经批准例外指标的分值", _OTHERWISE),
    "ties": (
        "名额边界处同分",
        {
            "open": "留待会议研究",
            "include": "全部进入",
            "exclude": "都不进入",
            "second_key": "比较第二顺序，仍同分的留待会议研究",
        },
    ),
    "quota_rounding": ("名额取整", {"down": "舍去小数", "half_up": "四舍五入", "up": "进一"}),
    "vetoed_in_base": ("计算名额的基数", {True: "含受限制或降等的单位", False: "不含受限制或降等的单位"}),
    "vetoed_slot": ("受限制或降等单位让出的名额", {"passes_on": "由后面的单位递补", "used_up": "不递补"}),
    "without_score_in_base": ("没有最终得分的单位", {False: "不计入名额基数", True: "计入名额基数"}),
}

_EVERY = {"month": "逐月", "two_months": "每两个月", "quarter": "逐季度", "half_year": "逐半年"}


def shown(number: Fraction | None) -> str:
    """Points or a quantity, exactly; a dash where there is none, never 0."""
    return NOTHING if number is None else decimal_text(number)


def joined(text: str) -> str:
    """Chinese text without the spaces that folding lines in a YAML file leaves between its sentences."""
    return _FOLD.sub("", text)


def day_text(day: date | None) -> str:
    """A day as in official letters."""
    return NOTHING if day is None else f"{day.year}年{day.month}月{day.day}日"


def choice_rows(rulebook: Rulebook) -> list[tuple[str, str]]:
    """Every choice that the rulebook declares, defaults too."""
    declared = [(slot.name, getattr(rulebook.choices, slot.name)) for slot in fields(Choices)]
    return [(CHOICES[name][0], CHOICES[name][1][value]) for name, value in declared]


def rounding_rows(rulebook: Rulebook) -> list[tuple[str, str]]:
    """How many decimals each stage keeps."""
    rounding = rulebook.head.rounding
    leaf = "不取整，保持精确" if rounding.leaf is None else _decimals(rounding.leaf)
    return [
        ("每条评分规则", leaf),
        ("平均数和各评议组得分", _decimals(rounding.group)),
        (rulebook.label_of(rulebook.head.total), _decimals(rounding.total)),
        ("其他各级合计", "不另取整"),
    ]


def _decimals(count: int) -> str:
    return f"四舍五入到{count}位小数" if count else "四舍五入到整数"


def period_text(period: Period) -> str:
    """A period in words."""
    if period.is_cycle:
        text = "整个考核周期"
    elif period.every:
        text = _EVERY[period.every] + (f"（{period.starts_on}日起算）" if period.starts_on else "")
    elif period.rolling_days:
        text = f"最近{period.rolling_days}天"
    elif period.years:
        text = f"近{period.years}年"
    else:
        text = "、".join(f"{first}至{last}" for first, last in period.spans)
    return text + (f"，宽限{period.grace_days}天" if period.grace_days else "")


def quota_text(amount: Amount | PercentByLevel, unit: str, headings: Mapping[str, str]) -> str:
    """How many may hold a grade: one number, or one by class, kind, size or the level of another subject."""
    match amount:
        case Fraction():
            return decimal_text(amount * 100, 4) + "%" if unit == "%" else decimal_text(amount) + unit
        case AmountBySize(by=by, tiers=tiers):
            rows = [f"{interval_text(tier)}的{quota_text(tier.amount, unit, headings)}" for tier in tiers]
            return f"按{headings.get(by, by)}：" + "，".join(rows)
        case AmountFromAttribute(attribute=attribute, times=times):
            return f"{headings.get(attribute, attribute)}的{decimal_text(times.value)}倍"
        case AmountByText() | PercentByLevel():
            rows = [f"{word}{quota_text(number, unit, headings)}" for word, number in amount.table.items()]
            if amount.otherwise is not None:
                rows.append(f"其他{quota_text(amount.otherwise, unit, headings)}")
            return "，".join(rows)
