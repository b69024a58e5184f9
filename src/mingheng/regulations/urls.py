"""The addresses of the regulations."""

from __future__ import annotations

from django.urls import path

from mingheng.regulations import views

app_name = "regulations"
urlpatterns = [path("", views.parameters, name="parameters")]
