"""A finger that is no citizen's: its touches enter through Kivy's input pipeline.

For tests and testers only; not in the bundle. Touches take the way of every other: post-processing, grabs, scroll
views. Everything here belongs to the window's thread, but `Hand.perform`. Coordinates are pixels of the window, the
origin at the bottom left.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from kivy.base import EventLoop, stopTouchApp
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.input.motionevent import MotionEvent
from kivy.input.provider import MotionEventProvider
from kivy.uix.scrollview import ScrollView
from kivy.uix.widget import Widget
from PIL import Image

from screens.eyes import CannotDo, drawn, find, hidden_by, moment, names_now, pad, screen_name, shown, texts, touchables
from screens.keyboard.keyboard import SIGNS, Keyboard, load_pinyin

PATIENCE = 5.0  # seconds that a tap waits for its target to be there and to take it
PRESS = 0.4  # seconds that a finger rests before it gives up; a scroll view passes touches on after 0.25 s
REST_FRAMES = 2  # after a tap, so that what it brought about is shown

# A signature, each stroke from here to there, in parts of the pad's width and height.
STROKES = (((0.2, 0.7), (0.5, 0.75)), ((0.35, 0.9), (0.3, 0.2)), ((0.55, 0.8), (0.8, 0.25)), ((0.8, 0.8), (0.6, 0.2)))


class Finger(MotionEvent):
    """One touch."""

    def __init__(self, number: int, x: float, y: float) -> None:
        super().__init__("hand", number, _relative(x, y), is_touch=True, type_id="touch")
        self.profile = ["pos"]

    def depack(self, args: tuple[float, float]) -> None:
        self.sx, self.sy = args
        super().depack(args)


def _relative(x: float, y: float) -> tuple[float, float]:
    return x / max(1, Window.width - 1), y / max(1, Window.height - 1)


Act = Iterator[None]  # goes on by one step with each frame


class Hand(MotionEventProvider):
    """Puts fingers down and lifts them; plays longer acts, one step a frame."""

    def __init__(self) -> None:
        super().__init__("hand", "")
        self._events: deque[tuple[str, Finger]] = deque()
        self._orders: deque[tuple[dict[str, Any], Callable[[Any], None]]] = deque()
        self._acts: list[Act] = []
        self._fingers = 0

    # --- the finger

    def down(self, x: float, y: float) -> Finger:
        self._fingers += 1
        finger = Finger(self._fingers, x, y)
        self._events.append(("begin", finger))
        return finger

    def move(self, finger: Finger, x: float, y: float) -> None:
        finger.move(_relative(x, y))
        self._events.append(("update", finger))

    def up(self, finger: Finger) -> None:
        self._events.append(("end", finger))

    def update(self, dispatch_fn: Callable[[str, MotionEvent], None]) -> None:
        while self._orders:
            order, reply = self._orders.popleft()
            self._acts.append(self._obey(order, reply))
        for act in self._acts[:]:
            if next(act, self) is self:
                self._acts.remove(act)
        while self._events:
            dispatch_fn(*self._events.popleft())

    # --- orders of a robot

    def perform(self, order: dict[str, Any], reply: Callable[[Any], None]) -> None:
        """Carry out `{"do": ..., arguments}` from the next frame on. May be called from any thread.

        `reply` gets the result, or the CannotDo, on the window's thread.
        """
        self._orders.append((order, reply))

    def _obey(self, order: dict[str, Any], reply: Callable[[Any], None]) -> Act:
        arguments = dict(order)
        try:
            act = _ORDERS[arguments.pop("do")](self, **arguments)
        except (KeyError, TypeError) as error:
            reply(CannotDo(f"no such order ({error})"))
            return
        try:
            reply((yield from act))
        except (CannotDo, OSError) as error:
            reply(error)

    def _tap_at(self, x: float, y: float) -> Act:
        finger = self.down(x, y)
        yield from _frames(REST_FRAMES)
        self.up(finger)
        yield from _frames(REST_FRAMES)

    def _tap(self, name: str, timeout: float = PATIENCE) -> Act:
        """Touches again until the widget takes it: a screen that has just come takes none."""
        deadline = _now() + timeout
        while True:
            widget = yield from _until(lambda: find(name) or find(name, hidden=True), deadline)
            if widget is None:
                raise CannotDo(f"nothing called {name!r} can be touched; there are {names_now()}")
            if (view := hidden_by(widget)) and _now() <= deadline:
                yield from self._scroll(view, widget)
                continue
            finger = self.down(*widget.to_window(*widget.center))
            taken = yield from _until(partial(_holds, finger, widget), _now() + PRESS)
            self.up(finger)
            yield from _frames(REST_FRAMES)
            if taken:
                return
            if _now() > deadline:
                raise CannotDo(f"{name!r} is there but takes no touch: something lies over it")

    def _drag(self, x: float, y: float, to_x: float, to_y: float, steps: int = 12) -> Act:
        finger = self.down(x, y)
        for step in range(1, steps + 1):
            yield
            self.move(finger, x + (to_x - x) * step / steps, y + (to_y - y) * step / steps)
        yield
        self.up(finger)
        yield from _frames(REST_FRAMES)

    def _sign(self) -> Act:
        """Signs on the pad that is shown."""
        where = pad()
        if where is None:
            raise CannotDo(f"no pad is shown; there are {names_now()}")
        left, low = where.to_window(*where.pos)
        for (x, y), (to_x, to_y) in STROKES:
            across, up = where.size
            yield from self._drag(left + x * across, low + y * up, left + to_x * across, low + to_y * up, steps=6)

    def _scroll(self, view: ScrollView, widget: Widget) -> Act:
        """Drags the list until the widget comes nearer, and lets it come to rest."""
        x, y = view.to_window(*view.center)
        missing = y - widget.to_window(*widget.center)[1]
        way = max(-0.7, min(0.7, missing / view.height)) * view.height
        yield from self._drag(x, y - way / 2, x, y + way / 2)
        before = None
        while view.scroll_y != before:
            before = view.scroll_y
            yield from _frames(REST_FRAMES)

    def _wait(self, what: str, timeout: float) -> Act:
        there = yield from _until(lambda: what == screen_name() or find(what) or what in texts(), _now() + timeout)
        if there is None:
            raise CannotDo(f"no {what!r} within {timeout:g} s; shown is {screen_name()!r} with {names_now()}")

    def _type(self, text: str) -> Act:
        for character in text:
            keyboard = next((w for w in shown() if isinstance(w, Keyboard)), None)
            if keyboard is None:
                raise CannotDo("no keyboard is shown")
            yield from self._type_one(keyboard, character)

    def _type_one(self, keyboard: Keyboard, character: str) -> Act:
        layers = ("code",) if keyboard.layer == "code" else ("latin", "pinyin")
        above = next((layer for layer in layers if character in SIGNS[layer]), None)
        if character.isdigit() or keyboard.layer == "digits" or (keyboard.layer == "code" and above is None):
            yield from self._tap(f"key-{character}")
        elif character == " ":
            yield from self._tap("key-space")
        elif character.isascii() and character.isalpha():
            yield from self._to_layer(keyboard, "latin")
            if character.isupper():
                yield from self._tap("key-shift")
            yield from self._tap(f"key-{character.lower()}")
        elif above is not None:
            yield from self._to_layer(keyboard, above)
            yield from self._choose(keyboard, character)
        else:
            yield from self._to_layer(keyboard, "pinyin")
            readings = load_pinyin().readings(character)
            if not readings:
                raise CannotDo(f"no pinyin for U+{ord(character):04X}")
            for letter in readings[0]:
                yield from self._tap(f"key-{letter}")
            yield from self._choose(keyboard, character)

    def _to_layer(self, keyboard: Keyboard, layer: str) -> Act:
        if keyboard.layer != layer:
            yield from self._tap("key-layer")

    def _choose(self, keyboard: Keyboard, text: str) -> Act:
        while text not in keyboard.candidates:
            yield from self._tap("key-next")
        yield from self._tap(f"candidate-{keyboard.candidates.index(text) + 1}")

    def _shot(self, path: str) -> Act:
        """Taken between drawing and showing, when the picture is whole."""
        taken: list[Image.Image] = []

        def take(_window: Any) -> None:
            taken.append(drawn())

        Window.bind(on_flip=take)
        Window.canvas.ask_update()
        while not taken:
            yield
        Window.unbind(on_flip=take)
        taken[0].save(path, compress_level=1)  # the kiosk stands still meanwhile: quick rather than small

    def _quit(self) -> Act:
        Clock.schedule_once(lambda _dt: stopTouchApp())  # with the next frame: the player is answered first
        yield from ()

    def _look(self, at: str) -> Act:
        yield
        return {"screen": screen_name, "texts": texts, "names": touchables, "moment": moment}[at]()


_ORDERS: dict[str, Callable[..., Act]] = {
    "tap": Hand._tap,
    "tap_at": Hand._tap_at,
    "drag": Hand._drag,
    "wait": Hand._wait,
    "type": Hand._type,
    "sign": Hand._sign,
    "shot": Hand._shot,
    "look": Hand._look,
    "quit": Hand._quit,
}


def _holds(finger: Finger, widget: Widget) -> bool:
    return any(grabbed() is widget for grabbed in finger.grab_list)


def _frames(count: int) -> Act:
    for _ in range(count):
        yield


def _until(look: Callable[[], Any], deadline: float) -> Iterator[None]:
    """What `look` finds, or None at the deadline."""
    while not (found := look()):
        if _now() > deadline:
            return None
        yield
    return found


def _now() -> float:
    return Clock.get_time()


def attach(hand: Hand) -> None:
    EventLoop.add_input_provider(hand)


def detach(hand: Hand) -> None:
    EventLoop.remove_input_provider(hand)
