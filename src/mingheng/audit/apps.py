"""The part as Django knows it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Events, checkpoints and the verifier."""

    name = "mingheng.audit"
    default_auto_field = "django.db.models.BigAutoField"
