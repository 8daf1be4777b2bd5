"""The resident card's text, byte by byte as GA/T 490 lays it out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import DeviceError, ErrorCode
from devices.card.api import CardData, CardKind
from devices.card.profile import Match, NotMine, Wanted
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
    wrong = text(**changed) if changed != {"valid_from": ""} else text(valid_from="2015030")
    with pytest.raises(DeviceError) as caught:
        parse(wrong, DEVICE)
    assert caught.value.code is ErrorCode.INVALID_DATA


def test_a_wrong_check_digit_is_not_this_parsers_business() -> None:
    assert parse(text(number="330199197905030375"), DEVICE).number.endswith("5")


def block(**placed: tuple[int, str]) -> bytes:
    """256 bytes of blanks with some texts at their published offsets."""
    text = bytearray(" ".encode("utf-16-le") * 128)
    for offset, value in placed.values():
        encoded = value.encode("utf-16-le")
        text[offset : offset + len(encoded)] = encoded
    return bytes(text)


VALID = {"valid_from": (188, "20240220"), "valid_to": (204, "20340220")}
PERMIT = block(
    name=(0, "陈大文"),
    sex=(30, "1"),
    birth=(36, "19850214"),
    address=(52, "浙江省示例市湖滨区样板路66号"),
    number=(122, "810000198502140132"),
    authority=(158, "示例市公安局"),
    **VALID,
    permit_number=(220, "H99000123"),
    issue_count=(238, "01"),
    type=(248, "J"),
)
FOREIGNER_2017 = block(
    name_latin=(0, "MARTIN, SAMPLE JOHN"),
    sex=(120, "1"),
    number=(122, "CAN330185020313"),
    nationality=(152, "CAN"),
    name=(158, "马示范"),
    **VALID,
    birth=(220, "19850203"),
    version=(236, "01"),
    authority_code=(240, "1500"),
    type=(248, "I"),
)
FOREIGNER_2023 = {
    "name": (0, "安若琳"),
    "sex": (30, "2"),
    "renewals": (32, "00"),
    "birth": (36, "19870817"),
    "name_latin": (52, "MONTGOMERY-FITZWILLIAM, ALEXANDRINA"),
    "number": (122, "93325019870817042X"),
    **VALID,
    "rest": (220, " ELIZABETHA"),
    "nationality": (242, "FRA"),
    "type": (248, "Y"),
    "old": (250, "012"),
}
FROM, TO = date(2024, 2, 20), date(2034, 2, 20)


def test_a_residence_permit_is_read_by_its_own_layout() -> None:
    assert parse(PERMIT, DEVICE) == CardData(
        kind=CardKind.RESIDENCE_PERMIT,
        name="陈大文",
        number="810000198502140132",
        sex="1",
        birth=date(1985, 2, 14),
        address="浙江省示例市湖滨区样板路66号",
        authority="示例市公安局",
        valid_from=FROM,
        valid_to=TO,
        permit_number="H99000123",
        issue_count="01",
    )


def test_a_foreigners_card_of_2017_is_read_by_its_own_layout() -> None:
    assert parse(FOREIGNER_2017, DEVICE) == CardData(
        kind=CardKind.PERMANENT_RESIDENT_2017,
        name="马示范",
        number="CAN330185020313",
        sex="1",
        birth=date(1985, 2, 3),
        valid_from=FROM,
        valid_to=TO,
        name_latin="MARTIN, SAMPLE JOHN",
        nationality="CAN",
    )


def test_a_foreigners_card_of_2023_is_read_with_both_parts_of_the_latin_name() -> None:
    assert parse(block(**FOREIGNER_2023), DEVICE) == CardData(
        kind=CardKind.PERMANENT_RESIDENT_2023,
        name="安若琳",
        number="93325019870817042X",
        sex="2",
        birth=date(1987, 8, 17),
        valid_from=FROM,
        valid_to=TO,
        name_latin="MONTGOMERY-FITZWILLIAM, ALEXANDRINA ELIZABETHA",
        nationality="FRA",
    )


def test_a_foreigner_without_a_chinese_name_goes_by_the_latin_one() -> None:
    data = parse(block(**FOREIGNER_2023 | {"name": (0, "")}), DEVICE)
    assert data.name == data.name_latin == "MONTGOMERY-FITZWILLIAM, ALEXANDRINA ELIZABETHA"


@pytest.mark.parametrize("flag", ["", "A", "\0"])
def test_any_other_type_is_a_resident_card(flag: str) -> None:
    assert parse(text(type=flag), DEVICE).kind is CardKind.RESIDENT


@pytest.mark.parametrize(
    "wrong",
    [
        {"nationality": (242, "F1A")},
        {"name_latin": (52, " " * 35), "rest": (220, " " * 11)},
        {"number": (122, "93325019870817042x")},
    ],
    ids=str,
)
def test_nothing_in_a_sister_card_is_repaired_either(wrong: dict[str, tuple[int, str]]) -> None:
    with pytest.raises(DeviceError) as caught:
        parse(block(**FOREIGNER_2023 | wrong), DEVICE)
    assert caught.value.code is ErrorCode.INVALID_DATA


@given(st.sampled_from([PERMIT, FOREIGNER_2017, block(**FOREIGNER_2023)]), st.integers(0, 255), st.integers(0, 255))
def test_any_spoilt_byte_of_a_sister_card_gives_data_or_a_device_error(card: bytes, position: int, value: int) -> None:
    assert outcome(lambda: parse(card[:position] + bytes([value]) + card[position + 1 :], DEVICE))


@given(st.binary(max_size=300) | st.binary(min_size=256, max_size=256))
def test_any_bytes_give_data_or_a_device_error(any_bytes: bytes) -> None:
    assert outcome(lambda: parse(any_bytes, DEVICE))


@given(st.integers(0, 255), st.integers(0, 255))
def test_any_spoilt_byte_gives_data_or_a_device_error(position: int, value: int) -> None:
    spoilt = bytearray(text())
    spoilt[position] = value
    assert "吴" not in str(outcome(lambda: parse(bytes(spoilt), DEVICE)))


def test_the_photo_is_never_asked_for(wallet: Wallet) -> None:
    channel = Card(virtual_card(wallet["wu_ji"]))
    assert ResidentCard().read(channel, Wanted()) == wallet["wu_ji"].data
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
        ResidentCard().read(Script("6D00", atr=RESIDENT_ATR.hex()), Wanted())


@pytest.mark.parametrize("answer", ["6D00", "6300", "AA" * 256 + "9000"])
def test_a_resident_card_on_a_plain_reader_belongs_into_the_other_slot(answer: str) -> None:
    with pytest.raises(DeviceError) as caught:
        ResidentCard().read(Script(answer, atr=RESIDENT_PLAIN_ATR.hex()), Wanted())
    assert caught.value.code is ErrorCode.WRONG_SLOT


def test_a_page_cut_short_is_refused() -> None:
    with pytest.raises(DeviceError) as caught:
        ResidentCard().read(Script("01000400" + text()[:200].hex() + "9000", atr=RESIDENT_ATR.hex()), Wanted())
    assert caught.value.code is ErrorCode.INVALID_DATA
