"""Signing in and out: the session's row, its cookie, what the request knows of it, and the event."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import rotate_token

from mingheng import clock
from mingheng.accounts.digests import digest_of, new_token
from mingheng.accounts.models import Account, RecoveryCode, Session
from mingheng.accounts.requests import Request
from mingheng.accounts.session_rows import delete_expired, end_sessions_of
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording

SHOWN_OF_DIGEST = 16
"""How much of a session's digest stands in events: enough to tell sessions apart."""
DELETED = ""


def sign_in(request: Request, account: Account, strength: str, *, spent: Account | RecoveryCode | None = None) -> None:
    """Begin a session under a new key, whatever the browser sent, and write the event.

    `spent` is the row in which the second factor was used up. Raises Outdated when that code was used meanwhile.
    """
    key = new_token()
    actor = actor_of(request, account, strength, digest_of(key))
    with recording("accounts.session.begun", actor, about=account) as change:
        if spent is not None:
            change.save(spent)
        row = _begin(request, key, account=account, strength=strength, confirmed_at=clock.now())
    delete_expired()
    _attach(request, row, key, account, actor)


def wait_for_second_factor(request: Request, account: Account) -> None:
    """The password was right: remember whose, under a new key, without any right of the account."""
    key = new_token()
    row = _begin(request, key, waiting_for=account)
    _attach(request, row, key, None, request.actor)


def confirm(request: Request, account: Account, *, spent: Account | RecoveryCode | None = None) -> None:
    """The holder has shown who he is once more: the session is fresh, under a new key, and not a minute longer.

    Raises Outdated when the code in `spent` was used meanwhile.
    """
    assert request.session_row is not None
    key = new_token()
    with recording("accounts.identity.confirmed", request.actor, about=account) as change:
        if spent is not None:
            change.save(spent)
        Session.objects.filter(pk=request.session_row.pk).update(digest=digest_of(key), confirmed_at=clock.now())
    row = Session.objects.get(pk=digest_of(key))
    _attach(request, row, key, account, actor_of(request, account, row.strength, row.digest))


def sign_out(request: Request) -> None:
    """End this session."""
    assert request.session_row is not None
    with recording("accounts.session.ended", request.actor, about=request.account):
        request.session_row.delete()
    request.account, request.session_row, request.new_session_key = None, None, DELETED
    request.actor = replace(request.actor, account_id=None, strength="none")


def end_session(account: Account, shown: str, *, by: Actor) -> None:
    """End one of the account's own sessions, named by what its page shows of it; nothing where there is none."""
    if len(shown) != SHOWN_OF_DIGEST or not shown.isalnum():
        return
    rows = Session.objects.filter(account=account, digest__startswith=shown)
    if rows.exists():
        with recording("accounts.session.ended", by, about=account) as change:
            change.note(session=shown)
            rows.delete()


def end_other_sessions(account: Account, keep: Session, *, by: Actor) -> None:
    """End all of the account's own sessions but this one."""
    with recording("accounts.sessions.ended", by, about=account):
        end_sessions_of(account, keep=keep)


def actor_of(request: Request, account: Account, strength: str, digest: str) -> Actor:
    """Who acts, for events."""
    return replace(
        request.actor,
        account_id=account.pk,
        name=account.display_name,
        strength=strength,
        session=digest[:SHOWN_OF_DIGEST],
    )


def set_cookie(response: HttpResponse, key: str) -> None:
    """Hand the session's key to the browser, or take it back."""
    name, is_secure = settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE
    if key == DELETED:
        response.delete_cookie(name, samesite="Lax")
    else:
        response.set_cookie(name, key, secure=is_secure, httponly=True, samesite="Lax", path="/")


def _begin(request: Request, key: str, **values: Any) -> Session:
    if request.session_row is not None:
        request.session_row.delete()
    now = clock.now()
    return Session.objects.create(
        digest=digest_of(key),
        created_at=now,
        seen_at=now,
        address=request.actor.address,
        agent=request.headers.get("User-Agent", "")[:200],
        **values,
    )


def _attach(request: Request, row: Session, key: str, account: Account | None, actor: Actor) -> None:
    request.session_row, request.new_session_key, request.account, request.actor = row, key, account, actor
    rotate_token(request)
