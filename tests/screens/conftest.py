"""A real window off screen, a clock that is turned by hand, and a finger whose touches go through Kivy's pipeline."""

# ruff: noqa: E402 (the window is settled before Kivy is imported)

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ["SDL_VIDEODRIVER"] = "offscreen"

from screens import window

window.configure(fullscreen=False, maxfps=0)  # not in a fixture: test modules import Kivy

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.input.postproc import kivy_postproc_modules
from kivy.uix.widget import Widget
from PIL import Image

ASSETS = Path(__file__).resolve().parents[2] / "assets"

# Modules that read the wall clock directly; they are brought onto the turned one too.
_TIMED = (
    "kivy.input.motionevent",
    "kivy.input.postproc.doubletap",
    "kivy.input.postproc.tripletap",
    "kivy.uix.behaviors.button",
    "kivy.effects.kinetic",
    "kivy.effects.scroll",
)


class Frames:
    """Draws frames at times of its own. Time never goes back between tests, or Kivy's triggers stop firing."""

    now = 0.0

    def __init__(self) -> None:
        self.painting = False  # painting a page takes 20 ms without a graphics card, and few tests look at it
        Frames.now = max(Frames.now, Clock.get_time(), Clock.time())

    def draw(self, count: int = 1, seconds: float = 1 / 60) -> None:
        """Turn the clock by `seconds` for each of `count` frames."""
        for _ in range(count):
            Frames.now += seconds
            EventLoop.idle()

    def advance(self, seconds: float) -> None:
        """Let time pass, at 30 frames a second."""
        end = Frames.now + seconds
        while Frames.now < end - 1e-9:
            self.draw(seconds=min(1 / 30, end - Frames.now))

    def until(self, condition: Callable[[], Any], frames: int = 1000) -> Any:
        """Draw until the condition holds; what it returned."""
        for _ in range(frames):
            if found := condition():
                return found
            self.draw()
        raise AssertionError(f"still not so after {frames} frames")


class TestFinger:
    """Touches what a test says, shows what a test looks at."""

    __test__ = False

    def __init__(self, frames: Frames) -> None:
        from screens.hand import Hand

        self.frames = frames
        self.hand = Hand()

    def show(self, root: Widget) -> Widget:
        from kivy.core.window import Window

        Window.add_widget(root)
        self.frames.draw(3)
        return root

    def tap(self, target: Widget | str, hold: float = 1 / 30) -> None:
        """Touch the middle of a widget, or of the enabled touchable with that name or text."""
        widget = self.find(target) if isinstance(target, str) else target
        self.tap_at(*widget.to_window(*widget.center), hold=hold)

    def tap_at(self, x: float, y: float, hold: float = 1 / 30) -> None:
        touch = self.hand.down(x, y)
        self.frames.advance(hold)
        self.hand.up(touch)
        self.frames.advance(1 / 15)  # a button stays down for 35 ms at least

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 10) -> None:
        touch = self.hand.down(*start)
        self.frames.draw()
        for step in range(1, steps + 1):
            x, y = (a + (b - a) * step / steps for a, b in zip(start, end, strict=True))
            self.hand.move(touch, x, y)
            self.frames.draw()
        self.hand.up(touch)
        self.frames.draw(2)

    def advance(self, seconds: float) -> None:
        self.frames.advance(seconds)

    def find(self, name: str) -> Widget:
        from screens.eyes import find

        widget = find(name)
        assert widget is not None, f"nothing called {name!r} can be touched"
        return widget

    def texts(self) -> list[str]:
        from screens.eyes import texts

        return texts()

    def shot(self) -> Image.Image:
        """What the window shows now."""
        from kivy.core.window import Window

        from screens.eyes import drawn

        taken: list[Image.Image] = []
        take = lambda _window: taken.append(drawn())  # noqa: E731
        Window.bind(on_flip=take)
        Window.canvas.ask_update()
        self.frames.painting = True
        self.frames.draw()
        self.frames.painting = False
        Window.unbind(on_flip=take)
        return taken[0]


@pytest.fixture(scope="session")
def kivy_window() -> Iterator[Any]:
    """The window of all tests; SDL cannot cheaply make another."""
    from kivy.core.window import Window

    from screens.text import install_fonts

    assert Window is not None, "SDL could not make an off-screen window"
    install_fonts(ASSETS / "fonts")
    EventLoop.ensure_window()
    for module in kivy_postproc_modules.values():  # what runTouchApp() would do
        EventLoop.add_postproc_module(module)
    EventLoop.start()
    yield Window
    EventLoop.close()


@pytest.fixture
def frames(kivy_window: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Frames]:
    """Kivy's time in the hands of the test. Afterwards the window is empty and nothing is scheduled."""
    frames = Frames()
    clock = object.__getattribute__(Clock, "_obj")
    monkeypatch.setattr(clock, "time", lambda: Frames.now, raising=False)
    paint = kivy_window.on_draw
    monkeypatch.setattr(kivy_window, "on_draw", lambda: paint() if frames.painting else None)
    for module in _TIMED:
        monkeypatch.setattr(f"{module}.time", lambda: Frames.now)
    before = set(map(id, Clock.get_events()))
    yield frames
    for child in kivy_window.children[:]:
        kivy_window.remove_widget(child)
    frames.draw(2)
    for event in Clock.get_events():
        if id(event) not in before:
            event.cancel()
    EventLoop.touches.clear()


@pytest.fixture
def finger(frames: Frames) -> Iterator[TestFinger]:
    from screens.hand import attach, detach

    finger = TestFinger(frames)
    attach(finger.hand)
    yield finger
    detach(finger.hand)


@pytest.fixture
def play(finger: Any) -> Iterator[Callable[..., Any]]:
    from tests.screens.playing import Play

    plays: list[Play] = []

    def begin(*args: Any, **kwargs: Any) -> Any:
        plays.append(Play(finger, *args, **kwargs))
        return plays[-1]

    yield begin
    for each in plays:
        each.stage.close()
