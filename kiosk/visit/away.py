"""What a device's state by itself means to the citizen who stands before it."""

from __future__ import annotations

from typing import assert_never

from devices.api import DeviceState, ErrorCode, Status
from kiosk.visit.state import Trouble


def away(status: Status, device: str) -> Trouble | None:
    """Why nothing can be done with the device until its state changes; None: it works."""
    match status.state:
        case DeviceState.ONLINE | DeviceState.BUSY:
            return None
        case DeviceState.STARTING:
            code = ErrorCode.NOT_READY
        case DeviceState.OFFLINE | DeviceState.DISCONNECTED | DeviceState.NOT_FITTED:
            code = ErrorCode.DISCONNECTED
        case DeviceState.HARDWARE_ERROR | DeviceState.TAMPERED:
            code = ErrorCode.HARDWARE_ERROR
        case DeviceState.USER_ERROR:
            code = status.error.code if status.error else ErrorCode.USER_ERROR
        case _:
            assert_never(status.state)
    return Trouble(str(code), device, lasting=True)
