"""The social security card: records by their tags, what is free to read, and never a PIN."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import DeviceError, ErrorCode
from devices.card.api import CardData, CardKind
from devices.card.profile import NotMine, Wanted
from devices.card.social_security import SocialSecurityCard, parse
from devices.simulated.wallet import WalletCard
from devices.virtual.card import virtual_card
from tests.cards.channels import DEVICE, Card, Script, outcome

Wallet = Mapping[str, WalletCard]
SELECT, READ_RECORD = 0xA4, 0xB2

ISSUER = {0x01: bytes(16), 0x05: bytes.fromhex("20200101"), 0x06: bytes.fromhex("20300101")}
HOLDER = {
    0x08: b"330199197905030374",
    0x09: "吴𠮷".encode("gb18030").ljust(30, b"\0"),
    0x0A: b"1",
    0x0B: b"\x01",
    0x0D: bytes.fromhex("19790503"),
}


def test_every_record_is_known_by_its_tag() -> None:
    assert parse(ISSUER, HOLDER, DEVICE) == CardData(
        kind=CardKind.SOCIAL_SECURITY,
        name="吴𠮷",
        number="330199197905030374",
        sex="1",
        ethnicity="01",
        birth=date(1979, 5, 3),
        valid_from=date(2020, 1, 1),
        valid_to=date(2030, 1, 1),
    )


def test_a_long_name_goes_on_in_its_extension_even_in_the_middle_of_a_character() -> None:
    name = "阿卜杜热合曼·阿卜杜克热木江A提·买买"
    encoded = name.encode("gb18030")
    holder = HOLDER | {0x09: encoded[:30], 0x4E: encoded[30:].ljust(20, b"\0")}
    assert parse(ISSUER, holder, DEVICE).name == name


def test_what_the_card_leaves_blank_is_not_known() -> None:
    holder = {tag: HOLDER[tag] for tag in (0x08, 0x09)} | {0x0D: bytes(4), 0x0B: b"\xff"}
    data = parse({0x05: b"\xff" * 4}, holder, DEVICE)
    assert (data.sex, data.ethnicity, data.birth, data.valid_from, data.valid_to) == ("", "", None, None, None)


@pytest.mark.parametrize(
    "spoilt",
    [{0x08: b"33019919790503037"}, {0x09: b"\xff\xfe"}, {0x09: bytes(30)}, {0x0A: b"M"}, {0x0D: b"\x19\x79\x02\x31"}],
    ids=str,
)
def test_nothing_is_repaired(spoilt: dict[int, bytes]) -> None:
    with pytest.raises(DeviceError) as caught:
        parse(ISSUER, HOLDER | spoilt, DEVICE)
    assert caught.value.code is ErrorCode.INVALID_DATA


@pytest.mark.parametrize("missing", [0x08, 0x09])
def test_without_number_or_name_the_holder_is_not_known(missing: int) -> None:
    with pytest.raises(DeviceError) as caught:
        parse(ISSUER, {tag: value for tag, value in HOLDER.items() if tag != missing}, DEVICE)
    assert caught.value.code is ErrorCode.AUTH_FAILED


RECORDS = st.dictionaries(st.sampled_from([1, 5, 6, 8, 9, 0x4E, 0x0A, 0x0B, 0x0D]), st.binary(max_size=40))


@given(RECORDS, RECORDS)
def test_any_records_give_data_or_a_device_error(card: dict[int, bytes], holder: dict[int, bytes]) -> None:
    assert outcome(lambda: parse(card, HOLDER | holder, DEVICE))


@pytest.mark.parametrize("key", ["social", "social_locked"])
def test_no_pin_is_ever_sent(wallet: Wallet, key: str) -> None:
    channel = Card(virtual_card(wallet[key]))
    assert outcome(lambda: SocialSecurityCard().read(channel, Wanted()))
    assert {apdu[1] for apdu in channel.asked} <= {SELECT, READ_RECORD}


def test_a_card_without_the_application_is_left_to_others() -> None:
    with pytest.raises(NotMine):
        SocialSecurityCard().read(Script("6A82"), Wanted())


def test_another_card_in_the_middle_of_a_read_is_noticed(wallet: Wallet) -> None:
    first = Card(virtual_card(wallet["social"]))
    SocialSecurityCard().read(first, Wanted())
    card_id_of_another = "0110" + "00" * 16 + "9000"
    with pytest.raises(DeviceError) as caught:
        SocialSecurityCard().read(Script(*first.answered[:-1], card_id_of_another), Wanted())
    assert caught.value.code is ErrorCode.CARD_REMOVED


@pytest.mark.parametrize(
    "record",
    ["0110AABB9000", "019000", "9000", "0102AABBCC9000", "01029000"],
)
def test_a_record_of_false_length_is_refused(record: str) -> None:
    with pytest.raises(DeviceError) as caught:
        SocialSecurityCard().read(Script("9000", "9000", record), Wanted())
    assert caught.value.code is ErrorCode.INVALID_DATA


def test_a_record_may_be_filled_up_to_a_fixed_length() -> None:
    ends = ["6A83"]
    card = ["9000", "9000", "0101AA0000009000", *ends]
    holder = ["9000", "0812" + HOLDER[0x08].hex() + "9000", "0904" + "陈文".encode("gbk").hex() + "FFFF9000", *ends]
    again = ["9000", "0101AA0000009000"]
    assert SocialSecurityCard().read(Script(*card, *holder, *again), Wanted()).name == "陈文"


def test_one_tag_with_two_values_is_refused() -> None:
    with pytest.raises(DeviceError) as caught:
        SocialSecurityCard().read(Script("9000", "9000", "0101AA9000", "0101AB9000"), Wanted())
    assert caught.value.code is ErrorCode.INVALID_DATA


def test_a_locked_file_ends_in_auth_failed() -> None:
    card = ["9000", "9000", "0101AA9000", "6A83"]
    with pytest.raises(DeviceError) as caught:
        SocialSecurityCard().read(Script(*card, "6982", "9000", "0101AA9000"), Wanted())
    assert caught.value.code is ErrorCode.AUTH_FAILED


def test_what_is_free_beside_a_locked_record_is_read() -> None:
    card = ["9000", "9000", "0101AA9000", "6A83"]
    number, name = "0812" + HOLDER[0x08].hex() + "9000", "0904" + "陈文".encode("gbk").hex() + "9000"
    data = SocialSecurityCard().read(
        Script(*card, "9000", number, name, "6982", "6A83", "9000", "0101AA9000"), Wanted()
    )
    assert (data.name, data.sex) == ("陈文", "")


def test_a_record_that_fails_ends_the_read() -> None:
    with pytest.raises(DeviceError) as caught:
        SocialSecurityCard().read(Script("9000", "9000", "0101AA9000", "6400"), Wanted())
    assert caught.value.code is ErrorCode.READ_FAILED


@given(st.lists(st.binary(min_size=2, max_size=60), min_size=400, max_size=400))
def test_any_answers_give_data_or_a_device_error(answers: list[bytes]) -> None:
    channel = Script("9000", "9000", *(answer.hex() for answer in answers))
    assert outcome(lambda: SocialSecurityCard().read(channel, Wanted()))
