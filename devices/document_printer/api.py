"""The A4 document printer, as the kiosk sees it: it prints one PDF and says whether it came out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from devices.api import Capabilities, Device, Status


class Sheets(StrEnum):
    """The paper in the tray."""

    UNKNOWN = "unknown"
    OK = "ok"
    LOW = "low"
    OUT = "out"
    JAMMED = "jammed"


class Door(StrEnum):
    UNKNOWN = "unknown"
    CLOSED = "closed"
    OPEN = "open"


class Toner(StrEnum):
    UNKNOWN = "unknown"
    OK = "ok"
    LOW = "low"
    OUT = "out"


@dataclass(frozen=True, slots=True)
class DocumentPrinterStatus(Status):
    """None: this model cannot report it."""

    sheets: Sheets | None = Sheets.UNKNOWN
    door: Door | None = Door.UNKNOWN
    toner: Toner | None = Toner.UNKNOWN


@dataclass(frozen=True, slots=True)
class DocumentPrinterCapabilities(Capabilities):
    duplex: bool | None = None
    colour: bool | None = None


class DocumentPrinter(Device, Protocol):
    """Prints proofs and copies on A4 (文件打印机)."""

    def status(self) -> DocumentPrinterStatus: ...

    def capabilities(self) -> DocumentPrinterCapabilities: ...

    def print(self, pdf: bytes, title: str, *, copies: int = 1, timeout: float = 120.0) -> None:
        """Print one PDF; returns when the printer itself said that all of it lies in the tray.

        When it raises, nothing more of this job comes out later, and nothing of it is kept anywhere. `title` holds
        nothing personal; `timeout`: seconds.
        Raises DeviceError(paper_out, paper_jam, cover_open, toner_out, hardware_error, disconnected, timeout,
        cancelled; not_ready: it is closed, or a person keeps it offline; invalid_data: not a PDF;
        unsupported: so many copies).
        """
