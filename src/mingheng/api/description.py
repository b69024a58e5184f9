"""The description of the interface (OpenAPI 3.1): as the endpoints declare it, with what the gate asks of each."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from mingheng.api.contract import contract
from mingheng.api.endpoints import router
from mingheng.api.permissions import POLICY
from mingheng.api.problems import KINDS, MEDIA_TYPE, ROOT
from mingheng.api.schemas import ProblemAnswer
from mingheng.policy import PolicyRow

_ALWAYS = (400, 401, 405, 429, 500)
_DONE = {200: "成功", 201: "已新建，地址在Location中"}
_PROBLEM = "#/components/schemas/ProblemAnswer"


@lru_cache(maxsize=1)
def description() -> dict[str, Any]:
    """The whole of it. Not to be changed by who gets it."""
    told = dict(contract.get_openapi_schema(path_prefix=ROOT))
    told.pop("servers", None)
    schemas = told["components"]["schemas"]
    parts = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= parts.pop("$defs")
    schemas["ProblemAnswer"] = parts
    told["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    told["security"] = [{"key": []}]
    rows = {(row.route, row.method): row for row in POLICY}
    for route, method, operation in _operations(told):
        _complete(rows[route, method], operation)
    return told


def _operations(told: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Route, method and what is said of it so far."""
    for path, view in router.path_operations.items():
        for operation in view.operations:
            for method in operation.methods:
                yield f"api:{operation.url_name}", method, told["paths"][ROOT.rstrip("/") + path][method.lower()]


def _complete(policy_row: PolicyRow, operation: dict[str, Any]) -> None:
    """What the gate asks for beyond what an endpoint reads, and everything that it may answer."""
    parameters, responses = operation.setdefault("parameters", []), operation["responses"]
    changes, is_single = policy_row.method != "GET", policy_row.door is not None
    statuses = {*_ALWAYS}
    if policy_row.method == "POST":
        parameters.append(_header("Idempotency-Key", "本次请求专用的值；重发同一请求时用同一个", r"^[!-~]{1,100}$"))
    if changes and is_single:
        parameters.append(_header("If-Match", "读取这条记录时得到的ETag", r'^"[0-9]{1,9}"$'))
        statuses |= {409, 412, 428}
    statuses |= {413, 415} if changes else set()
    statuses |= {404} if is_single else set()
    statuses |= {422} if parameters else set()
    statuses |= {403} if policy_row.scope else set()
    for status, text in _DONE.items():
        if status in responses:
            responses[status]["description"] = text
    for status in sorted(statuses):
        titles = [str(title) for known, title in KINDS.values() if known == status]
        responses[status] = {
            "description": "；".join(titles),
            "content": {MEDIA_TYPE: {"schema": {"$ref": _PROBLEM}}},
        }
    operation["x-scope"] = str(policy_row.scope)
    _tell_headers(responses, changes=changes)


def _header(name: str, text: str, pattern: str) -> dict[str, Any]:
    shape = {"type": "string", "pattern": pattern}
    return {"in": "header", "name": name, "required": True, "description": text, "schema": shape}


def _tell_headers(responses: dict[int, Any], *, changes: bool) -> None:
    text = {"schema": {"type": "string"}}
    responses[429]["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "多少秒以后再试"}}
    responses[401]["headers"] = {"WWW-Authenticate": text}
    responses[405]["headers"] = {"Allow": text}
    for status in (200, 201):
        if status in responses and changes:
            responses[status]["headers"] = {"ETag": text}
    if 201 in responses:
        responses[201]["headers"] |= {"Location": text}


@lru_cache(maxsize=64)
def query_names(route: str, method: str) -> frozenset[str]:
    """The parameters that a route takes in its address: those that its description names."""
    for described, by, operation in _operations(description()):
        if (described, by) == (route, method):
            return frozenset(one["name"] for one in operation["parameters"] if one["in"] == "query")
    return frozenset()
