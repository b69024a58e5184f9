"""The description of the interface as people read it: one chapter for each route and method."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mingheng.api.description import description
from mingheng.api.scopes import scope_labels


@dataclass(frozen=True, slots=True)
class Chapter:
    """One thing that can be asked for."""

    method: str
    path: str
    summary: str
    scope: str
    parameters: list[tuple[str, str, str]]
    """Name, where it stands, what it means."""
    body: list[tuple[str, bool, str]]
    """Name, whether it must be there, what it means."""
    answers: list[tuple[str, str]]


def chapters() -> list[Chapter]:
    """All of them, in the order of the description."""
    told = description()
    return [
        Chapter(
            method=method.upper(),
            path=path,
            summary=operation.get("summary", ""),
            scope="、".join(scope_labels(operation["x-scope"])),
            parameters=[_parameter(one) for one in operation.get("parameters", [])],
            body=_body(told, operation),
            answers=[(str(status), answer["description"]) for status, answer in operation["responses"].items()],
        )
        for path, methods in told["paths"].items()
        for method, operation in methods.items()
    ]


_PLACES = {"path": "地址", "query": "查询参数", "header": "请求头"}


def _parameter(one: Mapping[str, Any]) -> tuple[str, str, str]:
    return one["name"], _PLACES[one["in"]], one.get("description") or one["schema"].get("description", "")


def _body(told: Mapping[str, Any], operation: Mapping[str, Any]) -> list[tuple[str, bool, str]]:
    if "requestBody" not in operation:
        return []
    shape = operation["requestBody"]["content"]["application/json"]["schema"]
    reference = next(one["$ref"] for one in [shape, *shape.get("anyOf", [])] if "$ref" in one)
    schema = told["components"]["schemas"][reference.rpartition("/")[2]]
    required = schema.get("required", [])
    return [(name, name in required, one.get("description", "")) for name, one in schema["properties"].items()]
