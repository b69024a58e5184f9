"""Where the content is: record kinds, bundled rulebooks and the values of regulations.

In a checkout they stand at the root of the repository; an installed package carries them in its folder `content`.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def content_folder(name: str) -> Path:
    """The folder `kinds`, `mappings`, `rulebooks` or `regulations`."""
    installed = _PACKAGE / "content" / name
    return installed if installed.is_dir() else _PACKAGE.parent.parent / name


def kinds_folder() -> Path:
    """The record kinds."""
    return content_folder("kinds")


def mappings_folder() -> Path:
    """How the files of other systems are read as records."""
    return content_folder("mappings")


def regulations_folder() -> Path:
    """The values of the regulations in force, a file for each document."""
    return content_folder("regulations")


def bundled_rulebooks() -> dict[str, Path]:
    """The folders of the bundled rulebooks, by id."""
    return {path.name: path for path in sorted(content_folder("rulebooks").iterdir()) if path.is_dir()}


def find_rulebook(name: str) -> Path | None:
    """The folder that a path or the id of a bundled rulebook names."""
    path = Path(name)
    return path if path.is_dir() else bundled_rulebooks().get(name)
