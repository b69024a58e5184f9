"""Every request learns who makes it; every answer gets the cookie, the request's id and `no-store`."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation

from mingheng.accounts.addresses import address_of
from mingheng.accounts.requests import Request
from mingheng.accounts.session_rows import live_session, mark_seen
from mingheng.accounts.sessions import actor_of, set_cookie
from mingheng.audit.actors import Actor

STRANGER = "未登录"
LANGUAGE_COOKIE = "language"


class AccountMiddleware:
    """Sets `request.account`, `request.actor`, `request.session_row`, and the language of the pages."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Recognise the session, let the rest answer, and hand out what changed."""
        recognise(request)
        language = language_of(request)
        had_session = request.session_row is not None
        with translation.override(language):
            response = self.get_response(request)
        if request.new_session_key is not None:
            set_cookie(response, request.new_session_key)
        if had_session or request.session_row is not None:
            response["Cache-Control"] = "no-store"
        if request.GET.get("language") == language:
            keep_language(response, language)
        response.headers.setdefault("Content-Language", language)
        response["X-Request-Id"] = request.actor.request_id
        return response


def recognise(request: Request) -> None:
    """Find the session of the cookie and say who acts. Without one it is a stranger."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    row = live_session(key) if key else None
    request.session_row, request.new_session_key, request.account = row, None, None
    request.actor = Actor(None, STRANGER, address=address_of(request), request_id=str(uuid4()))
    if row is None or row.account is None:
        return
    request.account = row.account
    request.actor = actor_of(request, row.account, row.strength, row.digest)
    mark_seen(row)


def language_of(request: Request) -> str:
    """The account's choice, else what was chosen in this browser, else Chinese.

    What the browser asks for is not followed: machines of offices are often set up in English for people who are not.
    """
    chosen = request.account.language if request.account else request.GET.get("language", "")
    kept = chosen or request.COOKIES.get(LANGUAGE_COOKIE, "")
    return kept if kept in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def keep_language(response: HttpResponse, language: str) -> None:
    """Keep the choice of somebody who has not signed in."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=31_536_000,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
