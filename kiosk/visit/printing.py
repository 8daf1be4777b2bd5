"""Printing what was handed in: the receipt, and the document that was issued at once."""

from __future__ import annotations

from devices.api import DeviceError, ErrorCode
from kiosk.visit.core import Core
from kiosk.visit.papers import data as content
from kiosk.visit.state import Busy, Printed, Step, Trouble

PRINT_SECONDS = 30.0


class Printing:
    def __init__(self, core: Core) -> None:
        self._core = core
        self.copies = 0  # of the proof, so far

    @property
    def may_copy(self) -> bool:
        """Whether one more of the proof may be printed."""
        s = self._core.state
        return s.proof is Printed.DONE and s.service is not None and self.copies < s.service.result.copies

    def another_copy(self) -> None:
        """One more of the proof, as many as the service allows."""
        hand_in = self._core.state.hand_in
        if self.may_copy and hand_in is not None and hand_in.result_pdf is not None and self._core.state.busy is None:
            self._print_proof(hand_in.result_pdf)

    def blank(self, material: str) -> None:
        """A blank of a paper that is signed at home, filled in as far as it is known."""
        core = self._core
        papers, state, documents = core.tools.document_printer, core.state, core.tools.documents
        paper = core.service.material(material)
        if paper.document is None or core.state.busy is not None:
            return
        if papers is None:
            core.trouble(Trouble(ErrorCode.DISCONNECTED, "document_printer"))
            return
        template, data, at = paper.document, content(material, state), core.tools.clock.now()
        core.set(busy=Busy.PRINTING, trouble=None)
        title = core.service.item_code
        papers.ask(
            lambda device: device.print(documents.compose(template, data, at)[0], title),
            core.here(self._blank_printed, always=True),
            PRINT_SECONDS,
        )

    def print_again(self) -> None:
        if self._core.state.step is Step.RECEIPT and self._core.state.busy is None:
            self.print()

    def print(self) -> None:
        core, printer = self._core, self._core.tools.receipt_printer
        s = core.state
        if s.hand_in is not None and s.hand_in.result_pdf is not None and s.proof in (None, Printed.FAILED):
            self._print_proof(s.hand_in.result_pdf)
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

    def _print_proof(self, pdf: bytes) -> None:
        core = self._core
        papers, title = core.tools.document_printer, core.service.item_code
        core.set(proof=Printed.FAILED if papers is None else Printed.NOT_YET)
        if papers is not None:
            papers.ask(
                lambda device: device.print(pdf, title),
                core.here(self._document_printed, always=True),
                PRINT_SECONDS,
            )

    def _receipt_printed(self, outcome: DeviceError | None) -> None:
        core = self._core
        core.set(busy=None, printed=Printed.FAILED if outcome else Printed.DONE)
        core.tools.record("receipt-printed", outcome=str(outcome.code) if outcome else "done")
        if outcome is not None:
            core.device_trouble(outcome)

    def _document_printed(self, outcome: DeviceError | None) -> None:
        self.copies += outcome is None
        done = Printed.DONE if outcome is None or self.copies else Printed.FAILED
        self._core.set(proof=done)
        self._core.tools.record("document-printed", outcome=str(outcome.code) if outcome else "done")

    def _blank_printed(self, outcome: DeviceError | None) -> None:
        self._core.set(busy=None)
        if outcome is not None:
            self._core.device_trouble(outcome)
