"""The card side of the profiles: cards that answer as the published layouts say, whoever asks.

Written from GA/T 490, the published layouts of its sisters and the social security card's record tables, not from the
driver: the two must agree by themselves.
"""

from __future__ import annotations

from datetime import date

from devices.card.api import CardData, CardKind
from devices.simulated.wallet import TRAVEL_DOCUMENTS, Behaviour, WalletCard
from devices.virtual.vpcd import VirtualCard

OK = b"\x90\x00"
SECURITY_NOT_SATISFIED = b"\x69\x82"
NOT_FOUND = b"\x6a\x82"
NO_RECORD = b"\x6a\x83"
MEMORY_FAILURE = b"\x65\x81"
UNKNOWN_COMMAND = b"\x6d\x00"

# What stands where a real chip has the holder's picture, in a format that only licensed libraries know.
PHOTO = (b"AN INVENTED PICTURE " * 52)[:1024]

# "Resident Identity Card of PRC, 2nd generation" on a plain contactless reader (pcsc-tools, smartcard_list).
RESIDENT_PLAIN_ATR = bytes.fromhex("3B888001D10386050080800058")
SOCIAL_SECURITY_ATR = bytes.fromhex("3B6D00000081544A868653535345333031")
OVERLONG_ATR = bytes.fromhex("3BFF") + bytes(32)  # one more than ISO 7816-3 allows: no reader accepts it


def contactless_atr(historical: bytes) -> bytes:
    """The answer to reset that a reader makes up for a contactless card (PC/SC part 3)."""
    body = bytes([0x80 | len(historical), 0x80, 0x01]) + historical
    check = 0
    for byte in body:
        check ^= byte
    return b"\x3b" + body + bytes([check])


RESIDENT_ATR = contactless_atr(bytes.fromhex("0053414D2D560000009000"))
UNKNOWN_ATR = contactless_atr(b"BUS PASS")


class ResidentCardOnSamReader:
    """居民身份证, or a sister of it, in a reader with a security module: text and photo in pages of `FF B0`."""

    def __init__(self, holder: CardData) -> None:
        text = card_text(holder)
        lengths = len(text).to_bytes(2, "big") + len(PHOTO).to_bytes(2, "big")
        self._pages = [lengths + text, lengths + PHOTO[:252], *(PHOTO[i : i + 256] for i in range(252, 1024, 256))]

    def __call__(self, apdu: bytes) -> bytes:
        if apdu[:2] != b"\xff\xb0":
            return UNKNOWN_COMMAND
        page = apdu[2]
        return self._pages[page] + OK if page < len(self._pages) else NOT_FOUND


class SocialSecurityCard:
    """社会保障卡, contact, T=0: the right length of a record must be asked for. Without `holder`: locked by a PIN."""

    AID = b"sx1.sh." + "社会保障".encode("gbk")

    def __init__(self, holder: CardData | None) -> None:
        self._files = {0xEF05: _card_file(holder), 0xEF06: _holder_file(holder) if holder else None}
        self._selected: list[bytes] | None = []

    def __call__(self, apdu: bytes) -> bytes:
        match apdu[:2]:
            case b"\x00\xa4":
                return self._select(apdu[2], apdu[5 : 5 + apdu[4]])
            case b"\x00\xb2":
                return self._read_record(apdu[2], apdu[4])
            case _:
                return UNKNOWN_COMMAND

    def _select(self, by: int, name: bytes) -> bytes:
        if by == 0x04:
            return OK if name == self.AID else NOT_FOUND
        file = int.from_bytes(name, "big")
        if file not in self._files:
            return NOT_FOUND
        self._selected = self._files[file]
        return OK

    def _read_record(self, number: int, length: int) -> bytes:
        if self._selected is None:
            return SECURITY_NOT_SATISFIED
        if not 1 <= number <= len(self._selected):
            return NO_RECORD
        record = self._selected[number - 1]
        return record + OK if length == len(record) else bytes([0x6C, len(record)])


def virtual_card(card: WalletCard) -> VirtualCard:
    """A card of the wallet, to lie in a virtual reader."""
    match card.behaviour:
        case Behaviour.MUTE:
            return VirtualCard(OVERLONG_ATR, lambda _apdu: None)
        case Behaviour.SILENT:
            return VirtualCard(RESIDENT_ATR, lambda _apdu: None)
        case Behaviour.UNKNOWN:
            return VirtualCard(UNKNOWN_ATR, lambda _apdu: UNKNOWN_COMMAND)
        case Behaviour.WRONG_SLOT:
            return VirtualCard(RESIDENT_PLAIN_ATR, lambda _apdu: UNKNOWN_COMMAND)
        case Behaviour.LOCKED:
            return VirtualCard(SOCIAL_SECURITY_ATR, SocialSecurityCard(None))
        case Behaviour.DAMAGED:
            return VirtualCard(SOCIAL_SECURITY_ATR, lambda apdu: OK if apdu[2] == 0x04 else MEMORY_FAILURE)
        case Behaviour.GOOD:
            return _good_card(card)


