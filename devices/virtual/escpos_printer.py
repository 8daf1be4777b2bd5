"""A receipt printer for the real driver to talk to: a `Mechanism` with a cable. Here: with a TCP port.

It serves one connection at a time, as the real ones do. It takes no more bytes than it can keep, so that a sender
feels a printer that has stopped. Nothing is delayed unless a fault says so: it prints as fast as bytes arrive.
"""

from __future__ import annotations

import os
import select
import socket
import threading
from abc import abstractmethod
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from devices.simulated.fault import SimulationError
from devices.virtual.escpos_mechanism import Mechanism

RECEIVE_BUFFER = 64 * 1024  # bytes kept while it cannot print
CHUNK = 4096  # bytes that the cable's side takes at a time, once also when the buffer is full
LOOK_MS = 20  # between two looks whether there is room again
GIVES_UP_AFTER = 1.0  # seconds that an answer may wait for a client that does not read


class CabledPrinter(Mechanism):
    """Start it, or use it as a context manager. `address`: as the driver wants it, once it is started.

    With a `folder` each receipt is written there too, as receipt-0001.png and so on. `habits`: see `Mechanism`.
    """

    def __init__(self, folder: Path | None = None, **habits: Any) -> None:
        super().__init__(self._say, **habits)
        self._folder = folder
        self._saved = 0
        self._cable: int | None = None  # the file descriptor of the connection
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._plugged = False

    @property
    @abstractmethod
    def address(self) -> str: ...

    @abstractmethod
    def _lay_out(self) -> None:
        """Make what a host can connect to."""

    @abstractmethod
    def _serve(self) -> None:
        """Wait for connections, `_talk` with each, until it is stopped; then take away what `_lay_out` made."""

    def start(self) -> None:
        self.stop()
        self._stopping.clear()
        self._lay_out()
        self._plugged = True
        self._thread = threading.Thread(target=self._serve, name=f"virtual-printer-{self.address}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._plugged = False
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
            self._thread = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    # --- the hands' face

    def unplug(self) -> None:
        """No power: the connection breaks, nobody answers, everything that was kept is forgotten."""
        if not self._plugged:
            raise SimulationError("the printer is unplugged already")
        self.stop()
        self.power_off()

    def plug(self) -> None:
        if self._plugged:
            raise SimulationError("the printer is plugged in already")
        self.start()

    # --- the cable

    def _talk(self, cable: int) -> bool:
        """Serve one connection until it is over. True: an armed fault broke it."""
        self.connected()
        self._cable = cable
        poll = select.poll()
        poll.register(cable, select.POLLIN)
        kept_before = self.kept
        while not self._stopping.is_set() and self._cable is not None:
            room = self.kept < max(RECEIVE_BUFFER, kept_before + CHUNK)
            poll.modify(cable, select.POLLIN if room else 0)
            events = poll.poll(LOOK_MS)
            self.go_on()
            if not events:
                continue
            if not room:  # the only event that is left: the client is gone
                break
            try:
                self.receive(self._take(cable))
            except OSError:
                break
            self._save()
        broken = self._cable is None
        self._cable = None
        return broken

    def _take(self, cable: int) -> bytes:
        """What has arrived. Raises OSError when the connection is over."""
        if not (data := os.read(cable, CHUNK)):
            raise ConnectionResetError
        return data

    def _lose_cable(self) -> None:
        self._cable = None

    def _say(self, data: bytes) -> None:
        """From any thread; a client that is gone or does not read hears nothing."""
        cable = self._cable
        if cable is not None and select.select([], [cable], [], GIVES_UP_AFTER)[1]:
            with suppress(OSError):
                os.write(cable, data)

    def _save(self) -> None:
        if self._folder is None:
            return
        for receipt in self.receipts[self._saved :]:
            self._saved += 1
            (self._folder / f"receipt-{self._saved:04d}.png").write_bytes(receipt)


class VirtualEscposPrinter(CabledPrinter):
    """On a TCP port. `port` 0: any free one, to be read from `port` afterwards. The next connection waits."""

    def __init__(self, port: int = 0, *, host: str = "127.0.0.1", folder: Path | None = None, **habits: Any) -> None:
        super().__init__(folder, **habits)
        self.host = host
        self.port = port
        self._listener: socket.socket | None = None

    @property
    def address(self) -> str:
        return f"tcp:{self.host}:{self.port}"

    def _lay_out(self) -> None:
        self._listener = socket.create_server((self.host, self.port))
        self.port = self._listener.getsockname()[1]

    def _serve(self) -> None:
        assert self._listener is not None
        with self._listener as listener:
            while not self._stopping.is_set():
                if select.select([listener], [], [], LOOK_MS / 1000)[0]:
                    client, _ = listener.accept()
                    with client:
                        self._talk(client.fileno())
