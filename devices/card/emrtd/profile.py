"""Reads travel documents: opens the chip with what is printed on them, and proves what it says as far as it can be.

Order, so that no command is wasted: EF.CardAccess tells whether PACE is spoken; the security object lists the data
groups, so that none is asked for in vain; the picture is read last, and only if it is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from devices.api import Clock, DeviceError, ErrorCode
from devices.card.api import Authenticity, CardData, CardKind, Secret
from devices.card.emrtd.bac import open_bac
from devices.card.emrtd.files import (
    ATR_INFO,
    CARD_ACCESS,
    SECURITY_OBJECT,
    SMALL_CHUNK,
    Files,
    long_chunk,
    read_open,
)
from devices.card.emrtd.lds import Person, face_of, mrz_of, person_of
from devices.card.emrtd.messaging import SecureMessaging
from devices.card.emrtd.mrz import PERMITS, Mrz, birth_date, expiry_date, plain_name
from devices.card.emrtd.pace import PaceInfo, PaceRefused, open_pace, pace_info
from devices.card.emrtd.passive import security_object, tampered, trusted_certificates
from devices.card.iso7816 import OK, exchange
from devices.card.profile import Channel, Match, NotMine, Wanted
from devices.card.text import invalid

SELECT = bytes.fromhex("00A4040C07A0000002471001")

DG1, DG2, DG11 = 1, 2, 11
MAX_TEXT = 4096  # bytes of DG1 or DG11
MAX_PHOTO = 64 * 1024  # of DG2
MAX_SECURITY_OBJECT = 16 * 1024

_SEXES = {"M": "1", "F": "2"}
_RESIDENT_NUMBER = "[0-9]{17}[0-9X]"  # GB 11643


class TravelDocument:
    """A profile. `number` of what it reads is the resident number, if the chip tells one (data group 11), and else the
    number of the document; `permit_number` is always the number of the document. Without a name in national characters,
    `name` is the Latin one."""

    kinds = frozenset({CardKind.TRAVEL_PERMIT, CardKind.PASSPORT})

    def __init__(self, clock: Clock, csca: Path | None = None) -> None:
        """`csca`: a folder with the certificates of the issuers that are trusted here."""
        self._clock = clock
        self._csca = csca
        self._trusted: Sequence[Any] | None = None  # looked for when the first document comes
        self._cautious = False  # the last chip gave up on a long answer, or its reader did

    def match(self, atr: bytes) -> Match:
        """Its chip has no contacts: the ATR is one that the reader made up (PC/SC part 3, 3.1.3.2.3)."""
        made_up = atr[:1] == b"\x3b" and atr[1:2] and atr[1] & 0xF0 == 0x80 and atr[2:4] == b"\x80\x01"
        return Match.TRY if made_up else Match.NO

    def read(self, channel: Channel, wanted: Wanted) -> CardData:
        chunk = SMALL_CHUNK if self._cautious else 0
        if wanted.photo and not self._cautious:
            chunk = long_chunk(read_open(channel, ATR_INFO), channel.device)
        messaging = _open(channel, wanted.secret or Secret())
        self._cautious = True
        data = self._read(Files(messaging, chunk), channel.device, wanted.photo)
        self._cautious = False
        return data

    def _read(self, files: Files, device: str, photo: bool) -> CardData:
        sod = files.read(SECURITY_OBJECT, MAX_SECURITY_OBJECT)
        if sod is None:  # every issuer writes one (9303-10, 4.6), and a forger who cannot sign would rather not
            raise tampered(device, "no security object")
        signed = security_object(sod, device)
        wanted = {DG1: MAX_TEXT, DG11: MAX_TEXT, **({DG2: MAX_PHOTO} if photo else {})}
        read = {number: files.read(number, most) for number, most in wanted.items() if number in signed.digests}
        groups = {number: data for number, data in read.items() if data is not None}
        if DG1 not in groups:
            raise DeviceError(ErrorCode.READ_FAILED, device, "no data group 1")
        now = self._clock.now()
        # Nothing is looked into before it is known to be what was signed.
        if self._trusted is None:
            self._trusted = trusted_certificates(self._csca, device) if self._csca else ()
        return card_data(groups, signed.judge(groups, self._trusted, now), now, device)


def card_data(groups: dict[int, bytes], authenticity: Authenticity, now: datetime, device: str) -> CardData:
    """What the data groups say. Raises DeviceError(invalid_data)."""
    mrz = mrz_of(groups[DG1], device)
    person = person_of(groups[DG11], device) if DG11 in groups else Person()
    latin = plain_name(mrz.name)
    try:
        birth, expiry = birth_date(mrz.birth, now.date()), expiry_date(mrz.expiry)
    except ValueError:
        raise invalid(device, "date") from None
    if person.birth is not None and f"{person.birth:%y%m%d}" == mrz.birth:
        birth = person.birth  # it knows the century
    return CardData(
        kind=_kind(mrz),
        name=person.name or latin,
        name_latin=latin,
        number=person.number if re.fullmatch(_RESIDENT_NUMBER, person.number) else mrz.number,
        permit_number=mrz.number,
        nationality={"D": "DEU"}.get(mrz.nationality, mrz.nationality),  # the one code that is not ISO 3166 (9303-3, 5)
        birth=birth,
        sex=_SEXES.get(mrz.sex, ""),
        valid_to=expiry,
        long_term=expiry is None,
        photo=face_of(groups[DG2], device) if DG2 in groups else b"",
        authenticity=authenticity,
    )


def _open(channel: Channel, secret: Secret) -> SecureMessaging:
    """The application, selected and open. Raises NotMine, DeviceError."""
    info = _pace_info(channel)
    if info is not None:
        if not secret.mrz and not secret.can:
            raise _secret_needed(channel)
        try:
            messaging = open_pace(channel, info, secret)
        except PaceRefused:
            pass
        else:
            if messaging.command(0xA4, 0x04, 0x0C, SELECT[5:]).status != OK:
                raise NotMine
            return messaging
    if exchange(channel, SELECT).status != OK:
        raise NotMine
    if not secret.mrz:
        raise _secret_needed(channel)
    return open_bac(channel, secret.mrz)


def _pace_info(channel: Channel) -> PaceInfo | None:
    try:
        return pace_info(access, channel.device) if (access := read_open(channel, CARD_ACCESS)) else None
    except DeviceError as error:
        if error.code is ErrorCode.INVALID_DATA:  # a card of another kind has another file in this place
            return None
        raise


def _kind(mrz: Mrz) -> CardKind:
    permit = mrz.code in PERMITS or (mrz.code, mrz.issuer) == ("C", "CHN")
    return CardKind.TRAVEL_PERMIT if permit else CardKind.PASSPORT


def _secret_needed(channel: Channel) -> DeviceError:
    return DeviceError(ErrorCode.SECRET_NEEDED, channel.device, "a travel document opens with its printed lines")
