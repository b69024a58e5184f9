"""The comparison would notice: every fault planted in the kernel makes it differ from the oracle."""

from __future__ import annotations

import pytest

from tests.oracle import faults_around_words, faults_in_words
from tests.oracle.faults import FAULTS, Fault
from tests.oracle.generator import FORMS, TAKES

AT_MOST = 250
"""Cases until a fault is noticed, of those that the night compares; today's faults need 191 or fewer."""


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_planted_fault_is_noticed(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    fault.plant(monkeypatch)
    asked, case = fault.first_noticed()
    assert case != "", f"none of {asked} cases differs"
    assert asked <= AT_MOST


def test_every_measure_and_every_shape_has_a_fault_of_its_own() -> None:
    in_words = [fault for fault in FAULTS if fault.plant.__module__ == faults_in_words.__name__]
    around = [fault for fault in FAULTS if fault.plant.__module__ == faults_around_words.__name__]
    assert {take for fault in in_words for take in fault.takes} == set(TAKES)
    assert {form for fault in in_words for form in fault.forms} == set(FORMS)
    assert len(in_words) + len(around) == len(FAULTS)
