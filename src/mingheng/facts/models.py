"""The table of facts: one narrow row per countable thing. A projection, rebuilt at will and not audited."""

from __future__ import annotations

from django.db import models

from mingheng.facts.sources import source_index
from mingheng.organisation.models import Unit


class Fact(models.Model):
    """One countable thing, as the kernel reads it."""

    subject = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="facts", db_index=False)
    kind = models.CharField(max_length=60)
    day = models.DateField()
    belongs = models.DateField()
    ended_on = models.DateField(null=True)
    expected = models.BigIntegerField(null=True)
    """Thousandths; none where there is no quantity."""
    actual = models.BigIntegerField(null=True)
    level = models.CharField(max_length=40, blank=True)
    person = models.CharField(max_length=64, blank=True)
    """A blind index of the person, never a name."""
    case = models.CharField(max_length=120, blank=True)
    verified = models.BooleanField(default=False)
    entered_on = models.DateField()
    """When it was entered: what lateness is measured by."""
    known_on = models.DateField()
    """From this day on it counted."""
    withdrawn_on = models.DateField(null=True)
    """From this day on it no longer counted."""
    source = models.CharField(max_length=60)
    """Which row of truth it comes from: `entry:<id>:<version>`."""

    class Meta:
        db_table = "fact"
        indexes = [
            models.Index(fields=["subject", "kind"], name="fact_of_subject"),
            source_index("fact_source"),
        ]
