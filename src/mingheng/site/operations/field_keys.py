"""The field keys that a site needs: the first, and every one that its log says was added."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from django.utils.translation import gettext as _

from mingheng.audit.models import Event
from mingheng.audit.verifier import open_database
from mingheng.vault.keys import key_folder

ADDED = "vault.keys.added"
"""The act whose event says that a field key was added; its note `key` is the number."""


def faults_of_keys() -> list[str]:
    """A sentence for each field key that is needed here and not there."""
    return _faults(Event.objects.filter(action=ADDED).values_list("details", flat=True))


def faults_of_keys_for(database: Path) -> list[str]:
    """The same for a database file; none where the file has no log, which is for the verifier to say."""
    with closing(open_database(database)) as reading:
        try:
            rows = reading.execute("SELECT details FROM audit_event WHERE action = ?", [ADDED]).fetchall()
        except sqlite3.Error:
            return []
    return _faults(details for (details,) in rows)


def _faults(details: Iterable[str]) -> list[str]:
    numbers = {1} | {int(json.loads(text)["key"]) for text in details}
    names = [f"field-{number:04}.key" for number in sorted(numbers)]
    text = _("缺少密钥文件{name}：用它加密的内容读不出来。请从最新的密钥备份取回：mingheng keys 密钥文件。")
    return [text.format(name=name) for name in names if not (key_folder() / name).exists()]
