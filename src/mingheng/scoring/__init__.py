"""Given records and a rulebook: what are the points, and why? A pure library.

>>> from mingheng.scoring import load_rulebook, assess, explain
"""

from mingheng.scoring.cases import CaseResult, run_cases
from mingheng.scoring.checker import load_rulebook, parse_rulebook
from mingheng.scoring.explain import Explanation, explain
from mingheng.scoring.fact_notes import FactNote
from mingheng.scoring.facts import FactRow, Facts
from mingheng.scoring.kind_files import load_kinds
from mingheng.scoring.kinds import Kind
from mingheng.scoring.language.rulebook import Rulebook
from mingheng.scoring.outcome import GradeLine, Line, Outcome
from mingheng.scoring.pipeline import assess
from mingheng.scoring.problems import FaultyInput, Place, Problem
from mingheng.scoring.projection import Record, project
from mingheng.scoring.statuses import Status
from mingheng.scoring.subjects import Subject, Subjects

__all__ = [
    "CaseResult",
    "Explanation",
    "FactNote",
    "FactRow",
    "Facts",
    "FaultyInput",
    "GradeLine",
    "Kind",
    "Line",
    "Outcome",
    "Place",
    "Problem",
    "Record",
    "Rulebook",
    "Status",
    "Subject",
    "Subjects",
    "assess",
    "explain",
    "load_kinds",
    "load_rulebook",
    "parse_rulebook",
    "project",
    "run_cases",
]
