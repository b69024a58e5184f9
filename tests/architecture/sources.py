"""Which files are the project's own, and how Python files among them are read."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("src", "bench", "tests")
_SKIPPED_FOLDERS = {"__pycache__", "build", "dist", "htmlcov", "output"}


def project_files() -> Iterator[Path]:
    """Every file a checkout holds, as far as names can tell: no environments, caches or products."""
    for path in sorted(ROOT.iterdir()):
        if path.is_file() and path.name != ".coverage":
            yield path
        elif path.is_dir() and path.name not in _SKIPPED_FOLDERS and (path.name[0] != "." or path.name == ".ci"):
            yield from _files_below(path)


def _files_below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.is_file():
            yield path
        elif path.name not in _SKIPPED_FOLDERS and not path.name.endswith(".egg-info"):
            yield from _files_below(path)


def python_files() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".py" and named(path).startswith(CODE_FOLDERS)]


def documents() -> list[Path]:
    return [path for path in project_files() if path.suffix == ".md"]


def named(path: Path) -> str:
    """The path as people write it: from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=named(path))
