"""The gate: asks the policy before any view runs.

No row: refused. Signed out: to the sign-in page. A place that is absent and one that is out of reach look the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.accounts.session_rows import is_fresh
from mingheng.api.admission import admit
from mingheng.api.problems import answer_to, is_for_systems, wrong_method
from mingheng.audit.changes import Outdated
from mingheng.organisation.models import Grant
from mingheng.organisation.queries import grants_of
from mingheng.organisation.reach import Reach
from mingheng.organisation.roles import actor_for, role_label
from mingheng.organisation.standing import fitting_grants
from mingheng.policy import Audience, Place, PolicyRow, Role
from mingheng.site.policy_table import methods_of, policy_table

Answer = HttpResponse | None
"""None lets the request pass."""


class Gate:
    """Middleware that lets a request pass or answers it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        """Pass on; the gate itself stands before the view."""
        request.reach, request.place, request.grants = None, None, []
        if request.account is not None:
            request.grants = grants_of(request.account)
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., HttpResponse], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Answer:
        """Find the row and ask it. Http404 where nothing may be known."""
        del view, args
        route = request.resolver_match.view_name
        method = "GET" if request.method == "HEAD" else request.method
        row = policy_table().get((route, method))
        if row is None:
            allowed = methods_of(route)
            if not allowed:
                raise Http404
            return no_such_method(request, allowed)
        if row.audience is Audience.ANYONE:
            return None
        if row.audience is Audience.SYSTEM:
            return admit(request, row, kwargs)
        if request.account is None:
            return to_sign_in(request)
        if row.fresh and not is_fresh(request.session_row):
            return HttpResponseRedirect(f"{reverse('accounts:confirm')}?{urlencode({'next': way_back(request)})}")
        return ask_roles(request, row, kwargs) if row.audience is Audience.ROLES else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> Answer:
        """Somebody was faster, and the view has no page of its own for that."""
        if isinstance(exception, Outdated):
            return render(request, "409.html", {"why": str(exception)}, status=409)
        return None


def ask_roles(request: Any, row: PolicyRow, kwargs: Mapping[str, Any]) -> Answer:
    """Let those pass whose role stands in the row, in the right relation to the place and the right state of it."""
    place = row.door(kwargs) if row.door else None
    if row.door and place is None:
        raise Http404
    fitting = _fitting(request.grants, row, place)
    if not fitting:
        if place:
            raise Http404
        return refuse(request, row)
    if place and row.states and place.state not in row.states:
        return render(request, "409.html", status=409)
    request.place = place
    request.actor = actor_for(request.actor, fitting)
    request.reach = Reach.of(fitting)
    return None


def _fitting(grants: list[Grant], row: PolicyRow, place: Place | None) -> list[Grant]:
    units = (place.unit_id, *place.also) if place else (None,)
    found = (fitting_grants(grants, row.roles, unit_id, clock.today()) for unit_id in units)
    return next(filter(None, found), [])


def refuse(request: HttpRequest, row: PolicyRow) -> HttpResponse:
    """Say which roles may, to somebody who holds none of them."""
    roles = "、".join(role_label(role) for role in row.roles)
    why = _("这个页面由以下角色办理：%(roles)s。您现在没有其中任何一个角色。") % {"roles": roles}
    return render(request, "403.html", {"why": why}, status=403)


def no_such_method(request: HttpRequest, allowed: list[str]) -> HttpResponse:
    """Say which methods the address takes, each reader in his own way."""
    return answer_to(wrong_method(allowed), request) if is_for_systems(request) else HttpResponseNotAllowed(allowed)


def to_sign_in(request: Any) -> HttpResponse:
    """Send a reader to the sign-in page and back; tell a writer that nothing was saved, and how not to lose it."""
    if request.htmx:
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = reverse("accounts:sign_in")
        return answer
    if request.method in ("GET", "HEAD"):
        return HttpResponseRedirect(f"{reverse('accounts:sign_in')}?{urlencode({'next': request.get_full_path()})}")
    return render(request, "site/signed_out.html", status=401)


def way_back(request: HttpRequest) -> str:
    """Where to go on after a step in between: this page when it can be asked again, else the start."""
    return request.get_full_path() if request.method in ("GET", "HEAD") else reverse("site:start")


def roles_of(request: Any) -> frozenset[Role]:
    """The roles that are held today, wherever."""
    return frozenset(Role(grant.role) for grant in request.grants)
