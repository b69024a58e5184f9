"""The addresses of the organisation."""

from __future__ import annotations

from django.urls import path

from mingheng.organisation.views import reorganisation, roles, tree

app_name = "organisation"
urlpatterns = [
    path("", tree.tree, name="tree"),
    path("units/<int:unit_id>/", tree.unit, name="unit"),
    path("units/<int:unit_id>/found/", reorganisation.found, name="found"),
    path("units/<int:unit_id>/rename/", reorganisation.rename, name="rename"),
    path("units/<int:unit_id>/move/", reorganisation.move, name="move"),
    path("units/<int:unit_id>/class/", reorganisation.reclass, name="reclass"),
    path("units/<int:unit_id>/kind/", reorganisation.change_kind, name="change_kind"),
    path("units/<int:unit_id>/merge/", reorganisation.merge, name="merge"),
    path("units/<int:unit_id>/split/", reorganisation.split, name="split"),
    path("units/<int:unit_id>/close/", reorganisation.close, name="close"),
    path("roles/", roles.roles, name="roles"),
    path("roles/grant/", roles.grant, name="grant"),
    path("roles/<int:grant_id>/revoke/", roles.revoke, name="revoke"),
    path("roles/<int:grant_id>/deputy/", roles.deputy, name="deputy"),
    path("roles/<int:grant_id>/hand-over/", roles.hand_over, name="hand_over"),
]
