"""An A4 printer that speaks IPP, or a queue of CUPS.

One danger shapes this driver: a printer that cannot print keeps the job and prints it when the paper is back, perhaps
before another citizen. So no job waits for paper, a door or toner: it is cancelled, and the trouble raised. Until the
printer itself says that no job of this kiosk is left in it, the driver counts it as haunted: it prints nothing and
keeps on cancelling, also what was left by a crash, or by a printer that was unplugged.
"""

from __future__ import annotations

import platform
import threading
from collections.abc import Callable
from functools import partial

from devices.announcer import Announcer
from devices.api import Action, Clock, DeviceError, DeviceState, ErrorCode, Info, Status, Unsubscribe
from devices.document_printer import ipp_words as words
from devices.document_printer.api import DocumentPrinterCapabilities, DocumentPrinterStatus
from devices.document_printer.ipp_codec import Attributes, number
from devices.document_printer.ipp_talk import LONGEST_MARK, NO_LIMIT, Talk
from devices.document_printer.ipp_wire import HttpWire, Wire, split
from devices.flight import Flight

CLEARED_WITHIN = 5.0  # seconds in which a cancelled job has left the printer
PACE = 0.25  # seconds between two looks at a job
BUSY_PACE = 1.0  # seconds until a busy printer is asked again
LOOK_EVERY = 2.0  # seconds between two looks at an idle printer
STATUS_WITHIN = 0.9  # seconds that `status` waits for a look

NOT_OPEN = "not open"


