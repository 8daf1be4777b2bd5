"""What can be done here: services as data, one YAML file each, typed.

A `Service` (事项) is a matter, a life event (一件事: several matters handed in at once) or an information service.
Field names follow the national exchange tables (实施清单, 2020) and GB/T 39046-2020 where they have a name for the
thing; enums are words that a clerk can read in a file, with the national code beside them. An object that exists is
right in itself: what two of its keys say never contradicts. What a whole service must fulfil stands in `lint`; how
files are read, in `loader`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import IntEnum, StrEnum
from typing import Literal

from pydantic import Field

from kiosk.catalogue.base import Key, Mistake, Model
from kiosk.catalogue.base import Sourced as Sourced
from kiosk.catalogue.base import Words as Words
from kiosk.catalogue.citing import in_english
from kiosk.catalogue.fields import APPLICANT as APPLICANT
from kiosk.catalogue.fields import FieldType as FieldType
from kiosk.catalogue.fields import FormField as FormField
from kiosk.catalogue.fields import Lookup as Lookup
from kiosk.catalogue.fields import Option as Option
from kiosk.catalogue.fields import Source as Source
from kiosk.catalogue.fields import When as When
from kiosk.catalogue.fields import Whens as Whens
from kiosk.catalogue.materials import Deferral as Deferral
from kiosk.catalogue.materials import Material as Material
from kiosk.catalogue.materials import MaterialForm as MaterialForm
from kiosk.catalogue.materials import Necessity as Necessity
from kiosk.catalogue.materials import TrustLevel as TrustLevel


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


class Device(StrEnum):
    CARD_READER = "card_reader"
    CAMERA = "camera"
    RECEIPT_PRINTER = "receipt_printer"
    DOCUMENT_PRINTER = "document_printer"
    CODE_READER = "code_reader"


class ReviewType(StrEnum):
    """审查类型."""

    IMMEDIATE = "immediate"  # 即审即办
    AFTER_ACCEPTANCE = "after_acceptance"  # 前审后批


class HandleForm(StrEnum):
    """办理形式 (GB/T 39046-2020 A.5). A kiosk has no code there: it is 9, with is_service_terminals."""

    WINDOW = "window"  # 1
    WEB = "web"  # 2
    MOBILE = "mobile"  # 3
    MAIL = "mail"  # 4
    KIOSK = "kiosk"  # 9


class Topic(StrEnum):
    """By what people look for a matter (主题). Those of a firm begin with `firm_`."""

    BIRTH = "birth"
    SCHOOL = "school"
    WORK = "work"
    MARRIAGE = "marriage"
    HOME = "home"
    HEALTH = "health"
    OLD_AGE = "old_age"
    DOCUMENTS = "documents"
    TRAFFIC = "traffic"
    START_BUSINESS = "start_business"
    INFORMATION = "information"
    FIRM_START = "firm_start"
    FIRM_CHANGE = "firm_change"
    FIRM_PERMIT = "firm_permit"
    FIRM_TRAFFIC = "firm_traffic"


class Authority(Model):
    """实施主体."""

    name: Words
    credit_code: str  # GB 32100
    level: Literal["1", "2", "3", "4", "5", "6", "7"]  # 行使层级, GB/T 39046-2020 A.2


class Rule(Sourced):
    """One line of legal basis: what it is called and what it says in short."""

    name: Words
    article: str = ""

    @property
    def clause(self) -> Words | None:
        return Words(zh=self.article, en=in_english(self.article)) if self.article else None

    @property
    def cited(self) -> Words:
        """The law and the article in it."""
        return Words(zh=f"{self.name.zh}{self.article}", en=f"{self.name.en} {in_english(self.article)}".strip())


class Unmet(StrEnum):
    """What it means when a condition is not met (行政许可法 Art. 32)."""

    NOT_OUR_COMPETENCE = "not_our_competence"  # 不属于本机关职权范围: another office does it
    NOT_MET = "not_met"  # 不符合条件


class Condition(Sourced):
    """办理条件: who may apply, and how this machine can tell. Of the tests at most one kind is set; none: only told.

    `refused_when`: these answers rule the citizen out. `minimum_age`, `maximum_age`: in full years, of `of`; with
    `sex` for people of this sex only. `lookup` with `is`: what the office's register must say, as the office gives it;
    with `number_of`: it must say the number of the person in this role, e.g. of the legal person of a firm.
    A register that does not answer, or knows nothing, refuses nobody.
    """

    code: Key
    text: Words
    basis: Rule | None = None
    unmet: Unmet = Unmet.NOT_MET
    way: Words | None = None  # what can be done instead
    when: Whens = ()  # the answers in which it applies at all
    refused_when: Whens = ()
    of: Key = APPLICANT
    minimum_age: int | None = Field(default=None, ge=0, le=150)
    maximum_age: int | None = Field(default=None, ge=0, le=150)
    sex: Literal["1", "2"] | None = None  # GB/T 2261.1: male, female
    lookup: Lookup | None = None
    is_: tuple[str, ...] = Field(default=(), alias="is")
    number_of: Key | None = None

    @property
    def tells_by_age(self) -> bool:
        return self.minimum_age is not None or self.maximum_age is not None

    def mistakes(self) -> Iterator[Mistake]:
        yield from super().mistakes()
        if (self.lookup is not None) != (bool(self.is_) or self.number_of is not None):
            yield "lookup", "stands exactly where `is` or `number_of` says what it must tell"
        if self.is_ and self.number_of is not None:
            yield "number_of", "stands instead of `is`, not beside it"
        if self.sex is not None and not self.tells_by_age:
            yield "sex", "stands only where an age is meant"
        if sum((bool(self.refused_when), self.tells_by_age, self.lookup is not None)) > 1:
            yield "code", "one condition tests one thing: answers, an age, or a register"


class Role(Model):
    """A second person in the matter: a spouse, a child, the one whom an agent acts for.

    `by` card: stands here with an own card. `by` form: absent, and known by fields of the form; a newborn has no
    number yet.
    """

    code: Key
    name: Words
    by: Literal["card", "form"]
    name_field: Key | None = None
    number_field: Key | None = None
    needed_when: Whens = ()

    def mistakes(self) -> Iterator[Mistake]:
        if (self.by == "form") != (self.name_field is not None):
            yield "name_field", "stands exactly where the person is known by the form"
        if self.by == "card" and self.number_field is not None:
            yield "number_field", "stands only where the person is known by the form"


class Time(Sourced):
    """A time limit. `working_days` 0 = on the spot; None = none set, and `explain` says why."""

    working_days: int | None = Field(default=None, ge=0)
    explain: Words | None = None

    def mistakes(self) -> Iterator[Mistake]:
        yield from super().mistakes()
        if self.working_days is None and self.explain is None:
            yield "explain", "no limit is set: say why"


class Visits(Model):
    """到办事现场次数 and 必须现场办理原因说明."""

    limit_scene_num: int = Field(ge=0, le=9)
    limit_scene_explain: Words | None = None

    def mistakes(self) -> Iterator[Mistake]:
        if bool(self.limit_scene_num) != (self.limit_scene_explain is not None):
            yield "limit_scene_explain", "stands exactly where people must come: say why"


class FeeTier(Model):
    when: Whens = Field(min_length=1)
    amount: Decimal = Field(ge=0, decimal_places=2)


class Fee(Sourced):
    """收费, in yuan. 0 is said too. Of `tiers` the first that holds counts, else `amount`."""

    amount: Decimal = Field(default=Decimal(0), ge=0, decimal_places=2)
    tiers: tuple[FeeTier, ...] = ()
    item: Words | None = None  # 收费项目
    basis: Rule | None = None
    online_pay: bool = False
    later_days: int | None = Field(default=None, ge=1)  # may be paid within so many days; None: before the hand-in

    @property
    def charges(self) -> bool:
        return bool(self.amount) or any(tier.amount for tier in self.tiers)

    def mistakes(self) -> Iterator[Mistake]:
        yield from super().mistakes()
        for key in ("basis", "item"):
            if self.charges != (getattr(self, key) is not None):
                yield key, "stands exactly where there is a fee"
        if not self.charges and (self.online_pay or self.later_days is not None):
            yield "online_pay", "there is nothing to pay"


class Fine(Model):
    """罚款: an amount that the office's register gives; never computed here."""

    amount: Lookup
    when: Whens = ()
    later_days: int = Field(default=15, ge=1)  # 行政处罚法: 15 days to pay


