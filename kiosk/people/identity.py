"""Who is here: what a card told, after it has been checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from devices.card.api import CardKind


@dataclass(frozen=True, slots=True)
class Identity:
    """A person, as a checked card says. The repr is redacted."""

    kind: CardKind
    name: str = field(repr=False)
    number: str = field(repr=False)  # built as GB 11643 says: 18 characters, check digit right
    birth: date = field(repr=False)
    sex: str = field(default="", repr=False)  # GB/T 2261.1
    ethnicity: str = field(default="", repr=False)  # GB/T 3304
    address: str = field(default="", repr=False)
    valid_to: date | None = field(default=None, repr=False)  # None: long-term, or the card does not say
