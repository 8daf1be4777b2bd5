"""The IPP driver where a printer does what none of the other grounds would do."""

from __future__ import annotations

import platform
import threading
from collections.abc import Iterator
from typing import cast

import pytest
from pyipp.enums import IppJobState, IppTag

from devices.api import Action, DeviceError, DeviceState, ErrorCode
from devices.document_printer.api import DocumentPrinterCapabilities
from devices.document_printer.ipp import CLEARED_WITHIN, IppDocumentPrinter
from devices.simulated.fault import Fault, FaultKind
from tests.conftest import TurnedClock
from tests.printing.document_grounds import NAME, URI, Ground, Job, MemoryPrinter, answer, document, joined_in_memory

PROOF = document(4)
OTHER = document(2, width=500)


@pytest.fixture
def ground() -> Iterator[Ground]:
    with joined_in_memory() as ground:
        try:
            yield ground
        finally:
            ground.device.close()


@pytest.fixture
def printer(ground: Ground) -> MemoryPrinter:
    return cast(MemoryPrinter, ground.hands)


def _print_until_it_jams(ground: Ground) -> Job:
    """What a process that crashed would leave behind."""
    ground.device.open()
    ground.hands.keeps = True
    ground.hands.when_printed(1, ground.hands.jam)
    assert ground.failure(PROOF) is ErrorCode.PAPER_JAM
    ground.device.close()
    ground.hands.keeps = False
    ground.hands.clear_jam()
    return cast(Job, ground.hands.jobs[-1])


def test_what_an_earlier_process_left_is_cancelled_before_anything_else(ground: Ground) -> None:
    left = _print_until_it_jams(ground)
    assert ground.spool() == [left.name]
    ground.device.open()
    assert left.state is IppJobState.CANCELED
    assert ground.device.status().state is DeviceState.ONLINE


def test_jobs_of_others_are_left_alone(ground: Ground, printer: MemoryPrinter) -> None:
    printer.jobs.append(Job(1, "kiosk-elsewhere-document_printer proof", "kiosk-elsewhere", PROOF, 1))
    ground.device.open()
    assert ground.failure(OTHER) is None
    assert printer.jobs[0].state is IppJobState.PROCESSING


def test_a_job_that_cannot_be_cancelled_keeps_the_printer_from_printing_until_it_is_gone(
    ground: Ground, printer: MemoryPrinter
) -> None:
    left = _print_until_it_jams(ground)
    printer.keeps = True
    ground.device.open()
    status = ground.device.status()
    assert (status.state, status.error.code) == (DeviceState.HARDWARE_ERROR, ErrorCode.NOT_READY)
    assert status.error.action is Action.STAFF
    assert ground.failure(OTHER) is ErrorCode.NOT_READY
    assert len(printer.jobs) == 1
    left.state = IppJobState.ABORTED
    assert ground.device.status().state is DeviceState.ONLINE
    assert ground.failure(OTHER) is None


