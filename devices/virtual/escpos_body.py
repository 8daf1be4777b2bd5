"""What hands can reach of a virtual receipt printer: the roll, the cover, the knife, the head, the slot."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod

from devices.api import ErrorCode
from devices.simulated.fault import SimulationError
from devices.virtual.escpos_troubles import Troubles
from devices.virtual.paper_roll import PaperRoll


class Body(ABC):
    """`receipts`: each piece cut off whole, as PNG; `scraps`: pieces that were interrupted or are blank."""

    def __init__(self, width_dots: int, paper_mm: float) -> None:
        self.receipts: list[bytes] = []
        self.scraps: list[bytes] = []
        self._lock = threading.RLock()
        self._roll = PaperRoll(width_dots, paper_mm)
        self._troubles = Troubles(self._roll)
        self._begun = False  # a receipt hangs at the head
        self._inked = False  # it bears dots
        self._interrupted = False
        self._presented = False

    @abstractmethod
    def go_on(self) -> None:
        """Print what could not be printed before."""

    @property
    def paper_mm(self) -> float:
        return self._roll.mm

    def load_paper(self, mm: float) -> None:
        with self._lock:
            self._scrap(self._roll.load(mm))
            self.go_on()

    def open_cover(self) -> None:
        with self._lock:
            self._troubles.begin(ErrorCode.COVER_OPEN, "the cover is open already")

    def close_cover(self) -> None:
        with self._lock:
            self._troubles.end(ErrorCode.COVER_OPEN, "the cover is closed already")
            self.go_on()

    def jam(self) -> None:
        """Paper gets stuck in the knife."""
        with self._lock:
            self._troubles.jam_knife()

    def clear_jam(self) -> None:
        with self._lock:
            self._troubles.free_knife()

    def overheat(self) -> None:
        with self._lock:
            self._troubles.begin(ErrorCode.HEAD_HOT, "the head is hot already")

    def cool_down(self) -> None:
        with self._lock:
            self._troubles.end(ErrorCode.HEAD_HOT, "the head is not hot")
            self.go_on()

    def tear_receipt(self) -> None:
        with self._lock:
            if not self._presented:
                raise SimulationError("no receipt hangs out")
            self._presented = False

    # --- for the mechanism

    def _interrupt(self) -> None:
        """What is at the head will never be whole."""
        self._begun = False
        self._interrupted = self._interrupted or self._inked

    def _cut(self) -> None:
        whole = self._inked and not self._interrupted
        piece = self._roll.cut()
        if whole:
            self.receipts.append(piece)
            self._presented = True
            self._begun = self._inked = False
        else:
            self._scrap(piece)

    def _scrap(self, piece: bytes) -> None:
        if piece:
            self.scraps.append(piece)
        self._begun = self._inked = self._interrupted = False
