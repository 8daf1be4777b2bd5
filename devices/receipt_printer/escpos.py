"""A receipt printer that speaks ESC/POS: over the network, a serial line, USB, or a device file.

Two dangers shape this driver. A printer that cannot print keeps what it was sent and prints it when the paper is
back, perhaps before another citizen: whatever goes wrong, its buffers are cleared. And a receipt that stopped half
way hangs out of the slot: when the trouble is over it is cut off, so that it does not come out with the next one.

A printer that cannot clear its buffers (it knows no DLE DC4 fn 8, as cheap ones do) may bring out the rest of a
receipt that was cancelled, or was late, while nothing was wrong with it; such a rest is never taken for the next one.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from devices.announcer import Announcer
from devices.api import Cause, Clock, DeviceError, DeviceState, ErrorCode, Info, Status, Unsubscribe
from devices.flight import Flight
from devices.receipt_printer import escpos_words as words
from devices.receipt_printer.api import Raster, ReceiptPrinterCapabilities, ReceiptPrinterStatus
from devices.receipt_printer.escpos_talk import Talk
from devices.receipt_printer.escpos_wire import PATIENCE, Connect, wire_to
from devices.receipt_printer.escpos_words import ProcessId, RollByte

ECHOES_WITHIN = 0.5  # seconds in which an idle printer that knows GS ( H has answered it
LISTEN = 0.25  # seconds between two looks at a printer that is printing
SILENT_AFTER = 3.0  # seconds without any answer after which a printing printer is given up
LOOK_EVERY = 1.0  # seconds between two looks at an idle printer
RECOVER_EVERY = 10.0  # seconds between two attempts to move a knife that was jammed, while nobody prints
STATUS_WITHIN = 0.95  # seconds that `status` may wait for somebody else's look
LONGEST_DETAIL = 200  # characters of an error's own text


class EscposReceiptPrinter:
    """A `ReceiptPrinter`. `address`: see `wire_to`, which raises ValueError for a wrong one (of a network printer an
    IP address: a name may take longer to look up than `status` may take). `connect`: another way to the printer.

    Whoever is connected has the printer alone. While it is open, the driver finds a printer again that was unplugged.
    """

    def __init__(
        self, name: str, address: str, width_dots: int, clock: Clock, *, connect: Connect | None = None
    ) -> None:
        self.name = name
        self.width_dots = width_dots
        self._clock = clock
        self._talk = Talk(connect or wire_to(address), width_dots, clock)
        self._info = Info(model="ESC/POS receipt printer", driver=f"python-escpos, {address.partition(':')[0]}")
        self._lock = threading.RLock()  # one talks to the printer at a time
        self._flight = Flight(name, clock)
        self._job = 0
        self._echoes: bool | None = None  # whether it knows GS ( H; None: not asked yet
        self._open = False
        self._printing = False
        self._hanging = False  # a part of a receipt, or the beginning of a new roll, may hang out of the slot
        self._unsettled = False  # it may still answer to a receipt that was given up
        self._recover_at = 0.0  # monotonic seconds
        self._looks = 0
        self._last = ReceiptPrinterStatus(DeviceState.STARTING)
        self._announcer: Announcer[ReceiptPrinterStatus] = Announcer(name, self._now)
        self._closing = threading.Event()
        self._wanted = threading.Event()  # a look by the watch
        self._looked = threading.Event()
        self._watch: threading.Thread | None = None

    # --- the device

    def open(self) -> None:
        with self._lock:
            if self._open:
                return
            status = self._look()
            if status.error is not None and status.error.code in (ErrorCode.DISCONNECTED, ErrorCode.UNSUPPORTED):
                raise status.error
            if status.error is None:
                with suppress(OSError):  # the watch will find out what the matter is
                    self._get_acquainted()
            self._open = True
            self._closing.clear()
            self._watch = threading.Thread(target=self._keep_looking, name=f"{self.name}-status", daemon=True)
            self._watch.start()
        self._announcer.look_again()

    def close(self) -> None:
        """A print in flight is cancelled, and cleared from the printer."""
        self._closing.set()
        self._wanted.set()
        self._flight.cancel()
        watch, self._watch = self._watch, None
        if watch is not None and watch is not threading.current_thread():
            watch.join()
        with self._lock:
            self._open = False
            self._talk.end()
        self._announcer.forget()

    def cancel(self) -> None:
        self._flight.cancel()

    def info(self) -> Info:
        return self._info

    def capabilities(self) -> ReceiptPrinterCapabilities:
        return ReceiptPrinterCapabilities(width_dots=self.width_dots)

    def status(self) -> ReceiptPrinterStatus:
        if self._open and not self._printing:
            if self._talk.connected or self._watch is threading.current_thread():
                self._look_in_turn()
            else:  # to find it again may take longer than a status
                self._have_it_looked_for()
        return self._announcer.look_again()

    def subscribe(self, listener: Callable[[Status], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    # --- printing

    def print(self, raster: Raster, timeout: float = 20.0) -> None:
        if raster.ndim != 2 or not raster.shape[0] or not 0 < raster.shape[1] <= self.width_dots:
            detail = f"a picture of shape {raster.shape} for {self.width_dots} dots"
            raise DeviceError(ErrorCode.INVALID_DATA, self.name, detail, cause=Cause.SOFTWARE, retryable=False)
        try:
            with self._flight.begin(timeout), self._lock:
                self._print_alone(raster)
        finally:
            self._announcer.look_again()

    def _print_alone(self, raster: Raster) -> None:
        if not self._open or self._closing.is_set():
            raise DeviceError(ErrorCode.NOT_READY, self.name, "not open")
        self._recover_at = 0.0
        if (error := self._look().error) is not None:
            raise error
        self._flight.go_on()
        self._printing = True
        try:
            self._announcer.look_again()
            self._print(raster)
            self._look()
        except (DeviceError, OSError) as failure:
            raise self._abandon(failure) from failure
        finally:
            self._printing = False
            if self._closing.is_set():  # by a listener, perhaps: nobody else lets it go then
                self._talk.end()

    def _print(self, raster: Raster) -> None:
        self._get_acquainted()
        if self._unsettled and not self._echoes:
            self._settle()
        self._unsettled = True
        self._job += 1
        for band in words.bands(raster):
            self._flight.go_on()
            self._talk.write(band)
        self._talk.forget()
        self._talk.write(words.FEED_AND_CUT + (words.ask_process_id(self._job) if self._echoes else words.ASK_ROLL))
        self._await_done()
        self._unsettled = False

    def _get_acquainted(self) -> None:
        """Asked once, of a printer that is well: who it is, and whether it knows GS ( H."""
        if self._echoes is not None:
            return
        maker, model, firmware, serial = self._talk.ask_names()
        named = " ".join(name for name in (maker, model) if name)
        self._info = replace(self._info, model=named or self._info.model, firmware=firmware, serial=serial)
        self._talk.write(words.ask_process_id(self._job))
        self._echoes = self._talk.hear(ProcessId, ECHOES_WITHIN) is not None
        self._talk.write(words.INITIALIZE)  # what it took for text, not knowing it, is forgotten

    def _settle(self) -> None:
        """A printer without GS ( H cannot say which receipt it is done with: let it come to the end of all of them."""
        self._talk.write(words.ASK_ROLL)
        while self._talk.hear(RollByte, LISTEN) is None:
            self._flight.go_on()
        while self._talk.hear(RollByte, LISTEN) is not None:
            self._flight.go_on()

    def _await_done(self) -> None:
        """Returns when the printer itself says that it has come to the end of the receipt.

        DLE EOT cannot say it: it is answered at once, before the picture. A printer without GS ( H is asked for its
        paper sensor in the ordinary way (GS r), which it answers in its turn.
        """
        heard = self._clock.monotonic()
        done = words.process_id(self._job)
        while True:
            if self._echoes:
                echo = self._talk.hear(ProcessId, LISTEN)
                if echo is not None and echo.number == done:
                    return
            elif self._talk.hear(RollByte, LISTEN) is not None:
                return
            answers = self._talk.ask_status(PATIENCE)
            if answers[0] is not None:
                heard = self._clock.monotonic()
                # The picture may hold bytes that the printer takes for a question: trouble is asked for twice.
                error = (
                    words.fold(self.name, answers).error
                    and words.fold(self.name, self._talk.ask_status(PATIENCE)).error
                )
                if error is not None:
                    raise error
            elif self._clock.monotonic() - heard >= SILENT_AFTER:
                raise DeviceError(ErrorCode.TIMEOUT, self.name, "fell silent while printing")
            self._flight.go_on()

    def _abandon(self, failure: DeviceError | OSError) -> DeviceError:
        """Make the printer forget the receipt; then say why it failed, as the printer itself tells it."""
        self._hanging = True
        self._talk.end()
        now = self._look()
        if isinstance(failure, DeviceError) and failure.code is ErrorCode.CANCELLED:
            return failure
        if now.error is not None:
            return now.error
        if isinstance(failure, DeviceError):
            return failure
        code = ErrorCode.TIMEOUT if isinstance(failure, TimeoutError) else ErrorCode.DISCONNECTED
        return DeviceError(code, self.name, f"connection lost while printing: {_text(failure)}")

    # --- status

    def _keep_looking(self) -> None:
        while True:
            self._wanted.wait(LOOK_EVERY)
            self._wanted.clear()
            if self._closing.is_set():
                return
            self.status()
            self._looked.set()

    def _have_it_looked_for(self) -> None:
        if self._lock.acquire(timeout=STATUS_WITHIN / 2):  # a look that has begun before does not count
            self._lock.release()
        self._looked.clear()
        self._wanted.set()
        self._looked.wait(STATUS_WITHIN / 2)

    def _now(self) -> ReceiptPrinterStatus:
        """What the last look at the printer means now."""
        last = self._last
        if not self._open:
            return ReceiptPrinterStatus(DeviceState.OFFLINE, DeviceError(ErrorCode.NOT_READY, self.name, "not open"))
        if self._printing and last.error is None:
            return replace(last, state=DeviceState.BUSY)
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
            self._talk.begin()
            self._talk.forget()
            answers = self._talk.ask_status()
            if (answers[2] or 0) & words.RECOVERABLE and self._clock.monotonic() >= self._recover_at:
                self._talk.write(words.RECOVER_CLEARED)
                self._recover_at = self._clock.monotonic() + RECOVER_EVERY
                answers = self._talk.ask_status()
            status = words.fold(self.name, answers)
            if status.error is not None:
                self._hanging = True
            elif self._hanging:
                self._talk.write(words.FEED_AND_CUT)
                self._hanging = False
        except io.UnsupportedOperation as error:  # nothing can ever be reported
            refusal = DeviceError(ErrorCode.UNSUPPORTED, self.name, _text(error))
            status = ReceiptPrinterStatus(DeviceState.HARDWARE_ERROR, refusal, None, None, None, None)
        except OSError as error:
            lost = DeviceError(ErrorCode.DISCONNECTED, self.name, _text(error))
            status = ReceiptPrinterStatus(DeviceState.DISCONNECTED, lost)
            self._hanging = True
        if status.state is DeviceState.DISCONNECTED:
            self._talk.end()
        self._last = status
        self._looks += 1
        return status


def _text(error: OSError) -> str:
    """For the technician: an operating system's words hold an address at most, never what was printed."""
    return " ".join(f"{type(error).__name__}: {error}".split())[:LONGEST_DETAIL]
