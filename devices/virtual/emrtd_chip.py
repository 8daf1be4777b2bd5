"""The chip of a travel document, written from ICAO Doc 9303-10 and -11 and not from the driver: BAC, PACE with generic
mapping, secure messaging, files. What stands in its files: `emrtd_files`.

Its end of the protocols is proved with the same published examples as the driver's.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping

from asn1crypto.core import ObjectIdentifier

from devices.card.emrtd.suite import TRIPLE_DES
from devices.card.emrtd.tlv import encode
from devices.simulated.wallet import WalletCard
from devices.virtual.emrtd_files import card_access, chip_files, printed_mrz
from devices.virtual.emrtd_session import ChipSession, PaceExchange, objects, session_keys
from devices.virtual.vpcd import VirtualCard

AID = bytes.fromhex("A0000002471001")
ATR = bytes.fromhex("3B888001000000000000000009")  # contactless, eight historical bytes (PC/SC part 3)

CARD_ACCESS = 0x1C
ATR_INFO = 0x01
PACE_AES_128 = "0.4.0.127.0.7.2.2.4.2.2"
BRAINPOOL_P256 = 13

OK = b"\x90\x00"
END_OF_FILE = b"\x62\x82"
NOT_PROVED = b"\x63\x00"
SECURITY_NOT_SATISFIED = b"\x69\x82"
MESSAGING_WRONG = b"\x69\x88"
NOT_SUPPORTED = b"\x6a\x80"
NOT_FOUND = b"\x6a\x82"
WRONG_OFFSET = b"\x6b\x00"
UNKNOWN_COMMAND = b"\x6d\x00"


class EmrtdChip:
    """Answers commands. Between two reads it keeps its power: a command in the clear ends what was secured."""

    def __init__(
        self,
        mrz: str,
        files: Mapping[int, bytes],
        *,
        can: str = "",
        pace: tuple[str, int] | None = None,
        refuses_pace: bool = False,
        longest: int = 256,
        too_long: bytes = OK,
        extended: int = 0,
        random: Callable[[int], bytes] = secrets.token_bytes,
        private_key: Callable[[int], int] = lambda order: secrets.randbelow(order - 1) + 1,
    ) -> None:
        """`mrz`: the MRZ information. `files`: of the application, by short identifier. `pace`: protocol and domain
        parameters; without, only BAC. `refuses_pace`: it offers PACE and will not speak it. `longest`: asked for more
        bytes, it answers only the status `too_long`; `extended`: what EF.ATR/INFO promises, 0 without that file.
        """
        self._files = files
        self._passwords = {1: hashlib.sha1(mrz.encode()).digest(), 2: can.encode()}
        self._bac = hashlib.sha1(mrz.encode()).digest()[:16]
        self._pace = pace
        self._refuses_pace = refuses_pace
        self._longest = max(longest, extended)
        self._room = 0  # bytes that the answer to the command in hand can hold
        self._too_long = too_long
        self._random = random
        self._private_key = private_key
        self._open_files = {CARD_ACCESS: card_access(*pace)} if pace else {}
        if extended:
            lengths = encode(0x02, extended.to_bytes(2, "big")) * 2
            self._open_files[ATR_INFO] = encode(0x7F66, lengths)
        self._selected = False
        self._current = b""
        self._challenge = b""
        self._session: ChipSession | None = None
        self._exchange: PaceExchange | None = None

    def __call__(self, apdu: bytes) -> bytes:
        if apdu[0] & 0x0C != 0x0C:
            self._session = None
            return self._in_the_clear(apdu)
        if self._session is None or (command := self._session.opened(apdu)) is None:
            self._session = None
            return MESSAGING_WRONG
        self._room = 65535 if apdu[4] == 0 else self._session.short_answer
        data, status = self._secured(*command)
        return self._session.sealed(data, status, odd=bool(apdu[1] & 1))

    # --- in the clear

    def _in_the_clear(self, apdu: bytes) -> bytes:
        data = apdu[5 : 5 + apdu[4]] if len(apdu) > 5 else b""
        match apdu[1]:
            case 0xA4:
                self._selected = apdu[2] == 0x04 and data == AID
                return OK if self._selected else NOT_FOUND
            case 0xB0 if self._files_are_open(apdu):
                return self._read_in_the_clear(apdu)
            case 0xB0:
                return SECURITY_NOT_SATISFIED if self._selected else NOT_FOUND
            case 0x84 if self._selected:
                self._challenge = self._random(8)
                return self._challenge + OK
            case 0x82 if self._selected:
                return self._basic_access(data)
            case 0x22 if self._pace is not None:
                return self._set_pace(data)
            case 0x86 if self._exchange is not None:
                return self._authenticate(data)
            case _:
                return UNKNOWN_COMMAND

    def _files_are_open(self, apdu: bytes) -> bool:
        return apdu[2] & 0x80 == 0 or apdu[2] & 0x1F in self._open_files

    def _read_in_the_clear(self, apdu: bytes) -> bytes:
        if apdu[2] & 0x80:
            self._current = self._open_files[apdu[2] & 0x1F]
        offset = 0 if apdu[2] & 0x80 else int.from_bytes(apdu[2:4], "big")
        part = self._current[offset : offset + (apdu[4] or 256)]
        return part + (OK if part else WRONG_OFFSET)

    def _basic_access(self, data: bytes) -> bytes:
        """EXTERNAL AUTHENTICATE, 9303-11, 4.3.3."""
        challenge, self._challenge = self._challenge, b""
        encryption, authentication = session_keys(TRIPLE_DES, self._bac)
        sealed, proof = data[:32], data[32:]
        if not challenge or len(data) != 40 or TRIPLE_DES.mac(authentication, TRIPLE_DES.pad(sealed)) != proof:
            return NOT_PROVED
        opened = TRIPLE_DES.decrypt(encryption, sealed)
        theirs, echo, their_key = opened[:8], opened[8:16], opened[16:]
        if echo != challenge:
            return NOT_PROVED
        key = self._random(16)
        answer = TRIPLE_DES.encrypt(encryption, challenge + theirs + key)
        seed = bytes(a ^ b for a, b in zip(key, their_key, strict=True))
        self._session = ChipSession(TRIPLE_DES, *session_keys(TRIPLE_DES, seed), challenge[4:] + theirs[4:])
        return answer + TRIPLE_DES.mac(authentication, TRIPLE_DES.pad(answer)) + OK

    # --- PACE, 9303-11, 4.4

    def _set_pace(self, data: bytes) -> bytes:
        self._exchange = None
        said = dict(objects(data))
        protocol, parameter = self._pace or ("", 0)
        password = self._passwords.get(int.from_bytes(said.get(0x83, b""), "big"), b"")
        known = said.get(0x80) == ObjectIdentifier(protocol).contents and said.get(0x84) in (None, bytes([parameter]))
        if self._refuses_pace or not known or not password:
            return NOT_SUPPORTED
        self._exchange = PaceExchange(protocol, parameter, password, self._random, self._private_key)
        return OK

    def _authenticate(self, data: bytes) -> bytes:
        exchange = self._exchange
        said = dict(objects(dict(objects(data)).get(0x7C, b"")))
        if exchange is None or (answer := exchange.step(said)) is None:
            self._exchange = None
            return NOT_PROVED
        if exchange.session is not None:
            self._session, self._exchange = exchange.session, None
        return encode(0x7C, answer) + OK

    # --- secured

    def _secured(self, instruction: int, p1: int, p2: int, data: bytes, expected: int) -> tuple[bytes, bytes]:
        match instruction:
            case 0xA4 if p1 == 0x04:
                self._selected = data == AID
                return b"", OK if self._selected else NOT_FOUND
            case 0xA4:
                return b"", self._choose(_short_identifier(data))
            case 0xB0 if p1 & 0x80:
                status = self._choose(p1 & 0x1F)
                return self._part(p2, expected) if status == OK else (b"", status)
            case 0xB0:
                return self._part(p1 << 8 | p2, expected)
            case 0xB1:
                part, status = self._part(int.from_bytes(dict(objects(data))[0x54], "big"), expected - 4)
                return encode(0x53, part), status
            case _:
                return b"", UNKNOWN_COMMAND

    def _choose(self, identifier: int) -> bytes:
        if not self._selected or identifier not in self._files:
            return NOT_FOUND
        self._current = self._files[identifier]
        return OK

    def _part(self, offset: int, expected: int) -> tuple[bytes, bytes]:
        if expected > self._longest:
            return b"", self._too_long
        if offset >= len(self._current):
            return b"", WRONG_OFFSET
        part = self._current[offset : offset + min(expected, self._room)]
        return part, OK if len(part) == expected else END_OF_FILE


def travel_document(card: WalletCard) -> VirtualCard:
    """A passport or permit of the wallet. One with a CAN speaks PACE, one without only BAC."""
    if card.data is None:
        raise ValueError(f"card {card.key} is good but says nothing")
    pace = (PACE_AES_128, BRAINPOOL_P256) if card.can else None
    chip = EmrtdChip(printed_mrz(card.data), chip_files(card.data), can=card.can, pace=pace)
    return VirtualCard(ATR, chip)


def _short_identifier(file: bytes) -> int:
    return file[1] & 0x1F
