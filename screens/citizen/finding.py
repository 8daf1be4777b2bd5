"""The ways to a service that is not among the first: life events, offices, letters, words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.catalogue.model import Kind, Service
from kiosk.catalogue.search import ALPHABET
from kiosk.visit.hall import Hall
from kiosk.visit.visit import Visit
from screens.citizen import tiles  # noqa: F401 (the kv file uses Tiles)
from screens.citizen.screen import in_words
from screens.keyboard.keyboard import Keyboard
from screens.keyboard.keys import Act, Key, KeySpec, PictureKey
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import WayRow
from screens.words import words

LONGEST = 20  # characters that can be typed


def matters(hall: Hall) -> tuple[Service, ...]:
    """What can be done here; information has doors of its own."""
    return tuple(service for service in hall.catalogue if service.kind is not Kind.INFORMATION)


class Page(BoxLayout):
    """A heading, a line below it, and the services of this way; `foot` is what they are found with."""

    visit: Visit = ObjectProperty()
    hall: Hall = ObjectProperty()
    heading = StringProperty("")
    lead = StringProperty("")
    typed = StringProperty("")

    def tell(self) -> None:
        """Say everything again: what is open changes without a touch."""
        self.ids.tiles.offer(self.services())

    def services(self) -> Iterable[Service]:
        return ()


class Events(Page):
    """一件事: several matters at once."""

    def services(self) -> Iterable[Service]:
        return (service for service in matters(self.hall) if service.kind is Kind.LIFE_EVENT)


class Offices(Page):
    """For those who know which office they want."""

    def __init__(self, *, open: Callable[[str], None], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        offices: dict[str, list[Service]] = {}
        for service in matters(self.hall):
            offices.setdefault(service.authority.credit_code, []).append(service)
        for code, services in offices.items():
            name, count = in_words(services[0].authority.name), words._("office-matters", count=len(services))
            door = WayRow(name=f"office-{code}", picture="hall", text=name, more=count)
            door.bind(on_release=lambda door: open(door.name))
            self.ids.above.add_widget(door)


class Office(Page):
    """What one office does."""

    def __init__(self, *, credit_code: str, **kwargs: Any) -> None:
        self._credit_code = credit_code
        super().__init__(**kwargs)
        self.heading = in_words(next(iter(self.services())).authority.name)

    def services(self) -> Iterable[Service]:
        return (service for service in matters(self.hall) if service.authority.credit_code == self._credit_code)


class Letters(Page):
    """The letters that names begin with, large; those that lead nowhere cannot be touched."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._keys = {letter: Key(KeySpec(text=letter.upper())) for letter in ALPHABET}
        for letter, key in self._keys.items():
            key.name = f"letter-{letter}"
            key.bind(on_press=lambda key: self._type(self.typed + key.text))
            self.ids.pad.add_widget(key)
        backspace = PictureKey(KeySpec(Act.BACKSPACE, picture="backspace"))
        backspace.bind(on_press=lambda _key: self._type(self.typed[:-1]))
        self.ids.pad.add_widget(backspace)

    def services(self) -> Iterable[Service]:
        return self.hall.search.by_letters(self.typed, words.language) if self.typed else ()

    def tell(self) -> None:
        super().tell()
        leading = self.hall.search.next_letters(self.typed, words.language)
        for letter, key in self._keys.items():
            key.disabled = letter not in leading

    def _type(self, letters: str) -> None:
        self.typed = letters[:LONGEST]
        self.tell()


class Typing(Page):
    """Words, or pinyin that never becomes words: both find."""

    spelling = StringProperty("")  # pinyin that is no word yet
    nothing = StringProperty("")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._keyboard = Keyboard(kind="text")
        self._keyboard.bind(
            on_text=lambda _keyboard, text: self._type(self.typed + text),
            on_backspace=lambda _keyboard: self._type(self.typed[:-1]),
            letters=lambda _keyboard, letters: self._spell(letters),
        )
        self.add_widget(self._keyboard)

    def services(self) -> Iterable[Service]:
        return self.hall.search.find(f"{self.typed} {self.spelling}")

    def tell(self) -> None:
        super().tell()
        asked = self.typed or self.spelling
        self.nothing = words._("welcome-nothing") if asked and not self.services() else ""

    def _spell(self, letters: str) -> None:
        self.spelling = letters
        self.tell()

    def _type(self, text: str) -> None:
        self.typed = text[:LONGEST]
        self.tell()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