def card_text(holder: CardData) -> bytes:
    """The 256 bytes of text that the holder's kind of card carries. Raises ValueError for a field that does not fit."""
    valid_to = "长期" if holder.long_term else _eight(holder.valid_to)
    valid = (_utf16("valid from", _eight(holder.valid_from), 8), _utf16("valid to", valid_to, 8))
    chinese_name = holder.name if holder.name != holder.name_latin else ""
    match holder.kind:
        case CardKind.RESIDENT | CardKind.RESIDENCE_PERMIT:
            permit = holder.kind is CardKind.RESIDENCE_PERMIT
            fields: tuple[bytes, ...] = (
                _utf16("name", holder.name, 15),
                _utf16("sex", holder.sex, 1),
                _utf16("ethnicity", holder.ethnicity, 2),
                _utf16("birth", _eight(holder.birth), 8),
                _utf16("address", holder.address, 35),
                _utf16("number", holder.number, 18),
                _utf16("authority", holder.authority, 15),
                *valid,
                _utf16("permit number", holder.permit_number, 9),
                _utf16("issue count", holder.issue_count, 2),
                _utf16("reserved", "", 3),
                _utf16("type", "J" if permit else "", 1),
                _utf16("reserved", "", 3),
            )
        case CardKind.PERMANENT_RESIDENT_2023:
            fields = (
                _utf16("name", chinese_name, 15),
                _utf16("sex", holder.sex, 1),
                _utf16("renewals", "00", 2),
                _utf16("birth", _eight(holder.birth), 8),
                _utf16("Latin name", holder.name_latin[:35], 35),
                _utf16("number", holder.number, 18),
                _utf16("reserved", "", 15),
                *valid,
                _utf16("Latin name", holder.name_latin[35:], 11),
                _utf16("nationality", holder.nationality, 3),
                _utf16("type", "Y", 1),
                _utf16("old number", "", 3),
            )
        case CardKind.PERMANENT_RESIDENT_2017:
            fields = (
                _utf16("Latin name", holder.name_latin, 60),
                _utf16("sex", holder.sex, 1),
                _utf16("number", holder.number, 15),
                _utf16("nationality", holder.nationality, 3),
                _utf16("name", chinese_name, 15),
                *valid,
                _utf16("birth", _eight(holder.birth), 8),
                _utf16("version", "01", 2),
                _utf16("authority code", "1500", 4),
                _utf16("type", "I", 1),
                _utf16("reserved", "", 3),
            )
        case other:
            raise ValueError(f"a card of kind {other} carries no such text")
    return b"".join(fields)


def _good_card(card: WalletCard) -> VirtualCard:
    if card.data is None:
        raise ValueError(f"card {card.key} is good but says nothing")
    if card.data.kind in TRAVEL_DOCUMENTS:
        from devices.virtual.emrtd_chip import travel_document  # what it needs loads slowly, and few need it

        return travel_document(card)
    if card.data.kind is CardKind.SOCIAL_SECURITY:
        return VirtualCard(SOCIAL_SECURITY_ATR, SocialSecurityCard(card.data))
    return VirtualCard(RESIDENT_ATR, ResidentCardOnSamReader(card.data))


def _card_file(holder: CardData | None) -> list[bytes]:
    """EF05: card id, class, version, issuer, issued, valid to, card number."""
    return [
        _record(0x01, bytes.fromhex("330300D15600000599110145FFFFFFFF")),
        _record(0x02, b"3"),
        _record(0x03, b"3.00"),
        _record(0x04, bytes.fromhex("330300000000000000000000")),
        _record(0x05, bytes.fromhex(_eight(holder.valid_from if holder else None) or "00000000")),
        _record(0x06, bytes.fromhex(_eight(holder.valid_to if holder else None) or "00000000")),
        _record(0x07, b"A12345678"),
    ]


def _holder_file(holder: CardData) -> list[bytes]:
    """EF06: number, name and its extension, sex, ethnicity, birth place, birth date."""
    name = holder.name.encode("gb18030")
    if len(name) > 50:
        raise ValueError("field name does not fit")
    return [
        _record(0x08, holder.number.encode("ascii").ljust(18, b"\x00")),
        _record(0x09, name[:30].ljust(30, b"\x00")),
        _record(0x4E, name[30:].ljust(20, b"\x00")),
        _record(0x0A, holder.sex.encode("ascii").ljust(1, b"\x00")),
        _record(0x0B, bytes.fromhex(holder.ethnicity or "FF")),
        _record(0x0C, bytes.fromhex(holder.number[:6])),
        _record(0x0D, bytes.fromhex(_eight(holder.birth) or "00000000")),
    ]


def _record(tag: int, value: bytes) -> bytes:
    return bytes([tag, len(value)]) + value


def _utf16(field: str, text: str, units: int) -> bytes:
    encoded = text.encode("utf-16-le")
    if len(encoded) > 2 * units:
        raise ValueError(f"field {field} does not fit")
    return encoded + " ".encode("utf-16-le") * (units - len(encoded) // 2)


def _eight(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""
