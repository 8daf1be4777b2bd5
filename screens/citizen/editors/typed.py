"""Answering by keys: text, numbers, names, and days that lie far away."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.catalogue.fields import Check
from kiosk.catalogue.model import FieldType, FormField
from screens.citizen.editors.editor import Editor
from screens.keyboard.keyboard import Keyboard
from screens.words import words

_KEYS = {
    FieldType.NUMBER: "digits",
    FieldType.MONEY: "money",
    FieldType.PHONE: "phone",
    FieldType.ID_NUMBER: "id",
    FieldType.NAME: "name",
}
_KEYS_OF_CHECK = {Check.BANK_CARD: "digits", Check.CREDIT_CODE: "code", Check.PLATE: "plate"}

# How people write a number so that they can compare it with what they hold: the lengths of the groups.
_GROUPS = {FieldType.ID_NUMBER: (6, 8, 4), Check.BANK_CARD: (4, 4, 4, 4, 4), Check.CREDIT_CODE: (4, 4, 4, 4, 4)}
_MOBILE = (3, 4, 4)


class TextEditor(Editor):
    """Typed: the lower half of the screen is the keyboard."""

    shown = StringProperty("")  # the answer as people write it
    typed = BooleanProperty(False)  # there is something to be cleared

    def __init__(self, *, field: FormField, **kwargs: object) -> None:
        self.keyboard = Keyboard(kind=keys_for(field))
        super().__init__(field=field, **kwargs)
        self.keyboard.bind(
            on_text=lambda _keyboard, text: self._type(text),
            on_backspace=lambda _keyboard: self._rub_out(),
            letters=self._judge,
        )
        self.add_widget(self.keyboard)

    def tell(self) -> None:
        super().tell()
        self.shown = self._shown()

    def settle(self) -> bool:
        return not self.keyboard.settle()

    def clear(self) -> None:
        self.answer = ""

    def _type(self, text: str) -> None:
        self.answer = (self.answer + text)[: self.field.max_length]

    def _rub_out(self) -> None:
        self.answer = self.answer[:-1]

    def _judge(self, *_args: object) -> None:
        super()._judge()
        self.typed = bool(self.answer)
        self.shown = self._shown()

    def _shown(self) -> str:
        text = grouped(self.field, self.answer)
        if self.field.type is FieldType.MONEY:
            return words._("field-yuan", amount=f"{text}|")
        return f"{text}|"

    def _typed(self) -> str:
        return self.answer + self.keyboard.letters


class TypedDateEditor(TextEditor):
    """A day that lies too far away to be stepped to: eight digits, year, month, day."""

    digits = StringProperty("")

    def __init__(self, *, field: FormField, answer: str = "", **kwargs: object) -> None:
        self.digits = answer.replace("-", "")
        super().__init__(field=field, answer=answer, **kwargs)

    def clear(self) -> None:
        self._take("")

    def _type(self, text: str) -> None:
        digits = self.digits
        # nobody's month begins with a 2, nobody's day with a 4: the nought before it is meant
        alone = (len(digits) == 4 and text > "1") or (len(digits) == 6 and text > "3")
        self._take((digits + ("0" if alone else "") + text)[:8])

    def _rub_out(self) -> None:
        self._take(self.digits[:-1])

    def _take(self, digits: str) -> None:
        self.digits = digits
        self.answer = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 else ""
        self._judge()

    def _judge(self, *_args: object) -> None:
        super()._judge()
        self.typed = bool(self.digits)
        if self.typed and not self.answer:
            self.complete = False

    def _shown(self) -> str:
        digits = self.digits
        parts = [part.ljust(width, "_") for part, width in ((digits[:4], 4), (digits[4:6], 2), (digits[6:], 2))]
        return words._("field-day", year=parts[0], month=parts[1], day=parts[2])


def keys_for(field: FormField) -> str:
    """The keyboard that a field wants."""
    if field.type is FieldType.DATE:
        return "digits"
    if field.check is not None:
        return _KEYS_OF_CHECK[field.check]
    return _KEYS.get(field.type, "text")


def grouped(field: FormField, text: str) -> str:
    """A number with gaps where people pause; an amount by thousands; anything else as it is."""
    if field.type is FieldType.MONEY:
        yuan, point, rest = text.partition(".")
        return f"{int(yuan):,}{point}{rest}" if yuan.isdecimal() else text
    if field.type is FieldType.PHONE:
        groups = _MOBILE if text.startswith("1") else (len(text),)
    else:
        groups = _GROUPS.get(field.check or field.type, (len(text),))
    parts, at = [], 0
    for length in groups:
        parts.append(text[at : at + length])
        at += length
    return " ".join(part for part in (*parts, text[at:]) if part)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
