"""The situation: one question after the other, so that the list that follows is exact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.clock import Clock as Frames
from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.catalogue.model import FieldType
from kiosk.visit.state import VisitState
from screens.citizen.screen import Screen, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Choice
from screens.widgets.holding import empty
from screens.words import words

# Seconds from an answer to the next question: long enough to see what was touched, and to touch something else.
GOES_ON_AFTER = 0.4


class Situation(Screen):
    """One touch answers and goes on.

    What most people come for must be done in seven touches, and two for each question would use them up. A slip is one
    "back" away, where it is still marked. Of several answers nobody knows which one is the last: there, and where an
    answer is only looked at again, the citizen goes on by hand.
    """

    question = StringProperty("")
    hint = StringProperty("")
    count = StringProperty("")
    many = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        self._soon = Frames.create_trigger(self._go_on, GOES_ON_AFTER)
        super().__init__(**kwargs)

    def show(self, state: VisitState) -> None:
        code = state.field
        if state.service is None or code is None:
            return
        field = state.service.field(code)
        self.many = field.type is FieldType.CHOICES
        chosen = self._chosen_of(state)
        self.primary_enabled = bool(chosen)
        if self.is_new(code):
            codes = [question.code for question in self.visit.situations()]
            self.question = in_words(field.label)
            self.hint = in_words(field.hint) if field.hint else ""
            self.count = words._("situation-count", number=codes.index(code) + 1 if code in codes else 1)
            self._offer(code)
        for choice in self.ids.options.children:
            choice.chosen = choice.name.removeprefix("option-") in chosen

    def forward(self) -> None:
        self._soon.cancel()
        super().forward()

    def backward(self) -> None:
        self._soon.cancel()
        super().backward()

    def _offer(self, code: str) -> None:
        self._soon.cancel()
        options = self.ids.options
        empty(options)
        for option in self.visit.options(code):
            choice = Choice(name=f"option-{option.code}", many=self.many, text=in_words(option.text))
            choice.bind(on_release=self._touched)
            options.add_widget(choice)
        self.ids.page.ids.view.scroll_y = 1

    def _touched(self, choice: Choice) -> None:
        field, code = self.state.field, choice.name.removeprefix("option-")
        assert field is not None
        if not self.many:
            self.visit.answer(field, code)
            self._soon()
            return
        chosen = set(self._chosen_of(self.state)) ^ {code}
        # in the order of the question, not of the fingers
        order = [option.code for option in self.visit.options(field)]
        self.visit.answer(field, ",".join(each for each in order if each in chosen))

    def _go_on(self, _dt: float) -> None:
        if self.get_root_window() is not None:  # the screen may have left meanwhile
            self.visit.go_on()

    @staticmethod
    def _chosen_of(state: VisitState) -> list[str]:
        value = state.values.get(state.field or "")
        return value.text.split(",") if value else []


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
