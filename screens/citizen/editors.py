"""Answering one field: by keys, by choosing, by stepping through months and days."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.catalogue.model import FieldType, FormField
from kiosk.catalogue.moments import day_of, month_of, month_text
from screens.citizen.screen import in_words
from screens.keyboard.keyboard import Keyboard
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Choice
from screens.words import words

_KEYS = {
    FieldType.NUMBER: "digits",
    FieldType.MONEY: "money",
    FieldType.PHONE: "phone",
    FieldType.ID_NUMBER: "id",
    FieldType.NAME: "name",
}


class Editor(BoxLayout):
    """One field being answered; `answer` is what it would be now."""

    field: FormField = ObjectProperty()
    answer = StringProperty("")
    wrong = StringProperty("")  # what is wrong with the answer that was given
    complete = BooleanProperty(True)  # something is there, where something must be
    label = StringProperty("")
    hint = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.fbind("answer", self._judge)
        self._judge()

    def settle(self) -> bool:
        """Whether all that was typed is in the answer; if not, it is now, and the citizen has yet to see it."""
        return True

    def tell(self) -> None:
        """Say everything in the present language."""
        self.label = in_words(self.field.label)
        self.hint = in_words(self.field.hint) if self.field.hint else ""

    def _judge(self, *_args: object) -> None:
        self.wrong = ""
        self.complete = bool(self._typed().strip()) or not self.field.required

    def _typed(self) -> str:
        """The answer, and what is still being typed."""
        return self.answer


class TextEditor(Editor):
    """Typed: the lower half of the screen is the keyboard."""

    def __init__(self, *, field: FormField, **kwargs: object) -> None:
        self.keyboard = Keyboard(kind=_KEYS.get(field.type, "text"))
        super().__init__(field=field, **kwargs)
        self.keyboard.bind(
            on_text=lambda _keyboard, text: self._type(text),
            on_backspace=lambda _keyboard: self._rub_out(),
            letters=self._judge,
        )
        self.add_widget(self.keyboard)

    def _type(self, text: str) -> None:
        self.answer = (self.answer + text)[: self.field.max_length]

    def _rub_out(self) -> None:
        self.answer = self.answer[:-1]

    def settle(self) -> bool:
        return not self.keyboard.settle()

    def _typed(self) -> str:
        return self.answer + self.keyboard.letters

    def clear(self) -> None:
        self.answer = ""


class ChoiceEditor(Editor):
    """Chosen: one large button for each option."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._many = self.field.type is FieldType.CHOICES
        for option in self.field.options:
            choice = Choice(name=f"option-{option.code}", many=self._many)
            choice.bind(on_release=self._chosen)
            self.ids.options.add_widget(choice)
        self._mark()

    def tell(self) -> None:
        super().tell()
        for option, choice in zip(self.field.options, reversed(self.ids.options.children), strict=True):
            choice.text = in_words(option.text)

    def _chosen(self, choice: Choice) -> None:
        code = choice.name.removeprefix("option-")
        if not self._many:
            taken_back = code == self.answer and not self.field.required
            self.answer = "" if taken_back else code
        else:
            chosen = set(self._codes()) ^ {code}
            # in the order of the form, not of the fingers
            self.answer = ",".join(option.code for option in self.field.options if option.code in chosen)
        self._mark()

    def _codes(self) -> list[str]:
        return self.answer.split(",") if self.answer else []

    def _mark(self) -> None:
        for choice in self.ids.options.children:
            choice.chosen = choice.name.removeprefix("option-") in self._codes()


class Stepper(BoxLayout):
    """A number between a large minus and a large plus."""

    name = StringProperty("")
    text = StringProperty("")
    can_less = BooleanProperty(True)
    can_more = BooleanProperty(True)

    def __init__(self, **kwargs: object) -> None:
        self.register_event_type("on_step")
        super().__init__(**kwargs)

    def on_step(self, by: int) -> None:
        """`by`: +1 or -1."""


class DateEditor(Editor):
    """A month or a day, never one outside the limits."""

    today = ObjectProperty()

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._by_day = self.field.type is FieldType.DATE
        parse = day_of if self._by_day else month_of
        self._first = parse(self.field.earliest or "", self.today) or date.min
        self._last = parse(self.field.latest or "", self.today) or date.max
        at = parse(self.answer, self.today) or parse(self.field.default or "", self.today) or self.today
        for part in ("year", "month", *(("day",) if self._by_day else ())):
            stepper = Stepper(name=part)
            stepper.bind(on_step=self._step)
            self.ids.steppers.add_widget(stepper)
        self._set(at)

    def _step(self, stepper: Stepper, by: int) -> None:
        at = self._at
        if stepper.name == "day":
            self._set(date.fromordinal(at.toordinal() + by))
        else:
            months = at.year * 12 + at.month - 1 + by * (12 if stepper.name == "year" else 1)
            year, month = divmod(months, 12)
            self._set(date(year, month + 1, min(at.day, monthrange(year, month + 1)[1])))

    def _set(self, at: date) -> None:
        self._at = min(max(at, self._first), self._last)
        self.answer = self._at.isoformat() if self._by_day else month_text(self._at)
        self.tell()

    def tell(self) -> None:
        super().tell()
        for stepper in self.ids.steppers.children:
            number = getattr(self._at, stepper.name)
            # a year as text, or it would be grouped like an amount
            stepper.text = words._(f"date-{stepper.name}", number=str(number) if stepper.name == "year" else number)
            stepper.can_less = self._at > self._first
            stepper.can_more = self._at < self._last


def editor_for(field: FormField, answer: str, today: date) -> Editor:
    """The editor that this type of field wants, holding the answer given so far."""
    if field.type in (FieldType.CHOICE, FieldType.CHOICES):
        return ChoiceEditor(field=field, answer=answer)
    if field.type in (FieldType.DATE, FieldType.MONTH):
        return DateEditor(field=field, answer=answer, today=today)
    return TextEditor(field=field, answer=answer)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
