"""How the cases of a large test are shared between day and night."""

import pytest

from tests.conftest import pytest_collection_modifyitems

SIGNS = {"a sentence": "党课", "half of a sign": "\ud800"}
"""By names that every terminal can print."""


@pytest.mark.parametrize("case", list(SIGNS))
def test_a_case_can_be_named_by_whatever_signs_it_asks_for(request, case):
    item = pytest.Function.from_parent(request.node.parent, name=f"test_of[{SIGNS[case]}]", callobj=lambda: None)
    pytest_collection_modifyitems([item])
    assert list(item.iter_markers("nightly")) == []
