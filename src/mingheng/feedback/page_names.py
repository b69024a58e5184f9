"""What is the page called on which something was said? The site names its pages at the start; no content is kept."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.functional import Promise

_names: dict[str, Promise] = {}
"""By route, as the navigation and the help call them."""


def name_pages(names: Mapping[str, Promise]) -> None:
    """Let the pages of these routes, and those below them, go by these names."""
    _names.update(names)


def name_of_page(path: str) -> str:
    """The name of the page, or else of the nearest one above it; empty where none has a name."""
    named = {reverse(route): str(label) for route, label in _names.items()}
    above = [address for address in named if address != "/" and path.startswith(address)]
    return named.get(path) or named.get(max(above, key=len, default=""), "")
