"""The diagnosis: what each status is worth, what is to be done, and that all of it has words."""

from __future__ import annotations

import dataclasses
import io
import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import get_args, get_type_hints

import pytest
from rich.console import Console

from devices.api import Action, Capabilities, Cause, DeviceError, DeviceState, ErrorCode, Info, Status
from devices.camera.api import CameraCapabilities, CameraHealth, CameraStatus
from devices.card.api import CardKind, CardMedia, CardReaderCapabilities, CardReaderStatus
from devices.code_reader.api import CodeReaderCapabilities
from devices.document_printer.api import DocumentPrinterCapabilities, DocumentPrinterStatus, Door, Sheets, Toner
from devices.receipt_printer.api import Cover, PaperSupply, ReceiptPrinterCapabilities, ReceiptPrinterStatus
from kiosk.catalogue.model import Device
from kiosk.diagnostics.relay import told
from kiosk.diagnostics.report import Severity, as_json, as_table, diagnose, overall
from kiosk.pipe import DeviceReport
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
    return told("receipt_printer", ReceiptPrinterStatus(state, trouble, paper, cover, cutter=None))


def papers(**facts: object) -> DeviceReport:
    return told("document_printer", DocumentPrinterStatus(ONLINE, **facts))  # type: ignore[arg-type]


