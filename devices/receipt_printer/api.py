"""The receipt printer, as the kiosk sees it: it prints one picture, cuts it, and says whether it did."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from devices.api import Device, Status

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


@dataclass(frozen=True, slots=True)
class ReceiptPrinterStatus(Status):
    paper: PaperSupply = PaperSupply.UNKNOWN
    cover: Cover = Cover.UNKNOWN


class ReceiptPrinter(Device, Protocol):
    width_dots: int  # 576 on 80 mm paper, 384 on 58 mm, at 203 dpi

    def status(self) -> ReceiptPrinterStatus: ...

    def print(self, raster: Raster, timeout: float = 20.0) -> None:
        """Print one receipt and cut it; returns only when the printer itself said that it is done.

        When it raises, nothing of this receipt will come out later. `timeout`: seconds.
        Raises DeviceError(paper_out, paper_jam, cover_open, cutter_jam, head_hot, hardware_error, disconnected,
        timeout; not_ready: it is closed, or a person keeps it offline; cancelled: it was closed meanwhile;
        invalid_data: a picture that is empty or too wide).
        """
