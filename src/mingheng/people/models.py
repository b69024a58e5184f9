"""Persons, their membership of organisations and their posts, from one day to another."""

from __future__ import annotations

from django.db import models

from mingheng.audit.models import AuditedModel
from mingheng.organisation.models import Unit
from mingheng.organisation.spans import days_in_order
from mingheng.pinyin import InitialsField
from mingheng.vault.identifiers import new_id


class Person(AuditedModel):
    """The least that attendance, posts and reviews need of a person."""

    id = models.CharField(max_length=20, primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=50)
    initials = InitialsField(of="name", max_length=50)
    id_number = models.TextField(blank=True)
    """身份证号, sealed; optional."""
    id_number_index = models.CharField(max_length=64, blank=True, db_index=True)
    """Blind index: equal numbers have equal indexes."""
    phone = models.TextField(blank=True)
    """Sealed."""
    born_on = models.TextField(blank=True)
    """Sealed."""

    class Meta:
        db_table = "person"


class Membership(AuditedModel):
    """A person belongs to an organisation, from a day to a day. Those of one person never overlap."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    full_on = models.DateField(null=True, blank=True)
    """The day of 转正; none while the member is probationary."""
    workplace = models.CharField(max_length=60, blank=True)
    """工作单位: a joint branch may cover few of them only."""

    class Meta:
        db_table = "membership"
        constraints = [days_in_order("membership_days_in_order")]
        indexes = [models.Index(fields=["unit", "starts_on"], name="membership_of_unit")]


class Post(AuditedModel):
    """A post that a person holds in a unit, from a day to a day."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=40)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        db_table = "post"
        constraints = [days_in_order("post_days_in_order")]
