"""Looks at everything that is shown and names what is clipped, covered, outside, too small."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations

from kivy.uix.boxlayout import BoxLayout
from kivy.uix.label import Label
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget

from screens.theme import theme
from screens.widgets.basics import PrimaryButton
from screens.widgets.touch import Touchable

Box = tuple[float, float, float, float]  # left, bottom, right, top, in the window
SLACK = 1.5  # pixels: halves are rounded here and there
EDGE = 6  # pixels that a text keeps to the left and right of what it stands on
_KEY = re.compile(r"[a-z]+(-[a-z_0-9]+)+")  # what a text looks like that nobody translated


def complaints(root: Widget) -> list[str]:
    """All that is wrong beneath `root`, in words."""
    return [*(complaint for widget in _shown(root) for complaint in _of(widget, root)), *_namesakes(root)]


def _of(widget: Widget, root: Widget) -> Iterator[str]:
    if isinstance(widget, Label) and widget.text:
        yield from _text(widget, root)
    if isinstance(widget, Touchable):
        yield from _target(widget, root)
    if isinstance(widget, BoxLayout):
        for one, other in combinations(widget.children, 2):
            if _draws(one) and _draws(other) and _overlap(_box(one), _box(other)):
                yield f"{_called(one)} overlaps {_called(other)}"


def _namesakes(root: Widget) -> Iterator[str]:
    """A name that two bear leads a robot, or a test, to the wrong one."""
    names = Counter(widget.name for widget in _shown(root) if isinstance(widget, Touchable) and not widget.disabled)
    yield from (f"{count} things are called {name!r}" for name, count in names.items() if count > 1)


def _text(label: Label, root: Widget) -> Iterator[str]:
    if _KEY.fullmatch(label.text):
        yield f"{label.text!r} has no words"
    width, height = label.texture_size
    if width > label.width + SLACK or height > label.height + SLACK:
        yield f"{label.text!r} is clipped: {width}x{height} in {label.width:.0f}x{label.height:.0f}"
    for parent in _parents(label, root):
        if isinstance(parent, ScrollView):
            return  # what is beyond its edge is reached by scrolling
        if not _inside(_box(label), _box(parent)):
            yield f"{label.text!r} sticks out of {_called(parent)}"
            return
        if isinstance(parent, Touchable) and _beside(_box(label), _box(parent)) < EDGE:
            yield f"{label.text!r} reaches to the edge of {_called(parent)}"
            return


def _target(target: Touchable, root: Widget) -> Iterator[str]:
    name = _called(target)
    if not target.name:
        yield f"{name} has no name"
    millimetres = [side / theme.s.px_per_mm for side in target.size]
    if min(millimetres) < 12.7:
        yield f"{name} is too small for a finger: {millimetres[0]:.1f} x {millimetres[1]:.1f} mm"
    if isinstance(target, PrimaryButton) and millimetres[1] < 20:
        yield f"{name} is the main action and only {millimetres[1]:.1f} mm high"
    if not any(isinstance(parent, ScrollView) for parent in _parents(target, root)) and not _inside(
        _box(target), _box(root)
    ):
        yield f"{name} is outside the window"


def _shown(widget: Widget) -> Iterator[Widget]:
    if widget.opacity == 0:
        return
    yield widget
    for child in widget.children:
        yield from _shown(child)


def _parents(widget: Widget, root: Widget) -> Iterator[Widget]:
    while widget is not root:
        widget = widget.parent
        yield widget


def _draws(widget: Widget) -> bool:
    return widget.opacity > 0 and min(widget.size) > 0 and type(widget) is not Widget


def _box(widget: Widget) -> Box:
    x, y = widget.to_window(widget.x, widget.y)
    return x, y, x + widget.width, y + widget.height


def _overlap(one: Box, other: Box) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > SLACK and high > SLACK


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner[0] >= outer[0] - SLACK
        and inner[1] >= outer[1] - SLACK
        and inner[2] <= outer[2] + SLACK
        and inner[3] <= outer[3] + SLACK
    )


def _beside(inner: Box, outer: Box) -> float:
    return min(inner[0] - outer[0], outer[2] - inner[2])


def _called(widget: Widget) -> str:
    return f"{type(widget).__name__} {getattr(widget, 'name', '') or getattr(widget, 'text', '')!r}"


def boxes(root: Widget) -> list[tuple[str, tuple[int, ...]]]:
    """Where everything lies, whole pixels."""
    return [(_called(w), tuple(round(v) for v in _box(w))) for w in _shown(root)]
