"""The papers by which an assignment is followed up: the reminder letter (提醒函) and the supervision form (督办单)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from mingheng import clock
from mingheng.assignments.models import OPEN, Assignment, Progress
from mingheng.assignments.queries import RecipientRow, indicator_label
from mingheng.organisation.naming import name_of
from mingheng.reports.word_documents import (
    add_addressees,
    add_closing,
    add_table,
    add_text,
    add_title,
    chinese_date,
    content_of,
    official_document,
)

MATTER, MATTER_WIDTHS = ("项目", "内容"), (28, 128)
COLUMNS, WIDTHS = ("责任单位", "完成时限", "进展", "反馈"), (38, 32, 30, 56)
WAITED_FOR, SETTLED = "尚待回复或补充的单位：", "已回复或免予回复的单位："
"""What the tables say, and how wide their columns are, in mm."""


def reminder_letter(assignment: Assignment, rows: Sequence[RecipientRow]) -> bytes:
    """A letter to those who have not answered. All of them have the assignment from the giver, with the same day."""
    today, issuer = clock.today(), name_of(assignment.giver)
    document = official_document()
    add_title(document, f"关于尽快回复“{assignment.title}”的提醒函", f"任务编号：{assignment.number}")
    add_addressees(document, [row.unit_name for row in rows])
    add_text(
        document,
        f"{_given_in_words(assignment, issuer)}，要求于{chinese_date(assignment.due_on)}前回复。"
        f"截至{chinese_date(today)}，{_state_in_words(assignment, rows, today)}。",
        "请收到本函后抓紧办理，及时在系统中回复；确有困难不能按时办结的，请书面说明原因和预计办结时间。",
        "特此函告。",
    )
    add_closing(document, issuer, today)
    return content_of(document)


def _given_in_words(assignment: Assignment, issuer: str) -> str:
    by = f"（{assignment.document_number}）" if assignment.document_number else ""
    assert assignment.given_on
    return f"{chinese_date(assignment.given_on)}，{issuer}交办了“{assignment.title}”{by}"


def _state_in_words(assignment: Assignment, rows: Sequence[RecipientRow], today: date) -> str:
    who = "你单位" if len(rows) == 1 else "各单位"
    late = (today - assignment.due_on).days
    return f"{who}尚未回复" + (f"，已逾期{late}天" if late > 0 else "")


def supervision_form(assignment: Assignment, rows: Sequence[RecipientRow]) -> bytes:
    """What is asked, once, and a row for each unit: those who have to act yet, and apart from them the others."""
    document = official_document()
    add_title(document, "督办单", f"任务编号：{assignment.number}")
    add_table(document, MATTER, _matter(assignment), MATTER_WIDTHS)
    waited_for = [row for row in rows if row.recipient.progress in OPEN]
    settled = [row for row in rows if row.recipient.progress not in OPEN]
    for heading, group in ((WAITED_FOR, waited_for), (SETTLED, settled)):
        if group:
            add_text(document, heading)
            add_table(document, COLUMNS, [_cells(row) for row in group], WIDTHS)
    add_closing(document, name_of(assignment.giver), clock.today())
    return content_of(document)


def _matter(assignment: Assignment) -> list[tuple[str, str]]:
    grounds = (
        ("文号", assignment.document_number),
        ("对应职责", assignment.duty),
        ("对应指标", indicator_label(assignment)),
    )
    told = (
        ("督办事项", assignment.title),
        ("要求", assignment.text),
        ("依据", "\n".join(f"{label}：{text}" for label, text in grounds if text)),
    )
    return [(heading, text) for heading, text in told if text]


def _cells(row: RecipientRow) -> tuple[str, ...]:
    return (
        row.unit_name,
        chinese_date(row.recipient.due_on),
        _progress_in_words(row),
        row.note,
    )


def _progress_in_words(row: RecipientRow) -> str:
    words = str(Progress(row.recipient.progress).label)
    if row.recipient.replied_on and not row.is_open:
        words += f"\n{chinese_date(row.recipient.replied_on)}回复"
    if row.days_late:
        words += (
            f"\n迟{row.days_late}天" if row.recipient.replied_on and not row.is_open else f"\n逾期{row.days_late}天"
        )
    return words
