"""What rows and codes of this part are called when the log tells of them."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.functional import Promise

from mingheng.audit.labels import Names, Words
from mingheng.organisation.models import Grant
from mingheng.organisation.naming import names_on
from mingheng.organisation.roles import LABELS
from mingheng.policy import Role


def role_word(code: str) -> Promise | None:
    """The label of a role."""
    return LABELS[Role(code)] if code in set(Role) else None


def grant_names(keys: Collection[int]) -> dict[int, str]:
    """Who holds the roles, and which."""
    found = Grant.objects.filter(pk__in=keys).values_list("pk", "account__display_name", "role")
    return {key: f"{name}（{role_word(role) or role}）" for key, name, role in found}


WORDS: dict[tuple[str, str], Words] = {("role_grant", "role"): role_word}

NAMES: dict[str, Names] = {"unit": names_on, "role_grant": grant_names}
