"""A card identifies a person exactly as it says, or not at all and says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from devices.card.api import CardData, CardKind
from kiosk.people.identify import IdentityProblem, identify
from kiosk.people.identity import Identity
from kiosk.people.tables import ETHNICITIES, SEXES

TODAY = date(2026, 11, 23)
CARD = CardData(
    kind=CardKind.RESIDENT,
    name="李䶮𠮷",
    number="330199199001011233",
    sex="1",
    ethnicity="01",
    birth=date(1990, 1, 1),
    address="示例省示例县小河路 1 号",
    valid_from=date(2016, 11, 24),
    valid_to=TODAY,
)


def test_a_person_is_exactly_who_the_card_says() -> None:
    who = identify(CARD, TODAY)
    assert isinstance(who, Identity)
    assert (who.name, who.number, who.birth) == ("李䶮𠮷", "330199199001011233", date(1990, 1, 1))
    assert (who.sex, who.ethnicity, who.address) == ("1", "01", "示例省示例县小河路 1 号")


def test_a_card_that_does_not_tell_the_birthday_identifies_by_its_number() -> None:
    who = identify(replace(CARD, kind=CardKind.SOCIAL_SECURITY, birth=None, address="", valid_to=None), TODAY)
    assert isinstance(who, Identity)
    assert who.birth == date(1990, 1, 1)


def test_a_card_that_never_expires_identifies() -> None:
    assert isinstance(identify(replace(CARD, valid_to=None, long_term=True), TODAY), Identity)


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        (CardKind.RESIDENCE_PERMIT, "810000198506150012"),
        (CardKind.RESIDENCE_PERMIT, "830000198506150024"),
        (CardKind.PERMANENT_RESIDENT_2023, "911384198506150010"),
    ],
)
def test_a_permit_with_an_18_digit_number_identifies(kind: CardKind, number: str) -> None:
    card = CardData(kind=kind, name="陈大文", number=number, birth=date(1985, 6, 15), valid_to=TODAY)
    who = identify(card, TODAY)
    assert isinstance(who, Identity)
    assert (who.kind, who.number, who.birth) == (kind, number, date(1985, 6, 15))


def test_a_foreigner_without_a_chinese_name_is_called_by_the_latin_one() -> None:
    card = CardData(
        CardKind.PERMANENT_RESIDENT_2023, name="", number="911384198506150010", name_latin="MUSTERMANN ERIKA"
    )
    who = identify(card, TODAY)
    assert isinstance(who, Identity)
    assert who.name == "MUSTERMANN ERIKA"


@pytest.mark.parametrize("kind", [CardKind.RESIDENCE_PERMIT, CardKind.PERMANENT_RESIDENT_2023])
def test_a_permit_with_the_number_of_another_kind_identifies_nobody(kind: CardKind) -> None:
    assert identify(replace(CARD, kind=kind), TODAY) is IdentityProblem.NUMBER_INVALID


@pytest.mark.parametrize("kind", CardKind)
def test_a_card_that_says_nothing_at_all_identifies_nobody(kind: CardKind) -> None:
    assert isinstance(identify(CardData(kind, name="", number=""), TODAY), IdentityProblem)


@pytest.mark.parametrize("kind", [CardKind.PERMANENT_RESIDENT_2017, CardKind.TRAVEL_PERMIT, CardKind.PASSPORT])
def test_a_document_with_another_kind_of_number_is_not_taken(kind: CardKind) -> None:
    assert identify(replace(CARD, kind=kind), TODAY) is IdentityProblem.KIND_NOT_TAKEN


def test_a_card_holds_to_the_end_of_its_last_day() -> None:
    assert isinstance(identify(replace(CARD, valid_to=date(2026, 11, 23)), TODAY), Identity)
    assert identify(replace(CARD, valid_to=date(2026, 11, 22)), TODAY) is IdentityProblem.CARD_EXPIRED


@pytest.mark.parametrize(
    ("card", "problem"),
    [
        (replace(CARD, number="330199199001011234"), IdentityProblem.NUMBER_INVALID),
        (replace(CARD, number=""), IdentityProblem.NUMBER_INVALID),
        (replace(CARD, birth=date(1990, 1, 2)), IdentityProblem.BIRTH_CONTRADICTS),
        (replace(CARD, name="   "), IdentityProblem.NAME_MISSING),
        (replace(CARD, name="李\x00"), IdentityProblem.NAME_UNREADABLE),
        (replace(CARD, name="李" * 51), IdentityProblem.NAME_UNREADABLE),
    ],
)
def test_a_card_that_identifies_nobody_says_why(card: CardData, problem: IdentityProblem) -> None:
    assert identify(card, TODAY) is problem


def test_nothing_of_a_person_is_in_the_repr() -> None:
    told = repr(identify(CARD, TODAY))
    assert "李" not in told
    assert "330199" not in told
    assert "1990" not in told


def test_all_56_peoples_have_a_word_in_both_languages() -> None:
    assert list(ETHNICITIES) == [f"{n:02d}" for n in range(1, 57)] + ["97", "98"]
    assert (ETHNICITIES["05"].zh, ETHNICITIES["98"].zh) == ("维吾尔", "外国血统中国籍人士")
    assert (ETHNICITIES["04"].en, ETHNICITIES["98"].en) == ("Tibetan (Zang)", "Chinese citizen of foreign descent")


def test_the_sexes_have_words_in_both_languages() -> None:
    assert {code: (words.zh, words.en) for code, words in SEXES.items()} == {
        "0": ("未知", "unknown"),
        "1": ("男", "male"),
        "2": ("女", "female"),
        "9": ("未说明", "not stated"),
    }
