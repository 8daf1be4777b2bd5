"""What a visit gathers: answers, pages, what registers said, promises, papers, payments; each a small frozen value.

Everything personal hides from a repr. Where a visit is, and all of it together, stands in `state`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from kiosk.catalogue.model import Delivery, Source, Words


@dataclass(frozen=True, slots=True)
class Value:
    """What is known for one field, and from where."""

    text: str = dataclasses.field(repr=False)
    source: Source
    helped: bool = False  # a helper typed it


@dataclass(frozen=True, slots=True)
class Page:
    """One accepted page of a material: the picture (JPEG) and the PDF page made of it, watermarked."""

    jpeg: bytes = dataclasses.field(repr=False)
    pdf: bytes = dataclasses.field(repr=False)
    sha256: str  # of `pdf`, hex
    plain: bytes = dataclasses.field(default=b"", repr=False)  # the picture without the mark, to be read in this visit


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something did not work and the citizen is told: words are found by `error-<code>.citizen`."""

    code: str
    device: str | None = None
    lasting: bool = False  # it is over by itself when the device works again


class Problem(StrEnum):
    """What a finding of the pre-check is about."""

    NOT_OUR_COMPETENCE = "not_our_competence"
    NOT_MET = "not_met"
    MISSING = "missing"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    TOO_FEW = "too_few"
    TOO_MANY = "too_many"
    MALFORMED = "malformed"
    OUT_OF_RANGE = "out_of_range"
    FORBIDDEN_WORD = "forbidden_word"
    CONTRADICTS = "contradicts"  # a card, a register, or another field says something else
    MISSING_PERSON = "missing_person"
    MISSING_MATERIAL = "missing_material"
    ILLEGIBLE = "illegible"
    WRONG_KIND = "wrong_kind"
    EXPIRED = "expired"
    UNSIGNED = "unsigned"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands against handing in. Exactly one of `condition`, `field`, `role` and `material` is set.

    Words: `finding-<problem>`, with `name` and `detail` as data. `rule`: the law or the standard that it comes from,
    in the catalogue's words.
    """

    problem: Problem
    condition: str | None = None
    field: str | None = None
    role: str | None = None
    material: str | None = None
    detail: str = ""
    row: int | None = None  # of a list, from 0
    column: str | None = None
    rule: Words | None = None


class Outcome(StrEnum):
    """What the pre-check comes to (行政许可法 Art. 32)."""

    NOT_OUR_COMPETENCE = "not_our_competence"
    NOT_MET = "not_met"
    CORRECTABLE = "correctable"  # 可以当场更正的错误
    INCOMPLETE = "incomplete"
    ACCEPTABLE = "acceptable"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One question to a register: by a person's number, or by answers of the form."""

    register: str
    number: str = dataclasses.field(default="", repr=False)
    by: tuple[tuple[str, str], ...] = dataclasses.field(default=(), repr=False)


class Found(StrEnum):
    """How a register answered."""

    HIT = "hit"
    MISS = "miss"
    DOWN = "down"  # no answer: no miss
    CONTRADICTS = "contradicts"  # its record names another person than the card: not to be relied on


@dataclass(frozen=True, slots=True)
class Record:
    """What a register said. `entries`: one or several records by key; none unless it is a hit."""

    found: Found
    entries: tuple[Mapping[str, str], ...] = dataclasses.field(default=(), repr=False)
    as_of: date | None = None


class Standing(StrEnum):
    """How a material stands in this case."""

    CARD = "card"
    SHARED = "shared"
    EARLIER = "earlier"
    GENERATED = "generated"  # signed, where it must be
    SCANNED = "scanned"
    DEFERRED = "deferred"  # 容缺: promised for a day
    COMMITTED = "committed"  # 告知承诺: replaced by a promise
    OFFICE_FETCHES = "office_fetches"  # a register was down, or may not be asked of the citizen: the office gets it
    LEFT_OUT = "left_out"  # optional, or another of its group is here
    EXPECTED = "expected"  # the card, a register or this machine has still to supply it
    WANTED = "wanted"


