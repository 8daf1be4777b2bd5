"""A scan engine: one thread listens all the time, and forgets what nobody has asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable

from devices.announcer import Announcer
from devices.api import Clock, DeviceError, DeviceState, ErrorCode, Info, Status, Unsubscribe
from devices.code_reader.api import Code, CodeReaderCapabilities
from devices.code_reader.port import Connect, Port, port
from devices.code_reader.text import Lines, Spoilt
from devices.flight import Flight

SILENCE = 0.3  # seconds in the middle of a code after which it will never end; an engine sends it in one go
FIRST_PAUSE = 0.25  # seconds before a lost engine is looked for again; doubled with each failure
LONGEST_PAUSE = 4.0
LONGEST_DETAIL = 200  # characters of an operating system's words, which hold a path at most


class ScanEngineCodeReader:
    """A `CodeReader`. `address`: see `devices.code_reader.port.port`; raises ValueError.

    A serial line cannot say whether an engine hangs at its other end: there, present means that the port is. An engine
    that scans all the time repeats a code while it is shown; one `read` takes it once.
    """

    def __init__(self, name: str, clock: Clock, address: str, *, connect: Connect | None = None) -> None:
        self.name = name
        self._address = address
        self._connect = connect or port(address)
        self._flight = Flight(name, clock)
        self._lines = Lines()  # the listener's alone
        self._news = threading.Condition()  # guards everything below
        self._reads = 0
        self._reading = 0  # the number of the read in flight; 0: none
        self._begun_in = 0  # the read in which the code that is arriving has begun
        self._outcome: Code | Spoilt | None = None
        self._lost: DeviceError | None = None
        self._port: Port | None = None
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self._announcer: Announcer[Status] = Announcer(name, self._fold)

    # --- the device

    def open(self) -> None:
        if self._thread is not None:
            return
        try:
            self._port = self._connect()
        except BlockingIOError as error:
            raise DeviceError(ErrorCode.NOT_READY, self.name, "held by another process") from error
        except OSError as error:
            raise self._disconnected(error) from error
        self._lost = None
        self._lines.forget()
        self._closing.clear()
        self._thread = threading.Thread(target=self._listen, name=f"{self.name}-listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        with self._news:
            thread, self._thread = self._thread, None
            if thread is None:
                return
            self._closing.set()
            self._news.notify_all()
            if self._port is not None:
                self._port.wake()
        if thread is not threading.current_thread():
            thread.join()
        self._announcer.forget()

    def cancel(self) -> None:
        self._flight.cancel()
        with self._news:
            self._news.notify_all()

    def info(self) -> Info:
        return Info(model="Scan engine", driver=f"scan engine ({self._address.partition(':')[0]})")

    def capabilities(self) -> CodeReaderCapabilities:
        return CodeReaderCapabilities()

    def status(self) -> Status:
        return self._announcer.look_again()

    def subscribe(self, listener: Callable[[Status], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    def read(self, timeout: float = 30.0) -> Code:
        with self._flight.begin(timeout):
            with self._news:
                self._raise_if_away()
                self._reads += 1
                self._reading, self._outcome = self._reads, None
            self._announcer.look_again()
            try:
                outcome = self._wait()
            finally:
                with self._news:
                    self._reading, self._outcome = 0, None
                self._announcer.look_again()
        if isinstance(outcome, Spoilt):
            raise DeviceError(ErrorCode.INVALID_DATA, self.name, outcome.why)
        return outcome

    def _wait(self) -> Code | Spoilt:
        with self._news:
            while self._outcome is None:
                self._raise_if_away()
                self._flight.go_on()
                self._news.wait(self._flight.left)
            return self._outcome

    def _raise_if_away(self) -> None:
        if self._thread is None:
            raise DeviceError(ErrorCode.NOT_READY, self.name, "not open")
        if self._lost is not None:
            raise self._lost

    # --- the listening thread

    def _listen(self) -> None:
        pause = FIRST_PAUSE
        while not self._closing.is_set():
            if self._port is None:
                self._closing.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)
                self._reconnect()
                continue
            try:
                chunk = self._port.read(SILENCE if self._lines.begun else None)
            except OSError as error:
                self._drop(self._disconnected(error))
            else:
                pause = FIRST_PAUSE
                self._take(chunk)
        self._drop(None)

    def _take(self, chunk: bytes) -> None:
        had_begun = self._lines.begun
        with self._news:
            for code in self._lines.feed(chunk):
                wanted = self._reading and (not had_begun or self._begun_in == self._reading)
                if wanted and self._outcome is None:
                    self._outcome = code
                had_begun = False
            if self._lines.begun and not had_begun:
                self._begun_in = self._reading
            self._news.notify_all()

    def _drop(self, why: DeviceError | None) -> None:
        with self._news:
            lost, self._port = self._port, None
            self._lost = why
            self._news.notify_all()
        self._lines.forget()
        if lost is not None:
            lost.drop()
        if why is not None:
            self._announcer.look_again()

    def _reconnect(self) -> None:
        try:
            found = self._connect()
        except OSError:
            return
        with self._news:
            self._port, self._lost = found, None
            if self._closing.is_set():
                found.wake()
        self._announcer.look_again()

    # --- what it means

    def _disconnected(self, why: OSError) -> DeviceError:
        return DeviceError(ErrorCode.DISCONNECTED, self.name, " ".join(str(why).split())[:LONGEST_DETAIL])

    def _fold(self) -> Status:
        with self._news:
            if self._thread is None:
                return Status(DeviceState.OFFLINE, DeviceError(ErrorCode.NOT_READY, self.name, "not open"))
            if self._lost is not None:
                return Status(DeviceState.DISCONNECTED, self._lost)
            return Status(DeviceState.BUSY if self._reading else DeviceState.ONLINE)
