"""Bytes to and from a printer, through python-escpos. What the bytes mean is not known here.

Network and serial lines are python-escpos's `Network` and `Serial`, opened here, because the library waits for ever
for a printer that takes nothing. Its `File` cannot read, so that a device file is opened plainly; USB has a file of its
own.
"""

from __future__ import annotations

import fcntl
import io
import logging
import os
import re
import select
import shutil
import socket
import stat
import struct
import termios
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, Protocol

import serial

PATIENCE = 3.0  # seconds in which a printing printer has always taken another 16 mm of picture
CONNECT_WITHIN = 0.3  # seconds; a printer hangs on the same switch
SEND_BUFFER = 16 * 1024  # bytes; small, so that what is written is soon in the printer and not in this machine
PIECE = 512  # bytes that even 9600 baud carry in less than a second
CHUNK = 256  # bytes read at once; answers are shorter
EMPTY_PAUSE = 0.01  # seconds until a printer that answered with nothing is asked again
BAUD = 115_200  # a picture of 16 mm takes 0.8 s; at 9600 baud it would take 10


def _import_escpos() -> Any:
    """python-escpos's printers, without what their import leaves behind (seen in 3.1).

    It calls logging.basicConfig, and makes a directory under /tmp for a cache that the next process cannot find.
    """
    root = logging.getLogger()
    handlers = tuple(root.handlers)
    from escpos import capabilities, printer

    for handler in tuple(root.handlers):
        if handler not in handlers:
            root.removeHandler(handler)
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return printer


printers = _import_escpos()


class Wire(Protocol):
    """A connection to one printer, held alone. All methods but `drop` raise OSError when it is cut."""

    patience: float  # seconds for which the printer may take nothing of what is written

    def write(self, data: bytes) -> None:
        """Hand over all of `data`; TimeoutError when `patience` is over."""

    def read(self, timeout: float) -> bytes:
        """What has arrived, at the latest after `timeout` seconds; b"" if nothing has."""

    def drop(self) -> None:
        """End the connection; what the printer has not taken yet never reaches it. Idempotent, never raises."""


Connect = Callable[[], Wire]
"""Raises OSError when there is no printer; io.UnsupportedOperation when there never can be an answer from it."""


def wire_to(address: str) -> Connect:
    """How to reach the printer at `address`: tcp:192.0.2.7:9100, usb:04b8:0202 (vendor and product, hexadecimal),
    serial:/dev/ttyUSB0 or serial:/dev/ttyUSB0:115200, file:/dev/usb/lp0. Raises ValueError that names what is wrong.
    """
    kind, _, rest = address.partition(":")
    match kind:
        case "tcp":
            host, _, port = rest.rpartition(":")
            if not host.strip("[]") or not port.isdecimal() or not 0 < int(port) < 65_536:
                raise ValueError(f"{address!r}: a network printer is tcp:host:port, with a port of 1 to 65535")
            try:
                host.encode("idna")  # else the library would fail with a ValueError, whenever it connects
            except UnicodeError as error:
                raise ValueError(f"{address!r}: {host} is no name of a machine: {error}") from None
            return partial(NetworkWire, host.strip("[]"), int(port))
        case "usb":
            if not (ids := re.fullmatch(r"([0-9a-fA-F]{4}):([0-9a-fA-F]{4})", rest)):
                raise ValueError(f"{address!r}: a USB printer is usb:vendor:product, four hexadecimal digits each")
            from devices.receipt_printer.escpos_usb import UsbWire

            return partial(UsbWire, int(ids[1], 16), int(ids[2], 16))
        case "serial":
            path, _, tail = rest.rpartition(":")
            path, baud = (path, int(tail)) if path and tail.isdecimal() else (rest, BAUD)
            if baud not in serial.Serial.BAUDRATES:
                raise ValueError(f"{address!r}: no serial line runs at {baud} baud")
            if not path.startswith("/"):
                raise ValueError(f"{address!r}: a serial printer is serial:/dev/... or serial:/dev/...:baud")
            return partial(SerialWire, path, baud)
        case "file":
            if not rest.startswith("/"):
                raise ValueError(f"{address!r}: a printer's device file is file:/dev/...")
            return partial(FileWire, rest)
        case _:
            raise ValueError(f"{address!r}: a receipt printer is at tcp:, usb:, serial: or file:")


class NetworkWire:
    patience = PATIENCE

    def __init__(self, host: str, port: int) -> None:
        # Network.open() forgets to close its socket when the connection is refused: it is given an open one.
        self._socket = socket.create_connection((host, port), CONNECT_WITHIN)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._network = printers.Network(host, port)
        self._network.device = self._socket

    def write(self, data: bytes) -> None:
        self._socket.settimeout(self.patience)
        self._network._raw(data)

    def read(self, timeout: float) -> bytes:
        self._socket.settimeout(max(timeout, 0.0))
        try:
            data: bytes = self._network._read()
        except (TimeoutError, BlockingIOError):
            return b""
        if not data:
            raise ConnectionResetError("the printer closed the connection")
        return data

    def drop(self) -> None:
        self._network.close()


class SerialWire:
    """The cable must carry CTS, or the printer cannot say "wait": of the hardware flow controls Linux knows only this
    one (pyserial's dsrdtr merely leaves DTR alone). A USB printer that plays a serial port (/dev/ttyACM0) has its own.
    """

    patience = PATIENCE

    def __init__(self, path: str, baud: int) -> None:
        self._port = serial.Serial(path, baud, timeout=0, rtscts=True, dsrdtr=True, exclusive=True)
        self._serial = printers.Serial(path, baud)
        self._serial.device = self._port

    def write(self, data: bytes) -> None:
        self._port.write_timeout = self.patience
        for at in range(0, len(data), PIECE):
            try:
                self._serial._raw(data[at : at + PIECE])
            except serial.SerialTimeoutException as error:
                raise TimeoutError("the printer takes no more bytes") from error

    def read(self, timeout: float) -> bytes:
        if not select.select([self._port.fileno()], [], [], timeout)[0]:
            return b""
        data: bytes = self._serial._read()
        return data

    def drop(self) -> None:
        with suppress(OSError, termios.error):
            self._port.reset_output_buffer()  # else close would wait until the printer has taken it
        self._port.close()


class FileWire:
    """A device file of the kernel's usblp. Nobody else can open it meanwhile, and it is gone when the plug is."""

    patience = PATIENCE

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY)
        try:
            if not stat.S_ISCHR(os.fstat(self._file).st_mode):
                raise io.UnsupportedOperation(f"{path} is no device: it cannot say whether anything was printed")
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.drop()
            raise

    def write(self, data: bytes) -> None:
        while data:
            if not self._ready(select.POLLOUT, self.patience):
                raise TimeoutError("the printer takes no more bytes")
            with suppress(BlockingIOError):
                data = data[os.write(self._file, data) :]

    def read(self, timeout: float) -> bytes:
        while self._ready(select.POLLIN, timeout):
            with suppress(BlockingIOError):
                if data := os.read(self._file, CHUNK):
                    return data
            # Many a USB printer answers with nothing, at once, again and again.
            select.select([], [], [], EMPTY_PAUSE)
            timeout -= EMPTY_PAUSE
            if timeout <= 0:
                break
        return b""

    def drop(self) -> None:
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)

    def _ready(self, what: int, timeout: float) -> bool:
        poll = select.poll()
        poll.register(self._file, what)
        events = poll.poll(1000 * max(timeout, 0.0))
        if events and events[0][1] & (select.POLLHUP | select.POLLERR | select.POLLNVAL):
            raise ConnectionResetError("the device is gone")
        return bool(events)
