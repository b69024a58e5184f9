"""What rows and codes of this part are called when the log tells of them."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings

from mingheng.accounts.models import Account
from mingheng.audit.labels import Names, Words


def account_names(keys: Collection[int]) -> dict[int, str]:
    """Whose the accounts are."""
    return dict(Account.objects.filter(pk__in=keys).values_list("pk", "display_name"))


WORDS: dict[tuple[str, str], Words] = {("account", "language"): dict(settings.LANGUAGES).get}

NAMES: dict[str, Names] = {"account": account_names}
