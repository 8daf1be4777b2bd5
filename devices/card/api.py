"""The card reader, as the kiosk sees it: it tells when a card comes and goes, and reads who it says the holder is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from devices.api import Device, Status


class CardMedia(StrEnum):
    UNKNOWN = "unknown"
    ABSENT = "absent"
    ENTERING = "entering"
    PRESENT = "present"
    JAMMED = "jammed"


class CardKind(StrEnum):
    """Which card was read. New profiles add a word here."""

    RESIDENT = "resident"  # 居民身份证, GA/T 490
    SOCIAL_SECURITY = "social_security"  # 社会保障卡


@dataclass(frozen=True, slots=True)
class CardReaderStatus(Status):
    media: CardMedia = CardMedia.UNKNOWN


@dataclass(frozen=True, slots=True)
class CardData:
    """What a card said about its holder, unjudged: nothing here has been checked.

    Empty string or None: this kind of card does not carry the field. `valid_to` is None and `long_term` True for
    a card that never expires (长期). The repr is redacted, so that no log can carry a person.
    """

    kind: CardKind
    name: str = field(repr=False)
    number: str = field(repr=False)
    sex: str = field(default="", repr=False)  # GB/T 2261.1: "1" male, "2" female
    ethnicity: str = field(default="", repr=False)  # GB/T 3304, two digits
    birth: date | None = field(default=None, repr=False)
    address: str = field(default="", repr=False)
    authority: str = field(default="", repr=False)
    valid_from: date | None = field(default=None, repr=False)
    valid_to: date | None = field(default=None, repr=False)
    long_term: bool = False


class CardReader(Device, Protocol):
    """Reads identity cards. A change of `status().media` is how a card is noticed."""

    def status(self) -> CardReaderStatus: ...

    def read(self, timeout: float = 5.0) -> CardData:
        """Read the card in the reader. `timeout`: seconds.

        Any error ends the whole read, and nothing is returned unless the same card was in from the first byte to
        the last: two people's data can never be mixed.
        Raises DeviceError(no_card, card_removed, card_mute, unknown_card, wrong_slot, read_failed, invalid_data,
        timeout, disconnected; auth_failed: the card shows its holder only after a PIN; not_ready: the reader is closed,
        or another program holds the card).
        """
