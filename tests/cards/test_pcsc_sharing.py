"""Reads that are cancelled, listeners that close the reader, and two who want the same one."""

from __future__ import annotations

import errno
import socket
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import suppress

import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.card.api import CardData, CardReaderStatus
from devices.card.claim import Claim
from devices.card.pcsc_reader import PcscCardReader
from devices.card.resident import TEXT_PAGE
from devices.flight import Flight
from devices.simulated.wallet import WalletCard
from devices.virtual.card import virtual_card
from devices.virtual.vpcd import Hold
from tests.cards.grounds import PATIENCE, Events
from tests.cards.scripted import ScriptedScard
from tests.conftest import TurnedClock

Wallet = Mapping[str, WalletCard]


@pytest.fixture
def scard(wallet: Wallet) -> Iterator[ScriptedScard]:
    scard = ScriptedScard()
    scard.insert(virtual_card(wallet["chen_wen"]))
    yield scard
    scard.kill()


# --- cancelled reads


class Held:
    """A card that keeps its answer back, and a thread that waits for it."""

    def __init__(self, reader: PcscCardReader, scard: ScriptedScard) -> None:
        self.hold = Hold()
        scard.accident = self.hold
        self.outcome: Future[CardData] = Future()
        self._thread = threading.Thread(target=self._read, args=(reader,), name="test-held")
        self._thread.start()
        assert self.hold.happened.wait(PATIENCE)

    def _read(self, reader: PcscCardReader) -> None:
        try:
            self.outcome.set_result(reader.read())
        except DeviceError as error:
            self.outcome.set_exception(error)

    def let_go(self) -> None:
        self.hold.let_go()
        self._thread.join()


def test_a_cancelled_read_ends_while_its_card_still_thinks(scard: ScriptedScard, clock: TurnedClock) -> None:
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    reader.open()
    held = Held(reader, scard)
    try:
        reader.cancel()
        with pytest.raises(DeviceError) as caught:
            held.outcome.result(PATIENCE)
        assert caught.value.code is ErrorCode.CANCELLED
    finally:
        held.let_go()
        reader.close()


def test_after_a_cancelled_read_no_further_command_is_sent_and_the_next_read_is_whole(
    scard: ScriptedScard, clock: TurnedClock, wallet: Wallet
) -> None:
    scard.swap(virtual_card(wallet["social"]), noticed=True)
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    reader.open()
    held = Held(reader, scard)
    try:
        reader.cancel()
        held.let_go()
        events = Events(reader)
        assert reader.status().state is DeviceState.ONLINE or events.wait(lambda s: s.state is DeviceState.ONLINE)
        asked = len(scard.asked)
        assert asked == 1
        assert reader.read() == wallet["social"].data
    finally:
        reader.close()


