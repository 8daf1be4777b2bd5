"""The code reader, as the kiosk sees it: somebody holds a code under it, and it says what stands there."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from devices.api import Capabilities, Device


class Symbology(StrEnum):
    UNKNOWN = "unknown"  # most scan engines do not say
    QR = "qr"
    DATA_MATRIX = "data_matrix"
    PDF417 = "pdf417"
    CODE_128 = "code_128"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says. The repr is redacted: a code may carry a person."""

    text: str = field(repr=False)
    symbology: Symbology = Symbology.UNKNOWN


@dataclass(frozen=True, slots=True)
class CodeReaderCapabilities(Capabilities):
    symbologies: frozenset[Symbology] = frozenset({Symbology.QR})
    screens: bool = True  # whether it reads from the screen of a phone


class CodeReader(Device, Protocol):
    """Reads codes of receipts, phones and payments (扫码器)."""

    def capabilities(self) -> CodeReaderCapabilities: ...

    def read(self, timeout: float = 30.0) -> Code:
        """The next code that is shown, begun after this call: what was shown before is forgotten.

        `timeout`: seconds. Raises DeviceError(timeout: nothing was shown; cancelled, disconnected, invalid_data: not
        text, or too long; not_ready: the reader is closed).
        """
