"""One test per worked case of the bundled rulebooks; its name is the case's sentence."""

import pytest

from mingheng.scoring import Rulebook
from mingheng.scoring.cases import Case, run_case
from tests.rulebooks.bundled import LOADED, READ

CASES = [
    pytest.param(LOADED[name][0], file, case, id=case.case) for name, (cases, _) in READ.items() for file, case in cases
]


@pytest.mark.parametrize(("rulebook", "file", "case"), CASES)
def test_case(rulebook: Rulebook, file: str, case: Case) -> None:
    assert run_case(rulebook, case, file).differences == ()


@pytest.mark.parametrize("name", READ)
def test_every_rule_has_a_case(name: str) -> None:
    rulebook, (cases, problems) = LOADED[name][0], READ[name]
    assert problems == []
    figures = [figure for _, case in cases for figure in case.expect.values()]
    asked = {code for _, case in cases for code in case.expect} | {
        code for figure in figures if isinstance(figure, dict) for code in figure
    }
    assert set(rulebook.rules) - asked == set()
