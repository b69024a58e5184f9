"""The demonstration as it is really served: a click takes a role here, by our own names, and past no proxy."""

import socket

import pytest

from tests.operations.sites import Client, Server, Site

SWITCH = "/demo/demo-committee/"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """The command in a shell that speaks of a real site; when it ends, nothing of it is left."""
    folder = tmp_path_factory.mktemp("served")
    shell = {"MINGHENG_HTTPS": "on", "MINGHENG_HOSTS": "*", "TMPDIR": str(folder)}
    site = Site(folder / "home", "postgresql://nobody@/nothing?host=/nowhere", shell)
    server = site.listening("demo", "--units=12", "--port=0")
    yield server
    assert (server.end(), list(folder.iterdir())) == (0, [])


def taken(served: Server, headers: dict[str, str]) -> tuple[int, bool]:
    """What becomes of a click on a role: the answer, and whether somebody is signed in by it."""
    client = Client(served.port)
    client.get("/sign-in/")
    status, _ = client.post(SWITCH, {}, headers)
    return status, "session" in client.cookies


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_click_on_this_machine_takes_a_role(served, name):
    assert taken(served, {"Host": f"{name}:{served.port}"}) == (302, True)


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("X-Forwarded-For", "10.0.0.5"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Host", "mingheng.example"),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Port", "443"),
        ("Forwarded", "for=10.0.0.5"),
        ("X-Real-IP", "10.0.0.5"),
        ("Via", "1.1 proxy"),
    ],
)
def test_no_role_is_taken_through_a_proxy_that_says_so(served, header, value):
    assert taken(served, {header: value}) == (404, False)


def test_no_role_is_taken_by_a_browser_behind_a_proxy_that_says_nothing(served):
    """Such a proxy asks under our own name; the browser still says from which page the click comes."""
    assert taken(served, {"Origin": "http://mingheng.example"}) == (403, False)


@pytest.mark.parametrize("name", ["mingheng.example", "192.168.1.7:8000", "localhost.mingheng.example"])
def test_under_another_name_nothing_is_answered(served, name):
    assert taken(served, {"Host": name}) == (400, False)


def test_it_listens_on_this_machine_only(served):
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.2", served.port), timeout=5)


def test_it_cannot_be_told_to_listen_elsewhere(tmp_path):
    result = Site(tmp_path / "home").run("demo", "--host=0.0.0.0")
    assert (result.returncode, "--host" in result.stderr) == (2, True)
