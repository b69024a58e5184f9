"""The addresses of this part: pages about keys, and the interface under api/v1/."""

from __future__ import annotations

from django.urls import URLPattern, include, path

from mingheng.api import views
from mingheng.api.contract import contract

app_name = "api"
# ninja adds a root of its own, at which nothing is.
_endpoints = [one for one in contract.urls[0] if isinstance(one, URLPattern) and one.name != "api-root"]
urlpatterns = [
    path("api-keys/", views.keys, name="keys"),
    path("api-keys/give/", views.give, name="give_key"),
    path("api-keys/guide/", views.guide, name="guide"),
    path("api-keys/<int:key_id>/revoke/", views.revoke, name="revoke_key"),
    path("api/v1/openapi.json", views.openapi, name="openapi"),
    path("api/v1/", include(_endpoints)),
]
