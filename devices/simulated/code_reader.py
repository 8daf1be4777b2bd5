"""The simulated code reader: somebody shows it a code."""

from __future__ import annotations

from typing import ClassVar

from devices.api import Clock, DeviceError, DeviceState, ErrorCode, Status
from devices.code_reader.api import Code, CodeReaderCapabilities, Symbology
from devices.code_reader.text import Spoilt, decoded
from devices.simulated.fault import SimulationError
from devices.simulated.machine import Machine

LARGEST = 2953  # bytes that a QR code can hold (source: ISO/IEC 18004, version 40-L)


_ACCIDENTS = (ErrorCode.INVALID_DATA, ErrorCode.DISCONNECTED, ErrorCode.TIMEOUT, ErrorCode.NOT_READY)


def require_code(text: str) -> str:
    """Raises SimulationError for what no code can say."""
    data = text.encode("utf-8", "replace")
    if len(data) > LARGEST or isinstance(decoded(data), Spoilt):
        raise SimulationError(f"no code says this: it holds 1 to {LARGEST} bytes of text")
    return text


class CodeReaderMachine(Machine[Status]):
    """Implements `devices.code_reader.api.CodeReader`; held and spoilt command: `read`."""

    possible: ClassVar[frozenset[str]] = frozenset(
        {"read delay", "read cut", "read garbage", "read mute", *(f"read error:{code}" for code in _ACCIDENTS)}
    )

    def __init__(self, name: str = "code_reader", clock: Clock | None = None) -> None:
        super().__init__(name, "Simulated code reader", clock)
        self._shown: list[str] = []

    # --- the device's face

    def capabilities(self) -> CodeReaderCapabilities:
        return CodeReaderCapabilities()

    def read(self, timeout: float = 30.0) -> Code:
        with self._lock:
            self._shown.clear()
        with self._command("read", timeout):
            self._stay(lambda: bool(self._shown))
            return Code(self._shown[0], Symbology.QR)

    # --- the hands' face

    def show_code(self, text: str) -> None:
        """Hold a code under the reader for a moment; when nobody reads, it is forgotten."""
        require_code(text)
        with self._changing():
            self._require(self._plugged, "it has no power and reads nothing")
            self._shown.append(text)

    # --- what it means

    def _fold(self, state: DeviceState, error: DeviceError | None) -> Status:
        return Status(state, error)
