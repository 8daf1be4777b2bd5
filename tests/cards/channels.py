"""Channels for profiles: one that answers line by line, one that is a card."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import TypeVar

from devices.api import DeviceError, ErrorCode
from devices.card.api import CardData
from devices.virtual.vpcd import VirtualCard

T = TypeVar("T")

DEVICE = "card_reader"


def outcome(read: Callable[[], T]) -> T | DeviceError:
    """What a read gives, or the DeviceError with which it ends; any other exception is a bug."""
    try:
        return read()
    except DeviceError as error:
        return error


def ends_well(parse: Callable[[T, str], object], data: T) -> bool:
    """Whether nothing but DeviceError(invalid_data) comes out of a parser."""
    try:
        parse(data, DEVICE)
    except DeviceError as error:
        return error.code is ErrorCode.INVALID_DATA
    return True


def people() -> int:
    """How many cards' data there are in memory."""
    gc.collect()
    return sum(type(thing) is CardData for thing in gc.get_objects())  # isinstance would ask weak proxies, too


class Script:
    """Answers in the order given, in hex, whatever is asked."""

    device = DEVICE

    def __init__(self, *answers: str, atr: str = "3B00") -> None:
        self.atr = bytes.fromhex(atr)
        self.asked: list[bytes] = []
        self._answers: Iterator[bytes] = iter([bytes.fromhex(answer) for answer in answers])

    def transmit(self, apdu: bytes) -> bytes:
        self.asked.append(apdu)
        return next(self._answers)


class Card:
    """A virtual card without a reader between."""

    device = DEVICE

    def __init__(self, card: VirtualCard) -> None:
        self.atr = card.atr
        self.asked: list[bytes] = []
        self.answered: list[str] = []  # in hex
        self._card = card

    def transmit(self, apdu: bytes) -> bytes:
        self.asked.append(apdu)
        answer = self._card.answer(apdu) or b""
        self.answered.append(answer.hex())
        return answer
