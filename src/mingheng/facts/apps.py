"""The part as Django knows it."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """What can be counted."""

    name = "mingheng.facts"
    default_auto_field = "django.db.models.BigAutoField"
