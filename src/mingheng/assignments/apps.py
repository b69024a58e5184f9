"""The part as Django knows it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AssignmentsConfig(AppConfig):
    """What was given out, and who has answered?"""

    name = "mingheng.assignments"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what is due, and what a reorganisation means; models can be imported only now."""
        from mingheng.assessment.follow_up import register_follow_up  # noqa: PLC0415 - models are not ready before
        from mingheng.assignments.due import ASKED, due_items  # noqa: PLC0415 - as above
        from mingheng.assignments.follow_up import follow_up_form  # noqa: PLC0415 - as above
        from mingheng.assignments.prospects import prospects  # noqa: PLC0415 - as above
        from mingheng.organisation.prospects import register  # noqa: PLC0415 - as above
        from mingheng.reminders.registry import register_provider  # noqa: PLC0415 - as above

        register_provider("assignment", due_items, label=_("交办事项"), roles=ASKED)
        register("assignments", prospects)
        register_follow_up(follow_up_form)
