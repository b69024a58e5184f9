"""Whatever is killed, and whenever: what was acknowledged is there, the log is whole, and the next start takes seconds.

A real server; clients that post forms and note every acknowledgement; SIGKILL at random moments, of the server and, where
there is one, of PostgreSQL with all its processes.
"""

import http.client
import random
import threading
import time

import pytest

from tests.databases import PrivatePostgres
from tests.operations.sites import SIGN_IN, Client, Server, Site

PAGE = "/accounts/create/"
RESTART_SECONDS = 10
WRITERS = 2
STATE = """
from mingheng.accounts.models import Account
from mingheng.audit.models import Event
print(*Account.objects.values_list("username", flat=True))
print(Event.objects.filter(action="accounts.accounts.created").exclude(actor_name="命令行").count())
"""


class Writer(threading.Thread):
    """Opens accounts until the server no longer answers; knows which were asked for and which were acknowledged."""

    def __init__(self, port: int, key: str, name: str) -> None:
        super().__init__()
        self.client, self.prefix = Client(port, key), name
        self.asked: list[str] = []
        self.acknowledged: list[str] = []
        self.odd: list[tuple[int, str]] = []

    def run(self) -> None:
        try:
            self.client.get(PAGE)
            while True:
                username = f"{self.prefix}-{len(self.asked)}"
                self.asked.append(username)
                status, text = self.client.post(PAGE, {"username": username, "display_name": "某人"})
                if status != 200 or 'class="slip"' not in text:
                    self.odd.append((status, text))
                    return
                self.acknowledged.append(username)
        except (OSError, http.client.HTTPException):
            return


def killed_while_writing(server: Server, kill, key: str, name: str, draw: random.Random) -> list[Writer]:
    writers = [Writer(server.port, key, f"{name}-{number}") for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    until = time.monotonic() + 15
    while not any(writer.acknowledged for writer in writers) and time.monotonic() < until:
        time.sleep(0.01)
    time.sleep(draw.uniform(0, 0.5))
    kill()
    for writer in writers:
        writer.join(30)
    return writers


def crash(site: Site, rounds: int, seed: int, postgres: PrivatePostgres | None) -> None:
    draw, asked, acknowledged, odd = random.Random(seed), [], [], []
    server = None
    for number in range(rounds):
        key = f"key of round {number}"
        site.script(SIGN_IN, "lier", key)
        server = server or site.serve()
        assert Client(server.port).first_answer("/sign-in/", RESTART_SECONDS) <= RESTART_SECONDS
        hits_database = postgres is not None and number % 2 == 1
        kill = postgres.kill if hits_database else server.kill
        writers = killed_while_writing(server, kill, key, f"round-{number}", draw)
        if hits_database:
            postgres.start()
            Client(server.port).first_answer("/sign-in/", RESTART_SECONDS)
        else:
            server = None
        for writer in writers:
            asked += writer.asked
            acknowledged += writer.acknowledged
            odd += [answer for answer in writer.odd if not (hits_database and answer[0] >= 500)]
    if server:
        server.end()
    assert [text[text.find("<main") :] for _, text in odd] == []
    names, events = _checked(site, acknowledged)
    assert names - set(asked) == set()
    assert events == len(names), "one event for each account, none for what was undone"
    assert len(acknowledged) >= rounds


def _checked(site: Site, acknowledged: list[str]) -> tuple[set[str], int]:
    """The names that are there and how many events tell of them, once nothing was lost and the log is whole."""
    names, events = site.script(STATE).splitlines()
    there = {name for name in names.split() if name.startswith("round-")}
    assert set(acknowledged) - there == set(), "acknowledged and lost"
    assert "未发现问题" in site.done("verify")
    return there, int(events)


def kill_the_log_writer(site: Site, rounds: int, seed: int) -> None:
    """Without a server between: a process that calls a verb and says each time that it is done."""
    draw, acknowledged = random.Random(seed), []
    for number in range(rounds):
        writer = site.start_script(WRITING, f"round-{number}")
        acknowledged.append(writer.stdout.readline().strip())
        threading.Timer(draw.uniform(0, 0.3), writer.kill).start()
        acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]
        writer.stdout.close()
        writer.wait(20)
    _checked(site, acknowledged)


WRITING = """
from itertools import count
from mingheng.accounts.domain import create_account
from mingheng.audit.actors import COMMAND
for number in count():
    print(create_account(f"{sys.argv[1]}-{number}", "某人", by=COMMAND).username, flush=True)
"""


def server_of(site: Site, request) -> PrivatePostgres | None:
    return request.getfixturevalue("durable_postgres") if site.database else None


def test_nothing_acknowledged_is_lost_when_processes_are_killed(site, request):
    crash(site, 5, 1, server_of(site, request))


def test_nothing_said_to_be_done_is_lost_when_the_writer_is_killed(site):
    kill_the_log_writer(site, 3, 2)


@pytest.mark.nightly
def test_nothing_acknowledged_is_lost_in_two_hundred_kills(site, request):
    crash(site, 200, 3, server_of(site, request))


@pytest.mark.nightly
def test_nothing_said_to_be_done_is_lost_in_a_hundred_killed_writers(site):
    kill_the_log_writer(site, 100, 4)
