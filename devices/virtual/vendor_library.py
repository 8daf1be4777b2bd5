"""An example of the program that wraps a maker's library, and a fake library in it; no maker's file is used.

    python -m devices.virtual.vendor_library [<line of a virtual security module> [<seconds between two looks>]]

Without a line it only decodes photos. Who writes such a program for a real library replaces what is imported from
`devices.card` and `decode` by calls of that library, and keeps `main`.
"""

from __future__ import annotations

import base64
import json
import struct
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from devices.api import DeviceError, DeviceState
from devices.card.api import CardMedia, CardReaderStatus
from devices.card.sdt_port import sdt_port
from devices.card.sdt_reader import LOOK_EVERY, SdtCardReader
from devices.virtual.card import PHOTO, card_text

WIDTH, HEIGHT = 102, 126  # pixels of the pictures on resident cards

_saying = threading.Lock()


class _Clock:
    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> datetime:
        return datetime.now(UTC)


def say(what: str, **words: object) -> None:
    plain = {key: base64.b64encode(word).decode() if isinstance(word, bytes) else word for key, word in words.items()}
    with _saying:
        print(json.dumps({"say": what, **plain}), flush=True)  # noqa: T201 - the pipe to the kiosk


def decode(photo: bytes) -> bytes:
    """A grey BMP (24 bits a pixel, 38,862 bytes) out of the photo's bytes: a pattern, nobody's face."""
    stride = (3 * WIDTH + 3) // 4 * 4
    size = stride * HEIGHT
    head = struct.pack("<2sIHHIIiiHHIIiiII", b"BM", 54 + size, 0, 0, 54, 40, WIDTH, HEIGHT, 1, 24, 0, size, 0, 0, 0, 0)
    rows = (bytes(photo[(y * WIDTH + x) % len(photo)] for x in range(WIDTH) for _ in range(3)) for y in range(HEIGHT))
    return head + b"".join(row.ljust(stride, b"\0") for row in rows)


def main(line: str = "", look_every: str = str(LOOK_EVERY)) -> None:
    reader = None
    if line:
        reader = SdtCardReader("library", _Clock(), sdt_port(f"serial:{line}"), look_every=float(look_every))

    def read(number: int, photo: bool) -> None:
        assert reader is not None
        data = reader.read(30.0)
        say("done", to=number, text=card_text(data), photo=decode(PHOTO) if photo else b"")

    def obey(work: Callable[..., None], number: int, *words: object) -> None:
        try:
            if number in cancelled:
                cancelled.discard(number)
                say("failed", to=number, error="cancelled")
            else:
                now.append(number)
                work(number, *words)
        except DeviceError as error:
            say("failed", to=number, error=error.code)

    say("hello", protocol=1, model="Fake library", serial="0001", firmware="1.0", photo=True)
    if reader is not None:
        reader.open()
        reader.subscribe(_report)
        _report(reader.status())
    now: list[int] = []  # the orders that were begun
    cancelled: set[int] = set()
    with ThreadPoolExecutor(1) as worker:
        for order in map(json.loads, sys.stdin.buffer):
            match order:
                case {"ask": "read", "number": number, "photo": photo}:
                    worker.submit(obey, read, number, photo)
                case {"ask": "decode", "number": number, "photo": photo}:
                    picture = decode(base64.b64decode(photo))
                    say("done", to=number, photo=picture)
                case {"ask": "cancel", "number": number} if now[-1:] == [number] and reader is not None:
                    reader.cancel()
                case {"ask": "cancel", "number": number}:
                    cancelled.add(number)
        if reader is not None:
            reader.cancel()
    if reader is not None:
        reader.close()


def _report(status: CardReaderStatus) -> None:
    state = "online" if status.state in (DeviceState.ONLINE, DeviceState.BUSY) else str(status.state)
    say("status", reader=state, card="present" if status.media is CardMedia.PRESENT else "absent")


if __name__ == "__main__":
    main(*sys.argv[1:3])
