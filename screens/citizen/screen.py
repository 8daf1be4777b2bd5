"""What all screens of a visit share: they show a state and turn touches into calls on the visit."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import ClassVar, Protocol

from babel.dates import format_date
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from devices.api import Clock
from kiosk.catalogue.model import APPLICANT, FieldType, FormField
from kiosk.visit.hall import Hall
from kiosk.visit.leaflet import finding_text
from kiosk.visit.state import Busy, Finding, VisitState
from kiosk.visit.visit import Visit
from kiosk.wording import Language
from screens.words import words


class Words(Protocol):
    """Words of the catalogue, in each language."""

    zh: str
    en: str


class Screen(BoxLayout):
    """One step. `words` speak the state's language already when `show` is called.

    The words of the actions are properties, empty where there is no such action; the stage draws them.
    """

    visit: Visit = ObjectProperty()
    hall: Hall = ObjectProperty()
    clock: Clock = ObjectProperty()
    state: VisitState = ObjectProperty()

    primary = StringProperty("")
    primary_name = StringProperty("go-on")
    primary_picture = StringProperty("")
    primary_enabled = BooleanProperty(True)
    secondary = StringProperty("")
    secondary_name = StringProperty("go-back")
    secondary_picture = StringProperty("back")
    tertiary = StringProperty("")  # in the middle, where else "end" stands
    tertiary_name = StringProperty("")
    tertiary_picture = StringProperty("")
    can_cancel = BooleanProperty(True)

    has_steps: ClassVar[bool] = True
    has_footer: ClassVar[bool] = True
    shows_trouble: ClassVar[bool] = False  # in its own place; else the stage does, over the screen
    shows_busy: ClassVar[frozenset[Busy]] = frozenset()  # likewise

    _facts: tuple[object, ...] = ()

    def show(self, state: VisitState) -> None:
        """Called with each state, the first one included, after `state` has been set."""

    def is_new(self, *facts: object) -> bool:
        """Whether these facts, or the language, differ from those of the last call: only then a page is made anew."""
        facts = (words.language, *facts)
        new = facts != self._facts
        self._facts = facts
        return new

    def forward(self) -> None:
        self.visit.go_on()

    def backward(self) -> None:
        self.visit.go_back()

    def sideways(self) -> None:
        """The third action, where a screen has one."""

    def each_second(self) -> None:
        """Called about once a second, for what changes without the visit."""


def in_words(text: Words) -> str:
    """A text of the catalogue in the language of the screens."""
    return text.zh if words.language == "zh" else text.en


def shown(visit: Visit, field: FormField) -> str:
    """The value of a field in words; of identity numbers only what their owners know them by: people stand around."""
    text = visit.shown(field.code)
    return masked(text) if field.type in (FieldType.ID_NUMBER, FieldType.PERSON, FieldType.LIST) else text


def masked(text: str) -> str:
    """A text without the middle of the identity numbers in it."""
    return _ID_NUMBER.sub(r"\1********\2", text)


def finding_words(state: VisitState, finding: Finding) -> str:
    """What is wrong, and with what."""
    return finding_text(state, finding, words.wording)


def person_words(state: VisitState, role: str) -> str:
    """Who is meant by a role: "您" for the one whose matter it is."""
    assert state.service is not None
    return words._("sign-you") if role == APPLICANT else in_words(state.service.role(role).name)


def paper_words(state: VisitState, code: str) -> str:
    """The name of a material, or of a paper that promises are signed on, which no service lists."""
    assert state.service is not None
    name = next((material.name for material in state.service.materials if material.code == code), None)
    return in_words(name) if name is not None else words._(f"receipt-paper-{code}")


def register_words(hall: Hall, code: str) -> str:
    """The name of a register, "" when nothing is known of it."""
    register = hall.catalogue.registers.get(code)
    return in_words(register.name) if register is not None else ""


def amount_words(yuan: str | Decimal) -> str:
    """An amount as people write it: 1,500 元; 0 is said too."""
    amount = Decimal(yuan)
    return words._("fee", amount=f"{amount.normalize():,f}") if amount else words._("fee-none")


def day_words(day: date) -> str:
    return str(format_date(day, "long", locale=_LOCALES[words.language]))


_ID_NUMBER = re.compile(r"(?<![0-9])([0-9]{6})[0-9]{8}([0-9]{3}[0-9X])(?![0-9])")
_LOCALES = {Language.ZH: "zh_Hans_CN", Language.EN: "en_GB"}
