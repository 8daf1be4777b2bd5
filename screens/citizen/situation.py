"""The situation: one question after the other, so that the list that follows is exact."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.catalogue.model import FieldType
from kiosk.visit.state import VisitState
from screens.citizen.screen import Screen, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Choice
from screens.widgets.holding import empty
from screens.words import words


class Situation(Screen):
    """Choosing and going on are two touches: a slip of the finger is seen, and mended, before the next question."""

    question = StringProperty("")
    hint = StringProperty("")
    count = StringProperty("")
    many = BooleanProperty(False)

    def show(self, state: VisitState) -> None:
        code = state.field
        if state.service is None or code is None:
            return
        field = state.service.field(code)
        self.many = field.type is FieldType.CHOICES
        value = state.values.get(code)
        chosen = value.text.split(",") if value else []
        self.primary_enabled = bool(chosen)
        if self.is_new(code):
            codes = [question.code for question in self.visit.situations()]
            self.question = in_words(field.label)
            self.hint = in_words(field.hint) if field.hint else ""
            self.count = words._("situation-count", number=codes.index(code) + 1 if code in codes else 1)
            self._offer(code)
        for choice in self.ids.options.children:
            choice.chosen = choice.name.removeprefix("option-") in chosen

    def _offer(self, code: str) -> None:
        options = self.ids.options
        empty(options)
        for option in self.visit.options(code):
            choice = Choice(name=f"option-{option.code}", many=self.many, text=in_words(option.text))
            choice.bind(on_release=self._chosen)
            options.add_widget(choice)

    def _chosen(self, choice: Choice) -> None:
        field, code = self.state.field, choice.name.removeprefix("option-")
        if field is None or self.state.service is None:
            return
        if not self.many:
            self.visit.answer(field, code)
            return
        value = self.state.values.get(field)
        chosen = set(value.text.split(",") if value else []) ^ {code}
        # in the order of the question, not of the fingers
        order = [option.code for option in self.visit.options(field)]
        self.visit.answer(field, ",".join(each for each in order if each in chosen))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
