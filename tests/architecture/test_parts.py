"""How the parts of the site are built inside, and what they may know of each other."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, named, tree_of

SOURCE = ROOT / "src" / "mingheng"
PARTS = (
    "vault", "audit", "accounts", "organisation", "regulations", "reminders", "people", "facts", "ledger", "assessment",
    "assignments", "books", "feedback", "api", "site",
)  # fmt: skip
IN_IMPORT_ORDER = (
    "site", "api", "feedback", "assignments", "assessment", "ledger", "facts", "people", "reminders", "organisation",
    "accounts", "audit",
)  # fmt: skip
"""The parts with tables; a foreign key points to the same part or to one further right."""

OWN_BUSINESS = {"views", "urls", "forms", "import_views"}
"""What no other part imports: it is how a part meets the browser."""

LAYERS = (
    {"views", "import_views", "urls", "templatetags"},
    {"forms"},
    {"domain", "imports", "passes", "live", "explanation"},
    {"queries", "permissions", "pages"},
    {"models"},
)
"""From the entry points down to the tables; a module imports none of a layer above its own."""

MOST_LINES_OF_A_TEMPLATE = 150
MOST_LINES_OF_SETTINGS = 250


def _modules(part: str) -> list[Path]:
    return [path for path in sorted((SOURCE / part).rglob("*.py")) if "migrations" not in path.parts]


def _imported(path: Path) -> Iterator[tuple[str, str]]:
    """The part and the module within it of every import of ours, also of those inside functions."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("mingheng."):
            steps = (node.module or "").split(".")[1:]
            if len(steps) == 1:
                yield from ((steps[0], alias.name) for alias in node.names)
            else:
                yield steps[0], steps[1]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_imports_nothing_of_another_that_meets_the_browser(part: str):
    found = [
        f"{named(path)}: {other}.{module}"
        for path in _modules(part)
        for other, module in _imported(path)
        if other in PARTS and other != part and module in OWN_BUSINESS
    ]
    # The site's own pages and commands stand above all parts; the founding checks names as the form does.
    assert [one for one in found if one != "src/mingheng/site/operations/founding.py: accounts.forms"] == []


@pytest.mark.parametrize("part", PARTS)
def test_inside_a_part_nothing_imports_what_stands_above_it(part: str):
    found = []
    for path in _modules(part):
        own = path.relative_to(SOURCE / part).parts[0].removesuffix(".py")
        level = next((index for index, layer in enumerate(LAYERS) if own in layer), None)
        if level is None:
            continue
        above = set().union(*LAYERS[:level])
        found += [f"{named(path)}: {module}" for other, module in _imported(path) if other == part and module in above]
    assert found == []


def test_foreign_keys_point_to_the_same_part_or_further_right():
    apps = pytest.importorskip("django.apps").apps
    order = {name: place for place, name in enumerate(IN_IMPORT_ORDER)}
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in order
        for field in model._meta.concrete_fields
        if field.remote_field and order[field.remote_field.model._meta.app_label] < order[model._meta.app_label]
    ]
    assert wrong == []


def test_no_template_is_longer_than_a_screen_or_two():
    long = [
        path for path in SOURCE.rglob("*.html") if len(path.read_text("utf-8").splitlines()) > MOST_LINES_OF_A_TEMPLATE
    ]
    assert [named(path) for path in long] == []


def test_settings_stay_small_and_hold_infrastructure_only():
    assert len((SOURCE / "site" / "settings.py").read_text("utf-8").splitlines()) <= MOST_LINES_OF_SETTINGS
