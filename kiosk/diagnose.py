"""`kiosk diagnose`: what a running keeper knows of its devices, or, with none running, a look of our own."""

from __future__ import annotations

import dataclasses
import json
import typing
from collections.abc import Mapping

from rich.console import Console

from devices.api import DeviceError, Status
from devices.camera.api import CameraStatus
from devices.card.api import CardReaderStatus
from devices.receipt_printer.api import ReceiptPrinterStatus
from kiosk import assembly
from kiosk import pipe as p
from kiosk.catalogue.model import Device
from kiosk.clock import SystemClock
from kiosk.diagnostics.checks import check
from kiosk.diagnostics.report import DeviceReport, Severity, as_json, as_table, diagnose, facts_of, overall
from kiosk.installation import defects
from kiosk.keeper_socket import SOCKET, ask_keeper
from kiosk.settings import Settings
from kiosk.wording import Audience, Language, wording

_STATUS: Mapping[str, type[Status]] = {
    Device.CARD_READER: CardReaderStatus,
    Device.CAMERA: CameraStatus,
    Device.RECEIPT_PRINTER: ReceiptPrinterStatus,
}


def diagnosed(settings: Settings, language: Language, *, as_json_text: bool) -> int:
    """Print the report; returns the exit code."""
    answer = ask_keeper(settings.kiosk.data / SOCKET)
    if answer is None:
        clock = SystemClock()
        reports = check({str(kind): device for kind, device in assembly.fitted(settings, clock).items()})
    else:
        reports = tuple(heard(p.DeviceReport.model_validate(report)) for report in answer["devices"].values())
    lines = diagnose(reports)
    wrong = defects(settings.assets)
    if as_json_text:
        report = {**as_json(lines), "defects": [dataclasses.asdict(defect) for defect in wrong]}
        Console(soft_wrap=True, highlight=False).out(json.dumps(report, ensure_ascii=False, indent=1))
    else:
        words = wording(settings.assets / "wording", language)
        Console().print(as_table(lines, words))
        for defect in wrong:
            said = f"{words.error(defect.code, Audience.TECHNICIAN)} [{defect.detail}]"
            Console(soft_wrap=True).print(said, markup=False)
    return max(int(overall(lines)), int(Severity.TECHNICIAN) if wrong else 0)


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
