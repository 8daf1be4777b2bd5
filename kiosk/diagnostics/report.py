"""What a technician sees first: one line for each device, and how bad it is. Pure: statuses in, lines out.

The same lines make the table for people and the JSON for programs. Words come from `devices.ftl` and `errors.ftl`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, assert_never

from rich.table import Column, Table
from rich.text import Text

from devices.api import Action, Cause, DeviceState, ErrorCode
from kiosk.pipe import Capability, DeviceReport
from kiosk.wording import Audience, Wording

JSON_FORMAT = "kiosk-diagnosis/1"  # the number grows when a key changes its meaning or goes


class Severity(IntEnum):
    """How bad it is; also the exit code of `kiosk diagnose`."""

    WELL = 0
    DEGRADED = 1  # it works, or heals by itself, but somebody should know
    STAFF = 2  # the hall's staff can mend it: paper, a cover, a card left behind
    TECHNICIAN = 3
    SILENT = 4  # nothing answers at all: more likely the machine, its settings or its power than every single device

    @property
    def key(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Line:
    """A report with its judgement."""

    report: DeviceReport
    severity: Severity
    cause: Cause | None
    action: Action


# Facts that a device may tell without an error.
_WORRYING_FACTS: dict[tuple[str, str], Severity] = {
    ("paper", "low"): Severity.DEGRADED,
    ("paper", "out"): Severity.STAFF,
    ("paper", "jammed"): Severity.STAFF,
    ("cover", "open"): Severity.STAFF,
    ("cutter", "jammed"): Severity.STAFF,
    ("head", "hot"): Severity.DEGRADED,
    ("sheets", "low"): Severity.DEGRADED,
    ("sheets", "out"): Severity.STAFF,
    ("sheets", "jammed"): Severity.STAFF,
    ("door", "open"): Severity.STAFF,
    ("toner", "low"): Severity.DEGRADED,
    ("toner", "out"): Severity.STAFF,
    ("media", "jammed"): Severity.STAFF,
    ("health", "stalled"): Severity.DEGRADED,
    ("health", "dark"): Severity.STAFF,
    ("health", "blurred"): Severity.STAFF,
    ("health", "gone"): Severity.TECHNICIAN,
}


def diagnose(reports: Iterable[DeviceReport]) -> tuple[Line, ...]:
    return tuple(_line(report) for report in reports)


def overall(lines: Sequence[Line]) -> Severity:
    """The worst of all; SILENT when no device that should be there answers, or none is there."""
    fitted = [line for line in lines if line.report.state is not DeviceState.NOT_FITTED]
    if not any(_answers(line.report) for line in fitted):
        return Severity.SILENT
    return max(line.severity for line in fitted)


def _answers(report: DeviceReport) -> bool:
    late = report.error is not None and report.error.code is ErrorCode.TIMEOUT
    return report.state is not DeviceState.DISCONNECTED and not late


def _line(report: DeviceReport) -> Line:
    worries = (_WORRYING_FACTS.get(fact, Severity.WELL) for fact in report.facts.items())
    severity = max(_severity(report), *worries, Severity.WELL)
    if report.error is None:
        return Line(report, severity, None, _usual_action(report.state, severity))
    return Line(report, severity, report.error.cause, report.error.action)


def _severity(report: DeviceReport) -> Severity:
    by_action = Severity.WELL if report.error is None else _severity_of(report.error.action)
    match report.state:
        case DeviceState.ONLINE | DeviceState.BUSY | DeviceState.NOT_FITTED:
            return by_action
        case DeviceState.STARTING | DeviceState.OFFLINE:
            return max(by_action, Severity.DEGRADED)
        case DeviceState.USER_ERROR:
            return max(by_action, Severity.STAFF)
        case DeviceState.DISCONNECTED | DeviceState.HARDWARE_ERROR:
            return by_action if report.error is not None else Severity.TECHNICIAN
        case DeviceState.TAMPERED:
            return Severity.TECHNICIAN
        case _:
            assert_never(report.state)


def _severity_of(action: Action) -> Severity:
    match action:
        case Action.WAIT | Action.RETRY | Action.NONE:
            return Severity.DEGRADED
        case Action.STAFF:
            return Severity.STAFF
        case Action.RESET | Action.TECHNICIAN | Action.CONFIGURE:
            return Severity.TECHNICIAN
        case _:
            assert_never(action)


def _usual_action(state: DeviceState, severity: Severity) -> Action:
    if state is DeviceState.STARTING:
        return Action.WAIT
    if severity is Severity.WELL:
        return Action.NONE
    if state in (DeviceState.ONLINE, DeviceState.BUSY, DeviceState.USER_ERROR) and severity < Severity.TECHNICIAN:
        return Action.STAFF
    return Action.TECHNICIAN


# --- for people


def sentence(line: Line, wording: Wording) -> str:
    """What is the matter, for the technician; the driver's own words stand behind it."""
    error = line.report.error
    if error is None:
        return ""
    words = wording.error(error.code, Audience.TECHNICIAN)
    return f"{words} [{error.detail}]" if error.detail else words


