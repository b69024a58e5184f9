"""Find equal texts without keeping them: keyed hashes. Without the key a number cannot be guessed from its hash."""

from __future__ import annotations

import hmac
import unicodedata
from hashlib import sha256

from mingheng.vault.keys import index_key, key_folder


def blind_index(text: str, *, purpose: str) -> str:
    """The hash by which a number is found however it was typed: full-width, lower case, spaced. Empty stays empty."""
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
    return keyed_hash(plain, purpose=purpose) if plain else ""


def keyed_hash(text: str, *, purpose: str) -> str:
    """HMAC-SHA256 in hex of exactly this text; hashes for different purposes cannot be compared. Raises KeyMissing."""
    return hmac.new(index_key(key_folder()), purpose.encode() + b"\x00" + text.encode(), sha256).hexdigest()
