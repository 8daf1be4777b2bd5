"""A page that may be longer than the screen: it says so, and one touch reads on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kivy.clock import Clock
from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.floatlayout import FloatLayout
from kivy.uix.widget import Widget

from screens.widgets.basics import SecondaryButton


class ReadOnButton(SecondaryButton):
    """More below."""


class ReadOn(FloatLayout):
    """Its children stand in a column; what does not fit is reached by finger or by the button "more below"."""

    more = BooleanProperty(False)
    strip = NumericProperty(0)  # px at the foot, where the button stands

    def __init__(self, **kwargs: Any) -> None:
        # Not at once: it changes the sizes whose change it is told of.
        self.look = Clock.create_trigger(self._look, -1)
        super().__init__(**kwargs)
        self._button = ReadOnButton(on_release=lambda _button: self.read_on())

    def on_more(self, _self: Widget, more: bool) -> None:
        if more:
            super().add_widget(self._button)
        else:
            self.remove_widget(self._button)

    def add_widget(self, widget: Widget, *args: Any, **kwargs: Any) -> None:
        if "column" in self.ids:
            self.ids.column.add_widget(widget, *args, **kwargs)
        else:
            super().add_widget(widget, *args, **kwargs)

    @property
    def column(self) -> BoxLayout:
        return self.ids.column

    def _look(self, _dt: float) -> None:
        """Is there more below?"""
        hidden = self.ids.column.height - self.ids.view.height
        self.more = hidden > 2 and self.ids.view.scroll_y * hidden > 2

    def read_on(self) -> None:
        """One screen further down, with a little of what was read still in sight."""
        hidden = self.ids.column.height - self.ids.view.height
        if hidden > 0:
            step = 0.8 * self.ids.view.height / hidden
            self.ids.view.scroll_y = max(0.0, self.ids.view.scroll_y - step)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
