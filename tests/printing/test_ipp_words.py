"""What an IPP printer's answers mean, as tables."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyipp.enums import IppJobState

from devices.api import Action, DeviceError, DeviceState, ErrorCode
from devices.document_printer import ipp_words as words
from devices.document_printer.api import DocumentPrinterCapabilities, Door, Sheets, Toner
from tests.printing.document_grounds import NAME

IDLE, PROCESSING, STOPPED = 3, 4, 5

ONLINE, BUSY, OFFLINE = DeviceState.ONLINE, DeviceState.BUSY, DeviceState.OFFLINE
PERSON, BROKEN, AWAY = DeviceState.USER_ERROR, DeviceState.HARDWARE_ERROR, DeviceState.DISCONNECTED


def _printer(state: int, *reasons: str, **more: Any) -> dict[str, Any]:
    extra = {name.replace("_", "-"): value for name, value in more.items()}
    return {"printer-state": [state], "printer-state-reasons": list(reasons) or ["none"], **extra}


@pytest.mark.parametrize(
    ("state", "reasons", "means", "code"),
    [
        (IDLE, ["none"], ONLINE, None),
        (PROCESSING, ["none"], BUSY, None),
        (PROCESSING, ["connecting-to-device"], BUSY, None),
        (IDLE, ["cups-waiting-for-job-completed", "cups-remote-pending"], ONLINE, None),
        (IDLE, ["media-low", "toner-low-report", "marker-waste-almost-full"], ONLINE, None),
        (IDLE, ["com.example.vendor-thing-error", "other-warning", "", "-report"], ONLINE, None),
        (STOPPED, ["media-empty-error"], PERSON, ErrorCode.PAPER_OUT),
        (IDLE, ["media-empty"], PERSON, ErrorCode.PAPER_OUT),
        (IDLE, ["media-empty-report"], PERSON, ErrorCode.PAPER_OUT),
        (PROCESSING, ["media-empty-warning"], PERSON, ErrorCode.PAPER_OUT),
        (PROCESSING, ["media-needed-error"], PERSON, ErrorCode.PAPER_OUT),
        (STOPPED, ["input-tray-missing"], PERSON, ErrorCode.PAPER_OUT),
        (PROCESSING, ["media-jam-warning"], BROKEN, ErrorCode.PAPER_JAM),
        (IDLE, ["door-open-report"], PERSON, ErrorCode.COVER_OPEN),
        (STOPPED, ["cover-open"], PERSON, ErrorCode.COVER_OPEN),
        (STOPPED, ["interlock-open-error"], PERSON, ErrorCode.COVER_OPEN),
        (IDLE, ["toner-empty-warning"], PERSON, ErrorCode.TONER_OUT),
        (STOPPED, ["marker-supply-empty-error"], PERSON, ErrorCode.TONER_OUT),
        (STOPPED, ["output-area-full"], PERSON, ErrorCode.USER_ERROR),
        (STOPPED, ["paused"], OFFLINE, ErrorCode.NOT_READY),
        (PROCESSING, ["moving-to-paused"], OFFLINE, ErrorCode.NOT_READY),
        (IDLE, ["offline-report"], AWAY, ErrorCode.DISCONNECTED),
        (STOPPED, ["timed-out"], AWAY, ErrorCode.DISCONNECTED),
        (STOPPED, ["shutdown"], AWAY, ErrorCode.DISCONNECTED),
        (STOPPED, ["none"], BROKEN, ErrorCode.HARDWARE_ERROR),
        (STOPPED, ["fuser-over-temp-error"], BROKEN, ErrorCode.HARDWARE_ERROR),
    ],
)
def test_state_and_reasons_fold_into_one_status(
    state: int, reasons: list[str], means: DeviceState, code: ErrorCode | None
) -> None:
    status = words.fold(NAME, _printer(state, *reasons))
    assert (status.state, status.error and status.error.code) == (means, code)


# Each one is graver than all that follow.
PRIORITY = [
    ("offline-report", ErrorCode.DISCONNECTED),
    ("media-jam", ErrorCode.PAPER_JAM),
    ("door-open", ErrorCode.COVER_OPEN),
    ("media-empty", ErrorCode.PAPER_OUT),
    ("toner-empty", ErrorCode.TONER_OUT),
    ("output-area-full", ErrorCode.USER_ERROR),
    ("paused", ErrorCode.NOT_READY),
]


@pytest.mark.parametrize("first", range(len(PRIORITY)))
def test_the_gravest_trouble_is_the_error(first: int) -> None:
    reasons = [reason for reason, _ in PRIORITY[first:]]
    error = words.fold(NAME, _printer(STOPPED, *reversed(reasons))).error
    assert error is not None
    assert error.code is PRIORITY[first][1]


@pytest.mark.parametrize(
    ("reasons", "sheets", "door", "toner"),
    [
        (["none"], Sheets.OK, Door.CLOSED, Toner.OK),
        (["media-low-report"], Sheets.LOW, Door.CLOSED, Toner.OK),
        (["media-empty", "media-low", "door-open"], Sheets.OUT, Door.OPEN, Toner.OK),
        (["media-jam", "media-empty"], Sheets.JAMMED, Door.CLOSED, Toner.OK),
        (["toner-low"], Sheets.OK, Door.CLOSED, Toner.LOW),
        (["marker-supply-low-warning", "toner-empty"], Sheets.OK, Door.CLOSED, Toner.OUT),
        (["offline"], Sheets.UNKNOWN, Door.UNKNOWN, Toner.UNKNOWN),
    ],
)
def test_parts_are_reported_each_for_itself(reasons: list[str], sheets: Sheets, door: Door, toner: Toner) -> None:
    status = words.fold(NAME, _printer(IDLE, *reasons, marker_levels=[75]))
    assert (status.sheets, status.door, status.toner) == (sheets, door, toner)


def test_a_printer_that_tells_nothing_of_supplies_cannot_report_toner() -> None:
    assert words.fold(NAME, _printer(IDLE)).toner is None


@pytest.mark.parametrize(
    ("levels", "sheets"),
    [((0, 100), Sheets.LOW), ((0, -3), Sheets.LOW), ((0, -2), Sheets.OUT), ((0, 0), Sheets.OUT), ((), Sheets.OUT)],
)
def test_one_empty_tray_of_several_is_not_the_end_of_paper(levels: tuple[int, ...], sheets: Sheets) -> None:
    trays = [f"type=sheetFeedAutoRemovableTray;maxcapacity=250;level={level};status=0;" for level in levels]
    status = words.fold(NAME, _printer(IDLE, "media-empty-warning", printer_input_tray=trays))
    assert status.sheets is sheets


def test_paper_that_is_needed_is_missing_whatever_the_other_trays_hold() -> None:
    printer = _printer(PROCESSING, "media-empty", "media-needed", printer_input_tray=["level=100;"])
    assert words.fold(NAME, printer).sheets is Sheets.OUT


def test_a_paused_queue_says_who_can_resume_it() -> None:
    error = words.fold(NAME, _printer(STOPPED, "paused")).error
    assert error is not None
    assert (error.action, "cupsenable" in error.detail) == (Action.STAFF, True)


def test_a_queue_that_takes_no_jobs_is_offline() -> None:
    status = words.fold(NAME, _printer(IDLE, printer_is_accepting_jobs=[False]))
    assert (status.state, status.error and status.error.code) == (OFFLINE, ErrorCode.NOT_READY)


def test_what_says_no_state_is_no_printer() -> None:
    error = words.fold(NAME, {}).error
    assert error is not None
    assert (error.code, error.action) == (ErrorCode.UNSUPPORTED, Action.CONFIGURE)


def test_what_comes_from_outside_is_fit_for_a_log() -> None:
    error = words.fold(NAME, _printer(STOPPED, "vendor\n\x1b[31m-thing", *["x" * 500] * 50)).error
    assert error is not None
    assert error.detail.isprintable()
    assert len(error.detail) < 400


NAMES = st.sampled_from([*words.STATE, *words.SUPPLIES, *words.NATURE])
REASONS = st.sampled_from([reason for trouble in words.TROUBLES for reason in trouble.reasons])
VALUES = st.integers(-5, 10) | st.booleans() | st.text(max_size=30) | REASONS | st.tuples(st.integers(), st.integers())


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(NAMES, st.lists(VALUES, max_size=4)))
def test_no_answer_is_too_strange(printer: dict[str, Any]) -> None:
    words.fold(NAME, printer)
    words.info(printer)
    words.capabilities(printer)
    words.prints_pdf(printer)
    assert words.most_copies(printer) >= 1


@pytest.mark.parametrize(
    ("state", "reasons", "done"),
    [
        (IppJobState.PENDING, [], False),
        (IppJobState.HELD, ["job-incoming"], False),
        (IppJobState.PROCESSING, ["job-printing"], False),
        (IppJobState.STOPPED, ["printer-stopped"], False),
        (IppJobState.COMPLETED, ["job-completed-successfully"], True),
        (IppJobState.COMPLETED, ["job-completed-with-warnings"], True),
        (77, ["none"], False),
    ],
)
def test_only_a_completed_job_is_done(state: int, reasons: list[str], done: bool) -> None:
    assert words.is_done(NAME, {"job-state": [state], "job-state-reasons": reasons}) is done


@pytest.mark.parametrize(
    ("state", "reason", "code"),
    [
        (IppJobState.CANCELED, "job-canceled-by-operator", ErrorCode.CANCELLED),
        (IppJobState.ABORTED, "aborted-by-system", ErrorCode.HARDWARE_ERROR),
        (IppJobState.ABORTED, "document-format-error", ErrorCode.INVALID_DATA),
        (IppJobState.COMPLETED, "job-completed-with-errors", ErrorCode.HARDWARE_ERROR),
    ],
)
def test_a_job_that_ended_otherwise_is_an_error(state: int, reason: str, code: ErrorCode) -> None:
    with pytest.raises(DeviceError) as caught:
        words.is_done(NAME, {"job-state": [state], "job-state-reasons": [reason]})
    assert caught.value.code is code


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (0x0000, None),
        (0x0001, None),
        (0x0403, ErrorCode.UNSUPPORTED),
        (0x0406, ErrorCode.UNSUPPORTED),
        (0x040A, ErrorCode.UNSUPPORTED),
        (0x0410, ErrorCode.INVALID_DATA),
        (0x0500, ErrorCode.HARDWARE_ERROR),
        (0x0506, ErrorCode.NOT_READY),
        (0x7FFF, ErrorCode.HARDWARE_ERROR),
    ],
)
def test_a_status_code_is_a_refusal_or_none(status: int, code: ErrorCode | None) -> None:
    error = words.refusal(NAME, status)
    assert (error and error.code) == code


@pytest.mark.parametrize(
    ("identity", "serial"),
    [
        ("MFG:HP;MDL:LaserJet;SN:VNB3K12345;", "VNB3K12345"),
        ("MFG:Brother;SERN: E7 ;", "E7"),
        ("MFG:X;CLS:PRINTER;url:ipp://a:b", None),
        ("", None),
        (";;;:::", None),
    ],
)
def test_a_serial_number_is_found_in_the_device_id(identity: str, serial: str | None) -> None:
    assert words.info({"printer-device-id": [identity]}).serial == serial


def test_capabilities_are_what_the_printer_says() -> None:
    said = words.capabilities({"sides-supported": ["one-sided", "two-sided-long-edge"], "color-supported": [True]})
    assert (said.duplex, said.colour) == (True, True)
    assert words.capabilities({}) == DocumentPrinterCapabilities(None, None)
