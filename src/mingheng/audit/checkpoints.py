"""Sign the head: after a thousand events, after five minutes in which something changed, and whenever an act asks.

A checkpoint is a C2SP signed note (c2sp.org/tlog-checkpoint): origin, size, root, one extension line with number, time,
person and reason, and the Ed25519 signature.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import timedelta

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import transaction
from django.utils.translation import gettext as _

from mingheng.audit.actors import SYSTEM, Actor
from mingheng.audit.log import locked_head
from mingheng.audit.models import Checkpoint, Head
from mingheng.audit.verifier import canonical, note_text
from mingheng.clock import now
from mingheng.vault.keys import ORIGIN, checkpoint_key, key_folder, key_hash

EVENTS = 1000
AGE = timedelta(minutes=5)


def checkpoint(by: Actor, why: str) -> Checkpoint:
    """Sign the log as it is now. Raises KeyMissing."""
    with transaction.atomic():
        return sign_head(locked_head(), by, why)


def checkpoint_if_due() -> Checkpoint | None:
    """Sign the log when a thousand events, or five minutes and any event, have come since the last time."""
    with transaction.atomic():
        head = locked_head()
        added = head.size - head.checkpoint_size
        if not added:
            return None
        last = Checkpoint.objects.filter(number=head.checkpoints).first()
        if added < EVENTS and last and now() - last.at < AGE:
            return None
        return sign_head(head, SYSTEM, _("定时"))


def sign_head(head: Head, by: Actor, why: str) -> Checkpoint:
    """Sign a locked head. Raises KeyMissing."""
    columns = {
        "number": head.checkpoints + 1,
        "size": head.size,
        "root": head.root,
        "at": now(),
        "by": by.name,
        "why": why,
    }
    text = note_text(ORIGIN, {name: canonical(value) for name, value in columns.items()})
    made = Checkpoint.objects.create(**columns, note=f"{text}\n{_signature(text)}")
    head.checkpoints, head.checkpoint_size = made.number, head.size
    head.save(update_fields=["checkpoints", "checkpoint_size"])
    return made


def _signature(text: str) -> str:
    key = checkpoint_key(key_folder())
    public = b"\x01" + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    signed = key_hash(public) + key.sign(text.encode())
    return f"— {ORIGIN} {b64encode(signed).decode()}\n"
