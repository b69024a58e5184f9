"""The help texts: one fragment for each page, written beside it, and all of them together."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.functional import Promise

from mingheng.site.frame import GROUPS, may_open


@dataclass(frozen=True, slots=True)
class HelpText:
    """The help of one page."""

    label: Promise
    html: str
    """Rendered by our own templates, and so safe."""


def help_template(route: str) -> str:
    """Where the help of a route stands: `<part>/help/<name>.html`."""
    part, name = route.split(":")
    return f"{part}/help/{name}.html"


def help_fragments(request: HttpRequest) -> list[HelpText]:
    """The help of the pages in the navigation that this account may open."""
    items = [item for _, group in GROUPS for item in group if may_open(request, item.route)]
    return [HelpText(item.label, text) for item in items if (text := _rendered(help_template(item.route)))]


def _rendered(name: str) -> str:
    try:
        return get_template(name).render()
    except TemplateDoesNotExist:
        return ""
