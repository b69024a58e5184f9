"""Both databases refuse two memberships of a person on one day, and a post held twice at once."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

from mingheng.organisation.spans import NoOverlap


class Migration(migrations.Migration):
    """See `NoOverlap`."""

    dependencies: ClassVar = [("people", "0001_start")]
    operations: ClassVar = [
        NoOverlap("membership", [], texts=["person_id"]),
        NoOverlap("post", ["unit_id"], texts=["person_id", "title"]),
    ]
