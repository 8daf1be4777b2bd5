"""Bytes to and from a network printer, through python-escpos. What the bytes mean is not known here."""

from __future__ import annotations

import logging
import os
import shutil
import socket
import struct
from collections.abc import Callable
from typing import Any, Protocol

CONNECT_WITHIN = 0.3  # seconds; a printer hangs on the same switch
STUCK_AFTER = 3.0  # seconds in which a working printer has always taken another 16 mm of picture
SEND_BUFFER = 16 * 1024  # bytes; small, so that what is written is soon in the printer and not in this machine


def _import_network() -> Any:
    """python-escpos's `Network`, without what its import leaves behind (seen in 3.1).

    It calls logging.basicConfig, and makes a directory under /tmp for a cache that the next process cannot find.
    """
    root = logging.getLogger()
    handlers = tuple(root.handlers)
    from escpos import capabilities
    from escpos.printer import Network

    for handler in tuple(root.handlers):
        if handler not in handlers:
            root.removeHandler(handler)
    if "ESCPOS_CAPABILITIES_PICKLE_DIR" not in os.environ:
        shutil.rmtree(capabilities.pickle_dir, ignore_errors=True)
    return Network


Network = _import_network()


class Wire(Protocol):
    """A connection to one printer. All methods but `drop` raise OSError when it is cut."""

    def write(self, data: bytes) -> None:
        """Hand over all of `data`; TimeoutError when the printer takes nothing for `STUCK_AFTER` seconds."""

    def read(self, timeout: float) -> bytes:
        """What has arrived, at the latest after `timeout` seconds; b"" if nothing has."""

    def drop(self) -> None:
        """End the connection; what the printer has not taken yet never reaches it. Idempotent, never raises."""


Connect = Callable[[], Wire]


class NetworkWire:
    def __init__(self, host: str, port: int) -> None:
        # Network.open() forgets to close its socket when the connection is refused: it is given an open one.
        self._socket = socket.create_connection((host, port), CONNECT_WITHIN)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._network = Network(host, port)
        self._network.device = self._socket

    def write(self, data: bytes) -> None:
        self._socket.settimeout(STUCK_AFTER)
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
