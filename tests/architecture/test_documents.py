"""What the documents say about files, commands and words is true."""

import inspect
import re
import tomllib
from pathlib import Path

import pytest

from tests.architecture.glossary import identifiers, rows
from tests.architecture.sources import ROOT, documents, named, project_files

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE_SPAN = re.compile(r"`[^`\n]+`")
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
MAKE_COMMAND = re.compile(r"(?:^|\s|`)make ([a-z][a-z-]*)")
MACHINE_PATHS = (
    re.compile(r"/(?<![\w.:/-]/)(?:work|root|home|Users|tmp)/[\w.]"),
    re.compile(r"shared/(?<![\w-]shared/)"),
)
"""Each begins with what is searched for, and looks back from there: so it is quick."""


@pytest.mark.parametrize("document", documents(), ids=named)
def test_every_internal_link_leads_somewhere(document: Path):
    targets = LINK.findall(CODE_SPAN.sub("", FENCE.sub("", _text(document))))
    internal = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in internal if not _leads_somewhere(document, target)] == []


@pytest.mark.parametrize("document", documents(), ids=named)
def test_every_make_command_exists(document: Path):
    targets = re.findall(r"^([a-z][a-z-]*):", _text(ROOT / "Makefile"), re.MULTILINE)
    code = "\n".join(FENCE.findall(_text(document)) + CODE_SPAN.findall(_text(document)))
    assert set(MAKE_COMMAND.findall(code)) - set(targets) == set()


def test_readme_and_its_twin_name_the_same_commands_and_files():
    english, chinese = (_text(ROOT / name) for name in ("README.md", "README.zh-CN.md"))
    assert _mentions(english) == _mentions(chinese)


def test_no_file_names_a_path_of_the_machine_it_was_written_on():
    files = [path for path in project_files() if not named(path).startswith("tests/")]
    assert [named(path) for path in files if any(one.search(_text(path)) for one in MACHINE_PATHS)] == []


def test_every_public_class_of_scoring_has_a_row_in_the_glossary():
    scoring = pytest.importorskip("mingheng.scoring", exc_type=ImportError)
    classes = {name for name in scoring.__all__ if inspect.isclass(getattr(scoring, name))}
    assert classes - identifiers() == set()


def test_every_term_of_the_glossary_stands_in_one_row():
    terms = [term.strip() for row in rows() for term in row["中文"].split("/")]
    names = [name for row in rows() for name in re.findall(r"`([^`]+)`", row["identifier"])]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_decisions_are_numbered_without_gaps_and_listed():
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    index = _text(ROOT / "docs" / "README.md")
    assert [page.name for page in pages if f"(decisions/{page.name})" not in index] == []


def test_every_page_is_listed_once():
    listed = re.findall(r"^\| \[[^\]]+\]\(([\w.-]+\.md)\)", _text(ROOT / "docs" / "README.md"), re.MULTILINE)
    assert sorted(listed) == sorted(page.name for page in (ROOT / "docs").glob("*.md") if page.name != "README.md")


def test_every_dependency_has_its_line():
    page = _text(ROOT / "docs" / "dependencies.md")
    project = tomllib.loads(_text(ROOT / "pyproject.toml"))
    groups = [project["project"]["dependencies"], *project["project"]["optional-dependencies"].values()]
    required = [*project["build-system"]["requires"], *(item for group in groups for item in group)]
    names = {re.match(r"[A-Za-z0-9-]+", item)[0] for item in required} - {"mingheng"}
    assert {name for name in names if f"\n| {name} |" not in page} == set()


def _leads_somewhere(document: Path, target: str) -> bool:
    path, _, heading = target.partition("#")
    found = (document.parent / path).resolve() if path else document
    if not found.exists():
        return False
    return not heading or heading in {_anchor(line) for line in re.findall(r"^#+ (.*)$", _text(found), re.MULTILINE)}


def _anchor(heading: str) -> str:
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def _mentions(readme: str) -> list[str]:
    links = [target for target in LINK.findall(readme) if not target.startswith("README")]
    return sorted({link.replace(".zh-CN", "") for link in links} | {*MAKE_COMMAND.findall(readme)})


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")
