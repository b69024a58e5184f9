"""The interface as one object: its endpoints, how it reads JSON, and what each refusal becomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from mingheng.api.endpoints import router
from mingheng.api.problems import Fault, Problem, answer_to, not_found
from mingheng.api.strict_json import StrictJson
from mingheng.audit.changes import Outdated
from mingheng.ledger.conditions import NotNow

VERSION = "1.0"

contract = NinjaAPI(
    title="明衡数据接口",
    version=VERSION,
    description="供其他系统读取组织、台账和得分，并代单位填报台账。用法见docs/api.md。",
    urls_namespace="mingheng-api",
    docs_url=None,
    openapi_url=None,
    parser=StrictJson(),
)
contract.add_router("", router)


@contract.exception_handler(Problem)
def problem(request: HttpRequest, exception: Problem) -> HttpResponse:
    """Said already."""
    return answer_to(exception, request)


@contract.exception_handler(Http404)
def absent(request: HttpRequest, _exception: Http404) -> HttpResponse:
    """Nothing there."""
    return answer_to(not_found(), request)


@contract.exception_handler(Outdated)
def outdated(request: HttpRequest, _exception: Outdated) -> HttpResponse:
    """Somebody was faster."""
    text = _("这条记录在您读取以后有了变化，您的修改没有保存。请重新读取，核对后用新的ETag再发送。")
    return answer_to(Problem("stale", text), request)


@contract.exception_handler(NotNow)
def not_now(request: HttpRequest, exception: NotNow) -> HttpResponse:
    """The state of the entry does not allow it."""
    return answer_to(Problem("not-now", str(exception)), request)


@contract.exception_handler(HttpError)
def unreadable(request: HttpRequest, _exception: HttpError) -> HttpResponse:
    """Only an unreadable body comes here: the gate has refused everything else."""
    text = _("请求内容不是合乎规范的JSON（UTF-8编码，同一名称只写一次，没有NaN）。请核对后再发送。")
    return answer_to(Problem("malformed", text), request)


@contract.exception_handler(ValidationError)
def faulty(request: HttpRequest, exception: ValidationError) -> HttpResponse:
    """A field is missing, unknown or of another kind."""
    faults = [_fault(one) for one in exception.errors]
    text = _("有{count}处不合接口的约定，没有保存。请按errors逐项改正后重新发送。")
    return answer_to(Problem("invalid", text.format(count=len(faults)), faults), request)


def _fault(error: Mapping[str, Any]) -> Fault:
    # The second step is the name of the argument, which the sender does not know.
    place, *steps = error["loc"]
    named = steps[1:] if place == "body" else steps[-1:]
    where = "/".join(["" if place == "body" else f"{place}:", *map(str, named)])
    return Fault(where or "/", "", _sentence(error))


def _sentence(error: Mapping[str, Any]) -> str:
    limits = error.get("ctx") or {}
    sentences = {
        "missing": _("没有写，而这里必须写。请补上。"),
        "extra_forbidden": _("没有这个字段。请对照接口说明改正名称或删去。"),
        "string_type": _("应为文字。请加上引号。"),
        "string_too_long": _("太长，最多{max_length}个字。请缩短。"),
        "string_too_short": _("不能为空。请填写。"),
        "bool_type": _("应为true或false。"),
        "bool_parsing": _("应为true或false。"),
        "int_type": _("应为整数。"),
        "int_parsing": _("应为整数。"),
        "int_from_float": _("应为整数。"),
        "greater_than_equal": _("太小，最小为{ge}。"),
        "less_than_equal": _("太大，最大为{le}。"),
        "enum": _("不在可选的范围内，可选：{expected}。"),
        "timezone_aware": _("请写明时区，如2026-05-20T08:00:00+08:00。"),
        "dict_type": _('应为一个对象，如{{"title": "学习讨论"}}。'),
    }
    kind = str(error["type"])
    if kind.startswith("date_"):
        return _("应为日期，如2026-05-20。")
    if kind.startswith("datetime_"):
        return _("应为带时区的时刻，如2026-05-20T08:00:00+08:00。")
    return sentences.get(kind, _("格式或取值不对。请对照接口说明改正。")).format_map(limits)
