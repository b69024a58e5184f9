"""The keys in an encrypted file, kept apart from the backups: scrypt makes a key of a passphrase, AES-GCM uses it."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.utils.translation import gettext as _

from mingheng.site.operations.home import Refusal
from mingheng.vault.keys import put_key

FORMAT = "mingheng-keys-1"
LEAST_CHARACTERS = 12
_COST = {"n": 2**15, "r": 8, "p": 1}
"""RFC 7914; 32 MiB and a tenth of a second for each guess."""


def write_key_box(keys: Path, box: Path, passphrase: str) -> None:
    """Seal all key files into one new file. Refusal for a short passphrase, or where the file exists."""
    if len(passphrase) < LEAST_CHARACTERS:
        raise Refusal(_("口令至少要有{count}个字符，密钥没有写出。").format(count=LEAST_CHARACTERS))
    salt, nonce = os.urandom(16), os.urandom(12)
    sealed = AESGCM(_key(passphrase, salt)).encrypt(nonce, _packed(keys), FORMAT.encode())
    parts = {"salt": salt, "nonce": nonce, "sealed": sealed}
    text = {"format": FORMAT} | {name: b64encode(value).decode() for name, value in parts.items()}
    try:
        descriptor = os.open(box, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refusal(_("“{path}”已经存在，没有覆盖。").format(path=box)) from None
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(text, file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def open_key_box(box: Path, keys: Path, passphrase: str) -> list[str]:
    """Put back the key files that are missing; their names. Refusal when one that is there is another key.

    Refusal as well for a wrong passphrase and for a damaged box; then nothing was written.
    """
    files = _unpacked(box, passphrase)
    there = {name: (keys / name).read_bytes() for name in files if (keys / name).exists()}
    if other := [name for name, content in there.items() if content != files[name]]:
        raise Refusal(_("“{path}”与密钥文件中的不同，没有覆盖：它属于另一个系统。").format(path=keys / other[0]))
    keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    missing = sorted(files.keys() - there.keys())
    for name in missing:
        put_key(keys, name, files[name])
    return missing


def _unpacked(box: Path, passphrase: str) -> dict[str, bytes]:
    try:
        parts = json.loads(box.read_text(encoding="ascii"))
        salt, nonce, sealed = (b64decode(parts[name]) for name in ("salt", "nonce", "sealed"))
        packed = AESGCM(_key(passphrase, salt)).decrypt(nonce, sealed, FORMAT.encode())
    except InvalidTag:
        raise Refusal(_("口令不对，或密钥文件“{path}”已损坏。").format(path=box)) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise Refusal(_("“{path}”不是明衡的密钥备份，或读不出来。").format(path=box)) from None
    return {name: b64decode(content) for name, content in json.loads(packed).items()}


def _packed(keys: Path) -> bytes:
    files = {path.name: b64encode(path.read_bytes()).decode() for path in sorted(keys.iterdir()) if path.is_file()}
    return json.dumps(files).encode()


def _key(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, **_COST).derive(passphrase.encode())