class IppDocumentPrinter:
    """A `DocumentPrinter`. `uri`: ipp://host[:631]/path or ipps://; ValueError says what is wrong with it.

    A queue of CUPS calls a job done when its backend does: of an IPP printer when the paper lies in the tray, of others
    when the last byte was sent. Where a proof must not be missed, give the printer's own address.

    While it is open, it finds a printer again that was unplugged. A printer may serve others too: the jobs of this
    kiosk are known by their name and user, in which the machine is named.
    """

    def __init__(
        self, name: str, uri: str, clock: Clock, *, connect: Callable[[], Wire] | None = None, pace: float = PACE
    ) -> None:
        self.name = name
        self._uri, address = split(uri)
        self._connect = connect or partial(HttpWire, name, address)
        self._clock = clock
        self._pace = pace
        self._flight = Flight(name, clock)
        self._command = threading.RLock()  # one opens, prints or closes at a time
        self._line = threading.RLock()  # one looks at a time
        self._moved = threading.Condition()  # guards the four that follow
        self._wanted = self._stopping = False
        self._begun = self._ended = 0  # looks of the watch
        self._wire: Wire | None = None
        self._talk: Talk | None = None  # while it is open
        self._watch: threading.Thread | None = None
        self._printing = False
        self._haunted = True
        self._nature: Attributes = {}
        self._last = DocumentPrinterStatus(DeviceState.STARTING)
        self._announcer: Announcer[DocumentPrinterStatus] = Announcer(name, self._now)

    # --- the device

    def open(self) -> None:
        """Raises DeviceError(unsupported) too: not a printer's address, or it prints no PDF."""
        with self._command:
            if self._talk is not None:
                return
            self._wire = self._connect()
            try:
                mark = f"kiosk-{platform.node()}-{self.name}"[:LONGEST_MARK]
                talk = Talk(self.name, self._uri, mark, self._wire)
                self._nature = talk.printer(*words.NATURE)
                if not words.prints_pdf(self._nature):
                    raise words.no_pdf(self.name)
            except BaseException:
                self._hang_up()
                raise
            self._talk = talk
            self._haunted = True
            self._look()
            self._stopping = False
            self._watch = threading.Thread(target=self._keep_looking, name=f"{self.name}-status", daemon=True)
            self._watch.start()
        self._announcer.look_again()

    def close(self) -> None:
        """A print in flight is cancelled, and cleared from the printer."""
        self._stop()
        self._flight.cancel()
        self._abort()
        with self._command:
            self._stop()  # who was opening it meanwhile has started the watch
            if not self._printing:  # else a listener closes it, and the print that told him lets it go
                self._let_go()
        self._announcer.forget()

    def _stop(self) -> None:
        with self._moved:
            self._stopping = True
            self._moved.notify_all()

    def cancel(self) -> None:
        self._flight.cancel()
        if self._printing:
            self._abort()

    def info(self) -> Info:
        return words.info(self._nature)

    def capabilities(self) -> DocumentPrinterCapabilities:
        return words.capabilities(self._nature)

    def status(self) -> DocumentPrinterStatus:
        """A printer that takes longer to answer is reported as it was last seen."""
        with self._moved:
            if self._watch not in (None, threading.current_thread()) and not self._printing:
                mine = self._begun + 1
                self._wanted = True
                self._moved.notify_all()
                self._moved.wait_for(lambda: self._ended >= mine or self._stopping, STATUS_WITHIN)
        return self._announcer.look_again()

    def subscribe(self, listener: Callable[[Status], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    # --- printing

    def print(self, pdf: bytes, title: str, *, copies: int = 1, timeout: float = 120.0) -> None:
        if not pdf.startswith(b"%PDF-"):
            raise words.bad_document(self.name, "not a PDF")
        with self._command, self._flight.begin(timeout):
            if self._talk is None:
                raise DeviceError(ErrorCode.NOT_READY, self.name, NOT_OPEN)
            if not 1 <= copies <= words.most_copies(self._nature):
                detail = f"{copies} copies; the printer makes 1 to {words.most_copies(self._nature)} of a job"
                raise DeviceError(ErrorCode.UNSUPPORTED, self.name, detail, action=Action.NONE)
            with self._line:
                self._printing = True
            try:
                self._print(self._talk, pdf, title, copies)
            finally:
                self._printing = False
                if self._stopping:
                    self._let_go()
                self._announcer.look_again()

    def _print(self, talk: Talk, pdf: bytes, title: str, copies: int) -> None:
        try:
            self._require_well(self._look())
            self._haunted = True
            while (job_id := talk.print_job(pdf, title, copies, self._flight.left)) is None:
                self._flight.pause(BUSY_PACE)
            while not words.is_done(self.name, talk.job(job_id, self._flight.left)):
                self._require_well(self._look(rid=False))
                self._flight.pause(self._pace)
            self._haunted = False
            self._look()
        except DeviceError as failure:
            if failure.code is ErrorCode.DISCONNECTED:
                self._last = DocumentPrinterStatus(DeviceState.DISCONNECTED, failure)
            if self._haunted:
                self._exorcise()
            raise

    def _require_well(self, status: DocumentPrinterStatus) -> None:
        self._announcer.look_again()
        self._flight.go_on()
        if status.error is not None:
            raise status.error

    def _exorcise(self) -> None:
        """Cancel every job of this kiosk, and see that it is gone."""
        assert self._talk is not None
        deadline = self._clock.monotonic() + CLEARED_WITHIN
        try:
            while jobs := self._talk.own_jobs():
                for job_id in jobs:
                    self._talk.cancel_job(job_id)
                    if self._clock.monotonic() >= deadline:
                        return
                threading.Event().wait(self._pace)
        except DeviceError:  # the next look tries again
            return
        self._haunted = False

    # --- status

    def _keep_looking(self) -> None:
        while True:
            with self._moved:
                self._moved.wait_for(lambda: self._wanted or self._stopping, LOOK_EVERY)
                if self._stopping:
                    return
                self._wanted = False
                self._begun += 1
            with self._line:
                if not self._printing:
                    self._look()
            self._announcer.look_again()
            with self._moved:
                self._ended = self._begun
                self._moved.notify_all()

    def _now(self) -> DocumentPrinterStatus:
        """What the last look at the printer means now."""
        last = self._last
        if self._talk is None:
            return DocumentPrinterStatus(DeviceState.OFFLINE, DeviceError(ErrorCode.NOT_READY, self.name, NOT_OPEN))
        if self._printing and last.error is None:
            return DocumentPrinterStatus(DeviceState.BUSY, None, last.sheets, last.door, last.toner)
        return last

    def _look(self, *, rid: bool = True) -> DocumentPrinterStatus:
        """Ask the printer how it is; `rid` it of what an earlier job left. Never raises."""
        assert self._talk is not None
        left = self._flight.left if self._printing else NO_LIMIT
        with self._line:
            try:
                printer = self._talk.printer(*words.STATE, *words.SUPPLIES, left=left)
                self._last = words.fold(self.name, printer)
                if rid and (self._haunted or number(printer, "queued-job-count")):
                    self._haunted = True
                    self._exorcise()
                    self._last = words.fold(self.name, self._talk.printer(*words.STATE, *words.SUPPLIES, left=left))
                    if self._haunted:
                        self._last = words.haunted(self.name, self._last)
            except DeviceError as error:
                if error.code not in (ErrorCode.CANCELLED, ErrorCode.TIMEOUT):  # else it was not heard out
                    away = error.code is ErrorCode.DISCONNECTED
                    state = DeviceState.DISCONNECTED if away else DeviceState.HARDWARE_ERROR
                    self._last = DocumentPrinterStatus(state, error)
            return self._last

    # --- the line

    def _abort(self) -> None:
        if (wire := self._wire) is not None:
            wire.abort()

    def _let_go(self) -> None:
        watch, self._watch = self._watch, None
        if watch is not None and watch is not threading.current_thread():
            watch.join()
        self._hang_up()

    def _hang_up(self) -> None:
        self._talk = None
        wire, self._wire = self._wire, None
        if wire is not None:
            wire.close()
