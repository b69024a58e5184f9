"""Where the one style sheet is: the site serves it, the static report takes a copy along."""

from __future__ import annotations

from pathlib import Path

STYLE = Path(__file__).parent / "static" / "ui" / "style.css"
