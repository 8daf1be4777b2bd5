"""The receipt printer, as the kiosk sees it: it prints one picture, cuts it, and says whether it did."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from devices.api import Capabilities, Device, Status

Raster = npt.NDArray[np.bool_]  # HxW, True = black dot; W <= width_dots


class PaperSupply(StrEnum):
    UNKNOWN = "unknown"
    OK = "ok"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"


class Cover(StrEnum):
    UNKNOWN = "unknown"
    CLOSED = "closed"
    OPEN = "open"


class Cutter(StrEnum):
    UNKNOWN = "unknown"
    OK = "ok"
    JAMMED = "jammed"


class Head(StrEnum):
    """The temperature of the print head."""

    UNKNOWN = "unknown"
    OK = "ok"
    HOT = "hot"


class Slot(StrEnum):
    """Where the receipt comes out."""

    UNKNOWN = "unknown"
    EMPTY = "empty"
    PRESENTED = "presented"  # a receipt hangs there


@dataclass(frozen=True, slots=True)
class ReceiptPrinterStatus(Status):
    """None: this model cannot report it."""

    paper: PaperSupply | None = PaperSupply.UNKNOWN
    cover: Cover | None = Cover.UNKNOWN
    cutter: Cutter | None = Cutter.UNKNOWN
    head: Head | None = Head.UNKNOWN
    slot: Slot | None = None


@dataclass(frozen=True, slots=True)
class ReceiptPrinterCapabilities(Capabilities):
    width_dots: int = 576
    dots_per_mm: float = 8.0
    cuts: bool = True


class ReceiptPrinter(Device, Protocol):
    width_dots: int  # 576 on 80 mm paper, 384 on 58 mm, at 203 dpi

    def status(self) -> ReceiptPrinterStatus: ...

    def capabilities(self) -> ReceiptPrinterCapabilities: ...

    def print(self, raster: Raster, timeout: float = 20.0) -> None:
        """Print one receipt and cut it; returns only when the printer itself said that it is done.

        When it raises, nothing of this receipt will come out later. `timeout`: seconds.
        Raises DeviceError(paper_out, paper_jam, cover_open, cutter_jam, head_hot, hardware_error, disconnected,
        timeout; not_ready: it is closed, or a person keeps it offline; cancelled: it was closed meanwhile;
        invalid_data: a picture that is empty or too wide).
        """
