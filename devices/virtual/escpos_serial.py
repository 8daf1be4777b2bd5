"""A receipt printer on a pseudo-terminal: one behind a USB-serial adapter, whose device file comes and goes.

A pseudo-terminal has no lines for hardware flow control; its sender feels a full buffer all the same.
"""

from __future__ import annotations

import fcntl
import os
import select
import struct
import tempfile
import termios
import tty
from pathlib import Path
from typing import Any

from devices.virtual.escpos_printer import CHUNK, LOOK_MS, CabledPrinter

_FLUSHED = termios.TIOCPKT_FLUSHREAD | termios.TIOCPKT_FLUSHWRITE


class VirtualSerialEscposPrinter(CabledPrinter):
    """`path`: where its device file is, a link; it exists while the printer is plugged in."""

    def __init__(self, path: Path | None = None, *, folder: Path | None = None, **habits: Any) -> None:
        super().__init__(folder, **habits)
        self.path = path or Path(tempfile.gettempdir()) / f"virtual-printer-{os.getpid()}-{id(self):x}"
        self._master = -1

    @property
    def address(self) -> str:
        return f"serial:{self.path}"

    def _lay_out(self) -> None:
        self._master, slave = os.openpty()
        tty.setraw(slave)
        # In packet mode the master is told when the host throws its buffers away, as it does when it opens the port.
        fcntl.ioctl(self._master, termios.TIOCPKT, struct.pack("i", 1))
        link = self.path.with_name(f"{self.path.name}.new")
        link.symlink_to(os.ttyname(slave))
        link.replace(self.path)
        os.close(slave)

    def _serve(self) -> None:
        while not self._stopping.is_set():
            if _nobody_has_it_open(self._master):
                self._stopping.wait(LOOK_MS / 1000)
            elif self._talk(self._master):  # the adapter leaves, and is found again as another device
                left = self._master
                self._lay_out()
                os.close(left)
        os.close(self._master)
        self.path.unlink()

    def _take(self, cable: int) -> bytes:
        packet = os.read(cable, CHUNK)
        if packet[0] & _FLUSHED:
            self.connected()
        return packet[1:]


def _nobody_has_it_open(master: int) -> bool:
    poll = select.poll()
    poll.register(master, 0)
    return bool(poll.poll(0))
