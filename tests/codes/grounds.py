"""The grounds on which the promise of a code reader is tested, and the hands that reach each of them."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import cv2
import numpy as np
import qrcode

from devices.api import DeviceError, DeviceState
from devices.camera.api import Image
from devices.code_reader.api import Code
from devices.code_reader.camera_reader import CameraCodeReader
from devices.code_reader.port import Port
from devices.code_reader.scan_engine import ScanEngineCodeReader
from devices.simulated.camera import CameraMachine
from devices.simulated.code_reader import CodeReaderMachine
from devices.simulated.fault import FaultKind, Faults
from devices.virtual.scan_engine import NONSENSE, VirtualScanEngine
from kiosk.clock import SystemClock
from tests import hardware

PATIENCE = hardware.patience(10.0)  # seconds until a test that waits for something fails


class ScriptedEngine:
    """A port that says what a test lets it say. No bytes: silence; None: it is cut."""

    def __init__(self) -> None:
        self.faults = Faults("code_reader", {"read garbage", "read cut", "read mute"})
        self.dropped = 0
        self._plugged = True
        self._said: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()

    def connect(self) -> Port:
        if not self._plugged:
            raise OSError("nothing there")
        self._said = queue.SimpleQueue()
        return self

    def say(self, *chunks: bytes | None) -> None:
        for chunk in chunks:
            self._said.put(chunk)

    def show_code(self, text: str) -> None:
        fault = self.faults.hit("read")
        match fault.kind if fault else None:
            case None:
                self.say(text.encode() + b"\r\n")
            case FaultKind.GARBAGE:
                self.say(NONSENSE + b"\r\n")
            case FaultKind.CUT:
                self.say(text.encode()[:3], b"")

    def unplug(self) -> None:
        self._plugged = False
        self.say(None)

    def plug(self) -> None:
        self._plugged = True

    def read(self, timeout: float | None) -> bytes:
        said = self._said.get(timeout=PATIENCE)
        if said is None:
            raise OSError("gone")
        return said

    def wake(self) -> None:
        self.say(b"")

    def drop(self) -> None:
        self.dropped += 1


class CodesOnTheMat:
    """Hands that lay a code under the document camera, and take it away before they show the next one."""

    def __init__(self, camera: CameraMachine) -> None:
        self._camera = camera

    def show_code(self, text: str) -> None:
        self._camera.lay_paper(picture_of(text), width_mm=60.0, turn=20.0)

    def unplug(self) -> None:
        self._camera.unplug()

    def plug(self) -> None:
        self._camera.plug()


def picture_of(text: str) -> Image:
    code = qrcode.QRCode(border=4)
    code.add_data(text.encode())
    small = np.where(np.array(code.get_matrix()), 0, 255).astype(np.uint8)
    large = cv2.resize(small, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    return np.asarray(cv2.cvtColor(large, cv2.COLOR_GRAY2BGR), np.uint8)


class Listening(ScanEngineCodeReader):
    """Lets a test know that it has taken what was said."""

    chunks = 0

    def _take(self, chunk: bytes) -> None:
        super()._take(chunk)
        self.chunks += 1


class Ground:
    """`device`: what the kiosk sees; `hands`: what a person can do to it."""

    def __init__(self, device: Any, hands: Any) -> None:
        self.device = device
        self.hands = hands

    def heard(self) -> bool:
        """Whether what was shown has reached the device."""
        return not isinstance(self.device, Listening) or self.device.chunks > 0


@contextmanager
def simulated() -> Iterator[Ground]:
    machine = CodeReaderMachine()
    yield Ground(machine, machine)


@contextmanager
def scripted() -> Iterator[Ground]:
    engine = ScriptedEngine()
    yield Ground(Listening("reader", SystemClock(), "serial:/dev/x", connect=engine.connect), engine)


@contextmanager
def on_a_terminal() -> Iterator[Ground]:
    with VirtualScanEngine() as engine:
        yield Ground(Listening("reader", SystemClock(), engine.address), engine)


@contextmanager
def under_the_camera() -> Iterator[Ground]:
    camera = CameraMachine()
    camera.open()
    yield Ground(CameraCodeReader("reader", SystemClock(), camera), CodesOnTheMat(camera))


@contextmanager
def on_hardware() -> Iterator[Ground]:
    with hardware.real("code_reader") as (device, hands):
        if type(device) is ScanEngineCodeReader:
            device.__class__ = Listening  # between a person's hand and the driver lie a wire and some milliseconds
        yield Ground(device, hands)


class Reading:
    """A `read` in flight on a thread of its own."""

    def __init__(self, device: Any, timeout: float = PATIENCE) -> None:
        self.outcome: Code | DeviceError | None = None
        self._thread = threading.Thread(target=self._read, args=(device, timeout))
        self._thread.start()
        wait_until(lambda: device.status().state is DeviceState.BUSY or self.outcome is not None)

    def _read(self, device: Any, timeout: float) -> None:
        try:
            self.outcome = device.read(timeout)
        except DeviceError as error:
            self.outcome = error

    def end(self) -> Any:
        """The code's text, or the error's code."""
        self._thread.join(PATIENCE)
        return self.outcome.text if isinstance(self.outcome, Code) else getattr(self.outcome, "code", None)


def wait_until(done: Callable[[], bool]) -> None:
    late = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < late, "never done"
        threading.Event().wait(0.002)
