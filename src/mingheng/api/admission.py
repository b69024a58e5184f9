"""Let a request of another system in, or say why not. Asked by the gate before any endpoint runs.

1. Who is it? A key that holds, from an address that it allows. Cookies do not count.
2. How often? So many turns a minute.
3. What may it? The scope of the policy row, and the place within the key's subtree.
4. Is the request in order? Its size, its kind, its signs, its parameters, its preconditions.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from mingheng.accounts.addresses import address_of
from mingheng.api.description import query_names
from mingheng.api.domain import mark_used
from mingheng.api.models import ApiKey
from mingheng.api.problems import Problem, answer_to, not_found, wrong_method
from mingheng.api.queries import key_of_text
from mingheng.api.scopes import LABELS, Scope
from mingheng.api.turns import take_turn
from mingheng.audit.actors import Actor
from mingheng.organisation.queries import is_within
from mingheng.policy import PolicyRow
from mingheng.ui.digits import number_of_digits

MOST_BYTES = 262_144
_JSON = re.compile(r"application/json\s*(;\s*charset=\"?utf-8\"?\s*)?\Z", re.IGNORECASE)
_TAG = re.compile(r'"[0-9]{1,9}"\Z')
_TOKEN = re.compile(r"[\x21-\x7e]{1,100}\Z")


def admit(request: Any, policy_row: PolicyRow, arguments: Mapping[str, Any]) -> HttpResponse | None:
    """None lets the request pass, with `request.api_key`, its actor and its reach."""
    translation.activate(settings.LANGUAGE_CODE)
    request.LANGUAGE_CODE = settings.LANGUAGE_CODE
    request.account, request.grants = None, []
    try:
        key = _recognised(request)
        take_turn(key.pk)
        mark_used(key)
        if request.method == "HEAD":
            raise wrong_method([policy_row.method])
        _check_signs(request)
        _check_right(key, policy_row, arguments)
        _check_form(request, policy_row)
    except Problem as problem:
        return answer_to(problem, request)
    request.api_key, request.reach = key, frozenset({key.unit_id})
    request.actor = Actor(
        None,
        f"系统{key.name}",
        strength="api key",
        session=key.prefix,
        address=request.actor.address,
        request_id=request.actor.request_id,
    )
    return None


def _recognised(request: HttpRequest) -> ApiKey:
    scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
    key = key_of_text(text.strip(), address_of(request)) if scheme.lower() == "bearer" else None
    if key is None:
        # One answer for all of it: nobody learns which part was right.
        why = _(
            "请在请求头Authorization中写“Bearer 密钥”。密钥可能写错、已到期、已撤销，或不是从登记的地址使用。"
            "请向安全管理员核对。"
        )
        raise Problem("unauthenticated", why, headers={"WWW-Authenticate": "Bearer"})
    return key


def _check_right(key: ApiKey, policy_row: PolicyRow, arguments: Mapping[str, Any]) -> None:
    if not key.allows(policy_row.scope):
        label = LABELS[Scope(policy_row.scope)]
        text = _("这把密钥没有“{label}”（{scope}）权限。请安全管理员另发一把。")
        raise Problem("not-allowed", text.format(label=label, scope=policy_row.scope))
    if policy_row.door is None:
        return
    place = policy_row.door(arguments)
    if place is None or not is_within(place.unit_id, {key.unit_id}):
        raise not_found()


def _check_signs(request: HttpRequest) -> None:
    texts = [request.path_info, *request.GET.keys(), *(value for values in request.GET.lists() for value in values[1])]
    if any(unicodedata.category(sign) in ("Cc", "Cs") for text in texts for sign in text):
        raise Problem("malformed", _("地址里有不可见的字符。请删去后再试。"))


def _check_form(request: HttpRequest, policy_row: PolicyRow) -> None:
    _check_query(request, policy_row)
    if request.method == "GET":
        return
    length = number_of_digits(request.META.get("CONTENT_LENGTH") or "0")
    if length is None or length > MOST_BYTES:
        text = _("请求内容最多{most}KB。请分几次发送。").format(most=MOST_BYTES // 1024)
        raise Problem("too-large", text)
    if length and not _JSON.match(request.headers.get("Content-Type", "")):
        raise Problem("media-type", _("请用UTF-8编码的JSON，并在Content-Type中写application/json。"))
    if request.method == "POST" and not _TOKEN.match(request.headers.get("Idempotency-Key", "")):
        text = _(
            "请在请求头Idempotency-Key中写一个本次请求专用的值（1至100个字母、数字或符号）；重发同一请求时用同一个值。"
        )
        raise Problem("malformed", text)
    if policy_row.door:
        _check_match(request.headers.get("If-Match"))


def _check_match(tag: str | None) -> None:
    """Whoever changes something that is there says which version he has read."""
    if tag is None:
        raise Problem("no-precondition", _("请先读取这条记录，再把答复的ETag写进请求头If-Match。"))
    if not _TAG.match(tag):
        raise Problem("malformed", _('If-Match要写读取这条记录时得到的ETag，如"3"（连同引号）。'))


def _check_query(request: HttpRequest, policy_row: PolicyRow) -> None:
    known = query_names(policy_row.route, policy_row.method)
    for name, values in request.GET.lists():
        if name not in known:
            words = "、".join(sorted(known)) or _("无")
            text = _("没有查询参数“{name}”。可用的参数：{words}。").format(name=name[:40], words=words)
            raise Problem("malformed", text)
        if len(values) > 1:
            raise Problem("malformed", _("查询参数“{name}”写了不止一次。请只写一次。").format(name=name))
