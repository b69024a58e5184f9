"""How is kept what nobody may simply read? The key files, sealed columns, blind indexes, masks."""

from mingheng.vault.indexes import blind_index, keyed_hash
from mingheng.vault.keys import KeyMissing, create_keys
from mingheng.vault.sealing import Unreadable, reseal, seal, unseal

__all__ = ["KeyMissing", "Unreadable", "blind_index", "create_keys", "keyed_hash", "reseal", "seal", "unseal"]
