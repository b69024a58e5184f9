"""The addresses of the site, part by part."""

from __future__ import annotations

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

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include((own, "site"))),
    path("", include("mingheng.accounts.urls")),
    path("organisation/", include("mingheng.organisation.urls")),
    path("people/", include("mingheng.people.urls")),
    path("reminders/", include("mingheng.reminders.urls")),
    path("regulations/", include("mingheng.regulations.urls")),
    path("ledger/", include("mingheng.ledger.urls")),
    path("assignments/", include("mingheng.assignments.urls")),
    path("scores/", include("mingheng.assessment.urls")),
    path("books/", include("mingheng.books.urls")),
    path("feedback/", include("mingheng.feedback.urls")),
    path("audit/", include("mingheng.audit.urls")),
    path("", include("mingheng.api.urls")),
]

handler400 = "mingheng.site.refusals.malformed"
handler404 = "mingheng.site.refusals.not_found"
handler500 = "mingheng.site.refusals.failure"
