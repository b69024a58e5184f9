"""The columns of a record kind's sheet, and the codes that the rulebook gives to its free columns."""

from __future__ import annotations

from mingheng.scoring.kinds import Field, Kind
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.sheets.headings import Column
from mingheng.sheets.vocabulary import Words

COMMON = (
    Column("unit", "单位", ("单位名称", "单位编号", "单位编码", "填报单位", "考核对象"), required=True),
    Column("number", "编号", ("记录编号",)),
    Column("year", "归属年度", ("所属年度",)),
    Column("month", "归属月份", ("所属月份",)),
    Column("entered", "录入日期", ("登记日期", "录入时间")),
    Column("withdrawn", "撤回日期", ("撤销日期",)),
    Column("verified", "已核实", ("是否核实", "是否已核实")),
)
"""The columns every record kind has."""

OWN = "values."
"""Before the code of a kind's own field, so that it never meets a common column's."""


def record_columns(kind: Kind) -> list[Column]:
    """The columns of a kind's sheet: the subject, the kind's own fields, then the other common ones."""
    own = [
        Column(OWN + column.code, column.heading, (*column.also, column.code), column.required)
        for column in kind.fields.values()
    ]
    return [COMMON[0], *own, *COMMON[1:]]


def choices_of(column: Field) -> dict[str, str]:
    """Every word a choice column takes, with the word it stands for: the first of those with the same code."""
    first: dict[str, str] = {}
    return {word: first.setdefault(code, word) for word, code in column.choices.items()}


def offered(column: Field) -> tuple[str, ...]:
    """The words a choice column offers: one for each code."""
    return tuple(dict.fromkeys(choices_of(column).values()))


def names_a_month(column: Field) -> bool:
    """Whether a day column means a month, so that 2026年1月 is enough."""
    return column.type == "date" and column.heading.endswith("月份")


def naming_fields(kind: Kind) -> list[str]:
    """The text fields whose value completes a fact kind: 指标编码 and the like."""
    naming = {spec.named_by for spec in kind.facts} - {""}
    return [code for code in sorted(naming) if kind.fields[code].type == "text"]


def word_fields(kind: Kind) -> dict[str, str]:
    """The text fields whose words the rulebook decides, as `levels` or `groups`.

    They are those of ledgers whose codes come from the rulebook too: what a code is asked for, only the rulebook knows.
    """
    found: dict[str, str] = {}
    for spec in kind.facts:
        if spec.named_by in naming_fields(kind):
            found |= {spec.level: "levels", spec.case: "groups"}
    return {code: which for code, which in found.items() if code and kind.fields[code].type == "text"}


def codes_read(rulebook: Rulebook, kind: Kind) -> list[str]:
    """The codes that complete a kind's fact kinds to something the rulebook reads."""
    codes = {name.partition(".")[2] for name in rulebook.fact_kinds if kind.yields(name)}
    if any(kind.yields(f"exemption.{rule}") for rule in rulebook.rules):
        codes |= set(rulebook.rules)
    return sorted(codes)


def code_labels(rulebook: Rulebook, kind: Kind, words: dict[str, Words]) -> dict[str, str]:
    """The codes of `codes_read` with a name for each: the rule's, or that of the part which reads it."""
    labels = {}
    for code in codes_read(rulebook, kind):
        readers = [words[spec.named(code)].label for spec in kind.facts if spec.named(code) in words]
        labels[code] = rulebook.rules[code].label if code in rulebook.rules else next(iter(readers), "")
    return labels