class PromiseKind(StrEnum):
    DEFERRED = "deferred"
    COMMITTED = "committed"
    FETCH = "fetch"  # the register was down and the paper is not at hand


@dataclass(frozen=True, slots=True)
class Promise:
    """Instead of a paper. `due`: of a deferral."""

    kind: PromiseKind
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """同意: what was agreed to, by the digest of the very words. `kind`: privacy, sensitive, helper."""

    kind: str
    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that was made here: as it was shown, and as it was signed."""

    material: str
    pdf: bytes = dataclasses.field(repr=False)
    sha256: str  # of `pdf`
    made_from: str = dataclasses.field(repr=False)  # digest of what went into it: when that changes it is void
    pictures: tuple[bytes, ...] = dataclasses.field(default=(), repr=False)  # PNG of each page
    read: bool = False  # shown to its end
    signed_by: tuple[str, ...] = ()  # roles, in the order of their signing
    wanted_from: tuple[str, ...] = ()  # roles that must sign

    @property
    def next_signer(self) -> str | None:
        return next((role for role in self.wanted_from if role not in self.signed_by), None)

    @property
    def complete(self) -> bool:
        return self.read and self.next_signer is None


class PaymentState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    LATER = "later"  # the citizen pays within the days that the law gives


@dataclass(frozen=True, slots=True)
class Payment:
    """缴款: an order of the office (GB/T 39046), paid on the own phone. `amount`: yuan, as the office says."""

    order: str
    amount: str
    code: str  # the text of the QR code
    state: PaymentState
    kind: str  # fee or fine
    voucher: str = ""  # number of the electronic receipt, once paid
    pay_by: date | None = None


@dataclass(frozen=True, slots=True)
class DeliveryChoice:
    """How the result comes. `name`, `phone`, `address`: of a parcel. `helped`: a helper chose or typed it."""

    way: Delivery
    name: str = dataclasses.field(default="", repr=False)
    phone: str = dataclasses.field(default="", repr=False)
    address: str = dataclasses.field(default="", repr=False)
    helped: bool = False


@dataclass(frozen=True, slots=True)
class Helper:
    """帮办: a person of the hall or village who badged in. `agreed`: the citizen said yes on the screen."""

    number: str
    agreed: bool = False


class DraftKind(StrEnum):
    NOTICE = "notice"  # 一次性告知单
    TICKET = "ticket"  # 窗口联系单


@dataclass(frozen=True, slots=True)
class Draft:
    """A case that waits. `code` opens it; `at_office` False: it is still on this machine and goes up later."""

    kind: DraftKind
    code: str = dataclasses.field(repr=False)
    short: str  # the part of the code that people say to each other
    until: date
    at_office: bool


class Presence(StrEnum):
    """How far it is sure that the card's holder stands here."""

    CARD = "card"  # L1
    STAFF = "staff"  # L2: a staff member looked
    PHONE = "phone"  # L2: a code of the citizen's phone app


@dataclass(frozen=True, slots=True)
class Attendance:
    """One time that somebody came for this case, to a kiosk or a desk."""

    place: str
    day: date


@dataclass(frozen=True, slots=True)
class SubCase:
    """One case inside a life event, or one station on the way."""

    name: Words
    number: str
    state: str
    promised_by: date | None = None


@dataclass(frozen=True, slots=True)
class CaseProgress:
    """How far a case of this person is."""

    number: str
    item_code: str
    state: str
    handed_in: date
    promised_by: date | None
    sub_cases: tuple[SubCase, ...] = ()
    wanted: tuple[str, ...] = ()  # materials that were promised and are due
    due: date | None = None


@dataclass(frozen=True, slots=True)
class HandIn:
    """What became of the case. `received` false: kept by this machine, not yet at the office."""

    received: bool
    number: str  # the office's case number, or this machine's provisional one
    at: datetime
    code: str = dataclasses.field(repr=False)  # the signed text that the receipt's QR code carries
    promised_by: date | None = None  # when the office will have decided; None: at once, or it sets no limit
    result_pdf: bytes | None = dataclasses.field(default=None, repr=False)  # a proof that was issued at once
    sub_cases: tuple[SubCase, ...] = ()
