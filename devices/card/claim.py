"""A device that the operating system does not lock is claimed by name, for one process alone."""

from __future__ import annotations

import socket

from devices.api import DeviceError, ErrorCode


class Claim:
    """A name in Linux' abstract socket space: it leaves no file, and the kernel takes it back from a killed process."""

    def __init__(self, device: str, what: str) -> None:
        self._device = device
        self._address = f"\0hall-kiosk/{what}"
        self._socket: socket.socket | None = None

    def take(self) -> None:
        """Idempotent. Raises DeviceError(not_ready) while somebody else has it."""
        if self._socket is not None:
            return
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            claim.bind(self._address)
        except OSError as error:
            claim.close()
            raise DeviceError(ErrorCode.NOT_READY, self._device, "held by another process") from error
        self._socket = claim

    def let_go(self) -> None:
        claim, self._socket = self._socket, None
        if claim is not None:
            claim.close()
