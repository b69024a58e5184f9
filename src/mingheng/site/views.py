"""The start page, help, administration, and the role switch of the demonstration."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from mingheng.accounts.models import Account
from mingheng.accounts.sessions import sign_in
from mingheng.policy import Audience
from mingheng.site.administration import administration_rows
from mingheng.site.demonstration import is_demonstration
from mingheng.site.help import help_fragments
from mingheng.site.policy_table import policy_table
from mingheng.site.start import start_of


def start(request: Any) -> HttpResponse:
    """What waits for whoever is signed in, and where their units stand."""
    return render(request, "site/start.html", {"start": start_of(request)})


def help_pages(request: HttpRequest) -> HttpResponse:
    """The help texts of all pages that this account may open, on one page."""
    return render(request, "site/help.html", {"parts": help_fragments(request)})


def administration(request: HttpRequest) -> HttpResponse:
    """What the administrators look after: roles that nobody holds, the log, the database, the demonstration's mark."""
    return render(request, "site/administration.html", {"sections": administration_rows()})


def page_expired(request: Any, reason: str = "") -> HttpResponse:
    """A form from before the browser signed in or out. Who was signed out meanwhile is told how to lose nothing."""
    del reason
    row = policy_table().get((request.resolver_match.view_name, "POST"))
    if request.account is None and row is not None and row.audience is not Audience.ANYONE:
        return render(request, "site/signed_out.html", status=401)
    return render(request, "403_csrf.html", status=403)


def demo_role(request: Any, username: str) -> HttpResponse:
    """Take a role of the demonstration. Not there outside it."""
    if not is_demonstration(request) or not username.startswith("demo-"):
        raise Http404
    account = get_object_or_404(Account, username=username, closed_on=None)
    sign_in(request, account, "demo")
    return HttpResponseRedirect(reverse("site:start"))