WELL = told(
    "card_reader",
    CardReaderStatus(ONLINE, None, CardMedia.ABSENT),
    Info("M1", "pcsc", "0042"),
    CardReaderCapabilities(frozenset({CardKind.SOCIAL_SECURITY, CardKind.RESIDENT})),
)
LOW = printer(paper=PaperSupply.LOW)
OUT = printer(DeviceState.USER_ERROR, error(ErrorCode.PAPER_OUT), PaperSupply.OUT)
BROKEN = told("camera", CameraStatus(DeviceState.HARDWARE_ERROR, error(ErrorCode.HARDWARE_ERROR), None))  # type: ignore[arg-type]
GONE = told("camera", CameraStatus(DeviceState.DISCONNECTED, error(ErrorCode.DISCONNECTED)))
HANGING = told(
    "card_reader",
    Status(DeviceState.HARDWARE_ERROR, error(ErrorCode.TIMEOUT, detail="the driver hangs", action=Action.TECHNICIAN)),
)
UNFITTED = told("document_printer", Status(DeviceState.NOT_FITTED))


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
            told("camera", CameraStatus(DeviceState.USER_ERROR, error(ErrorCode.TOO_DARK), CameraHealth.DARK)),
            Severity.STAFF,
            Action.RETRY,
        ),
        (told("camera", Status(DeviceState.USER_ERROR)), Severity.STAFF, Action.STAFF),
        (
            told("card_reader", CardReaderStatus(ONLINE, None, CardMedia.JAMMED)),
            Severity.STAFF,
            Action.STAFF,
        ),
        (BROKEN, Severity.TECHNICIAN, Action.TECHNICIAN),
        (GONE, Severity.TECHNICIAN, Action.TECHNICIAN),
        (HANGING, Severity.TECHNICIAN, Action.TECHNICIAN),
        (told("camera", Status(DeviceState.DISCONNECTED)), Severity.TECHNICIAN, Action.TECHNICIAN),
        (told("camera", Status(DeviceState.TAMPERED)), Severity.TECHNICIAN, Action.TECHNICIAN),
        (
            told("camera", Status(DeviceState.HARDWARE_ERROR, error(ErrorCode.UNSUPPORTED))),
            Severity.TECHNICIAN,
            Action.CONFIGURE,
        ),
        (told("camera", CameraStatus(ONLINE, None, CameraHealth.GONE)), Severity.TECHNICIAN, Action.TECHNICIAN),
        (told("camera", CameraStatus(ONLINE, None, CameraHealth.BLURRED)), Severity.STAFF, Action.STAFF),
        (papers(sheets=Sheets.LOW), Severity.DEGRADED, Action.STAFF),
        (papers(toner=Toner.OUT), Severity.STAFF, Action.STAFF),
        (papers(door=Door.OPEN), Severity.STAFF, Action.STAFF),
        (papers(sheets=None, door=None, toner=None), Severity.WELL, Action.NONE),
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
                "capabilities": {"kinds": ["resident", "social_security"], "photo": False},
                "restarts": 0,
            },
            {
                "device": "receipt_printer",
                "severity": "staff",
                "state": "user_error",
                "cause": "person",
                "action": "staff",
                "error": {"code": "paper_out", "detail": "", "retryable": True},
                "facts": {"paper": "out", "cover": "closed", "head": "unknown"},
                "info": None,
                "capabilities": {},
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
    simulated = told("camera", Status(ONLINE, restarts=2), Info("M2", "simulated", simulated=True))

    words = shown([simulated], Language.EN, assets)

    assert "simulated" in words
    assert "restarted 2 times" in words


@pytest.mark.parametrize(
    ("capabilities", "said"),
    [
        (CardReaderCapabilities(frozenset({CardKind.PASSPORT}), photo=True), ["reads: passport", "picture of the"]),
        (CameraCapabilities((1920, 1080), focus=False), ["live picture: 1920 × 1080", "fixed focus"]),
        (ReceiptPrinterCapabilities(cuts=False), ["576 dots wide", "8.0 dots to the millimetre", "torn off"]),
        (DocumentPrinterCapabilities(duplex=True), ["both sides"]),
        (CodeReaderCapabilities(), ["reads: QR", "phone"]),
    ],
)
def test_the_table_tells_what_a_device_can_do(capabilities: Capabilities, said: list[str], assets: Path) -> None:
    words = shown([told("camera", Status(ONLINE), None, capabilities)], Language.EN, assets)

    assert [part for part in said if part not in words] == []


def test_what_a_model_does_not_know_of_itself_is_not_told() -> None:
    assert told("camera", Status(ONLINE), None, CameraCapabilities()).capabilities == {}


def test_a_device_without_words_is_shown_by_its_name(assets: Path) -> None:
    assert "fourth_reader" in shown([told("fourth_reader", Status(ONLINE))], Language.EN, assets)


KINDS = {
    Device.CARD_READER: (CardReaderStatus, CardReaderCapabilities),
    Device.CAMERA: (CameraStatus, CameraCapabilities),
    Device.RECEIPT_PRINTER: (ReceiptPrinterStatus, ReceiptPrinterCapabilities),
    Device.DOCUMENT_PRINTER: (DocumentPrinterStatus, DocumentPrinterCapabilities),
    Device.CODE_READER: (Status, CodeReaderCapabilities),
}


def vocabulary(kind: type) -> Iterator[tuple[str, str]]:
    """Each field of a status or of capabilities that holds words, with each of its words."""
    for name, hint in get_type_hints(kind).items():
        for part in (hint, *get_args(hint)):
            if isinstance(part, type) and issubclass(part, StrEnum) and name != "state":
                yield from ((name, word.value) for word in part)


WORDS = [
    *(f"state-{state}" for state in DeviceState),
    *(f"cause-{cause}" for cause in Cause),
    *(f"action-{action}" for action in Action),
    *(f"severity-{severity.key}" for severity in Severity),
    *(f"device-{device}" for device in KINDS),
    *(f"fact-{name}-{word}" for status, _ in KINDS.values() for name, word in vocabulary(status)),
    *(f"capability-{field.name}" for _, capabilities in KINDS.values() for field in dataclasses.fields(capabilities)),
    *(f"{name}-{word}" for _, capabilities in KINDS.values() for name, word in vocabulary(capabilities)),
    *(f"error-{code}.technician" for code in ErrorCode),
]


def test_every_kind_of_device_is_in_the_vocabulary() -> None:
    assert list(KINDS) == list(Device)
    assert "fact-paper-out" in WORDS
    assert "kinds-resident" in WORDS


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("key", WORDS)
def test_every_word_of_the_vocabulary_has_words(key: str, language: Language, assets: Path) -> None:
    assert wording(assets / "wording", language).text(key, value="yes")
