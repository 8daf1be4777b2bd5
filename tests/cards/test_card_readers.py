"""Two slots as one card reader."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from typing import cast

import pytest

from devices.announcer import Announcer
from devices.api import Cause, DeviceError, DeviceState, ErrorCode
from devices.card.api import CardKind, CardMedia, CardReader, CardReaderStatus
from devices.card.card_readers import CardReaders, fold
from devices.simulated.card_reader import CardReaderMachine
from devices.simulated.wallet import WalletCard
from tests.cards.grounds import PATIENCE, Events

Wallet = Mapping[str, WalletCard]

OUT = DeviceError(ErrorCode.DISCONNECTED, "a")
MUTE = DeviceError(ErrorCode.CARD_MUTE, "b")
EMPTY = CardReaderStatus(DeviceState.ONLINE, None, CardMedia.ABSENT)
FULL = CardReaderStatus(DeviceState.ONLINE, None, CardMedia.PRESENT)
BUSY = CardReaderStatus(DeviceState.BUSY, None, CardMedia.PRESENT)
DUMB = CardReaderStatus(DeviceState.USER_ERROR, MUTE, CardMedia.PRESENT)
GONE = CardReaderStatus(DeviceState.DISCONNECTED, OUT, CardMedia.UNKNOWN)


@pytest.mark.parametrize(
    ("first", "second", "state", "error", "media"),
    [
        (EMPTY, EMPTY, DeviceState.ONLINE, None, CardMedia.ABSENT),
        (EMPTY, FULL, DeviceState.ONLINE, None, CardMedia.PRESENT),
        (EMPTY, BUSY, DeviceState.BUSY, None, CardMedia.PRESENT),
        (GONE, EMPTY, DeviceState.ONLINE, OUT, CardMedia.ABSENT),
        (GONE, FULL, DeviceState.ONLINE, OUT, CardMedia.PRESENT),
        (GONE, GONE, DeviceState.DISCONNECTED, OUT, CardMedia.UNKNOWN),
        (EMPTY, DUMB, DeviceState.USER_ERROR, MUTE, CardMedia.PRESENT),
        (DUMB, FULL, DeviceState.ONLINE, MUTE, CardMedia.PRESENT),
    ],
)
def test_two_slots_have_one_status(
    first: CardReaderStatus,
    second: CardReaderStatus,
    state: DeviceState,
    error: DeviceError | None,
    media: CardMedia,
) -> None:
    assert fold([first, second]) == CardReaderStatus(state, error, media)


@pytest.fixture
def slots() -> tuple[CardReaderMachine, CardReaderMachine]:
    return CardReaderMachine("module"), CardReaderMachine("plain")


@pytest.fixture
def both(slots: tuple[CardReaderMachine, CardReaderMachine]) -> Iterator[CardReaders]:
    both = CardReaders("card_reader", slots)
    both.open()
    yield both
    both.close()


Slots = tuple[CardReaderMachine, CardReaderMachine]


def test_the_slot_in_which_a_card_lies_is_read(both: CardReaders, slots: Slots, wallet: Wallet) -> None:
    slots[1].insert_card(wallet["social"])
    assert both.read() == wallet["social"].data


def test_a_card_in_the_wrong_slot_may_be_put_into_the_other(both: CardReaders, slots: Slots, wallet: Wallet) -> None:
    slots[1].insert_card(wallet["wrong_slot"])
    with pytest.raises(DeviceError) as caught:
        both.read()
    assert caught.value.code is ErrorCode.WRONG_SLOT
    slots[1].pull_card()
    slots[0].insert_card(wallet["chen_wen"])
    assert both.read() == wallet["chen_wen"].data


def test_of_two_cards_that_may_be_two_peoples_none_is_read(both: CardReaders, slots: Slots, wallet: Wallet) -> None:
    slots[0].insert_card(wallet["chen_wen"])
    slots[1].insert_card(wallet["social"])
    with pytest.raises(DeviceError) as caught:
        both.read()
    assert (caught.value.code, caught.value.cause) == (ErrorCode.CARD_COLLISION, Cause.PERSON)
    slots[0].pull_card()
    assert both.read() == wallet["social"].data


def test_a_mute_card_in_one_slot_leaves_the_other(both: CardReaders, slots: Slots, wallet: Wallet) -> None:
    slots[0].insert_card(wallet["mute"])
    slots[1].insert_card(wallet["social"])
    assert both.read() == wallet["social"].data


class Sleepy:
    """A slot that notices what has changed only when it is asked."""

    name = "sleepy"

    def __init__(self) -> None:
        self.now = EMPTY
        self._announcer: Announcer[CardReaderStatus] = Announcer(self.name, lambda: self.now)
        self.status = self._announcer.look_again
        self.subscribe = self._announcer.subscribe

    def open(self) -> None: ...
    def close(self) -> None: ...


def test_a_listener_may_wait_for_somebody_who_asks_how_it_is() -> None:
    slot = Sleepy()
    both = CardReaders("card_reader", [cast(CardReader, slot)])
    both.open()
    answered: list[bool] = []

    def listener(_status: CardReaderStatus) -> None:
        asking = threading.Thread(target=both.status, name="test-asking", daemon=True)
        asking.start()
        asking.join(PATIENCE)
        answered.append(not asking.is_alive())

    both.subscribe(listener)
    slot.now = FULL
    assert both.status() == FULL
    assert answered == [True]
    both.close()


def test_each_change_is_told_once(both: CardReaders, slots: Slots, wallet: Wallet) -> None:
    events = Events(both)
    slots[0].insert_card(wallet["chen_wen"])
    slots[1].insert_card(wallet["social"])
    slots[1].pull_card()
    slots[0].pull_card()
    assert events.media == [CardMedia.PRESENT, CardMedia.ABSENT]


def test_one_slot_that_is_cut_leaves_the_other(both: CardReaders, slots: Slots, wallet: Wallet) -> None:
    slots[0].unplug()
    slots[1].insert_card(wallet["social"])
    status = both.status()
    assert status.state is DeviceState.ONLINE
    assert status.error == DeviceError(ErrorCode.DISCONNECTED, "module")
    assert both.read() == wallet["social"].data


def test_without_any_slot_it_says_so(both: CardReaders, slots: Slots) -> None:
    slots[0].unplug()
    slots[1].unplug()
    with pytest.raises(DeviceError) as caught:
        both.read()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_no_card_is_no_card(both: CardReaders) -> None:
    with pytest.raises(DeviceError) as caught:
        both.read()
    assert caught.value.code is ErrorCode.NO_CARD


def test_a_slot_that_somebody_else_has_keeps_both_closed(slots: Slots) -> None:
    slots[1].acquire("somebody else")
    with pytest.raises(DeviceError) as caught:
        CardReaders("card_reader", slots).open()
    assert caught.value.code is ErrorCode.NOT_READY
    slots[0].acquire("somebody else")  # it was let go


def test_open_and_close_may_be_called_twice(both: CardReaders) -> None:
    both.open()
    both.close()
    both.close()
    both.open()
    assert both.status() == EMPTY


def test_it_can_what_any_slot_can(both: CardReaders) -> None:
    assert both.capabilities().kinds == frozenset(CardKind)
    assert both.capabilities().photo
    assert both.info().model == "Simulated card reader + Simulated card reader"
    assert both.info().simulated
