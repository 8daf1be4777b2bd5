"""What a visit asks the office before anything is handed in, and what the office answers; one class a question.

Every question may be asked again and does the same thing once. Each knows the type of its answer and where it goes, so
that an `Inquirer` is one method. Data of registers and cases are personal: no repr shows them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, ClassVar, Generic, Literal, Protocol, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, Field, StringConstraints

from kiosk.catalogue.base import Key
from kiosk.submission.contract import Base64Bytes, CaseNumber, ItemCode, KioskId, Model

A = TypeVar("A", bound=Model)

DraftId = Annotated[str, StringConstraints(pattern=r"^[A-Z2-7]{16}$")]  # 10 bytes in Base32


class Question(Model, Generic[A]):
    """`path`: where it is posted, below `/v1/questions/`. `carries_pages`: it or its answer may be long."""

    path: ClassVar[str]
    answer: ClassVar[type[Model]]
    carries_pages: ClassVar[bool] = False


# --- shared data (公共数据平台)


class RegisterAnswer(Model):
    """`miss`: the register has nothing under this number. A register that does not answer is an error, never a miss."""

    found: Literal["hit", "miss"]
    entries: tuple[dict[Key, str], ...] = Field(default=(), repr=False)
    as_of: date | None = None


class RegisterQuestion(Question[RegisterAnswer]):
    """Found by a person's `number`, or by answers of the form. `purpose`: the item that it is asked for."""

    path = "registers"
    answer = RegisterAnswer
    register_: Key = Field(alias="register")
    number: str = Field(default="", repr=False, max_length=18)
    by: dict[Key, str] = Field(default={}, repr=False)
    purpose: ItemCode


# --- drafts: a case that waits for its code


class SealedDraft(Model):
    """A case that was begun. Both parts are encrypted with keys that only the code holds; the office can open neither.

    `open_part`: situation and list, for whoever holds the code. `personal_part` is given out to the card that began it
    (`holder`: a keyed digest of its number), or to a clerk; "" when nobody was identified, and there is none.
    """

    id: DraftId
    kiosk_id: KioskId
    kind: Literal["notice", "ticket"]
    kept_at: AwareDatetime
    until: date
    open_part: Base64Bytes = Field(repr=False, max_length=200_000)
    personal_part: Base64Bytes | None = Field(default=None, repr=False, max_length=14_000_000)
    holder: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = Field(default="", repr=False)


class DraftKept(Model):
    until: date


class KeepDraft(Question[DraftKept]):
    """Of one id the newest counts, in whatever order they come; once the case is handed in nothing is kept any more."""

    path = "drafts/keep"
    answer = DraftKept
    carries_pages = True
    draft: SealedDraft


class DraftAnswer(Model):
    """`handed_in`: `case_number` says as what. `locked`: too many wrong holders; a staff member must help."""

    state: Literal["waiting", "handed_in", "expired", "unknown", "wrong_holder", "locked"]
    draft: SealedDraft | None = None  # without its personal part, unless the holder proved to be the one
    case_number: CaseNumber | None = None


class FetchDraft(Question[DraftAnswer]):
    """`holder` "": only the open part is wanted."""

    path = "drafts/fetch"
    answer = DraftAnswer
    carries_pages = True
    id: DraftId
    holder: Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")] = Field(default="", repr=False)


# --- paying


class PaymentAnswer(Model):
    """缴款单 (GB/T 39046-2020, payment set). `code`: the text of the QR code that a phone pays with."""

    order: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,50}$")]
    amount: Decimal = Field(ge=0, decimal_places=2)  # yuan
    code: str = Field(max_length=300)
    state: Literal["open", "paid", "failed"]
    voucher: str = ""  # 电子票据号码
    pay_by: date | None = None


class OrderPayment(Question[PaymentAnswer]):
    """The same key gets the same order; one that failed is open again, one not paid yet is for what is asked now.

    `reference`: of a fine the case it belongs to. The office names the amount.
    """

    path = "payments/order"
    answer = PaymentAnswer
    key: UUID
    item_code: ItemCode
    kind: Literal["fee", "fine"]
    reference: str = Field(default="", max_length=60)
    answers: dict[Key, str] = Field(default={}, repr=False)  # the situation, which the fee hangs on


class AskPayment(Question[PaymentAnswer]):
    path = "payments/state"
    answer = PaymentAnswer
    order: Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{1,50}$")]


# --- how far a case is


class SubCaseProgress(Model):
    """One matter of a life event, or one station on the way. `state`: waiting, at_work, finished."""

    code: str  # item code of the sub-matter, or code of the station
    number: str
    state: Literal["waiting", "at_work", "finished"]
    since: date | None = None
    promised_by: date | None = None


class CaseStatus(Model):
    number: CaseNumber
    item_code: ItemCode
    state: Literal["accepted", "waiting_for_papers", "finished", "terminated"]
    handed_in: date
    promised_by: date | None = None
    sub_cases: tuple[SubCaseProgress, ...] = ()
    wanted: tuple[Key, ...] = ()  # materials that were promised and have not come
    due: date | None = None


class ProgressAnswer(Model):
    cases: tuple[CaseStatus, ...] = ()


class AskProgress(Question[ProgressAnswer]):
    """By the number on a card, or by a receipt's code; one of the two. A code that is no receipt is rejected.

    A receipt that a machine gave leads to no case until the case has arrived.
    """

    path = "progress"
    answer = ProgressAnswer
    number: str = Field(default="", repr=False, max_length=18)
    receipt_code: str = Field(default="", repr=False, max_length=1000)


# --- rating (好差评, payload of the provincial interface)


class RatingAnswer(Model):
    """`state`: taken, follow_up (the one further rating that is allowed), already (no more)."""

    state: Literal["taken", "follow_up", "already"]


class Rate(Question[RatingAnswer]):
    """One rating of a case, and one more by its receipt. `at` tells a rating from the same one sent again."""

    path = "ratings"
    answer = RatingAnswer
    case_number: CaseNumber
    satisfaction: int = Field(ge=1, le=5)  # GB/T 39046-2020 A.8: 1 very satisfied, 5 very dissatisfied
    tags: tuple[Key, ...] = ()
    text: str = Field(default="", max_length=500, repr=False)
    channel: Literal["kiosk", "receipt_code"] = "kiosk"  # 政务大厅其他终端; 二维码
    at: AwareDatetime


# --- who stands here


class PresenceAnswer(Model):
    present: bool


class ConfirmPresence(Question[PresenceAnswer]):
    """A code that the citizen's phone app shows; it holds for a minute and belongs to one number."""

    path = "presence"
    answer = PresenceAnswer
    number: str = Field(repr=False, max_length=18)
    code: Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")] = Field(repr=False)


QUESTIONS: tuple[type[Question[Any]], ...] = (
    RegisterQuestion,
    KeepDraft,
    FetchDraft,
    OrderPayment,
    AskPayment,
    AskProgress,
    Rate,
    ConfirmPresence,
)


class Inquirer(Protocol):
    """The office, asked in mid-visit."""

    def ask(self, question: Question[A]) -> A:
        """Raises OfficeError."""
