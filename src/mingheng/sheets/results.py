"""The results of an assessment as tables: 汇总表, 得分明细, 问题, 运行记录. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mingheng.scoring.exact import decimal_text
from mingheng.scoring.explain import line_sentence
from mingheng.scoring.outcome import Line, Outcome
from mingheng.scoring.problems import Problem
from mingheng.scoring.subjects import Subject
from mingheng.sheets.figures import figure, reasons
from mingheng.sheets.run_record import flat
from mingheng.sheets.writing import ResultTable, Value

STATUS_WORDS = {
    "scored": "已计分",
    "not_yet_due": "未到期",
    "missing": "缺数据",
    "failed": "无法计算",
    "not_applicable": "不适用",
    "exempt": "已批准例外",
    "for_reference": "仅供参考",
}


def result_tables(outcome: Outcome, problems: Iterable[Problem], record: Mapping[str, Any]) -> list[ResultTable]:
    """All sheets of the result workbook, in their order."""
    return [
        summary_table(outcome),
        detail_table(outcome),
        problem_table(problems),
        ResultTable("运行记录", ("项目", "内容"), [[name, value] for name, value in flat(record)]),
    ]


def parts_of_total(outcome: Outcome) -> list[str]:
    """The nodes and rules directly below the total that count in it."""
    rulebook = outcome.rulebook
    parents = {code: node.parent for code, node in rulebook.nodes.items() if not node.reference}
    parents |= {code: rule.node for code, rule in rulebook.rules.items() if not rule.reference}
    return [code for code in outcome.codes if parents.get(code) == rulebook.head.total]


def summary_table(outcome: Outcome) -> ResultTable:
    """One row per subject. Persons are not ranked in print."""
    rulebook = outcome.rulebook
    total, parts = rulebook.head.total, parts_of_total(outcome)
    is_ranked = rulebook.subjects_are == "unit"
    headings = [
        "序号",
        "编号",
        "单位" if is_ranked else "姓名",
        "单位类别",
        *(rulebook.label_of(code) for code in parts),
    ]
    headings += ["总分", "已失", "仍可得", "预计", *(["名次"] if is_ranked else []), "等次", "理由", "结果运用"]
    table = ResultTable("汇总表", headings)
    for number, subject in enumerate(outcome.assessed, start=1):
        grade, line = outcome.grade(subject.id), outcome.line(subject.id, total)
        row: list[Value] = [number, subject.id, subject.name, subject.group]
        row += [figure(outcome.line(subject.id, code)) for code in parts]
        row += [figure(line), line.lost, line.open, line.forecast, *([grade.rank] if is_ranked else [])]
        row += [
            grade.grade or "",
            "；".join(reasons(outcome, subject.id)),
            consequence_text(outcome, subject.id),
        ]
        table.rows.append(row)
    return table


def consequence_text(outcome: Outcome, subject_id: str) -> str:
    """What follows from the result."""
    return "；".join(f"{label}：{then}" for _, label, then in outcome.consequences(subject_id))


def detail_table(outcome: Outcome) -> ResultTable:
    """One row per subject and node or rule, in the order of the tree."""
    headings = (
        *("编号", "单位", "指标编码", "指标", "条款", "状态", "口径值"),
        *("得分", "已得", "已失", "仍可得", "预计", "说明"),
    )
    table = ResultTable("得分明细", headings)
    for subject in outcome.assessed:
        for line in outcome.lines(subject.id):
            sentence = line_sentence(outcome, subject.id, line)
            status = STATUS_WORDS[line.status]
            row: list[Value] = [subject.id, subject.name, line.code, line.label, line.article, status, line.measure]
            table.rows.append([*row, figure(line), line.earned, line.lost, line.open, line.forecast, sentence])
    return table


def problem_table(problems: Iterable[Problem]) -> ResultTable:
    """What was wrong with the data, also what was left out because of it."""
    table = ResultTable("问题", ("程度", "文件", "工作表", "行", "栏目", "问题和处理办法"))
    for problem in problems:
        place = problem.place
        severity = "错误" if problem.is_error else "提醒"
        table.rows.append([severity, place.file, place.sheet, place.line, place.column, problem.message])
    return table


def plain_results(outcome: Outcome, problems: Iterable[Problem], record: Mapping[str, Any]) -> dict[str, Any]:
    """The same results for JSON: numbers as exact decimal text, nothing missing turned into 0."""
    return {
        "run": dict(record),
        "subjects": [_plain_subject(outcome, subject) for subject in outcome.assessed],
        "problems": [str(problem) for problem in problems],
    }


def _plain_subject(outcome: Outcome, subject: Subject) -> dict[str, Any]:
    grade = outcome.grade(subject.id)
    return {
        "id": subject.id,
        "name": subject.name,
        "class": subject.group,
        "grade": grade.grade,
        "reason": grade.reason,
        "steps": reasons(outcome, subject.id),
        "rank": grade.rank,
        "consequences": [list(item) for item in outcome.consequences(subject.id)],
        "lines": {line.code: _plain_line(line) for line in outcome.lines(subject.id)},
    }


def _plain_line(line: Line) -> dict[str, str | None]:
    figures = ("points", "worst", "best", "earned", "lost", "open", "forecast", "measure")
    numbers = {name: getattr(line, name) for name in figures}
    return {"status": line.status} | {
        name: None if number is None else decimal_text(number) for name, number in numbers.items()
    }
