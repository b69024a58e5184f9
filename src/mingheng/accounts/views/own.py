"""One's own account: second factor, recovery codes, sessions, password, language."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mingheng.accounts import sessions
from mingheng.accounts.addresses import local_path
from mingheng.accounts.domain import (
    NotProved,
    bind_second_factor,
    change_password,
    choose_language,
    prove_code,
    prove_new_secret,
    prove_own_password,
    renew_recovery_codes,
)
from mingheng.accounts.enrolment import Enrolment, enrolment_of
from mingheng.accounts.forms import ChangePasswordForm, EnrolForm, LanguageForm, OwnPasswordForm, SecondFactorForm
from mingheng.accounts.models import Account, Session
from mingheng.accounts.queries import sessions_of, unused_recovery_codes
from mingheng.accounts.requests import Request
from mingheng.accounts.session_rows import is_fresh
from mingheng.accounts.views.signing import page, refused, to_signed_out, to_step, used_up
from mingheng.audit.changes import Outdated


def holder_of(request: Request) -> tuple[Account, Session]:
    """Who is signed in, and the session; the policy has let nobody else come here."""
    return cast(Account, request.account), cast(Session, request.session_row)


@never_cache
@page
def enrol(request: Request) -> HttpResponse:
    """Bind a phone: for whoever must before anything else, and for whoever has just shown who he is."""
    wanted = local_path(request.POST.get("next", request.GET.get("next", "")))
    row = request.session_row
    if row is None or (row.waiting_for is not None and row.waiting_for.totp_secret):
        return to_step("accounts:sign_in", wanted)
    if request.account is not None and not is_fresh(row):
        return to_step("accounts:confirm", request.path)
    enrolment = enrolment_of(row)
    form = EnrolForm(request.POST if request.method == "POST" else None, initial={"next": wanted})
    if not form.is_valid():
        return render(request, "accounts/enrol.html", {"form": form, "enrolment": enrolment})
    try:
        step = prove_new_secret(enrolment.account, enrolment.secret, form.cleaned_data["code"])
    except NotProved as refusal:
        return refused(request, "accounts/enrol.html", form, refusal, enrolment=enrolment)
    return _enrolled(request, enrolment, step, wanted)


@page
def recovery_codes(request: Request) -> HttpResponse:
    """Ten new recovery codes, shown once."""
    account, _row = holder_of(request)
    if not account.totp_secret:
        return redirect("accounts:enrol")
    if request.method != "POST":
        left = unused_recovery_codes(account).count()
        return render(request, "accounts/renew_recovery_codes.html", {"left": left})
    codes = renew_recovery_codes(account, by=request.actor)
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "next": "", "account": account})


@page
def account(request: Request) -> HttpResponse:
    """What is known of one's own account; the language is chosen here."""
    own, row = holder_of(request)
    form = LanguageForm(request.POST if request.method == "POST" else None, initial={"language": get_language()})
    if form.is_valid():
        choose_language(own, form.cleaned_data["language"], by=request.actor)
        with override(form.cleaned_data["language"]):
            messages.success(request, _("界面语言已保存。"))
        return redirect("accounts:account")
    shown = [(one, one.digest[: sessions.SHOWN_OF_DIGEST], one.pk == row.pk) for one in sessions_of(own)]
    context = {"account": own, "form": form, "sessions": shown}
    return render(request, "accounts/account.html", {**context, "codes_left": unused_recovery_codes(own).count()})


@require_POST
def sessions_end(request: Request) -> HttpResponse:
    """End one of one's own sessions, or all others."""
    own, row = holder_of(request)
    shown = request.POST.get("session", "")
    if not shown:
        sessions.end_other_sessions(own, row, by=request.actor)
    elif shown == row.digest[: sessions.SHOWN_OF_DIGEST]:
        sessions.sign_out(request)
        return to_signed_out()
    else:
        sessions.end_session(own, shown, by=request.actor)
    messages.success(request, _("已结束所选的登录。"))
    return redirect("accounts:account")


@page
def password(request: Request) -> HttpResponse:
    """Change one's own password; the old one is asked for."""
    own, row = holder_of(request)
    form = ChangePasswordForm(own, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "accounts/password.html", {"form": form})
    try:
        prove_own_password(own, form.cleaned_data["old_password"], by=request.actor)
    except NotProved as refusal:
        return refused(request, "accounts/password.html", form, refusal)
    change_password(own, form.cleaned_data["new_password"], keep=row, by=request.actor)
    messages.success(request, _("密码已修改，其他地方的登录均已结束。"))
    return redirect("accounts:account")


@page
def confirm(request: Request) -> HttpResponse:
    """Show once more who one is, before something that matters."""
    own, _row = holder_of(request)
    posted = request.POST if request.method == "POST" else None
    initial = {"next": local_path(request.GET.get("next", ""))}
    form = SecondFactorForm(posted, initial=initial) if own.totp_secret else OwnPasswordForm(posted, initial=initial)
    if not form.is_valid():
        return render(request, "accounts/confirm.html", {"form": form})
    spent = None
    try:
        if own.totp_secret:
            spent = prove_code(own, form.cleaned_data["code"], by=request.actor)
        else:
            prove_own_password(own, form.cleaned_data["password"], by=request.actor)
    except NotProved as refusal:
        return refused(request, "accounts/confirm.html", form, refusal)
    try:
        sessions.confirm(request, own, spent=spent)
    except Outdated:
        return refused(request, "accounts/confirm.html", form, used_up())
    return redirect(local_path(form.cleaned_data["next"]))


def _enrolled(request: Request, enrolment: Enrolment, step: int, wanted: str) -> HttpResponse:
    """Bind, sign in who was not yet, and show the recovery codes."""
    holder, row = enrolment.account, cast(Session, request.session_row)
    keep = row if request.account is not None else None
    by = request.actor if keep else sessions.actor_of(request, holder, "password", row.digest)
    codes = bind_second_factor(holder, enrolment.secret, step, keep=keep, by=by)
    if keep is None:
        sessions.sign_in(request, holder, "totp")
    else:
        enrolment.finish(keep)
    return render(request, "accounts/recovery_codes.html", {"codes": codes, "next": wanted, "account": holder})
