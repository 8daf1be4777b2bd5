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

from kiosk.catalogue.model import Service, Source
from kiosk.people.identity import Identity
from kiosk.wording import Language


class Step(StrEnum):
    """What the citizen is doing; each has one screen."""

    WELCOME = "welcome"  # choose a service
    GUIDE = "guide"  # what it is, what to bring, how long, what it costs, how many trips
    IDENTIFY = "identify"
    FORM = "form"
    MATERIALS = "materials"  # scan one material after the other
    CHECK = "check"  # everything that is still missing, told at once
    CONFIRM = "confirm"  # all that will be handed in, and the declaration
    HAND_IN = "hand_in"  # the machine works
    RECEIPT = "receipt"
    GOODBYE = "goodbye"


class Busy(StrEnum):
    """What the machine is doing for the citizen right now."""

    READING_CARD = "reading_card"
    JUDGING_PAGE = "judging_page"
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


@dataclass(frozen=True, slots=True)
class Page:
    """One accepted page of a material: the picture (JPEG) and the PDF page made of it, watermarked."""

    jpeg: bytes = dataclasses.field(repr=False)
    pdf: bytes = dataclasses.field(repr=False)
    sha256: str  # of `pdf`, hex


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something did not work and the citizen is told: words are found by `error-<code>.citizen`."""

    code: str
    device: str | None = None
    lasting: bool = False  # it is over by itself when the device works again


class Problem(StrEnum):
    """What a finding of the pre-check is about."""

    MISSING = "missing"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    MALFORMED = "malformed"
    OUT_OF_RANGE = "out_of_range"
    FORBIDDEN_WORD = "forbidden_word"
    MISSING_MATERIAL = "missing_material"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that stands against handing in. Exactly one of `field` and `material` is set.

    Words: `finding-<problem>`, with `name` and `detail` as data.
    """

    problem: Problem
    field: str | None = None
    material: str | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class HandIn:
    """What became of the case. `received` false: kept by this machine, not yet at the office."""

    received: bool
    number: str  # the office's case number, or this machine's provisional one
    at: datetime
    code: str = dataclasses.field(repr=False)  # the signed text that the receipt's QR code carries
    promised_by: date | None = None  # when the office will have decided; None: at once, or it sets no limit
    result_pdf: bytes | None = dataclasses.field(default=None, repr=False)  # a proof that was issued at once


class Printed(StrEnum):
    NOT_YET = "not_yet"
    DONE = "done"
    FAILED = "failed"  # the trouble says why; the number is shown on the screen instead


def _nothing() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class VisitState:
    step: Step = Step.WELCOME
    language: Language = Language.ZH
    service: Service | None = None
    started_at: datetime | None = None
    identity: Identity | None = None
    values: Mapping[str, Value] = dataclasses.field(default_factory=_nothing, repr=False)  # by field code
    field: str | None = None  # the form field being edited
    pages: Mapping[str, tuple[Page, ...]] = dataclasses.field(default_factory=_nothing, repr=False)  # by material code
    material: str | None = None  # the material being scanned
    busy: Busy | None = None
    trouble: Trouble | None = None
    hand_in: HandIn | None = None
    card_in: bool = False  # a card is in the reader
    printed: Printed = Printed.NOT_YET  # the receipt
    proof: Printed | None = None  # the document that was issued at once; None: there is none
    cancelling: bool = False  # "really end?" is being asked
    seconds_left: int | None = None  # the idle countdown, when it runs
    end: EndReason | None = None
