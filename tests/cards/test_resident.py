"""The resident card's text, byte by byte as GA/T 490 lays it out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import DeviceError, ErrorCode
from devices.card.api import CardData, CardKind
from devices.card.profile import Match, NotMine
from devices.card.resident import ResidentCard, parse
from devices.simulated.wallet import WalletCard
from devices.virtual.card import RESIDENT_ATR, RESIDENT_PLAIN_ATR, UNKNOWN_ATR, virtual_card
from tests.cards.channels import DEVICE, Card, Script, outcome

Wallet = Mapping[str, WalletCard]


def text(**changed: str) -> bytes:
    """A good text, each field at its offset, with some fields changed."""
    fields = {
        "name": "吴𠮷",
        "sex": "1",
        "ethnicity": "01",
        "birth": "19790503",
        "address": "浙江省示例市湖滨区样板路88号",
        "number": "330199197905030374",
        "authority": "示例市公安局",
        "valid_from": "20150301",
        "valid_to": "20350301",
        "type": "",
    } | changed
    offsets = dict(zip(fields, (0, 30, 32, 36, 52, 122, 158, 188, 204, 248), strict=True))
    block = bytearray(" ".encode("utf-16-le") * 128)
    for name, value in fields.items():
        encoded = value.encode("utf-16-le", "surrogatepass")
        block[offsets[name] : offsets[name] + len(encoded)] = encoded
    return bytes(block)


def test_every_field_is_found_where_the_standard_puts_it() -> None:
    assert parse(text(), DEVICE) == CardData(
        kind=CardKind.RESIDENT,
        name="吴𠮷",
        number="330199197905030374",
        sex="1",
        ethnicity="01",
        birth=date(1979, 5, 3),
        address="浙江省示例市湖滨区样板路88号",
        authority="示例市公安局",
        valid_from=date(2015, 3, 1),
        valid_to=date(2035, 3, 1),
    )


def test_a_card_for_life_has_no_last_day() -> None:
    data = parse(text(valid_to="长期"), DEVICE)
    assert data.long_term
    assert data.valid_to is None


def test_a_field_may_be_full_to_its_border() -> None:
    full = text(address="浙" * 34 + "江", authority="示" * 14 + "局")
    data = parse(full, DEVICE)
    assert (data.address, data.authority) == ("浙" * 34 + "江", "示" * 14 + "局")


def test_only_padding_is_taken_off() -> None:
    assert parse(text(address=" 东 路 "), DEVICE).address == " 东 路"


@pytest.mark.parametrize("name", ["䶮", "古丽娜尔·买买提", "阿卜杜热合曼·阿卜杜克热木江提", "𠮷𠮷𠮷𠮷𠮷𠮷𠮷"])
def test_no_name_is_changed(name: str) -> None:
    assert parse(text(name=name), DEVICE).name == name


WRONG = [
    {"name": " "},
    {"name": "陈\u0000文"},
    {"name": "陈\u202e文"},
    {"name": "陈\ufffe"},
    {"name": "陈\ud842"},
    {"sex": "男"},
    {"ethnicity": "A1"},
    {"birth": "19790231"},
    {"birth": "1979 503"},
    {"birth": "１９７９０５０３"},
    {"number": "33019919790503037x"},
    {"number": "33019919790503037"},
    {"valid_from": ""},
    {"valid_from": "        "},
    {"valid_to": "永久"},
]


@pytest.mark.parametrize("changed", WRONG, ids=str)
def test_nothing_is_repaired(changed: dict[str, str]) -> None:
    block = text(**changed) if changed != {"valid_from": ""} else text(valid_from="2015030")
    with pytest.raises(DeviceError) as caught:
        parse(block, DEVICE)
    assert caught.value.code is ErrorCode.INVALID_DATA


def test_a_wrong_check_digit_is_not_this_parsers_business() -> None:
    assert parse(text(number="330199197905030375"), DEVICE).number.endswith("5")


@pytest.mark.parametrize("flag", ["J", "I", "Y"])
def test_the_sister_documents_are_not_taken_for_resident_cards(flag: str) -> None:
    with pytest.raises(DeviceError) as caught:
        parse(text(type=flag), DEVICE)
    assert caught.value.code is ErrorCode.UNKNOWN_CARD


@given(st.binary(max_size=300) | st.binary(min_size=256, max_size=256))
def test_any_bytes_give_data_or_a_device_error(block: bytes) -> None:
    assert outcome(lambda: parse(block, DEVICE))


@given(st.integers(0, 255), st.integers(0, 255))
def test_any_spoilt_byte_gives_data_or_a_device_error(position: int, value: int) -> None:
    block = bytearray(text())
    block[position] = value
    assert "吴" not in str(outcome(lambda: parse(bytes(block), DEVICE)))


def test_the_photo_is_never_asked_for(wallet: Wallet) -> None:
    channel = Card(virtual_card(wallet["wu_ji"]))
    assert ResidentCard().read(channel) == wallet["wu_ji"].data
    assert channel.asked == [bytes.fromhex("FFB0000000")]


@pytest.mark.parametrize(
    ("atr", "match"),
    [
        (RESIDENT_ATR, Match.TRY),
        (RESIDENT_PLAIN_ATR, Match.SURE),
        (bytes.fromhex("3B8F8001804F0CA00000030607FFB00000000020"), Match.SURE),
        (UNKNOWN_ATR, Match.NO),
        (b"", Match.NO),
    ],
)
def test_a_resident_card_is_known_by_its_atr(atr: bytes, match: Match) -> None:
    assert ResidentCard().match(atr) is match


def test_a_card_that_does_not_speak_in_pages_is_left_to_others() -> None:
    with pytest.raises(NotMine):
        ResidentCard().read(Script("6D00", atr=RESIDENT_ATR.hex()))


@pytest.mark.parametrize("answer", ["6D00", "6300", "AA" * 256 + "9000"])
def test_a_resident_card_on_a_plain_reader_belongs_into_the_other_slot(answer: str) -> None:
    with pytest.raises(DeviceError) as caught:
        ResidentCard().read(Script(answer, atr=RESIDENT_PLAIN_ATR.hex()))
    assert caught.value.code is ErrorCode.WRONG_SLOT


def test_a_page_cut_short_is_refused() -> None:
    with pytest.raises(DeviceError) as caught:
        ResidentCard().read(Script("01000400" + text()[:200].hex() + "9000", atr=RESIDENT_ATR.hex()))
    assert caught.value.code is ErrorCode.INVALID_DATA
