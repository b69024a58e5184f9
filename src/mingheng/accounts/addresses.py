"""Where a request comes from, and where it may be sent on to."""

from __future__ import annotations

import ipaddress

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

START_PAGE = "/"


def address_of(request: HttpRequest) -> str:
    """The caller's address.

    `X-Forwarded-For` counts only when the configured proxy itself calls, and of it only the last entry: that one
    the proxy has written; whatever stands before it was sent along by the caller.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    proxy = settings.MINGHENG_TRUSTED_PROXY
    if not proxy or direct != proxy:
        return direct
    forwarded = request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip()
    try:
        return str(ipaddress.ip_address(forwarded))
    except ValueError:
        return direct


def network_of(address: str) -> str:
    """What counts as one address against guessing: of IPv6 the /64, which one caller has to himself."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))


def is_local(wanted: str) -> bool:
    """Whether this is a path of this site as browsers read it: a backslash is a slash to them, a tab nothing."""
    return wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)


def local_path(wanted: str) -> str:
    """Where to go on after signing in: a path of this site, or the start page where it is anything else."""
    return wanted if is_local(wanted) else START_PAGE
