"""A scan engine on a pseudo-terminal, for the real driver to listen to."""

from __future__ import annotations

import os
import pty
import shutil
import tempfile
import threading
import tty
from pathlib import Path
from types import TracebackType

from devices.simulated.code_reader import require_code
from devices.simulated.fault import FaultKind, Faults, SimulationError

POSSIBLE = frozenset({"read garbage", "read cut", "read mute", "read delay"})
NONSENSE = b"\xff\xfe\x00\x81"  # neither UTF-8 nor GB 18030


class VirtualScanEngine:
    """Start it, or use it as a context manager. `encoding`: what it is set to send. `address`: where the driver finds
    it, the same after it was unplugged.

    Its faults: a code that arrives as nonsense, is cut in the middle, is not seen, comes late.
    """

    def __init__(self, encoding: str = "utf-8", suffix: bytes = b"\r\n") -> None:
        self.faults = Faults("code_reader", POSSIBLE)
        self._encoding = encoding
        self._suffix = suffix
        self._folder: Path | None = None
        self._master: int | None = None
        self._stopping = threading.Event()

    @property
    def address(self) -> str:
        if self._folder is None:
            raise SimulationError("the scan engine has not been started")
        return f"serial:{self._folder / 'engine'}"

    def start(self) -> None:
        self._stopping.clear()
        self._folder = Path(tempfile.mkdtemp(prefix="scan-engine-"))
        self.plug()

    def stop(self) -> None:
        self._stopping.set()
        if self._master is not None:
            self.unplug()
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None

    def __enter__(self) -> VirtualScanEngine:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    # --- the hands' face

    def unplug(self) -> None:
        if self._master is None or self._folder is None:
            raise SimulationError("the scan engine is unplugged already")
        (self._folder / "engine").unlink()
        os.close(self._master)
        self._master = None

    def plug(self) -> None:
        if self._master is not None or self._folder is None:
            raise SimulationError("the scan engine is plugged in already, or was never started")
        self._master, slave = pty.openpty()
        tty.setraw(slave)
        (self._folder / "engine").symlink_to(os.ttyname(slave))
        os.close(slave)

    def show_code(self, text: str) -> None:
        """As `CodeReaderMachine.show_code`; returns when the engine has sent it."""
        data = require_code(text).encode(self._encoding)
        if self._master is None:
            raise SimulationError("the scan engine has no power and reads nothing")
        fault = self.faults.hit("read")
        match fault.kind if fault is not None else None:
            case FaultKind.MUTE:
                return
            case FaultKind.GARBAGE:
                self._send(NONSENSE + self._suffix)
            case FaultKind.CUT:
                self._send(data[: (len(data) + 1) // 2])
            case FaultKind.DELAY if fault is not None:
                self._stopping.wait(fault.seconds)
                self._send(data + self._suffix)
            case _:
                self._send(data + self._suffix)

    def _send(self, data: bytes) -> None:
        if self._master is not None:  # it may have been unplugged meanwhile
            os.write(self._master, data)