class ResultKind(StrEnum):
    PROOF = "proof"  # printed at once
    LICENCE = "licence"  # 出证办结
    DOCUMENT = "document"  # 出文办结
    DECISION = "decision"  # 审批办结
    RECORD = "record"  # something is entered in a register, nothing is handed out
    INFORMATION = "information"  # shown here; nothing is decided


class Delivery(StrEnum):
    PRINT = "print"
    DOWNLOAD = "download"
    MAIL = "mail"
    LOCKER = "locker"
    WINDOW = "window"


class Result(Model):
    name: Words
    kind: ResultKind
    delivery: tuple[Delivery, ...] = Field(min_length=1)
    copies: int = Field(default=1, ge=1, le=9)  # how many may be printed here at most
    sample: str | None = None  # a picture of `assets/papers`, or a document template of `assets/documents`


class Station(Sourced):
    """One office on the way of a case, after the one before it."""

    code: Key
    name: Words
    working_days: int = Field(ge=0)


class SubMatter(Sourced):
    """One matter inside a life event. It begins when all that it depends on are finished."""

    item_code: str
    name: Words
    authority: Words
    working_days: int = Field(ge=0)
    depends_on: tuple[str, ...] = ()
    needed_when: Whens = ()
    materials: tuple[Key, ...] = ()  # which of the one set it uses
    result: Words


