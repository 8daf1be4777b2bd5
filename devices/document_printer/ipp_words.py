"""What an IPP printer's answers mean. Pure; nothing here talks.

Sources: RFC 8011 (states, reasons, status codes), PWG 5100.13 (printer-input-tray), PWG 5101.1 (names of media).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from pyipp.enums import IppJobState, IppPrinterState

from devices.api import Action, Cause, DeviceError, DeviceState, ErrorCode, Info
from devices.document_printer.api import (
    DocumentPrinterCapabilities,
    DocumentPrinterStatus,
    Door,
    Sheets,
    Toner,
)
from devices.document_printer.ipp_codec import Attributes, number, texts

PDF = "application/pdf"
A4 = "iso_a4_210x297mm"

STATE = ("printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "queued-job-count")
SUPPLIES = ("printer-input-tray", "printer-supply", "marker-levels")
NATURE = (
    "printer-make-and-model",
    "printer-device-id",
    "printer-serial-number",
    "printer-firmware-string-version",
    "document-format-supported",
    "copies-supported",
    "sides-supported",
    "color-supported",
)

# --- the printer (RFC 8011, 5.4.11 and 5.4.12)


@dataclass(frozen=True, slots=True)
class Trouble:
    code: ErrorCode
    state: DeviceState
    reasons: frozenset[str]
    advice: str = ""
    action: Action | None = None  # None: what is usual with the code


# What prevents printing, in the order of priority: no printer, then jam, door, paper, toner, trays, and last what a
# person asked for.
TROUBLES = (
    Trouble(
        ErrorCode.DISCONNECTED,
        DeviceState.DISCONNECTED,
        frozenset({"offline", "timed-out", "shutdown"}),
        "the queue does not reach its printer: look at power and cable",
    ),
    Trouble(ErrorCode.PAPER_JAM, DeviceState.HARDWARE_ERROR, frozenset({"media-jam"})),
    Trouble(ErrorCode.COVER_OPEN, DeviceState.USER_ERROR, frozenset({"door-open", "cover-open", "interlock-open"})),
    Trouble(
        ErrorCode.PAPER_OUT, DeviceState.USER_ERROR, frozenset({"media-empty", "media-needed", "input-tray-missing"})
    ),
    Trouble(
        ErrorCode.TONER_OUT,
        DeviceState.USER_ERROR,
        frozenset({"toner-empty", "marker-supply-empty", "marker-supply-missing"}),
    ),
    Trouble(
        ErrorCode.USER_ERROR,
        DeviceState.USER_ERROR,
        frozenset({"output-area-full", "output-tray-missing", "marker-waste-full"}),
    ),
    Trouble(
        ErrorCode.NOT_READY,
        DeviceState.OFFLINE,
        frozenset({"paused", "moving-to-paused"}),
        "it stays paused when the trouble is over: resume it at its panel, a queue of CUPS with cupsenable",
        Action.STAFF,
    ),
)
_LOW_SHEETS = frozenset({"media-low"})
_LOW_TONER = frozenset({"toner-low", "marker-supply-low"})
_EMPTY_TRAY = frozenset({"media-empty"})
_LEVEL = re.compile(r"(?:^|;)level=(-?\d{1,6})(?:;|$)")
_SOME_LEFT = -3  # of a level: more than none, nobody knows how much


def fold(device: str, printer: Attributes) -> DocumentPrinterStatus:
    """What the printer says of itself, as a status. Reasons that nobody knows count only when it has stopped.

    The suffixes -report, -warning and -error are dropped. RFC 8011 means a severity by them, but CUPS says
    media-jam-warning and door-open-report of printers that cannot print, and ippeveprinter derives them from the
    printer's state. An IPP printer names the troubles that it knows: a door that it does not call open is closed.
    """
    reasons = {re.sub(r"-(report|warning|error)$", "", reason) for reason in texts(printer, "printer-state-reasons")}
    if any(_has_paper(tray) for tray in texts(printer, "printer-input-tray")) and "media-needed" not in reasons:
        reasons = reasons - _EMPTY_TRAY | (_LOW_SHEETS if reasons & _EMPTY_TRAY else set())
    met = [trouble for trouble in TROUBLES if trouble.reasons & reasons]
    state, error = _troubled(device, met[0], reasons) if met else _untroubled(device, printer, reasons)
    if state is DeviceState.DISCONNECTED:
        return DocumentPrinterStatus(state, error)
    codes = {trouble.code for trouble in met}
    return DocumentPrinterStatus(state, error, _sheets(codes, reasons), _door(codes), _toner(codes, reasons, printer))


def haunted(device: str, status: DocumentPrinterStatus) -> DocumentPrinterStatus:
    """A job of before cannot be cancelled, and may come out at any time: what else is wrong is said first."""
    if status.error is not None:
        return status
    detail = "a job of before is still in it: switch the printer off and on"
    error = DeviceError(ErrorCode.NOT_READY, device, detail, action=Action.STAFF)
    return replace(status, state=DeviceState.HARDWARE_ERROR, error=error)


def _has_paper(tray: str) -> bool:
    """media-empty says that one tray or more is empty: does this one hold paper? Source: PWG 5100.13, 5.6.6."""
    level = _LEVEL.search(tray)
    return level is not None and (int(level[1]) > 0 or int(level[1]) == _SOME_LEFT)


def _troubled(device: str, trouble: Trouble, reasons: set[str]) -> tuple[DeviceState, DeviceError]:
    said = ", ".join(sorted(trouble.reasons & reasons))
    detail = f"{said}: {trouble.advice}" if trouble.advice else said
    cause = Cause.PERSON if trouble.code is ErrorCode.NOT_READY else None
    return trouble.state, DeviceError(trouble.code, device, detail, cause=cause, action=trouble.action)


def _untroubled(device: str, printer: Attributes, reasons: set[str]) -> tuple[DeviceState, DeviceError | None]:
    match number(printer, "printer-state"):
        case IppPrinterState.STOPPED:
            detail = f"it has stopped: {_harmless(reasons)}"
            return DeviceState.HARDWARE_ERROR, DeviceError(ErrorCode.HARDWARE_ERROR, device, detail)
        case IppPrinterState.IDLE | IppPrinterState.PROCESSING as now:
            if printer.get("printer-is-accepting-jobs") == [False]:
                detail = "it takes no jobs: switched off by hand, a queue of CUPS with cupsreject"
                error = DeviceError(ErrorCode.NOT_READY, device, detail, cause=Cause.PERSON, action=Action.TECHNICIAN)
                return DeviceState.OFFLINE, error
            return DeviceState.BUSY if now == IppPrinterState.PROCESSING else DeviceState.ONLINE, None
    detail = "it does not say its state: the address is not a printer's"
    return DeviceState.HARDWARE_ERROR, DeviceError(ErrorCode.UNSUPPORTED, device, detail, action=Action.CONFIGURE)


def _harmless(reasons: set[str]) -> str:
    """Keywords from outside, fit for a log."""
    return ", ".join(re.sub(r"[^a-z0-9.-]", "?", reason)[:60] for reason in sorted(reasons)[:5])


def _sheets(codes: set[ErrorCode], reasons: set[str]) -> Sheets:
    if ErrorCode.PAPER_JAM in codes:
        return Sheets.JAMMED
    if ErrorCode.PAPER_OUT in codes:
        return Sheets.OUT
    return Sheets.LOW if reasons & _LOW_SHEETS else Sheets.OK


def _door(codes: set[ErrorCode]) -> Door:
    return Door.OPEN if ErrorCode.COVER_OPEN in codes else Door.CLOSED


def _toner(codes: set[ErrorCode], reasons: set[str], printer: Attributes) -> Toner | None:
    if ErrorCode.TONER_OUT in codes:
        return Toner.OUT
    if reasons & _LOW_TONER:
        return Toner.LOW
    return Toner.OK if "printer-supply" in printer or "marker-levels" in printer else None


def info(printer: Attributes) -> Info:
    first = {name: (texts(printer, name) or [""])[0].strip()[:120] for name in NATURE}
    identity = {  # IEEE 1284: KEY:value;KEY:value;
        key.strip().upper(): value.strip()
        for key, _, value in (pair.partition(":") for pair in first["printer-device-id"].split(";"))
    }
    serials = (first["printer-serial-number"], *(identity.get(key, "") for key in ("SN", "SERN", "SERIALNUMBER")))
    return Info(
        model=first["printer-make-and-model"] or "IPP printer",
        driver="IPP",
        serial=next(filter(None, serials), None),
        firmware=first["printer-firmware-string-version"] or None,
    )


def capabilities(printer: Attributes) -> DocumentPrinterCapabilities:
    sides, colour = texts(printer, "sides-supported"), printer.get("color-supported")
    return DocumentPrinterCapabilities(
        duplex=any(side.startswith("two-sided") for side in sides) if sides else None,
        colour=bool(colour[0]) if colour else None,
    )


def prints_pdf(printer: Attributes) -> bool:
    """A printer that does not say what it prints may be tried."""
    formats = texts(printer, "document-format-supported")
    return not formats or PDF in formats


def most_copies(printer: Attributes) -> int:
    """Of one job; 1 when it says nothing of copies."""
    return max(1, *(value[1] for value in printer.get("copies-supported", ()) if isinstance(value, tuple)), 1)


# --- a job (RFC 8011, 5.3.7 and 5.3.8)


def is_done(device: str, job: Attributes) -> bool:
    """Whether all of it lies in the tray. Raises DeviceError when it will not come to that."""
    state = number(job, "job-state")
    reasons = set(texts(job, "job-state-reasons"))
    match state:
        case IppJobState.COMPLETED:
            if "job-completed-with-errors" in reasons:
                raise DeviceError(ErrorCode.HARDWARE_ERROR, device, "the printer completed the job with errors")
            return True
        case IppJobState.CANCELED:
            raise DeviceError(ErrorCode.CANCELLED, device, "cancelled at the printer")
        case IppJobState.ABORTED:
            detail = f"the printer gave the job up: {_harmless(reasons)}"
            if reasons & {"document-format-error", "unsupported-document-format", "document-unprintable-error"}:
                raise bad_document(device, detail)
            raise DeviceError(ErrorCode.HARDWARE_ERROR, device, detail)
    return False


# --- refusals (RFC 8011, appendix B)


def refusal(device: str, code: int) -> DeviceError | None:
    """What a status code means; None when the printer did what it was asked."""
    if code < 0x0100:
        return None
    detail = f"the printer answered 0x{code:04x}"
    match code:
        case 0x0400 | 0x0401 | 0x0402 | 0x0403 | 0x0406 | 0x0407 | 0x040C | 0x0501 | 0x0503:
            why = f"{detail}: wrong address, or no permission"
            return DeviceError(ErrorCode.UNSUPPORTED, device, why, action=Action.CONFIGURE)
        case 0x040A:
            return no_pdf(device)
        case 0x0410 | 0x0411 | 0x0418 | 0x0419 | 0x041A:
            return bad_document(device, detail)
        case 0x0502 | 0x0505 | 0x0506 | 0x0507 | 0x050A | 0x050B:
            return DeviceError(ErrorCode.NOT_READY, device, f"{detail}: it takes no job now")
    return DeviceError(ErrorCode.HARDWARE_ERROR, device, detail)


def not_here(device: str, status: int) -> DeviceError:
    """What it means that a server answers with this HTTP status instead of IPP."""
    if status >= 500:
        return DeviceError(ErrorCode.NOT_READY, device, f"HTTP {status}")
    detail = f"HTTP {status}: wrong address, no permission, or it wants ipps://"
    return DeviceError(ErrorCode.UNSUPPORTED, device, detail, action=Action.CONFIGURE)


def is_busy(code: int) -> bool:
    """Whether to ask again in a moment (server-error-temporary-error, server-error-busy)."""
    return code in (0x0505, 0x0507)


def no_pdf(device: str) -> DeviceError:
    detail = f"it does not print {PDF}: set a queue of CUPS up for it, which converts, and give the queue's address"
    return DeviceError(ErrorCode.UNSUPPORTED, device, detail, action=Action.CONFIGURE)


def bad_document(device: str, detail: str) -> DeviceError:
    return DeviceError(ErrorCode.INVALID_DATA, device, detail, cause=Cause.SOFTWARE, retryable=False)
