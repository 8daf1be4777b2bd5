"""What is known of a device, on its way from a visit process through the keeper to `kiosk diagnose`."""

from __future__ import annotations

import typing
from collections.abc import Mapping

from devices.api import DeviceError, Status
from devices.camera.api import CameraStatus
from devices.card.api import CardReaderStatus
from devices.receipt_printer.api import ReceiptPrinterStatus
from kiosk import pipe as p
from kiosk.catalogue.model import Device
from kiosk.diagnostics.report import DeviceReport, facts_of

_STATUS: Mapping[str, type[Status]] = {
    Device.CARD_READER: CardReaderStatus,
    Device.CAMERA: CameraStatus,
    Device.RECEIPT_PRINTER: ReceiptPrinterStatus,
}


def told(report: DeviceReport) -> p.DeviceReport:
    """A report as it goes through the pipe."""
    error = report.status.error
    assert report.info is not None
    return p.DeviceReport(
        device=report.device,
        state=report.status.state,
        error=None
        if error is None
        else p.Fault(
            code=error.code,
            cause=error.cause,
            action=error.action,
            detail=error.detail,
            retryable=error.retryable,
        ),
        facts=dict(facts_of(report.status)),
        info=report.info,
        restarts=report.restarts,
    )


def heard(message: p.DeviceReport) -> DeviceReport:
    """The report that came through the pipe."""
    kind = _STATUS.get(message.device, Status)
    types = typing.get_type_hints(kind)
    facts = {name: types[name](word) for name, word in message.facts.items() if name in types}
    e = message.error
    error = (
        None
        if e is None
        else DeviceError(e.code, message.device, e.detail, cause=e.cause, action=e.action, retryable=e.retryable)
    )
    return DeviceReport(message.device, kind(message.state, error, **facts), message.info, message.restarts)
