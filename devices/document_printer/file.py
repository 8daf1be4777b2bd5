"""A folder that takes the place of the A4 printer: each document lies in it as a PDF."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from devices.announcer import Announcer
from devices.api import Cause, DeviceError, DeviceState, ErrorCode, Info, Status, Unsubscribe
from devices.document_printer.api import DocumentPrinterCapabilities, DocumentPrinterStatus

LONGEST_TITLE = 60


class FileDocumentPrinter:
    """A `DocumentPrinter`. Each copy is a file, 0001-title.pdf and so on; only their owner may read them."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._folder = folder
        self._announcer: Announcer[DocumentPrinterStatus] = Announcer(name, self._now)

    def open(self) -> None:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for left in self._folder.glob(".*.part"):  # by a crash in the middle of a document
                left.unlink()
        except OSError as error:
            raise self._trouble(error) from error

    def close(self) -> None:
        pass  # holds nothing

    def cancel(self) -> None:
        pass  # nothing takes long enough

    def info(self) -> Info:
        return Info(model="PDF folder", driver="files")

    def capabilities(self) -> DocumentPrinterCapabilities:
        return DocumentPrinterCapabilities()

    def status(self) -> DocumentPrinterStatus:
        return self._announcer.look_again()

    def subscribe(self, listener: Callable[[Status], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    def print(self, pdf: bytes, title: str, *, copies: int = 1, timeout: float = 120.0) -> None:  # noqa: ARG002
        """Each file appears whole or not at all, and stays after a power cut. A disk knows no `timeout`."""
        if not pdf.startswith(b"%PDF-"):
            raise DeviceError(ErrorCode.INVALID_DATA, self.name, "not a PDF", cause=Cause.SOFTWARE, retryable=False)
        try:
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", suffix=".part") as file:
                file.write(pdf)
                file.flush()
                os.fsync(file.fileno())
                for _ in range(copies):
                    self._publish(Path(file.name), title)
            folder = os.open(self._folder, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise self._trouble(error) from error

    def _now(self) -> DocumentPrinterStatus:
        if os.access(self._folder, os.W_OK | os.X_OK):
            return DocumentPrinterStatus(DeviceState.ONLINE, None, None, None, None)
        return DocumentPrinterStatus(DeviceState.HARDWARE_ERROR, self._trouble(), None, None, None)

    def _publish(self, file: Path, title: str) -> None:
        safe = re.sub(r"\W+", "-", title).strip("-")[:LONGEST_TITLE] or "document"
        for number in count(1 + len(list(self._folder.glob("*.pdf")))):
            try:
                (self._folder / f"{number:04d}-{safe}.pdf").hardlink_to(file)  # fails if the name is taken
            except FileExistsError:
                continue
            return

    def _trouble(self, error: OSError | None = None) -> DeviceError:
        reason = "folder missing or not writable" if error is None else os.strerror(error.errno or 0)
        return DeviceError(ErrorCode.HARDWARE_ERROR, self.name, reason)
