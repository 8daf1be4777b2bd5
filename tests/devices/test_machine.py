"""What all simulated machines have in common."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from structlog.testing import capture_logs

from devices.api import DeviceError, DeviceState, ErrorCode, Status
from devices.simulated.fault import SimulationError, read_fault
from devices.simulated.machine import Machine
from devices.simulated.shared_clock import RigClock
from tests.devices.fakes import Heard, raising
from tests.devices.turned_clock import SAFETY


class Bell(Machine[Status]):
    possible = frozenset({"ring"})

    def __init__(self) -> None:
        super().__init__("bell", "Simulated bell")

    def ring(self, timeout: float | None = None) -> str:
        with self._command("ring", timeout):
            return "ding"

    def _fold(self, state: DeviceState, error: DeviceError | None) -> Status:
        return Status(state, error)


@pytest.fixture
def bell() -> Iterator[Bell]:
    bell = Bell()
    bell.open()
    yield bell
    bell.close()


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


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
    bell.faults.arm(read_fault("ring", "error:hardware_error", after=1, times=2))

    outcomes = [attempt(bell) for _ in range(4)]

    assert outcomes == ["ding", ErrorCode.HARDWARE_ERROR, ErrorCode.HARDWARE_ERROR, "ding"]
    assert (bell.faults.armed(), bell.faults.hits) == ((), 2)


@pytest.mark.parametrize(
    ("what", "outcome"),
    [("garbage", ErrorCode.INVALID_DATA), ("mute", ErrorCode.TIMEOUT), ("cut", ErrorCode.DISCONNECTED)],
)
def test_what_a_fault_looks_like(bell: Bell, what: str, outcome: ErrorCode) -> None:
    bell.faults.arm(read_fault("ring", what))

    assert attempt(bell, timeout=0.05) is outcome


def test_a_cut_leaves_the_machine_unplugged_until_a_hand_comes(bell: Bell) -> None:
    bell.faults.arm(read_fault("ring", "cut"))
    attempt(bell)
    state = bell.status().state

    bell.plug()

    assert (state, attempt(bell)) == (DeviceState.DISCONNECTED, "ding")


def test_a_delay_lasts_as_long_as_the_machines_clock_says(bell: Bell, pool: ThreadPoolExecutor) -> None:
    clock = RigClock()
    clock.freeze()
    bell.clock = clock
    bell.faults.arm(read_fault("ring", "delay:600"))
    ringing = pool.submit(bell.ring)
    wait_busy(bell)

    clock.advance(600)

    assert ringing.result(SAFETY) == "ding"


def test_a_delay_beyond_the_time_out_is_a_time_out(bell: Bell, pool: ThreadPoolExecutor) -> None:
    clock = RigClock()
    clock.freeze()
    bell.clock = clock
    bell.faults.arm(read_fault("ring", "delay:600"))
    ringing = pool.submit(attempt, bell, 5.0)
    wait_busy(bell)

    clock.advance(5)

    assert ringing.result(SAFETY) is ErrorCode.TIMEOUT


def test_a_fault_that_cannot_happen_is_refused(bell: Bell) -> None:
    with pytest.raises(SimulationError, match="bell: pour mute cannot happen here; what can: open error, ring"):
        bell.faults.arm(read_fault("pour", "mute"))


def test_a_machine_can_fail_to_open(bell: Bell) -> None:
    bell.close()
    bell.faults.arm(read_fault("open", "error:hardware_error"))

    with pytest.raises(DeviceError, match="hardware_error"):
        bell.open()

    bell.open()


def test_a_command_before_open_is_not_ready(bell: Bell) -> None:
    bell.close()

    assert attempt(bell) is ErrorCode.NOT_READY


@pytest.mark.parametrize("spoil", ["hold", "mute", "delay:9"])
def test_a_command_in_flight_is_cancelled(bell: Bell, pool: ThreadPoolExecutor, spoil: str) -> None:
    in_flight(bell, spoil)
    ringing = pool.submit(attempt, bell)
    wait_busy(bell)

    bell.cancel()

    assert ringing.result(SAFETY) is ErrorCode.CANCELLED


def test_a_cancel_without_a_command_hurts_no_later_one(bell: Bell) -> None:
    bell.cancel()

    assert attempt(bell) == "ding"


def in_flight(bell: Bell, spoil: str) -> None:
    if spoil == "hold":
        bell.hold("ring")
    else:
        bell.faults.arm(read_fault("ring", spoil))


def wait_busy(bell: Bell) -> None:
    busy = Heard()
    unsubscribe = bell.subscribe(busy)
    if bell.status().state is not DeviceState.BUSY:
        busy.wait()
    unsubscribe()


def attempt(bell: Bell, timeout: float | None = None) -> object:
    try:
        return bell.ring(timeout)
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
    bell.close()
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

        assert ringing.exception(SAFETY) == DeviceError(ErrorCode.DISCONNECTED, "bell")


def test_somebody_elses_hold_is_not_released(bell: Bell) -> None:
    bell.close()
    bell.acquire("visit")

    bell.release("another")

    with pytest.raises(DeviceError, match="not_ready"):
        bell.acquire("another")
