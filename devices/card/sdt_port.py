"""The four ways in which bytes reach a security module: serial line, HID reports, USB pipes, a CCID reader's escape.

What the bytes mean is `sdt`'s matter. Everything here fails with OSError: EBUSY or EAGAIN when somebody else has the
reader, ENOTSUP when a library is missing, anything else when the reader is not there (any more).
"""

from __future__ import annotations

import errno
import fcntl
import os
import re
import select
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, Protocol, cast

import serial
import usb.core
import usb.util

from devices.api import DeviceError
from devices.card import scard as pcsc
from devices.card.claim import Claim
from devices.card.scard import Scard, call, system_scard

BAUD = 115_200
CHUNK = 4096  # bytes read at once, at most
WRITES_WITHIN = 1.0  # seconds for a request of ten bytes

REPORT = 64  # bytes of a HID report
SHARE_DIRECT = 3  # PC/SC: the reader itself, with or without a card
ESCAPE = 0x42000001  # SCARD_CTL_CODE(1): the frame goes to the reader as it is (libccid must be told to allow it)

# The reference module splits each frame over two pairs of pipes: up to the length, and what it counts.
HEAD_OUT, BODY_OUT, HEAD_IN, BODY_IN = 0x02, 0x06, 0x81, 0x85
HEAD = 7  # bytes: preamble and length


class SdtPort(Protocol):
    """Bytes to and from one module, for this process alone."""

    def write(self, data: bytes) -> None:
        """One whole request. Raises OSError."""

    def read(self, timeout: float) -> bytes:
        """What has come, in pieces of any size; nothing after `timeout` seconds of silence. Raises OSError."""

    def close(self) -> None:
        """Never raises."""


class EscapeScard(Scard, Protocol):
    """PC/SC with the one call more that talks to the reader itself."""

    def SCardControl(self, card: Any, code: int, data: Sequence[int]) -> tuple[int, Sequence[int]]: ...


def sdt_port(address: str) -> Callable[[], SdtPort]:
    """What opens the module at `address`. Raises ValueError when the address is none.

    `serial:/dev/ttyUSB0`, `serial:/dev/ttyUSB0:9600` (one of the five speeds that modules know), `hid:/dev/hidraw0`,
    `usb:0400:c35a` (vendor and product), `escape:<name of the PC/SC reader, or a part of it>`.
    """
    way, _, rest = address.partition(":")
    match way:
        case "serial" if place := re.fullmatch(r"(/.*?[^:0-9][0-9]*)(?::(115200|57600|38400|19200|9600))?", rest):
            return partial(SerialPort, place[1], int(place[2] or BAUD))
        case "hid" if rest.startswith("/"):
            return partial(_open_hid, rest)
        case "usb" if numbers := re.fullmatch("([0-9a-fA-F]{4}):([0-9a-fA-F]{4})", rest):
            return partial(_open_usb, int(numbers[1], 16), int(numbers[2], 16))
        case "escape" if rest:
            return partial(_open_escape, rest)
    raise ValueError(
        f"{address!r} is no address of a security module: serial:/dev/ttyUSB0[:baud], hid:/dev/hidraw0, "
        "usb:0400:c35a or escape:<reader name>"
    )


class SerialPort:
    """8N1 without handshake, which the modules do not have."""

    def __init__(self, path: str, baud: int) -> None:
        self._line = serial.Serial(path, baud, timeout=0, write_timeout=WRITES_WITHIN, exclusive=True)

    def write(self, data: bytes) -> None:
        self._line.write(data)

    def read(self, timeout: float) -> bytes:
        ready, _, _ = select.select([self._line.fileno()], [], [], timeout)
        return bytes(self._line.read(CHUNK)) if ready else b""

    def close(self) -> None:
        with suppress(OSError):
            self._line.close()


class HidPort:
    """A hidraw device whose reports have no numbers: frames are cut into reports, the last one filled up."""

    def __init__(self, fd: int) -> None:
        self._fd = fd

    def write(self, data: bytes) -> None:
        for start in range(0, len(data), REPORT):
            os.write(self._fd, b"\x00" + data[start : start + REPORT].ljust(REPORT, b"\x00"))

    def read(self, timeout: float) -> bytes:
        ready, _, _ = select.select([self._fd], [], [], timeout)
        if not ready:
            return b""
        report = os.read(self._fd, REPORT)
        if not report:
            raise OSError(errno.ENODEV, "the reader was unplugged")
        return report

    def close(self) -> None:
        os.close(self._fd)


