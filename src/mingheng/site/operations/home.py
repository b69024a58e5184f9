"""The folder in which a site keeps everything: what lies where, and who may work on it at one time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

MODE = 0o700
UMASK = 0o077
"""What is written is its owner's alone."""


class Refusal(Exception):
    """It was not done. The text says why, and what to do."""


def home() -> Path:
    """The folder of this site."""
    return Path(settings.MINGHENG_HOME)


def uses_sqlite() -> bool:
    """Whether the database is the file in the home."""
    return str(connection.vendor) == "sqlite"


def database_file() -> Path:
    """The file of the embedded database."""
    return Path(connection.settings_dict["NAME"])


def write_for_owner_only() -> None:
    """From here on, whatever this process writes can be read by its owner only."""
    os.umask(UMASK)


def prepare_home() -> None:
    """Make the folder where it is missing, readable by its owner only."""
    write_for_owner_only()
    try:
        home().mkdir(mode=MODE, parents=True, exist_ok=True)
    except OSError as fault:
        raise Refusal(_("目录“{path}”建不起来（{why}）。").format(path=home(), why=fault.strerror)) from None


def working(*, alone: bool) -> AbstractContextManager[None]:
    """Hold the home while working on it: alone, or beside others that also hold it. Refusal if it is held otherwise."""
    text = _("“{path}”正由另一个明衡进程使用。请先停止它（systemctl stop mingheng），再运行本命令。")
    return locked("in-use.lock", alone=alone, refusal=text.format(path=home()))


@contextmanager
def locked(name: str, *, alone: bool, refusal: str) -> Iterator[None]:
    """Hold a lock file of the home. It ends with the process, however that ends: the lock is the kernel's."""
    descriptor = os.open(home() / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise Refusal(refusal) from None
    try:
        yield
    finally:
        os.close(descriptor)
