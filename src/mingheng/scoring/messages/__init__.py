"""Chinese sentences as data: one YAML file per catalogue, `code: template`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml


@cache
def catalogue(name: str) -> dict[str, str]:
    """The templates of one catalogue, by code."""
    text = files(__name__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def sentence(name: str, code: str, params: Mapping[str, Any]) -> str:
    """The template `code` of catalogue `name`, filled in. An unknown code is a fault of ours: KeyError."""
    return catalogue(name)[code].format_map(params)
