"""Choose what is to be done: what most people come for, and four ways to everything else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from kivy.input.motionevent import MotionEvent
from kivy.lang import Builder
from kivy.properties import ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.catalogue.model import IdentityLevel, Kind
from kiosk.visit.hall import Hall
from kiosk.visit.state import VisitState
from kiosk.visit.visit import Visit
from screens.citizen import (
    finding,
    tiles,  # noqa: F401 (the kv file uses Tiles)
)
from screens.citizen.screen import Screen
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Notice
from screens.widgets.holding import empty
from screens.widgets.touch import Touchable
from screens.words import words

HOME_AFTER = 60.0  # seconds without a touch: who stood here has gone, and what was typed is nobody's business


class Door(Touchable, BoxLayout):
    """One way to the services."""

    text = StringProperty("")
    picture = StringProperty("")


class SmallDoor(Door):
    """A way to what is no service: the state of a case, the lists, a case that was begun."""


class HowItGoes(BoxLayout):
    """The whole visit in three pictures."""


class Home(BoxLayout):
    """`open`: called with the name of the page that is wanted."""

    visit: Visit = ObjectProperty()
    hall: Hall = ObjectProperty()
    open: Callable[[str], None] = ObjectProperty()

    def open_information(self, identity: IdentityLevel) -> None:
        """The lists need no card, the progress does."""
        services = (s for s in self.hall.catalogue if s.kind is Kind.INFORMATION and s.identity == identity)
        for service in services:
            self.visit.choose(service.item_code)
            return

    def tell(self) -> None:
        self._tell_notices()
        top = (self.hall.catalogue.get(code) for code in self.hall.top_tasks)
        self.ids.tiles.offer(service for service in top if service is not None)

    def _tell_notices(self) -> None:
        texts = [words.error(trouble.code) for trouble in self.hall.notices()]
        box = self.ids.notices
        if [notice.text for notice in reversed(box.children)] != texts:
            empty(box)
            for text in texts:
                box.add_widget(Notice(tone="warning", text=text))


class Welcome(Screen):
    """`page`: home, events, offices, office-<credit code>, letters, search. For the visit they are all one step."""

    has_steps = False

    page = StringProperty("home")

    def __init__(self, **kwargs: Any) -> None:
        self._shown: Home | finding.Page | None = None
        self._touched_at = 0.0
        super().__init__(**kwargs)

    def show(self, _state: VisitState) -> None:
        if self.is_new(self.page):
            empty(self)
            self._shown = self._made()
            self.add_widget(self._shown)
        assert self._shown is not None
        self._shown.tell()

    def each_second(self) -> None:
        if self.page != "home" and self.clock.monotonic() - self._touched_at >= HOME_AFTER:
            self.page = "home"
        self.show(self.state)

    def go(self, page: str) -> None:
        """Another way to the services; nothing is chosen yet."""
        self.page, self._touched_at = page, self.clock.monotonic()
        self.show(self.state)

    def backward(self) -> None:
        self.go("offices" if self.page.startswith("office-") else "home")

    def on_touch_down(self, touch: MotionEvent) -> bool:
        self._touched_at = self.clock.monotonic()
        return bool(super().on_touch_down(touch))

    def _made(self) -> Home | finding.Page:
        part: dict[str, Any] = {"visit": self.visit, "hall": self.hall}
        match self.page:
            case "home":
                return Home(open=self.go, **part)
            case "events":
                return finding.Events(**part)
            case "offices":
                return finding.Offices(open=self.go, **part)
            case "letters":
                return finding.Letters(**part)
            case "search":
                return finding.Typing(**part)
            case office:
                return finding.Office(credit_code=office.removeprefix("office-"), **part)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
