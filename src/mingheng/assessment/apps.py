"""The part as Django knows it."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """Cycles, lines, history. Facts tell it of every change."""

    name = "mingheng.assessment"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register for changes of facts; models can be imported only now."""
        from mingheng.assessment.live import (  # noqa: PLC0415 - models are not ready before
            effects_of,
            names_of_fact_kinds,
            on_facts_changed,
            on_many_changed,
        )
        from mingheng.assessment.prospects import prospects  # noqa: PLC0415 - as above
        from mingheng.facts.registry import listen  # noqa: PLC0415 - as above
        from mingheng.organisation.prospects import register  # noqa: PLC0415 - as above

        listen(on_facts_changed, on_many_changed, effects_of, names_of_fact_kinds)
        register("assessment", prospects)
