"""Printing what was handed in: the receipt, and the document that was issued at once."""

from __future__ import annotations

from devices.api import DeviceError, ErrorCode
from devices.document_printer.api import DocumentPrinter
from kiosk.visit.core import Core
from kiosk.visit.state import Busy, Printed, Step, Trouble

PRINT_SECONDS = 30.0
MOST_COPIES = 2


class Printing:
    def __init__(self, core: Core) -> None:
        self._core = core
        self._copies = 1

    def copies(self, number: int) -> None:
        """How many of the proof; said before it is printed."""
        self._copies = min(max(number, 1), MOST_COPIES)

    def print_again(self) -> None:
        if self._core.state.step is Step.RECEIPT and self._core.state.busy is None:
            self.print()

    def print(self) -> None:
        core, printer = self._core, self._core.tools.receipt_printer
        s = core.state
        if s.hand_in is not None and s.hand_in.result_pdf is not None and s.proof is not Printed.DONE:
            self._print_proof(s.hand_in.result_pdf, self._copies)
        if printer is None:
            core.set(printed=Printed.FAILED)
            core.trouble(Trouble(ErrorCode.DISCONNECTED, "receipt_printer"))
            return
        draw = core.tools.draw_receipt
        core.set(busy=Busy.PRINTING, trouble=None)
        printer.ask(
            lambda device: device.print(draw(s, device.width_dots)),
            core.here(self._receipt_printed, always=True),
            PRINT_SECONDS,
        )

    def _print_proof(self, pdf: bytes, copies: int) -> None:
        core = self._core
        papers, title = core.tools.document_printer, core.service.item_code
        core.set(proof=Printed.FAILED if papers is None else Printed.NOT_YET)
        if papers is not None:
            papers.ask(
                lambda device: _print_all(device, pdf, title, copies),
                core.here(self._document_printed, always=True),
                PRINT_SECONDS * copies,
            )

    def _receipt_printed(self, outcome: DeviceError | None) -> None:
        core = self._core
        core.set(busy=None, printed=Printed.FAILED if outcome else Printed.DONE)
        core.tools.record("receipt-printed", outcome=str(outcome.code) if outcome else "done")
        if outcome is not None:
            core.device_trouble(outcome)

    def _document_printed(self, outcome: DeviceError | None) -> None:
        self._core.set(proof=Printed.FAILED if outcome else Printed.DONE)
        self._core.tools.record("document-printed", outcome=str(outcome.code) if outcome else "done")


def _print_all(device: DocumentPrinter, pdf: bytes, title: str, copies: int) -> None:
    for _ in range(copies):
        device.print(pdf, title)
