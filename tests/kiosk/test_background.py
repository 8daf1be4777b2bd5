"""Work on other threads: every outcome is told once, none is lost in a log, and nothing runs on after the end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import SimpleQueue

import pytest

from kiosk.background import THREADS, ThreadBackground

SECONDS = 5.0  # that no work here needs


@pytest.fixture
def background() -> Iterator[ThreadBackground]:
    background = ThreadBackground()
    yield background
    background.close()


@pytest.fixture
def told() -> SimpleQueue[object]:
    return SimpleQueue()


def test_what_was_worked_out_is_told_and_on_another_thread(
    background: ThreadBackground, told: SimpleQueue[object]
) -> None:
    background(threading.current_thread, told.put)
    assert told.get(timeout=SECONDS) is not threading.current_thread()


def test_nothing_is_an_outcome_too(background: ThreadBackground, told: SimpleQueue[object]) -> None:
    background(lambda: None, told.put)
    assert told.get(timeout=SECONDS) is None


def test_what_went_wrong_is_told_as_it_is(background: ThreadBackground, told: SimpleQueue[object]) -> None:
    error = ValueError("330199199001011233")

    def fail() -> None:
        raise error

    background(fail, told.put)
    assert told.get(timeout=SECONDS) is error


def test_also_what_is_no_ordinary_error_is_told_and_ends_nothing(
    background: ThreadBackground, told: SimpleQueue[object]
) -> None:
    def leave() -> None:
        raise SystemExit(1)

    background(leave, told.put)
    assert repr(told.get(timeout=SECONDS)) == "RuntimeError('SystemExit')"
    background(lambda: "and on", told.put)
    assert told.get(timeout=SECONDS) == "and on"


def test_registers_are_asked_side_by_side(background: ThreadBackground, told: SimpleQueue[object]) -> None:
    together = threading.Barrier(THREADS)
    for _ in range(THREADS):
        background(lambda: together.wait(SECONDS), told.put)
    assert sorted(str(told.get(timeout=SECONDS)) for _ in range(THREADS)) == [str(n) for n in range(THREADS)]


def test_the_end_waits_for_what_is_under_way_and_drops_the_rest_without_a_word(
    told: SimpleQueue[object], caplog: pytest.LogCaptureFixture
) -> None:
    background = ThreadBackground()
    begun, go = threading.Semaphore(0), threading.Event()

    def hold() -> str:
        begun.release()
        go.wait(SECONDS)
        return "held"

    for _ in range(THREADS):
        background(hold, told.put)
    for _ in range(THREADS):
        begun.acquire(timeout=SECONDS)
    background(lambda: "never begun", told.put)
    closing = threading.Thread(target=background.close)
    closing.start()
    go.set()
    closing.join(SECONDS)
    outcomes = [told.get(timeout=SECONDS) for _ in range(THREADS)]
    assert (outcomes, told.empty(), caplog.records) == (["held"] * THREADS, True, [])
