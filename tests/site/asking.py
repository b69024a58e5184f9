"""Ask the site as somebody, and see what the answer gives away."""

import codecs
import re
import zlib
from io import BytesIO
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile, is_zipfile

from django.conf import settings
from django.core.signing import b64_decode
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from mingheng.audit.models import Event
from mingheng.policy import Role
from tests.site.duties import KEEPERS, READERS, WRITERS
from tests.site.world import CANARY, TOP, WORDS, Holder, World, line_of

METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
_CHANGING = re.compile(r'(name="csrfmiddlewaretoken" value="|name="key" value="|"request_id": ")[^"]+')
_ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}")


_BROWSER = Client()
"""One for all, because a new one would build the whole stack of middleware anew."""


def ask(holder: Holder, method: str, url: str, sent: dict[str, Any] | None = None) -> HttpResponse:
    """One request, from a browser that knows nothing but the session's key."""
    _BROWSER.cookies.clear()
    if holder.key:
        _BROWSER.cookies[settings.SESSION_COOKIE_NAME] = holder.key
    # Only a form that is posted has content that the site reads; the other methods are refused before.
    return _BROWSER.post(url, sent or {}) if method == "POST" else _BROWSER.generic(method, url)


class Undone:
    """What is done in this block is undone, however it ends."""

    def __enter__(self) -> None:
        self._atomic = transaction.atomic()
        self._atomic.__enter__()

    def __exit__(self, *fault: Any) -> None:
        transaction.set_rollback(True)
        self._atomic.__exit__(*fault)


def last_event() -> int:
    """The number of the newest event."""
    return Event.objects.order_by("-sequence").values_list("sequence", flat=True)[0]


def events_after(sequence: int) -> list[Event]:
    return list(Event.objects.filter(sequence__gt=sequence).order_by("sequence"))


def content_of(answer: HttpResponse) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def text_of(answer: HttpResponse) -> str:
    """Everything that an answer says: headers, cookies, text, and the parts of a workbook."""
    content = content_of(answer)
    headers = "\n".join(f"{name}: {unquote(str(value))}" for name, value in answer.items())
    texts = [headers, *cookies_of(answer), content.decode("utf-8", "replace")]
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as archive:
            texts += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return _spelled_out("\n".join(texts))


def cookies_of(answer: HttpResponse) -> list[str]:
    """What an answer leaves in the browser; messages for the next page are packed, though anybody can unpack them."""
    return [f"{name}: {unquote(cookie.value)} {_unpacked(cookie.value)}" for name, cookie in answer.cookies.items()]


def _unpacked(value: str) -> str:
    """What Django's signing packs, without asking whether it is signed; nothing where it has not packed."""
    packed = value.split(":")[0]
    try:
        content = b64_decode(packed.removeprefix(".").encode())
        return _spelled_out((zlib.decompress(content) if packed.startswith(".") else content).decode())
    except (ValueError, zlib.error):
        return ""


def _spelled_out(text: str) -> str:
    return _ESCAPED.sub(lambda found: codecs.decode(found.group(), "unicode_escape"), text)


def shape_of(answer: HttpResponse, url: str) -> tuple[Any, ...]:
    """An answer without what differs each time: two that have the same shape cannot be told apart."""
    headers = {name: str(value).replace(url, "/") for name, value in answer.items() if name != "X-Request-Id"}
    headers = {name: unquote(value).replace(url, "/") for name, value in headers.items()}
    if "Content-Length" in headers:
        del headers["Content-Length"]
    body = _CHANGING.sub(r"\1", content_of(answer).decode("utf-8", "replace")).replace(url, "/")
    cookies = {name: _unpacked(cookie.value) if name == "messages" else "" for name, cookie in answer.cookies.items()}
    return answer.status_code, body, headers, cookies


def leaks(world: World, holder: Holder, route: str, text: str, *, is_revealed: bool = False) -> list[str]:
    """What stands in the text that this person may not know: in words, with the unit it comes from."""
    if holder.account is not None:
        text = text.replace(holder.account.display_name, "")
    found = {(word, unit) for word, unit in CANARY.findall(text) if not may_know(holder, route, word, unit)}
    told = [f"{WORDS[word]} of {unit}" for word, unit in sorted(found)]
    for secret, unit in world.secrets.items():
        if secret in text and not may_know(holder, route, "题", unit):
            told.append(f"{secret} of {unit}")
    if not is_revealed:
        told += [f"the number {number} of {unit}" for number, unit in world.numbers.items() if number in text]
    return told


def may_know(holder: Holder, route: str, word: str, unit: str) -> bool:
    """Whether somebody may read this word of this unit on the page; the duties of `duties` once more."""
    if holder.account is None:
        return False
    part = route.split(":")[0]
    role = None if holder.is_former else holder.role
    own_line = set(line_of(holder.unit)) if role else set()
    if part == "audit" and role is Role.AUDIT_ADMIN:
        return word not in ("密", "证")
    if word == "名":
        # The organisation is no secret to those who have an account, and the office's name heads every page.
        return part in ("organisation", "api") or unit in holder.within | own_line | {TOP}
    if word == "户":
        if part == "accounts" and role is Role.SYSTEM_ADMIN:
            return True
        if part == "organisation" and role in (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN):
            return True
        return role in READERS and unit in holder.within | own_line
    if word == "办":
        # Who is asked reads what is asked.
        return role in READERS and unit in holder.within | own_line
    if word == "密":
        return role in KEEPERS | WRITERS and unit in holder.within
    return role in READERS and unit in holder.within
