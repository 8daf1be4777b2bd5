"""Looks at devices when no keeper runs: opens each, asks how and what it is, closes it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from typing import TypeVar

import structlog

from devices.api import Action, Device, DeviceError, DeviceState, ErrorCode, Status
from devices.supervisor import state_of
from kiosk.diagnostics.relay import told
from kiosk.pipe import DeviceReport

PATIENCE = 8.0  # seconds for one device; all are looked at side by side
SETTLES_WITHIN = 3.0  # seconds that an opened device may still be starting

T = TypeVar("T")

log = structlog.get_logger(__name__)


def check(devices: Mapping[str, Device], patience: float = PATIENCE) -> tuple[DeviceReport, ...]:
    """One report for each device, in order, after at most `patience` seconds. Never raises.

    A driver that hangs is reported as timed out and left behind on its thread; it ends with this process.
    """
    looks: dict[str, Future[DeviceReport]] = {name: Future() for name in devices}
    for name, device in devices.items():
        threading.Thread(target=_look, args=(name, device, looks[name]), name=f"{name}-check", daemon=True).start()
    wait(looks.values(), patience)
    return tuple(look.result() if look.done() else _hung(name) for name, look in looks.items())


def _hung(name: str) -> DeviceReport:
    error = DeviceError(ErrorCode.TIMEOUT, name, "the driver hangs", action=Action.TECHNICIAN)
    return told(name, Status(DeviceState.HARDWARE_ERROR, error))


def _look(name: str, device: Device, look: Future[DeviceReport]) -> None:
    try:
        device.open()
        status = _settled(device)
    except Exception as failure:
        status = _failed(name, failure)
    info, capabilities = _said(name, device.info), _said(name, device.capabilities)
    try:
        device.close()
    except Exception as bug:
        status = _failed(name, bug)
    look.set_result(told(name, status, info, capabilities))


def _settled(device: Device) -> Status:
    """The status, once the device is no longer starting."""
    settled = threading.Event()
    unsubscribe = device.subscribe(lambda status: None if status.state is DeviceState.STARTING else settled.set())
    try:
        if device.status().state is DeviceState.STARTING:
            settled.wait(SETTLES_WITHIN)
        return device.status()
    finally:
        unsubscribe()


def _said(name: str, ask: Callable[[], T]) -> T | None:
    try:
        return ask()
    except Exception as bug:
        _failed(name, bug)
        return None


def _failed(name: str, failure: Exception) -> Status:
    if isinstance(failure, DeviceError):
        return Status(state_of(failure), failure)
    log.error("device_bug", device=name, doing="check", error=type(failure).__name__)
    return Status(DeviceState.HARDWARE_ERROR, DeviceError(ErrorCode.INTERNAL, name, type(failure).__name__))
