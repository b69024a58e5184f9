"""Signing in and out, and the set-up link."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from mingheng.accounts import sessions
from mingheng.accounts.addresses import local_path
from mingheng.accounts.domain import NotProved, prove_code, prove_password, set_up_account
from mingheng.accounts.forms import NewPasswordForm, SecondFactorForm, SignInForm
from mingheng.accounts.models import Account
from mingheng.accounts.queries import usable_link
from mingheng.accounts.requests import Request
from mingheng.audit.changes import Outdated

page = require_http_methods(["GET", "HEAD", "POST"])


def to_step(route: str, wanted: str) -> HttpResponseRedirect:
    """Go to a step on the way to a page, without forgetting the page."""
    return redirect(f"{reverse(route)}?{urlencode({'next': wanted})}")


def refused(request: Request, template: str, form: Form, refusal: NotProved, **context: object) -> HttpResponse:
    """The page again, with what was wrong and how long to wait."""
    form.add_error(None, str(refusal))
    response = render(request, template, {"form": form, **context}, status=429 if refusal.wait else 200)
    if refusal.wait:
        response["Retry-After"] = str(max(int(refusal.wait.total_seconds()), 1))
    return response


def to_signed_out() -> HttpResponse:
    """The sign-in page, and nothing left in the browser. Said in the address, because the cookies go too."""
    response = redirect(f"{reverse('accounts:sign_in')}?signed-out")
    response["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    return response


def used_up() -> NotProved:
    """The same code came twice at the same moment: one was first."""
    return NotProved(_("这个验证码刚刚被用过。请等手机上出现下一个验证码。"))


@never_cache
@page
def sign_in(request: Request) -> HttpResponse:
    """Name and password."""
    wanted = local_path(request.GET.get("next", ""))
    if request.account is not None:
        return redirect(wanted)
    form = SignInForm(request.POST if request.method == "POST" else None, initial={"next": wanted})
    if not form.is_valid():
        return render(request, "accounts/sign_in.html", {"form": form, "is_signed_out": "signed-out" in request.GET})
    try:
        account = prove_password(form.cleaned_data["username"], form.cleaned_data["password"], by=request.actor)
    except NotProved as refusal:
        return refused(request, "accounts/sign_in.html", form, refusal)
    return _go_on(request, account, local_path(form.cleaned_data["next"]))


@never_cache
@page
def second_factor(request: Request) -> HttpResponse:
    """The code, after the password was right."""
    account = request.session_row.waiting_for if request.session_row else None
    if account is None or not account.totp_secret:
        return to_step("accounts:sign_in", local_path(request.GET.get("next", "")))
    posted = request.POST if request.method == "POST" else None
    form = SecondFactorForm(posted, initial={"next": local_path(request.GET.get("next", ""))})
    if not form.is_valid():
        return render(request, "accounts/second_factor.html", {"form": form, "account": account})
    try:
        spent = prove_code(account, form.cleaned_data["code"], by=request.actor)
    except NotProved as refusal:
        return refused(request, "accounts/second_factor.html", form, refusal, account=account)
    strength = "totp" if isinstance(spent, Account) else "recovery code"
    try:
        sessions.sign_in(request, account, strength, spent=spent)
    except Outdated:
        return refused(request, "accounts/second_factor.html", form, used_up(), account=account)
    return redirect(local_path(form.cleaned_data["next"]))


@require_POST
def sign_out(request: Request) -> HttpResponse:
    """End this session, and have the browser forget the pages."""
    if request.session_row is not None and request.account is not None:
        sessions.sign_out(request)
    return to_signed_out()


@never_cache
@page
def set_up(request: Request, token: str) -> HttpResponse:
    """Set a password through a link from an administrator."""
    link = usable_link(token)
    if link is None:
        return render(request, "accounts/link_unusable.html", status=404)
    form = NewPasswordForm(link.account, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "accounts/set_up.html", {"form": form, "link": link})
    by = sessions.actor_of(request, link.account, "link", "")
    try:
        set_up_account(link, form.cleaned_data["new_password"], by=by)
    except Outdated:
        return render(request, "accounts/link_unusable.html", status=404)
    messages.success(request, _("密码已设置，请用新密码登录。"))
    return redirect("accounts:sign_in")


def _go_on(request: Request, account: Account, wanted: str) -> HttpResponse:
    """After the password: the code, the enrolment that must come first, or the page that was wanted."""
    if account.totp_secret or account.needs_second_factor:
        sessions.wait_for_second_factor(request, account)
        return to_step("accounts:second_factor" if account.totp_secret else "accounts:enrol", wanted)
    sessions.sign_in(request, account, "password")
    return redirect(wanted)
