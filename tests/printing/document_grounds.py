"""The grounds on which the promise of a document printer is tested, and the hands that reach each of them."""

from __future__ import annotations

import io
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import pypdfium2
from pyipp.enums import IppJobState, IppOperation, IppPrinterState, IppTag
from pyipp.serializer import construct_attribute

from devices.api import DeviceError, ErrorCode
from devices.document_printer.api import Sheets, Toner
from devices.document_printer.ipp import IppDocumentPrinter
from devices.document_printer.ipp_codec import Answer, decode, number, texts
from devices.simulated.document_printer import DocumentPrinterMachine, PageHands, PageMechanism, count_pages
from devices.simulated.fault import Fault, FaultKind, Faults, SimulationError
from devices.virtual.ipp_printer import VirtualIppPrinter
from kiosk.clock import SystemClock
from tests import hardware
from tests.conftest import TurnedClock

NAME = "document_printer"
URI = "ipp://printer.invalid/ipp/print"

Group = tuple[IppTag, Sequence[tuple[IppTag, str, Any]]]


def document(pages: int, width: int = 595) -> bytes:
    """A PDF with so many blank A4 pages. `width` (points) tells one from another."""
    file = io.BytesIO()
    with pypdfium2.PdfDocument.new() as pdf:
        for _ in range(pages):
            pdf.new_page(width, 842)
        pdf.save(file)
    return file.getvalue()


def answer(code: int, *groups: Group) -> bytes:
    """An answer of a printer, encoded."""
    head = [(IppTag.CHARSET, "attributes-charset", "utf-8"), (IppTag.LANGUAGE, "attributes-natural-language", "en")]
    message = struct.pack(">bbhi", 1, 1, code, 1)
    for tag, attributes in [(IppTag.OPERATION, head), *groups]:
        message += bytes([tag]) + b"".join(_attribute(*attribute) for attribute in attributes)
    return message + b"\x03"


def _attribute(kind: IppTag, name: str, value: Any) -> bytes:
    if kind is IppTag.RANGE:  # which pyipp does not write
        return struct.pack(">bh", kind, len(name)) + name.encode() + struct.pack(">hii", 8, *value)
    return bytes(construct_attribute(name, value, kind))


@dataclass
class Job:
    number: int
    name: str
    user: str
    pdf: bytes
    copies: int
    state: IppJobState = IppJobState.PROCESSING
    pages: int = 0
    fault: Fault | None = None

    @property
    def attributes(self) -> Group:
        return IppTag.JOB, [
            (IppTag.INTEGER, "job-id", self.number),
            (IppTag.NAME, "job-name", self.name),
            (IppTag.NAME, "job-originating-user-name", self.user),
            (IppTag.ENUM, "job-state", self.state),
            (IppTag.KEYWORD, "job-state-reasons", "none"),
        ]


