"""The social security card (社会保障卡): what it gives to everybody, never with a PIN.

Files of the application SSSE (人社部 社会保障卡规范): EF05 about the card, EF06 about its holder; each record is tag,
length, value. Record numbers differ between versions, so records are known by their tag.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from devices.api import DeviceError, ErrorCode
from devices.card.api import CardData, CardKind
from devices.card.iso7816 import (
    OK,
    RECORD_NOT_FOUND,
    SECURITY_NOT_SATISFIED,
    Answer,
    read_record,
    select_application,
    select_file,
)
from devices.card.profile import Channel, Match, NotMine, Wanted
from devices.card.text import clean, day, invalid, required

AID = bytes.fromhex("7378312E73682EC9E7BBE1B1A3D5CF")  # "sx1.sh." and 社会保障 in GBK
CARD_FILE = 0xEF05
HOLDER_FILE = 0xEF06
MAX_RECORDS = 32

# EF05
TAG_ISSUED = 0x05
TAG_VALID_TO = 0x06
# EF06
TAG_NUMBER = 0x08
TAG_NAME = 0x09
TAG_NAME_REST = 0x4E  # 姓名扩展: what did not fit into 30 bytes
TAG_SEX = 0x0A
TAG_ETHNICITY = 0x0B
TAG_BIRTH = 0x0D

Records = Mapping[int, bytes]  # value by tag


class SocialSecurityCard:
    """Reads number, name and, where they are free, the rest."""

    kinds = frozenset({CardKind.SOCIAL_SECURITY})

    def match(self, atr: bytes) -> Match:
        return Match.TRY if atr else Match.NO

    def read(self, channel: Channel, wanted: Wanted) -> CardData:  # noqa: ARG002 - no picture, no secret
        if select_application(channel, AID) != OK:
            raise NotMine
        card = _read_file(channel, CARD_FILE)
        holder = _read_file(channel, HOLDER_FILE)
        # Read in parts: the first part again proves that all parts are of one card.
        if select_file(channel, CARD_FILE) != OK or _record(channel, read_record(channel, 1)) not in card.items():
            raise DeviceError(ErrorCode.CARD_REMOVED, channel.device, "another card answers")
        return parse(card, holder, channel.device)


def parse(card: Records, holder: Records, device: str) -> CardData:
    """What the two files say. Raises DeviceError(invalid_data), or (auth_failed) when the holder is not for all."""
    if TAG_NUMBER not in holder or TAG_NAME not in holder:
        raise DeviceError(ErrorCode.AUTH_FAILED, device, "this card shows its holder only after a PIN")
    name = _text(device, "name", holder[TAG_NAME], holder.get(TAG_NAME_REST, b""))
    sex = _text(device, "sex", holder.get(TAG_SEX, b""))
    ethnicity = _digits(holder.get(TAG_ETHNICITY, b""))
    return CardData(
        kind=CardKind.SOCIAL_SECURITY,
        name=required(device, "name", name, ".+"),
        number=required(device, "number", _text(device, "number", holder[TAG_NUMBER]), "[0-9]{17}[0-9X]"),
        sex=required(device, "sex", sex, "[0-9]?"),
        ethnicity=required(device, "ethnicity", ethnicity, "([0-9]{2})?"),
        birth=_day(device, "birth", holder.get(TAG_BIRTH, b"")),
        valid_from=_day(device, "valid_from", card.get(TAG_ISSUED, b"")),
        valid_to=_day(device, "valid_to", card.get(TAG_VALID_TO, b"")),
    )


def _read_file(channel: Channel, identifier: int) -> Records:
    """The records that are free to read."""
    status = select_file(channel, identifier)
    if status == SECURITY_NOT_SATISFIED:
        return {}
    if status != OK:
        raise DeviceError(ErrorCode.READ_FAILED, channel.device, f"select {identifier:04X}: {status:04X}")
    records: dict[int, bytes] = {}
    for number in range(1, MAX_RECORDS + 1):
        answer = read_record(channel, number)
        if answer.status == SECURITY_NOT_SATISFIED:
            continue
        if answer.status == RECORD_NOT_FOUND:
            break
        if answer.status != OK:
            raise DeviceError(ErrorCode.READ_FAILED, channel.device, f"record {number}: {answer.status:04X}")
        tag, value = _record(channel, answer)
        if records.setdefault(tag, value) != value:
            raise invalid(channel.device, f"tag {tag:02X} twice")
    return records


def _record(channel: Channel, answer: Answer) -> tuple[int, bytes]:
    """Tag and value of one record; some cards pad the record to a fixed length."""
    data = answer.data
    if answer.status != OK or len(data) < 2 or len(data) < 2 + data[1]:
        raise invalid(channel.device, "record length")
    if data[2 + data[1] :].strip(b"\x00") and data[2 + data[1] :].strip(b"\xff"):
        raise invalid(channel.device, "record padding")
    return data[0], data[2 : 2 + data[1]]


def _text(device: str, field: str, *parts: bytes) -> str:
    """`an`: left aligned, padded with 00 or spaces, GB 18030."""
    try:
        return clean(device, field, b"".join(part.rstrip(b"\x00 ") for part in parts).decode("gb18030"))
    except UnicodeDecodeError:
        raise invalid(device, field) from None


def _digits(value: bytes) -> str:
    """`cn`: two digits a byte, filled up with F."""
    return value.hex().upper().rstrip("F")


def _day(device: str, field: str, value: bytes) -> date | None:
    """None when the card leaves it blank."""
    digits = _digits(value)
    return day(device, field, digits) if digits.strip("0") else None
