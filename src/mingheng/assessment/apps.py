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
            on_facts_changed,
            on_many_changed,
        )
        from mingheng.facts.registry import listen  # noqa: PLC0415 - as above

        listen(on_facts_changed, on_many_changed, effects_of)
