"""The form as data: one `FormField` for each thing that the office must know, and conditions that answers fulfil."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from kiosk.catalogue.base import Key, Mistake, Model, Text, Words
from kiosk.catalogue.moments import day_of, month_of

APPLICANT = "applicant"  # the role of whoever the matter is for, where no other is named


class Source(StrEnum):
    """The rungs of the source ladder, and the provenance of each value."""

    CARD = "card"
    SHARED = "shared"  # from a register, over the data-sharing platform
    EARLIER = "earlier"  # said or scanned before in this visit
    GENERATED = "generated"  # made by this machine from the form
    SCAN = "scan"
    CITIZEN = "citizen"


class When(Model):
    """True when the field is visible and its answer is (of several: contains) one of these codes, or none of `is_not`.

    A question that was not answered fulfils neither.
    """

    field: Key
    is_: tuple[str, ...] = Field(default=(), alias="is")
    is_not: tuple[str, ...] = ()

    def mistakes(self) -> Iterator[Mistake]:
        if bool(self.is_) == bool(self.is_not):
            yield "is", "exactly one of `is` and `is_not` says what the answer must be"


def _one_or_several(value: Any) -> Any:
    return [value] if isinstance(value, dict) else value


Whens = Annotated[tuple[When, ...], BeforeValidator(_one_or_several)]  # all of them must hold; () always does


class Lookup(Model):
    """What a register (共享数据) is asked, and which key of its answer is meant.

    `of`: whose record, by role. `by`: fields whose answers the record is found by, instead of a person's number; the
    register knows them by the same codes. Of several records a key is known only where all of them say the same.
    """

    register_: Key = Field(alias="register")
    key: Key | None = None  # None: the record as a whole, i.e. that there is one
    of: Key = APPLICANT
    by: tuple[Key, ...] = ()


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
    REGION = "region"  # a code of GB/T 2260
    ADDRESS = "address"
    NAME = "name"
    PERSON = "person"  # one record of `columns`
    LIST = "list"  # several records of `columns`


class Check(StrEnum):
    """What a number that is a text must fulfil besides its length; `checks.fits` tells."""

    CREDIT_CODE = "credit_code"  # 统一社会信用代码
    PLATE = "plate"  # 机动车号牌
    BANK_CARD = "bank_card"


_ANY_DAY = date(2000, 1, 1)  # whether a text names a day at all does not hang on the day
_DATED = {FieldType.DATE: day_of, FieldType.MONTH: month_of}
_CHOSEN = (FieldType.CHOICE, FieldType.CHOICES)
_COUNTED = (FieldType.NUMBER, FieldType.MONEY, FieldType.LIST)
_COMPOSED = (FieldType.PERSON, FieldType.LIST)
_ON_EVERY_CARD = ("name", "number", "birth")


class FormField(Model):
    """One thing that the office must know. `sources` are tried in order; `citizen` asks.

    A value is always text: an option's code, several codes joined by commas, `YYYY-MM-DD`, `YYYY-MM`, digits, the six
    digits of a region; a person is a JSON object of its columns' values by code, a list a JSON array of such objects.
    `earliest`, `latest` and the default of a date are written as in `moments`. A default is offered, never hidden.
    `minimum` and `maximum` of a list count its records.
    """

    code: Key
    type: FieldType
    label: Words
    hint: Words | None = None
    sources: tuple[Source, ...] = Field(min_length=1)
    card_field: Literal["name", "number", "sex", "ethnicity", "birth", "address"] | None = None
    of: Key = APPLICANT  # whose card
    lookup: Lookup | None = None  # where `shared` finds it
    options_from: Lookup | None = None  # a choice whose options a register names: `code` and `text` of each record
    same_as: Key | None = None  # an earlier field whose answer is taken over
    required: bool = True
    personal: bool = True
    sensitive: bool = False  # 敏感个人信息: wants a consent of its own (PIPL 28-30)
    options: tuple[Option, ...] = ()
    columns: tuple[FormField, ...] = ()
    level: Literal["province", "city", "county"] | None = None  # down to where a region is chosen
    default: str | None = None
    min_length: int = Field(default=0, ge=0)
    max_length: int = Field(default=100, gt=0)
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    earliest: str | None = None
    latest: str | None = None
    not_before: Key | None = None  # another date field, answered earlier, that this one may not precede
    forbidden_words: tuple[Text, ...] = ()
    check: Check | None = None
    visible_when: Whens = ()

    @property
    def asks(self) -> bool:
        """The citizen may answer, or change, this field."""
        return Source.CITIZEN in self.sources

    def mistakes(self) -> Iterator[Mistake]:
        for source, key in ((Source.CARD, "card_field"), (Source.SHARED, "lookup"), (Source.EARLIER, "same_as")):
            if (source in self.sources) != (getattr(self, key) is not None):
                yield key, f"stands exactly where `{source}` is among the sources"
        if Source.CITIZEN in self.sources[:-1]:
            yield "sources", "the citizen is asked last, when nothing else knows"
        if self.required and set(self.sources) == {Source.CARD} and self.card_field not in _ON_EVERY_CARD:
            yield "sources", f"not every card tells {self.card_field}: add `citizen`, or nobody can supply it"
        if self.min_length > self.max_length:
            yield "min_length", "is more than max_length"
        if (self.type is FieldType.REGION) != (self.level is not None):
            yield "level", "stands exactly where the type is region"
        if (self.type in _COMPOSED) != bool(self.columns):
            yield "columns", "stand exactly where the type is person or list"
        for column in self.columns:
            if column.columns or column.sources != (Source.CITIZEN,):
                yield "columns", f"{column.code!r}: a column is asked, and holds no records itself"
        if self.check is not None and self.type is not FieldType.TEXT:
            yield "check", "stands only where the type is text"
        yield from self._options_and_default()
        yield from self._limits()

    def _options_and_default(self) -> Iterator[Mistake]:
        codes = [option.code for option in self.options]
        if self.options_from is not None and (codes or self.type is not FieldType.CHOICE):
            yield "options_from", "stands only in a choice without options of its own"
        elif (self.type in _CHOSEN) != (bool(codes) or self.options_from is not None):
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
                yield key, "stands exactly where the type is number, money or list"
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
