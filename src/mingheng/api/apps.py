"""The part as Django knows it."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """What may other systems read and write?"""

    name = "mingheng.api"
    default_auto_field = "django.db.models.BigAutoField"
