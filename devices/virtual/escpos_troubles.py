"""What is wrong with an ESC/POS printer, and how its status bytes say so.

Source: Epson ESC/POS Command Reference, DLE EOT, DLE ENQ, DLE DC4 fn 8.
"""

from __future__ import annotations

from devices.api import ErrorCode
from devices.simulated.fault import SimulationError
from devices.virtual.paper_roll import PaperRoll

_RECOVERABLE = frozenset({ErrorCode.CUTTER_JAM, ErrorCode.PAPER_JAM})
_FAULTS = _RECOVERABLE | {ErrorCode.HARDWARE_ERROR, ErrorCode.HEAD_HOT}
SHOWN = _FAULTS | {ErrorCode.COVER_OPEN, ErrorCode.PAPER_OUT}  # all that ESC/POS has a bit for


class Troubles:
    """Two kinds: what hands did, which lasts until hands mend it, and what an armed fault shows, which passes by
    itself once the host has given up its receipt and has been told why.
    """

    def __init__(self, roll: PaperRoll) -> None:
        self._roll = roll
        self._facts: set[ErrorCode] = set()
        self._knife_stuck = False
        self._shown: ErrorCode | None = None
        self._given_up = False

    def now(self) -> frozenset[ErrorCode]:
        out = {ErrorCode.PAPER_OUT} if self._roll.out else set()
        shown = {self._shown} if self._shown else set()
        return frozenset(self._facts | out | shown)

    # --- hands

    def begin(self, trouble: ErrorCode, why_not: str) -> None:
        if trouble in self._facts:
            raise SimulationError(why_not)
        self._facts.add(trouble)

    def end(self, trouble: ErrorCode, why_not: str) -> None:
        if trouble not in self._facts:
            raise SimulationError(why_not)
        self._facts.remove(trouble)

    def jam_knife(self) -> None:
        if self._knife_stuck:
            raise SimulationError("the knife is jammed already")
        self._knife_stuck = True
        self._facts.add(ErrorCode.CUTTER_JAM)

    def free_knife(self) -> None:
        """The printer does not know it until it is told to recover."""
        if not self._knife_stuck:
            raise SimulationError("nothing is jammed")
        self._knife_stuck = False

    # --- an armed fault

    def show(self, trouble: ErrorCode) -> None:
        self._shown, self._given_up = trouble, False

    # --- the printer

    @property
    def recoverable(self) -> bool:
        return bool(self.now() & _RECOVERABLE)

    def recover(self) -> None:
        """The host says that the cause of a recoverable error has been removed."""
        if not self._knife_stuck:
            self._facts.discard(ErrorCode.CUTTER_JAM)

    def host_gives_up(self) -> None:
        self._given_up = True

    def host_was_told(self) -> None:
        if self._given_up:
            self._shown = None

    def status_byte(self, question: int) -> int:
        """The answer to DLE EOT 1 to 4."""
        wrong = self.now()
        out = ErrorCode.PAPER_OUT in wrong
        match question:
            case 1:
                return 0x12 | 0x08 * bool(wrong)
            case 2:
                return 0x12 | 0x04 * (ErrorCode.COVER_OPEN in wrong) | 0x20 * out | 0x40 * bool(wrong & _FAULTS)
            case 3:
                return (
                    0x12
                    | 0x04 * (ErrorCode.PAPER_JAM in wrong)
                    | 0x08 * (ErrorCode.CUTTER_JAM in wrong)
                    | 0x20 * (ErrorCode.HARDWARE_ERROR in wrong)
                    | 0x40 * (ErrorCode.HEAD_HOT in wrong)
                )
            case _:
                return 0x12 | 0x0C * (self._roll.low or out) | 0x60 * out
