"""Looking at devices with no keeper: never raises, never hangs, leaves every device closed."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from structlog.testing import capture_logs

from devices.api import Action, Capabilities, DeviceError, DeviceState, ErrorCode, Info, Status
from devices.camera.opencv import OpenCvDocumentCamera
from devices.code_reader.camera_reader import CameraCodeReader
from devices.simulated.card_reader import CardReaderMachine
from devices.simulated.receipt_printer import ReceiptPrinterMachine
from kiosk.clock import SystemClock
from kiosk.diagnostics.checks import check
from kiosk.diagnostics.relay import told


class Scripted:
    """A device that does in each verb what a test says."""

    name = "scripted"

    def __init__(self, **verbs: Callable[[], object]) -> None:
        self._verbs = verbs
        self.closed = threading.Event()
        self.listeners: list[Callable[[Status], None]] = []

    def _do(self, verb: str, usual: object) -> object:
        return self._verbs[verb]() if verb in self._verbs else usual

    def open(self) -> None:
        self._do("open", None)

    def close(self) -> None:
        self.closed.set()
        self._do("close", None)

    def info(self) -> Info:
        return self._do("info", Info("M1", "scripted"))  # type: ignore[return-value]

    def capabilities(self) -> Capabilities:
        return self._do("capabilities", Capabilities())  # type: ignore[return-value]

    def status(self) -> Status:
        return self._do("status", Status(DeviceState.ONLINE))  # type: ignore[return-value]

    def subscribe(self, listener: Callable[[Status], None]) -> Callable[[], None]:
        self.listeners.append(listener)
        self._do("subscribe", None)
        return self.listeners.clear


def raising(error: Exception) -> Callable[[], object]:
    def fail() -> object:
        raise error

    return fail


@pytest.fixture
def gate() -> Iterator[threading.Event]:
    """What a hung driver waits for."""
    event = threading.Event()
    yield event
    event.set()


def test_each_device_is_looked_at_in_order_and_closed() -> None:
    reader, printer = CardReaderMachine(), ReceiptPrinterMachine()
    printer.open_cover()

    reports = check({"card_reader": reader, "receipt_printer": printer})

    assert [(report.device, report.state) for report in reports] == [
        ("card_reader", DeviceState.ONLINE),
        ("receipt_printer", DeviceState.USER_ERROR),
    ]
    assert all(report.info is not None for report in reports)
    reader.acquire("somebody else")
    printer.acquire("somebody else")


def test_a_device_that_cannot_be_opened_says_why() -> None:
    reader = CardReaderMachine()
    reader.unplug()

    (report,) = check({"card_reader": reader})

    assert report.error is not None
    assert (report.state, report.error.code) == (DeviceState.DISCONNECTED, ErrorCode.DISCONNECTED)
    assert report.info is not None


def test_a_device_held_by_another_process_is_not_broken() -> None:
    reader = CardReaderMachine()
    reader.acquire("a visit")

    (report,) = check({"card_reader": reader})

    assert report.state is DeviceState.STARTING


def test_a_driver_that_hangs_does_not_hang_the_look_and_is_closed_when_it_wakes_up(gate: threading.Event) -> None:
    hung, fine = Scripted(open=lambda: gate.wait(10)), Scripted()

    first, second = check({"camera": hung, "card_reader": fine}, patience=0.1)
    gate.set()

    hanging = DeviceError(ErrorCode.TIMEOUT, "camera", "the driver hangs", action=Action.TECHNICIAN)
    assert first == told("camera", Status(DeviceState.HARDWARE_ERROR, hanging))
    assert second.state is DeviceState.ONLINE
    assert hung.closed.wait(5)


@pytest.mark.parametrize("verb", ["open", "status", "close", "subscribe"])
def test_a_bug_in_a_driver_is_an_internal_error_of_that_device_alone(verb: str) -> None:
    with capture_logs() as logs:
        first, second = check({"camera": Scripted(**{verb: raising(ValueError("330199"))}), "card_reader": Scripted()})

    assert first.error is not None
    assert (first.error.code, first.error.detail) == (ErrorCode.INTERNAL, "ValueError")
    assert second.state is DeviceState.ONLINE
    assert "330199" not in str(logs)


def test_a_driver_that_cannot_say_what_it_is_still_says_how_it_is() -> None:
    scripted = Scripted(info=raising(OSError("gone")))
    with capture_logs():
        (report,) = check({"camera": scripted})

    assert scripted.closed.is_set()
    assert (report.info, report.state) == (None, DeviceState.ONLINE)


def test_a_reader_that_looks_through_the_camera_is_looked_at_while_the_camera_is_open(tmp_path: Path) -> None:
    picture = tmp_path / "mat.png"
    cv2.imwrite(str(picture), np.full((480, 640, 3), 128, np.uint8))
    camera = OpenCvDocumentCamera("camera", picture, SystemClock())
    reader = CameraCodeReader("code_reader", SystemClock(), camera)

    reports = check({"camera": camera, "code_reader": reader})

    assert [report.state for report in reports] == [DeviceState.ONLINE, DeviceState.ONLINE]


def test_a_device_that_is_still_starting_gets_time_to_start() -> None:
    state = [DeviceState.STARTING]
    device = Scripted(status=lambda: Status(state[0]))

    def starts() -> None:
        state[0] = DeviceState.ONLINE
        device.listeners[0](Status(state[0]))

    timer = threading.Timer(0.05, starts)
    device._verbs["subscribe"] = timer.start

    (report,) = check({"camera": device})

    assert report.state is DeviceState.ONLINE
    assert device.listeners == []
    timer.join()