def as_table(lines: Sequence[Line], wording: Wording) -> Table:
    columns = ("device", "state", "cause", "action", "details")
    table = Table(*(Column(wording.text(f"column-{column}"), overflow="fold") for column in columns), expand=False)
    for line in lines:
        table.add_row(*(Text(words) for words in _cells(line, wording)), style=_STYLES[line.severity])
    table.caption = wording.text(f"severity-{overall(lines).key}")
    return table


_STYLES = {
    Severity.WELL: "",
    Severity.DEGRADED: "yellow",
    Severity.STAFF: "bold yellow",
    Severity.TECHNICIAN: "bold red",
    Severity.SILENT: "bold red",
}


def _cells(line: Line, wording: Wording) -> tuple[str, ...]:
    report, name = line.report, f"device-{line.report.device}"
    details = [sentence(line, wording), *(wording.text(f"fact-{fact}-{word}") for fact, word in report.facts.items())]
    if report.info is not None:
        info = report.info
        driver = "" if info.simulated else f"({info.driver})"
        details.append(" ".join(filter(None, (info.model, info.serial, info.firmware, driver))))
        details.append(wording.text("device-simulated") if info.simulated else "")
    can = [_capability(name, value, wording) for name, value in report.capabilities.items() if value != []]
    details.append(wording.text("list-separator").join(can))
    details.append(wording.text("device-restarts", count=report.restarts) if report.restarts else "")
    return (
        wording.text(name) if wording.has(name) else report.device,
        wording.text(f"state-{report.state}"),
        wording.text(f"cause-{line.cause}") if line.cause is not None else "",
        wording.text(f"action-{line.action}"),
        "\n".join(filter(None, details)),
    )


def _capability(name: str, value: Capability, wording: Wording) -> str:
    if isinstance(value, bool):
        shown = "yes" if value else "no"
    elif isinstance(value, list):
        size = isinstance(value[0], int)
        shown = (
            " × ".join(map(str, value))
            if size
            else wording.text("list-comma").join(wording.text(f"{name}-{word}") for word in value)
        )
    else:
        shown = str(value)
    return wording.text(f"capability-{name}", value=shown)


# --- for programs


def as_json(lines: Sequence[Line]) -> dict[str, Any]:
    """Keys are stable within one `format`; words of the vocabulary, never sentences."""
    worst = overall(lines)
    return {
        "format": JSON_FORMAT,
        "severity": worst.key,
        "exit_code": int(worst),
        "devices": [_device_json(line) for line in lines],
    }


def _device_json(line: Line) -> dict[str, Any]:
    report, error = line.report, line.report.error
    return {
        "device": report.device,
        "severity": line.severity.key,
        "state": report.state.value,
        "cause": line.cause.value if line.cause is not None else None,
        "action": line.action.value,
        "error": None
        if error is None
        else {"code": error.code.value, "detail": error.detail, "retryable": error.retryable},
        "facts": report.facts,
        "info": None if report.info is None else dataclasses.asdict(report.info),
        "capabilities": report.capabilities,
        "restarts": report.restarts,
    }
