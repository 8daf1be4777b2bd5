"""What every code reader promises: the simulator, the real driver on a scripted port, on a pseudo-terminal, and the
camera's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.code_reader.api import CodeReaderCapabilities, Symbology
from devices.simulated.fault import Fault, FaultKind
from tests import hardware
from tests.codes.grounds import (
    Ground,
    Reading,
    on_a_terminal,
    on_hardware,
    scripted,
    simulated,
    under_the_camera,
    wait_until,
)

pytestmark = pytest.mark.contract

MACHINES = [simulated, scripted, on_a_terminal]
ENGINES = hardware.grounds("code_reader", *MACHINES, real=on_hardware, drivers=["scan_engine"])
EVERYWHERE = hardware.grounds("code_reader", *MACHINES, under_the_camera, real=on_hardware)
PAUSES = {
    "devices.code_reader.scan_engine.FIRST_PAUSE": 0.01,
    "devices.code_reader.scan_engine.LONGEST_PAUSE": 0.05,
    "devices.code_reader.scan_engine.SILENCE": 0.05,
    "devices.code_reader.camera_reader.BETWEEN_LOOKS": 0.005,
}


@pytest.fixture(params=EVERYWHERE)
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    with hardware.impatient(PAUSES), request.param() as ground:
        ground.device.open()
        yield ground
        ground.device.close()


@pytest.mark.parametrize("text", ["SAMPLE-2026-000018", "办件编号：2026𠮷", "https://example.com/?a=1&b=~"])
def test_a_code_that_is_shown_is_read(ground: Ground, text: str) -> None:
    reading = Reading(ground.device)
    ground.hands.show_code(text)
    assert reading.end() == text


def test_nothing_shown_is_a_timeout(ground: Ground) -> None:
    with pytest.raises(DeviceError) as caught:
        ground.device.read(0.05)
    assert caught.value.code is ErrorCode.TIMEOUT


def test_a_read_can_be_cancelled_and_the_next_one_works(ground: Ground) -> None:
    cancelled = Reading(ground.device)
    ground.device.cancel()
    assert cancelled.end() is ErrorCode.CANCELLED
    again = Reading(ground.device)
    ground.hands.show_code("AGAIN")
    assert again.end() == "AGAIN"


def test_a_cancel_that_nothing_waits_for_does_nothing(ground: Ground) -> None:
    ground.device.cancel()
    reading = Reading(ground.device)
    ground.hands.show_code("STILL THERE")
    assert reading.end() == "STILL THERE"


def test_a_reader_that_is_unplugged_ends_the_read_and_is_found_again(ground: Ground) -> None:
    reading = Reading(ground.device)
    ground.hands.unplug()
    assert reading.end() is ErrorCode.DISCONNECTED
    wait_until(lambda: ground.device.status().state is DeviceState.DISCONNECTED)
    ground.hands.plug()
    wait_until(lambda: ground.device.status().state is DeviceState.ONLINE)
    again = Reading(ground.device)
    ground.hands.show_code("BACK")
    assert again.end() == "BACK"


def test_each_change_is_told_once(ground: Ground) -> None:
    heard: list[DeviceState] = []
    ground.device.subscribe(lambda status: heard.append(status.state))
    ground.hands.unplug()
    wait_until(lambda: DeviceState.DISCONNECTED in heard)
    ground.hands.plug()
    wait_until(lambda: heard[-1] is DeviceState.ONLINE)
    assert heard == [DeviceState.DISCONNECTED, DeviceState.ONLINE]


def test_a_closed_reader_is_not_ready(ground: Ground) -> None:
    ground.device.close()
    with pytest.raises(DeviceError) as caught:
        ground.device.read(0.05)
    assert caught.value.code is ErrorCode.NOT_READY


def test_opening_and_closing_twice_is_harmless(ground: Ground) -> None:
    ground.device.open()
    ground.device.close()
    ground.device.close()
    ground.device.open()
    reading = Reading(ground.device)
    ground.hands.show_code("OPEN")
    assert reading.end() == "OPEN"


def test_it_says_what_it_can_read(ground: Ground) -> None:
    assert isinstance(ground.device.capabilities(), CodeReaderCapabilities)
    assert Symbology.QR in ground.device.capabilities().symbologies


@pytest.mark.parametrize("ground", ENGINES, indirect=True)
class TestEngines:
    """What a reader promises besides that sees a code only in the moment when it is shown."""

    def test_two_codes_are_read_one_after_the_other(self, ground: Ground) -> None:
        first = Reading(ground.device)
        ground.hands.show_code("ONE")
        assert first.end() == "ONE"
        second = Reading(ground.device)
        ground.hands.show_code("TWO")
        assert second.end() == "TWO"

    def test_a_code_shown_before_is_forgotten(self, ground: Ground) -> None:
        ground.hands.show_code("BEFORE")
        wait_until(ground.heard)
        reading = Reading(ground.device)
        ground.hands.show_code("AFTER")
        assert reading.end() == "AFTER"

    def test_opening_an_unplugged_reader_says_that_it_is_disconnected(self, ground: Ground) -> None:
        ground.device.close()
        ground.hands.unplug()
        with pytest.raises(DeviceError) as caught:
            ground.device.open()
        assert caught.value.code is ErrorCode.DISCONNECTED

    def test_nonsense_is_told_and_the_next_code_is_read(self, ground: Ground) -> None:
        ground.hands.faults.arm(Fault("read", FaultKind.GARBAGE))
        spoilt = Reading(ground.device)
        ground.hands.show_code("SPOILT")
        assert spoilt.end() is ErrorCode.INVALID_DATA
        again = Reading(ground.device)
        ground.hands.show_code("WELL")
        assert again.end() == "WELL"
