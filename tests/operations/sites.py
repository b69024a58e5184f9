"""A real site in a folder of its own: its commands as processes, its server, a client that keeps cookies."""

import atexit
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from functools import lru_cache
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from tests.operations.forking import Forking

PROGRAM = "from mingheng.commandline import main; main()"
COMMITTEE = "示范县直属机关工作委员会"
PEOPLE = ("zhangyi:张一", "lier:李二", "wangsan:王三", "zhaosi:赵四")
FOUNDING = ("init", "--name", COMMITTEE, *(f"--person={one}" for one in PEOPLE), "--address", "http://127.0.0.1:8000")


@dataclass
class Site:
    """Where it lies, and in which database; an empty address is SQLite."""

    home: Path
    database: str = ""
    variables: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: object, typed: str = "") -> subprocess.CompletedProcess:
        """Run a command of the program to its end."""
        return self._finished(PROGRAM, arguments, typed)

    def run_code(self, code: str, *arguments: object) -> subprocess.CompletedProcess:
        """Run Python to its end, as the program is run."""
        return self._finished(code, arguments, "")

    def done(self, *arguments: object) -> str:
        """Run a command that must succeed."""
        result = self.run(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def script(self, text: str, *arguments: object) -> str:
        """Run Python where the site is loaded; what it prints."""
        result = self._finished(LOADED + text, arguments, "")
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def start_script(self, text: str, *arguments: object) -> subprocess.Popen:
        """As `script`, but running."""
        return self._started(LOADED + text, arguments, stdout=subprocess.PIPE)

    def serve(self, *options: object) -> "Server":
        """Start the server on a free port and wait until it says where."""
        return self.listening("serve", "--port=0", *options)

    def listening(self, *arguments: object) -> "Server":
        """Start a command that serves and wait until it says where."""
        process = self._started(PROGRAM, arguments, stderr=subprocess.PIPE)
        said = ""
        for line in process.stderr:
            said += line
            if found := re.search(r"http://\S+", line):
                return Server(process, urlsplit(found[0]).port)
        raise AssertionError(said)

    @property
    def environment(self) -> dict[str, str]:
        return INHERITED | {
            "PYTHONUTF8": "1",
            "MINGHENG_HOME": str(self.home),
            "MINGHENG_DATABASE": self.database,
            "MINGHENG_HTTPS": "off",
            **self.variables,
        }

    def _finished(self, code: str, arguments: tuple, typed: str) -> subprocess.CompletedProcess:
        return forking().run(code, [str(one) for one in arguments], self.environment, typed)

    def _started(self, code: str, arguments: tuple, **streams: int) -> subprocess.Popen:
        command = [sys.executable, "-c", code, *map(str, arguments)]
        return subprocess.Popen(
            command, env=self.environment, stdin=subprocess.DEVNULL, encoding="utf-8", bufsize=1, **streams
        )


@lru_cache
def forking() -> Forking:
    """The process that forks for the commands of this test run."""
    started = Forking(INHERITED)
    atexit.register(started.end)
    return started


INHERITED = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
LOADED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "mingheng.site.settings"
import django
django.setup()
"""

SIGN_IN = """
from mingheng.accounts.digests import digest_of
from mingheng.accounts.models import Account, Session
from mingheng.clock import now
account = Account.objects.get(username=sys.argv[1])
moment = now()
Session.objects.create(
    digest=digest_of(sys.argv[2]), account=account, strength="totp",
    created_at=moment, seen_at=moment, confirmed_at=moment,
)
"""


@dataclass
class Server:
    """The process that serves a site."""

    process: subprocess.Popen
    port: int

    def kill(self) -> None:
        self.process.kill()
        self._reap()

    def end(self) -> int:
        """Ask it to stop; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self._reap()
        return self.process.returncode

    def _reap(self) -> None:
        self.process.stderr.read()
        self.process.stderr.close()
        self.process.wait(40)


class Client:
    """A browser as far as cookies and forms go. What does not arrive raises OSError or HTTPException."""

    def __init__(self, port: int, key: str = "") -> None:
        self.port = port
        self.cookies = {"session": key} if key else {}

    def get(self, path: str) -> tuple[int, str]:
        return self._ask("GET", path)

    def post(self, path: str, values: dict[str, str], headers: dict[str, str] | None = None) -> tuple[int, str]:
        """Post a form; the page that has it must have been fetched before."""
        return self._ask("POST", path, urlencode(values | {"csrfmiddlewaretoken": self.cookies["csrf"]}), headers)

    def first_answer(self, path: str, within: float) -> float:
        """Ask until the page comes; after how many seconds it did."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            try:
                if self.get(path)[0] == 200:
                    return time.monotonic() - began
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.1)
        raise AssertionError(f"No good answer from {path} within {within} s.")

    def _ask(
        self, method: str, path: str, body: str | None = None, more: dict[str, str] | None = None
    ) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} | (more or {})
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode("utf-8", "replace")
        finally:
            connection.close()
        for line in response.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}
        return response.status, text


def copy_of(site: Site, home: Path) -> Site:
    """The same embedded site in another folder."""
    shutil.copytree(site.home, home)
    return Site(home, variables=dict(site.variables))
