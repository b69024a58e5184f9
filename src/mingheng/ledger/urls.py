"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import path

from mingheng.ledger.views import deciding, importing, lists, reading, supporting, writing

app_name = "ledger"
urlpatterns = [
    path("", lists.entries, name="entries"),
    path("new/", lists.choose_unit, name="choose_unit"),
    path("new/<int:unit_id>/<slug:kind>/", writing.new_entry, name="new_entry"),
    path("imports/", importing.imports, name="imports"),
    path("imports/<slug:kind>/template/", importing.template, name="template"),
    path("imports/<slug:kind>/check/", importing.check_sheet, name="check_sheet"),
    path("imports/<slug:kind>/", importing.import_sheet, name="import_sheet"),
    path("waiting/", lists.waiting, name="waiting"),
    path("waiting/accept/", deciding.accept_several, name="accept_several"),
    path("entries/<slug:entry_id>/", reading.entry, name="entry"),
    path("entries/<slug:entry_id>/edit/", writing.edit_entry, name="edit_entry"),
    path("entries/<slug:entry_id>/submit/", writing.submit_entry, name="submit_entry"),
    path("entries/<slug:entry_id>/discard/", deciding.discard_draft, name="discard_draft"),
    path("entries/<slug:entry_id>/correct/", writing.correct_entry, name="correct_entry"),
    path("entries/<slug:entry_id>/accept/", deciding.accept_entry, name="accept_entry"),
    path("entries/<slug:entry_id>/send-back/", deciding.send_back_entry, name="send_back_entry"),
    path("entries/<slug:entry_id>/withdraw/", deciding.withdraw_entry, name="withdraw_entry"),
    path("entries/<slug:entry_id>/evidence/", supporting.add_evidence, name="add_evidence"),
    path("entries/<slug:entry_id>/evidence/<int:evidence_id>/", reading.evidence_file, name="evidence_file"),
    path(
        "entries/<slug:entry_id>/evidence/<int:evidence_id>/remove/",
        supporting.remove_evidence,
        name="remove_evidence",
    ),
]
