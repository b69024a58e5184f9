"""People who use the site, and how they sign in: with the same rows as the real sign-in, without its pages."""

from typing import Any

from django.conf import settings
from django.test import Client

from mingheng import clock
from mingheng.accounts.digests import digest_of, new_token
from mingheng.accounts.domain import bind_second_factor
from mingheng.accounts.models import Account, Session
from mingheng.accounts.passwords import hash_of
from mingheng.accounts.second_factor import new_secret
from mingheng.audit.actors import SYSTEM
from mingheng.audit.changes import recording

PASSWORD = "qing zheng lian jie 2026"
"""What everybody's password is where a test asks for one at all."""


def make_account(username: str, *, password: str = "", **values: Any) -> Account:
    """An account; without a password nobody signs in to it through the page, only through `sign_in` below."""
    account = Account(**{"username": username, "display_name": username, **values})
    account.password = hash_of(password) if password else ""
    with recording("accounts.account.created", SYSTEM) as change:
        change.save(account)
    return account


def give_second_factor(account: Account) -> str:
    """Bind the account to a phone. The secret, of which `second_factor.code_at` makes codes; no code was used yet."""
    secret = new_secret()
    bind_second_factor(account, secret, 0, keep=None, by=SYSTEM)
    return secret


def sign_in(client: Client, account: Account, *, strength: str = "totp", is_confirmed: bool = True) -> Session:
    """Sign in. `is_confirmed`: the second factor was given just now, so that nothing asks for it again."""
    key, now = new_token(), clock.now()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return Session.objects.create(
        digest=digest_of(key),
        account=account,
        created_at=now,
        seen_at=now,
        confirmed_at=now if is_confirmed else None,
        strength=strength,
        address="127.0.0.1",
    )


def signed_in(account: Account) -> Client:
    """A browser in which somebody has signed in."""
    client = Client()
    sign_in(client, account)
    return client
