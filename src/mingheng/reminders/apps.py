"""The part as Django knows it."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """What is due for whom? Due items that parts provide, reminders sent exactly once, escalation."""

    name = "mingheng.reminders"
    default_auto_field = "django.db.models.BigAutoField"
