"""The report is shown on this machine only, under strict headers."""

import http.client
import threading

import pytest

from mingheng.commandline.serving import server_for


@pytest.fixture
def ask(tmp_path):
    (tmp_path / "index.html").write_text("<p>页</p>", encoding="utf-8")
    (tmp_path / "files").mkdir()
    server = server_for(tmp_path, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()

    def ask(path, host=None):
        connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
        connection.request("GET", path, headers={"Host": host or f"127.0.0.1:{server.server_port}"})
        response = connection.getresponse()
        response.read()
        connection.close()
        return response

    yield ask
    server.shutdown()
    server.server_close()
    thread.join()


def test_page_comes_with_a_strict_policy(ask):
    response = ask("/")
    assert response.status == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_nothing_outside_the_folder_and_no_listing(ask):
    assert ask("/files/").status == 404
    assert ask("/../../etc/passwd").status == 404
    assert ask("/%2e%2e/%2e%2e/etc/passwd").status == 404


def test_foreign_name_is_refused(ask):
    assert ask("/", host="evil.example:80").status == 421


def test_bound_to_this_machine(tmp_path):
    with server_for(tmp_path, 0) as server:
        assert server.server_address[0] == "127.0.0.1"
