"""One citizen's visit at one moment: an immutable value that the screens show and the route is computed from.

Everything personal of a visit hangs here or on the `Visit` that holds it. No window, no driver, no clock.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from kiosk.catalogue.model import Service
from kiosk.people.identity import Identity
from kiosk.visit.case import Attendance as Attendance
from kiosk.visit.case import CaseProgress as CaseProgress
from kiosk.visit.case import Consent as Consent
from kiosk.visit.case import DeliveryChoice as DeliveryChoice
from kiosk.visit.case import Draft as Draft
from kiosk.visit.case import DraftKind as DraftKind
from kiosk.visit.case import Finding as Finding
from kiosk.visit.case import Found as Found
from kiosk.visit.case import HandIn as HandIn
from kiosk.visit.case import Helper as Helper
from kiosk.visit.case import Inquiry as Inquiry
from kiosk.visit.case import Outcome as Outcome
from kiosk.visit.case import Page as Page
from kiosk.visit.case import Paper as Paper
from kiosk.visit.case import Payment as Payment
from kiosk.visit.case import PaymentState as PaymentState
from kiosk.visit.case import Presence as Presence
from kiosk.visit.case import Problem as Problem
from kiosk.visit.case import Promise as Promise
from kiosk.visit.case import PromiseKind as PromiseKind
from kiosk.visit.case import Record as Record
from kiosk.visit.case import Standing as Standing
from kiosk.visit.case import SubCase as SubCase
from kiosk.visit.case import Trouble as Trouble
from kiosk.visit.case import Value as Value
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
    took: DraftKind | None = None  # at goodbye: what is taken along in place of a receipt
    end: EndReason | None = None
