"""How a scan engine is reached: a serial port, or a keyboard of the kernel that is taken from everybody else.

The kernel offers no virtual keyboard without uinput: a pipe that is fed with its events is the ground of the tests.
"""

from __future__ import annotations

import errno
import fcntl
import os
import select
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Protocol

import serial

from devices.code_reader.keys import EVENT, Keys

BAUD = 9600  # what serial engines leave the factory with; those on USB do not care
AT_ONCE = 4096  # bytes

EVIOCGRAB = 0x40044590  # _IOW('E', 0x90, int) (source: linux/input.h)


class Port(Protocol):
    """A connection to one engine. `read` raises OSError when it is cut."""

    def read(self, timeout: float | None) -> bytes:
        """What has arrived; b"" after `timeout` seconds (None: however long it takes) or a `wake`."""

    def wake(self) -> None:
        """End a `read` that waits. From any thread."""

    def drop(self) -> None:
        """End the connection. Never raises."""


Connect = Callable[[], Port]


def port(address: str) -> Connect:
    """`serial:/dev/ttyACM0[:baud]` or `hid:/dev/input/event3`. Raises ValueError that names what is wrong.

    What it returns raises BlockingIOError if another process has the engine, another OSError if it is not there.
    """
    kind, _, place = address.partition(":")
    if not place.startswith("/"):
        raise ValueError(f"{address}: serial:/dev/... or hid:/dev/input/event... is needed")
    match kind:
        case "serial":
            path, _, tail = place.rpartition(":")
            path, baud = (path, int(tail)) if path and tail.isdecimal() else (place, BAUD)
            if baud not in serial.Serial.BAUDRATES:
                raise ValueError(f"{address}: no serial line runs at {baud} baud")
            return lambda: SerialPort(path, baud)
        case "hid":
            return lambda: KeyboardPort(place)
        case _:
            raise ValueError(f"{address}: no such kind of port: {kind}; there are serial, hid")


class _Descriptor(ABC):
    """A file that is waited for without looking again and again."""

    def __init__(self, fileno: int) -> None:
        self._fileno = fileno
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)

    @abstractmethod
    def _take(self) -> bytes: ...

    def read(self, timeout: float | None) -> bytes:
        ready, _, _ = select.select([self._fileno, self._bell], [], [], timeout)
        return self._take() if ready == [self._fileno] else b""

    def wake(self) -> None:
        os.eventfd_write(self._bell, 1)

    def drop(self) -> None:
        os.close(self._bell)


class SerialPort(_Descriptor):
    def __init__(self, path: str, baud: int) -> None:
        try:
            self._serial = serial.Serial(path, baud, timeout=0, exclusive=True)
        except serial.SerialException as error:
            if error.errno in (errno.EAGAIN, errno.EBUSY):  # locked, or marked as exclusive
                raise BlockingIOError("held") from error
            raise
        super().__init__(self._serial.fileno())

    def _take(self) -> bytes:
        data: bytes = self._serial.read(AT_ONCE)
        return data

    def drop(self) -> None:
        self._serial.close()
        super().drop()


class KeyboardPort(_Descriptor):
    """Its keystrokes reach this process alone: no window ever sees them."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.ioctl(self._file, EVIOCGRAB, 1)
        except OSError as error:
            os.close(self._file)
            if error.errno == errno.EBUSY:
                raise BlockingIOError("held") from error
            raise OSError(f"{path} is no keyboard") from error
        self._keys = Keys()
        super().__init__(self._file)

    def read(self, timeout: float | None) -> bytes:
        """Keys that type nothing are no reason to come back."""
        while True:
            events = super().read(timeout)
            text = self._keys.typed(events)
            if text or not events:
                return text

    def _take(self) -> bytes:
        data = os.read(self._file, EVENT.size * (AT_ONCE // EVENT.size))
        if not data:
            raise OSError("the keyboard is gone")
        return data

    def drop(self) -> None:
        os.close(self._file)
        super().drop()
