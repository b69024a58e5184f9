"""The record of the run: what was scored with what, so that anyone can do it again and compare."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mingheng import __version__
from mingheng.reports.wording import NOTHING, STATUSES, Word
from mingheng.scoring import Outcome

_HEADINGS = {
    "rulebook": "评分细则",
    "kinds": "台账种类",
    "data": "数据文件",
    "id": "编号",
    "title": "标题",
    "sha256": "校验和（SHA-256）",
    "subjects": "名册行数",
    "facts": "事实条数",
    "errors_left_out": "因错误略去的行数",
    "version": "明衡版本",
    "as_of": "计分截至",
    "known_on": "录入截至",
    "run_at": "运行时间",
}


_MEANINGS = {
    "scored": "有分，计入合计。",
    "not_yet_due": "还没有到该有的日子，不扣分。",
    "missing": "到期而没有记录，或者台账没有接入。不当作0分；补齐以前不定等次。",
    "failed": "数据与规则矛盾，须先核对；核对以前不定等次。",
    "not_applicable": "这一条不针对该考核对象。",
    "exempt": "经批准不要求。",
    "for_reference": "列出来看，不计入总分。",
}


def status_rows() -> list[tuple[Word, str]]:
    """Every status with its meaning."""
    return [(word, _MEANINGS[status]) for status, word in STATUSES.items()]


def run_rows(outcome: Outcome, record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The record that was given, or what the outcome itself knows."""
    return list(_flat(record or _own_record(outcome)))


def _own_record(outcome: Outcome) -> dict[str, Any]:
    view, rulebook = outcome.view, outcome.rulebook
    return {
        "rulebook": {"id": rulebook.id, "title": rulebook.title, "sha256": rulebook.checksum},
        "subjects": len(view.subjects),
        "facts": len(view.facts),
        "version": __version__,
        "as_of": view.as_of.isoformat(),
        "known_on": view.known_on.isoformat(),
    }


def _flat(record: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    for name, value in record.items():
        heading = " ".join(part for part in (above, _HEADINGS.get(name, name)) if part)
        if isinstance(value, Mapping):
            yield from _flat(value, heading)
        else:
            yield heading, str(value) or NOTHING
