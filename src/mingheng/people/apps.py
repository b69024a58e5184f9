"""The part as Django knows it."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons and memberships."""

    name = "mingheng.people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register what a change of a unit means for its members; models can be imported only now."""
        from mingheng.organisation.prospects import register  # noqa: PLC0415 - models are not ready before
        from mingheng.people.prospects import prospects  # noqa: PLC0415 - as above

        register("people", prospects)
