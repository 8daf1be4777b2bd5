"""Choose a service."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.catalogue.model import Service
from kiosk.readiness import Level, Readiness, Reason, ReasonCode
from kiosk.visit.state import VisitState
from screens.citizen import facts
from screens.citizen.screen import Screen, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Notice
from screens.widgets.holding import empty, let_go
from screens.widgets.touch import Touchable
from screens.words import words


class Remark(BoxLayout):
    """Why a service is closed, or what is different today."""

    text = StringProperty("")
    role = StringProperty("warning")  # of the theme


class Tile(Touchable, BoxLayout):
    """One service on the welcome screen."""

    service: Service = ObjectProperty()
    title = StringProperty("")
    summary = StringProperty("")
    points = ListProperty(["", "", ""])
    closed = BooleanProperty(False)
    starting = BooleanProperty(False)  # closed, but only for a moment
    remark: Remark | None = ObjectProperty(None, allownone=True)

    def tell(self, service: Service, readiness: Readiness) -> None:
        self.name = f"choose-{service.item_code}"
        self.title = in_words(service.name)
        self.summary = in_words(service.summary)
        self.points = [facts.trips(service), facts.time(service.promised_time), facts.fee(service)]
        self.closed = self.disabled = readiness.level is Level.CLOSED
        lasting = tuple(r for r in readiness.reasons if r.code is not ReasonCode.DEVICE_STARTING)
        self.starting = self.closed and not lasting
        if self.starting:
            self._remark(words._("welcome-starting"), "text_muted")
        else:
            self._remark(_in_words(lasting), "danger" if self.closed else "warning")

    def _remark(self, text: str, role: str) -> None:
        if self.remark is not None and not text:
            let_go(self.remark)
            self.remove_widget(self.remark)
            self.remark = None
        if text:
            if self.remark is None:
                self.remark = Remark()
                self.add_widget(self.remark)
            self.remark.text, self.remark.role = text, role


class HowItGoes(BoxLayout):
    """The whole visit in three pictures."""


def readiness_words(readiness: Readiness) -> str:
    """Why a service is closed, or what is different today; "" when it is ready."""
    return _in_words(readiness.reasons)


def _in_words(reasons: tuple[Reason, ...]) -> str:
    return "\n".join(words._(f"readiness-{reason.code}", device=reason.device or "none") for reason in reasons)


class Welcome(Screen):
    has_steps = False
    has_footer = False

    def show(self, _state: VisitState) -> None:
        self._tell_notices()
        self._tell_services()

    def each_second(self) -> None:
        self.show(self.state)

    def _tell_notices(self) -> None:
        texts = [words.error(trouble.code) for trouble in self.hall.notices()]
        box = self.ids.notices
        if [notice.text for notice in reversed(box.children)] != texts:
            empty(box)
            for text in texts:
                box.add_widget(Notice(tone="warning", text=text))

    def _tell_services(self) -> None:
        tiles = self.ids.tiles
        services = tuple(self.hall.catalogue)
        if [tile.service for tile in reversed(tiles.children)] != list(services):
            empty(tiles)
            for service in services:
                tile = Tile(service=service)
                tile.bind(on_release=self._choose)
                tiles.add_widget(tile)
        for service, tile in zip(services, reversed(tiles.children), strict=True):
            tile.tell(service, self.hall.readiness(service.item_code))

    def _choose(self, tile: Tile) -> None:
        self.visit.choose(tile.service.item_code)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
