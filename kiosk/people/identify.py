"""From what a card said, unjudged, to a person whom the visit may rely on, or to the reason why not."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import assert_never

from devices.card.api import CardData, CardKind
from kiosk.people.identity import Identity
from kiosk.people.names import NameProblem, name_problem
from kiosk.people.numbers import birth_of, number_problem


class IdentityProblem(StrEnum):
    """Why a card that was read does not identify anybody. Each is a trouble code with words of its own."""

    KIND_NOT_TAKEN = "kind_not_taken"  # a genuine document, but not of those that identify here
    NUMBER_INVALID = "number_invalid"
    BIRTH_CONTRADICTS = "birth_contradicts"  # the card's birthday is not the one in its number
    NAME_MISSING = "name_missing"
    NAME_UNREADABLE = "name_unreadable"
    CARD_EXPIRED = "card_expired"


def identify(card: CardData, today: date, *, accept_expired: bool = False) -> Identity | IdentityProblem:
    """The person a card names. Name and number stay exactly as the card says them. A card holds to its last day.

    `accept_expired`: for queries, and the renewal of that very card.

    Only documents whose number is built as GB 11643 says can identify: whoever has another one is told another way.
    """
    beginnings = _number_begins(card.kind)
    if beginnings is None:
        return IdentityProblem.KIND_NOT_TAKEN
    if number_problem(card.number, today) is not None or not card.number.startswith(beginnings):
        return IdentityProblem.NUMBER_INVALID
    birth = birth_of(card.number)
    if card.birth is not None and card.birth != birth:
        return IdentityProblem.BIRTH_CONTRADICTS
    name = card.name or card.name_latin  # a foreigner's card need not bear a Chinese name
    match name_problem(name):
        case None:
            pass
        case NameProblem.EMPTY:
            return IdentityProblem.NAME_MISSING
        case NameProblem.TOO_LONG | NameProblem.WRONG_CHARACTER:
            return IdentityProblem.NAME_UNREADABLE
        case problem:
            assert_never(problem)
    if card.valid_to is not None and card.valid_to < today and not accept_expired:
        return IdentityProblem.CARD_EXPIRED
    return Identity(
        kind=card.kind,
        name=name,
        number=card.number,
        birth=birth,
        sex=card.sex,
        ethnicity=card.ethnicity,
        address=card.address,
        valid_to=card.valid_to,
    )


def _number_begins(kind: CardKind) -> tuple[str, ...] | None:
    """How the 18-character number of such a card begins; None: it has another kind of number."""
    match kind:
        case CardKind.RESIDENT | CardKind.SOCIAL_SECURITY:
            return ("",)
        case CardKind.RESIDENCE_PERMIT:
            return ("81", "82", "83")  # Hong Kong, Macao, Taiwan
        case CardKind.PERMANENT_RESIDENT_2023:
            return ("9",)
        case CardKind.PERMANENT_RESIDENT_2017 | CardKind.TRAVEL_PERMIT | CardKind.PASSPORT:
            return None
        case _:
            assert_never(kind)
