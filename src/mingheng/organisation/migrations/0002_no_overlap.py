"""Both databases refuse overlapping placements of a unit, and a role held twice at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from mingheng.organisation.spans import NoOverlap


class Migration(migrations.Migration):
    """See `NoOverlap`."""

    dependencies: ClassVar = [("organisation", "0001_start")]
    operations: ClassVar = [
        NoOverlap("unit_placement", ["unit_id"]),
        NoOverlap("role_grant", ["account_id", "unit_id"], texts=["role"], where=["revoked_at IS NULL"]),
    ]