class MemoryPrinter(PageHands):
    """An IPP printer that a driver reaches without a network. It prints a page whenever it is asked how a job is;
    each message takes a tenth of a second of the given clock."""

    def __init__(self, clock: TurnedClock, sheets: int = 250) -> None:
        self.faults = Faults(NAME, {"print error", "print delay", "print cut", "print mute", "print garbage"})
        self._clock = clock
        self._metal = PageMechanism(sheets)
        self._moved = threading.Condition(threading.RLock())
        self._plugged = True
        self._held: set[str] = set()
        self._asked_while_held = self._aborted = False
        self._spoilt: ErrorCode | None = None
        self.jobs: list[Job] = []
        self.keeps = False  # whether it does not let go of cancelled jobs
        self.reasons: list[str] = []  # more printer-state-reasons
        self.nature: list[tuple[IppTag, str, Any]] = [
            (IppTag.TEXT, "printer-make-and-model", "Memory A4"),
            (IppTag.TEXT, "printer-device-id", "MFG:Memory;MDL:A4;SN:M-0815;"),
            (IppTag.TEXT, "printer-firmware-string-version", "1.2.3"),
            (IppTag.MIME_TYPE, "document-format-supported", ["application/octet-stream", "application/pdf"]),
            (IppTag.KEYWORD, "sides-supported", ["one-sided", "two-sided-long-edge"]),
            (IppTag.BOOLEAN, "color-supported", False),
            (IppTag.RANGE, "copies-supported", (1, 99)),
        ]

    # --- hands

    def unplug(self) -> None:
        """Its jobs are forgotten."""
        with self._moved:
            if not self._plugged:
                raise SimulationError("it is unplugged already")
            self._plugged = False
            for job in self._unfinished():
                self._end(job, IppJobState.ABORTED)
            self.jobs.clear()

    def plug(self) -> None:
        if self._plugged:
            raise SimulationError("it is plugged in already")
        self._plugged = True

    def hold(self, command: str) -> None:
        self._held.add(command)

    def let_go(self, command: str) -> None:
        with self._moved:
            self._held.discard(command)
            self._moved.notify_all()

    def wait_held(self, command: str, timeout: float = 5.0) -> bool:
        with self._moved:
            return self._moved.wait_for(lambda: self._asked_while_held and command in self._held, timeout)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._moved:
            yield

    @property
    def spool(self) -> list[str]:
        return [job.name for job in self._unfinished()]

    # --- the wire

    def connect(self) -> MemoryPrinter:
        return self

    def close(self) -> None:
        self.abort()

    def abort(self) -> None:
        with self._moved:
            self._aborted = True
            self._moved.notify_all()

    def post(self, message: bytes, timeout: float, *, firm: bool = False) -> bytes:
        with self._moved:
            self._clock.advance(0.1)
            if not self._plugged:
                raise ConnectionRefusedError
            question = decode(NAME, message)
            about = question.first(IppTag.OPERATION)
            match IppOperation(question.code):
                case IppOperation.GET_PRINTER_ATTRIBUTES:
                    return answer(0, self._printer())
                case IppOperation.PRINT_JOB:
                    return self._take(question, message[message.index(b"%PDF-") :])
                case IppOperation.GET_JOBS:
                    return answer(0, *(job.attributes for job in self._unfinished()))
                case operation:
                    job = next((job for job in self.jobs if job.number == number(about, "job-id")), None)
                    if job is None:
                        return answer(0x0406)
                    if operation is IppOperation.CANCEL_JOB and not self.keeps:
                        self._end(job, IppJobState.CANCELED)
                    if operation is IppOperation.GET_JOB_ATTRIBUTES:
                        self._wait_while_held(firm)
                        self._work(job)
                        if not self._plugged:
                            raise ConnectionResetError
                        if job.fault is not None and job.fault.kind is FaultKind.GARBAGE:
                            return b"\x01\x01\x00"
                    return answer(0, job.attributes)

    def _wait_while_held(self, firm: bool) -> None:
        self._aborted = False
        self._asked_while_held = "print" in self._held
        self._moved.notify_all()
        if not self._moved.wait_for(lambda: "print" not in self._held or self._aborted, 5.0):
            raise TimeoutError
        self._asked_while_held = False
        if self._aborted and not firm:
            raise ConnectionAbortedError

    def _take(self, question: Answer, pdf: bytes) -> bytes:
        about, wanted = question.first(IppTag.OPERATION), question.first(IppTag.JOB)
        name, user = texts(about, "job-name")[0], texts(about, "requesting-user-name")[0]
        job = Job(len(self.jobs) + 1, name, user, pdf, number(wanted, "copies") or 1)
        job.fault = self.faults.hit("print")
        if not count_pages(pdf):
            return answer(0x0410)
        self.jobs.append(job)
        return answer(0, job.attributes)

    def _work(self, job: Job) -> None:
        total = count_pages(job.pdf) * job.copies
        if job.state is not IppJobState.PROCESSING:
            return
        if job.fault is not None and job.pages >= total // 2:
            self._suffer(job, job.fault)
        elif self._metal.trouble is None:
            accident = self._metal.print_page()
            job.pages += 1
            if job.pages == total:
                self._end(job, IppJobState.COMPLETED)
            if accident is not None:
                accident()

    def _suffer(self, job: Job, fault: Fault) -> None:
        match fault.kind:
            case FaultKind.ERROR:
                self._spoilt = fault.code
            case FaultKind.DELAY:
                self._clock.advance(fault.seconds)
                job.fault = None
            case FaultKind.CUT:
                self.unplug()

    def _end(self, job: Job, state: IppJobState) -> None:
        job.state, self._spoilt = state, None
        self._metal.deliver(job.pdf, job.pages, count_pages(job.pdf))

    def _unfinished(self) -> list[Job]:
        return [job for job in self.jobs if job.state is IppJobState.PROCESSING]

    def _printer(self) -> Group:
        metal = self._metal
        troubles = {
            ErrorCode.PAPER_JAM: "media-jam",
            ErrorCode.COVER_OPEN: "door-open-error",
            ErrorCode.PAPER_OUT: "media-empty",
            ErrorCode.TONER_OUT: "toner-empty-error",
        }
        reasons = [troubles[code] for code in (metal.trouble, self._spoilt) if code is not None]
        reasons += ["media-low-report"] if metal.sheets is Sheets.LOW else []
        reasons += ["toner-low-warning"] if metal.toner is Toner.LOW else []
        state = IppPrinterState.STOPPED if reasons and metal.trouble else IppPrinterState.IDLE
        return IppTag.PRINTER, [
            *self.nature,
            (IppTag.ENUM, "printer-state", IppPrinterState.PROCESSING if self._unfinished() else state),
            (IppTag.KEYWORD, "printer-state-reasons", reasons + self.reasons or ["none"]),
            (IppTag.BOOLEAN, "printer-is-accepting-jobs", True),
            (IppTag.INTEGER, "queued-job-count", len(self._unfinished())),
            (IppTag.STRING, "printer-supply", "index=1;type=toner;level=75;"),
        ]