def finished_after(sub_matters: Iterable[SubMatter]) -> dict[str, int]:
    """Working days from the hand-in until each is finished, by item code; none is waited for that is not among them.

    并联审批: all work at the same time, so the last one's is the critical path.
    """
    finished: dict[str, int] = {}
    for sub in sub_matters:  # each stands behind those that it depends on
        begins = max((finished.get(code, 0) for code in sub.depends_on), default=0)
        finished[sub.item_code] = begins + sub.working_days
    return finished


class Before(Sourced):
    """What it took before, for the before -> after line of a life event; somebody counted it."""

    days: int = Field(ge=0)
    trips: int = Field(ge=0)
    materials: int = Field(ge=0)
    source: str = Field(min_length=1)


class Question(Model):
    """常见问题."""

    question: Words
    answer: Words


class Stage(Model):
    """办理环节: what happens to a case, and within how many working days."""

    name: Words
    working_days: int = Field(ge=0)


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
    """事项: everything the kiosk knows about one thing that can be done here.

    `situations` (情形) are asked before anything else; with the answers the list of materials is exact. Their codes and
    those of `fields` share one space, and a `When` may name either.
    """

    item_code: str  # 实施编码, 31 characters, GB/T 39554.1-2020
    version: int = Field(ge=1)
    effective: date
    cancelled: date | None = None  # 计划取消日期
    kind: Kind
    name: Words
    summary: Words
    authority: Authority
    item_type: str  # 事项类型, GB/T 39046-2020 A.1
    case_type: CaseType
    review: ReviewType = ReviewType.AFTER_ACCEPTANCE
    applicant: Applicant
    topics: tuple[Topic, ...] = Field(min_length=1)
    handle_forms: tuple[HandleForm, ...] = (HandleForm.WINDOW, HandleForm.KIOSK)
    online_depth: int | None = Field(default=None, ge=1, le=4)  # 网办深度 Ⅰ to Ⅳ; None: not online
    situations: tuple[FormField, ...] = ()
    conditions: tuple[Condition, ...] = ()
    people: tuple[Role, ...] = ()
    fields: tuple[FormField, ...] = ()
    materials: tuple[Material, ...] = ()
    legal_time: Time
    promised_time: Time
    visits: Visits
    fee: Fee
    fine: Fine | None = None
    result: Result
    next_step: Words  # what happens after the hand-in
    identity: IdentityLevel
    accepts_expired_card: bool = False  # queries, notices, and the renewal of that very card
    helper_allowed: bool = True
    sensitive: Words | None = None  # 敏感个人信息 that is handled, and why: wants a consent of its own
    guide_only: tuple[Words, ...] = ()  # what this machine honestly cannot do, and who does it
    devices: Devices
    phones: Phones
    legal_basis: tuple[Rule, ...] = Field(min_length=1)
    stages: tuple[Stage, ...] = ()
    stations: tuple[Station, ...] = ()  # of a case that goes from office to office
    faq: tuple[Question, ...] = ()
    sub_matters: tuple[SubMatter, ...] = ()
    before: Before | None = None

    def field(self, code: str) -> FormField:
        """A field or a situation question. Raises KeyError."""
        return {f.code: f for f in (*self.situations, *self.fields)}[code]

    def material(self, code: str) -> Material:
        """Raises KeyError."""
        return {m.code: m for m in self.materials}[code]

    def role(self, code: str) -> Role:
        """Raises KeyError."""
        return {r.code: r for r in self.people}[code]
