"""Whose accounts somebody may administer; registered with `accounts` at the start."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingheng import clock
from mingheng.accounts.models import Account
from mingheng.organisation.models import Grant
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
