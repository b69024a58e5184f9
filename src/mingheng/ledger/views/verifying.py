"""The verdicts of the 工委 on an entry's page, the unit's answer, and the samples."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingheng import clock
from mingheng.audit.changes import Outdated
from mingheng.audit.exports import export_list
from mingheng.ledger import domain
from mingheng.ledger.listed import SAMPLES
from mingheng.ledger.models import Entry, Sample, Verdict, Verification
from mingheng.ledger.queries import rows_of
from mingheng.ledger.record_kinds import kind_of
from mingheng.ledger.sampling import draw, progress_of, sample_rows, size_of
from mingheng.ledger.verification_forms import AnswerForm, SampleForm, VerdictForm
from mingheng.ledger.views.deciding import decided_page
from mingheng.ledger.views.reading import entry_context
from mingheng.organisation.naming import UnitNames
from mingheng.organisation.queries import units_named, within
from mingheng.ui.listing import Listing

_TOLD = {
    Verdict.TRUE: gettext_lazy("工委已作结论：核实"),
    Verdict.DOUBTED: gettext_lazy("已标为存疑，等单位答复以后再作结论"),
    Verdict.UNTRUE: gettext_lazy("工委已作结论：不实"),
}


def verify_entry(request: Any, entry_id: str) -> HttpResponse:
    """Give a verdict, and show what follows from it."""
    entry = get_object_or_404(Entry.objects.select_related("unit"), pk=entry_id)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _unsaved(request, entry, form, _("没有保存：请选择核实意见，说明不超过500字。"))
    said = form.cleaned_data
    sample = Sample.objects.filter(pk=said["sample"], entries__entry=entry).first()
    words = {name: said[name] for name in ("note", "own_unit_reason", "read_at")}
    try:
        changes = domain.verify(entry, Verdict(said["verdict"]), sample=sample, by=request.actor, **words)
    except (Outdated, domain.NotNow) as refusal:
        return _unsaved(request, entry, form, str(refusal))
    title = str(_TOLD[Verdict(said["verdict"])])
    if changes:
        return decided_page(request, [entry], {entry.pk: changes}, title=title)
    messages.success(request, title)
    return redirect("ledger:sample", sample.pk) if sample else redirect("ledger:entry", entry.pk)


def _unsaved(request: Any, entry: Entry, form: VerdictForm, why: str) -> HttpResponse:
    """The entry's page as it is now, with what was chosen and typed, and the way back to the sample."""
    form.add_error(None, why)
    context = entry_context(request, entry, verdict_form=form) | {"help_template": "ledger/help/entry.html"}
    note = form["note"].value()
    lost = "" if context["can_verify"] or not note else _("您写的说明：") + note
    messages.error(request, why + lost)
    return render(request, "ledger/entry.html", context, status=422)


def answer_doubt(request: Any, entry_id: str, verification_id: int) -> HttpResponse:
    """Keep what the unit says to a doubt."""
    found = Verification.objects.select_related("entry_version__entry__unit")
    verification = get_object_or_404(found, pk=verification_id, entry_version__entry=entry_id)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有答复：请写明情况，不超过1000字。"))
        return redirect("ledger:entry", entry_id)
    try:
        domain.answer_doubt(verification, **form.cleaned_data, by=request.actor)
    except (Outdated, domain.NotNow) as refusal:
        messages.error(request, f"{refusal}{_('您写的情况：')}{form.cleaned_data['answer']}")
    else:
        messages.success(request, _("已答复，工委会据此核实。"))
    return redirect("ledger:entry", entry_id)


def samples(request: Any) -> HttpResponse:
    """The samples drawn so far, and the form that draws one."""
    if request.method == "POST" and "export" in request.POST:
        return export_list(request, _drawn(request))
    day = clock.today()
    initial = {"starts_on": day.replace(month=1, day=1), "ends_on": day}
    is_drawn = request.method == "POST"
    form = SampleForm(request.reach, day, request.POST if is_drawn else None, initial=initial)
    if is_drawn and form.is_valid():
        said = form.cleaned_data
        try:
            sample = domain.draw_sample(
                said["unit"],
                form.frame(),
                wanted=said["wanted"],
                share=said["share"],
                seed=said["seed"],
                by=request.actor,
            )
        except domain.NotNow as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("ledger:sample", sample.pk)
    words = request.GET.get("q", "").strip()
    return render(request, "ledger/samples.html", {"form": form, "listing": _drawn(request), "words": words})


def _drawn(request: Any) -> Listing:
    """The samples, newest first; of units whose names hold the words."""
    words = request.GET.get("q", "").strip()
    kept = Sample.objects.filter(within(request.reach))
    if words:
        kept = kept.filter(unit__in=units_named(words))
    told = [_("范围：{words}").format(words=words)] if words else []
    found = kept.select_related("unit").order_by("-pk")
    return Listing(request.GET, found, SAMPLES, title=_("抽样核实"), show=sample_rows, told=told)


def sample(request: Any, sample_id: int) -> HttpResponse:
    """What was drawn, how far it is, and that the same seed draws the same entries."""
    found = get_object_or_404(Sample.objects.select_related("unit"), pk=sample_id)
    drawn = list(found.entries.select_related("entry__unit").order_by("pk"))
    pool = json.loads(found.pool)
    anew = draw(found.seed, pool, size_of(pool, wanted=found.wanted, share=found.share))
    count, done, doubted = progress_of([found])[found.pk]
    context = {
        "sample": found,
        "unit_name": UnitNames([found.unit_id]).on(found.unit_id),
        "kinds": [kind_of(code).title for code in found.kinds.split(",") if code],
        "pool_size": sum(map(len, pool.values())),
        "subject_count": len(pool),
        "rows": rows_of([one.entry for one in drawn]),
        "count": count,
        "done": done,
        "doubted": doubted,
        "is_same": anew == [one.entry_id for one in drawn],
    }
    return render(request, "ledger/sample.html", context)
