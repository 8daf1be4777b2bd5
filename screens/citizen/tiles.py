"""Services as things to touch: what each is called, how many trips, how long, what it costs, and why it is closed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ListProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.catalogue.model import Service
from kiosk.readiness import Level, Readiness, Reason, ReasonCode
from kiosk.visit.hall import Hall
from kiosk.visit.visit import Visit
from screens.citizen import facts
from screens.citizen.screen import in_words
from screens.widgets import basics  # noqa: F401 (the kv file uses its widgets)
from screens.widgets.holding import empty, let_go
from screens.widgets.touch import Touchable
from screens.words import words


def readiness_words(readiness: Readiness) -> str:
    """Why a service is closed, or what is different today; "" when it is ready."""
    return _in_words(readiness.reasons)


def _in_words(reasons: tuple[Reason, ...]) -> str:
    return "\n".join(words._(f"readiness-{reason.code}", device=reason.device or "none") for reason in reasons)


class Remark(BoxLayout):
    """Why a service is closed, or what is different today."""

    text = StringProperty("")
    role = StringProperty("warning")  # of the theme


class Tile(Touchable, BoxLayout):
    """One service, over the whole width."""

    service: Service = ObjectProperty()
    title = StringProperty("")
    summary = StringProperty("")
    points = ListProperty(["", "", ""])  # trips, time, fee
    closed = BooleanProperty(False)
    starting = BooleanProperty(False)  # closed, but only for a moment
    remark: Remark | None = ObjectProperty(None, allownone=True)

    def tell(self, readiness: Readiness) -> None:
        service = self.service
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


class TopTile(Tile):
    """One service, two in a row: for what most people come for."""


class Pair(BoxLayout):
    """Two tiles of one height."""

    def add_widget(self, widget: Widget, *args: Any, **kwargs: Any) -> None:
        super().add_widget(widget, *args, **kwargs)
        widget.fbind("minimum_height", self._fit)
        self._fit()

    def _fit(self, *_args: object) -> None:
        self.height = max(getattr(child, "minimum_height", 0) for child in self.children)


class Tiles(BoxLayout):
    """Services to choose from; a touch begins the visit for one. Closed ones say why, and take no touch.

    A tile that was made is kept for the next letter that is typed: making one takes longer than a frame.
    """

    visit: Visit = ObjectProperty()
    hall: Hall = ObjectProperty()
    pairs = BooleanProperty(False)

    def __init__(self, **kwargs: Any) -> None:
        self._made: dict[str, Tile] = {}  # by item code
        self._shown: tuple[Tile, ...] = ()
        super().__init__(**kwargs)

    @property
    def kept(self) -> tuple[Tile, ...]:
        """For `let_go`: those that are not shown now belong here too."""
        return tuple(self._made.values())

    def offer(self, services: Iterable[Service]) -> None:
        """Show these, in this order, and tell each anew."""
        tiles = tuple(self._tile(service) for service in services)
        if tiles != self._shown:
            self._show(tiles)
        for tile in tiles:
            tile.tell(self.hall.readiness(tile.service.item_code))

    def _tile(self, service: Service) -> Tile:
        tile = self._made.get(service.item_code)
        if tile is None:
            tile = self._made[service.item_code] = (TopTile if self.pairs else Tile)(service=service)
            tile.bind(on_release=lambda tile: self.visit.choose(tile.service.item_code))
        return tile

    def _show(self, tiles: tuple[Tile, ...]) -> None:
        for tile in self._shown:
            tile.parent.remove_widget(tile)
        empty(self)
        self._shown = tiles
        for at in range(0, len(tiles), 2 if self.pairs else 1):
            self.add_widget(self._pair(tiles[at : at + 2]) if self.pairs else tiles[at])

    def _pair(self, tiles: tuple[Tile, ...]) -> Pair:
        pair = Pair()
        for tile in tiles:
            pair.add_widget(tile)
        if len(tiles) == 1:
            pair.add_widget(BoxLayout())
        return pair


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
