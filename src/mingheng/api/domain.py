"""Give a key to a system and take it away again; note that it is used."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.api.key_texts import new_key_text
from mingheng.api.models import ApiKey, KeyUse
from mingheng.api.scopes import Scope
from mingheng.audit.actors import Actor
from mingheng.audit.changes import recording
from mingheng.organisation.models import Unit
from mingheng.organisation.queries import path_of


def give_key(
    name: str, unit: Unit, scopes: Iterable[Scope], *, expires_on: date, addresses: Iterable[str] = (), by: Actor
) -> tuple[ApiKey, str]:
    """Give a system a key. Returns it with its text, which is kept nowhere. The log is signed with the act."""
    prefix, digest, text = new_key_text()
    key = ApiKey(
        name=name,
        unit=unit,
        scopes=" ".join(scope for scope in Scope if scope in set(scopes)),
        addresses=" ".join(addresses),
        prefix=prefix,
        digest=digest,
        given_by=by.name,
        given_at=clock.now(),
        expires_on=expires_on,
    )
    with recording("api.key.given", by, unit_path=path_of(unit)) as change:
        change.save(key)
        change.checkpoint(_("发放接口密钥"))
    return key, text


def revoke_key(key: ApiKey, *, reason: str, by: Actor) -> None:
    """Take a key away: it lets nobody in from the next request on. Once it is revoked, nothing more happens."""
    if key.revoked_at:
        return
    with recording("api.key.revoked", by, unit_path=path_of(key.unit), about=key, reason=reason) as change:
        key.revoked_at = clock.now()
        change.save(key)
        change.checkpoint(_("撤销接口密钥"))


def mark_used(key: ApiKey) -> None:
    """Note the day of use: the first request of a day writes, all others only read."""
    today = clock.today()
    if not KeyUse.objects.filter(key=key, on_day=today).exists():
        KeyUse.objects.update_or_create(key=key, defaults={"on_day": today})
