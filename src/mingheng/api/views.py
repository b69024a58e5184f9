"""The pages about keys: the list, giving one, revoking one, and the description of the interface to read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mingheng.api.description import description
from mingheng.api.domain import give_key, revoke_key
from mingheng.api.forms import KeyForm, RevokeForm
from mingheng.api.listed import KEYS
from mingheng.api.models import ApiKey
from mingheng.api.queries import all_keys, key_rows
from mingheng.api.reading import chapters
from mingheng.audit.changes import Outdated
from mingheng.audit.exports import export_list
from mingheng.ui.listing import Listing


def keys(request: Any) -> HttpResponse:
    """All keys that were given, the newest first."""
    words = request.GET.get("q", "").strip()
    told = [_("系统或组织：{words}").format(words=words)] if words else []
    listing = Listing(request.GET, all_keys(words), KEYS, title=_("接口密钥"), show=key_rows, told=told)
    if request.method == "POST":
        return export_list(request, listing)
    return render(request, "api/keys.html", {"listing": listing, "words": words})


def give(request: Any) -> HttpResponse:
    """Give a key. Its text stands in the answer itself, because it is kept nowhere."""
    form = KeyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        key, text = give_key(**form.cleaned_data, by=request.actor)
        return render(request, "api/given.html", {"row": key_rows([key])[0], "text": text})
    return render(request, "api/give_key.html", {"form": form})


def revoke(request: Any, key_id: int) -> HttpResponse:
    """Take a key away."""
    key = get_object_or_404(ApiKey.objects.select_related("unit"), pk=key_id)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            revoke_key(key, reason=form.cleaned_data["reason"], by=request.actor)
        except Outdated as outdated:
            form.add_error(None, str(outdated))
        else:
            messages.success(request, _("密钥已撤销，下一次请求起无效。"))
            return redirect("api:keys")
    return render(request, "api/revoke_key.html", {"form": form, "row": key_rows([key])[0]})


def guide(request: Any) -> HttpResponse:
    """The description of the interface, to be read by people."""
    return render(request, "api/guide.html", {"chapters": chapters()})


def openapi(_request: Any) -> JsonResponse:
    """The same for programs."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})
