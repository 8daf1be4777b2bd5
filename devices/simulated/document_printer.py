"""The simulated A4 printer: a tray that gets emptier, toner that ends, a door, a jam.

`PageMechanism` is the metal: it knows sheets and pages, no device interface. The virtual IPP printer has the same one.
"""

from __future__ import annotations

import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import ClassVar

import pypdfium2

from devices.api import Cause, Clock, DeviceError, DeviceState, ErrorCode
from devices.document_printer.api import (
    DocumentPrinterCapabilities,
    DocumentPrinterStatus,
    Door,
    Sheets,
    Toner,
)
from devices.simulated.fault import SimulationError
from devices.simulated.machine import Machine

TRAY_HOLDS = 250  # sheets
LOW_SHEETS = 20
TONER_PAGES = 2000  # pages that a new cartridge prints
LOW_PAGES = 200


class PageMechanism:
    """`documents`: the PDFs that came out whole, each copy; `scraps`: the pages of those that did not, as PDFs."""

    def __init__(self, sheets: int = TRAY_HOLDS, toner_pages: int = TONER_PAGES) -> None:
        self.sheets_left = sheets
        self.toner_pages = toner_pages
        self.door_open = self.jammed = False
        self.documents: list[bytes] = []
        self.scraps: list[bytes] = []
        self.accident: tuple[int, Callable[[], None]] | None = None

    def print_page(self) -> Callable[[], None] | None:
        """One sheet comes out. Returns the accident that happens now, if any."""
        assert self.trouble is None
        self.sheets_left -= 1
        self.toner_pages -= 1
        if self.accident is None:
            return None
        pages, accident = self.accident
        self.accident = (pages - 1, accident) if pages > 1 else None
        return accident if pages == 1 else None

    def deliver(self, pdf: bytes, pages: int, whole: int) -> None:
        """So many pages of it came out, of so many that the document has."""
        self.documents += [pdf] * (pages // whole)
        if pages % whole:
            self.scraps.append(first_pages(pdf, pages % whole))

    @property
    def trouble(self) -> ErrorCode | None:
        """Priority: jam, then door, paper, toner, as with the real driver."""
        for is_so, code in (
            (self.jammed, ErrorCode.PAPER_JAM),
            (self.door_open, ErrorCode.COVER_OPEN),
            (self.sheets_left == 0, ErrorCode.PAPER_OUT),
            (self.toner_pages == 0, ErrorCode.TONER_OUT),
        ):
            if is_so:
                return code
        return None

    @property
    def sheets(self) -> Sheets:
        if self.jammed:
            return Sheets.JAMMED
        if self.sheets_left == 0:
            return Sheets.OUT
        return Sheets.LOW if self.sheets_left <= LOW_SHEETS else Sheets.OK

    @property
    def toner(self) -> Toner:
        if self.toner_pages == 0:
            return Toner.OUT
        return Toner.LOW if self.toner_pages <= LOW_PAGES else Toner.OK


def _require(possible: bool, why_not: str) -> None:
    if not possible:
        raise SimulationError(f"document printer: {why_not}")


def count_pages(pdf: bytes) -> int:
    """0: not a PDF that can be printed."""
    try:
        with pypdfium2.PdfDocument(pdf) as document:
            return len(document)
    except pypdfium2.PdfiumError:
        return 0


def first_pages(pdf: bytes, count: int) -> bytes:
    file = io.BytesIO()
    with pypdfium2.PdfDocument(pdf) as document, pypdfium2.PdfDocument.new() as piece:
        piece.import_pages(document, list(range(count)))
        piece.save(file)
    return file.getvalue()


class PageHands(ABC):
    """What hands can do to a printer with this metal. Each change of it is wrapped in `_changing`."""

    _metal: PageMechanism

    @abstractmethod
    def _changing(self) -> AbstractContextManager[None]: ...

    @property
    def documents(self) -> Sequence[bytes]:
        """The PDFs that came out whole, each copy."""
        return tuple(self._metal.documents)

    @property
    def scraps(self) -> Sequence[bytes]:
        """The pages of those that did not, as PDFs."""
        return tuple(self._metal.scraps)

    @property
    def sheets_left(self) -> int:
        return self._metal.sheets_left

    def load_sheets(self, count: int) -> None:
        with self._changing():
            _require(count > 0, "a stack has at least one sheet")
            _require(self._metal.sheets_left + count <= TRAY_HOLDS, f"the tray holds {TRAY_HOLDS} sheets")
            self._metal.sheets_left += count

    def take_sheets(self) -> None:
        """All of them."""
        with self._changing():
            _require(self._metal.sheets_left > 0, "the tray is empty already")
            self._metal.sheets_left = 0

    def open_door(self) -> None:
        with self._changing():
            _require(not self._metal.door_open, "the door is open already")
            self._metal.door_open = True

    def close_door(self) -> None:
        with self._changing():
            _require(self._metal.door_open, "the door is closed already")
            self._metal.door_open = False

    def jam(self) -> None:
        with self._changing():
            _require(not self._metal.jammed, "it is jammed already")
            self._metal.jammed = True

    def clear_jam(self) -> None:
        with self._changing():
            _require(self._metal.jammed, "nothing is jammed")
            self._metal.jammed = False

    def drain_toner(self) -> None:
        with self._changing():
            _require(self._metal.toner_pages > 0, "the toner is used up already")
            self._metal.toner_pages = 0

    def replace_toner(self) -> None:
        with self._changing():
            self._metal.toner_pages = TONER_PAGES

    def when_printed(self, pages: int, accident: Callable[[], None]) -> None:
        """The accident happens when so many more pages lie in the tray."""
        with self._changing():
            self._metal.accident = (pages, accident)


class DocumentPrinterMachine(Machine[DocumentPrinterStatus], PageHands):
    """Implements `devices.document_printer.api.DocumentPrinter`; held and spoilt command: `print`."""

    possible: ClassVar[frozenset[str]] = frozenset(
        {"print error", "print delay", "print cut", "print mute", "print garbage"}
    )

    def __init__(
        self,
        name: str = "document_printer",
        sheets: int = TRAY_HOLDS,
        toner_pages: int = TONER_PAGES,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(name, "Simulated A4 printer", clock)
        self._metal = PageMechanism(sheets, toner_pages)

    # --- the device's face

    def capabilities(self) -> DocumentPrinterCapabilities:
        return DocumentPrinterCapabilities(duplex=False, colour=False)

    def print(self, pdf: bytes, title: str, *, copies: int = 1, timeout: float = 120.0) -> None:  # noqa: ARG002
        whole = count_pages(pdf)
        if not whole:
            raise DeviceError(ErrorCode.INVALID_DATA, self.name, "not a PDF", cause=Cause.SOFTWARE, retryable=False)
        if copies < 1:
            raise DeviceError(ErrorCode.UNSUPPORTED, self.name, f"{copies} copies")
        with self._command("print", timeout):
            pages = 0
            try:
                while pages < whole * copies:
                    self._stay(lambda: True)
                    self._print_page()
                    pages += 1
            finally:
                with self._lock:
                    self._metal.deliver(pdf, pages, whole)

    def _print_page(self) -> None:
        with self._changing():
            trouble = self._metal.trouble
            accident = self._metal.print_page() if trouble is None else None
        if trouble is not None:
            raise DeviceError(trouble, self.name)
        if accident is not None:
            accident()

    # --- what it means

    def _fold(self, state: DeviceState, error: DeviceError | None) -> DocumentPrinterStatus:
        if error is not None:
            return DocumentPrinterStatus(state, error)
        metal = self._metal
        if (trouble := metal.trouble) is not None:
            error = DeviceError(trouble, self.name)
            state = DeviceState.HARDWARE_ERROR if metal.jammed else DeviceState.USER_ERROR
        door = Door.OPEN if metal.door_open else Door.CLOSED
        return DocumentPrinterStatus(state, error, metal.sheets, door, metal.toner)
