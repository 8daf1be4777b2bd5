"""The form as data: one `FormField` for each thing that the office must know."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import Field

from kiosk.catalogue.base import Key, Mistake, Model, Text, Words
from kiosk.catalogue.moments import day_of, month_of


class Source(StrEnum):
    """The rungs of the source ladder, and the provenance of each value."""

    CARD = "card"
    SHARED = "shared"  # from a register, over the data-sharing platform
    EARLIER = "earlier"  # said or scanned before in this visit
    GENERATED = "generated"  # made by this machine from the form
    SCAN = "scan"
    CITIZEN = "citizen"


class When(Model):
    """True when the field is visible and its answer is (of several: contains) one of these option codes."""

    field: Key
    is_: tuple[str, ...] = Field(alias="is", min_length=1)


class Option(Model):
    code: Key
    text: Words


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PHONE = "phone"
    ID_NUMBER = "id_number"
    DATE = "date"
    MONTH = "month"
    CHOICE = "choice"
    CHOICES = "choices"
    ADDRESS = "address"
    NAME = "name"


_ANY_DAY = date(2000, 1, 1)  # whether a text names a day at all does not hang on the day
_DATED = {FieldType.DATE: day_of, FieldType.MONTH: month_of}
_CHOSEN = (FieldType.CHOICE, FieldType.CHOICES)
_COUNTED = (FieldType.NUMBER, FieldType.MONEY)
_ON_EVERY_CARD = ("name", "number", "birth")


class FormField(Model):
    """One thing that the office must know. `sources` are tried in order; `citizen` asks.

    A value is always text: an option's code, several codes joined by commas, `YYYY-MM-DD`, `YYYY-MM`, digits.
    `earliest`, `latest` and the default of a date are written as in `moments`. A default is offered, never hidden.
    """

    code: Key
    type: FieldType
    label: Words
    hint: Words | None = None
    sources: tuple[Source, ...] = Field(min_length=1)
    card_field: Literal["name", "number", "sex", "ethnicity", "birth", "address"] | None = None
    required: bool = True
    personal: bool = True
    options: tuple[Option, ...] = ()
    default: str | None = None
    min_length: int = Field(default=0, ge=0)
    max_length: int = Field(default=100, gt=0)
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    earliest: str | None = None
    latest: str | None = None
    not_before: Key | None = None  # another date field, answered earlier, that this one may not precede
    forbidden_words: tuple[Text, ...] = ()
    visible_when: When | None = None

    @property
    def asks(self) -> bool:
        """The citizen may answer, or change, this field."""
        return Source.CITIZEN in self.sources

    def mistakes(self) -> Iterator[Mistake]:
        if (Source.CARD in self.sources) != (self.card_field is not None):
            yield "card_field", "stands exactly where `card` is among the sources"
        if self.required and set(self.sources) == {Source.CARD} and self.card_field not in _ON_EVERY_CARD:
            yield "sources", f"not every card tells {self.card_field}: add `citizen`, or nobody can supply it"
        if self.min_length > self.max_length:
            yield "min_length", "is more than max_length"
        yield from self._options_and_default()
        yield from self._limits()

    def _options_and_default(self) -> Iterator[Mistake]:
        codes = [option.code for option in self.options]
        if (self.type in _CHOSEN) != bool(codes):
            yield "options", "stand exactly where the type is choice or choices"
        for code in sorted({c for c in codes if codes.count(c) > 1}):
            yield "options", f"{code!r} is there twice"
        if self.default is None:
            return
        if self.type in _CHOSEN:
            chosen = self.default.split(",") if self.type is FieldType.CHOICES else [self.default]
            for code in chosen:
                if code not in codes:
                    yield "default", f"{code!r} is not among the options ({', '.join(codes)})"
        if self.type in _DATED and _DATED[self.type](self.default, _ANY_DAY) is None:
            yield "default", f"{self.default!r} is no {self.type} (see moments)"

    def _limits(self) -> Iterator[Mistake]:
        for key in ("minimum", "maximum"):
            if (self.type in _COUNTED) != (getattr(self, key) is not None):
                yield key, "stands exactly where the type is number or money"
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            yield "minimum", "is more than maximum"
        for key in ("earliest", "latest"):
            text: str | None = getattr(self, key)
            if (self.type in _DATED) != (text is not None):
                yield key, "stands exactly where the type is date or month"
            elif text is not None and _DATED[self.type](text, _ANY_DAY) is None:
                yield key, f"{text!r} is no {self.type} (see moments)"
        if self.not_before is not None and self.type not in _DATED:
            yield "not_before", "stands only where the type is date or month"
