"""The key files: how they are made, and how each is read. They lie beside the database, never in it or in its backup.

Field keys carry a number; the newest seals, all of them unseal. There is one index key, one checkpoint key and one
session key: whoever steals one of them has none of the others.
"""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from base64 import b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings
from django.utils.translation import gettext as _

KEY_BYTES = 32
FIELD_KEY = re.compile(r"field-(\d+)\.key")
ORIGIN = "mingheng.audit"
"""The name under which checkpoints are signed: the first line of each, and of the public key."""


class KeyMissing(Exception):
    """A key file is not where it should be. The message says which, what cannot be done without it, and the remedy."""


class KeysExist(Exception):
    """There are keys in the folder already. New ones would make everything unreadable that the old ones sealed."""


def key_folder() -> Path:
    """Where the keys of this site lie."""
    return Path(settings.MINGHENG_HOME) / "keys"


def create_keys(folder: Path) -> None:
    """Make all keys of a new site, readable by their owner only; all of them or none. Raises KeysExist."""
    if folder.exists() and any(folder.iterdir()):
        raise KeysExist(
            _("目录 {folder} 中已有密钥。换成新密钥后，旧密钥加密的内容将无法读取，因此没有生成。").format(
                folder=folder
            )
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix="keys-", dir=folder.parent))
    checkpoint = Ed25519PrivateKey.generate()
    _write(draft / "field-0001.key", _line(secrets.token_hex(KEY_BYTES)))
    _write(draft / "index.key", _line(secrets.token_hex(KEY_BYTES)))
    _write(draft / "session.key", _line(secrets.token_urlsafe(48)))
    private = checkpoint.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    _write(draft / "checkpoint.key", private)
    _write(draft / "checkpoint.pub", _line(verifier_key(checkpoint)))
    draft.rename(folder)
    _forget()


def add_field_key(folder: Path) -> int:
    """Add a field key that seals from now on; the older ones still unseal. Its number."""
    number = max(field_keys(folder)) + 1
    put_key(folder, f"field-{number:04}.key", _line(secrets.token_hex(KEY_BYTES)))
    return number


def put_key(folder: Path, name: str, content: bytes) -> None:
    """Put a key file there: on the disk when this returns, and never seen half written by a process that serves."""
    draft = folder / f".{name}.draft"
    draft.unlink(missing_ok=True)
    _write(draft, content)
    draft.rename(folder / name)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    _forget()


def verifier_key(key: Ed25519PrivateKey) -> str:
    """The public half in the form of C2SP signed-note: name, hash of name and key, algorithm 1 and the key."""
    public = b"\x01" + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return f"{ORIGIN}+{key_hash(public).hex()}+{b64encode(public).decode('ascii')}"


def key_hash(public: bytes) -> bytes:
    """The four bytes by which a signature says which key made it (C2SP signed-note)."""
    return sha256(ORIGIN.encode() + b"\n" + public).digest()[:4]


def field_keys(folder: Path) -> dict[int, bytes]:
    """All field keys by their number. Raises KeyMissing where there is none."""
    # Which there are is asked each time: once another process has added one, nobody may seal with an older one.
    names = [entry.name for entry in os.scandir(folder)] if folder.is_dir() else []
    return _field_keys(folder, frozenset(name for name in names if FIELD_KEY.fullmatch(name)))


@lru_cache(maxsize=8)
def index_key(folder: Path) -> bytes:
    """The key of blind indexes and keyed hashes. Raises KeyMissing."""
    if not (folder / "index.key").exists():
        raise _missing(folder / "index.key", _("无法按身份证号查找人员"))
    return _secret(folder / "index.key")


@lru_cache(maxsize=8)
def checkpoint_key(folder: Path) -> Ed25519PrivateKey:
    """The key that signs checkpoints of the audit log. Raises KeyMissing."""
    path = folder / "checkpoint.key"
    if not path.exists():
        raise _missing(path, _("审计日志无法签署检查点"))
    key = load_pem_private_key(path.read_bytes(), password=None)
    assert isinstance(key, Ed25519PrivateKey)
    return key


@lru_cache(maxsize=8)
def _field_keys(folder: Path, names: frozenset[str]) -> dict[int, bytes]:
    if not names:
        raise _missing(folder / "field-0001.key", _("身份证号、手机号等加密内容无法读写"))
    return {int(FIELD_KEY.sub(r"\1", name)): _secret(folder / name) for name in sorted(names)}


def _forget() -> None:
    for reader in (_field_keys, index_key, checkpoint_key):
        reader.cache_clear()


def _secret(path: Path) -> bytes:
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def _line(text: str) -> bytes:
    return f"{text}\n".encode("ascii")


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _missing(path: Path, consequence: str) -> KeyMissing:
    return KeyMissing(
        _("缺少密钥文件 {path}：{consequence}。请把密钥备份中的同名文件放回该目录；新装的系统请先完成初始化。").format(
            path=path, consequence=consequence
        )
    )
