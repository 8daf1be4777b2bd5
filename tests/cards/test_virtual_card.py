"""The card side, checked against bytes that others have published, since both ends were written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from devices.card.api import CardKind
from devices.simulated.wallet import Behaviour, WalletCard
from devices.virtual.card import (
    RESIDENT_ATR,
    RESIDENT_PLAIN_ATR,
    ResidentCardOnSamReader,
    SocialSecurityCard,
    card_text,
    virtual_card,
)

Wallet = Mapping[str, WalletCard]
SELECT_SSSE = bytes.fromhex("00A404000F7378312E73682EC9E7BBE1B1A3D5CF")


def social(wallet: Wallet) -> SocialSecurityCard:
    data = wallet["social"].data
    assert data is not None
    return SocialSecurityCard(data)


def test_the_card_id_record_is_the_published_one(wallet: Wallet) -> None:
    card = social(wallet)
    assert card(SELECT_SSSE) == b"\x90\x00"
    assert card(bytes.fromhex("00A4020002EF05")) == b"\x90\x00"
    assert card(bytes.fromhex("00B2010412")) == bytes.fromhex("0110330300D15600000599110145FFFFFFFF9000")


@pytest.mark.parametrize(
    ("tag", "length"), [(0x08, 0x14), (0x09, 0x20), (0x4E, 0x16), (0x0A, 3), (0x0B, 3), (0x0C, 5), (0x0D, 6)]
)
def test_the_holders_records_have_the_published_lengths(wallet: Wallet, tag: int, length: int) -> None:
    card = social(wallet)
    card(SELECT_SSSE)
    card(bytes.fromhex("00A4020002EF06"))
    records = [card(bytes([0, 0xB2, number, 4, length])) for number in range(1, 8)]
    assert [record[0] for record in records if record[-2:] == b"\x90\x00" and record[0] == tag] == [tag]


def test_a_wrong_length_is_answered_with_the_right_one(wallet: Wallet) -> None:
    card = social(wallet)
    card(bytes.fromhex("00A4020002EF05"))
    assert card(bytes.fromhex("00B2010400")) == bytes.fromhex("6C12")


def test_page_zero_has_both_lengths_and_the_text(wallet: Wallet) -> None:
    data = wallet["wu_ji"].data
    assert data is not None
    page = ResidentCardOnSamReader(data)(bytes.fromhex("FFB0000000"))
    assert len(page) == 4 + 256 + 2
    assert page.startswith(bytes.fromhex("01000400" + "3454" + "42D8B7DF" + "2000" * 12 + "3100" + "30003100"))


def test_the_pages_hold_the_whole_photo(wallet: Wallet) -> None:
    data = wallet["wu_ji"].data
    assert data is not None
    card = ResidentCardOnSamReader(data)
    lengths = [len(card(bytes([0xFF, 0xB0, page, 0, 0]))) - 2 for page in range(6)]
    assert lengths == [260, 256, 256, 256, 256, 4]


def test_the_readers_atr_ends_in_9000_as_the_only_published_reader_does() -> None:
    assert RESIDENT_ATR.hex()[26:30] == "9000"


def test_the_plain_readers_atr_is_the_one_in_the_smartcard_list() -> None:
    assert bytes.fromhex("3B888001D10386050080800058") == RESIDENT_PLAIN_ATR


def test_a_name_that_does_not_fit_is_refused(wallet: Wallet) -> None:
    data = wallet["social_long"].data
    assert data is not None
    with pytest.raises(ValueError, match="name does not fit"):
        card_text(replace(data, kind=CardKind.RESIDENT))


def test_a_card_of_another_kind_carries_no_such_text(wallet: Wallet) -> None:
    data = wallet["social"].data
    assert data is not None
    with pytest.raises(ValueError, match="carries no such text"):
        card_text(data)


@pytest.mark.parametrize(
    ("key", "offset", "published"),
    [
        ("hong_kong", 220, "H99000123"),
        ("hong_kong", 238, "01"),
        ("hong_kong", 248, "J"),
        ("foreigner_2017", 0, "MARTIN, SAMPLE JOHN"),
        ("foreigner_2017", 120, "1CAN330185020313CAN马示范"),
        ("foreigner_2017", 220, "19850203011500I"),
        ("foreigner_2023", 52, "MONTGOMERY-FITZWILLIAM, ALEXANDRINA93325019870817042X"),
        ("foreigner_2023", 220, " ELIZABETHAFRAY"),
    ],
)
def test_the_sister_cards_have_their_fields_where_they_are_published(
    wallet: Wallet, key: str, offset: int, published: str
) -> None:
    data = wallet[key].data
    assert data is not None
    text = card_text(data)
    assert len(text) == 256
    assert text[offset:].startswith(published.encode("utf-16-le"))


def test_a_good_card_must_say_something() -> None:
    with pytest.raises(ValueError, match="says nothing"):
        virtual_card(WalletCard("empty", {}, None, Behaviour.GOOD))
