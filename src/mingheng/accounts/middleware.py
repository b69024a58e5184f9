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


class AccountMiddleware:
    """Sets `request.account`, `request.actor`, `request.session_row`. Stands after LocaleMiddleware."""

    def __init__(self, get_response: Callable[[Request], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        """Recognise the session, let the rest answer, and hand out what changed."""
        recognise(request)
        had_session = request.session_row is not None
        response = self.get_response(request)
        if request.new_session_key is not None:
            set_cookie(response, request.new_session_key)
        if had_session or request.session_row is not None:
            response["Cache-Control"] = "no-store"
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
    if row.account.language:
        translation.activate(row.account.language)
        request.LANGUAGE_CODE = row.account.language
