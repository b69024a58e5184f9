"""The part as Django knows it."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    """What people say of the system, and what they were answered."""

    name = "mingheng.feedback"
    default_auto_field = "django.db.models.BigAutoField"
