"""The part as Django knows it."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Entries and their evidence."""

    name = "mingheng.ledger"
    default_auto_field = "django.db.models.BigAutoField"
