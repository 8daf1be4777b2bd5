"""A command in flight ends by its deadline or by a cancel, says which, and never takes the next one with it."""

from __future__ import annotations

import threading

import pytest

from devices.api import DeviceError, ErrorCode
from devices.flight import Flight
from tests.devices.turned_clock import SAFETY, TurnedClock

CANCELLED = DeviceError(ErrorCode.CANCELLED, "fake")
LATE = DeviceError(ErrorCode.TIMEOUT, "fake")


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def flight(clock: TurnedClock) -> Flight:
    return Flight("fake", clock)


def test_a_command_goes_on_until_its_deadline(flight: Flight, clock: TurnedClock) -> None:
    with flight.begin(5.0):
        clock.advance(4.0)
        flight.go_on()
        assert flight.left == 1.0
        clock.advance(2.0)
        with pytest.raises(DeviceError) as late:
            flight.go_on()
        assert (late.value, flight.left) == (LATE, 0.0)


def test_a_cancelled_command_does_not_go_on(flight: Flight) -> None:
    with flight.begin(5.0):
        flight.cancel()
        with pytest.raises(DeviceError) as cancelled:
            flight.go_on()
    assert cancelled.value == CANCELLED


def test_a_command_that_is_cancelled_and_late_says_cancelled_alone(flight: Flight, clock: TurnedClock) -> None:
    with flight.begin(5.0):
        flight.cancel()
        clock.advance(5.0)
        with pytest.raises(DeviceError) as ended:
            flight.go_on()
    assert ended.value == CANCELLED


def test_a_cancel_between_two_commands_meets_neither(flight: Flight) -> None:
    with flight.begin(5.0):
        pass
    flight.cancel()
    with flight.begin(5.0):
        flight.go_on()


def test_the_command_after_a_cancelled_one_goes_on(flight: Flight) -> None:
    with flight.begin(5.0):
        flight.cancel()
    with flight.begin(5.0):
        flight.go_on()


def test_a_command_that_failed_is_over(flight: Flight) -> None:
    with pytest.raises(ZeroDivisionError), flight.begin(5.0):
        raise ZeroDivisionError
    flight.cancel()
    with flight.begin():
        flight.go_on()


def test_a_command_without_a_deadline_is_never_late(flight: Flight, clock: TurnedClock) -> None:
    with flight.begin():
        clock.advance(1e9)
        flight.go_on()


def test_a_pause_ends_with_the_cancel(flight: Flight) -> None:
    begun = threading.Event()
    ended: list[DeviceError] = []

    def command() -> None:
        with flight.begin(SAFETY):
            begun.set()
            try:
                flight.pause(SAFETY)
            except DeviceError as error:
                ended.append(error)

    worker = threading.Thread(target=command)
    worker.start()
    assert begun.wait(SAFETY)
    flight.cancel()
    worker.join(SAFETY)
    assert ended == [CANCELLED]


def test_a_pause_is_never_longer_than_what_is_left(flight: Flight, clock: TurnedClock) -> None:
    with flight.begin(0.0), pytest.raises(DeviceError) as late:
        flight.pause(SAFETY)
    assert late.value == LATE
