"""What lies over a screen until it is answered."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.visit.state import EndReason
from screens.widgets import basics  # noqa: F401 (the kv file uses its widgets)
from screens.widgets.touch import Swallow


class Overlay(Swallow, FloatLayout):
    """Shades the screen and keeps every touch from it."""

    visit = ObjectProperty()


class Dialog(Overlay):
    """One question or piece of news in the lower half, where every arm reaches; the main answer bottom right."""

    picture = StringProperty("info")
    tone = StringProperty("primary")  # a role of the theme
    title = StringProperty("")
    text = StringProperty("")
    primary = StringProperty("")
    primary_name = StringProperty("")
    secondary = StringProperty("")
    secondary_name = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        if not self.secondary:
            self.ids.answers.remove_widget(self.ids.secondary)

    def forward(self) -> None: ...

    def backward(self) -> None: ...


class CancelDialog(Dialog):
    """Really end? `paid`: then a ticket is printed first, with which the payment counts."""

    paid = BooleanProperty(False)

    def forward(self) -> None:
        self.visit.keep_going()

    def backward(self) -> None:
        self.visit.end(EndReason.CANCELLED)


class IdleDialog(Dialog):
    """Nobody has touched the screen for a while: a countdown, and one large "I need more time"."""

    seconds = NumericProperty(0)

    def forward(self) -> None:
        self.visit.keep_going()

    def backward(self) -> None:
        self.visit.end(EndReason.CANCELLED)


class TroubleDialog(Dialog):
    """Something did not work: what, and the way on."""

    code = StringProperty("")

    def forward(self) -> None:
        self.visit.dismiss()


class Busy(Overlay):
    """The machine works for a moment."""

    kind = StringProperty("")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