def test_a_job_whose_number_was_never_heard_is_cancelled(
    ground: Ground, printer: MemoryPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground.device.open()
    take = printer._take

    def take_and_fall_silent(*job: object) -> bytes:
        take(*job)  # type: ignore[arg-type]
        raise ConnectionResetError

    monkeypatch.setattr(printer, "_take", take_and_fall_silent)
    assert ground.failure(PROOF) is ErrorCode.DISCONNECTED
    assert printer.jobs[0].state is IppJobState.CANCELED


def test_a_job_that_a_cut_cable_left_behind_is_cancelled_when_the_printer_is_reached_again(
    ground: Ground, printer: MemoryPrinter
) -> None:
    ground.device.open()
    printer.when_printed(2, lambda: setattr(printer, "_plugged", False))
    assert ground.failure(PROOF) is ErrorCode.DISCONNECTED
    assert len(printer.spool) == 1
    printer.plug()
    assert ground.device.status().state is DeviceState.ONLINE
    assert not printer.spool


def test_a_printer_that_prints_no_pdf_is_refused_with_what_to_do(ground: Ground, printer: MemoryPrinter) -> None:
    printer.nature.append((IppTag.MIME_TYPE, "document-format-supported", ["image/urf", "image/pwg-raster"]))
    printer.nature = [a for a in printer.nature if a[2] != ["application/octet-stream", "application/pdf"]]
    with pytest.raises(DeviceError, match="CUPS") as caught:
        ground.device.open()
    assert (caught.value.code, caught.value.action) == (ErrorCode.UNSUPPORTED, Action.CONFIGURE)


def test_more_copies_than_the_printer_makes_are_refused(ground: Ground, printer: MemoryPrinter) -> None:
    ground.device.open()
    assert ground.failure(PROOF, copies=100) is ErrorCode.UNSUPPORTED
    assert ground.failure(PROOF, copies=0) is ErrorCode.UNSUPPORTED
    assert not printer.jobs


def test_garbage_in_the_middle_of_a_job_ends_it(ground: Ground, printer: MemoryPrinter) -> None:
    ground.device.open()
    printer.faults.arm(Fault("print", FaultKind.GARBAGE))
    assert ground.failure(PROOF) is ErrorCode.INVALID_DATA
    assert not printer.spool
    assert ground.failure(OTHER) is None


def test_a_busy_printer_is_asked_again(ground: Ground, printer: MemoryPrinter, monkeypatch: pytest.MonkeyPatch) -> None:
    ground.device.open()
    take, answers = printer._take, [answer(0x0507)]
    monkeypatch.setattr("devices.document_printer.ipp.BUSY_PACE", 0.0)
    monkeypatch.setattr(printer, "_take", lambda *job: answers.pop() if answers else take(*job))
    assert ground.failure(PROOF) is None
    assert printer.documents == (PROOF,)


@pytest.mark.parametrize(("timeout", "code"), [(2.0, ErrorCode.TIMEOUT), (120.0, ErrorCode.DISCONNECTED)])
def test_a_printer_that_falls_silent_is_waited_for_no_longer_than_the_command_may_take(
    ground: Ground, printer: MemoryPrinter, monkeypatch: pytest.MonkeyPatch, timeout: float, code: ErrorCode
) -> None:
    ground.device.open()
    patience: list[float] = []
    post = printer.post

    def fall_silent(*_: object) -> bytes:
        raise TimeoutError

    def count(message: bytes, timeout: float, *, firm: bool = False) -> bytes:
        patience.append(timeout)
        return post(message, timeout, firm=firm)

    monkeypatch.setattr(printer, "post", count)
    monkeypatch.setattr(printer, "_take", fall_silent)
    assert ground.failure(PROOF, timeout=timeout) is code
    assert max(patience[:2]) <= timeout


def test_a_document_cancelled_at_the_printers_panel_is_cancelled(ground: Ground, printer: MemoryPrinter) -> None:
    ground.device.open()
    printer.when_printed(2, lambda: printer._end(printer.jobs[0], IppJobState.CANCELED))
    assert ground.failure(PROOF) is ErrorCode.CANCELLED


def test_a_paused_queue_is_offline_and_prints_nothing(ground: Ground, printer: MemoryPrinter) -> None:
    ground.device.open()
    printer.reasons.append("paused")
    status = ground.device.status()
    assert (status.state, status.error.code) == (DeviceState.OFFLINE, ErrorCode.NOT_READY)
    assert ground.failure(PROOF) is ErrorCode.NOT_READY
    printer.reasons.clear()
    assert ground.failure(PROOF) is None


def test_an_address_that_belongs_to_no_printer_is_refused(
    ground: Ground, printer: MemoryPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printer, "post", lambda *_, **__: answer(0x0406))
    with pytest.raises(DeviceError) as caught:
        ground.device.open()
    assert (caught.value.code, caught.value.action) == (ErrorCode.UNSUPPORTED, Action.CONFIGURE)


def test_it_says_what_it_is(ground: Ground) -> None:
    ground.device.open()
    info = ground.device.info()
    assert (info.model, info.serial, info.firmware) == ("Memory A4", "M-0815", "1.2.3")
    assert ground.device.capabilities() == DocumentPrinterCapabilities(duplex=True, colour=False)


def test_a_long_title_fits_an_ipp_name(ground: Ground, printer: MemoryPrinter) -> None:
    ground.device.open()
    ground.device.print(OTHER, "城乡居民基本养老保险参保缴费凭证" * 20)
    assert len(printer.jobs[0].name.encode()) <= 255


def test_a_listener_may_ask_for_the_status(ground: Ground) -> None:
    ground.device.open()
    heard: list[DeviceState] = []
    ground.device.subscribe(lambda _: heard.append(ground.device.status().state))
    ground.hands.open_door()
    assert ground.device.status().state is DeviceState.USER_ERROR
    assert heard == [DeviceState.USER_ERROR]


@pytest.mark.parametrize(
    "uri",
    ["", "printer", "http://printer/ipp", "ipp://", "ipp:///ipp/print", "ipp://host:port/", "ipp://a:b@host/x"],
)
def test_what_is_no_address_is_said_at_once(uri: str) -> None:
    with pytest.raises(ValueError, match="address"):
        IppDocumentPrinter(NAME, uri, TurnedClock())


def test_nothing_is_connected_before_open() -> None:
    device = IppDocumentPrinter(NAME, URI, TurnedClock())
    assert device.status().state is DeviceState.OFFLINE
    device.close()


def test_a_printer_that_is_closed_while_it_is_being_opened_is_closed(
    ground: Ground, printer: MemoryPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, closing = threading.Event(), threading.Event()
    post, abort = printer.post, printer.abort

    def slow(message: bytes, timeout: float, *, firm: bool = False) -> bytes:
        if firm:
            asked.set()
            assert closing.wait(5)
        return post(message, timeout, firm=firm)

    monkeypatch.setattr(printer, "post", slow)
    monkeypatch.setattr(printer, "abort", lambda: (closing.set(), abort()))
    both = [threading.Thread(target=each, daemon=True) for each in (ground.device.open, ground.device.close)]
    both[0].start()
    assert asked.wait(5)
    both[1].start()
    for each in both:
        each.join(5)
    assert not any(each.is_alive() for each in both)
    assert ground.device.status().state is DeviceState.OFFLINE


def test_a_printer_that_names_jobs_without_end_is_not_cleared_for_ever(ground: Ground, printer: MemoryPrinter) -> None:
    mark = f"kiosk-{platform.node()}-{NAME}"
    printer.keeps = True
    printer.jobs.extend(Job(number, f"{mark} proof", mark, PROOF, 1) for number in range(1, 1001))
    before = printer._clock.monotonic()
    ground.device.open()
    assert printer._clock.monotonic() - before < 2 * CLEARED_WITHIN


@pytest.mark.parametrize("news", [DeviceState.BUSY, DeviceState.USER_ERROR])
def test_a_listener_may_close_the_printer_in_the_middle_of_a_document(
    ground: Ground, printer: MemoryPrinter, news: DeviceState
) -> None:
    ground.device.open()
    ground.device.subscribe(lambda status: ground.device.close() if status.state is news else None)
    printer.when_printed(2, ground.hands.open_door)
    failures: list[ErrorCode | None] = []
    printing = threading.Thread(target=lambda: failures.append(ground.failure(PROOF)), daemon=True)
    printing.start()
    printing.join(5)
    assert failures == [ErrorCode.CANCELLED]
    assert not printer.spool
    assert ground.device.status().state is DeviceState.OFFLINE
