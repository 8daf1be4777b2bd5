"""The window of one visit: made hidden, shown when its turn has come, gone when the visit has ended.

`screens.window.configure` must have been called before this is imported.
"""

from __future__ import annotations

from typing import Any

from kivy.app import App
from kivy.base import EventLoop, stopTouchApp
from kivy.clock import Clock as Frames
from kivy.core.window import Window
from kivy.uix.anchorlayout import AnchorLayout

from devices.api import Clock
from kiosk.clock import SystemClock
from kiosk.settings import Settings
from kiosk.visit.hall import Hall
from kiosk.visit.state import VisitState
from kiosk.visit.visit import Visit
from screens import window
from screens.keyboard.keyboard import load_pinyin
from screens.out_of_service import OutOfService
from screens.stage import Stage
from screens.text import FontMissing, install_fonts
from screens.theme import DAY, NORMAL, theme
from screens.words import words

SETTLED = 0.5  # seconds after the first frame: nobody types yet, and nobody waits for the machine any more


class KioskApp(App):
    title = "kiosk"

    def __init__(self, visit: Visit, hall: Hall, settings: Settings, clock: Clock) -> None:
        super().__init__()
        self._visit, self._robot_folder = visit, settings.robot
        self._robot: Any = None
        width, height = window.page_size(*Window.size)
        theme.use(DAY, NORMAL, width)
        # a window of another shape shows the page in its middle
        self._page = AnchorLayout()
        self._stage = Stage(visit, hall, clock, size_hint=(None, None), size=(width, height))
        self._page.add_widget(self._stage)
        self._unsubscribe = visit.subscribe(self._look_for_the_end)
        window.harden(self)

    def build(self) -> AnchorLayout:
        return self._page

    def show(self) -> None:
        """Come before the citizen; the first frame is on the glass when this returns."""
        window.show()
        self._stage.show(self._visit.state)
        self._stage.each_second()
        Frames.schedule_interval(self._each_second, 1)
        EventLoop.window.dispatch("on_draw")
        EventLoop.window.dispatch("on_flip")
        Frames.schedule_once(lambda _dt: load_pinyin(), SETTLED)
        if self._robot_folder is not None:
            from screens.robot import Robot  # for testers: the bundle has none

            self._robot = Robot(self._robot_folder)

    def on_stop(self) -> None:
        Frames.unschedule(self._each_second)
        self._unsubscribe()
        self._stage.close()
        if self._robot is not None:
            self._robot.close()

    def _each_second(self, _dt: float) -> None:
        self._visit.tick()
        self._stage.each_second()

    def _look_for_the_end(self, state: VisitState) -> None:
        if state.end is not None:
            stopTouchApp()  # run() returns, and calls on_stop once


def prepare(visit: Visit, hall: Hall, settings: Settings, clock: Clock | None = None) -> KioskApp | OutOfService:
    """Everything that takes time before a citizen comes; `run()` then serves the window, hidden until `show()`."""
    try:
        install_fonts(settings.assets / "fonts")
    except FontMissing as missing:
        return OutOfService(visit, settings, missing.code)
    words.load(settings.assets / "wording", visit.state.language)
    return KioskApp(visit, hall, settings, clock or SystemClock())
