"""The part as Django knows it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Accounts and sessions."""

    name = "mingheng.accounts"
    default_auto_field = "django.db.models.BigAutoField"
