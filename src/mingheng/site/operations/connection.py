"""From the environment to the database that the site uses: SQLite in the home, or the PostgreSQL that is named.

Asked while the settings are read, so it knows no table and no model. A password stands in a file, never in the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

ADDRESS = "MINGHENG_DATABASE"
PASSWORD_FILE = "MINGHENG_DATABASE_PASSWORD_FILE"  # noqa: S105 - the name of a variable
DATABASE_FILE = "mingheng.sqlite3"

_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON; "
    "PRAGMA cell_size_check=ON;"
)
_TLS = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey"})


class FaultyAddress(ValueError):
    """The address of the database cannot be used. Its text says why and what to write."""


def database_settings(home: Path, environment: Mapping[str, str]) -> dict[str, Any]:
    """What Django needs to know of the database. FaultyAddress when the variable cannot be read."""
    address = environment.get(ADDRESS, "")
    return _postgres(address, environment.get(PASSWORD_FILE, "")) if address else _sqlite(home)


def _sqlite(home: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": home / DATABASE_FILE,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": _PRAGMAS},
    }


def _postgres(address: str, password_file: str) -> dict[str, Any]:
    parts = urlsplit(address)
    query = dict(parse_qsl(parts.query))
    folder = query.pop("host", "")
    _check(parts, query, folder)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.removeprefix("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": _password(password_file),
        "HOST": folder or parts.hostname,
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": "-c synchronous_commit=on", **query},
    }


def _check(parts: SplitResult, query: Mapping[str, str], folder: str) -> None:
    form = f"{ADDRESS}要写成 postgresql://用户@主机:端口/数据库，或 postgresql://用户@/数据库?host=/run/postgresql 。"
    if parts.scheme not in {"postgresql", "postgres"} or len(parts.path) < 2 or not parts.username:
        raise FaultyAddress(form)
    if parts.password is not None:
        raise FaultyAddress(f"{ADDRESS}中不能写密码。请把密码存入只有本系统可读的文件，用{PASSWORD_FILE}指明。")
    if bool(folder) == bool(parts.hostname):
        raise FaultyAddress(form)
    if unknown := sorted(set(query) - _TLS):
        raise FaultyAddress(f"{ADDRESS}中不认识“{unknown[0]}”。可以写的是host、{'、'.join(sorted(_TLS))}。")


def _password(path: str) -> str:
    if not path:
        return ""
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as fault:
        raise FaultyAddress(f"{PASSWORD_FILE}指明的文件“{path}”读不出来（{fault.strerror}）。") from None
