"""The part as Django knows it."""

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Units and roles on any date."""

    name = "mingheng.organisation"
    default_auto_field = "django.db.models.BigAutoField"
