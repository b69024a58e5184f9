"""The part as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssessmentConfig(AppConfig):
    """Cycles, lines, history. Facts tell it of every change."""

    name = "mingheng.assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register for changes of facts; models can be imported only now."""
        from mingheng.assessment.due import due_requirements  # noqa: PLC0415 - as above
        from mingheng.assessment.live import (  # noqa: PLC0415 - models are not ready before
            effects_of,
            names_of_fact_kinds,
            on_facts_changed,
            on_many_changed,
            rules_by_fact_kind,
        )
        from mingheng.assessment.overdue_list import all_overdue  # noqa: PLC0415 - as above
        from mingheng.assessment.prospects import prospects  # noqa: PLC0415 - as above
        from mingheng.assessment.sums import sums_of  # noqa: PLC0415 - as above
        from mingheng.assessment.unchanged import why_unchanged  # noqa: PLC0415 - as above
        from mingheng.facts.registry import explain_silence, listen  # noqa: PLC0415 - as above
        from mingheng.ledger.score_sums import register_sums  # noqa: PLC0415 - as above
        from mingheng.ledger.served_rules import register_rules  # noqa: PLC0415 - as above
        from mingheng.organisation.prospects import register  # noqa: PLC0415 - as above
        from mingheng.reminders.registry import register_full_list, register_provider  # noqa: PLC0415 - as above

        listen(on_facts_changed, on_many_changed, effects_of, names_of_fact_kinds)
        register_rules(rules_by_fact_kind)
        register_sums(sums_of)
        explain_silence(why_unchanged)
        register("assessment", prospects)
        register_provider("assessment", due_requirements, label=_("考核要求"))
        register_full_list(all_overdue)
