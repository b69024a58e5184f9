"""Append to the log: one event under the lock of the head, in the transaction of the act it tells of."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from mingheng.audit.actors import Actor
from mingheng.audit.models import Binding, Event, Head
from mingheng.audit.verifier import EMPTY_ROOT, SCHEMA, Frontier, canonical, canonical_json, leaf_hash
from mingheng.clock import now


class LogDamaged(Exception):
    """The log cannot go on, because what is there contradicts itself. Nothing was written."""


def locked_head() -> Head:
    """The head, locked until the transaction ends; a new site's first act makes it. Raises LogDamaged."""
    head, is_new = Head.objects.select_for_update().get_or_create(pk=1, defaults={"root": EMPTY_ROOT.hex()})
    if is_new and Event.objects.exists():
        raise LogDamaged(
            _(
                "审计日志的日志头（audit_head）不见了，而日志中有事件。数据库可能被改动过：请停用系统，运行审计校验，从备份恢复。"
            )
        )
    return head


def append_event(
    action: str,
    by: Actor,
    *,
    rows: list[dict[str, Any]],
    details: dict[str, Any],
    unit_path: str,
    about: tuple[str, str],
    reason: str,
) -> Head:
    """Write the next event and move the head on. In a transaction, whose commit makes both true. Raises LogDamaged."""
    head = locked_head()
    at = now()
    sequence = head.size + 1
    event = {
        "sequence": sequence,
        "at": at,
        "actor_id": by.account_id,
        "actor_name": by.name,
        "on_behalf_of": by.on_behalf_of,
        "strength": by.strength,
        "session": by.session,
        "address": by.address,
        "unit_path": unit_path,
        "action": action,
        "object_table": about[0],
        "object_key": about[1],
        "rows": canonical_json(rows),
        "details": canonical_json(details),
        "reason": reason,
        "request_id": by.request_id,
        "schema": SCHEMA,
    }
    leaf = leaf_hash({name: canonical(value) for name, value in event.items()})
    Event.objects.create(**event, leaf=leaf.hex())
    Binding.objects.bulk_create(
        [Binding(sequence=sequence, row_table=row["table"], row_key=row["key"]) for row in rows],
        batch_size=500,
    )
    _move_on(head, leaf)
    return head


def _move_on(head: Head, leaf: bytes) -> None:
    frontier = Frontier(head.size, [bytes.fromhex(node) for node in json.loads(head.frontier)])
    frontier.append(leaf)
    head.size, head.root = frontier.size, frontier.root().hex()
    head.frontier = json.dumps([node.hex() for node in frontier.nodes])
    head.save(update_fields=["size", "root", "frontier"])
