"""The measurements of sheets and pages run, on a site of three units."""

import pytest

from bench.accepting import tree
from bench.ledgers import measure_pages, measure_sheet, print_pages, print_sheet

pytestmark = pytest.mark.nightly


def test_a_sheet_is_entered_beside_another_who_saves(capsys):
    found = measure_sheet(tree(3), rows=30)
    print_sheet(found)
    assert (found["rows"], found["entering"]["longest wait"] > 0) == (30, True)
    assert "30 rows" in capsys.readouterr().out


def test_every_page_of_a_site_with_many_entries_is_measured(capsys):
    # The clerk's unit is the seventh.
    found = measure_pages(tree(8), entries=120, times=2)
    print_pages(found)
    assert (found["organisations"], len(found["pages"])) == (17, 34)
    assert len(capsys.readouterr().out.splitlines()) > len(found["pages"])
