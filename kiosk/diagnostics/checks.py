"""Looks at devices when no keeper runs: opens each, asks how and what it is, closes it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from concurrent.futures import Future, wait

import structlog

from devices.api import Action, Device, DeviceError, DeviceState, ErrorCode, Info, Status
from devices.supervisor import state_of
from kiosk.diagnostics.report import DeviceReport

PATIENCE = 8.0  # seconds for one device; all are looked at side by side
SETTLES_WITHIN = 3.0  # seconds that an opened device may still be starting

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
    return DeviceReport(name, Status(DeviceState.HARDWARE_ERROR, error))


def _look(name: str, device: Device, look: Future[DeviceReport]) -> None:
    try:
        device.open()
        report = DeviceReport(name, _settled(device), _info(device))
    except DeviceError as error:
        report = DeviceReport(name, Status(state_of(error), error), _info(device))
    except Exception as bug:
        report = DeviceReport(name, _internal(name, bug))
    try:
        device.close()
    except Exception as bug:
        report = DeviceReport(name, _internal(name, bug), report.info)
    look.set_result(report)


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


def _info(device: Device) -> Info | None:
    try:
        return device.info()
    except Exception as bug:
        _internal(device.name, bug)
        return None


def _internal(name: str, bug: Exception) -> Status:
    log.error("device_bug", device=name, doing="check", error=type(bug).__name__)
    return Status(DeviceState.HARDWARE_ERROR, DeviceError(ErrorCode.INTERNAL, name, type(bug).__name__))
