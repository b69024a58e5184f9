"""The part as Django knows it."""

from django.apps import AppConfig
from django.core.checks import register


class SiteConfig(AppConfig):
    """Start page, navigation, administration; and the check of the policy at every start."""

    name = "mingheng.site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the check, and tell the feedback what the pages are called."""
        from mingheng.feedback.page_names import name_pages  # noqa: PLC0415 - models are not ready before
        from mingheng.site.frame import GROUPS  # noqa: PLC0415 - models are not ready before
        from mingheng.site.policy_table import check_policy  # noqa: PLC0415 - models are not ready before

        register(check_policy)
        name_pages({item.route: item.label for _label, items in GROUPS for item in items})
