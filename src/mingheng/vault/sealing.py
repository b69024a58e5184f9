"""Seal the text of a column so that it opens only in its own place: this table, this column, this row."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext as _

from mingheng.vault.keys import KeyMissing, field_keys, key_folder

ALGORITHM = "aes256gcm"
NONCE_BYTES = 12


class Unreadable(Exception):
    """A sealed text does not open: it was changed, or it belongs to another row."""


def seal(text: str, *, table: str, column: str, row: str) -> str:
    """Seal with the newest field key; `row` is the row's key. Empty text stays empty. Raises KeyMissing."""
    if not text:
        return ""
    keys = field_keys(key_folder())
    number = max(keys)
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = AESGCM(keys[number]).encrypt(nonce, text.encode(), _place(table, column, row))
    return mark_of(number) + urlsafe_b64encode(nonce + sealed).decode("ascii")


def unseal(token: str, *, table: str, column: str, row: str) -> str:
    """The text that was sealed for this place. Raises Unreadable, or KeyMissing when its key is not here."""
    if not token:
        return ""
    algorithm, _dot, rest = token.partition(".")
    number, _dot, body = rest.partition(".")
    if algorithm != ALGORITHM or not number.isdecimal():
        raise _unreadable(table, column, row)
    try:
        sealed = urlsafe_b64decode(body)
        text = AESGCM(_key(int(number))).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _place(table, column, row))
    except (InvalidTag, ValueError):
        raise _unreadable(table, column, row) from None
    return text.decode()


def mark_of(number: int) -> str:
    """How every text begins that is sealed with the field key of this number."""
    return f"{ALGORITHM}.{number}."


def reseal(token: str, *, table: str, column: str, row: str) -> str:
    """The same text under the newest field key; the token itself where it is sealed with that already."""
    if not token or token.startswith(mark_of(max(field_keys(key_folder())))):
        return token
    return seal(unseal(token, table=table, column=column, row=row), table=table, column=column, row=row)


def _key(number: int) -> bytes:
    keys = field_keys(key_folder())
    if number not in keys:
        raise KeyMissing(
            _("缺少密钥文件 {path}：用它加密的内容无法读取。请把密钥备份中的同名文件放回该目录。").format(
                path=key_folder() / f"field-{number:04}.key"
            )
        )
    return keys[number]


def _place(table: str, column: str, row: str) -> bytes:
    return "\x1f".join((table, column, row)).encode()


def _unreadable(table: str, column: str, row: str) -> Unreadable:
    return Unreadable(
        _(
            "{table} 表 {row} 行的 {column} 无法解密：内容被改动过，或是从别的行复制来的。请运行审计校验并从备份核对。"
        ).format(table=table, column=column, row=row)
    )
