"""The database the tests use is the one that was asked for, and it keeps what it acknowledges."""

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from mingheng.site.operations.connection import FaultyAddress, database_settings
from tests.databases import ENGINE, NOT_STARTED

on_sqlite = pytest.mark.skipif(ENGINE != "sqlite", reason="this run is on PostgreSQL")
on_postgres = pytest.mark.skipif(ENGINE == "sqlite", reason="this run is on SQLite")


def answer(sql: str):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_database_is_the_one_that_the_run_asks_for():
    assert connection.vendor == ("sqlite" if ENGINE == "sqlite" else "postgresql")


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_a_sqlite_connection_waits_for_the_disk_and_holds_foreign_keys():
    held = {name: answer(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")}
    assert held == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    assert connection.transaction_mode == "IMMEDIATE"


@on_postgres
@pytest.mark.django_db
def test_the_server_is_the_one_that_the_tests_started(postgres):
    assert Path(answer("SHOW unix_socket_directories")) == postgres.folder
    assert answer("SHOW listen_addresses") == ""
    assert Path(answer("SHOW data_directory")) == postgres.folder / "data"
    assert answer("SHOW synchronous_commit") == "on"


@on_postgres
def test_before_a_server_is_started_the_settings_lead_nowhere():
    assert not Path(NOT_STARTED).exists()
    assert settings.DATABASES["default"]["HOST"] != ""


def test_without_an_address_the_database_is_a_file_in_the_home(tmp_path):
    assert database_settings(tmp_path, {})["NAME"] == tmp_path / "mingheng.sqlite3"


def test_an_address_names_host_and_user_and_the_password_comes_from_its_file(tmp_path):
    (tmp_path / "password").write_text("一二三 4\n", encoding="utf-8")
    found = database_settings(
        tmp_path,
        {
            "MINGHENG_DATABASE": "postgresql://ming%20heng@db.example:6432/kaohe?sslmode=verify-full",
            "MINGHENG_DATABASE_PASSWORD_FILE": str(tmp_path / "password"),
        },
    )
    parts = {name: found[name] for name in ("USER", "HOST", "PORT", "NAME", "PASSWORD", "OPTIONS")}
    assert parts == {
        "USER": "ming heng",
        "HOST": "db.example",
        "PORT": "6432",
        "NAME": "kaohe",
        "PASSWORD": "一二三 4",
        "OPTIONS": {"options": "-c synchronous_commit=on", "sslmode": "verify-full"},
    }


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://u:secret@db/kaohe", "不能写密码"),
        ("mysql://u@db/kaohe", "要写成"),
        ("postgresql://db/kaohe", "要写成"),
        ("postgresql://u@/kaohe", "要写成"),
        ("postgresql://u@db/", "要写成"),
        ("postgresql://u@db/kaohe?host=/run/postgresql", "要写成"),
        ("postgresql://u@db/kaohe?service=other", "不认识“service”"),
    ],
)
def test_a_faulty_address_is_refused_with_a_sentence(address, said, tmp_path):
    with pytest.raises(FaultyAddress, match=said):
        database_settings(tmp_path, {"MINGHENG_DATABASE": address})


def test_a_password_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FaultyAddress, match="nowhere"):
        database_settings(
            tmp_path,
            {"MINGHENG_DATABASE": "postgresql://u@db/kaohe", "MINGHENG_DATABASE_PASSWORD_FILE": "/nowhere/nowhere"},
        )
