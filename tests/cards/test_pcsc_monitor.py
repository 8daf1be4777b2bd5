"""The monitor thread: hears everything once, finds pcscd again, and stops at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping

import pytest

from devices.card.pcsc import PcscMonitor, Slot, Slots
from devices.simulated.wallet import WalletCard
from devices.virtual.card import virtual_card
from tests.cards.scripted import ScriptedScard

Wallet = Mapping[str, WalletCard]
ONE, TWO = "Reader One", "Reader Two"


class Watched:
    """A monitor and what it has told."""

    def __init__(self, *names: str) -> None:
        self.scard = ScriptedScard(names)
        self.told: list[Slots] = []
        self._moved = threading.Condition()
        self.monitor = PcscMonitor(self.scard, self._hear, "test")

    def _hear(self, slots: Slots) -> None:
        with self._moved:
            self.told.append(slots)
            self._moved.notify_all()

    def wait(self, wanted: Callable[[Slots], bool]) -> bool:
        with self._moved:
            return self._moved.wait_for(lambda: bool(self.told) and wanted(self.told[-1]), 5.0)

    def present(self) -> list[bool]:
        """The history of the first reader, without repetition."""
        history = [slots[0].present for slots in self.told if slots]
        return [now for i, now in enumerate(history) if i == 0 or history[i - 1] != now]


@pytest.fixture
def watched() -> Iterator[Watched]:
    watched = Watched(ONE)
    yield watched
    watched.monitor.stop()


def has_card(slots: Slots) -> bool:
    return bool(slots) and slots is not None and slots[0].present


def test_what_is_there_already_is_told_before_start_returns(watched: Watched, wallet: Wallet) -> None:
    watched.scard.insert(virtual_card(wallet["chen_wen"]))
    watched.monitor.start()
    assert watched.told == [(Slot(ONE, present=True, mute=False, counter=1),)]


def test_no_service_is_told_before_start_returns(watched: Watched) -> None:
    watched.scard.kill()
    watched.monitor.start()
    assert watched.told[0] is None


def test_a_swap_between_two_looks_is_told_as_a_card_that_left_and_one_that_came(
    watched: Watched, wallet: Wallet
) -> None:
    watched.scard.insert(virtual_card(wallet["chen_wen"]))
    watched.monitor.start()
    watched.scard.swap(virtual_card(wallet["wu_ji"]), noticed=True)
    assert watched.wait(lambda slots: has_card(slots) and slots is not None and slots[0].counter == 3)
    assert watched.present() == [True, False, True]


def test_readers_come_and_go(watched: Watched) -> None:
    watched.monitor.start()
    watched.scard.plug(TWO)
    assert watched.wait(lambda slots: slots is not None and len(slots) == 2)
    watched.scard.unplug(ONE)
    assert watched.wait(lambda slots: slots is not None and [slot.reader for slot in slots] == [TWO])


def test_a_machine_without_readers_waits_for_the_first(watched: Watched) -> None:
    watched.scard.unplug(ONE)
    watched.monitor.start()
    assert watched.told == [()]
    watched.scard.plug(TWO)
    assert watched.wait(lambda slots: bool(slots))


def test_a_killed_service_is_found_again(watched: Watched, wallet: Wallet) -> None:
    watched.scard.insert(virtual_card(wallet["chen_wen"]))
    watched.monitor.start()
    watched.scard.kill()
    assert watched.wait(lambda slots: slots is None)
    watched.scard.restart()
    assert watched.wait(has_card)


def test_a_service_that_was_restarted_at_once_still_counts_as_gone_in_between(watched: Watched, wallet: Wallet) -> None:
    """The card may have been another one while nobody looked."""
    watched.scard.insert(virtual_card(wallet["chen_wen"]))
    watched.monitor.start()
    watched.scard.bounce()
    assert watched.wait(lambda slots: None in watched.told and has_card(slots))


def test_nothing_is_told_after_stop(watched: Watched, wallet: Wallet) -> None:
    watched.monitor.start()
    watched.monitor.stop()
    told = len(watched.told)
    watched.scard.insert(virtual_card(wallet["chen_wen"]))
    assert len(watched.told) == told
    assert watched.scard.open_contexts == 0


def test_it_sleeps_when_nothing_happens(watched: Watched, wallet: Wallet) -> None:
    watched.monitor.start()
    watched.scard.insert(virtual_card(wallet["chen_wen"]))
    assert watched.wait(has_card)
    assert watched.scard.waiting()
    assert watched.scard.looks == 3  # at the start, at the insertion, and now asleep
