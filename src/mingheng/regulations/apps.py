"""The part as Django knows it."""

from django.apps import AppConfig


class RegulationsConfig(AppConfig):
    """Dated parameters with their article."""

    name = "mingheng.regulations"
    default_auto_field = "django.db.models.BigAutoField"
