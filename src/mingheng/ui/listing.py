"""A list of a page: rows with declared columns, in the order that the address asks for, page by page or all of them.

`?sort=key` and `?sort=-key` order by a column, `?size=100` makes long pages, `?page=2` turns them. What is not known is
not asked. Rows are a queryset, ordered by the database, or a sequence; rows without a value stand last either way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F, Model, QuerySet
from django.db.models.expressions import OrderBy
from django.forms import BaseForm
from django.http import QueryDict
from django.utils.functional import Promise

from mingheng.sheets.writing import Value

SIZES = (30, 100)
MOST_ROWS = 50_000
"""What one sheet takes along."""
_AT_ONCE = 500

Order = tuple[Any, ...] | Callable[[Any], Any]
"""For a queryset names of columns and expressions: one with a direction of its own keeps it, whatever is asked. For a
sequence from a row to what it is compared by.
"""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a list. Without `order` nobody sorts by it; without `text` it stays out of the sheet."""

    key: str
    label: str | Promise
    order: Order | None = None
    text: Callable[[Any], Value] | None = None


class Listing:
    """The rows of one list. `show` makes rows for the page of what was found, in as many queries for all as for one.

    `sort` names the order in which the rows come already, where that is the order of a column.
    """

    def __init__(
        self,
        query: QueryDict,
        found: QuerySet[Any] | Sequence[Any],
        columns: Sequence[Column],
        *,
        title: str | Promise,
        show: Callable[[list[Any]], Sequence[Any]] = list,
        sort: str = "",
        told: Sequence[str] = (),
    ) -> None:
        self.columns = {column.key: column for column in columns}
        self.query, self.title, self.told = query, title, told
        asked = query.get("sort", "")
        is_known = asked.removeprefix("-") in {column.key for column in columns if column.order}
        self.sort = asked if is_known else sort
        self.found = found if self.sort == sort else self._ordered(found)
        self._show = show

    @property
    def size(self) -> int:
        """How many rows a page has."""
        return next((size for size in SIZES if str(size) == self.query.get("size")), SIZES[0])

    @cached_property
    def page(self) -> Page[Any]:
        """What was found, as far as the page shows it."""
        return Paginator(self.found, self.size).get_page(self.query.get("page"))

    @cached_property
    def rows(self) -> Sequence[Any]:
        """The rows of the page."""
        return self._show(list(self.page.object_list))

    @property
    def count(self) -> int:
        """How many rows there are on all pages."""
        return self.page.paginator.count

    def all_rows(self) -> Iterator[Any]:
        """The rows of all pages, in their order."""
        found = self.found
        every = found.iterator(_AT_ONCE) if isinstance(found, QuerySet) else iter(found)
        while batch := list(islice(every, _AT_ONCE)):
            yield from self._show(batch)

    @property
    def written(self) -> list[Column]:
        """The columns that go into a sheet."""
        return [column for column in self.columns.values() if column.text]

    def address(self, **changed: str | None) -> str:
        """The address of this list with something else asked, from its first page."""
        query = self.query.copy()
        for name, value in {"page": None, **changed}.items():
            query.pop(name, None)
            if value is not None:
                query[name] = value
        return f"?{query.urlencode()}"

    def _ordered(self, found: QuerySet[Any] | Sequence[Any]) -> QuerySet[Any] | Sequence[Any]:
        order, is_falling = self.columns[self.sort.removeprefix("-")].order, self.sort.startswith("-")
        if isinstance(found, QuerySet):
            assert isinstance(order, tuple)
            return found.order_by(*(_directed(found.model, one, is_falling=is_falling) for one in order), "pk")
        assert callable(order)
        known = sorted((row for row in found if order(row) is not None), key=order, reverse=is_falling)
        return known + [row for row in found if order(row) is None]


def _directed(model: type[Model], order: Any, *, is_falling: bool) -> OrderBy:
    if isinstance(order, OrderBy):
        return order
    # Databases do not agree on where nothing stands; where something always stands, an index serves the order.
    where = {} if isinstance(order, str) and not _may_be_empty(model, order) else {"nulls_last": True}
    expression = F(order) if isinstance(order, str) else order
    directed = expression.desc(**where) if is_falling else expression.asc(**where)
    assert isinstance(directed, OrderBy)
    return directed


def _may_be_empty(model: type[Model] | None, path: str) -> bool:
    for name in path.split("__"):
        if model is None or name not in {one.name for one in model._meta.fields}:
            return True  # an annotation
        column = model._meta.get_field(name)
        if column.null:
            return True
        model = column.related_model if column.is_relation else None
    return False


def conditions_of(form: BaseForm) -> list[str]:
    """The conditions of a filter as they were asked: for the line that says what of a list a sheet holds."""
    told = []
    for bound in form if form.is_bound else ():
        value = bound.value()
        if value in (None, "", False) or bound.errors:
            continue
        choices = {str(code): label for code, label in getattr(bound.field, "choices", ())}
        told.append(str(bound.label) if value is True else f"{bound.label}：{choices.get(str(value), value)}")
    return told
