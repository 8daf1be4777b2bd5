"""What a kind of card must bring to be read: one plug-in each, chosen by ATR and then by trying."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Protocol

from devices.card.api import CardData, CardKind, Secret


class Channel(Protocol):
    """One session with one card, from power-on to power-off."""

    @property
    def device(self) -> str:
        """The name of the device, for errors."""

    @property
    def atr(self) -> bytes:
        """Answer to reset, ISO 7816-3, at most 33 bytes."""

    def transmit(self, apdu: bytes) -> bytes:
        """One command, one answer of at least two bytes (the status word is last). Raises DeviceError."""


class Match(IntEnum):
    """How well an ATR fits a profile."""

    NO = 0
    TRY = 1  # only the card itself can tell
    SURE = 2


class NotMine(Exception):
    """This card does not speak the profile's language; another profile may."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a card: see `CardReader.read`."""

    photo: bool = False
    secret: Secret | None = None


class Profile(Protocol):
    """How one kind of card is recognised and read."""

    kinds: frozenset[CardKind]

    def match(self, atr: bytes) -> Match: ...

    def read(self, channel: Channel, wanted: Wanted) -> CardData:
        """Raises NotMine, or DeviceError when it is this kind of card and the read failed."""
