"""The grounds on which the promise of a document camera is tested, and the hands that reach each of them."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

import numpy as np

from devices.camera.api import CameraHealth, Frame, Image
from devices.camera.capture import Capture, Source, Streaming
from devices.camera.opencv import OpenCvDocumentCamera
from devices.simulated.camera import CameraMachine
from devices.simulated.fault import Faults
from devices.simulated.mat import Mat
from devices.virtual.desk import LIVE_SIZE, STILL_SIZE
from devices.virtual.mjpeg_camera import VirtualMjpegCamera
from kiosk.clock import SystemClock
from tests import hardware
from tests.conftest import TurnedClock

PATIENCE = hardware.patience(10.0)  # seconds until a test that waits for a change fails

WHITE = np.full((297, 210, 3), 245, dtype=np.uint8)


def picture(grey: int, height: int = 30, width: int = 40) -> Image:
    return np.full((height, width, 3), grey, dtype=np.uint8)


class Reel(Streaming):
    """A camera whose pictures a test feeds by hand. None: the source is lost."""

    def __init__(self) -> None:
        self._pictures: queue.SimpleQueue[Image | None] = queue.SimpleQueue()
        self.asked = threading.Semaphore(0)  # released each time that the driver looks for a picture
        self.plugged = True
        self.connections = 0
        self.released = 0

    def connect(self, _: Source, within: float) -> Reel:
        if not self.plugged:
            raise OSError("unplugged")
        self.connections += 1
        return self

    def feed(self, *pictures: Image | None) -> None:
        """Returns when the driver has taken them all and looks for the next one."""
        for each in pictures:
            assert self.asked.acquire(timeout=PATIENCE)
            self._pictures.put(each)
        assert self.asked.acquire(timeout=PATIENCE)
        self.asked.release()

    def read(self) -> Image | None:
        self.asked.release()
        return self._pictures.get(timeout=PATIENCE)

    def release(self) -> None:
        self.released += 1


class MemoryCamera(Mat, Streaming):
    """A desk that the driver looks at without a network."""

    def __init__(self, clock: TurnedClock) -> None:
        super().__init__()
        self.faults = Faults("camera", {"frame freeze", "still mute"})
        self._clock = clock
        self._plugged = True
        self._last: Image | None = None
        self._pace = threading.Event()

    def connect(self, source: Source, within: float) -> Capture:
        if not self._plugged or self._stalled:
            raise OSError("nothing to see")
        return MemoryStill(self) if source == "still" else self

    def read(self) -> Image | None:
        self._pace.wait(0.002)
        if self._stalled:
            self._clock.advance(2.1)  # how long a real one is waited for
            return None
        if self.faults.hit("frame") is None:
            self._last = self._desk.frame(LIVE_SIZE)
        return self._last if self._plugged else None

    def read_still(self) -> Image | None:
        if self.faults.hit("still") is not None:
            self._pace.wait(0.5)
            return None
        return self._desk.frame(STILL_SIZE)

    def release(self) -> None:
        pass

    def unplug(self) -> None:
        self._plugged = False

    def plug(self) -> None:
        self._plugged = True

    def _changing(self) -> AbstractContextManager[None]:
        return nullcontext()

    def _require(self, possible: bool, why_not: str) -> None:
        assert possible, why_not


class MemoryStill(Streaming):
    def __init__(self, camera: MemoryCamera) -> None:
        self._camera = camera

    def read(self) -> Image | None:
        return self._camera.read_still()

    def release(self) -> None:
        pass


class TellingCondition(threading.Condition):
    """Lets a test know that somebody waits on it."""

    def __init__(self) -> None:
        super().__init__()
        self.waited_on = threading.Event()

    def wait(self, timeout: float | None = None) -> bool:
        self.waited_on.set()
        return super().wait(timeout)


class Ground:
    """`device`: what the kiosk sees; `hands`: what a person can do to it."""

    def __init__(self, device: Any, hands: Any) -> None:
        self.device = device
        self.hands = hands


def wait_for(device: Any, *healths: CameraHealth) -> None:
    """Until the device has told, in this order, that it is in these healths."""
    for health in healths:
        seen = threading.Event()
        unsubscribe = device.subscribe(lambda status, wanted=health, seen=seen: status.health is wanted and seen.set())
        assert device.status().health is health or seen.wait(PATIENCE), f"never {health}"
        unsubscribe()


def pictures_until(device: Any, done: Callable[[], bool]) -> dict[int, bytes]:
    """All frames that are given until then, by number."""
    seen: dict[int, bytes] = {}

    def look() -> bool:
        frame: Frame = device.frame()
        seen.setdefault(frame.number, frame.image.tobytes())
        return done()

    wait_until(look)
    return seen


def wait_until(done: Callable[[], bool]) -> None:
    late = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < late, "never done"
        threading.Event().wait(0.002)


@contextmanager
def simulated() -> Iterator[Ground]:
    machine = CameraMachine()
    yield Ground(machine, machine)


@contextmanager
def in_memory() -> Iterator[Ground]:
    clock = TurnedClock()
    camera = MemoryCamera(clock)
    device = OpenCvDocumentCamera("camera", "live", clock, still_source="still", connect=camera.connect)
    yield Ground(device, camera)


@contextmanager
def on_the_wire() -> Iterator[Ground]:
    with VirtualMjpegCamera(fps=50) as camera:
        yield Ground(OpenCvDocumentCamera("camera", camera.live, SystemClock(), still_source=camera.still), camera)


@contextmanager
def on_hardware() -> Iterator[Ground]:
    with hardware.real("camera") as (device, hands):
        yield Ground(device, hands)
