"""A receipt printer that speaks ESC/POS over TCP, port 9100 by custom.

Two dangers shape this driver. A printer that cannot print keeps what it was sent and prints it when the paper is
back, perhaps before another citizen: whatever goes wrong, its buffers are cleared. And a receipt that stopped half
way hangs out of the slot: when the trouble is over it is cut off, so that it does not come out with the next one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from devices.announcer import Announcer
from devices.api import Cause, Clock, DeviceError, DeviceState, ErrorCode, Info, Status, Unsubscribe
from devices.receipt_printer import escpos_words as words
from devices.receipt_printer.api import Raster, ReceiptPrinterStatus
from devices.receipt_printer.escpos_wire import Connect, NetworkWire, Wire
from devices.receipt_printer.escpos_words import Answer, Answers, Cleared, ProcessId, RollByte, StatusByte

ANSWERS_WITHIN = 0.2  # seconds for a real-time answer (DLE EOT, DLE DC4)
ECHOES_WITHIN = 0.5  # seconds in which an idle printer that knows GS ( H has answered it
LISTEN = 0.25  # seconds between two looks at a printer that is printing
SILENT_AFTER = 3.0  # seconds without any answer after which a printing printer is given up
LOOK_EVERY = 1.0  # seconds between two looks at an idle printer
STATUS_WITHIN = 0.95  # seconds that `status` may wait for somebody else's look

A = TypeVar("A", bound=Answer)


class EscposReceiptPrinter:
    """A `ReceiptPrinter`. `host`: an IP address (a name may take longer to look up than `status` may take).

    Such a printer serves one connection at a time: whoever is connected has it alone. While it is open, the driver
    finds a printer again that was unplugged.
    """

    def __init__(
        self, name: str, host: str, port: int, width_dots: int, clock: Clock, *, connect: Connect | None = None
    ) -> None:
        self.name = name
        self.width_dots = width_dots
        self._clock = clock
        self._connect = connect or partial(NetworkWire, host, port)
        self._lock = threading.RLock()  # one talks to the printer at a time
        self._wire: Wire | None = None
        self._answers: list[Answer] = []
        self._rest = b""
        self._job = 0
        self._echoes: bool | None = None  # whether it knows GS ( H; None: not asked yet
        self._open = False
        self._printing = False
        self._hanging = False  # a part of a receipt, or the beginning of a new roll, may hang out of the slot
        self._looks = 0
        self._last = ReceiptPrinterStatus(DeviceState.STARTING)
        self._announcer: Announcer[ReceiptPrinterStatus] = Announcer(name, self._now)
        self._closing = threading.Event()
        self._watch: threading.Thread | None = None

    # --- the device

    def open(self) -> None:
        with self._lock:
            if self._open:
                return
            status = self._look()
            if status.error is not None and status.state is DeviceState.DISCONNECTED:
                raise status.error
            self._open = True
            self._closing.clear()
            self._watch = threading.Thread(target=self._keep_looking, name=f"{self.name}-status", daemon=True)
            self._watch.start()
        self._announcer.look_again()

    def close(self) -> None:
        """A print in flight is cancelled, and cleared from the printer."""
        self._closing.set()
        watch, self._watch = self._watch, None
        if watch is not None and watch is not threading.current_thread():
            watch.join()
        with self._lock:
            self._open = False
            self._drop()
        self._announcer.forget()

    def info(self) -> Info:
        return Info(model="ESC/POS receipt printer", driver="python-escpos over TCP")

    def status(self) -> ReceiptPrinterStatus:
        if self._open and not self._printing:
            self._look_in_turn()
        return self._announcer.look_again()

    def subscribe(self, listener: Callable[[Status], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    # --- printing

    def print(self, raster: Raster, timeout: float = 20.0) -> None:
        if raster.ndim != 2 or not raster.shape[0] or not 0 < raster.shape[1] <= self.width_dots:
            detail = f"a picture of shape {raster.shape} for {self.width_dots} dots"
            raise DeviceError(ErrorCode.INVALID_DATA, self.name, detail, cause=Cause.SOFTWARE, retryable=False)
        deadline = self._clock.monotonic() + timeout
        try:
            with self._lock:
                self._print_alone(raster, deadline)
        finally:
            self._announcer.look_again()

    def _print_alone(self, raster: Raster, deadline: float) -> None:
        if not self._open:
            raise DeviceError(ErrorCode.NOT_READY, self.name, "not open")
        if (error := self._look().error) is not None:
            raise error
        self._printing = True
        try:
            self._announcer.look_again()
            self._print(raster, deadline)
            self._look()
        except (DeviceError, OSError) as failure:
            raise self._abandon(failure) from failure
        finally:
            self._printing = False

    def _print(self, raster: Raster, deadline: float) -> None:
        wire = self._reach()
        self._job += 1
        if self._echoes is None:
            wire.write(words.ask_process_id(self._job))
            self._echoes = self._hear(ProcessId, ECHOES_WITHIN) is not None
            wire.write(words.INITIALIZE)  # what a printer without GS ( H took for text is forgotten
            self._job += 1
        for band in words.bands(raster):
            self._go_on_until(deadline)
            wire.write(band)
        wire.write(words.FEED_AND_CUT + (words.ask_process_id(self._job) if self._echoes else words.ASK_ROLL))
        self._await_done(deadline)

    def _await_done(self, deadline: float) -> None:
        """Returns when the printer itself says that it has come to the end of the receipt.

        DLE EOT cannot say it: it is answered at once, before the picture. A printer without GS ( H is asked for its
        paper sensor in the ordinary way (GS r), which it answers in its turn.
        """
        heard = self._clock.monotonic()
        done = words.process_id(self._job)
        while True:
            if self._echoes:
                echo = self._hear(ProcessId, LISTEN)
                if echo is not None and echo.number == done:
                    return
            elif self._hear(RollByte, LISTEN) is not None:
                return
            answers = self._ask()
            if answers[0] is not None:
                heard = self._clock.monotonic()
                # The picture may hold bytes that the printer takes for a question: trouble is asked for twice.
                error = words.fold(self.name, answers).error and words.fold(self.name, self._ask()).error
                if error is not None:
                    raise error
            elif self._clock.monotonic() - heard >= SILENT_AFTER:
                raise DeviceError(ErrorCode.TIMEOUT, self.name, "fell silent while printing")
            self._go_on_until(deadline)

    def _go_on_until(self, deadline: float) -> None:
        if self._closing.is_set():
            raise DeviceError(ErrorCode.CANCELLED, self.name, "closed while printing")
        if self._clock.monotonic() >= deadline:
            raise DeviceError(ErrorCode.TIMEOUT, self.name, "not done in time")

    def _abandon(self, failure: DeviceError | OSError) -> DeviceError:
        """Make the printer forget the receipt; then say why it failed, as the printer itself tells it."""
        self._hanging = True
        self._drop()
        now = self._look()
        if now.error is not None:
            return now.error
        if isinstance(failure, DeviceError):
            return failure
        code = ErrorCode.TIMEOUT if isinstance(failure, TimeoutError) else ErrorCode.DISCONNECTED
        return DeviceError(code, self.name, f"connection lost while printing: {type(failure).__name__}")

    # --- status

    def _keep_looking(self) -> None:
        while not self._closing.wait(LOOK_EVERY):
            self.status()

    def _now(self) -> ReceiptPrinterStatus:
        """What the last look at the printer means now."""
        last = self._last
        if not self._open:
            return ReceiptPrinterStatus(DeviceState.OFFLINE, DeviceError(ErrorCode.NOT_READY, self.name, "not open"))
        if self._printing and last.error is None:
            return ReceiptPrinterStatus(DeviceState.BUSY, None, last.paper, last.cover)
        return last

    def _look_in_turn(self) -> None:
        """Look at the printer, unless somebody else did, or closed it, while we waited for the line."""
        looks = self._looks
        if self._lock.acquire(timeout=STATUS_WITHIN):
            try:
                if self._open and self._looks == looks:
                    self._look()
            finally:
                self._lock.release()

    def _look(self) -> ReceiptPrinterStatus:
        """Ask the printer how it is; connects first if need be. Never raises."""
        try:
            wire = self._reach()
            self._answers.clear()
            status = words.fold(self.name, self._ask())
            if status.error is not None:
                self._hanging = True
            elif self._hanging:
                wire.write(words.FEED_AND_CUT)
                self._hanging = False
        except OSError as error:
            lost = DeviceError(ErrorCode.DISCONNECTED, self.name, type(error).__name__)
            status = ReceiptPrinterStatus(DeviceState.DISCONNECTED, lost)
            self._hanging = True
        if status.state is DeviceState.DISCONNECTED:
            self._drop()
        self._last = status
        self._looks += 1
        return status

    # --- talking

    def _reach(self) -> Wire:
        """The connection. A new one begins with forgetting whatever was sent to the printer before."""
        if self._wire is not None:
            return self._wire
        self._wire = wire = self._connect()
        self._answers, self._rest = [], b""
        wire.write(words.ask_status(1))
        if self._hear(StatusByte, ANSWERS_WITHIN) is None:
            raise TimeoutError("connected, but answers nothing")
        wire.write(words.CLEAR_BUFFERS)
        if self._hear(Cleared, ANSWERS_WITHIN) is None:
            # It may stand in the middle of a picture and take commands for dots: fill the picture up with white.
            wire.write(words.RECOVER_CLEARED + bytes(words.BAND_ROWS * self.width_dots // 8))
        wire.write(words.RECOVER_CLEARED + words.INITIALIZE + words.NO_AUTOMATIC_STATUS)
        return wire

    def _drop(self) -> None:
        if self._wire is not None:
            self._wire.drop()
            self._wire = None

    def _ask(self) -> Answers:
        """What the printer answers to DLE EOT 1 to 4, one at a time; after the first silence no more is asked."""
        wire = self._reach()
        answers: list[int | None] = []
        for question in words.STATUS_QUESTIONS:
            while late := wire.read(0):
                self._take_in(late)
            self._answers = [answer for answer in self._answers if not isinstance(answer, StatusByte)]
            wire.write(words.ask_status(question))
            answer = self._hear(StatusByte, ANSWERS_WITHIN)
            answers.append(answer.value if answer else None)
            if answer is None:
                break
        first, second, third, fourth = (*answers, None, None, None)[:4]
        return first, second, third, fourth

    def _hear(self, kind: type[A], within: float) -> A | None:
        """The next answer of this kind, taken out of what has arrived; None after `within` seconds."""
        assert self._wire is not None
        deadline = self._clock.monotonic() + within
        while True:
            for answer in self._answers:
                if isinstance(answer, kind):
                    self._answers.remove(answer)
                    return answer
            data = self._wire.read(max(0.0, deadline - self._clock.monotonic()))
            if not data:
                return None
            self._take_in(data)

    def _take_in(self, data: bytes) -> None:
        answers, self._rest = words.parse(self._rest + data)
        self._answers += answers
