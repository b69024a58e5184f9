"""The part as Django knows it."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """How it looks."""

    name = "mingheng.ui"
    default_auto_field = "django.db.models.BigAutoField"