def test_a_read_waits_a_moment_for_the_end_of_a_cancelled_one(
    scard: ScriptedScard, clock: TurnedClock, wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    reader.open()
    held = Held(reader, scard)
    earlier = next(thread for thread in threading.enumerate() if thread.name == "card_reader-read")
    join = earlier.join

    def lets_go_and_joins(timeout: float | None = None) -> None:
        held.hold.let_go()
        join(PATIENCE)

    monkeypatch.setattr(earlier, "join", lets_go_and_joins)
    try:
        reader.cancel()
        assert reader.read() == wallet["chen_wen"].data
    finally:
        held.let_go()
        reader.close()


def test_a_cancel_without_a_read_does_nothing(scard: ScriptedScard, clock: TurnedClock, wallet: Wallet) -> None:
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    reader.cancel()
    reader.open()
    try:
        reader.cancel()
        assert reader.read() == wallet["chen_wen"].data
        reader.cancel()
        assert reader.read() == wallet["chen_wen"].data
    finally:
        reader.close()


def test_a_read_cancelled_before_it_took_off_asks_nothing(
    scard: ScriptedScard, clock: TurnedClock, wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    reader.open()
    begin = Flight.begin

    def cancelled_meanwhile(flight: Flight, timeout: float = float("inf")) -> Flight:
        reader.cancel()
        return begin(flight, timeout)

    with monkeypatch.context() as patched:
        patched.setattr(Flight, "begin", cancelled_meanwhile)
        with pytest.raises(DeviceError) as caught:
            reader.read()
    assert caught.value.code is ErrorCode.CANCELLED
    assert reader.read() == wallet["chen_wen"].data
    assert scard.asked == [TEXT_PAGE]
    reader.close()


def test_closing_cancels_a_read(scard: ScriptedScard, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.card.pcsc_reader.CLOSING", 0.01)
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    reader.open()
    held = Held(reader, scard)
    reader.close()
    held.let_go()
    with pytest.raises(DeviceError) as caught:
        held.outcome.result(PATIENCE)
    assert caught.value.code is ErrorCode.CANCELLED


# --- listeners that close


@pytest.mark.parametrize("while_it_is", [DeviceState.ONLINE, DeviceState.BUSY])
def test_a_listener_may_close_the_reader_at_any_news(
    scard: ScriptedScard, clock: TurnedClock, while_it_is: DeviceState
) -> None:
    """On the monitor's thread, and on the thread of a read."""
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    closed = threading.Event()

    def listener(status: CardReaderStatus) -> None:
        if status.state is while_it_is and not closed.is_set():
            reader.close()
            closed.set()

    reader.subscribe(listener)
    reader.open()
    with suppress(DeviceError):
        reader.read()
    assert closed.wait(PATIENCE)
    assert reader.status().state is DeviceState.OFFLINE
    assert scard.waits_for_nobody()


def test_a_reader_closed_by_its_listener_can_be_opened_again(
    scard: ScriptedScard, clock: TurnedClock, wallet: Wallet
) -> None:
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    unsubscribe = reader.subscribe(lambda _status: reader.close())
    reader.open()
    unsubscribe()
    reader.open()
    try:
        assert reader.read() == wallet["chen_wen"].data
    finally:
        reader.close()


# --- claims


def test_two_names_of_one_reader_exclude_each_other(scard: ScriptedScard, clock: TurnedClock) -> None:
    first = PcscCardReader("card_reader", clock, "Scripted", scard=lambda _: scard)
    second = PcscCardReader("card_reader", clock, "00 00", scard=lambda _: scard)
    first.open()
    try:
        with pytest.raises(DeviceError) as caught:
            second.open()
        assert (caught.value.code, caught.value.detail) == (ErrorCode.NOT_READY, "held by another process")
    finally:
        first.close()
    second.open()
    second.close()


def test_one_name_for_two_readers_is_no_quarrel(clock: TurnedClock) -> None:
    """Two machines on one service, or a service whose readers have changed places."""
    left, right = ScriptedScard(["Reader Left"]), ScriptedScard(["Reader Right"])
    readers = [PcscCardReader("card_reader", clock, "Reader", scard=lambda _, s=s: s) for s in (left, right)]
    for reader in readers:
        reader.open()
    assert [reader.status().state for reader in readers] == [DeviceState.ONLINE, DeviceState.ONLINE]
    for reader in readers:
        reader.close()


def test_who_comes_second_to_a_reader_that_is_plugged_in_later_says_so_until_it_is_free(clock: TurnedClock) -> None:
    scard = ScriptedScard([])
    first, second = (PcscCardReader("card_reader", clock, scard=lambda _: scard) for _ in range(2))
    events = Events(first), Events(second)
    first.open()
    second.open()
    scard.plug("Reader One")
    assert all(heard.wait(lambda status: status.error is None or held(status)) for heard in events)
    loser, winner = sorted((first, second), key=lambda reader: reader.status().error is None)
    try:
        assert held(loser.status())
        with pytest.raises(DeviceError) as caught:
            loser.read()
        assert caught.value.code is ErrorCode.NOT_READY
        winner.close()
        assert loser.status().state is DeviceState.ONLINE
    finally:
        first.close()
        second.close()


def held(status: CardReaderStatus) -> bool:
    return status.error is not None and status.error.code is ErrorCode.NOT_READY


def test_a_claim_that_cannot_be_told_says_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(socket.socket):
        def bind(self, address: object) -> None:
            raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("devices.card.claim.socket.socket", Broken)
    with pytest.raises(DeviceError, match="Permission denied") as caught:
        Claim("card_reader", "test/claim").take()
    assert caught.value.code is ErrorCode.INTERNAL


def test_a_claim_may_have_any_length() -> None:
    claim = Claim("card_reader", "pcsc/" + "读卡器" * 100)
    claim.take()
    claim.let_go()


def test_a_claim_is_free_again_once_it_is_let_go() -> None:
    first, second = Claim("card_reader", "test/claim"), Claim("card_reader", "test/claim")
    first.take()
    first.take()
    first.let_go()
    second.take()
    second.let_go()
    second.let_go()
