"""Answering by stepping: a month, or a day that is near."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from pathlib import Path

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.catalogue.model import FieldType, FormField
from kiosk.catalogue.moments import day_of, month_of, month_text
from screens.citizen.editors.editor import Editor
from screens.widgets.basics import SecondaryButton
from screens.words import words

STEPPABLE_DAYS = 2 * 366  # a day beyond is quicker typed

# Seconds: how long a finger rests on a step before it repeats, and how fast then.
REPEAT_AFTER = 0.5
REPEAT_EVERY = 0.15


class Step(SecondaryButton):
    """A large minus or plus; it goes on stepping while the finger rests on it."""

    def __init__(self, **kwargs: object) -> None:
        self.register_event_type("on_step")
        super().__init__(**kwargs)
        self._repeat = Clock.create_trigger(self._again, REPEAT_EVERY, interval=True)
        self._repeat_soon = Clock.create_trigger(lambda _dt: self._repeat(), REPEAT_AFTER)

    def on_step(self) -> None:
        """One further."""

    def on_press(self) -> None:
        self.dispatch("on_step")
        self._repeat_soon()

    def on_state(self, _step: Step, state: str) -> None:
        if state != "down":
            self._repeat.cancel()
            self._repeat_soon.cancel()

    def _again(self, _dt: float) -> bool:
        if self.disabled or self.get_root_window() is None:
            return False
        self.dispatch("on_step")
        return True


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


def steppable(field: FormField, today: date) -> bool:
    """Whether stepping leads there soon: months always, days when their limits are near each other."""
    if field.type is FieldType.MONTH:
        return True
    first, last = day_of(field.earliest or "", today), day_of(field.latest or "", today)
    return first is not None and last is not None and (last - first).days <= STEPPABLE_DAYS


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
