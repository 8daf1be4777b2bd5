"""What can be touched: it acts when the finger lifts, has a name, and is never touched by an older finger."""

from __future__ import annotations

from typing import Any

from kivy.input.motionevent import MotionEvent
from kivy.properties import StringProperty
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.stencilview import StencilView
from kivy.uix.widget import Widget


class Touchable(ButtonBehavior):
    """Mixed into a widget. `name` is stable: tests and the demo's robot find it by that.

    A finger that went down before the widget's screen left the stage releases nothing, and one that came down on
    something else touches nothing: a scroll view passes touches on after a while, and the page may move meanwhile.
    """

    name = StringProperty("")

    def on_touch_down(self, touch: MotionEvent) -> bool:
        return touch.ud.get(_MEANT, self) is self and bool(super().on_touch_down(touch))

    def on_touch_up(self, touch: MotionEvent) -> bool:
        if touch.grab_current is self and (self.get_root_window() is None or self.disabled):
            touch.ungrab(self)
            self.state = "normal"
            return True
        return bool(super().on_touch_up(touch))


def mean(touch: MotionEvent, root: Widget) -> None:
    """Let a touch mean what it comes down on beneath `root`, and nothing else for as long as it lasts."""
    touch.ud[_MEANT] = _under(root, *touch.pos)


_MEANT = "meant"


def _under(widget: Widget, x: float, y: float) -> Touchable | None:
    """The foremost that can be touched; x, y: as the widget's own parent counts."""
    inside = widget.collide_point(x, y)
    if isinstance(widget, StencilView) and not inside:
        return None
    within = widget.to_local(x, y)
    found = (under for child in widget.children if (under := _under(child, *within)) is not None)
    return next(found, widget if inside and isinstance(widget, Touchable) else None)


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
