"""`kiosk diagnose`: what a running keeper knows of its devices, or, with none running, a look of our own."""

from __future__ import annotations

import dataclasses
import json

from rich.console import Console

from kiosk import assembly
from kiosk import pipe as p
from kiosk.clock import SystemClock
from kiosk.diagnostics.checks import check
from kiosk.diagnostics.relay import heard
from kiosk.diagnostics.report import Severity, as_json, as_table, diagnose, overall
from kiosk.installation import defects
from kiosk.keeper_socket import SOCKET, ask_keeper
from kiosk.settings import Settings
from kiosk.wording import Audience, Language, wording


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
