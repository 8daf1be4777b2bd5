"""Looks at devices when no keeper runs: opens each, asks how and what it is, closes it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, wait
from functools import partial
from typing import TypeVar

import structlog

from devices.api import Action, Device, DeviceError, DeviceState, ErrorCode, Status
from devices.supervisor import state_of
from kiosk.diagnostics.relay import told
from kiosk.pipe import DeviceReport

PATIENCE = 8.0  # seconds to look at one device, and then to close it; all are looked at side by side
SETTLES_WITHIN = 3.0  # seconds that an opened device may still be starting, or wait for another one that it needs
_UNSETTLED = (DeviceState.STARTING, DeviceState.OFFLINE)

T = TypeVar("T")

log = structlog.get_logger(__name__)


def check(devices: Mapping[str, Device], patience: float = PATIENCE) -> tuple[DeviceReport, ...]:
    """One report for each device, in order, after at most twice `patience` seconds. Never raises.

    No device is closed before all were looked at: one may see through another. A driver that hangs is reported as
    timed out and left behind on its thread; it ends with this process.
    """
    seen: dict[str, Future[None]] = {name: Future() for name in devices}
    looks: dict[str, Future[DeviceReport]] = {name: Future() for name in devices}
    all_seen = threading.Event()
    for name, device in devices.items():
        look = partial(_look, name, device, seen[name], all_seen, looks[name])
        threading.Thread(target=look, name=f"{name}-check", daemon=True).start()
    wait(seen.values(), patience)
    all_seen.set()
    wait([looks[name] for name in devices if seen[name].done()], patience)
    return tuple(look.result() if look.done() else _hung(name) for name, look in looks.items())


def _hung(name: str) -> DeviceReport:
    error = DeviceError(ErrorCode.TIMEOUT, name, "the driver hangs", action=Action.TECHNICIAN)
    return told(name, Status(DeviceState.HARDWARE_ERROR, error))


def _look(name: str, device: Device, seen: Future[None], all_seen: threading.Event, look: Future[DeviceReport]) -> None:
    try:
        device.open()
        status = _settled(device)
    except Exception as failure:
        status = _failed(name, failure)
    info, capabilities = _said(name, device.info), _said(name, device.capabilities)
    seen.set_result(None)
    all_seen.wait()
    try:
        device.close()
    except Exception as bug:
        status = _failed(name, bug)
    look.set_result(told(name, status, info, capabilities))


def _settled(device: Device) -> Status:
    """The status, once the device no longer waits for anything."""
    settled = threading.Event()
    unsubscribe = device.subscribe(lambda status: None if status.state in _UNSETTLED else settled.set())
    try:
        if device.status().state in _UNSETTLED:
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
