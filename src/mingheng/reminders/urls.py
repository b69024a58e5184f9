"""The addresses of the reminders."""

from __future__ import annotations

from django.urls import path

from mingheng.reminders import views

app_name = "reminders"
urlpatterns = [
    path("", views.todo, name="todo"),
    path("told/", views.told, name="told"),
    path("plan/", views.plan, name="plan"),
    path("own/", views.own, name="own"),
    path("own/email/", views.enter_email, name="enter_email"),
    path("own/email/confirm/", views.confirm_email, name="confirm_email"),
    path("own/email/drop/", views.drop_email, name="drop_email"),
    path("own/calendar/", views.open_feed, name="open_feed"),
    path("own/calendar/close/", views.close_feed, name="close_feed"),
    path("calendar/<str:token>.ics", views.feed, name="feed"),
]
