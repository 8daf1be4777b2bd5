"""What can be touched: it acts when the finger lifts, has a name, and is never touched by an older finger."""

from __future__ import annotations

from typing import Any

from kivy.input.motionevent import MotionEvent
from kivy.properties import StringProperty
from kivy.uix.behaviors import ButtonBehavior


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
