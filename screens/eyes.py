"""What a citizen sees and could touch now, for tests and testers; not in the bundle.

Coordinates are pixels of the window, the origin at the bottom left. Everything here belongs to the window's thread.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kivy.core.window import Window
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels
from kivy.uix.behaviors import ButtonBehavior
from kivy.uix.label import Label
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget
from PIL import Image

from screens.citizen.screen import Screen
from screens.citizen.sign import Pad
from screens.keyboard.keyboard import Keyboard


class CannotDo(Exception):
    """What was asked for is not possible on what is shown now; the text says what is there."""


def shown() -> Iterator[Widget]:
    """All widgets that can be seen, from the back to the front."""
    for root in reversed(Window.children):
        yield from _beneath(root)


def _beneath(widget: Widget) -> Iterator[Widget]:
    if widget.opacity == 0:
        return
    yield widget
    for child in reversed(widget.children):
        yield from _beneath(child)


def in_view(widget: Widget) -> bool:
    """Whether its middle is in the window and not scrolled away."""
    x, y = widget.to_window(*widget.center)
    inside = 0 <= x < Window.width and 0 <= y < Window.height and min(widget.size) > 0
    return inside and hidden_by(widget) is None


def hidden_by(widget: Widget) -> ScrollView | None:
    """The list in which a widget is scrolled away, if it is."""
    x, y = widget.to_window(*widget.center)
    views = (parent for parent in parents(widget) if isinstance(parent, ScrollView))
    return next((view for view in views if not view.collide_point(*view.parent.to_widget(x, y))), None)


def parents(widget: Widget) -> Iterator[Widget]:
    while isinstance(widget.parent, Widget):
        widget = widget.parent
        yield widget


def screen_name() -> str:
    """The name of the screen on the stage; "" while there is none."""
    return next((str(name) for w in shown() if (name := getattr(w, "screen_name", ""))), "")


def moment() -> dict[str, Any]:
    """What the screen on the stage asks for, by code; nothing of what a citizen answered."""
    screen = next((w for w in shown() if isinstance(w, Screen)), None)
    state = screen.state if screen is not None else None
    asked = {part: getattr(state, part, None) or "" for part in ("field", "material", "paper", "role")}
    busy, trouble = (state.busy or "", state.trouble.code if state.trouble else "") if state is not None else ("", "")
    return {"screen": screen_name(), **asked, "busy": busy, "trouble": trouble, "names": names_now()}


def pad() -> Pad | None:
    """Where a finger can sign now."""
    return next((w for w in shown() if isinstance(w, Pad) and not w.disabled), None)


def texts() -> list[str]:
    """All texts that can be read, keyboards left out."""
    labels = [w for w in shown() if isinstance(w, Label) and w.text and in_view(w)]
    return [w.text for w in labels if not any(isinstance(parent, Keyboard) for parent in parents(w))]


def touchables() -> list[dict[str, Any]]:
    """All that can be touched: name, text, centre, size, and whether it is enabled."""
    found = []
    for widget in shown():
        if isinstance(widget, ButtonBehavior) and in_view(widget):
            x, y = widget.to_window(*widget.center)
            place = {"x": x, "y": y, "width": widget.width, "height": widget.height}
            found.append({"name": _name(widget), "text": _text(widget), "enabled": not widget.disabled, **place})
    return found


def find(name: str, *, hidden: bool = False) -> Widget | None:
    """The enabled touchable of that name, or with that text, or None; `hidden`: among those that are scrolled away.

    Raises CannotDo when there are several.
    """
    ready = [w for w in shown() if isinstance(w, ButtonBehavior) and not w.disabled]
    ready = [w for w in ready if (hidden_by(w) is not None if hidden else in_view(w))]
    fitting = [w for w in ready if _name(w) == name] or [w for w in ready if _text(w) == name]
    if len(fitting) > 1:
        raise CannotDo(f"{len(fitting)} things are called {name!r}")
    return fitting[0] if fitting else None


def names_now() -> list[str]:
    return [t["name"] or t["text"] for t in touchables() if t["enabled"]]


def _name(widget: Widget) -> str:
    return str(getattr(widget, "name", ""))


def _text(widget: Widget) -> str:
    """What is written on a touchable: its own text, or the first one in it."""
    return next((text for w in _beneath(widget) if isinstance(text := getattr(w, "text", ""), str) and text), "")


def drawn() -> Image.Image:
    """The whole window as it has just been drawn."""
    width, height = (int(side) for side in Window.size)
    pixels = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
    picture = Image.frombytes("RGB", (width, height), pixels)
    return picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
