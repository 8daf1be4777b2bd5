"""The wallet: every card of it is right in form, and there is one for every trouble."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest
from stdnum.cn import ric

from devices.card.api import CardKind
from devices.card.emrtd.mrz import check_digit
from devices.simulated.wallet import Behaviour, WalletCard

Wallet = Mapping[str, WalletCard]
TODAY = date(2026, 11, 23)  # of the tests' clock
GIVEN_BY_NUMBER = {"330199", "810000", "820000", "830000"}


def data_of(wallet: Wallet) -> list[tuple[str, CardKind, str]]:
    return [(key, card.data.kind, card.data.number) for key, card in wallet.items() if card.data]


def test_there_are_cards_enough(wallet: Wallet) -> None:
    assert len(wallet) >= 20
    assert {card.data.kind for card in wallet.values() if card.data} == set(CardKind)
    assert {card.behaviour for card in wallet.values()} == set(Behaviour)


def test_every_number_of_18_characters_is_valid_in_form_and_of_nobodys_region(wallet: Wallet) -> None:
    numbers = {key: number for key, _, number in data_of(wallet) if len(number) == 18 and key != "bad_check"}
    assert all(number[17] == ric.calc_check_digit(number) for number in numbers.values())
    assert {number[:6] for number in numbers.values() if number[0] != "9"} == GIVEN_BY_NUMBER


def test_the_card_with_a_wrong_check_digit_has_one(wallet: Wallet) -> None:
    data = wallet["bad_check"].data
    assert data is not None
    assert data.number[17] != ric.calc_check_digit(data.number)


def test_the_number_of_2017_ends_in_its_check_digit(wallet: Wallet) -> None:
    data = wallet["foreigner_2017"].data
    assert data is not None
    assert check_digit(data.number[:14]) == data.number[14]


def test_the_birthday_is_the_one_in_the_number(wallet: Wallet) -> None:
    for card in wallet.values():
        if card.data and len(card.data.number) == 18:
            assert card.data.birth is not None
            assert f"{card.data.birth:%Y%m%d}" == card.data.number[6:14]
            assert (int(card.data.number[16]) % 2 == 1) is (card.data.sex == "1")


def test_one_card_has_expired_and_one_is_about_to(wallet: Wallet) -> None:
    expired, expiring = wallet["expired"].data, wallet["expiring"].data
    assert expired is not None
    assert expiring is not None
    assert expired.valid_to is not None
    assert expiring.valid_to is not None
    assert expired.valid_to < TODAY
    assert 0 < (expiring.valid_to - TODAY).days <= 31


def test_a_travel_document_opens_by_its_zone_and_by_its_access_number(wallet: Wallet) -> None:
    bac, pace = wallet["permit_hong_kong"].secret, wallet["permit_taiwan"].secret
    assert bac is not None
    assert pace is not None
    assert (bac.mrz, bac.can) == ("H990123458" + "9005064" + "3105054", "")
    assert pace.can == "314159"


def test_other_cards_have_no_secret(wallet: Wallet) -> None:
    assert wallet["chen_wen"].secret is None
    assert wallet["mute"].secret is None


def test_a_picture_is_a_file_beside_the_wallet(wallet: Wallet) -> None:
    data = wallet["passport"].data
    assert data is not None
    assert data.photo.startswith(b"\xff\xd8")


@pytest.mark.parametrize("key", ["permit_taiwan", "passport"])
def test_no_secret_is_shown_when_a_card_is_printed(wallet: Wallet, key: str) -> None:
    assert "314159" not in repr(wallet[key])
    assert "UT99" not in repr(wallet[key].secret)
