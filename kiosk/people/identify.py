"""From what a card said, unjudged, to a person whom the visit may rely on, or to the reason why not."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import assert_never

from devices.card.api import CardData
from kiosk.people.identity import Identity
from kiosk.people.names import NameProblem, name_problem
from kiosk.people.numbers import birth_of, number_problem


class IdentityProblem(StrEnum):
    """Why a card that was read does not identify anybody. Each is a trouble code with words of its own."""

    NUMBER_INVALID = "number_invalid"
    BIRTH_CONTRADICTS = "birth_contradicts"  # the card's birthday is not the one in its number
    NAME_MISSING = "name_missing"
    NAME_UNREADABLE = "name_unreadable"
    CARD_EXPIRED = "card_expired"


def identify(card: CardData, today: date) -> Identity | IdentityProblem:
    """The person a card names. Name and number stay exactly as the card says them. A card holds to its last day."""
    if number_problem(card.number, today) is not None:
        return IdentityProblem.NUMBER_INVALID
    birth = birth_of(card.number)
    if card.birth is not None and card.birth != birth:
        return IdentityProblem.BIRTH_CONTRADICTS
    match name_problem(card.name):
        case None:
            pass
        case NameProblem.EMPTY:
            return IdentityProblem.NAME_MISSING
        case NameProblem.TOO_LONG | NameProblem.WRONG_CHARACTER:
            return IdentityProblem.NAME_UNREADABLE
        case problem:
            assert_never(problem)
    if card.valid_to is not None and card.valid_to < today:
        return IdentityProblem.CARD_EXPIRED
    return Identity(
        kind=card.kind,
        name=card.name,
        number=card.number,
        birth=birth,
        sex=card.sex,
        ethnicity=card.ethnicity,
        address=card.address,
        valid_to=card.valid_to,
    )
