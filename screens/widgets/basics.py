"""Text, cards, buttons and choices: the small things of which every screen is made."""

from __future__ import annotations

from pathlib import Path

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, ColorProperty, NumericProperty, StringProperty
from kivy.uix.anchorlayout import AnchorLayout
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label
from kivy.uix.widget import Widget

from screens.text import KText
from screens.theme import RGBA, Colours, theme
from screens.widgets import holding, pictures  # noqa: F401 (kv files use Either and Picture)
from screens.widgets.touch import Touchable


class Say(KText):
    """Running text: takes the width that it is given and grows in height."""


class Word(Label):
    """A short text of one line, as wide as it is."""


class Card(BoxLayout):
    """A white sheet on which things that belong together stand; grows with its content."""

    ground = ColorProperty(theme.c.surface)
    edge = ColorProperty(theme.c.hairline)


class Pill(BoxLayout):
    """A small mark of one line."""

    text = StringProperty("")
    picture = StringProperty("")
    ink = ColorProperty(theme.c.text)
    ground = ColorProperty(theme.c.sunken)


class Fact(BoxLayout):
    """A picture, what it is about, and the fact: 办理时限 / 当场办结."""

    picture = StringProperty("")
    label = StringProperty("")
    text = StringProperty("")
    ink = ColorProperty(theme.c.primary)


class Item(BoxLayout):
    """One line of a list, with a picture in front."""

    picture = StringProperty("check")
    ink = ColorProperty(theme.c.primary)
    text = StringProperty("")
    more = StringProperty("")


class Notice(BoxLayout):
    """Something that the citizen should know, in one of four tones."""

    tone = StringProperty("primary")  # a role of the theme: primary, success, warning, danger
    title = StringProperty("")
    text = StringProperty("")

    def sign(self, tone: str) -> str:
        return {"primary": "info", "success": "check"}.get(tone, "warning")

    def ink(self, colours: Colours, tone: str) -> RGBA:
        return getattr(colours, tone)

    def ground(self, colours: Colours, tone: str) -> RGBA:
        return getattr(colours, f"{tone}_soft")


class Working(AnchorLayout):
    """The machine works. Twelve steps a second-and-a-half, so that the window is not redrawn all the time."""

    turn = NumericProperty(0)
    STEP = 30

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._steps = Clock.create_trigger(self._step, 0.12, interval=True)

    def on_parent(self, _widget: Widget, parent: Widget | None) -> None:
        (self._steps if parent else self._steps.cancel)()

    def _step(self, _dt: float) -> bool:
        self.turn = (self.turn + self.STEP) % 360
        return self.get_root_window() is not None


class PlainButton(Touchable, BoxLayout):
    """What all buttons share: a word, perhaps a picture before or behind it."""

    text = StringProperty("")
    before = StringProperty("")
    behind = StringProperty("")
    ink = ColorProperty(theme.c.on_secondary)
    ground = ColorProperty(theme.c.secondary)
    pressed_ground = ColorProperty(theme.c.secondary_pressed)
    edge = ColorProperty(theme.c.outline)
    bold = BooleanProperty(True)
    font_size = NumericProperty(theme.s.lead)


class PrimaryButton(PlainButton):
    """The one main action of a screen, always at the bottom right."""


class SecondaryButton(PlainButton):
    """Another way."""


class QuietButton(PlainButton):
    """A way that is always there and never pushes itself forward."""


class Choice(Touchable, BoxLayout):
    """One of several answers."""

    text = StringProperty("")
    more = StringProperty("")
    chosen = BooleanProperty(False)
    many = BooleanProperty(False)  # several may be chosen: a square mark instead of a round one


class WayRow(Touchable, BoxLayout):
    """A way that can be gone, with a picture and a word on what it takes."""

    text = StringProperty("")
    more = StringProperty("")
    picture = StringProperty("next")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
