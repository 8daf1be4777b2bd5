"""Which services can be finished on this machine right now: a pure function, asked before the citizen begins.

Words for each reason: `readiness-<code>` with `device`. Paper that runs low is no reason here, since every receipt
still comes out; the staff hear of it from the diagnostics.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from devices.api import DeviceState, Status
from kiosk.catalogue.model import CaseType, Device, ResultKind, Service

DISK_FLOOR = 500 * 1024 * 1024  # bytes: a day of cases at 100 a day and 1.5 MB each, three times over


class Level(StrEnum):
    READY = "ready"
    DEGRADED = "degraded"  # can be finished, but something is different, and it is said
    CLOSED = "closed"


class ReasonCode(StrEnum):
    DEVICE_STARTING = "device_starting"  # soon over
    DEVICE_NOT_FITTED = "device_not_fitted"  # this machine was built without it
    DEVICE_NEEDS_STAFF = "device_needs_staff"  # a hand mends it: paper, cover
    DEVICE_DOWN = "device_down"
    OFFICE_AWAY = "office_away"  # cases are kept by this machine and handed in later
    OFFICE_NEEDED = "office_needed"  # the office is away, and only the office can make this result
    DISK_FULL = "disk_full"  # a case could not be kept safely


@dataclass(frozen=True, slots=True)
class Reason:
    code: ReasonCode
    device: Device | None = None


@dataclass(frozen=True, slots=True)
class Readiness:
    level: Level
    reasons: tuple[Reason, ...] = ()  # those that close it first


def readiness(
    service: Service,
    device_statuses: Mapping[Device, Status | None],
    office_reachable: bool | None,
    free_bytes: int,
) -> Readiness:
    """A device that is None or not there is not fitted. `office_reachable` None: not known yet, hoped for.

    `free_bytes`: room on the disk that keeps the cases.
    """
    closing = tuple(_closing(service, device_statuses, office_reachable, free_bytes))
    degrading = tuple(_degrading(service, device_statuses, office_reachable))
    level = Level.CLOSED if closing else Level.DEGRADED if degrading else Level.READY
    return Readiness(level, closing + degrading)


def _closing(
    service: Service, statuses: Mapping[Device, Status | None], office_reachable: bool | None, free_bytes: int
) -> Iterator[Reason]:
    if free_bytes < DISK_FLOOR:
        yield Reason(ReasonCode.DISK_FULL)
    if office_reachable is False and _only_the_office_can_finish(service):
        yield Reason(ReasonCode.OFFICE_NEEDED)
    yield from _missing(service.devices.must, statuses)


def _degrading(
    service: Service, statuses: Mapping[Device, Status | None], office_reachable: bool | None
) -> Iterator[Reason]:
    if office_reachable is False and not _only_the_office_can_finish(service):
        yield Reason(ReasonCode.OFFICE_AWAY)
    yield from _missing(service.devices.nice, statuses)


def _only_the_office_can_finish(service: Service) -> bool:
    return service.case_type is CaseType.IMMEDIATE and service.result.kind is ResultKind.PROOF


def _missing(devices: tuple[Device, ...], statuses: Mapping[Device, Status | None]) -> Iterator[Reason]:
    for device in devices:
        status = statuses.get(device)
        code = ReasonCode.DEVICE_NOT_FITTED if status is None else _reason(status.state)
        if code is not None:
            yield Reason(code, device)


def _reason(state: DeviceState) -> ReasonCode | None:
    match state:
        case DeviceState.ONLINE | DeviceState.BUSY:
            return None
        case DeviceState.STARTING:
            return ReasonCode.DEVICE_STARTING
        case DeviceState.NOT_FITTED:
            return ReasonCode.DEVICE_NOT_FITTED
        case DeviceState.USER_ERROR:
            return ReasonCode.DEVICE_NEEDS_STAFF
        case DeviceState.OFFLINE | DeviceState.DISCONNECTED | DeviceState.HARDWARE_ERROR | DeviceState.TAMPERED:
            return ReasonCode.DEVICE_DOWN
        case _:
            assert_never(state)
