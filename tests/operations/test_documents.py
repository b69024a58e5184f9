"""The pages on operations name every setting and every command, and nothing else; the service files name real options."""

import re
from pathlib import Path

import pytest

from mingheng.commandline.application import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = {name: (ROOT / "docs" / name).read_text(encoding="utf-8") for name in ("operations.md", "operations.zh-CN.md")}
NAME = re.compile(r"\bMINGHENG_[A-Z_]+\b")
READ_FROM = ("settings.py", "operations/connection.py", "operations/outgoing.py")
SERVICE_FILES = ("mingheng.service", "mingheng-backup.service", "mingheng-remind.service")


@pytest.mark.parametrize("page", PAGES)
def test_the_table_names_exactly_the_variables_that_the_settings_read(page):
    listed = re.findall(r"^\| `(MINGHENG_[A-Z_]+)`", PAGES[page], re.MULTILINE)
    sources = [(ROOT / "src/mingheng/site" / name).read_text(encoding="utf-8") for name in READ_FROM]
    read = {name for text in sources for name in re.findall(r'"(MINGHENG_[A-Z_]+)"', text)}
    assert sorted(listed) == sorted(read)


def test_service_files_name_only_variables_that_exist():
    listed = set(re.findall(r"^\| `(MINGHENG_[A-Z_]+)`", PAGES["operations.md"], re.MULTILINE))
    files = [path for path in sorted((ROOT / "deploy").iterdir()) if path.is_file()]
    assert {name for path in files for name in NAME.findall(path.read_text(encoding="utf-8"))} - listed == set()


def test_service_files_name_only_commands_that_exist():
    commands = {command.name for command in app.registered_commands if command.name}
    files = [(ROOT / "deploy" / name).read_text(encoding="utf-8") for name in SERVICE_FILES]
    assert {name for text in files for name in re.findall(r"bin/mingheng ([a-z]+)", text)} - commands == set()


@pytest.mark.parametrize("page", PAGES)
def test_the_page_names_exactly_the_commands_that_work_on_a_site(page):
    own = {command.name for command in app.registered_commands if ".site_" in command.callback.__module__}
    assert set(re.findall(r"mingheng ([a-z]+)\b", PAGES[page])) == own - {"demo"}
