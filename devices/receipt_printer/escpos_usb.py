"""Bytes to and from a USB printer, through python-escpos's `Usb` and the pyusb beneath it.

python-escpos finds the printer and takes it from the kernel's driver. The transfers are pyusb's: `Usb` overlooks that
only a part of the bytes was taken, and its read of 16 bytes fails when a printer answers with more.
"""

from __future__ import annotations

import select
from contextlib import suppress
from typing import Any

import usb.core
import usb.util

from devices.receipt_printer.escpos_wire import EMPTY_PAUSE, PATIENCE, printers

PIECE = 4096  # bytes handed over at once
PACKET = 512  # bytes; no bulk packet is longer, so that no answer is


class UsbWire:
    """The printer's first interface, claimed by pyusb with the first byte: the kernel gives it to one process alone."""

    patience = PATIENCE

    def __init__(self, vendor: int, product: int) -> None:
        from escpos.exceptions import DeviceNotFoundError  # after `escpos_wire` has tamed the import of escpos

        self._usb = printers.Usb(vendor, product)
        try:
            self._usb.open()
        except (DeviceNotFoundError, usb.core.NoBackendError) as error:
            raise ConnectionError(f"no USB printer {vendor:04x}:{product:04x}: {error}") from error
        try:
            interface = self._usb.device.get_active_configuration()[(0, 0)]
            self._out = _bulk(interface, usb.util.ENDPOINT_OUT)
            self._in = _bulk(interface, usb.util.ENDPOINT_IN)
        except (OSError, IndexError) as error:
            self.drop()
            raise ConnectionError(f"USB device {vendor:04x}:{product:04x} is no printer: {error}") from error

    def write(self, data: bytes) -> None:
        while data:
            try:
                data = data[self._out.write(data[:PIECE], int(1000 * self.patience)) :]
            except usb.core.USBTimeoutError as error:
                raise TimeoutError("the printer takes no more bytes") from error

    def read(self, timeout: float) -> bytes:
        while True:
            try:
                data: bytes = self._in.read(PACKET, max(1, int(1000 * timeout))).tobytes()  # 0 would mean: for ever
            except usb.core.USBTimeoutError:
                return b""
            if data or timeout <= 0:
                return data
            select.select([], [], [], EMPTY_PAUSE)  # it answers with nothing, at once, again and again
            timeout -= EMPTY_PAUSE

    def drop(self) -> None:
        with suppress(OSError):
            self._usb.close()


def _bulk(interface: Any, direction: int) -> Any:
    """The bulk endpoint of that direction. Raises OSError when there is none."""
    for endpoint in interface:
        if (
            usb.util.endpoint_direction(endpoint.bEndpointAddress) == direction
            and usb.util.endpoint_type(endpoint.bmAttributes) == usb.util.ENDPOINT_TYPE_BULK
        ):
            return endpoint
    raise ConnectionError("it has no way to answer")
