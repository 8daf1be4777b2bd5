"""What nobody wants any more is cancelled on the device itself: soon, without waiting, and never the next command."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs

from devices.api import DeviceError, ErrorCode
from devices.supervisor import Supervisor
from tests.devices.fakes import FakeDevice, Gate, Heard, raising
from tests.devices.turned_clock import SAFETY, TurnedClock

CANCELLED = DeviceError(ErrorCode.CANCELLED, "fake")


class Reading(Gate):
    """A command that only a cancel of its device ends, or `go`."""

    def __init__(self, device: FakeDevice, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__()
        self.cancelled = threading.Event()
        monkeypatch.setattr(device, "cancel", lambda: (self.cancelled.set(), self.go.set()))

    def __call__(self, device: object) -> object:
        super().__call__(device)
        if self.cancelled.is_set():
            raise CANCELLED
        return "done"


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def device(clock: TurnedClock) -> FakeDevice:
    return FakeDevice(clock)


@pytest.fixture
def supervisor(device: FakeDevice, clock: TurnedClock) -> Iterator[Supervisor[FakeDevice]]:
    supervisor = Supervisor(device, clock, clock.wait)
    supervisor.start()
    yield supervisor
    supervisor.stop()


@pytest.fixture
def reading(device: FakeDevice, monkeypatch: pytest.MonkeyPatch) -> Reading:
    return Reading(device, monkeypatch)


def after(supervisor: Supervisor[FakeDevice]) -> object:
    heard = Heard()
    supervisor.ask(lambda _: "next", heard, timeout=5.0)
    return heard.wait()[0]


def test_a_cancelled_command_is_cancelled_on_the_device_and_makes_room_for_the_next(
    supervisor: Supervisor[FakeDevice], reading: Reading
) -> None:
    heard = Heard()
    ticket = supervisor.ask(reading, heard, timeout=20.0)
    assert reading.begun.wait(SAFETY)

    ticket.cancel()

    assert after(supervisor) == "next"
    assert heard.all == [CANCELLED]


def test_a_command_that_is_late_is_cancelled_on_the_device(
    supervisor: Supervisor[FakeDevice], reading: Reading, clock: TurnedClock
) -> None:
    heard = Heard()
    supervisor.ask(reading, heard, timeout=20.0)
    assert reading.begun.wait(SAFETY)

    clock.advance(20.0)

    assert reading.cancelled.wait(SAFETY)
    assert after(supervisor) == "next"
    assert heard.all == [DeviceError(ErrorCode.TIMEOUT, "fake")]


def test_cancelling_what_waits_or_is_done_leaves_the_device_alone(
    supervisor: Supervisor[FakeDevice], device: FakeDevice
) -> None:
    running, done = Gate(), Heard()
    first = supervisor.ask(running, done, timeout=20.0)
    waiting = supervisor.ask(lambda _: "never", done, timeout=20.0)
    assert running.begun.wait(SAFETY)

    waiting.cancel()
    running.go.set()
    done.wait(2)
    first.cancel()

    assert after(supervisor) == "next"
    assert device.cancelled == 0


def test_the_next_command_begins_only_when_the_cancel_of_the_last_one_is_over(
    supervisor: Supervisor[FakeDevice], device: FakeDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, met = Gate(), Gate(), Heard()

    def slow_cancel() -> None:
        first.go.set()  # the command ends by itself just now
        met(second.begun.wait(0.3))  # whether the cancel could have met the next one

    monkeypatch.setattr(device, "cancel", slow_cancel)
    second.go.set()
    ticket = supervisor.ask(first, Heard(), timeout=20.0)
    heard = Heard()
    supervisor.ask(second, heard, timeout=20.0)
    assert first.begun.wait(SAFETY)

    ticket.cancel()

    assert heard.wait() == ["done"]
    assert met.all == [False]


def test_a_cancel_that_came_before_the_driver_had_begun_is_given_again(
    supervisor: Supervisor[FakeDevice], device: FakeDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, cancels = Gate(), Heard()

    def heeded_the_second_time() -> None:
        cancels("cancel")
        if len(cancels.all) == 2:
            running.go.set()

    monkeypatch.setattr(device, "cancel", heeded_the_second_time)
    ticket = supervisor.ask(running, Heard(), timeout=20.0)
    assert running.begun.wait(SAFETY)

    ticket.cancel()

    assert after(supervisor) == "next"
    assert cancels.wait(2)


def test_a_driver_that_hangs_in_its_cancel_holds_up_nobody_who_cancels_or_listens(
    supervisor: Supervisor[FakeDevice], device: FakeDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, hung, heard = Gate(), Gate(), Heard()
    monkeypatch.setattr(device, "cancel", lambda: hung(device))
    ticket = supervisor.ask(running, heard, timeout=20.0)
    assert running.begun.wait(SAFETY)

    ticket.cancel()
    told = heard.wait()
    running.go.set()
    hung.go.set()

    assert told == [CANCELLED]


def test_a_cancel_with_a_bug_is_logged_by_its_type_and_hurts_nobody(
    supervisor: Supervisor[FakeDevice], device: FakeDevice, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, heard = Gate(), Heard()
    logged = threading.Event()

    def broken_cancel() -> None:
        running.go.set()
        logged.set()
        raising(ValueError("330199"))()

    monkeypatch.setattr(device, "cancel", broken_cancel)
    ticket = supervisor.ask(running, heard, timeout=20.0)
    assert running.begun.wait(SAFETY)

    with capture_logs() as logs:
        ticket.cancel()
        assert logged.wait(SAFETY)
        assert after(supervisor) == "next"

    assert logs[:1] == [
        {"event": "device_bug", "device": "fake", "doing": "cancel", "error": "ValueError", "log_level": "error"}
    ]


def test_stopping_cancels_what_is_in_flight_before_it_closes_the_device(
    supervisor: Supervisor[FakeDevice], device: FakeDevice, reading: Reading
) -> None:
    heard = Heard()
    supervisor.ask(reading, heard, timeout=20.0)
    assert reading.begun.wait(SAFETY)

    supervisor.stop()

    assert reading.cancelled.is_set()
    assert heard.all == [CANCELLED]
    assert not device.is_open
