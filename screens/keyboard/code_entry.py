"""Six digits in six boxes: the code of a phone, or a PIN that nobody else is to see."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from screens.keyboard.keyboard import Keyboard

DIGITS = 6


class DigitBox(BoxLayout):
    """One digit, or the place for it."""

    text = StringProperty("")
    next_one = BooleanProperty(False)


class CodeEntry(BoxLayout):
    """The boxes, and the big digits beneath them. `text` is what was typed; `hidden`: shown as dots."""

    text = StringProperty("")
    title = StringProperty("")
    hint = StringProperty("")
    hidden = BooleanProperty(False)
    complete = BooleanProperty(False)

    def on_kv_post(self, _base: object) -> None:
        """The boxes are there only then where a kv file makes this widget."""
        for _ in range(DIGITS):
            self.ids.boxes.add_widget(DigitBox())
        keyboard = Keyboard(kind="digits")
        keyboard.bind(
            on_text=lambda _keyboard, text: self._type(text),
            on_backspace=lambda _keyboard: self._rub_out(),
        )
        self.add_widget(keyboard)
        self.on_text()

    def take(self) -> str:
        """What was typed; the boxes are empty then."""
        typed, self.text = self.text, ""
        return typed

    def on_text(self, *_args: object) -> None:
        self.complete = len(self.text) == DIGITS
        for place, box in enumerate(reversed(self.ids.boxes.children)):
            digit = self.text[place : place + 1]
            box.text = "●" if digit and self.hidden else digit
            box.next_one = place == len(self.text)

    def _type(self, text: str) -> None:
        self.text = (self.text + text)[:DIGITS]

    def _rub_out(self) -> None:
        self.text = self.text[:-1]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
