"""The A4 document printer, as the kiosk sees it."""

from __future__ import annotations

from typing import Protocol

from devices.api import Device


class DocumentPrinter(Device, Protocol):
    def print(self, pdf: bytes, title: str) -> None:
        """Print one PDF; returns when it lies in the tray. `title` holds nothing personal. Raises DeviceError."""
