"""The addresses of the site, part by part."""

from __future__ import annotations

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from mingheng.site import views

own: list[URLPattern] = [
    path("", views.start, name="start"),
    path("help/", views.help_pages, name="help"),
    path("administration/", views.administration, name="administration"),
]
if settings.MINGHENG_DEMO:
    own.append(path("demo/<slug:username>/", views.demo_role, name="demo_role"))

PARTS = {
    "": "accounts",
    "organisation/": "organisation",
    "people/": "people",
    "regulations/": "regulations",
    "ledger/": "ledger",
    "scores/": "assessment",
    "audit/": "audit",
}
urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own, "site"))),
    *(path(at, include(f"mingheng.{part}.urls")) for at, part in PARTS.items() if find_spec(f"mingheng.{part}.urls")),
]
