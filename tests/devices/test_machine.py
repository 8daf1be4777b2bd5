"""What all simulated machines have in common."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from structlog.testing import capture_logs

from devices.api import DeviceError, DeviceState, ErrorCode, Status
from devices.simulated.machine import Fault, Machine, SimulationError
from tests.devices.fakes import Heard, raising
from tests.devices.turned_clock import SAFETY


class Bell(Machine[Status]):
    def __init__(self) -> None:
        super().__init__("bell", "Simulated bell")

    def ring(self, timeout: float | None = None) -> str:
        with self._command("ring", timeout):
            return "ding"

    def _fold(self, state: DeviceState, error: DeviceError | None) -> Status:
        return Status(state, error)


@pytest.fixture
def bell() -> Bell:
    return Bell()


def states(heard: Heard) -> list[DeviceState]:
    return [status.state for status in heard.all]


def test_each_change_is_told_once_in_order(bell: Bell) -> None:
    heard = Heard()
    bell.subscribe(heard)

    bell.unplug()
    bell.plug()
    bell.ring()

    assert states(heard) == [DeviceState.DISCONNECTED, DeviceState.ONLINE, DeviceState.BUSY, DeviceState.ONLINE]


def test_changes_made_by_a_listener_are_told_after_the_one_it_hears(bell: Bell) -> None:
    heard = Heard()
    bell.subscribe(lambda status: bell.plug() if status.state is DeviceState.DISCONNECTED else None)
    bell.subscribe(heard)

    bell.unplug()

    assert states(heard) == [DeviceState.DISCONNECTED, DeviceState.ONLINE]


def test_a_listener_with_a_bug_does_not_hurt_a_command(bell: Bell) -> None:
    bell.subscribe(raising(KeyError("330199")))

    with capture_logs() as logs:
        assert bell.ring() == "ding"

    assert {entry["error"] for entry in logs} == {"KeyError"}


def test_an_impossible_act_changes_nothing(bell: Bell) -> None:
    with pytest.raises(SimulationError, match="plugged in already"):
        bell.plug()

    assert bell.ring() == "ding"


def test_a_fault_hits_as_often_as_it_says_and_is_gone(bell: Bell) -> None:
    bell.arm(Fault("ring", ErrorCode.TIMEOUT, after=1, times=2))

    outcomes = [attempt(bell) for _ in range(4)]

    assert outcomes == ["ding", ErrorCode.TIMEOUT, ErrorCode.TIMEOUT, "ding"]
    assert bell.armed() == ()


def attempt(bell: Bell) -> object:
    try:
        return bell.ring()
    except DeviceError as error:
        return error.code


def test_a_held_command_is_in_flight_until_it_is_let_go(bell: Bell) -> None:
    bell.hold("ring")
    with ThreadPoolExecutor(1) as pool:
        ringing = pool.submit(bell.ring)
        assert bell.wait_held("ring", SAFETY)
        meanwhile = bell.status().state

        bell.let_go("ring")

        assert (meanwhile, ringing.result(SAFETY)) == (DeviceState.BUSY, "ding")


def test_a_held_command_times_out(bell: Bell) -> None:
    bell.hold("ring")

    with pytest.raises(DeviceError, match="timeout"):
        bell.ring(timeout=0.01)

    assert bell.status().state is DeviceState.ONLINE


def test_a_held_command_ends_with_its_owner(bell: Bell) -> None:
    bell.acquire("visit")
    bell.hold("ring")
    with ThreadPoolExecutor(1) as pool:
        ringing = pool.submit(bell.ring)
        assert bell.wait_held("ring", SAFETY)

        bell.release("visit")

        assert getattr(ringing.exception(SAFETY), "code", None) is ErrorCode.CANCELLED


def test_a_machine_unplugged_in_mid_command_ends_it(bell: Bell) -> None:
    bell.hold("ring")
    with ThreadPoolExecutor(1) as pool:
        ringing = pool.submit(bell.ring)
        assert bell.wait_held("ring", SAFETY)

        bell.unplug()
        bell.let_go("ring")

        assert ringing.exception(SAFETY) == DeviceError(ErrorCode.DISCONNECTED, "bell")


def test_somebody_elses_hold_is_not_released(bell: Bell) -> None:
    bell.acquire("visit")

    bell.release("another")

    with pytest.raises(DeviceError, match="not_ready"):
        bell.acquire("another")
