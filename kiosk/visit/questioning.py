"""The situation (情形): one question after the other, before anybody is identified."""

from __future__ import annotations

from kiosk.catalogue.model import FormField
from kiosk.visit.conditions import unmet
from kiosk.visit.core import Core
from kiosk.visit.form import visible_situations
from kiosk.visit.state import Step


class Questioning:
    def __init__(self, core: Core) -> None:
        self._core = core
        core.on_enter(Step.SITUATION, self._begin)

    def visible(self) -> tuple[FormField, ...]:
        """The questions that apply to the answers given so far."""
        s = self._core.state
        return visible_situations(s.service, s.values) if s.service else ()

    def next(self) -> bool:
        """Show the next question, or stay with one that is open; False: all are answered, or one ends the way."""
        s = self._core.state
        if s.field is None or s.field not in s.values:
            return True
        codes = self._codes()
        behind = codes[codes.index(s.field) + 1 :]
        if unmet(s, self._core.today) or not behind:
            return False
        self._core.set(field=behind[0])
        return True

    def previous(self) -> bool:
        """Show the question before; False: this is the first."""
        codes, field = self._codes(), self._core.state.field
        at = codes.index(field) if field in codes else 0
        if at:
            self._core.set(field=codes[at - 1])
        return bool(at)

    def _begin(self) -> None:
        """The first question that is open, or the last one when the citizen comes back."""
        codes = self._codes()
        self._core.set(field=next((code for code in codes if code not in self._core.state.values), codes[-1]))

    def _codes(self) -> list[str]:
        return [question.code for question in self.visible()]
