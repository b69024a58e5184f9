"""The part as Django knows it."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """Cycles, lines, history."""

    name = "mingheng.assessment"
    default_auto_field = "django.db.models.BigAutoField"
