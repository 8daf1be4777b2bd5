"""How IPP messages reach a printer: HTTP, one connection for each, on a private loop.

pyipp's own client is not used: it reads answers of any length and without a deadline.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import threading
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit

import aiohttp

LONGEST_ANSWER = 1 << 20  # bytes; all attributes of a large office machine are some 100 kB
DEFAULT_PORT = 631


class Refused(OSError):
    """The server does not do IPP here. `status`: its HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class Wire(Protocol):
    """The transport: a driver's own tests sit here."""

    def post(self, message: bytes, timeout: float, *, firm: bool = False) -> bytes:
        """Send a message, return the answer, within `timeout` seconds in all. `firm`: `abort` does not end it.

        Raises OSError (TimeoutError when it took too long).
        """

    def abort(self) -> None:
        """Messages under way end soon with an OSError. From any thread, at once."""

    def close(self) -> None: ...


def split(uri: str) -> tuple[str, str]:
    """The printer-uri to be named in messages, and the address to be sent to. Raises ValueError."""
    try:
        parts = urlsplit(uri)
        port = parts.port or DEFAULT_PORT
    except ValueError as error:
        raise ValueError(f"{uri!r} is no address: {error}") from None
    if parts.scheme not in ("ipp", "ipps") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise ValueError(f"{uri!r} is no printer's address: ipp://host[:631]/ipp/print, or ipps://")
    path = parts.path or "/ipp/print"
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    http = "https" if parts.scheme == "ipps" else "http"
    return f"{parts.scheme}://{host}:{port}{path}", f"{http}://{host}:{port}{path}"


class HttpWire:
    """ipps encrypts but does not prove who the printer is: printers sign their certificates themselves."""

    def __init__(self, device: str, address: str) -> None:
        self._address = address
        self._lock = threading.Lock()
        self._soft: set[concurrent.futures.Future[bytes]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=f"{device}-ipp", daemon=True)
        self._thread.start()

    def post(self, message: bytes, timeout: float, *, firm: bool = False) -> bytes:
        future = asyncio.run_coroutine_threadsafe(self._post(message, timeout), self._loop)
        if not firm:
            with self._lock:
                self._soft.add(future)
        try:
            return future.result()
        except concurrent.futures.CancelledError:
            raise ConnectionAbortedError("aborted") from None
        except (aiohttp.ClientError, ValueError) as error:
            raise ConnectionError(type(error).__name__) from error
        finally:
            with self._lock:
                self._soft.discard(future)

    def abort(self) -> None:
        with self._lock:
            for future in self._soft:
                future.cancel()

    def close(self) -> None:
        with suppress(RuntimeError):  # it is closed already
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _post(self, message: bytes, timeout: float) -> bytes:
        headers = {"Content-Type": "application/ipp", "Accept-Encoding": "identity"}
        # A kept connection may be closed by the printer just when it is used again: each message has its own.
        connector = aiohttp.TCPConnector(force_close=True, ssl=False)
        async with (
            asyncio.timeout(timeout),
            aiohttp.ClientSession(connector=connector) as session,
            session.post(self._address, data=message, headers=headers, allow_redirects=False) as answer,
        ):
            if answer.status != 200:
                raise Refused(answer.status)
            data = bytearray()
            async for chunk in answer.content.iter_any():
                data += chunk
                if len(data) > LONGEST_ANSWER:
                    raise ConnectionError("an answer that does not end")
            return bytes(data)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        self._loop.run_until_complete(self._finish())
        self._loop.close()

    async def _finish(self) -> None:
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._loop.shutdown_default_executor()  # names are looked up there
