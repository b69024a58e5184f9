"""Addresses of the ledger."""

from __future__ import annotations

from django.urls import URLPattern, path

from mingheng.ledger.views import (
    closing,
    deciding,
    exporting,
    importing,
    lists,
    reading,
    registers,
    supporting,
    typing,
    verifying,
    writing,
)


def _working(place: str, prefix: str) -> list[URLPattern]:
    """Working on an entry that is there: for the clerks, and below `office/` for the 工委."""
    entry = f"{place}entries/<slug:entry_id>"
    return [
        path(f"{entry}/edit/", writing.edit_entry, name=f"{prefix}edit_entry"),
        path(f"{entry}/correct/", writing.correct_entry, name=f"{prefix}correct_entry"),
        path(f"{entry}/typed/", typing.keep_typed, name=f"{prefix}keep_typed"),
        path(f"{entry}/submit/", writing.submit_entry, name=f"{prefix}submit_entry"),
        path(f"{entry}/recall/", writing.recall_entry, name=f"{prefix}recall_entry"),
        path(f"{entry}/discard/", deciding.discard_draft, name=f"{prefix}discard_draft"),
        path(f"{entry}/evidence/", supporting.add_evidence, name=f"{prefix}add_evidence"),
        path(
            f"{entry}/evidence/<int:evidence_id>/remove/",
            supporting.remove_evidence,
            name=f"{prefix}remove_evidence",
        ),
    ]


app_name = "ledger"
urlpatterns = [
    path("", lists.entries, name="entries"),
    path("registers/", registers.registers, name="registers"),
    path("new/", registers.choose_unit, name="choose_unit"),
    path("new/<int:unit_id>/<slug:kind>/", writing.new_entry, name="new_entry"),
    path("new/<int:unit_id>/<slug:kind>/typed/", typing.keep_new, name="keep_new"),
    path("office/new/", registers.office_choose_unit, name="office_choose_unit"),
    path("office/new/<int:unit_id>/<slug:kind>/", writing.new_entry, name="office_new_entry"),
    path("office/new/<int:unit_id>/<slug:kind>/typed/", typing.keep_new, name="office_keep_new"),
    *_working("office/", "office_"),
    path("imports/", importing.imports, name="imports"),
    path("imports/<slug:kind>/template/", importing.template, name="template"),
    path("imports/<slug:kind>/check/", importing.check_sheet, name="check_sheet"),
    path("imports/<slug:kind>/marked/", importing.marked_sheet, name="marked_sheet"),
    path("imports/<slug:kind>/", importing.import_sheet, name="import_sheet"),
    path("exports/", exporting.exports, name="exports"),
    path("exports/file/", exporting.export, name="export"),
    path("waiting/", lists.waiting, name="waiting"),
    path("waiting/accept/", deciding.accept_several, name="accept_several"),
    path("waiting/send-back/", deciding.send_back_several, name="send_back_several"),
    path("samples/", verifying.samples, name="samples"),
    path("samples/<int:sample_id>/", verifying.sample, name="sample"),
    path("closing-days/", closing.closing_days, name="closing_days"),
    path("closing-days/<int:rule_id>/end/", closing.end_closing_day, name="end_closing_day"),
    path("entries/<slug:entry_id>/", reading.entry, name="entry"),
    *_working("", ""),
    path("entries/<slug:entry_id>/accept/", deciding.accept_entry, name="accept_entry"),
    path("entries/<slug:entry_id>/send-back/", deciding.send_back_entry, name="send_back_entry"),
    path("entries/<slug:entry_id>/withdraw/", deciding.withdraw_entry, name="withdraw_entry"),
    path("entries/<slug:entry_id>/verify/", verifying.verify_entry, name="verify_entry"),
    path("entries/<slug:entry_id>/doubts/<int:verification_id>/", verifying.answer_doubt, name="answer_doubt"),
    path("entries/<slug:entry_id>/evidence/<int:evidence_id>/", reading.evidence_file, name="evidence_file"),
]
