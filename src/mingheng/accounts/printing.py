"""What stands on a slip: whose the account is and for what, the link as a picture, and the link to be typed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mingheng.accounts.domain import Slip
from mingheng.accounts.models import Account
from mingheng.accounts.qr_codes import qr_code
from mingheng.accounts.roles_held import roles_held

_TYPED_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class PrintedSlip:
    """One slip."""

    account: Account
    roles: list[str] | None
    """None where who prints may not know them: they are written in by hand."""
    expires_at: datetime
    address: str
    pieces: list[str]
    """The address in pieces between which a line may end. None ends with a hyphen or a full stop, which somebody who
    copies it by hand would take for a mark of the line."""
    picture: SafeString


def printed(slips: Sequence[Slip], asker: Account, address_of: Callable[[str], str]) -> list[PrintedSlip]:
    """The slips for the page of who asks; `address_of` makes an address of a token."""
    held = roles_held(asker, [slip.account.pk for slip in slips])
    return [_printed(slip, address_of(slip.token), held.get(slip.account.pk)) for slip in slips]


def pieces_of(address: str, token: str) -> list[str]:
    """The address cut before its full stops and strokes, and the token in it into groups."""
    start, end = address.split(token)
    groups = [token[at : at + _TYPED_AT_ONCE] for at in range(0, len(token), _TYPED_AT_ONCE)]
    *before, stroke = re.findall(r"[./]+[^./]*|[^./]+", start)
    return [*before, stroke + groups[0], *groups[1:-1], groups[-1] + end]


def _printed(slip: Slip, address: str, roles: list[str] | None) -> PrintedSlip:
    picture = qr_code(address, scale=3, title=_("设置链接的二维码"))
    return PrintedSlip(slip.account, roles, slip.expires_at, address, pieces_of(address, slip.token), picture)
