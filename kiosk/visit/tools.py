"""What a visit works with. The assembly fills it in; a test fills in what it needs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from devices.api import Clock, DeviceError, Listener, Status, Unsubscribe
from devices.camera.api import DocumentCamera, Image
from devices.card.api import CardReader
from devices.document_printer.api import DocumentPrinter
from devices.receipt_printer.api import Raster, ReceiptPrinter
from kiosk.catalogue.loader import Catalogue
from kiosk.scanning.judge import Refusal
from kiosk.visit.state import HandIn, Page, Trouble, VisitState

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
    """Where a complete case is handed in (窗口)."""

    def hand_in(self, state: VisitState, then: Callable[[HandIn | Trouble], None]) -> None:
        """Keep the case safe, try to deliver it, and say once what became of it; `then` may come on any thread."""


class Record(Protocol):
    def __call__(self, event: str, **fields: Any) -> None: ...


@dataclass(frozen=True, slots=True)
class Tools:
    catalogue: Catalogue
    clock: Clock
    post: Callable[[Callable[[], None]], None]  # run on the visit's own thread, in order
    counter: Counter
    record: Record  # the audit log
    scan: Callable[[Image, str], Page | Refusal]
    draw_receipt: Callable[[VisitState, int], Raster]
    card_reader: Worker[CardReader] | None = None
    camera: Worker[DocumentCamera] | None = None
    receipt_printer: Worker[ReceiptPrinter] | None = None
    document_printer: Worker[DocumentPrinter] | None = None
    idle_seconds: float = 60.0
    warning_seconds: float = 30.0
