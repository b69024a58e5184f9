"""The demonstration: a fictitious county from its records to its grades, and every number explained.

After it a real table, printed in 2008, scored the same way: what follows from its rows, and which rows do not add up.
"""

from __future__ import annotations

from pathlib import Path

from mingheng.commandline.inputs import Assessment, the_assessment, the_rulebook, wrong_usage
from mingheng.commandline.outputs import Format, heading_of, the_record, write_results
from mingheng.commandline.serving import address_of, server_for
from mingheng.commandline.terminal import messages, output, progress, show_explanation, show_lines, show_summary
from mingheng.content import bundled_rulebooks
from mingheng.demo.county import write_county
from mingheng.reports import write_report
from mingheng.scoring import Subject, explain, load_rulebook
from mingheng.scoring.explain import line_sentence

RULEBOOK = "demo-2026"

PRINTED = "debrief-2008"
"""The rulebook of the real table; its printed numbers lie beside it as data."""

PRINTED_CHECKS = "checks"
"""The node whose rules say whether a printed row adds up."""


def run_example(folder: Path, *, seed: int, units: int) -> Path:
    """Write the county, score it, show and write the results; the result is the folder of the report's pages."""
    with progress("生成示范数据"):
        write_county(folder / "数据", seed=seed, units=units)
    done = the_assessment(the_rulebook(RULEBOOK), folder / "数据", partial=True)
    output().print(heading_of(done), style="bold")
    show_summary(done.outcome)
    _explain_one(done)
    write_results(done, Format.XLSX, folder, run_at="")
    with progress("生成报告"):
        _write_pages(done, folder / "报告", "演示数据，单位和人员均为虚构")
    messages().print(f"已写入 {folder / '数据'}（生成的台账）")
    messages().print(f"已写入 {folder / '报告'}，用浏览器打开 {folder / '报告' / 'index.html'}")
    _show_printed_table(folder / "报告" / PRINTED)
    return folder / "报告"


def _show_printed_table(pages: Path) -> None:
    """Score the real table, name the rows that do not add up, and write its pages beside the others."""
    done = the_assessment(the_rulebook(PRINTED), bundled_rulebooks()[PRINTED] / "data")
    outcome = done.outcome
    output().print("")
    output().print(f"{done.rulebook.title}（{done.rulebook.head.document}，真实印出的数字）", style="bold")
    show_summary(outcome)
    checks = [code for code, rule in done.rulebook.rules.items() if rule.node == PRINTED_CHECKS]
    for subject in outcome.assessed:
        for line in (outcome.line(subject.id, code) for code in checks):
            if line.points == 0:
                output().print(f"不相符 {subject.name} {line.label}：{line_sentence(outcome, subject.id, line)}")
    _write_pages(done, pages, "2008年印出的数字，一个也没有改")


def _write_pages(done: Assessment, pages: Path, note: str) -> None:
    _, printed_faults = load_rulebook(bundled_rulebooks()[done.rulebook.id])
    record = the_record(done, "")
    write_report(done.outcome, pages, title_note=note, kinds=done.kinds, problems=printed_faults, record=record)


def _explain_one(done: Assessment) -> None:
    """One unit in full, and of its rules the one that cost it most, down to the records."""
    outcome = done.outcome
    subject = _typical(done)
    lines = outcome.lines(subject.id)
    show_lines(outcome, subject, ((line, line_sentence(outcome, subject.id, line)) for line in lines))
    rules = [line for line in lines if line.code in done.rulebook.rules]
    costliest = max(rules, key=lambda line: line.lost or 0)
    output().print("")
    show_explanation(costliest, explain(outcome, subject.id, costliest.code))


def _typical(done: Assessment) -> Subject:
    """The assessed subject in the middle of the order of scores."""
    total = done.rulebook.head.total
    ordered = sorted(done.outcome.assessed, key=lambda subject: done.outcome.line(subject.id, total).points or 0)
    return ordered[len(ordered) // 2]


def serve(pages: Path, port: int) -> None:
    """Show the report until Ctrl+C."""
    try:
        server = server_for(pages, port)
    except OSError as error:
        wrong_usage(f"端口{port}不能使用（{error.strerror}）。请用--port另选一个，或用--no-serve。")
    with server:
        messages().print(f"报告在 {address_of(server)} ，按Ctrl+C结束。", style="bold")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            messages().print("已结束。")
