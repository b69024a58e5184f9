"""Addresses of scores."""

from __future__ import annotations

from django.urls import path

from mingheng.assessment import views

app_name = "assessment"
urlpatterns = [
    path("", views.scores, name="scores"),
    path("cycle/", views.cycle, name="cycle"),
    path("cycle/start/", views.start, name="start"),
    path("cycle/ledgers/<slug:kind>/", views.ledger, name="ledger"),
    path("overview/", views.overview, name="overview"),
    path("requirements/", views.requirements, name="requirements"),
    path("<slug:unit>/", views.unit, name="unit"),
    path("<slug:unit>/history/", views.history, name="history"),
    path("<slug:unit>/lines/<slug:line>/", views.line, name="line"),
]
