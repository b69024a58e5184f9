"""The part as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    """Entries and their evidence."""

    name = "mingheng.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what makes facts of entries; models can be imported only now."""
        from mingheng.facts.registry import register_projector  # noqa: PLC0415 - models are not ready before
        from mingheng.ledger.due import due_doubts, due_drafts, due_entries  # noqa: PLC0415 - as above
        from mingheng.ledger.projection import all_fact_rows  # noqa: PLC0415 - as above
        from mingheng.ledger.prospects import prospects  # noqa: PLC0415 - as above
        from mingheng.organisation.prospects import register  # noqa: PLC0415 - as above
        from mingheng.reminders.registry import register_provider  # noqa: PLC0415 - as above

        register_projector("entry", all_fact_rows)
        register("ledger", prospects)
        register_provider("ledger", due_entries, label=_("台账"))
        register_provider("doubt", due_doubts, label=_("工委存疑"))
        register_provider("closing", due_drafts, label=_("录入截止日"))
