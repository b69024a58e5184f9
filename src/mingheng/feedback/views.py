"""意见反馈: write a remark and see one's own with their answers; read and answer those of others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mingheng.audit.changes import Outdated
from mingheng.audit.exports import export_list
from mingheng.feedback.domain import answer_remark, send_remark
from mingheng.feedback.forms import AnswerForm, ReceivedFilter, RemarkForm
from mingheng.feedback.listed import REMARKS
from mingheng.feedback.models import Remark, Topic
from mingheng.feedback.page_names import name_of_page
from mingheng.feedback.permissions import topics_of
from mingheng.feedback.queries import opened, remarks_of, remarks_on
from mingheng.feedback.sealed import answer_of
from mingheng.policy import Role
from mingheng.ui.listing import Listing, conditions_of

PAGE = 20


def write(request: Any) -> HttpResponse:
    """The form, and below it what one has said before."""
    form = RemarkForm(request.POST or None, initial={"page": request.GET.get("page", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        send_remark(request.account, Topic(said["topic"]), said["words"], page=said["page"], by=request.actor)
        messages.success(request, _("意见已送出。答复以后会出现在这一页，首页也会提示。"))
        return redirect("feedback:write")
    page = Paginator(remarks_of(request.account), PAGE).get_page(request.GET.get("p"))
    context = {
        "form": form,
        "page": page,
        "page_name": name_of_page(form["page"].value() or ""),
        "remarks": opened(page),
        "answers": bool(_topics(request)),
    }
    return render(request, "feedback/write.html", context, status=422 if form.errors else 200)


def received(request: Any) -> HttpResponse:
    """What was said on the topics of this account's roles, what waits first."""
    topics = _topics(request)
    form = ReceivedFilter(topics, request.GET)
    found, told = remarks_on(topics, **form.wanted()), conditions_of(form)
    listing = Listing(request.GET, found, REMARKS, title=_("收到的意见"), show=opened, told=told)
    if request.method == "POST":
        return export_list(request, listing)
    context = {"listing": listing, "form": form, "is_filtered": bool(form.wanted())}
    return render(request, "feedback/received.html", context)


def answer(request: Any, remark_id: str) -> HttpResponse:
    """One remark, and the form of its answer. A remark on somebody else's topic is not there."""
    remark = Remark.objects.filter(pk=remark_id, topic__in=_topics(request)).select_related("account").first()
    if remark is None:
        raise Http404
    begun = {"read_at": remark.version, "words": answer_of(remark)}
    form = AnswerForm(request.POST or None, initial=begun)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["words"] == begun["words"]:
            return redirect("feedback:received")
        try:
            answer_remark(remark, **form.cleaned_data, by=request.actor)
        except Outdated:
            return _answered_meanwhile(request, remark_id, form.cleaned_data["words"])
        else:
            messages.success(request, _("已答复，提出人会看到。"))
            return redirect("feedback:received")
    return _answer_page(request, remark_id, form)


def _answered_meanwhile(request: Any, remark_id: str, words: str) -> HttpResponse:
    """Somebody else's answer above, what was typed below it, to be sent again or not."""
    form = AnswerForm({"read_at": Remark.objects.get(pk=remark_id).version, "words": words})
    form.add_error(None, _("刚刚已有别人答复，您写的没有保存，还在下面。请先看上面的答复，再决定是否改写。"))
    return _answer_page(request, remark_id, form)


def _answer_page(request: Any, remark_id: str, form: AnswerForm) -> HttpResponse:
    remark = Remark.objects.select_related("account").get(pk=remark_id)
    (said,) = opened([remark])
    context = {"form": form, "remark": remark, "said": said}
    return render(request, "feedback/answer.html", context, status=422 if form.errors else 200)


def _topics(request: Any) -> list[Topic]:
    return topics_of(Role(grant.role) for grant in request.grants)
