"""Answering by choosing: one large button for each option."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import ObjectProperty

from kiosk.catalogue.model import FieldType, Option
from screens.citizen.editors.editor import Editor
from screens.citizen.screen import in_words
from screens.widgets.basics import Choice


class ChoiceEditor(Editor):
    """`options`: those of the field, or those that a register named."""

    options: tuple[Option, ...] = ObjectProperty(())

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._many = self.field.type is FieldType.CHOICES
        for option in self.options:
            choice = Choice(name=f"option-{option.code}", many=self._many)
            choice.bind(on_release=self._chosen)
            self.ids.options.add_widget(choice)
        self._mark()

    def tell(self) -> None:
        super().tell()
        for option, choice in zip(self.options, reversed(self.ids.options.children), strict=True):
            choice.text = in_words(option.text)

    def _chosen(self, choice: Choice) -> None:
        code = choice.name.removeprefix("option-")
        if not self._many:
            taken_back = code == self.answer and not self.field.required
            self.answer = "" if taken_back else code
        else:
            chosen = set(self._codes()) ^ {code}
            # in the order of the form, not of the fingers
            self.answer = ",".join(option.code for option in self.options if option.code in chosen)
        self._mark()

    def _codes(self) -> list[str]:
        return self.answer.split(",") if self.answer else []

    def _mark(self) -> None:
        for choice in self.ids.options.children:
            choice.chosen = choice.name.removeprefix("option-") in self._codes()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
