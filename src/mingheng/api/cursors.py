"""Where a list goes on: a signed mark of the last key that was given out. New rows neither repeat nor hide old ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, TypeVar

from django.core import signing
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from mingheng.api.problems import Problem

MOST = 200
_SALT = "mingheng.api.cursor"
Row = TypeVar("Row", bound=Model)


def page_of(
    rows: QuerySet[Row],
    *,
    by: str,
    key_of: Callable[[Row], str],
    cursor: str | None,
    limit: int,
    asked: Mapping[str, Any],
) -> tuple[list[Row], str | None]:
    """The next rows in the order of a column that never changes, and where to go on; None at the end.

    `asked` is what the list was asked for: a cursor goes on with the same question only. Problem for any other cursor.
    """
    question = sha256(repr(sorted(asked.items())).encode()).hexdigest()[:16]
    ordered = rows.order_by(by)
    if cursor is not None:
        ordered = ordered.filter(**{f"{by}__gt": _last_of(cursor, question)})
    found = list(ordered[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], signing.dumps([key_of(found[limit - 1]), question], salt=_SALT, compress=False)


def _last_of(cursor: str, question: str) -> str:
    try:
        last, of_question = signing.loads(cursor, salt=_SALT)
    except signing.BadSignature:
        raise Problem("malformed", _("cursor不是本接口给出的。请从头读取，或用上一页答复中的next。")) from None
    if of_question != question:
        raise Problem("malformed", _("cursor属于另一次查询。翻页时请保持其他参数不变，或从头读取。"))
    return str(last)
