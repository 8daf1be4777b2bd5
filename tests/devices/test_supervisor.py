"""What a supervisor promises: devices heal by themselves, callers hear one outcome, nothing is left running."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from devices.api import Action, Cause, DeviceError, DeviceState, ErrorCode, Status
from devices.supervisor import Supervisor, backoff, is_failing, is_permanent, state_of
from tests.devices.fakes import AWAY, DISCONNECTED, ONLINE, FakeDevice, Gate, Heard, raising
from tests.devices.turned_clock import SAFETY, TurnedClock

BROKEN = DeviceError(ErrorCode.HARDWARE_ERROR, "fake")
Supervise = Callable[[FakeDevice], Supervisor[FakeDevice]]


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture
def jumping() -> TurnedClock:
    return TurnedClock(jumping=True)


@pytest.fixture
def supervise() -> Iterator[Supervise]:
    running: list[Supervisor[FakeDevice]] = []

    def start(device: FakeDevice) -> Supervisor[FakeDevice]:
        supervisor = Supervisor(device, device._clock, device._clock.wait)
        running.append(supervisor)
        return supervisor

    yield start
    for supervisor in running:
        supervisor.stop()


def started(supervisor: Supervisor[FakeDevice]) -> Heard:
    heard = Heard()
    supervisor.subscribe(heard)
    supervisor.start()
    return heard


def outcome(supervisor: Supervisor[FakeDevice], work: Callable[[FakeDevice], object]) -> object:
    heard = Heard()
    supervisor.ask(work, heard, timeout=5.0)
    return heard.wait()[0]


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 30), (7, 30), (900, 30)])
def test_the_delay_doubles_up_to_thirty_seconds(attempt: int, seconds: float) -> None:
    assert backoff(attempt) == seconds


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (DeviceError(ErrorCode.HARDWARE_ERROR, "fake"), True),
        (DeviceError(ErrorCode.UNSUPPORTED, "fake"), True),
        (DeviceError(ErrorCode.INTERNAL, "fake"), True),
        (DeviceError(ErrorCode.DISCONNECTED, "fake"), False),
        (DeviceError(ErrorCode.NOT_READY, "fake"), False),
        (DeviceError(ErrorCode.SEQUENCE_ERROR, "fake"), False),
    ],
)
def test_only_what_a_technician_or_the_settings_can_mend_is_permanent(error: DeviceError, permanent: bool) -> None:
    assert is_permanent(error) is permanent


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (DeviceError(ErrorCode.NOT_READY, "fake"), DeviceState.STARTING),
        (DeviceError(ErrorCode.DISCONNECTED, "fake"), DeviceState.DISCONNECTED),
        (DeviceError(ErrorCode.COVER_OPEN, "fake"), DeviceState.USER_ERROR),
        (DeviceError(ErrorCode.USER_ERROR, "fake", cause=Cause.TAMPER), DeviceState.TAMPERED),
        (DeviceError(ErrorCode.INTERNAL, "fake"), DeviceState.HARDWARE_ERROR),
    ],
)
def test_an_error_at_opening_means_a_state(error: DeviceError, state: DeviceState) -> None:
    assert state_of(error) is state


def test_a_device_is_starting_until_it_was_opened(clock: TurnedClock, supervise: Supervise) -> None:
    supervisor = supervise(FakeDevice(clock))

    assert supervisor.status() == Status(DeviceState.STARTING)
    assert started(supervisor).wait() == [ONLINE]
    assert supervisor.status() == ONLINE


def test_a_device_that_cannot_be_opened_is_tried_again_with_growing_delays(
    jumping: TurnedClock, supervise: Supervise
) -> None:
    device = FakeDevice(jumping, *[AWAY] * 7)

    started(supervise(device)).wait(2)

    assert device.opened_at == [0, 1, 3, 7, 15, 31, 61, 91]


def test_a_permanent_fault_is_tried_again_slowly(jumping: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(jumping, BROKEN, BROKEN)

    started(supervise(device)).wait(2)

    assert device.opened_at == [0, 30, 60]


def test_a_fault_that_lasts_is_reported_once(jumping: TurnedClock, supervise: Supervise) -> None:
    assert started(supervise(FakeDevice(jumping, *[AWAY] * 5))).wait(2) == [DISCONNECTED, ONLINE]


def test_a_bug_while_opening_is_an_internal_error_and_the_log_holds_its_type_alone(
    jumping: TurnedClock, supervise: Supervise
) -> None:
    with capture_logs() as logs:
        heard = started(supervise(FakeDevice(jumping, ValueError("名 张三 330199...")))).wait(2)

    assert heard == [
        Status(DeviceState.HARDWARE_ERROR, DeviceError(ErrorCode.INTERNAL, "fake", "ValueError")),
        ONLINE,
    ]
    assert logs == [
        {"event": "device_bug", "device": "fake", "doing": "open", "error": "ValueError", "log_level": "error"}
    ]


def test_the_physical_facts_are_looked_at_first(clock: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(clock)
    device.facts = Status(DeviceState.USER_ERROR, DeviceError(ErrorCode.COVER_OPEN, "fake"))

    assert started(supervise(device)).wait() == [device.facts]


def test_the_physical_facts_are_looked_at_first_after_a_reconnect_too(clock: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(clock)
    heard = started(supervise(device))
    heard.wait()
    device.becomes(DISCONNECTED)

    device.facts = Status(DeviceState.USER_ERROR, DeviceError(ErrorCode.COVER_OPEN, "fake"))
    clock.advance(1.0)

    assert heard.wait(3) == [ONLINE, DISCONNECTED, replace(device.facts, restarts=1)]


def test_what_the_driver_reports_during_the_first_look_is_newer_and_stands(
    clock: TurnedClock, supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = FakeDevice(clock)
    busy = Status(DeviceState.BUSY)
    monkeypatch.setattr(device, "status", lambda: (device.becomes(busy), ONLINE)[1])
    supervisor = supervise(device)
    supervisor.start()

    assert outcome(supervisor, lambda _: supervisor.status()) == busy


def test_a_change_is_reported_once(clock: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(clock)
    heard = started(supervise(device))
    heard.wait()

    device.becomes(ONLINE)
    device.becomes(DISCONNECTED)
    device.becomes(DISCONNECTED)
    device.becomes(ONLINE)

    assert heard.wait(3) == [ONLINE, DISCONNECTED, ONLINE]


def test_a_device_that_went_away_is_opened_again_and_the_restart_is_counted(
    clock: TurnedClock, supervise: Supervise
) -> None:
    device = FakeDevice(clock)
    supervisor = supervise(device)
    heard = started(supervisor)
    heard.wait()

    device.becomes(DISCONNECTED)
    device.facts = ONLINE
    clock.advance(1.0)

    assert heard.wait(3) == [ONLINE, DISCONNECTED, replace(ONLINE, restarts=1)]
    assert device.opened_at == [0, 1]
    assert outcome(supervisor, lambda _: supervisor.status().restarts) == 1


def test_a_driver_that_heals_by_itself_is_not_disturbed(clock: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(clock)
    supervisor = supervise(device)
    started(supervisor).wait()

    device.becomes(DISCONNECTED)
    device.becomes(ONLINE)
    clock.advance(60.0)

    assert outcome(supervisor, lambda _: "read") == "read"
    assert device.opened_at == [0]


@pytest.mark.parametrize(
    ("status", "reopened"),
    [
        (Status(DeviceState.HARDWARE_ERROR, BROKEN), True),
        (Status(DeviceState.HARDWARE_ERROR), True),
        (Status(DeviceState.HARDWARE_ERROR, DeviceError(ErrorCode.CUTTER_JAM, "fake")), False),
        (Status(DeviceState.USER_ERROR, DeviceError(ErrorCode.COVER_OPEN, "fake")), False),
        (Status(DeviceState.BUSY), False),
    ],
)
def test_only_what_opening_again_may_mend_is_opened_again(status: Status, reopened: bool) -> None:
    assert is_failing(status) is reopened


def test_a_device_that_comes_back_is_opened_at_once_not_at_the_end_of_the_delay(
    clock: TurnedClock, supervise: Supervise
) -> None:
    device = FakeDevice(clock, BROKEN)
    heard = started(supervise(device))
    heard.wait()
    clock.advance(2.0)

    device.becomes(ONLINE)

    heard.wait(2)
    assert device.opened_at == [0, 2]


def test_the_delays_go_on_growing_while_a_device_comes_and_goes(clock: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(clock)
    heard = started(supervise(device))
    heard.wait()
    device.becomes(DISCONNECTED)
    device.becomes(ONLINE)

    device.becomes(DISCONNECTED)
    device.facts = ONLINE
    clock.advance(2.0)

    heard.wait(5)
    assert device.opened_at == [0, 2]


def test_the_delays_begin_anew_after_a_quiet_time(clock: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(clock)
    heard = started(supervise(device))
    heard.wait()
    device.becomes(DISCONNECTED)
    device.becomes(ONLINE)
    clock.advance(30.0)

    device.becomes(DISCONNECTED)
    device.facts = ONLINE
    clock.advance(1.0)

    heard.wait(5)
    assert device.opened_at == [0, 31]


def test_the_caller_hears_the_result(clock: TurnedClock, supervise: Supervise) -> None:
    supervisor = supervise(FakeDevice(clock))
    supervisor.start()

    assert outcome(supervisor, lambda device: device.name) == "fake"


def test_the_caller_hears_why_it_failed(clock: TurnedClock, supervise: Supervise) -> None:
    error = DeviceError(ErrorCode.CARD_REMOVED, "fake")
    supervisor = supervise(FakeDevice(clock))
    supervisor.start()

    assert outcome(supervisor, raising(error)) == error


def test_a_failed_command_shows_what_has_become_of_the_device(clock: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(clock)
    supervisor = supervise(device)
    heard = started(supervisor)
    heard.wait()
    device.facts = DISCONNECTED  # a driver that has not noticed yet

    outcome(supervisor, raising(AWAY))

    assert heard.wait(2) == [ONLINE, DISCONNECTED]


def test_a_bug_in_a_command_is_an_internal_error_and_the_device_starts_afresh(
    clock: TurnedClock, supervise: Supervise
) -> None:
    device = FakeDevice(clock)
    supervisor = supervise(device)
    supervisor.start()

    with capture_logs() as logs:
        heard = outcome(supervisor, raising(ZeroDivisionError("330199")))
        after = outcome(supervisor, lambda _: (supervisor.status().restarts, device.is_open))

    assert heard == DeviceError(ErrorCode.INTERNAL, "fake", "ZeroDivisionError")
    assert after == (1, True)
    assert "330199" not in str(logs)


def test_a_command_waits_while_the_device_is_starting(clock: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(clock, DeviceError(ErrorCode.NOT_READY, "fake", "held by another process"))
    supervisor = supervise(device)
    heard, states = Heard(), started(supervisor)
    states.wait()
    supervisor.ask(lambda _: "read", heard, timeout=5.0)

    clock.advance(1.0)

    assert heard.wait() == ["read"]


def test_a_command_for_a_device_that_cannot_be_opened_hears_why_at_once(
    clock: TurnedClock, supervise: Supervise
) -> None:
    supervisor = supervise(FakeDevice(clock, AWAY))
    started(supervisor).wait()

    assert outcome(supervisor, lambda _: "read") == AWAY


def test_commands_run_one_at_a_time_in_order(clock: TurnedClock, supervise: Supervise) -> None:
    supervisor = supervise(FakeDevice(clock))
    supervisor.start()
    first, heard = Gate("first"), Heard()
    supervisor.ask(first, heard, timeout=5.0)
    supervisor.ask(lambda _: first.go.is_set(), heard, timeout=5.0)
    assert first.begun.wait(SAFETY)

    first.go.set()

    assert heard.wait(2) == ["first", True]


def test_a_hung_command_is_told_as_a_timeout_while_it_still_hangs_and_its_late_result_is_dropped(
    clock: TurnedClock, supervise: Supervise
) -> None:
    supervisor = supervise(FakeDevice(clock))
    supervisor.start()
    hung, heard = Gate("late"), Heard()
    supervisor.ask(hung, heard, timeout=20.0)
    assert hung.begun.wait(SAFETY)

    clock.advance(20.0)
    told = heard.wait()
    hung.go.set()

    assert outcome(supervisor, lambda _: "next") == "next"
    assert heard.all == told == [DeviceError(ErrorCode.TIMEOUT, "fake")]


def test_a_result_at_the_deadline_is_too_late(clock: TurnedClock, supervise: Supervise) -> None:
    supervisor = supervise(FakeDevice(clock))
    supervisor.start()
    heard = Heard()

    supervisor.ask(lambda _: clock.advance(20.0), heard, timeout=20.0)

    assert heard.wait() == [DeviceError(ErrorCode.TIMEOUT, "fake")]


def test_a_command_that_waited_too_long_never_runs(clock: TurnedClock, supervise: Supervise) -> None:
    supervisor = supervise(FakeDevice(clock))
    supervisor.start()
    hung, ran, heard = Gate(), Heard(), Heard()
    supervisor.ask(hung, Heard(), timeout=90.0)
    supervisor.ask(ran, heard, timeout=5.0)
    clock.advance(5.0)
    heard.wait()

    hung.go.set()

    assert outcome(supervisor, lambda _: tuple(ran.all)) == ()


def test_a_cancelled_command_is_told_once_and_its_result_is_dropped(clock: TurnedClock, supervise: Supervise) -> None:
    supervisor = supervise(FakeDevice(clock))
    supervisor.start()
    running, heard = Gate("late"), Heard()
    ticket = supervisor.ask(running, heard, timeout=20.0)
    assert running.begun.wait(SAFETY)

    ticket.cancel()
    ticket.cancel()
    running.go.set()
    outcome(supervisor, lambda _: "next")
    clock.advance(30.0)

    assert heard.all == [DeviceError(ErrorCode.CANCELLED, "fake")]


def test_cancelling_after_the_result_changes_nothing(clock: TurnedClock, supervise: Supervise) -> None:
    supervisor = supervise(FakeDevice(clock))
    supervisor.start()
    heard = Heard()
    ticket = supervisor.ask(lambda _: "read", heard, timeout=20.0)
    heard.wait()

    ticket.cancel()

    outcome(supervisor, lambda _: "next")
    assert heard.all == ["read"]


def test_a_listener_with_a_bug_hurts_nobody(clock: TurnedClock, supervise: Supervise) -> None:
    supervisor = supervise(FakeDevice(clock))
    supervisor.subscribe(raising(KeyError("330199")))

    with capture_logs() as logs:
        assert started(supervisor).wait() == [ONLINE]

    assert logs == [{"event": "listener_failed", "device": "fake", "error": "KeyError", "log_level": "error"}]


def test_nobody_is_told_after_unsubscribing(clock: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(clock)
    supervisor = supervise(device)
    left = Heard()
    unsubscribe = supervisor.subscribe(left)
    stayed = started(supervisor)
    stayed.wait()

    unsubscribe()
    unsubscribe()
    device.becomes(DISCONNECTED)

    stayed.wait(2)
    assert left.all == [ONLINE]


def test_stopping_closes_the_device_and_leaves_no_thread(clock: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(clock)
    supervisor = supervise(device)
    started(supervisor).wait()

    supervisor.stop()
    supervisor.stop()

    assert not device.is_open
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("fake-")] == []


def test_stopping_cancels_what_waits(clock: TurnedClock, supervise: Supervise) -> None:
    device = FakeDevice(clock, DeviceError(ErrorCode.NOT_READY, "fake"))
    supervisor = supervise(device)
    started(supervisor)
    heard = Heard()
    supervisor.ask(lambda _: "read", heard, timeout=20.0)

    supervisor.stop()

    assert heard.all == [DeviceError(ErrorCode.CANCELLED, "fake")]


def test_a_command_asked_of_a_stopped_device_is_cancelled(clock: TurnedClock, supervise: Supervise) -> None:
    supervisor = supervise(FakeDevice(clock))
    supervisor.start()
    supervisor.stop()

    assert outcome(supervisor, lambda _: "read") == DeviceError(ErrorCode.CANCELLED, "fake")


def test_a_command_that_hangs_at_the_end_has_its_device_closed_under_its_feet(
    clock: TurnedClock, supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.supervisor.GRACE", 0.2)
    device = FakeDevice(clock)
    hung = Gate()
    monkeypatch.setattr(device, "close", hung.go.set)
    supervisor = supervise(device)
    started(supervisor).wait()
    hung.go.clear()  # opening has closed it first, to be sure
    supervisor.ask(hung, Heard(), timeout=20.0)
    assert hung.begun.wait(SAFETY)

    with capture_logs() as logs:
        supervisor.stop()

    assert [entry["event"] for entry in logs] == ["device_hangs"]
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("fake-")] == []


def test_a_driver_whose_close_fails_does_not_end_the_worker(
    clock: TurnedClock, supervise: Supervise, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = FakeDevice(clock)
    monkeypatch.setattr(device, "close", raising(OSError("gone")))
    supervisor = supervise(device)

    with capture_logs() as logs:
        started(supervisor).wait()

    assert [entry["doing"] for entry in logs] == ["close"]


def test_an_action_may_make_a_usual_error_permanent() -> None:
    error = DeviceError(ErrorCode.DISCONNECTED, "fake", action=Action.CONFIGURE, retryable=False)

    assert is_permanent(error)
