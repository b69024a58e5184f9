"""Passwords: which may be chosen, how they are kept, how one is checked in the same time for everybody."""

from __future__ import annotations

import unicodedata
from typing import Any, cast

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mingheng.accounts.models import Account

SHORTEST = 12
LONGEST = 128
NO_PASSWORD = ""
"""Matches nothing, and costs the same to check as a password."""


def hash_of(password: str) -> str:
    """What is kept: Argon2id with a salt of its own."""
    return make_password(_as_typed(password))


def is_right(typed: str, *, kept: str) -> bool:
    """Whether it is the password. Hashes once whatever `kept` is, so that the time gives nothing away."""
    return check_password(_as_typed(typed), kept)


def faults_of(password: str, account: Account) -> list[str]:
    """Why this account may not have this password: too short, too like the name, known to every guesser."""
    faults = []
    if len(password) < SHORTEST:
        faults.append(_("密码至少要 {count} 个字符，现在是 {typed} 个。").format(count=SHORTEST, typed=len(password)))
    if _contains_name(password, account) or not _passes(
        UserAttributeSimilarityValidator(("username", "display_name")), password, account
    ):
        faults.append(_("密码与用户名或姓名太相似，请换一个。"))
    if not _passes(CommonPasswordValidator(), password, account):
        faults.append(_("这是常见密码，很容易被猜到，请换一个。"))
    return faults


def _contains_name(password: str, account: Account) -> bool:
    """A long password can hold the name twice and still be unlike it."""
    typed = _as_typed(password).casefold()
    return any(name and name in typed for name in (account.username.casefold(), account.display_name.casefold()))


def _passes(
    validator: UserAttributeSimilarityValidator | CommonPasswordValidator, password: str, account: Account
) -> bool:
    try:
        # Typed for Django's own users; any object with the named attributes will do.
        validator.validate(_as_typed(password), cast(Any, account))
    except ValidationError:
        return False
    return True


def _as_typed(password: str) -> str:
    # Input methods switch between full and half width without saying so.
    return unicodedata.normalize("NFKC", password)
