"""How the tests ask the interface: as a system with a key does, and nothing else."""

import json
from datetime import date, timedelta
from itertools import count

from django.test import Client

from mingheng.api import turns
from mingheng.api.domain import give_key
from mingheng.api.scopes import Scope
from mingheng.audit.actors import COMMAND
from tests.ledger.desk import TODAY

ROOT = "/api/v1/"
_tokens = count(1)


def forget_turns():
    """Let every key begin anew, as a new start of the process does."""
    turns.taken_by_key.clear()


class System:
    """Another system in front of the interface."""

    def __init__(self, unit, *scopes, name="机关办公系统", expires_on: date = TODAY + timedelta(90), addresses=()):
        chosen = scopes or tuple(Scope)
        self.key, self.text = give_key(name, unit, chosen, expires_on=expires_on, addresses=addresses, by=COMMAND)

    def ask(self, method, path, sent=None, *, address="10.0.0.7", text=None, **headers):
        """One request. `sent` becomes JSON unless it is bytes already; headers with _ for -."""
        named = {"authorization": f"Bearer {text or self.text}"}
        if method == "POST":
            named["idempotency-key"] = f"token-{next(_tokens)}"
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        body = sent if isinstance(sent, bytes) else b"" if sent is None else json.dumps(sent).encode()
        kept = {name: value for name, value in (named | given).items() if value is not None}
        return Client(raise_request_exception=False).generic(
            method, ROOT + path, body, content_type="application/json", headers=kept, REMOTE_ADDR=address
        )

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, sent=None, **headers):
        return self.ask("POST", path, sent, **headers)

    def put(self, path, sent=None, **headers):
        return self.ask("PUT", path, sent, **headers)

    def read(self, path):
        """What a GET answers, which must succeed."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.content.decode()
        return answer.json()


def meeting_sent(**changes):
    """An ordinary meeting as a system sends it; a change to None takes a value away."""
    values = {
        "type": "支部党员大会",
        "title": "学习讨论",
        "held_on": "2026-05-20",
        "expected": 12,
        "attended": 10,
        "topics": ["意识形态", "党风廉政"],
        "absent": ["赵文华", "钱立"],
        "minutes": "第一项议程\n第二项议程",
    }
    return {code: value for code, value in (values | changes).items() if value is not None}


def new_entry(unit, **changes):
    """A new meeting of a unit; `submit` and the other common fields beside the values."""
    common = {name: changes.pop(name) for name in ("submit", "confirmed", "belongs_year") if name in changes}
    return {"unit": unit.code, "kind": "meeting", "values": meeting_sent(**changes), **common}


def problem(answer):
    """The status of a problem and the places that it names."""
    assert answer["Content-Type"] == "application/problem+json", answer.content.decode()
    told = answer.json()
    assert told["status"] == answer.status_code
    return answer.status_code, told["type"].rpartition(":")[2], [one["where"] for one in told["errors"]]
