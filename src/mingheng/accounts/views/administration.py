"""Administering accounts: find, create, reset, close. Shows only what lies within reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingheng.accounts.domain import (
    OwnAccount,
    Slip,
    UsernameTaken,
    close_account,
    create_accounts,
    reopen_account,
    reset_account,
)
from mingheng.accounts.forms import NewAccountForm, NewAccountsForm, ReasonForm, ResetForm, SearchForm
from mingheng.accounts.listed import ACCOUNTS
from mingheng.accounts.models import Account
from mingheng.accounts.permissions import access_account
from mingheng.accounts.printing import printed
from mingheng.accounts.queries import accounts_for, unused_links, unused_recovery_codes
from mingheng.accounts.requests import Request
from mingheng.accounts.views.signing import page
from mingheng.audit.changes import Outdated
from mingheng.audit.exports import export_list
from mingheng.ui.listing import Listing, conditions_of


def _asker(request: Request) -> tuple[Account, frozenset[int]]:
    """Who asks, and where the fitting roles are held; the policy has let nobody else come here."""
    return cast(Account, request.account), cast("frozenset[int]", request.reach)


def _slips(request: Request, slips: Sequence[Slip]) -> HttpResponse:
    """What is printed and handed out. Shown by the answer itself, because the links are kept nowhere."""
    asker, _reach = _asker(request)
    shown = printed(slips, asker, lambda token: request.build_absolute_uri(reverse("accounts:set_up", args=[token])))
    return render(request, "accounts/slips.html", {"slips": shown})


@page
def accounts(request: Request) -> HttpResponse:
    """The accounts within reach, found by user name or name."""
    form = SearchForm(request.GET)
    search = form.cleaned_data["q"] if form.is_valid() else ""
    found = accounts_for(*_asker(request), search=search)
    told = conditions_of(form)
    listing = Listing(request.GET, found, ACCOUNTS, title=_("账号"), sort="username", told=told)
    if request.method == "POST":
        return export_list(request, listing)
    return render(request, "accounts/accounts.html", {"listing": listing, "search": search, "form": form})


@page
def create(request: Request) -> HttpResponse:
    """One new account with its slip."""
    form = NewAccountForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _slips(request, create_accounts([form.new_account()], by=request.actor))
        except UsernameTaken as refusal:
            form.add_error("username", str(refusal))
    return render(request, "accounts/create.html", {"form": form})


@page
def create_many(request: Request) -> HttpResponse:
    """Many new accounts with their slips."""
    form = NewAccountsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            return _slips(request, create_accounts(form.cleaned_data["people"], by=request.actor))
        except UsernameTaken as refusal:
            form.add_error("people", str(refusal))
    return render(request, "accounts/create_many.html", {"form": form})


@require_safe
def details(request: Request, account_id: int) -> HttpResponse:
    """One account, and what can be done about it."""
    return _details(request, access_account(*_asker(request), account_id), ReasonForm())


@page
def reset(request: Request, account_id: int) -> HttpResponse:
    """Take the password away and hand out a new link."""
    holder = access_account(*_asker(request), account_id)
    form = ResetForm(request.POST if request.method == "POST" else None)
    if holder.closed_on is not None:
        return redirect("accounts:details", account_id)
    if form.is_valid():
        try:
            return _slips(request, [reset_account(holder, **form.cleaned_data, by=request.actor)])
        except (OwnAccount, Outdated) as refusal:
            form.add_error(None, str(refusal))
    return render(request, "accounts/reset.html", {"form": form, "holder": holder})


@require_POST
def close(request: Request, account_id: int) -> HttpResponse:
    """Close an account."""
    holder = access_account(*_asker(request), account_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            close_account(holder, **form.cleaned_data, by=request.actor)
        except (OwnAccount, Outdated) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("账号已停用，该账号的登录均已结束。"))
            return redirect("accounts:details", account_id)
    return _details(request, holder, form)


@require_POST
def reopen(request: Request, account_id: int) -> HttpResponse:
    """Open a closed account again."""
    holder = access_account(*_asker(request), account_id)
    form = ReasonForm(request.POST)
    if form.is_valid():
        try:
            reopen_account(holder, **form.cleaned_data, by=request.actor)
        except Outdated as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("账号已恢复，本人可用原密码登录。"))
            return redirect("accounts:details", account_id)
    return _details(request, holder, form)


def _details(request: Request, holder: Account, form: ReasonForm) -> HttpResponse:
    context = {"holder": holder, "form": form, "link": unused_links(holder).last()}
    return render(request, "accounts/details.html", {**context, "codes_left": unused_recovery_codes(holder).count()})
