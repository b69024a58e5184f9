"""The part as Django knows it."""

from django.apps import AppConfig


class AssignmentsConfig(AppConfig):
    """What was given out, and who has answered?"""

    name = "mingheng.assignments"
    default_auto_field = "django.db.models.BigAutoField"
