"""The addresses of the feedback."""

from __future__ import annotations

from django.urls import path

from mingheng.feedback import views

app_name = "feedback"
urlpatterns = [
    path("", views.write, name="write"),
    path("received/", views.received, name="received"),
    path("received/<str:remark_id>/", views.answer, name="answer"),
]
