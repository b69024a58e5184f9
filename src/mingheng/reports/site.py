"""Write the pages: one for the whole assessment, one for each subject, one for the rulebook, one about the run.

The pages read lines and never compute points. They load nothing but their own style sheet, contain no script and no
inline style, and the same outcome gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.template import Context, Engine

from mingheng.reports.about_page import run_rows, status_rows
from mingheng.reports.addresses import UNITS, Addresses
from mingheng.reports.overview import follows, key_figures, unconnected, unknowns
from mingheng.reports.ranking import grade_of, is_ranked, peers_title, ranking_of
from mingheng.reports.records import Records
from mingheng.reports.rulebook_page import effect_rows, grade_rows, period_rows, table_rows, unread_articles
from mingheng.reports.unit_page import TreeWriter, facts_about
from mingheng.reports.wording import choice_rows, day_text, joined, rounding_rows
from mingheng.scoring import Kind, Outcome, Problem, Subject
from mingheng.scoring.explain import grade_sentences
from mingheng.ui.style import STYLE

_TEMPLATES = Path(__file__).parent / "templates"
_STYLE = "report.css"
"""The site's style sheet under the name that the pages know."""


def write_report(
    outcome: Outcome,
    folder: Path,
    *,
    title_note: str = "",
    kinds: Mapping[str, Kind] | None = None,
    problems: Sequence[Problem] = (),
    record: Mapping[str, Any] | None = None,
) -> Path:
    """Write the site into `folder` and return its first page. Files of another run that are there stay there.

    `kinds` gives fact kinds their Chinese names, `problems` are what the checker said about the rulebook,
    `record` is the record of the run; without them the pages say less, never something else.
    """
    site = _Site(outcome, folder, title_note, Records(outcome, kinds or {}))
    (folder / UNITS).mkdir(parents=True, exist_ok=True)
    (folder / _STYLE).write_bytes(STYLE.read_bytes())
    site.write_units()
    site.write("rules.html", "评分细则", _rulebook_context(outcome, site.records, problems))
    site.write("about.html", "说明", {"run": run_rows(outcome, record or {}), "statuses": status_rows()})
    return site.write("index.html", "考核结果", _overview_context(site))


class _Site:
    """One site in the making: the folder, the engine, and what every page shows."""

    def __init__(self, outcome: Outcome, folder: Path, title_note: str, records: Records) -> None:
        self.outcome, self.folder, self.records = outcome, folder, records
        self.addresses = Addresses.of(outcome)
        # An unknown name in a template would print as nothing; a mark can be looked for.
        self.engine = Engine(dirs=[str(_TEMPLATES)], autoescape=True, string_if_invalid="【模板缺失】")
        head, view = outcome.rulebook.head, outcome.view
        self.shared = {
            "head": head,
            "head_note": joined(head.note),
            "issued_on": day_text(head.issued_on) if head.issued_on else "",
            "cycle": f"{day_text(head.cycle.first)}至{day_text(head.cycle.last)}",
            "as_of": day_text(view.as_of),
            "known_on": day_text(view.known_on),
            "title_note": title_note,
            "is_ranked": is_ranked(outcome),
            "are_units": outcome.rulebook.subjects_are == "unit",
            "is_graded": outcome.rulebook.grading is not None,
        }

    def write(self, name: str, title: str, values: Mapping[str, Any], template: str = "") -> Path:
        """Write one page."""
        root = "../" * name.count("/")
        content = {**self.shared, "page": name, "page_title": title, "root": root, **values}
        # Numbers are text already: Django must not write them in the way of a country.
        text = self.engine.get_template(template or name).render(Context(content, use_l10n=False))
        path = self.folder / name
        path.write_text(text, encoding="utf-8", newline="\n")
        return path

    def write_units(self) -> None:
        """Write a page for every assessed subject."""
        writer = TreeWriter(self.outcome, self.records)
        for subject in self.outcome.assessed:
            values = _unit_context(self.outcome, writer, subject)
            self.write(self.addresses.page(subject.id), subject.name or subject.id, values, "unit.html")


def _overview_context(site: _Site) -> dict[str, Any]:
    outcome = site.outcome
    return {
        "figures": key_figures(outcome),
        "ranking": ranking_of(outcome, site.addresses),
        "unconnected": unconnected(outcome, site.records),
        "unknowns": list(unknowns(outcome, site.addresses)),
        "follows": follows(outcome, site.addresses),
        "choices": choice_rows(outcome.rulebook),
        "rounding": rounding_rows(outcome.rulebook),
    }


def _unit_context(outcome: Outcome, writer: TreeWriter, subject: Subject) -> dict[str, Any]:
    grade = outcome.grade(subject.id)
    return {
        "subject": subject,
        "about": list(facts_about(outcome, subject)),
        "grade": grade_of(outcome, grade),
        "rank": grade.rank,
        "peers": peers_title(outcome, grade.peers),
        "steps": grade_sentences(outcome, subject.id),
        "follows": outcome.consequences(subject.id),
        "sheet": writer.sheet(subject),
    }


def _rulebook_context(outcome: Outcome, records: Records, problems: Sequence[Problem]) -> dict[str, Any]:
    rulebook = outcome.rulebook
    return {
        "rows": list(table_rows(outcome, records)),
        "grades": list(grade_rows(rulebook)),
        "effects": list(effect_rows(rulebook)),
        "consequences": rulebook.consequences,
        "periods": period_rows(rulebook),
        "choices": choice_rows(rulebook),
        "rounding": rounding_rows(rulebook),
        "problems": problems,
        "unread": unread_articles(rulebook),
        "checksum": rulebook.checksum,
    }
