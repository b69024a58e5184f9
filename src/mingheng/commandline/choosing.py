"""Find the unit and the line that a person names on the command line."""

from __future__ import annotations

from collections.abc import Iterable

from mingheng.commandline.inputs import Assessment, wrong_usage
from mingheng.scoring import Outcome, Subject
from mingheng.scoring.problems import nearest


def the_subject(done: Assessment, text: str) -> Subject:
    """The assessed subject of that number or name."""
    subjects = list(done.outcome.assessed)
    found = [subject for subject in subjects if subject.id == text] or [
        subject for subject in subjects if subject.name == text
    ]
    if len(found) > 1:
        wrong_usage(f"有{len(found)}个单位叫“{text}”。请改用编号：{'、'.join(one.id for one in found)}。")
    if not found:
        names = [word for subject in subjects for word in (subject.id, subject.name)]
        wrong_usage(f"没有参加考核的单位“{text}”。{_hint(text, names)}")
    return found[0]


def the_code(outcome: Outcome, text: str) -> str:
    """The code of the node or rule of that code or label."""
    if text in outcome.codes:
        return text
    labels = {code: outcome.rulebook.label_of(code) for code in outcome.codes}
    found = [code for code, label in labels.items() if label == text]
    if len(found) > 1:
        wrong_usage(f"有{len(found)}个指标叫“{text}”。请改用编码：{'、'.join(found)}。")
    if not found:
        wrong_usage(f"细则中没有指标“{text}”。{_line_hint(text, labels)}")
    return found[0]


def _line_hint(text: str, labels: dict[str, str]) -> str:
    close = nearest(text, labels)
    if not close:
        holding = [code for code, label in labels.items() if text in label or label in text]
        named = nearest(text, labels.values())
        close = next(iter(holding), "") or next((code for code, label in labels.items() if label == named), "")
    return f"是不是“{close}”（{labels[close]}）？" if close else "请核对编码，或不写指标，列出全部。"


def _hint(word: str, known: Iterable[str]) -> str:
    close = nearest(word, known)
    return f"是不是“{close}”？" if close else "请核对。"
