"""What the page on the interface shows works, and its figures are those that hold."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from mingheng.api import admission, turns
from mingheng.api.cursors import MOST
from mingheng.api.problems import KINDS
from mingheng.api.replays import KEPT
from mingheng.api.scopes import Scope
from mingheng.ledger.models import Entry
from tests.api.desk import System
from tests.api.serving import served
from tests.organisation.county import County

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "api.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^curl .*$", PAGE, re.MULTILINE)


def asked(command, **words):
    """What curl answers; the status stands in the last line."""
    for name, word in words.items():
        command = command.replace(f"${name}", word)
    done = subprocess.run(
        [*shlex.split(command), "-w", "\n%{http_code}"], capture_output=True, text=True, check=True, timeout=60
    )
    return int(done.stdout.rpartition("\n")[2])


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl here")
@pytest.mark.usefixtures("transactional_db")
def test_every_command_of_the_page_does_what_it_says():
    system, statuses = System(County().one), []
    with served() as server:
        for command in COMMANDS:
            entry = Entry.objects.first()
            statuses.append(asked(command, KEY=system.text, SITE=server.address, ENTRY=entry.pk if entry else ""))
    assert (statuses, Entry.objects.get().state) == ([200, 200, 200, 200, 201, 200], "submitted")


def test_the_tables_name_every_scope_and_every_refusal():
    assert re.findall(r"^\| `([a-z]+:[a-z_]+)` \|", PAGE, re.MULTILINE) == [scope.value for scope in Scope]
    rows = re.findall(r"^\| (\d{3}) \| (.+?) \|", PAGE, re.MULTILINE)
    told = [(int(status), name) for status, names in rows for name in re.findall(r"`([a-z-]+)`", names)]
    assert told == [(status, name) for name, (status, _title) in KINDS.items()]


def test_the_page_names_the_limits_that_hold():
    assert f"{turns.PER_MINUTE} requests a minute" in PAGE
    assert f"{admission.MOST_BYTES // 1024} KB a request" in PAGE
    assert f"`limit` is {MOST} at most" in PAGE
    assert (KEPT.days, "for two days" in PAGE) == (2, True)
