"""What rows and codes of this part are called when the log tells of them."""

from __future__ import annotations

from collections.abc import Collection

from mingheng.audit.labels import Names, Words
from mingheng.reminders.models import Reminder
from mingheng.reminders.stages import stage_label


def reminder_names(keys: Collection[int]) -> dict[int, str]:
    """The matters that the reminders are of."""
    return dict(Reminder.objects.filter(pk__in=keys).values_list("pk", "title"))


WORDS: dict[tuple[str, str], Words] = {("reminder", "stage"): stage_label}

NAMES: dict[str, Names] = {"reminder": reminder_names}
