"""The part as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons and memberships."""

    name = "mingheng.people"
    default_auto_field = "django.db.models.BigAutoField"
