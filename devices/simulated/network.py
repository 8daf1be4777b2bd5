"""The network between kiosk and office, as a device: a TCP proxy whose cable hands can pull, slow down and spoil.

It opens nothing that passes through: of TLS it reads the five bytes in front of each record, no more.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from enum import StrEnum
from types import TracebackType
from typing import Any, TypeVar

from devices.simulated.fault import SimulationError

T = TypeVar("T")

CHUNK = 65536
PIECES = 64  # under way in one direction; a faster sender has to wait
SLOWEST = 60_000  # ms
WITHIN = 5.0  # seconds, for a connection to the office and for the hands' acts
GIVES_UP_AFTER = 1.0  # seconds between an answer that was lost and the end of its connection

HANDSHAKE, APPLICATION_DATA = 22, 23  # content types of TLS records (RFC 8446, 5.1)
REQUEST = 2  # the kiosk's first record of application data ends its handshake; with the second it asks


class Mode(StrEnum):
    UP = "up"
    DOWN = "down"  # connections are refused
    SLOW = "slow"  # each direction is so many milliseconds late
    HOLE = "hole"  # connections are taken, and nothing moves
    ANSWERS_LOST = "answers-lost"  # the office hears what is asked; its answer never arrives
    TLS = "tls"  # nonsense instead of a handshake


class Network:
    """Listens on 127.0.0.1 and hands on to `host`:`port`. Use as a context manager; one thread serves all."""

    def __init__(self, host: str, port: int) -> None:
        self.target = (host, port)
        self.mode = Mode.UP
        self.delay = 0.0  # seconds
        self.port = 0  # any free one, and the same from then on
        self.flowing = asyncio.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="network", daemon=True)
        self._server: asyncio.Server | None = None
        self._links: set[_Link] = set()

    def __enter__(self) -> Network:
        self._thread.start()
        self.turn(Mode.UP)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # --- the hands' face

    def turn(self, mode: Mode, delay_ms: float = 0.0) -> None:
        """Connections that are open suffer too; `down` breaks them. Raises SimulationError for a silly delay."""
        if not 0 <= delay_ms <= SLOWEST:
            raise SimulationError(f"{delay_ms:g} ms is no delay: 0 to {SLOWEST}")
        self._do(self._turn(mode, delay_ms / 1000))

    def cut(self) -> int:
        """Break what is open now; new connections are served as before. Says how many broke."""
        return self._do(self._cut())

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(WITHIN)

    # --- on the loop's thread

    async def _turn(self, mode: Mode, delay: float) -> None:
        self.mode, self.delay = mode, delay
        if mode is Mode.HOLE:
            self.flowing.clear()
        else:
            self.flowing.set()
        if mode is Mode.DOWN:
            if self._server is not None:
                self._server.close()
                self._server = None
            await self._cut()
        elif self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _cut(self) -> int:
        links = tuple(self._links)
        for link in links:
            link.cut()
        return len(links)

    async def _end(self) -> None:
        await self._turn(Mode.DOWN, 0.0)
        serving = asyncio.all_tasks() - {asyncio.current_task()}
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await asyncio.sleep(0)  # what was aborted is closed in the loop's next turn

    async def _serve(self, from_kiosk: asyncio.StreamReader, to_kiosk: asyncio.StreamWriter) -> None:
        link = _Link(self, to_kiosk)
        self._links.add(link)
        try:
            with suppress(OSError, asyncio.TimeoutError, asyncio.CancelledError):  # broken: that is what it is for
                await link.run(from_kiosk)
        finally:
            self._links.discard(link)
            link.close()


class _Link:
    """One connection of the kiosk, from accept to end."""

    def __init__(self, network: Network, to_kiosk: asyncio.StreamWriter) -> None:
        self._network = network
        self._to_kiosk = to_kiosk
        self._ends = [to_kiosk]
        self._records = _Records()
        self._giving_up: asyncio.TimerHandle | None = None

    def cut(self) -> None:
        """As a cable that is pulled, but noticed at once."""
        for end in self._ends:
            end.transport.abort()

    def close(self) -> None:
        if self._giving_up is not None:
            self._giving_up.cancel()
        for end in self._ends:
            end.close()

    async def run(self, from_kiosk: asyncio.StreamReader) -> None:
        await self._network.flowing.wait()
        if self._network.mode is Mode.TLS:
            await from_kiosk.read(CHUNK)
            self._to_kiosk.write(b"HTTP/1.0 400 Bad Request\r\n\r\n")
            return
        opening = asyncio.open_connection(*self._network.target)
        from_office, to_office = await asyncio.wait_for(opening, WITHIN)
        self._ends.append(to_office)
        if self._to_kiosk.transport.is_closing():  # cut meanwhile
            return
        ways = [
            asyncio.ensure_future(self._carry(from_kiosk, to_office, self._asked)),
            asyncio.ensure_future(self._carry(from_office, self._to_kiosk, self._answered)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _carry(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seen: Callable[[bytes], bool]
    ) -> None:
        """One direction until it ends: each piece that `seen` lets through, as late as the network is now."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(PIECES)
        loop = asyncio.get_running_loop()
        sending = asyncio.ensure_future(self._send(under_way, writer))
        try:
            while data := await reader.read(CHUNK):
                if seen(data):
                    await under_way.put((loop.time() + self._network.delay, data))
            await under_way.put((0.0, b""))
            await sending
        finally:
            sending.cancel()

    async def _send(self, under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, data = await under_way.get()
            await asyncio.sleep(max(0.0, due - loop.time()))
            await self._network.flowing.wait()
            if not data:
                return
            writer.write(data)
            await writer.drain()

    def _asked(self, data: bytes) -> bool:
        self._records.look(data)
        if self._giving_up is not None:
            self._give_up_later()
        return True

    def _answered(self, _data: bytes) -> bool:
        if self._network.mode is not Mode.ANSWERS_LOST or not self._records.asked:
            return True
        if self._giving_up is None:
            self._give_up_later()
        return False

    def _give_up_later(self) -> None:
        """Not at once: to cut the office's end now might take its question away unread."""
        if self._giving_up is not None:
            self._giving_up.cancel()
        self._giving_up = asyncio.get_running_loop().call_later(GIVES_UP_AFTER, self.cut)


class _Records:
    """Counts the kiosk's TLS records as they go by, however they are cut into pieces."""

    def __init__(self) -> None:
        self._header = b""
        self._skip = 0  # bytes of the record that have not come by
        self._data_records = 0
        self._tls: bool | None = None

    @property
    def asked(self) -> bool:
        """Whether the office has something to answer. Without TLS it always has."""
        return self._tls is False or self._data_records >= REQUEST

    def look(self, data: bytes) -> None:
        if self._tls is None:
            self._tls = data[0] == HANDSHAKE
        while data and self._tls:
            skipped = min(self._skip, len(data))
            self._skip -= skipped
            needed = 5 - len(self._header)
            self._header += data[skipped : skipped + needed]
            data = data[skipped + needed :]
            if len(self._header) == 5:
                self._data_records += self._header[0] == APPLICATION_DATA
                self._skip = int.from_bytes(self._header[3:], "big")
                self._header = b""