@dataclass
class Ground:
    """`device`: what the kiosk sees; `hands`: what a person can do to it; `spool`: what it still keeps of jobs."""

    device: Any
    hands: Any
    spool: Callable[[], Sequence[str]]

    def failure(self, pdf: bytes, **how: Any) -> ErrorCode | None:
        """How printing ends; None: well."""
        try:
            self.device.print(pdf, "proof", **how)
        except DeviceError as error:
            return error.code
        return None

    @contextmanager
    def held(self, pdf: bytes, **how: Any) -> Iterator[list[ErrorCode | None]]:
        """A print that stays in flight; how it ended stands in the list when the block is over."""
        ends: list[ErrorCode | None] = []
        self.hands.hold("print")
        printing = threading.Thread(target=lambda: ends.append(self.failure(pdf, **how)))
        printing.start()
        try:
            assert self.hands.wait_held("print")
            yield ends
        finally:
            printing.join(10.0)
            self.hands.let_go("print")
            printing.join()


@contextmanager
def simulated(**habits: Any) -> Iterator[Ground]:
    machine = DocumentPrinterMachine(**habits)
    yield Ground(machine, machine, lambda: ())


@contextmanager
def joined_in_memory(**habits: Any) -> Iterator[Ground]:
    clock = TurnedClock()
    printer = MemoryPrinter(clock, **habits)
    device = IppDocumentPrinter(NAME, URI, clock, connect=printer.connect, pace=0.0)
    yield Ground(device, printer, lambda: printer.spool)


@contextmanager
def on_the_wire(**habits: Any) -> Iterator[Ground]:
    with VirtualIppPrinter(**habits) as printer:
        device = IppDocumentPrinter(NAME, printer.uri, SystemClock(), pace=0.02)
        yield Ground(device, printer, lambda: printer.spool)


@contextmanager
def on_hardware() -> Iterator[Ground]:
    with hardware.real("document_printer") as (device, hands):
        yield Ground(device, hands, lambda: hands.spool)


@contextmanager
def opened(ground: Ground) -> Iterator[Ground]:
    with suppress(DeviceError):
        ground.device.open()
    try:
        yield ground
    finally:
        ground.device.close()
