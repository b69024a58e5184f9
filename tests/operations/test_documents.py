"""The page on operations names every setting and every command, and nothing else; the service files name real options."""

import re
from pathlib import Path

from mingheng.commandline.application import app

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
NAME = re.compile(r"\bMINGHENG_[A-Z_]+\b")
READ_FROM = ("settings.py", "operations/connection.py")


def test_the_table_names_exactly_the_variables_that_the_settings_read():
    listed = re.findall(r"^\| `(MINGHENG_[A-Z_]+)`", PAGE, re.MULTILINE)
    sources = [(ROOT / "src/mingheng/site" / name).read_text(encoding="utf-8") for name in READ_FROM]
    read = {name for text in sources for name in re.findall(r'"(MINGHENG_[A-Z_]+)"', text)}
    assert sorted(listed) == sorted(read)


def test_service_files_name_only_variables_that_exist():
    listed = set(re.findall(r"^\| `(MINGHENG_[A-Z_]+)`", PAGE, re.MULTILINE))
    files = [path for path in sorted((ROOT / "deploy").iterdir()) if path.is_file()]
    assert {name for path in files for name in NAME.findall(path.read_text(encoding="utf-8"))} - listed == set()


def test_every_command_that_the_page_names_exists():
    commands = {command.name for command in app.registered_commands if command.name}
    named = set(re.findall(r"mingheng ([a-z]+)\b", PAGE)) | set(
        re.findall(r"bin/mingheng ([a-z]+)", (ROOT / "deploy" / "mingheng.service").read_text(encoding="utf-8"))
    )
    assert named - commands == set()


def test_every_command_that_works_on_a_site_is_on_the_page():
    own = {command.name for command in app.registered_commands if command.callback.__module__.endswith(SITE_MODULES)}
    assert own == set(re.findall(r"mingheng (init|serve|backup|keys|restore|upgrade|verify|export|witness)\b", PAGE))


SITE_MODULES = ("site_founding", "site_serving", "site_saving", "site_audit")
