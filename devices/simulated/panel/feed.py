"""What changes on the rig, told to any number of browsers as server-sent events (HTML Living Standard, 9.2).

Every reader reads at its own pace and nobody waits for it: a slow one gets the newest view and misses those between.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from contextlib import suppress

import structlog

from devices.simulated.rig import Rig

LOOKS_EVERY = 0.2  # seconds, while somebody reads: what a virtual device does by itself stands in no trace
HEARTBEAT = 10.0  # seconds

log = structlog.get_logger(__name__)


class Feed:
    """Lives in the server's event loop, from `start` to `stop`."""

    def __init__(self, rig: Rig) -> None:
        self._rig = rig
        self._epoch = secrets.token_hex(4)  # trace numbers mean nothing to the next rig
        self._view = ""
        self._readers = 0
        self._ended = False
        self._heard = asyncio.Event()  # something happened: the view may have changed
        self._changed = asyncio.Event()  # readers have something to read; a new one each time

    def start(self) -> None:
        loop = asyncio.get_running_loop()

        def happened() -> None:
            self._tell()
            self._heard.set()

        def hear(_entry: object) -> None:
            with suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(happened)

        self._unsubscribe = self._rig.trace.subscribe(hear)
        self._task = loop.create_task(self._look())

    async def stop(self) -> None:
        self._unsubscribe()
        self._ended = True
        self._tell()
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task

    async def events(self, last_event_id: str) -> AsyncIterator[str]:
        """The view, and the trace from after that event on; then what changes."""
        epoch, _, number = last_event_id.partition("-")
        known = int(number) if epoch == self._epoch and number.isdecimal() and len(number) < 16 else 0
        view = None
        self._readers += 1
        self._heard.set()
        try:
            yield "retry: 500\n\n"
            while not self._ended:
                changed = self._changed
                for entry in self._rig.trace.entries():
                    if entry["number"] > known:
                        known = entry["number"]
                        yield _event("trace", json.dumps(entry, ensure_ascii=False), f"{self._epoch}-{known}")
                if self._view and view != self._view:
                    view = self._view
                    yield _event("view", view)
                try:
                    await asyncio.wait_for(changed.wait(), HEARTBEAT)
                except TimeoutError:
                    yield ": still here\n\n"
        finally:
            self._readers -= 1

    async def _look(self) -> None:
        while True:
            self._heard.clear()
            try:
                view = await asyncio.to_thread(lambda: json.dumps(self._rig.view(), ensure_ascii=False))
            except Exception as bug:
                log.error("panel_cannot_look", error=type(bug).__name__)
                view = self._view
            if view != self._view:
                self._view = view
                self._tell()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._heard.wait(), LOOKS_EVERY if self._readers else None)

    def _tell(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


def _event(kind: str, data: str, number: str = "") -> str:
    return f"{f'id: {number}' + chr(10) if number else ''}event: {kind}\ndata: {data}\n\n"
