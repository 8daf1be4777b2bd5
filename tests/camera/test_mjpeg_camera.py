"""Faults on the wire of a network camera: what the real driver makes of them. It always comes back by itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices.api import DeviceError, ErrorCode
from devices.camera.api import CameraHealth
from devices.simulated.fault import Fault, FaultKind, SimulationError
from tests.camera.grounds import WHITE, Ground, on_the_wire, wait_for, wait_until

pytestmark = pytest.mark.contract


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    monkeypatch.setattr("devices.camera.opencv.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("devices.camera.opencv.LONGEST_PAUSE", 0.1)
    monkeypatch.setattr("devices.camera.opencv.STALLED_AFTER", 0.3)
    monkeypatch.setattr("devices.camera.capture.READ_WITHIN", 0.4)
    with on_the_wire() as ground:
        ground.device.open()
        wait_for(ground.device, CameraHealth.OK)
        yield ground
        ground.device.close()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("frame", FaultKind.CUT),
        Fault("frame", FaultKind.CUT, times=3),
        Fault("frame", FaultKind.GARBAGE, times=5),
        Fault("frame", FaultKind.DELAY, seconds=0.6),
        Fault("frame", FaultKind.FREEZE, times=30),
    ],
    ids=lambda fault: f"{fault.what} {fault.times}",
)
def test_new_frames_come_again_after_a_spoilt_stream(wire: Ground, fault: Fault) -> None:
    wire.hands.faults.arm(fault)
    wait_until(lambda: not wire.hands.faults.armed())
    wire.hands.lay_paper(WHITE)
    wait_until(lambda: shown(wire) > 100)
    assert wire.device.status().health is CameraHealth.OK


def shown(wire: Ground) -> float:
    """How bright the newest picture is; 0: there is none."""
    try:
        return float(wire.device.frame().image.mean())
    except DeviceError:
        return 0.0


def test_a_stream_that_is_refused_is_tried_again(wire: Ground) -> None:
    wire.hands.faults.arm(Fault("open", code=ErrorCode.DISCONNECTED, times=2))
    wire.hands.faults.arm(Fault("frame", FaultKind.CUT))
    wait_until(lambda: not wire.hands.faults.armed())
    wait_for(wire.device, CameraHealth.OK)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("still", code=ErrorCode.NO_FRAME),
        Fault("still", FaultKind.GARBAGE),
    ],
    ids=lambda fault: fault.what,
)
def test_a_spoilt_still_is_no_still_and_the_next_one_is_good(wire: Ground, fault: Fault) -> None:
    wire.hands.faults.arm(fault)
    with pytest.raises(DeviceError) as caught:
        wire.device.still()
    assert caught.value.code is ErrorCode.NO_FRAME
    assert wire.device.still().image.shape == (3264, 2448, 3)


def test_a_camera_that_freezes_for_long_is_stalled_until_it_moves_again(wire: Ground) -> None:
    wire.hands.faults.arm(Fault("frame", FaultKind.FREEZE, times=100_000))
    wait_for(wire.device, CameraHealth.STALLED)
    wire.hands.faults.clear()
    wait_for(wire.device, CameraHealth.OK)


def test_what_cannot_be_seen_on_the_wire_cannot_be_armed(wire: Ground) -> None:
    with pytest.raises(SimulationError, match="frame cut"):
        wire.hands.faults.arm(Fault("frame", code=ErrorCode.TOO_DARK))
