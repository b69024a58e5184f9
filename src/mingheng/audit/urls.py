"""The addresses of the log."""

from __future__ import annotations

from django.urls import path

from mingheng.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.events, name="events"),
    path("events/<int:sequence>/", views.event, name="event"),
    path("events/<int:sequence>/proof.json", views.proof, name="proof"),
    path("head/", views.head, name="head"),
]
