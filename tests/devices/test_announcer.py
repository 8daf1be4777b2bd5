"""How listeners hear of a device's status."""

from __future__ import annotations

import threading

import pytest
from structlog.testing import capture_logs

from devices.announcer import Announcer
from devices.api import DeviceState, Status
from tests.devices.fakes import DISCONNECTED, ONLINE, Heard, raising
from tests.devices.turned_clock import SAFETY

BUSY = Status(DeviceState.BUSY)


class Lamp:
    """A device that is as a test says."""

    def __init__(self) -> None:
        self.facts = ONLINE
        self.announcer = Announcer("lamp", lambda: self.facts)

    def becomes(self, facts: Status) -> None:
        self.facts = facts
        self.announcer.look_again()


@pytest.fixture
def lamp() -> Lamp:
    return Lamp()


def test_each_change_is_told_once_in_order(lamp: Lamp) -> None:
    heard = Heard()
    lamp.announcer.subscribe(heard)

    for facts in (BUSY, BUSY, ONLINE, DISCONNECTED):
        lamp.becomes(facts)

    assert heard.all == [BUSY, ONLINE, DISCONNECTED]


def test_who_subscribes_hears_of_changes_only(lamp: Lamp) -> None:
    heard = Heard()
    lamp.announcer.subscribe(heard)

    lamp.announcer.look_again()

    assert heard.all == []


def test_a_change_that_the_next_subscriber_finds_is_told_to_the_others(lamp: Lamp) -> None:
    first = Heard()
    lamp.announcer.subscribe(first)

    lamp.facts = BUSY
    lamp.announcer.subscribe(Heard())

    assert first.all == [BUSY]


def test_who_has_unsubscribed_hears_nothing_more(lamp: Lamp) -> None:
    heard = Heard()
    unsubscribe = lamp.announcer.subscribe(heard)

    unsubscribe()
    unsubscribe()
    lamp.becomes(BUSY)

    assert heard.all == []


def test_looking_says_how_the_device_is(lamp: Lamp) -> None:
    lamp.facts = BUSY

    assert [lamp.announcer.look_again(), lamp.announcer.look_again()] == [BUSY, BUSY]


def test_what_a_listener_changes_is_told_to_all_after_what_it_hears(lamp: Lamp) -> None:
    heard = Heard()
    lamp.announcer.subscribe(lambda status: lamp.becomes(ONLINE) if status == BUSY else None)
    lamp.announcer.subscribe(heard)

    lamp.becomes(BUSY)

    assert heard.all == [BUSY, ONLINE]


def test_a_listener_may_wait_for_another_thread_that_looks(lamp: Lamp) -> None:
    looked: list[bool] = []

    def listener(_status: Status) -> None:
        other = threading.Thread(target=lamp.announcer.look_again)
        other.start()
        other.join(SAFETY)
        looked.append(not other.is_alive())

    lamp.announcer.subscribe(listener)

    lamp.becomes(BUSY)

    assert looked == [True]


def test_an_older_status_is_never_told_after_a_newer_one() -> None:
    facts, looking, go = [ONLINE], threading.Event(), threading.Event()

    def look() -> Status:
        seen = facts[0]
        if seen == BUSY:
            looking.set()
            assert go.wait(SAFETY)
        return seen

    announcer, heard = Announcer("lamp", look), Heard()
    announcer.subscribe(heard)
    facts[0] = BUSY
    older, newer = (threading.Thread(target=announcer.look_again) for _ in range(2))

    older.start()
    assert looking.wait(SAFETY)
    facts[0] = DISCONNECTED
    newer.start()
    newer.join(0.05)  # ends only if it does not wait for its turn
    go.set()
    older.join()
    newer.join()

    assert heard.all == [BUSY, DISCONNECTED]


def test_after_a_close_the_same_status_is_news(lamp: Lamp) -> None:
    heard = Heard()
    lamp.announcer.subscribe(heard)

    lamp.announcer.forget()
    lamp.announcer.look_again()

    assert heard.all == [ONLINE]


def test_a_listener_with_a_bug_hurts_no_other_and_its_words_are_not_logged(lamp: Lamp) -> None:
    heard = Heard()
    lamp.announcer.subscribe(raising(KeyError("330199")))
    lamp.announcer.subscribe(heard)

    with capture_logs() as logs:
        lamp.becomes(BUSY)

    assert heard.all == [BUSY]
    assert logs == [{"event": "listener_failed", "device": "lamp", "error": "KeyError", "log_level": "error"}]
