"""Invented people with travel documents, and how their chips are asked in the tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from devices.card.api import Authenticity, CardData, CardKind, Secret
from devices.card.emrtd.mrz import mrz_information
from devices.card.emrtd.profile import TravelDocument
from devices.card.profile import Wanted
from devices.virtual.emrtd_chip import ATR, EmrtdChip
from devices.virtual.emrtd_files import chip_files, printed_mrz
from devices.virtual.vpcd import VirtualCard
from tests.cards.channels import Card
from tests.conftest import TurnedClock

PICTURE = b"\xff\xd8\xff" + bytes(range(256)) * 66  # 17 kB, as good as any

CHAN = CardData(
    kind=CardKind.TRAVEL_PERMIT,
    name="陈大文",
    name_latin="CHAN TAI MAN",
    number="H01234567",
    permit_number="H01234567",
    birth=date(1990, 1, 2),
    sex="1",
    valid_to=date(2031, 5, 6),
    photo=PICTURE,
    authenticity=Authenticity.INTACT,
)
LIN = replace(CHAN, name="林美", name_latin="LIN MEI", number="01234567", permit_number="01234567", sex="2")
TRIPPER = replace(
    CHAN, name="周一", name_latin="ZHOU YI", number="330199199001020013", permit_number="C01234567", sex="1"
)
ISLANDER = replace(TRIPPER, permit_number="L01234567")
ERIKSSON = CardData(
    kind=CardKind.PASSPORT,
    name="ERIKSSON ANNA MARIA",
    name_latin="ERIKSSON ANNA MARIA",
    number="X98765432",
    permit_number="X98765432",
    nationality="UTO",
    birth=date(1920, 8, 12),
    sex="2",
    valid_to=date(2032, 4, 15),
    photo=PICTURE,
    authenticity=Authenticity.INTACT,
)


def without_photo(holder: CardData) -> CardData:
    return replace(holder, photo=b"")


def secret_of(holder: CardData, can: str = "") -> Secret:
    return Secret(printed_mrz(holder), can)


def chip(holder: CardData, files: Mapping[int, bytes] | None = None, **manners: object) -> Card:
    """A channel to the holder's chip. `manners`: of EmrtdChip."""
    answers = EmrtdChip(printed_mrz(holder), chip_files(holder) if files is None else files, **manners)  # type: ignore[arg-type]
    return Card(VirtualCard(ATR, answers))


def profile(csca: Path | None = None) -> TravelDocument:
    return TravelDocument(TurnedClock(), csca)


def read(channel: Card, secret: Secret | None, *, photo: bool = False) -> CardData:
    return profile().read(channel, Wanted(photo, secret))


def published(*values: str) -> Callable[[int], bytes]:
    """Chance, as a published example has it: hexadecimal."""
    queue = iter(values)
    return lambda _count: bytes.fromhex(next(queue))


def published_keys(*values: str) -> Callable[[int], int]:
    queue = iter(values)
    return lambda _order: int(next(queue), 16)


D_SECRET = Secret(mrz_information("L898902C", "690806", "940623"))  # ICAO 9303-11, appendix D
G_SECRET = Secret(mrz_information("T22000129", "640812", "101031"))  # appendix G
