"""Addresses of assignments."""

from __future__ import annotations

from django.urls import path

from mingheng.assignments.views import answering, files, following, giving, lists

app_name = "assignments"
urlpatterns = [
    path("", lists.given, name="given"),
    path("unanswered/", lists.unanswered, name="unanswered"),
    path("inbox/", lists.inbox, name="inbox"),
    path("new/", giving.new, name="new"),
    path("items/<slug:assignment_id>/", giving.assignment, name="assignment"),
    path("items/<slug:assignment_id>/edit/", giving.edit, name="edit"),
    path("items/<slug:assignment_id>/give-out/", giving.give_out, name="give_out"),
    path("items/<slug:assignment_id>/remind/", following.remind_all, name="remind_all"),
    path("items/<slug:assignment_id>/close/", giving.close, name="close"),
    path("items/<slug:assignment_id>/withdraw/", giving.withdraw, name="withdraw"),
    path("items/<slug:assignment_id>/papers/<int:paper_id>/", files.paper, name="paper"),
    path("items/<slug:assignment_id>/reminder-letter/", files.reminder_letter, name="reminder_letter"),
    path("items/<slug:assignment_id>/supervision-form/", files.supervision_form, name="supervision_form"),
    path("recipients/<int:recipient_id>/", answering.recipient, name="recipient"),
    path("recipients/<int:recipient_id>/receive/", answering.receive, name="receive"),
    path("recipients/<int:recipient_id>/reply/", answering.reply, name="reply"),
    path("recipients/<int:recipient_id>/recall/", answering.recall, name="recall"),
    path("recipients/<int:recipient_id>/pass-on/", answering.pass_on, name="pass_on"),
    path("recipients/<int:recipient_id>/accept/", following.accept, name="accept"),
    path("recipients/<int:recipient_id>/send-back/", following.send_back, name="send_back"),
    path("recipients/<int:recipient_id>/release/", following.release, name="release"),
    path("recipients/<int:recipient_id>/remind/", following.remind, name="remind"),
    path("recipients/<int:recipient_id>/papers/<int:paper_id>/", files.recipient_paper, name="recipient_paper"),
]
