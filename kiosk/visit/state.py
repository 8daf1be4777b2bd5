"""One citizen's visit at one moment: an immutable value that the screens show and the route is computed from.

Everything personal of a visit hangs here or on the `Visit` that holds it. No window, no driver, no clock.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from kiosk.catalogue.model import Delivery, Service, Source, Words
from kiosk.people.identity import Identity
from kiosk.wording import Language


class Step(StrEnum):
    """What the citizen is doing; each has one screen. The order is that of a visit; which apply, `route` says."""

    WELCOME = "welcome"  # choose a service, or lists, progress, a case to go on with
    LISTS = "lists"  # 四张清单 and guides, readable by anybody
    RESUME = "resume"  # the code of a case that was begun is shown to the machine
    SITUATION = "situation"  # 情形: one question after the other
    GUIDE = "guide"  # the exact list, how long, what it costs, how many trips
    REFUSED = "refused"  # a condition is not met: why, by which rule, and what can be done instead
    PRIVACY = "privacy"  # what is done with the data, and consent where it is needed
    IDENTIFY = "identify"  # one card after the other, then the look of a staff member
    PROGRESS = "progress"  # the cases of this person
    FORM = "form"
    MATERIALS = "materials"  # scan one material after the other
    CHECK = "check"  # everything that is still missing, told at once
    SIGN = "sign"  # each document to its end, then the pad
    PAY = "pay"
    DELIVERY = "delivery"  # how the result comes
    CONFIRM = "confirm"  # all that will be handed in, and the declaration
    HAND_IN = "hand_in"  # the machine works
    RECEIPT = "receipt"
    RATE = "rate"  # 好差评
    LEAVE = "leave"  # what is taken along without a hand-in: the one-time notice, or the window ticket
    GOODBYE = "goodbye"


class Busy(StrEnum):
    """What the machine is doing for the citizen right now."""

    READING_CARD = "reading_card"
    JUDGING_PAGE = "judging_page"
    LOOKING_UP = "looking_up"  # the registers are asked
    COMPOSING = "composing"  # the documents are made
    ASKING_OFFICE = "asking_office"  # a draft, a payment, the progress
    HANDING_IN = "handing_in"
    PRINTING = "printing"


class EndReason(StrEnum):
    DONE = "done"
    CANCELLED = "cancelled"
    IDLE = "idle"
    CRASHED = "crashed"
    STOPPED = "stopped"  # the keeper or a technician ended it


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
    """How the result comes. `name`, `phone`, `address`: of a parcel."""

    way: Delivery
    name: str = dataclasses.field(default="", repr=False)
    phone: str = dataclasses.field(default="", repr=False)
    address: str = dataclasses.field(default="", repr=False)


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


class Printed(StrEnum):
    NOT_YET = "not_yet"
    DONE = "done"
    FAILED = "failed"  # the trouble says why; the number is shown on the screen instead


def _nothing() -> Mapping[Any, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class VisitState:
    step: Step = Step.WELCOME
    language: Language = Language.ZH
    service: Service | None = None
    started_at: datetime | None = None
    key: UUID | None = None  # of this case's payment; the same after a pause
    consents: tuple[Consent, ...] = ()
    identity: Identity | None = None
    presence: Presence | None = None
    people: Mapping[str, Identity] = dataclasses.field(default_factory=_nothing, repr=False)  # by role
    role: str | None = None  # whose card is wanted now; None: the applicant's
    helper: Helper | None = None
    helped_by: str = ""  # number of the helper who typed, also after he has gone
    values: Mapping[str, Value] = dataclasses.field(default_factory=_nothing, repr=False)  # by field code
    field: str | None = None  # the form field or question being edited
    records: Mapping[Inquiry, Record] = dataclasses.field(default_factory=_nothing, repr=False)
    pages: Mapping[str, tuple[Page, ...]] = dataclasses.field(default_factory=_nothing, repr=False)  # by material code
    readings: Mapping[str, tuple[Finding, ...]] = dataclasses.field(default_factory=_nothing)  # what was read, by code
    promises: Mapping[str, Promise] = dataclasses.field(default_factory=_nothing)  # by material code
    material: str | None = None  # the material being scanned
    papers: Mapping[str, Paper] = dataclasses.field(default_factory=_nothing, repr=False)  # by material code
    paper: str | None = None  # the document being read and signed
    payment: Payment | None = None
    delivery: DeliveryChoice | None = None
    draft: Draft | None = None
    draft_id: str = ""  # of the draft that this visit took up
    attendances: tuple[Attendance, ...] = ()  # those before this one
    supplements: str | None = None  # the case number that this visit adds to
    cases: tuple[CaseProgress, ...] | None = None  # None: not asked yet
    busy: Busy | None = None
    trouble: Trouble | None = None
    hand_in: HandIn | None = None
    rated: int | None = None  # GB/T 39046-2020 A.8: 1 best, 5 worst
    card_in: bool = False  # a card is in the reader
    printed: Printed = Printed.NOT_YET  # the receipt, the notice or the ticket
    proof: Printed | None = None  # the document that was issued at once; None: there is none
    cancelling: bool = False  # "really end?" is being asked
    seconds_left: int | None = None  # the idle countdown, when it runs
    end: EndReason | None = None