class UsbPort:
    """Bulk pipes: the reference module's four, or one pair that carries whole frames. `device`: pyusb's."""

    def __init__(self, device: Any) -> None:
        self._device = device
        try:
            configuration = device.get_active_configuration()
        except usb.core.USBError:
            device.set_configuration()
            configuration = device.get_active_configuration()
        interface = configuration[(0, 0)]
        with suppress(NotImplementedError):
            if device.is_kernel_driver_active(interface.bInterfaceNumber):
                device.detach_kernel_driver(interface.bInterfaceNumber)
        usb.util.claim_interface(device, interface.bInterfaceNumber)
        pipes = [endpoint.bEndpointAddress for endpoint in interface]
        if {HEAD_OUT, BODY_OUT, HEAD_IN, BODY_IN} <= set(pipes):
            self._out, self._in = (HEAD_OUT, BODY_OUT), (HEAD_IN, BODY_IN)
        else:
            outward = next((pipe for pipe in pipes if pipe < 0x80), None)
            inward = next((pipe for pipe in pipes if pipe >= 0x80), None)
            if outward is None or inward is None:
                self.close()
                raise OSError(errno.ENODEV, "this USB device has no pipes in both directions")
            self._out, self._in = (outward, outward), (inward, inward)
        self._split = self._out[0] != self._out[1]
        self._owed = 0  # bytes that the body's pipe still has to bring

    def write(self, data: bytes) -> None:
        self._owed = 0
        parts = (data[:HEAD], data[HEAD:]) if self._split else (data,)
        for pipe, part in zip(self._out, parts, strict=False):
            self._device.write(pipe, part, int(WRITES_WITHIN * 1000))

    def read(self, timeout: float) -> bytes:
        try:
            # Not 0, which means for ever.
            data = bytes(self._device.read(self._in[self._owed > 0], CHUNK, max(1, int(timeout * 1000))))
        except usb.core.USBTimeoutError:
            return b""
        if self._split:
            is_head = not self._owed and len(data) == HEAD
            self._owed = int.from_bytes(data[5:], "big") if is_head else max(0, self._owed - len(data))
        return data

    def close(self) -> None:
        with suppress(OSError):
            usb.util.dispose_resources(self._device)


class EscapePort:
    """A CCID reader that hands frames to its module; PC/SC waits for the answer, so that it is there at once."""

    def __init__(self, scard: EscapeScard, name: str) -> None:
        self._scard = scard
        self._claim: Claim | None = None
        self._context: Any = None
        self._card: Any = None
        self._answer = b""
        try:
            self._context = self._must(scard.SCardEstablishContext, pcsc.SCOPE_USER)
            readers = self._must(scard.SCardListReaders, self._context, [])
            reader = next((reader for reader in readers if name in reader), None)
            if reader is None:
                raise OSError(errno.ENODEV, f"no PC/SC reader named {name!r}")
            self._claim = Claim("", f"pcsc/{reader}")  # the name by which the PC/SC driver claims it
            self._claim.take()
            self._card, _protocol = self._must(scard.SCardConnect, self._context, reader, SHARE_DIRECT, 0)
        except DeviceError as held:
            self.close()
            raise OSError(errno.EBUSY, held.detail) from held
        except OSError:
            self.close()
            raise

    def write(self, data: bytes) -> None:
        self._answer = bytes(self._must(self._scard.SCardControl, self._card, ESCAPE, list(data)))

    def read(self, timeout: float) -> bytes:  # noqa: ARG002 - nothing comes later
        answer, self._answer = self._answer, b""
        return answer

    def close(self) -> None:
        if self._card is not None:
            call(self._scard.SCardDisconnect, self._card, 0)  # leave the card as it is
        if self._context is not None:
            call(self._scard.SCardReleaseContext, self._context)
        self._card = self._context = None
        if self._claim is not None:
            self._claim.let_go()

    def _must(self, function: Callable[..., object], *arguments: object) -> Any:
        code, answer = call(function, *arguments)
        if code != pcsc.SUCCESS:
            raise OSError(errno.EIO, f"PC/SC 0x{code:08X}")
        return answer


def _open_hid(path: str) -> HidPort:
    fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(fd)
        raise
    return HidPort(fd)


def _open_usb(vendor: int, product: int) -> UsbPort:
    try:
        device = usb.core.find(idVendor=vendor, idProduct=product)
    except usb.core.NoBackendError as error:
        raise OSError(errno.ENOTSUP, "libusb is not installed") from error
    if device is None:
        raise OSError(errno.ENODEV, f"no USB device {vendor:04x}:{product:04x}")
    return UsbPort(device)


def _open_escape(name: str) -> EscapePort:
    try:
        return EscapePort(cast(EscapeScard, system_scard("")), name)
    except DeviceError as error:
        raise OSError(errno.ENOTSUP, error.detail) from error
