"""The interface keeps what its description says, whatever it is sent: Schemathesis against a real server."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mingheng.api import turns
from mingheng.api.description import description
from mingheng.policy import Role
from tests.api.desk import System
from tests.api.serving import served
from tests.ledger.desk import accepted, draft, person, submitted
from tests.organisation.county import County

VALUES = {
    "type": {"enum": ["支部党员大会", "党课", "茶话会"]},
    "title": {"type": "string", "maxLength": 200},
    "held_on": {"type": "string", "format": "date"},
    "expected": {"type": "integer"},
    "absent": {"type": "array", "items": {"type": "string"}},
}
"""Some fields of a meeting: of random ones none would ever be right."""
SETTINGS = Path(__file__).with_name("schemathesis.toml")


def aimed(told: dict[str, Any], places: dict[str, list[str]]) -> dict[str, Any]:
    """The description, with addresses of what is there: of random ones none would ever be found."""
    copy = json.loads(json.dumps(told))
    for methods in copy["paths"].values():
        for operation in methods.values():
            for one in operation["parameters"]:
                if one["in"] == "path":
                    one["schema"]["enum"] = places[one["name"]]
    new = copy["components"]["schemas"]["NewEntry"]["properties"]
    new["unit"]["enum"], new["kind"]["enum"] = places["code"], ["meeting", "result"]
    new["values"] |= {"properties": VALUES, "additionalProperties": False}
    return copy


def attack(folder: Path, system: System, places: dict[str, list[str]], *, examples: int, phases: str, seed: int):
    """Let Schemathesis send what it thinks of. The server's count, and what it found."""
    contract = folder / "openapi.json"
    contract.write_text(json.dumps(aimed(description(), places), ensure_ascii=False), encoding="utf-8")
    with served() as server:
        command = [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(SETTINGS), "run", str(contract)),
            *("--url", server.address, "--header", f"Authorization: Bearer {system.text}"),
            *("--phases", phases, "--max-examples", str(examples), "--seed", str(seed)),
            *("--continue-on-failure", "--no-color", "--request-timeout", "30", "--warnings", "off"),
        ]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=folder, env=os.environ | {"PYTHONPATH": ""}
        )
    return server, done


@pytest.fixture
def besieged(transactional_db, monkeypatch):  # noqa: ARG001 - the server's threads must see what is written
    """A county with entries in several states, and a system that may do everything in one office."""
    monkeypatch.setattr(turns, "PER_MINUTE", 10**9)
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
    county = County()
    clerk = person("clerk", county.one_first, Role.UNIT_CLERK)
    judge = person("judge", county.top, Role.COMMITTEE_ADMIN)
    entries = [
        draft(county.one_first, clerk),
        submitted(county.one_second, clerk),
        accepted(county.one, clerk, judge),
        draft(county.two_first, clerk),
    ]
    places = {"entry_id": [entry.pk for entry in entries], "code": ["A", "A-1", "B", "NOWHERE"]}
    return System(county.one), places


def keeps_contract(folder, besieged, record_property, **how):
    server, done = attack(folder, *besieged, **how)
    requests = server.statuses.total()
    record_property("requests", requests)
    print(f"\n{requests} requests: {dict(sorted(server.statuses.items()))}")
    assert server.faults == []
    assert done.returncode == 0, done.stdout[-12_000:] + done.stderr[-2_000:]
    return server.statuses


def test_nothing_that_is_sent_breaks_the_contract(besieged, tmp_path, record_property):
    statuses = keeps_contract(
        tmp_path, besieged, record_property, examples=6, phases="coverage,fuzzing,stateful", seed=1
    )
    assert {200, 201, 400, 401, 404, 405, 412, 422} <= set(statuses)


@pytest.mark.nightly
@pytest.mark.parametrize("seed", range(4))
def test_nothing_that_is_sent_all_night_breaks_the_contract(besieged, tmp_path, record_property, seed):
    keeps_contract(tmp_path, besieged, record_property, examples=300, phases="coverage,fuzzing,stateful", seed=seed)
