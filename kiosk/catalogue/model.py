"""What can be done here: services as data, one YAML file each, typed.

A `Service` (事项) is a matter, a life event (一件事: several matters handed in at once) or an information service.
Field names follow the national exchange tables (实施清单, 2020) and GB/T 39046-2020 where they have a name for the
thing; enums are words that a clerk can read in a file, with the national code beside them. An object that exists is
right in itself: what two of its keys say never contradicts. What a whole service must fulfil stands in `lint`; how
files are read, in `loader`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Literal

from pydantic import Field

from kiosk.catalogue.base import Key, Mistake, Model
from kiosk.catalogue.base import Words as Words
from kiosk.catalogue.fields import FieldType as FieldType
from kiosk.catalogue.fields import FormField as FormField
from kiosk.catalogue.fields import Option as Option
from kiosk.catalogue.fields import Source as Source
from kiosk.catalogue.fields import When as When


class Kind(StrEnum):
    MATTER = "matter"
    LIFE_EVENT = "life_event"
    INFORMATION = "information"


class CaseType(StrEnum):
    """办件类型 (GB/T 39046-2020 A.6)."""

    IMMEDIATE = "immediate"  # 1 即办件
    PROMISED = "promised"  # 2 承诺件
    OTHER = "other"  # 9


class Applicant(StrEnum):
    """服务对象 (GB/T 39046-2020 A.4), as far as a kiosk serves them."""

    PERSON = "person"  # 1
    FIRM = "firm"  # 2
    BOTH = "both"


class IdentityLevel(IntEnum):
    NONE = 0
    CARD = 1  # L1: the card
    CARD_AND_LOOK = 2  # L2: the card and a staff member's look, or a second factor


class Necessity(StrEnum):
    """材料必要性."""

    REQUIRED = "required"  # 1
    OPTIONAL = "optional"  # 2
    DEFERRABLE = "deferrable"  # 3 容缺后补: may be supplied later, once the citizen has promised it


class MaterialForm(StrEnum):
    """材料形式."""

    PAPER = "paper"  # 1
    ELECTRONIC = "electronic"  # 2
    BOTH = "both"  # 3


class TrustLevel(StrEnum):
    """国办函〔2016〕108号: A issued by an office, B verified at a window, C uploaded by the user, D self-made."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Device(StrEnum):
    CARD_READER = "card_reader"
    CAMERA = "camera"
    RECEIPT_PRINTER = "receipt_printer"
    DOCUMENT_PRINTER = "document_printer"
    CODE_READER = "code_reader"


class Authority(Model):
    """实施主体."""

    name: Words
    credit_code: str  # GB 32100
    level: Literal["1", "2", "3", "4", "5", "6", "7"]  # 行使层级, GB/T 39046-2020 A.2


class Rule(Model):
    """One line of legal basis: what it is called and what it says in short."""

    name: Words
    article: str = ""


class Condition(Model):
    """办理条件: who may apply."""

    code: Key
    text: Words
    basis: Rule | None = None


class Material(Model):
    """材料: one paper that the office needs, and where it may come from."""

    code: Key
    name: Words
    form: MaterialForm
    necessity: Necessity
    sources: tuple[Source, ...] = Field(min_length=1)
    never_ask: bool = False  # the law forbids asking the citizen for it
    standard: Words  # what a good one looks like
    max_pages: int = Field(default=4, ge=1, le=30)
    trust: TrustLevel
    needed_when: When | None = None

    def mistakes(self) -> Iterator[Mistake]:
        asked = [str(s) for s in self.sources if s in (Source.SCAN, Source.CITIZEN)]
        if self.never_ask and asked:
            yield "never_ask", f"the law forbids asking for it, yet {' and '.join(asked)} is among the sources"
        if Source.SCAN in self.sources and self.trust in (TrustLevel.A, TrustLevel.B):
            yield "trust", "a paper scanned here is C until a clerk has seen the original"


class Time(Model):
    """A time limit. `working_days` 0 = on the spot; None = none set, and `explain` says why."""

    working_days: int | None = Field(default=None, ge=0)
    explain: Words | None = None

    def mistakes(self) -> Iterator[Mistake]:
        if self.working_days is None and self.explain is None:
            yield "explain", "no limit is set: say why"


class Visits(Model):
    """到办事现场次数 and 必须现场办理原因说明."""

    limit_scene_num: int = Field(ge=0, le=9)
    limit_scene_explain: Words | None = None

    def mistakes(self) -> Iterator[Mistake]:
        if self.limit_scene_num and self.limit_scene_explain is None:
            yield "limit_scene_explain", "people must come: say why"


class Fee(Model):
    """收费. 0 is said too."""

    amount: Decimal = Field(default=Decimal(0), ge=0, decimal_places=2)  # yuan
    basis: Rule | None = None

    def mistakes(self) -> Iterator[Mistake]:
        if self.amount and self.basis is None:
            yield "basis", "a fee needs its legal basis"


class ResultKind(StrEnum):
    PROOF = "proof"  # printed at once
    LICENCE = "licence"
    DECISION = "decision"


class Delivery(StrEnum):
    PRINT = "print"
    DOWNLOAD = "download"
    MAIL = "mail"
    WINDOW = "window"


class Result(Model):
    name: Words
    kind: ResultKind
    delivery: tuple[Delivery, ...] = Field(min_length=1)


class SubMatter(Model):
    """One matter inside a life event."""

    item_code: str
    depends_on: tuple[str, ...] = ()


class Before(Model):
    """What it took before, for the before -> after line of a life event."""

    days: int = Field(ge=0)
    trips: int = Field(ge=0)
    materials: int = Field(ge=0)


class Devices(Model):
    must: tuple[Device, ...] = ()
    nice: tuple[Device, ...] = ()


_PHONE = re.compile(r"0[0-9]{2,3}-[0-9]{3,8}")


class Phones(Model):
    consult: str
    complaint: str

    def mistakes(self) -> Iterator[Mistake]:
        for key in ("consult", "complaint"):
            if not _PHONE.fullmatch(getattr(self, key)):
                yield key, "is written with its area code, like 0571-12345"
        if self.consult == self.complaint:
            yield "complaint", "is the same as consult"


class Service(Model):
    """事项: everything the kiosk knows about one thing that can be done here."""

    item_code: str  # 实施编码, 31 characters, GB/T 39554.1-2020
    version: int = Field(ge=1)
    effective: date
    kind: Kind
    name: Words
    summary: Words
    authority: Authority
    item_type: str  # 事项类型, GB/T 39046-2020 A.1
    case_type: CaseType
    applicant: Applicant
    life_events: tuple[Key, ...] = ()
    conditions: tuple[Condition, ...] = ()
    fields: tuple[FormField, ...] = ()
    materials: tuple[Material, ...] = ()
    legal_time: Time
    promised_time: Time
    visits: Visits
    fee: Fee
    result: Result
    next_step: Words  # what happens after the hand-in
    identity: IdentityLevel
    devices: Devices
    phones: Phones
    legal_basis: tuple[Rule, ...] = Field(min_length=1)
    sub_matters: tuple[SubMatter, ...] = ()
    before: Before | None = None

    def field(self, code: str) -> FormField:
        """Raises KeyError."""
        return {f.code: f for f in self.fields}[code]

    def material(self, code: str) -> Material:
        """Raises KeyError."""
        return {m.code: m for m in self.materials}[code]
