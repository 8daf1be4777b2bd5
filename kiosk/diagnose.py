"""`kiosk diagnose`: what a running keeper knows of its devices, or, with none running, a look of our own."""

from __future__ import annotations

import dataclasses
import json
import time
from collections.abc import Callable

from rich.console import Console

from devices.api import DeviceState, Status
from kiosk import assembly
from kiosk.catalogue.model import Device
from kiosk.diagnostics.checks import check
from kiosk.diagnostics.relay import told
from kiosk.diagnostics.report import Severity, as_json, as_table, diagnose, overall
from kiosk.installation import defects
from kiosk.keeper_socket import SOCKET, ask_keeper
from kiosk.pipe import DeviceReport
from kiosk.settings import Settings
from kiosk.wording import Audience, Language, wording

PATIENCE = 5.0  # seconds that a kiosk which has just been started gets to open its devices
_ASK_AGAIN = 0.2


def diagnosed(settings: Settings, language: Language, *, as_json_text: bool) -> int:
    """Print the report; returns the exit code. Raises SettingsError."""
    reports = _of_the_keeper(settings, time.sleep)
    if reports is None:
        devices = assembly.fitted(settings, assembly.clock(settings))
        reports = check({str(kind): device for kind, device in devices.items()})
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


def _of_the_keeper(settings: Settings, pause: Callable[[float], None]) -> tuple[DeviceReport, ...] | None:
    """What the keeper knows once no device is starting any more, or when patience ends; None: none is running."""
    reports: tuple[DeviceReport, ...] = ()
    for _ in range(int(PATIENCE / _ASK_AGAIN)):
        answer = ask_keeper(settings.kiosk.data / SOCKET)
        if answer is None:
            return None
        heard = {name: DeviceReport.model_validate(report) for name, report in answer["devices"].items()}
        starting = {
            str(kind): told(kind, Status(DeviceState.STARTING))
            for kind in Device
            if getattr(settings.devices, kind).driver != "none"
        }
        reports = tuple({**starting, **heard}.values())
        if all(report.state is not DeviceState.STARTING for report in reports):
            break
        pause(_ASK_AGAIN)
    return reports
