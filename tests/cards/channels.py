"""Channels for profiles: one that answers line by line, one that is a card."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from devices.api import DeviceError
from devices.card.api import CardData
from devices.virtual.vpcd import VirtualCard

DEVICE = "card_reader"


def outcome(read: Callable[[], CardData]) -> CardData | DeviceError:
    """What a read gives, or the DeviceError with which it ends; any other exception is a bug."""
    try:
        return read()
    except DeviceError as error:
        return error


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
