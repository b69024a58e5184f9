"""The addresses of persons, of the warnings on size, and of the registers that are brought along."""

from __future__ import annotations

from django.urls import path

from mingheng.people import import_views, views

app_name = "people"
urlpatterns = [
    path("", views.members, name="members"),
    path("units/<int:unit_id>/", views.members_of_unit, name="members_of_unit"),
    path("units/<int:unit_id>/add/", views.add, name="add"),
    path("sizes/", views.sizes, name="sizes"),
    path("persons/<str:person_id>/", views.person, name="person"),
    path("persons/<str:person_id>/correct/", views.correct, name="correct"),
    path("persons/<str:person_id>/join/", views.join, name="join"),
    path("persons/<str:person_id>/leave/", views.leave, name="leave"),
    path("persons/<str:person_id>/transfer/", views.transfer, name="transfer"),
    path("persons/<str:person_id>/full/", views.become_full, name="become_full"),
    path("persons/<str:person_id>/posts/", views.add_post, name="add_post"),
    path("persons/<str:person_id>/posts/<int:post_id>/end/", views.end_post, name="end_post"),
    path("persons/<str:person_id>/reveal/", views.reveal, name="reveal"),
    path("imports/", import_views.imports, name="imports"),
    path("imports/<str:register>/template/", import_views.template, name="template"),
    path("imports/<str:register>/check/", import_views.check_sheet, name="check_sheet"),
    path("imports/<str:register>/", import_views.import_sheet, name="import_sheet"),
]
