"""What a system is told when something is not as it must be: problem details (RFC 9457), in Chinese."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

MEDIA_TYPE = "application/problem+json"
ROOT = "/api/v1/"
_TYPE = "urn:mingheng:problem:"

KINDS: Mapping[str, tuple[int, Promise]] = {
    "malformed": (400, gettext_lazy("请求的写法有误")),
    "unauthenticated": (401, gettext_lazy("密钥无效")),
    "not-allowed": (403, gettext_lazy("密钥没有这项权限")),
    "not-found": (404, gettext_lazy("没有找到")),
    "method": (405, gettext_lazy("这个地址不支持这种方法")),
    "not-now": (409, gettext_lazy("现在不能这样办理")),
    "stale": (412, gettext_lazy("已经有了更新的版本")),
    "too-large": (413, gettext_lazy("请求太大")),
    "media-type": (415, gettext_lazy("请求内容不是JSON")),
    "invalid": (422, gettext_lazy("内容有误")),
    "unconfirmed": (422, gettext_lazy("有需要确认的地方")),
    "token-reused": (422, gettext_lazy("重复请求键已用于另一个请求")),
    "no-precondition": (428, gettext_lazy("缺少If-Match")),
    "too-many": (429, gettext_lazy("请求太频繁")),
    "failure": (500, gettext_lazy("系统出错")),
}
"""What can be wrong: the word in `type`, the status, the title."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field: where it stands in the request, what it is called, and what to do about it."""

    where: str
    label: str
    message: str


@dataclass(eq=False)
class Problem(Exception):
    """A request that cannot be carried out. Nothing was written."""

    kind: str
    detail: str
    faults: Sequence[Fault] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def answer_to(problem: Problem, request: HttpRequest) -> HttpResponse:
    """The answer that says so."""
    status, title = KINDS[problem.kind]
    told: dict[str, Any] = {
        "type": _TYPE + problem.kind,
        "title": str(title),
        "status": status,
        "detail": problem.detail,
        "errors": [{"where": one.where, "label": one.label, "message": one.message} for one in problem.faults],
        "request_id": getattr(getattr(request, "actor", None), "request_id", ""),
    }
    answer = HttpResponse(json.dumps(told, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        answer[name] = value
    return answer


def is_for_systems(request: HttpRequest) -> bool:
    """Whether the address is one of the interface, there or not."""
    return request.path_info.startswith(ROOT)


def not_found() -> Problem:
    """The same for what is not there and what is out of the key's reach."""
    return Problem("not-found", _("没有这个地址，或者它不在这把密钥的组织范围内。请核对编码和密钥的范围。"))


def wrong_method(allowed: Sequence[str]) -> Problem:
    """The method has no row in the policy."""
    words = "、".join(allowed)
    return Problem(
        "method", _("这个地址支持的方法是：{words}。").format(words=words), headers={"Allow": ", ".join(allowed)}
    )


def failure() -> Problem:
    """Something that should not have happened."""
    return Problem("failure", _("没有办成，也没有保存。请稍后再试；仍不行的，请把request_id告诉系统管理员。"))
