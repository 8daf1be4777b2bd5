"""Holding on to widgets, and letting go of them.

Kivy's `ids` hold nothing: a child taken out of the tree is gone, unless somebody keeps it. And a widget that is gone
from the tree still hears of a new language until the garbage collector comes by; its parents may be dead by then.
"""

from __future__ import annotations

from typing import Any

from kivy.lang import Builder
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget


class Either(BoxLayout):
    """Keeps several children and shows some of them."""

    def __init__(self, **kwargs: Any) -> None:
        self.kept: list[Widget] = []
        super().__init__(**kwargs)

    def add_widget(self, widget: Widget, *_args: Any, **_kwargs: Any) -> None:
        """Keep; nothing is shown before `show`."""
        self.kept.append(widget)

    def show(self, *wanted: Widget) -> None:
        """Show these of the kept ones, in this order."""
        real = [widget.__self__ for widget in wanted]
        if self.children[::-1] != real:
            self.clear_widgets()
            for widget in real:
                super().add_widget(widget)

    def drop(self, widget: Widget) -> None:
        """Keep it no longer, and let go of it."""
        self.kept.remove(widget)
        if widget in self.children:
            self.remove_widget(widget)
        let_go(widget)


def let_go(widget: Widget) -> None:
    """For a widget that will never be shown again: it and all beneath it stop following language and theme."""
    for each in (*widget.children, *getattr(widget, "kept", ())):
        let_go(each)
    Builder.unbind_widget(widget.uid)


def empty(box: Widget) -> None:
    """Take all children out of a box, for good."""
    for child in box.children:
        let_go(child)
    box.clear_widgets()
