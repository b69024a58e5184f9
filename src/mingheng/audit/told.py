"""What the codes in the notes of this part mean to a reader of the log."""

from __future__ import annotations

from mingheng.audit.labels import Words, table_labels
from mingheng.audit.verifier import REBOUND

WORDS: dict[tuple[str, str], Words] = {(REBOUND, "table"): lambda table: table_labels().get(table)}
