"""The text of a key: made, taken apart, and compared with what is kept of it."""

from __future__ import annotations

import re
import secrets

from mingheng.accounts.digests import digest_of, new_token

_MARK = "mh"
_KEY = re.compile(rf"{_MARK}_([0-9a-f]{{12}})_([A-Za-z0-9_-]{{43}})\Z")


def new_key_text() -> tuple[str, str, str]:
    """A new key: its prefix, the digest of its secret, and the text that is shown once."""
    prefix, secret = secrets.token_hex(6), new_token()
    return prefix, digest_of(secret), f"{_MARK}_{prefix}_{secret}"


def parts_of(text: str) -> tuple[str, str] | None:
    """Prefix and secret; None for what no key of ours looks like."""
    found = _KEY.match(text)
    return (found[1], found[2]) if found else None


def is_secret(secret: str, digest: str) -> bool:
    """Whether this is the secret, in a time that does not tell how much of it is right."""
    return secrets.compare_digest(digest_of(secret), digest)
