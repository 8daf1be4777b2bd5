"""What a visit works with. The assembly fills it in; a test fills in what it needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from devices.api import Clock, DeviceError, Listener, Status, Unsubscribe
from devices.camera.api import DocumentCamera, Image
from devices.card.api import CardData, CardReader
from devices.code_reader.api import CodeReader
from devices.document_printer.api import DocumentPrinter
from devices.receipt_printer.api import Raster, ReceiptPrinter
from kiosk.catalogue.loader import Catalogue
from kiosk.scanning.judge import Refusal
from kiosk.submission.questions import Inquirer
from kiosk.visit.state import Finding, HandIn, Page, Trouble, VisitState

if TYPE_CHECKING:
    from kiosk.documents.strokes import Signature
    from kiosk.people.badges import Badge
    from kiosk.privacy import Notice
    from kiosk.submission.questions import SealedDraft

D = TypeVar("D", covariant=True)
T = TypeVar("T")


class Order(Protocol):
    """A command on its way to a device."""

    def cancel(self) -> None: ...


class Worker(Protocol[D]):
    """A device under its supervisor: asked, never called. `then` hears exactly one outcome, on the worker's thread."""

    @property
    def device(self) -> D: ...

    def ask(self, work: Callable[[D], T], then: Callable[[T | DeviceError], None], timeout: float) -> Order: ...

    def status(self) -> Status: ...

    def subscribe(self, listener: Listener) -> Unsubscribe: ...


class Counter(Protocol):
    """Where a complete case is handed in (窗口), and an incomplete one is kept."""

    def hand_in(self, state: VisitState, then: Callable[[HandIn | Trouble], None]) -> None:
        """Keep the case safe, try to deliver it, and say once what became of it; `then` may come on any thread."""

    def keep_draft(self, draft: SealedDraft, then: Callable[[bool | Trouble], None]) -> None:
        """Keep it safe and try to deliver it; True: the office has it, False: this machine keeps it until then."""


class Documents(Protocol):
    """Makes, signs and seals papers. Slow: called on another thread."""

    def compose(self, template: str, data: Mapping[str, Any], at: datetime) -> tuple[bytes, tuple[bytes, ...]]:
        """The paper to be read: PDF, and a PNG of each page."""

    def sign(
        self, template: str, data: Mapping[str, Any], signatures: Mapping[str, Signature], at: datetime
    ) -> tuple[bytes, tuple[bytes, ...]]:
        """The same with the strokes of each role on it, sealed."""


class Reader(Protocol):
    """Says what stands on a scanned page. Slow: called on another thread."""

    def warm(self) -> None: ...

    def findings(
        self, state: VisitState, material: str, pages: tuple[Page, ...], today: date
    ) -> tuple[Finding, ...]: ...


class Badges(Protocol):
    """Who of hall and village may help, by the card that was enrolled."""

    def find(self, card: CardData) -> Badge | None: ...

    def check(self, badge: Badge, pin: str) -> bool: ...


class Record(Protocol):
    def __call__(self, event: str, **fields: Any) -> None: ...


class Background(Protocol):
    """Runs work on another thread. `then` hears exactly one outcome, on any thread."""

    def __call__(self, work: Callable[[], T], then: Callable[[T | Exception], None]) -> None: ...


@dataclass(frozen=True, slots=True)
class Tools:
    catalogue: Catalogue
    clock: Clock
    post: Callable[[Callable[[], None]], None]  # run on the visit's own thread, in order
    background: Background
    counter: Counter
    inquirer: Inquirer
    documents: Documents
    reader: Reader
    badges: Badges
    record: Record  # the audit log
    scan: Callable[[Image, str], Page | Refusal]
    draw_receipt: Callable[[VisitState, int], Raster]
    draw_leaving: Callable[[VisitState, tuple[Finding, ...], int], Raster]  # the notice or the ticket
    kiosk_id: str
    notices: tuple[Notice, ...] = ()  # the privacy notice, and the words of the other consents
    card_reader: Worker[CardReader] | None = None
    camera: Worker[DocumentCamera] | None = None
    receipt_printer: Worker[ReceiptPrinter] | None = None
    document_printer: Worker[DocumentPrinter] | None = None
    code_reader: Worker[CodeReader] | None = None
    idle_seconds: float = 60.0
    warning_seconds: float = 30.0
