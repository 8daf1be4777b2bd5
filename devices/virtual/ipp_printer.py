"""An A4 printer on a TCP port, for the real driver to talk to: ippeveprinter with a `PageMechanism` behind it.

Paper and toner are shown through the forms of ippeveprinter's own web page, the door and a jam through the command that
prints the running job; when no job runs, a job of the hand's own carries the news.
"""

from __future__ import annotations

import math
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from types import TracebackType
from typing import ClassVar

from pyipp.enums import IppOperation, IppPrinterState, IppTag

from devices.api import ErrorCode
from devices.document_printer.ipp_codec import Written, number, texts
from devices.document_printer.ipp_words import A4, PDF
from devices.simulated.document_printer import (
    LOW_SHEETS,
    TONER_PAGES,
    TRAY_HOLDS,
    PageHands,
    PageMechanism,
    count_pages,
)
from devices.simulated.fault import Fault, FaultKind, Faults, SimulationError
from devices.virtual.ippeveprinter import OWNER, Ippeveprinter, Job

_SHOWN_WITHIN = 5.0  # seconds
_LOOK = 0.03  # seconds between two looks whether a job that waits was cancelled


class _Over(Exception):
    """The job in hand prints no further."""


class VirtualIppPrinter(PageHands):
    """Context manager. `port` 0: any free one, to be read from `port` afterwards. Needs no root.

    Held and spoilt command: `print`. What is spoilt comes in the middle of the document.
    """

    possible: ClassVar[frozenset[str]] = frozenset(
        {f"print error:{code}" for code in ("paper_out", "paper_jam", "cover_open", "toner_out", "hardware_error")}
        | {"print delay", "print cut", "print mute"}
    )

    def __init__(self, port: int = 0, sheets: int = TRAY_HOLDS, toner_pages: int = TONER_PAGES) -> None:
        self.port = port
        self.faults = Faults("document_printer", self.possible)
        self._metal = PageMechanism(sheets, toner_pages)
        self._moved = threading.Condition(threading.RLock())  # guards what follows
        self._job: Job | None = None
        self._spoilt: ErrorCode | None = None  # what an armed fault pretends
        self._shown: dict[str, object] = {}
        self._held: set[str] = set()
        self._waiting: set[str] = set()

    @property
    def uri(self) -> str:
        return self._machine.uri

    @property
    def spool(self) -> list[str]:
        """What the printer keeps of documents."""
        return [path.name for path in self._machine.spool()]

    # --- a life

    def __enter__(self) -> VirtualIppPrinter:
        """Raises IppPrinterError."""
        self._machine = Ippeveprinter()
        self._thread = threading.Thread(target=self._serve, name="virtual-ipp-printer", daemon=True)
        self._thread.start()
        try:
            self.plug()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._power_off()
        self._machine.listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._machine.close()

    # --- the hands' face

    def unplug(self) -> None:
        """No power: nobody answers, jobs are forgotten."""
        if not self._machine.on:
            raise SimulationError("document printer: it is unplugged already")
        self._power_off()

    def plug(self) -> None:
        if self._machine.on:
            raise SimulationError("document printer: it is plugged in already")
        with self._moved:
            self._machine.power_on(self.port)
            self.port = self._machine.port
            self._shown = {}
            self._show()

    def _power_off(self) -> None:
        with self._moved:
            self._machine.power_off()
            self._moved.notify_all()
            if threading.current_thread() is not self._thread:
                self._moved.wait_for(lambda: self._job is None, _SHOWN_WITHIN)
            for left in self._machine.spool():
                left.unlink(missing_ok=True)

    def hold(self, command: str) -> None:
        """The next `command` stays in flight until it is let go."""
        with self._moved:
            self._held.add(command)

    def let_go(self, command: str) -> None:
        with self._moved:
            self._held.discard(command)
            self._moved.notify_all()

    def wait_held(self, command: str, timeout: float = 5.0) -> bool:
        """True once a `command` is in flight and held."""
        with self._moved:
            return self._moved.wait_for(lambda: command in self._waiting, timeout)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        with self._moved:
            yield
            if self._machine.on:
                self._show()
            self._moved.notify_all()

    # --- printing

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self._machine.listener.accept()
            except OSError:
                return
            with line, suppress(OSError, ValueError):  # a stub that was killed
                self._take(Job(line))

    def _take(self, job: Job) -> None:
        try:
            if job.name == OWNER:
                job.say(f"{self._news()}\nEXIT 0")
                return
            with self._moved:
                self._job = job
            job.say(f"EXIT {self._print(job)}")
        finally:
            job.file.unlink(missing_ok=True)  # ippeveprinter would keep it for a minute
            with self._moved:
                self._job = None
                self._moved.notify_all()

    def _print(self, job: Job) -> int:
        """0: all of it came out."""
        pdf = job.file.read_bytes()
        whole = count_pages(pdf)
        pages = 0
        try:
            fault = self.faults.hit("print")
            self._wait(job, lambda: "print" not in self._held, held=True)
            while pages < whole * job.copies:
                if fault is not None and pages >= whole * job.copies // 2:
                    self._suffer(job, fault)
                    fault = None
                self._wait(job, lambda: self._metal.trouble is None)
                with self._changing():
                    accident = self._metal.print_page()
                pages += 1
                if accident is not None:
                    accident()
        except _Over:
            return 1
        finally:
            if whole:
                self._metal.deliver(pdf, pages, whole)
        return 0 if whole else 1

    def _suffer(self, job: Job, fault: Fault) -> None:
        match fault.kind:
            case FaultKind.CUT:
                self.unplug()
            case FaultKind.DELAY:
                over = time.monotonic() + fault.seconds
                self._wait(job, lambda: time.monotonic() >= over)
            case FaultKind.MUTE:
                self._wait(job, lambda: False)
            case _ if fault.code is ErrorCode.HARDWARE_ERROR:
                raise _Over
            case _:
                try:
                    with self._changing():
                        self._spoilt = fault.code
                    self._wait(job, lambda: False)
                finally:
                    with self._changing():
                        self._spoilt = None

    def _wait(self, job: Job, done: Callable[[], bool], *, held: bool = False) -> None:
        """Until it is done. Raises _Over when the job was cancelled or the power went off."""
        with self._moved:
            if held:
                self._waiting.add("print")
                self._moved.notify_all()
            try:
                while True:
                    if not self._machine.on or self._is_cancelled(job):
                        raise _Over
                    if done():
                        return
                    self._moved.wait(_LOOK)
            finally:
                self._waiting.discard("print")

    def _is_cancelled(self, job: Job) -> bool:
        try:
            answer = self._machine.ask(IppOperation.GET_JOB_ATTRIBUTES, {"job-id": (IppTag.INTEGER, job.number)})
        except (OSError, HTTPException):
            return not self._machine.on
        return "processing-to-stop-point" in texts(answer.first(IppTag.JOB), "job-state-reasons")

    # --- what it shows

    def _seen(self) -> dict[str, object]:
        """What the printer has to say of itself."""
        metal, spoilt = self._metal, self._spoilt
        sheets = 0 if spoilt is ErrorCode.PAPER_OUT else metal.sheets_left
        toner = 0 if spoilt is ErrorCode.TONER_OUT else math.ceil(100 * metal.toner_pages / TONER_PAGES)
        return {
            # ippeveprinter says "low" below 25 sheets and below 10 percent
            "media": sheets if sheets <= LOW_SHEETS else max(25, sheets),
            "supplies": toner - 1 if toner == 10 else toner,
            "cover-open": metal.door_open or spoilt is ErrorCode.COVER_OPEN,
            "media-jam": metal.jammed or spoilt is ErrorCode.PAPER_JAM,
        }

    def _show(self) -> None:
        """Returns when it can be seen. With the lock held."""
        seen = self._seen()
        if seen["supplies"] != self._shown.get("supplies"):
            self._machine.fill_in(f"/supplies?supply0=25&supply1={seen['supplies']}")
        if (seen["cover-open"], seen["media-jam"]) != (
            self._shown.get("cover-open", False),
            self._shown.get("media-jam", False),
        ):
            self._tell_news()
            self._shown.pop("media", None)
        if seen["media"] != self._shown.get("media"):
            self._load(int(str(seen["media"])))
        self._shown = seen

    def _load(self, sheets: int) -> None:
        # trays: 0 is none, 2 the hand's; 1 is the drawer, 3 the flap, of which nothing is known
        self._machine.fill_in(f"/media?size1={A4}&type1=stationery&level1={sheets}&size3=&type3=&level3=-2")

    def _news(self) -> str:
        seen = self._seen()
        here = [name for name in ("cover-open", "media-jam") if seen[name]]
        gone = [name for name in ("cover-open", "media-jam") if not seen[name]]
        return "\n".join(f"STATE: {sign}{','.join(names)}" for sign, names in (("+", here), ("-", gone)) if names)

    def _tell_news(self) -> None:
        """Through the job that runs, or through one of our own, which needs paper to run."""
        deadline = time.monotonic() + _SHOWN_WITHIN
        seen = self._seen()
        wanted = {name for name in ("cover-open", "media-jam") if seen[name]}
        carried = False
        while time.monotonic() < deadline:
            if self._job is not None:
                self._job.say(self._news())
            elif not carried:
                self._load(TRAY_HOLDS)
                about: Written = {"job-name": (IppTag.NAME, OWNER), "document-format": (IppTag.MIME_TYPE, PDF)}
                carried = self._machine.ask(IppOperation.PRINT_JOB, about, b"%PDF-1.4\n%%EOF\n").code < 0x0100
            printer = self._machine.ask(IppOperation.GET_PRINTER_ATTRIBUTES, {}).first(IppTag.PRINTER)
            said = {reason.rpartition("-")[0] for reason in texts(printer, "printer-state-reasons")}
            idle = number(printer, "printer-state") == IppPrinterState.IDLE
            if said & {"cover-open", "media-jam"} == wanted and (idle or self._job is not None):
                return
            self._moved.wait(0.005)
        raise SimulationError("document printer: ippeveprinter does not show what it was told")
