"""A camera that shows what the test says, and keeps no time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from devices.api import DeviceError, ErrorCode
from devices.camera.api import Frame
from kiosk.scanning.live import LiveView, View
from tests.scanning.scenes import Picture, live

PATIENCE = 20.0  # seconds until a test gives up


class Showing:
    """What `LiveView` grabs from. Each `show` is a new frame, one second after the one before."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frame: Frame | None = None
        self._count = 0
        self.grabs = 0

    def show(self, picture: Picture) -> int:
        with self._changed:
            self._count += 1
            self._frame = Frame(np.asarray(picture), self._count, float(self._count))
            return self._count

    def unplug(self) -> None:
        with self._changed:
            self._frame = None

    def grab(self) -> Frame:
        with self._changed:
            self.grabs += 1
            self._changed.notify_all()
            if self._frame is None:
                raise DeviceError(ErrorCode.DISCONNECTED, "camera")
            return self._frame

    def wait_for_grabs(self, more: int) -> None:
        with self._changed:
            wanted = self.grabs + more
            assert self._changed.wait_for(lambda: self.grabs >= wanted, PATIENCE)


class Watched:
    """A live view over a camera, and a way to wait for what it shows."""

    def __init__(self) -> None:
        self.camera = Showing()
        self.live = LiveView(self.camera.grab)

    def view(self, wanted: Callable[[View], bool]) -> View:
        """The first view that is as wanted."""
        for _ in range(500):
            newest = self.live.newest()
            if newest is not None and wanted(newest):
                return newest
            self.camera.wait_for_grabs(1)
        raise AssertionError("the live view never showed it")


@pytest.fixture
def watched() -> Iterator[Watched]:
    watched = Watched()
    watched.camera.show(live("none"))
    yield watched
    watched.live.stop()
