"""The card reader, as the kiosk sees it: it tells when a card comes and goes, and reads who it says the holder is."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Protocol

from devices.api import Capabilities, Device, Status


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
    RESIDENCE_PERMIT = "residence_permit"  # 港澳台居民居住证, type flag J
    PERMANENT_RESIDENT_2017 = "permanent_resident_2017"  # 外国人永久居留身份证, type flag I
    PERMANENT_RESIDENT_2023 = "permanent_resident_2023"  # the same, type flag Y
    TRAVEL_PERMIT = "travel_permit"  # 往来内地/大陆/港澳/台湾通行证: ICAO 9303, document codes CR, CT, CS, CD
    PASSPORT = "passport"  # and other documents of ICAO 9303


class Authenticity(StrEnum):
    """What the card itself proved about the data that were read from it."""

    NOT_SIGNED = "not_signed"  # no signature that a kiosk can check (an unknown kind, or none); a module may vouch
    INTACT = "intact"  # unaltered since they were signed, but nobody here knows the signer
    GENUINE = "genuine"  # signed by a certificate that the hall trusts (CSCA)


@dataclass(frozen=True, slots=True)
class Secret:
    """What is printed on a travel document opens its chip (ICAO 9303-11, 4.2). One of the two is enough.

    `mrz`: document number, date of birth and date of expiry (YYMMDD), each with its check digit, as in the machine
    readable zone; `can`: the card access number, six digits.
    """

    mrz: str = field(default="", repr=False)
    can: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class CardReaderCapabilities(Capabilities):
    kinds: frozenset[CardKind] = frozenset()  # that can be read here
    photo: bool = False  # whether a picture of the holder can be had


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
    name_latin: str = field(default="", repr=False)
    nationality: str = field(default="", repr=False)  # ISO 3166-1 alpha-3
    permit_number: str = field(
        default="", repr=False
    )  # 通行证号码 behind a residence permit; document number of an MRZ
    issue_count: str = field(default="", repr=False)
    photo: bytes = field(default=b"", repr=False)  # JPEG, JPEG 2000 or BMP, as its first bytes tell
    authenticity: Authenticity = Authenticity.NOT_SIGNED


class CardReader(Device, Protocol):
    """Reads identity cards. A change of `status().media` is how a card is noticed."""

    def status(self) -> CardReaderStatus: ...

    def capabilities(self) -> CardReaderCapabilities: ...

    def read(self, timeout: float = 5.0, *, photo: bool = False, secret: Secret | None = None) -> CardData:
        """Read the card in the reader. `timeout`: seconds; `photo`: read the holder's picture too, if there is one;
        `secret`: what is printed on a travel document.

        Any error ends the whole read, and nothing is returned unless the same card was in from the first byte to
        the last: two people's data can never be mixed.
        Raises DeviceError(no_card, card_removed, card_mute, unknown_card, wrong_slot, read_failed, invalid_data,
        timeout, cancelled, disconnected; secret_needed: a travel document, and no or a wrong secret; auth_failed: the
        card shows its holder only after a PIN, or what it says was altered; not_ready: the reader is closed, or another
        program holds the card; user_error: a card in each of several slots).
        """
