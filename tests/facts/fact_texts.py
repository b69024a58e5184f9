"""The table of facts as something that can be compared with itself at another time."""

from collections.abc import Iterator
from typing import Any

from mingheng.facts.models import Fact


def fact_texts() -> Iterator[tuple[Any, ...]]:
    """Every fact without its id, in one order: two tables of facts are the same when these are."""
    columns = [field.attname for field in Fact._meta.concrete_fields if not field.primary_key]
    yield from Fact.objects.order_by(*columns).values_list(*columns).iterator(2_000)
