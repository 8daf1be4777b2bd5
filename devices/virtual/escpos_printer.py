"""A receipt printer on a TCP port, for the real driver to talk to: a `Mechanism` with a cable.

It serves one connection at a time, as the real ones do; the next one waits. It takes no more bytes than it can keep,
so that a sender feels a printer that has stopped. Nothing is delayed: it prints as fast as bytes arrive.
"""

from __future__ import annotations

import select
import socket
import threading
from pathlib import Path
from types import TracebackType

from devices.simulated.machine import SimulationError
from devices.virtual.escpos_mechanism import Mechanism
from devices.virtual.paper_roll import FULL_ROLL_MM

RECEIVE_BUFFER = 64 * 1024  # bytes kept while it cannot print
CHUNK = 4096  # bytes that the network side takes at a time, once also when the buffer is full
LOOK_MS = 20  # between two looks whether there is room again
GIVES_UP_AFTER = 1.0  # seconds that an answer may wait for a client that does not read


class VirtualEscposPrinter(Mechanism):
    """Start it, or use it as a context manager. `port` 0: any free one, to be read from `port` afterwards.

    With a `folder` each receipt is written there too, as receipt-0001.png and so on.
    """

    def __init__(
        self,
        port: int = 0,
        width_dots: int = 576,
        paper_mm: float = FULL_ROLL_MM,
        folder: Path | None = None,
        *,
        host: str = "127.0.0.1",
        echoes: bool = True,
        clears: bool = True,
    ) -> None:
        super().__init__(self._say, width_dots, paper_mm, echoes=echoes, clears=clears)
        self.host = host
        self.port = port
        self._folder = folder
        self._saved = 0
        self._listener: socket.socket | None = None
        self._client: socket.socket | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._plugged = False

    def start(self) -> None:
        self.stop()
        self._stopping.clear()
        self._listener = socket.create_server((self.host, self.port))
        self._plugged = True
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, name=f"virtual-printer-{self.port}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._plugged = False
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
            self._thread = None

    def __enter__(self) -> VirtualEscposPrinter:
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

    def _serve(self) -> None:
        assert self._listener is not None
        with self._listener as listener:
            while not self._stopping.is_set():
                if select.select([listener], [], [], LOOK_MS / 1000)[0]:
                    client, _ = listener.accept()
                    with client:
                        self._client = client
                        self._talk(client)
                        self._client = None

    def _talk(self, client: socket.socket) -> None:
        client.settimeout(GIVES_UP_AFTER)
        poll = select.poll()
        poll.register(client, select.POLLIN)
        kept_before = self.kept
        while not self._stopping.is_set():
            room = self.kept < max(RECEIVE_BUFFER, kept_before + CHUNK)
            poll.modify(client, select.POLLIN if room else 0)
            events = poll.poll(LOOK_MS)
            if not events:
                continue
            if not room:  # the only event that is left: the client is gone
                return
            try:
                data = client.recv(CHUNK)
            except OSError:
                return
            if not data:
                return
            self.receive(data)
            self._save()

    def _say(self, data: bytes) -> None:
        """From any thread; a client that is gone or does not read hears nothing."""
        client = self._client
        if client is not None:
            try:
                client.sendall(data)
            except OSError:
                return

    def _save(self) -> None:
        if self._folder is None:
            return
        for receipt in self.receipts[self._saved :]:
            self._saved += 1
            (self._folder / f"receipt-{self._saved:04d}.png").write_bytes(receipt)
