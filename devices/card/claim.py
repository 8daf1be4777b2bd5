"""A device that the operating system does not lock is claimed by name, for one process alone."""

from __future__ import annotations

import errno
import hashlib
import socket

from devices.api import Cause, DeviceError, ErrorCode


class Claim:
    """A name in Linux' abstract socket space: it leaves no file, and the kernel takes it back from a killed process."""

    def __init__(self, device: str, what: str) -> None:
        """`what`: the thing itself, not what somebody calls it: two names of one thing do not exclude each other."""
        self.what = what
        self._device = device
        # An address has 107 bytes, and readers' names may be longer.
        self._address = f"\0hall-kiosk/{hashlib.sha256(what.encode()).hexdigest()}"
        self._socket: socket.socket | None = None

    def take(self) -> None:
        """Idempotent. Raises DeviceError(not_ready) while somebody else has it, (internal) when it cannot be told."""
        if self._socket is not None:
            return
        claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        try:
            claim.bind(self._address)
        except OSError as error:
            claim.close()
            if error.errno == errno.EADDRINUSE:
                raise DeviceError(ErrorCode.NOT_READY, self._device, "held by another process") from error
            detail = f"cannot be claimed: {error.strerror or error}"
            raise DeviceError(ErrorCode.INTERNAL, self._device, detail, cause=Cause.SOFTWARE) from error
        self._socket = claim

    def let_go(self) -> None:
        claim, self._socket = self._socket, None
        if claim is not None:
            claim.close()
