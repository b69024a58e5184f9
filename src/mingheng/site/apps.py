"""The part as Django knows it."""

from django.apps import AppConfig
from django.core.checks import register


class SiteConfig(AppConfig):
    """Start page, navigation, administration; and the check of the policy at every start."""

    name = "mingheng.site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the check."""
        from mingheng.site.policy_table import check_policy  # noqa: PLC0415 - models are not ready before

        register(check_policy)
