"""The diagnosis: what each status is worth, what is to be done, and that all of it has words."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from devices.api import Action, Cause, DeviceError, DeviceState, ErrorCode, Info, Status
from devices.camera.api import CameraHealth, CameraStatus
from devices.card.api import CardMedia, CardReaderStatus
from devices.receipt_printer.api import Cover, PaperSupply, ReceiptPrinterStatus
from kiosk.diagnostics.report import DeviceReport, Severity, as_json, as_table, diagnose, overall
from kiosk.wording import Language, wording

ONLINE, BUSY = DeviceState.ONLINE, DeviceState.BUSY


def error(code: ErrorCode, **more: object) -> DeviceError:
    return DeviceError(code, "x", **more)  # type: ignore[arg-type]


def printer(
    state: DeviceState = ONLINE,
    trouble: DeviceError | None = None,
    paper: PaperSupply = PaperSupply.OK,
    cover: Cover = Cover.CLOSED,
) -> DeviceReport:
    return DeviceReport("receipt_printer", ReceiptPrinterStatus(state, trouble, paper, cover))


WELL = DeviceReport("card_reader", CardReaderStatus(ONLINE, None, CardMedia.ABSENT), Info("M1", "pcsc", "0042"))
LOW = printer(paper=PaperSupply.LOW)
OUT = printer(DeviceState.USER_ERROR, error(ErrorCode.PAPER_OUT), PaperSupply.OUT)
BROKEN = DeviceReport("camera", CameraStatus(DeviceState.HARDWARE_ERROR, error(ErrorCode.HARDWARE_ERROR), None))  # type: ignore[arg-type]
GONE = DeviceReport("camera", CameraStatus(DeviceState.DISCONNECTED, error(ErrorCode.DISCONNECTED)))
HANGING = DeviceReport(
    "card_reader",
    Status(DeviceState.HARDWARE_ERROR, error(ErrorCode.TIMEOUT, detail="the driver hangs", action=Action.TECHNICIAN)),
)
UNFITTED = DeviceReport("document_printer", Status(DeviceState.NOT_FITTED))


@pytest.mark.parametrize(
    ("report", "severity", "action"),
    [
        (WELL, Severity.WELL, Action.NONE),
        (UNFITTED, Severity.WELL, Action.NONE),
        (printer(BUSY), Severity.WELL, Action.NONE),
        (printer(DeviceState.STARTING), Severity.DEGRADED, Action.WAIT),
        (printer(DeviceState.OFFLINE), Severity.DEGRADED, Action.TECHNICIAN),
        (LOW, Severity.DEGRADED, Action.STAFF),
        (printer(ONLINE, error(ErrorCode.HEAD_HOT)), Severity.DEGRADED, Action.WAIT),
        (printer(DeviceState.STARTING, error(ErrorCode.NOT_READY)), Severity.DEGRADED, Action.WAIT),
        (OUT, Severity.STAFF, Action.STAFF),
        (printer(DeviceState.USER_ERROR, error(ErrorCode.COVER_OPEN), cover=Cover.OPEN), Severity.STAFF, Action.STAFF),
        (printer(DeviceState.HARDWARE_ERROR, error(ErrorCode.CUTTER_JAM)), Severity.STAFF, Action.STAFF),
        (printer(cover=Cover.OPEN), Severity.STAFF, Action.STAFF),
        (
            DeviceReport("camera", CameraStatus(DeviceState.USER_ERROR, error(ErrorCode.TOO_DARK), CameraHealth.DARK)),
            Severity.STAFF,
            Action.RETRY,
        ),
        (DeviceReport("camera", Status(DeviceState.USER_ERROR)), Severity.STAFF, Action.STAFF),
        (
            DeviceReport("card_reader", CardReaderStatus(ONLINE, None, CardMedia.JAMMED)),
            Severity.STAFF,
            Action.STAFF,
        ),
        (BROKEN, Severity.TECHNICIAN, Action.TECHNICIAN),
        (GONE, Severity.TECHNICIAN, Action.TECHNICIAN),
        (HANGING, Severity.TECHNICIAN, Action.TECHNICIAN),
        (DeviceReport("camera", Status(DeviceState.DISCONNECTED)), Severity.TECHNICIAN, Action.TECHNICIAN),
        (DeviceReport("camera", Status(DeviceState.TAMPERED)), Severity.TECHNICIAN, Action.TECHNICIAN),
        (
            DeviceReport("camera", Status(DeviceState.HARDWARE_ERROR, error(ErrorCode.UNSUPPORTED))),
            Severity.TECHNICIAN,
            Action.CONFIGURE,
        ),
        (
            DeviceReport("camera", CameraStatus(ONLINE, None, CameraHealth.GONE)),
            Severity.TECHNICIAN,
            Action.TECHNICIAN,
        ),
    ],
)
def test_a_status_is_judged(report: DeviceReport, severity: Severity, action: Action) -> None:
    (line,) = diagnose([report])

    assert (line.severity, line.action) == (severity, action)


@pytest.mark.parametrize(
    ("reports", "code"),
    [
        ([WELL], 0),
        ([WELL, UNFITTED], 0),
        ([WELL, LOW], 1),
        ([LOW, WELL, OUT], 2),
        ([OUT, WELL, GONE], 3),
        ([WELL, HANGING], 3),
        ([GONE, HANGING], 4),
        ([GONE, UNFITTED], 4),
        ([UNFITTED], 4),
        ([], 4),
    ],
)
def test_the_exit_code_is_the_worst_of_all_or_that_nothing_answers(reports: list[DeviceReport], code: int) -> None:
    assert overall(diagnose(reports)) == code


def test_the_json_has_stable_keys_and_no_sentences() -> None:
    report = as_json(diagnose([WELL, OUT]))

    assert json.loads(json.dumps(report)) == {
        "format": "kiosk-diagnosis/1",
        "severity": "staff",
        "exit_code": 2,
        "devices": [
            {
                "device": "card_reader",
                "severity": "well",
                "state": "online",
                "cause": None,
                "action": "none",
                "error": None,
                "facts": {"media": "absent"},
                "info": {"model": "M1", "driver": "pcsc", "serial": "0042", "firmware": None, "simulated": False},
                "restarts": 0,
            },
            {
                "device": "receipt_printer",
                "severity": "staff",
                "state": "user_error",
                "cause": "person",
                "action": "staff",
                "error": {"code": "paper_out", "detail": "", "retryable": True},
                "facts": {"paper": "out", "cover": "closed"},
                "info": None,
                "restarts": 0,
            },
        ],
    }


def shown(reports: list[DeviceReport], language: Language, assets: Path) -> str:
    paper = io.StringIO()
    Console(file=paper, width=300).print(as_table(diagnose(reports), wording(assets / "wording", language)))
    return paper.getvalue()


def test_the_table_says_what_is_wrong_and_what_to_do(assets: Path) -> None:
    words = shown([WELL, OUT, HANGING], Language.EN, assets)

    for expected in (
        "Receipt printer",
        "needs a hand",
        "a person",
        "For the hall's staff",
        "paper: used up",
        "(paper_out)",
        "[the driver hangs]",
        "M1 0042 (pcsc)",
        "A technician must see to something.",
    ):
        assert expected in words


def test_the_table_is_in_chinese_too(assets: Path) -> None:
    words = shown([WELL, OUT], Language.ZH, assets)

    assert "凭条打印机" in words
    assert "请大厅工作人员处理" in words


def test_the_table_tells_simulated_devices_and_restarts(assets: Path) -> None:
    simulated = DeviceReport("camera", Status(ONLINE), Info("M2", "simulated", simulated=True), restarts=2)

    words = shown([simulated], Language.EN, assets)

    assert "simulated" in words
    assert "restarted 2 times" in words


def test_a_device_without_words_is_shown_by_its_name(assets: Path) -> None:
    assert "fourth_reader" in shown([DeviceReport("fourth_reader", Status(ONLINE))], Language.EN, assets)


WORDS = [
    *(f"state-{state}" for state in DeviceState),
    *(f"cause-{cause}" for cause in Cause),
    *(f"action-{action}" for action in Action),
    *(f"severity-{severity.key}" for severity in Severity),
    *(f"fact-media-{media}" for media in CardMedia),
    *(f"fact-health-{health}" for health in CameraHealth),
    *(f"fact-paper-{paper}" for paper in PaperSupply),
    *(f"fact-cover-{cover}" for cover in Cover),
    *(f"device-{name}" for name in ("card_reader", "camera", "receipt_printer", "document_printer")),
    *(f"error-{code}.technician" for code in ErrorCode),
]


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", WORDS)
def test_every_word_of_the_vocabulary_has_words(key: str, language: Language, assets: Path) -> None:
    assert wording(assets / "wording", language).text(key)
