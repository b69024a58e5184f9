"""The part as Django knows it."""

from __future__ import annotations

from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    """Units and roles on any date."""

    name = "mingheng.organisation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell the accounts who may administer whose, and what each is for."""
        # Models can be imported only when Django has loaded all parts.
        from mingheng.accounts import roles_held, visibility  # noqa: PLC0415
        from mingheng.organisation.visibility import roles_in_words, visible_accounts  # noqa: PLC0415

        visibility.register(visible_accounts)
        roles_held.register(roles_in_words)
