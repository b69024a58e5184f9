"""Who holds which role, for the security administrator: the list, and one page for each act."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.audit.exports import export_list
from mingheng.organisation.forms.roles import (
    DeputyForm,
    GrantForm,
    HandOverForm,
    HeldRoleForm,
    RevokeForm,
    RolesFilter,
)
from mingheng.organisation.history import holders_everywhere, with_labels
from mingheng.organisation.listed import ROLES
from mingheng.organisation.models import Grant
from mingheng.organisation.roles import SMALL_COMMITTEE, missing_roles, role_label
from mingheng.ui.listing import Listing, conditions_of


def roles(request: Any) -> HttpResponse:
    """All roles that are held or will be, and those that nobody holds."""
    today = clock.today()
    form = RolesFilter(request.GET or None)
    found, show = holders_everywhere(today, **form.wanted()), lambda grants: with_labels(grants, today)
    listing = Listing(request.GET, found, ROLES, title=_("角色"), show=show, told=conditions_of(form))
    if request.method == "POST":
        return export_list(request, listing)
    context = {
        "form": form,
        "listing": listing,
        "missing": [role_label(role) for role in missing_roles(today)],
        "small_committee": SMALL_COMMITTEE,
        "as_of": today,
    }
    return render(request, "organisation/roles.html", context)


def grant(request: Any) -> HttpResponse:
    """Grant a role."""
    form = GrantForm(request.POST if request.method == "POST" else None, initial=request.GET.dict())
    if request.method == "POST" and form.submit(request.actor):
        messages.success(request, _("已授予角色，请通知本人重新登录。"))
        return redirect("organisation:roles")
    return render(request, "organisation/role.html", {"form": form})


def revoke(request: Any, grant_id: int) -> HttpResponse:
    """Revoke a role."""
    return _act(request, grant_id, RevokeForm, _("已撤销角色。"))


def deputy(request: Any, grant_id: int) -> HttpResponse:
    """Name somebody who stands in for the holder."""
    return _act(request, grant_id, DeputyForm, _("已指定代理人，请通知本人重新登录。"))


def hand_over(request: Any, grant_id: int) -> HttpResponse:
    """Let a successor take over."""
    return _act(request, grant_id, HandOverForm, _("已登记交接，请通知双方。"))


def _act(request: Any, grant_id: int, form_class: type[HeldRoleForm], done: str) -> HttpResponse:
    held = get_object_or_404(Grant.objects.select_related("account", "unit"), pk=grant_id)
    form = form_class(request.POST if request.method == "POST" else None, grant=held)
    if request.method == "POST" and form.submit(request.actor):
        messages.success(request, done)
        return redirect("organisation:roles")
    holder, unit_name = with_labels([held], clock.today())[0]
    context = {"form": form, "grant": held, "holder": holder, "unit_name": unit_name}
    return render(request, "organisation/role.html", context)
