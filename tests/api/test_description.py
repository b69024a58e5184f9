"""The description is the one that was agreed, and says of every route what the policy knows."""

import json
from pathlib import Path

from mingheng.api.description import description
from mingheng.api.endpoints import router
from mingheng.api.permissions import POLICY
from mingheng.api.problems import KINDS
from mingheng.policy import Audience

SNAPSHOT = Path(__file__).with_name("openapi.json")
BESIDE = {("api:openapi", "GET")}
"""Served to systems, and not by an endpoint of its own."""


def text_of(told):
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def test_the_description_is_the_one_that_was_agreed():
    """Where the change is meant: `make openapi`, and look at what it changes. Nothing may vanish within v1."""
    assert text_of(description()) == SNAPSHOT.read_text(encoding="utf-8")


def test_every_endpoint_has_its_row_and_every_row_its_endpoint():
    served = {
        (f"api:{operation.url_name}", method)
        for view in router.path_operations.values()
        for operation in view.operations
        for method in operation.methods
    }
    assert served | BESIDE == {(row.route, row.method) for row in POLICY if row.audience is Audience.SYSTEM}


def test_programs_get_the_same_description_as_people(system):
    assert system.read("openapi.json") == json.loads(text_of(description()))


def test_every_refusal_has_a_title_that_says_what_is_wrong():
    titles = [str(title) for _status, title in KINDS.values()]
    assert len(set(titles)) == len(titles)
