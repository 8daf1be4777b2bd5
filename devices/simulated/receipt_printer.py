"""The simulated receipt printer: a roll that gets shorter, a cover, a knife that jams, a head that gets hot, a receipt
that hangs out."""

from __future__ import annotations

from typing import ClassVar

from devices.api import Cause, Clock, DeviceError, DeviceState, ErrorCode
from devices.receipt_printer.api import (
    Cover,
    Cutter,
    Head,
    PaperSupply,
    Raster,
    ReceiptPrinterCapabilities,
    ReceiptPrinterStatus,
    Slot,
)
from devices.simulated.machine import Machine
from devices.virtual.paper_roll import FULL_ROLL_MM, TO_THE_KNIFE, PaperRoll

_ACCIDENTS = (
    ErrorCode.PAPER_OUT,
    ErrorCode.PAPER_JAM,
    ErrorCode.COVER_OPEN,
    ErrorCode.CUTTER_JAM,
    ErrorCode.HEAD_HOT,
    ErrorCode.HARDWARE_ERROR,
    ErrorCode.NOT_READY,
    ErrorCode.TIMEOUT,
)


class ReceiptPrinterMachine(Machine[ReceiptPrinterStatus]):
    """Implements `devices.receipt_printer.api.ReceiptPrinter`; held and spoilt command: `print`.

    `receipts`: each receipt that came out whole, as PNG; `scraps`: the pieces that did not.
    """

    possible: ClassVar[frozenset[str]] = frozenset(
        {"print delay", "print cut", "print mute", "print garbage", *(f"print error:{code}" for code in _ACCIDENTS)}
    )

    def __init__(
        self,
        name: str = "receipt_printer",
        width_dots: int = 576,
        paper_mm: float = FULL_ROLL_MM,
        clock: Clock | None = None,
    ) -> None:
        super().__init__(name, "Simulated receipt printer", clock)
        self.width_dots = width_dots
        self.receipts: list[bytes] = []
        self.scraps: list[bytes] = []
        self._roll = PaperRoll(width_dots, paper_mm)
        self._cover_open = self._jammed = self._hot = self._presented = False

    # --- the device's face

    def capabilities(self) -> ReceiptPrinterCapabilities:
        return ReceiptPrinterCapabilities(width_dots=self.width_dots)

    def print(self, raster: Raster, timeout: float = 20.0) -> None:
        if raster.ndim != 2 or not raster.shape[0] or not 0 < raster.shape[1] <= self.width_dots:
            detail = f"a picture of shape {raster.shape} for {self.width_dots} dots"
            raise DeviceError(ErrorCode.INVALID_DATA, self.name, detail, cause=Cause.SOFTWARE, retryable=False)
        with self._command("print", timeout):
            with self._changing():
                trouble = self._trouble() or self._print(raster)
            if trouble is not None:
                raise trouble

    def _print(self, raster: Raster) -> DeviceError | None:
        if self._roll.draw(raster) < len(raster):
            self.scraps.append(self._roll.cut())
            return self._trouble()
        self._roll.feed(TO_THE_KNIFE)
        self.receipts.append(self._roll.cut())
        self._presented = True
        return None

    def _cut(self) -> None:
        """The connection breaks in the middle of a receipt; there is a new one at once."""
        raise DeviceError(ErrorCode.DISCONNECTED, self.name)

    # --- the hands' face

    @property
    def paper_mm(self) -> float:
        """What is left of the roll."""
        with self._lock:
            return self._roll.mm

    def load_paper(self, mm: float) -> None:
        with self._changing():
            self._roll.load(mm)

    def open_cover(self) -> None:
        with self._changing():
            self._require(not self._cover_open, "the cover is open already")
            self._cover_open = True

    def close_cover(self) -> None:
        with self._changing():
            self._require(self._cover_open, "the cover is closed already")
            self._cover_open = False

    def jam(self) -> None:
        """Paper gets stuck in the knife."""
        with self._changing():
            self._require(not self._jammed, "the knife is jammed already")
            self._jammed = True

    def clear_jam(self) -> None:
        with self._changing():
            self._require(self._jammed, "nothing is jammed")
            self._jammed = False

    def overheat(self) -> None:
        with self._changing():
            self._require(not self._hot, "the head is hot already")
            self._hot = True

    def cool_down(self) -> None:
        with self._changing():
            self._require(self._hot, "the head is not hot")
            self._hot = False

    def tear_receipt(self) -> None:
        with self._changing():
            self._require(self._presented, "no receipt hangs out")
            self._presented = False

    # --- what it means

    def _trouble(self) -> DeviceError | None:
        """Priority: fault, then cover, then paper, as with the real driver."""
        for is_so, code in (
            (self._jammed, ErrorCode.CUTTER_JAM),
            (self._hot, ErrorCode.HEAD_HOT),
            (self._cover_open, ErrorCode.COVER_OPEN),
            (self._roll.out, ErrorCode.PAPER_OUT),
        ):
            if is_so:
                return DeviceError(code, self.name)
        return None

    def _fold(self, state: DeviceState, error: DeviceError | None) -> ReceiptPrinterStatus:
        if error is not None:
            return ReceiptPrinterStatus(state, error, slot=Slot.UNKNOWN)
        if (trouble := self._trouble()) is not None:
            error = trouble
            state = DeviceState.HARDWARE_ERROR if self._jammed or self._hot else DeviceState.USER_ERROR
        return ReceiptPrinterStatus(
            state,
            error,
            PaperSupply.OUT if self._roll.out else PaperSupply.LOW if self._roll.low else PaperSupply.OK,
            Cover.OPEN if self._cover_open else Cover.CLOSED,
            Cutter.JAMMED if self._jammed else Cutter.OK,
            Head.HOT if self._hot else Head.OK,
            Slot.PRESENTED if self._presented else Slot.EMPTY,
        )
