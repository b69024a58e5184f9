"""A form that carries out one verb of the domain."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django import forms

from mingheng.audit.actors import Actor
from mingheng.audit.changes import Outdated
from mingheng.organisation.domain import Refused


class ActForm(forms.Form):
    """`submit` calls the verb; what the verb refuses stands at the field that it is about, and what was typed stays."""

    def submit(self, by: Actor) -> bool:
        """Carry it out. False where something is wrong; the form then says what."""
        if not self.is_valid():
            return False
        try:
            self.perform(self.cleaned_data, by)
        except Refused as refused:
            self.say(refused)
        except Outdated as outdated:
            self.add_error(None, str(outdated))
        return not self.errors

    def say(self, refused: Refused) -> None:
        """Put it at its field."""
        self.add_error(refused.field if refused.field in self.fields else None, refused.message)

    @abstractmethod
    def perform(self, cleaned: dict[str, Any], by: Actor) -> None:
        """Call the verb."""
