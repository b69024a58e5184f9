"""The part as Django knows it."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Start page, navigation, administration."""

    name = "mingheng.site"
    default_auto_field = "django.db.models.BigAutoField"
