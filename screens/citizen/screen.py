"""What all screens of a visit share: they show a state and turn touches into calls on the visit."""

from __future__ import annotations

from typing import ClassVar, Protocol

from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from devices.api import Clock
from kiosk.catalogue.model import FieldType, FormField
from kiosk.visit.hall import Hall
from kiosk.visit.leaflet import finding_text
from kiosk.visit.state import Busy, Finding, VisitState
from kiosk.visit.visit import Visit
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

    def each_second(self) -> None:
        """Called about once a second, for what changes without the visit."""


def in_words(text: Words) -> str:
    """A text of the catalogue in the language of the screens."""
    return text.zh if words.language == "zh" else text.en


def shown(visit: Visit, field: FormField) -> str:
    """The value of a field in words; of an identity number only what its owner knows it by: people stand around."""
    text = visit.shown(field.code)
    return f"{text[:6]}********{text[-4:]}" if field.type is FieldType.ID_NUMBER and len(text) == 18 else text


def finding_words(state: VisitState, finding: Finding) -> str:
    """What is wrong, and with what."""
    assert state.service is not None
    return finding_text(state.service, finding, words.wording)
