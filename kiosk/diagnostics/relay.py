"""What is known of a device, in words that go through the pipe and come out of `kiosk diagnose`."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from devices.api import Capabilities, DeviceError, Info, Status
from kiosk import pipe as p


def told(
    device: str, status: Status, info: Info | None = None, capabilities: Capabilities | None = None
) -> p.DeviceReport:
    """What the model cannot report (None) is left out."""
    facts = {name: value.value for name, value in _known(status) if name != "state" and isinstance(value, StrEnum)}
    return p.DeviceReport(
        device=device,
        state=status.state,
        error=None if status.error is None else _fault(status.error),
        facts=facts,
        capabilities={} if capabilities is None else {name: _plain(value) for name, value in _known(capabilities)},
        info=info,
        restarts=status.restarts,
    )


def _known(told: Status | Capabilities) -> Iterator[tuple[str, Any]]:
    values = ((field.name, getattr(told, field.name)) for field in dataclasses.fields(told))
    return ((name, value) for name, value in values if value is not None)


def _plain(value: Any) -> p.Capability:
    """Sets in a fixed order, sizes as lists; the rest is plain already."""
    if isinstance(value, frozenset):
        return sorted(str(word) for word in value)
    if isinstance(value, tuple):
        return [int(number) for number in value]
    plain: p.Capability = value
    return plain


def _fault(error: DeviceError) -> p.Fault:
    return p.Fault(
        code=error.code, cause=error.cause, action=error.action, detail=error.detail, retryable=error.retryable
    )
