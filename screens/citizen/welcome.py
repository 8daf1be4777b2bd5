"""Choose a service: what most people come for, life events, offices, or a search; no department need be known."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.catalogue.model import IdentityLevel, Kind, Service
from kiosk.readiness import Level, Readiness, Reason, ReasonCode
from kiosk.visit.state import VisitState
from screens.citizen import facts
from screens.citizen.screen import Screen, in_words
from screens.keyboard.keyboard import Keyboard
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Notice, SecondaryButton
from screens.widgets.holding import empty, let_go
from screens.widgets.touch import Touchable
from screens.words import words

MOST_FOUND = 5  # services that stand above the keyboard


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


class Door(Touchable, BoxLayout):
    """One way to the services."""

    text = StringProperty("")
    picture = StringProperty("")


class HowItGoes(BoxLayout):
    """The whole visit in three pictures."""


def readiness_words(readiness: Readiness) -> str:
    """Why a service is closed, or what is different today; "" when it is ready."""
    return _in_words(readiness.reasons)


def _in_words(reasons: tuple[Reason, ...]) -> str:
    return "\n".join(words._(f"readiness-{reason.code}", device=reason.device or "none") for reason in reasons)


class Welcome(Screen):
    """`page`: home, events, offices, office-<credit code>, search."""

    has_steps = False
    has_footer = False

    page = StringProperty("home")
    typed = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        self.keyboard: Keyboard | None = None
        super().__init__(**kwargs)

    def show(self, _state: VisitState) -> None:
        self._tell_notices()
        if self.is_new(self.page):
            self._arrange()
        self._tell_services()

    def each_second(self) -> None:
        self.show(self.state)

    def go(self, page: str) -> None:
        """Another way to the services; nothing is chosen yet."""
        self.page, self.typed = page, ""
        self.show(self.state)

    def open_information(self, identity: IdentityLevel) -> None:
        """The lists need no card, the progress does."""
        found = (s for s in self.hall.catalogue if s.kind is Kind.INFORMATION and s.identity == identity)
        service = next(found, None)
        if service is not None:
            self.visit.choose(service.item_code)

    # --- what stands on a page

    def _arrange(self) -> None:
        ids = self.ids
        if self.keyboard is not None:
            let_go(self.keyboard)
            ids.foot.clear_widgets()
            self.keyboard = None
        home, search = self.page == "home", self.page == "search"
        ids.doors_place.show(*([ids.doors] if home else []))
        ids.back_place.show(*([] if home else [ids.back]))
        ids.field_place.show(*([ids.field] if search else []))
        ids.how_place.show(*([ids.how] if home else []))
        if search:
            self.keyboard = Keyboard(kind="text")
            self.keyboard.bind(
                on_text=lambda _keyboard, text: self._type(self.typed + text),
                on_backspace=lambda _keyboard: self._type(self.typed[:-1]),
                letters=lambda *_args: self._tell_services(),
            )
            ids.foot.add_widget(self.keyboard)
        self._offer_offices()

    def _type(self, text: str) -> None:
        self.typed = text
        self._tell_services()

    def _offer_offices(self) -> None:
        offices = self.ids.offices
        empty(offices)
        if self.page != "offices":
            return
        matters = (s for s in self.hall.catalogue if s.kind is not Kind.INFORMATION)
        names = {s.authority.credit_code: s.authority.name for s in matters}
        for code, name in names.items():
            door = SecondaryButton(name=f"office-{code}", text=in_words(name), size_hint=(1, None))
            door.bind(on_release=lambda door: self.go(door.name))
            offices.add_widget(door)

    def _services(self) -> Iterable[Service]:
        matters = [s for s in self.hall.catalogue if s.kind is not Kind.INFORMATION]
        match self.page:
            case "home":
                often = [s for code in self.hall.top_tasks for s in matters if s.item_code == code]
                return often or matters[:4]
            case "events":
                return [s for s in matters if s.kind is Kind.LIFE_EVENT]
            case "search":
                letters = self.keyboard.letters if self.keyboard is not None else ""
                return self.hall.search.find(self.typed + letters)[:MOST_FOUND]
            case "offices":
                return ()
            case office:
                return [s for s in matters if s.authority.credit_code == office.removeprefix("office-")]

    def _tell_notices(self) -> None:
        texts = [words.error(trouble.code) for trouble in self.hall.notices()]
        box = self.ids.notices
        if [notice.text for notice in reversed(box.children)] != texts:
            empty(box)
            for text in texts:
                box.add_widget(Notice(tone="warning", text=text))

    def _tell_services(self) -> None:
        tiles = self.ids.tiles
        services = tuple(self._services())
        if [tile.service for tile in reversed(tiles.children)] != list(services):
            empty(tiles)
            for service in services:
                tile = Tile(service=service)
                tile.bind(on_release=self._choose)
                tiles.add_widget(tile)
        for service, tile in zip(services, reversed(tiles.children), strict=True):
            tile.tell(service, self.hall.readiness(service.item_code))
        asked = self.typed or (self.keyboard.letters if self.keyboard is not None else "")
        self.ids.nothing.text = words._("welcome-nothing") if self.page == "search" and asked and not services else ""

    def _choose(self, tile: Tile) -> None:
        self.visit.choose(tile.service.item_code)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
