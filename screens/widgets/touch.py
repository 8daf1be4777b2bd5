"""What can be touched: it acts when the finger lifts, has a name, and is never touched by an older finger."""

from __future__ import annotations

from typing import Any

from kivy.input.motionevent import MotionEvent
from kivy.properties import StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.widget import Widget


class Touchable(ButtonBehavior):
    """Mixed into a widget. `name` is stable: tests and the demo's robot find it by that.

    A finger that went down before the widget's screen left the stage releases nothing.
    """

    name = StringProperty("")

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is self and (self.get_root_window() is None or self.disabled):
            touch.ungrab(self)
            self.state = "normal"
            return True
        return bool(super().on_touch_up(touch))


def named(root: Widget, name: str) -> Widget:
    """The touchable with that name at or beneath `root`. Raises LookupError."""
    for widget in root.walk(restrict=True):
        if isinstance(widget, Touchable) and widget.name == name:
            return widget
    raise LookupError(f"nothing that can be touched is called {name!r}")


def names(root: Widget) -> list[str]:
    """All names that can be touched now, in the order of the tree."""
    return [w.name for w in root.walk(restrict=True) if isinstance(w, Touchable) and not w.disabled]


class Swallow:
    """Mixed into what lies over a screen: no touch falls through to what is beneath."""

    def on_touch_down(self, touch: MotionEvent) -> bool:
        super().on_touch_down(touch)  # type: ignore[misc]
        return True

    def on_touch_move(self, touch: MotionEvent) -> Any:
        super().on_touch_move(touch)  # type: ignore[misc]
        return True

    def on_touch_up(self, touch: MotionEvent) -> Any:
        super().on_touch_up(touch)  # type: ignore[misc]
        return True
