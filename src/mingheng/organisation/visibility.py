"""Whose accounts somebody may administer, and whose roles he may know; registered with `accounts` at the start."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.organisation.history import holders_everywhere, with_labels
from mingheng.organisation.models import Grant
from mingheng.organisation.permissions import SEES_HOLDERS, may_see_holders
from mingheng.organisation.queries import grants_of, units_ever_within
from mingheng.policy import Role

OF_THE_SITE = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.COMMITTEE_ADMIN)
"""Roles whose holders no unit may administer."""


def visible_accounts(asker: Account, reach: frozenset[int]) -> QuerySet[Account]:
    """All for a system administrator; else those that hold roles only within reach, or none and were made by the asker.

    A role that begins only later counts as held, so that nobody's way in is changed just before.
    """
    if any(grant.role == Role.SYSTEM_ADMIN for grant in grants_of(asker)):
        return Account.objects.all()
    lasting = Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today())
    held = Grant.objects.filter(lasting, account=OuterRef("pk"), revoked_at__isnull=True)
    beyond = held.filter(~Q(unit__in=units_ever_within(reach)) | Q(role__in=OF_THE_SITE))
    return Account.objects.filter(Exists(held) | Q(created_by=asker.pk), ~Exists(beyond))


def roles_in_words(asker: Account, account_ids: Collection[int]) -> dict[int, list[str]]:
    """The roles of today and later with their units, of those accounts all of whose roles the asker may know."""
    seeing = [grant for grant in grants_of(asker) if grant.role in SEES_HOLDERS]
    if not seeing:
        return {}
    words: dict[int, list[str]] = {account_id: [] for account_id in account_ids}
    today = clock.today()
    for holder, unit_name in with_labels(list(holders_everywhere(today).filter(account__in=account_ids)), today):
        grant = holder.grant
        if not may_see_holders(seeing, grant.unit):
            words.pop(grant.account_id, None)
        elif grant.account_id in words:
            words[grant.account_id].append(f"{unit_name} {holder.label}{_on_behalf(grant)}")
    return words


def _on_behalf(grant: Grant) -> str:
    return _("（代%(name)s）") % {"name": grant.stands_in_for.account.display_name} if grant.stands_in_for else ""
