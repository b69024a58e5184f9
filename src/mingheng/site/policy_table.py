"""Every policy row of the site, by route and method. A route without a row stops the start, and so does the reverse."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.core.checks import CheckMessage, Error
from django.urls import URLPattern, URLResolver, get_resolver

from mingheng.policy import PolicyRow

METHODS = ("GET", "POST", "PUT")
"""Pages are asked with the first two, HEAD being a GET; only the interface for systems has rows with the third."""


@lru_cache(maxsize=1)
def policy_table() -> dict[tuple[str, str], PolicyRow]:
    """All rows by route and method. ValueError for a row that stands twice."""
    table: dict[tuple[str, str], PolicyRow] = {}
    for one in _declared():
        if table.setdefault((one.route, one.method), one) is not one:
            raise ValueError(f"two policy rows for {one.method} {one.route}")
    return table


def _declared() -> Iterator[PolicyRow]:
    for app in apps.get_app_configs():
        module = f"{app.name}.permissions"
        if app.name.startswith("mingheng.") and find_spec(module):
            yield from getattr(import_module(module), "POLICY", [])


def methods_of(route: str) -> list[str]:
    """The methods that the route takes."""
    return [method for method in METHODS if (route, method) in policy_table()]


def routes() -> list[str]:
    """Every named route of the site, as `part:name`."""
    return sorted(set(_routes(get_resolver().url_patterns, "")))


def _routes(patterns: Iterable[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name}"


def check_policy(**_: object) -> list[CheckMessage]:
    """Django's system check: routes and rows must match."""
    known = set(routes())
    named = {route for route, _ in policy_table()}
    problems: list[CheckMessage] = []
    problems += [Error(f"route {route} has no policy row", id="mingheng.E001") for route in sorted(known - named)]
    problems += [Error(f"policy row for unknown route {route}", id="mingheng.E002") for route in sorted(named - known)]
    return problems
