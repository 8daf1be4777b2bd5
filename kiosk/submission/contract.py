"""What kiosk and office say to each other: the case, its envelope, the acceptance, the trouble.

Shared by both sides, stored at rest by both, and the source of `docs/openapi.json`. No input or output here.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from typing import Annotated, Any, Final, Literal, Self
from uuid import UUID

from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
    WithJsonSchema,
)

from kiosk.catalogue.base import Key
from kiosk.catalogue.model import Delivery, Source, TrustLevel
from kiosk.wording import Language

FORMAT: Final = 1  # of a case and its envelope


def _from_base64(value: Any) -> Any:
    return base64.b64decode(value, validate=True) if isinstance(value, str) else value


def _to_base64(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


Base64Bytes = Annotated[
    bytes,
    BeforeValidator(_from_base64),
    PlainSerializer(_to_base64, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
KioskId = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z][0-9A-Z-]{0,19}$")]
# 实施编码: 18 credit code + 1 level + 12 basic code (GB/T 39554.1-2020)
ItemCode = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{31}$")]
# 办件编号: item code + YYYYMMDD + 4-digit sequence
CaseNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z]{31}[0-9]{12}$")]
# a number of the machine's own: kiosk id - YYYYMMDD - sequence
ProvisionalNumber = Annotated[str, StringConstraints(pattern=r"^[0-9A-Z][0-9A-Z-]{0,19}-[0-9]{8}-[0-9]{4}$")]


class Model(BaseModel):
    # What is wrong is said without what was said: the text of an error may reach a log.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class CaseIdentity(Model):
    """Who hands in: what the card said, as checked. The repr is redacted."""

    kind: Key  # of card
    name: str = Field(repr=False, min_length=1)
    number: str = Field(repr=False, min_length=1)
    birth: date = Field(repr=False)
    sex: str = Field(default="", repr=False)
    ethnicity: str = Field(default="", repr=False)
    address: str = Field(default="", repr=False)
    valid_to: date | None = Field(default=None, repr=False)


class CaseValue(Model):
    """One answer of the form, and where it came from. `helped`: a helper typed it."""

    text: str = Field(repr=False)
    source: Source
    helped: bool = False


class CaseMaterial(Model):
    """One material. `pages`: SHA-256 of each PDF page, in order; none when no paper was needed.

    `standing`: here; deferred until `due` (容缺); committed: replaced by a promise (告知承诺); fetch: the office gets
    it. `signed_by`: the roles who signed it on this machine.
    """

    code: Key
    trust: TrustLevel
    source: Source
    pages: tuple[Sha256, ...] = ()
    standing: Literal["here", "deferred", "committed", "fetch"] = "here"
    due: date | None = None
    signed_by: tuple[Key, ...] = ()


class CaseConsent(Model):
    """What was agreed to, by the SHA-256 of the very words that were shown."""

    kind: Key
    version: str
    sha256: Sha256


class CaseDelivery(Model):
    """How the result comes; the rest is of a parcel. `helped`: a helper chose or typed it."""

    way: Delivery
    name: str = Field(default="", repr=False)
    phone: str = Field(default="", repr=False)
    address: str = Field(default="", repr=False)
    helped: bool = False


class CaseAttendance(Model):
    """One time that somebody came for this case: `place` is a kiosk's id or a desk's name."""

    place: str
    day: date


class Case(Model):
    """办件: everything that one citizen handed in at one time."""

    format: Literal[1] = FORMAT
    # 16 random bytes: the digest of the case stands on the receipt, and nobody shall be able to try guesses against it.
    salt: str = Field(pattern=r"^[0-9a-f]{32}$", repr=False)
    kiosk_id: KioskId
    item_code: ItemCode
    service_version: int = Field(ge=1)
    language: Language
    started_at: AwareDatetime
    handed_in_at: AwareDatetime
    identity: CaseIdentity | None
    presence: Literal["card", "staff", "phone"] = "card"
    people: dict[Key, CaseIdentity] = Field(default={}, repr=False)  # who else stood here with a card, by role
    values: dict[Key, CaseValue] = Field(repr=False)
    materials: tuple[CaseMaterial, ...]
    consents: tuple[CaseConsent, ...] = ()
    helper: str = ""  # number of the helper who typed
    payment: str = ""  # the order that was paid, or will be
    delivery: CaseDelivery | None = None
    attendances: tuple[CaseAttendance, ...] = ()  # all of them, this one last
    draft: str = ""  # id of the draft that this case was begun as
    supplements: str = ""  # the case number that these papers belong to: no case of its own

    def canonical(self) -> bytes:
        """The one way to write this case as UTF-8 JSON; its SHA-256 is the digest of the case."""
        data = self.model_dump(mode="json")
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")

    @property
    def pages(self) -> tuple[str, ...]:
        """The digests of all pages, material by material: the order in which they are sealed."""
        return tuple(page for material in self.materials for page in material.pages)


class Envelope(Model):
    """A sealed case as it waits in the outbox and travels: nothing in it can be read on the way."""

    format: Literal[1] = FORMAT
    key: UUID  # the idempotency key, made once, before the first try
    kiosk_id: KioskId
    item_code: ItemCode
    handed_in: AwareDatetime
    provisional: ProvisionalNumber
    digest: Sha256  # of the canonical case
    sealed: Base64Bytes = Field(repr=False, min_length=1, max_length=1_000_000)
    blobs: tuple[Sha256, ...] = Field(default=(), max_length=100)  # of the sealed pages, in the order of `Case.pages`

    def fingerprint(self) -> str:
        """SHA-256, hex: the same key with another fingerprint is another case."""
        return hashlib.sha256(self.model_dump_json().encode("utf-8")).hexdigest()


class AcceptedSubCase(Model):
    """One matter inside a life event, with a number and a day of its own. `number` begins with its item code."""

    item_code: ItemCode
    number: CaseNumber
    promised_by: date


class Acceptance(Model):
    """The office has the case. The same key always gets the same one, for ever.

    Papers that supplement a case get its case number, and the day that was promised for it.
    """

    case_number: CaseNumber
    accepted_at: AwareDatetime
    promised_by: date | None = None  # 承诺办结日期; None: the service sets no limit
    receipt_code: str = Field(min_length=1, max_length=1000)  # signed by the office, see `receipt_code`
    has_result: bool = False  # a proof was made at once and can be fetched
    sub_cases: tuple[AcceptedSubCase, ...] = ()  # of a life event, in the order of the catalogue


class OpenedCase(Model):
    """A case as a clerk sees it. `supplements`: what was brought to it later."""

    acceptance: Acceptance
    provisional: ProvisionalNumber
    case: Case
    supplements: tuple[Case, ...] = ()


class ItemVisits(Model):
    """How often people came for the cases of one item, until all was handed in."""

    item_code: ItemCode
    cases: int
    first_visit_share: float = Field(ge=0, le=1)
    by_attendances: dict[int, int]  # how many cases took so many


class VisitReport(Model):
    items: tuple[ItemVisits, ...]


class ReceiptKey(Model):
    """A key that receipts are verified with."""

    public: Base64Bytes = Field(min_length=32, max_length=32)  # Ed25519, raw
    signer: str = Field(pattern=r"^(office|kiosk [0-9A-Z][0-9A-Z-]{0,19})$")


class PublicKeys(Model):
    """What a kiosk is enrolled with: whom to seal to, and whose receipts to trust (by key id, 16 hex digits)."""

    sealing_key: Base64Bytes = Field(min_length=32, max_length=32)  # X25519, raw
    receipt_keys: dict[str, ReceiptKey]


class Health(Model):
    status: Literal["ok"] = "ok"
    contract: Literal[1] = FORMAT


class Problem(Model):
    """RFC 9457. `code` is for programs, `title` and `detail` for the staff; nothing personal in it."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: str = ""

    @classmethod
    def of(cls, status: int, code: str, title: str, detail: str = "") -> Self:
        return cls(title=title, status=status, code=code, detail=detail)
