"""Readers, and decoders of photos, that only their maker's library can drive: it lives in a child process.

What is said to the child and what it answers stands in `vendor_lines`; how it lives and dies in `child`.
"""

from __future__ import annotations

import itertools
import shlex
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from copy import copy
from dataclasses import replace
from types import MappingProxyType
from typing import assert_never

from devices.announcer import Announcer
from devices.api import Clock, DeviceError, DeviceState, ErrorCode, Info, Unsubscribe
from devices.card.api import CardData, CardMedia, CardReaderCapabilities, CardReaderStatus, Secret
from devices.card.child import Child
from devices.card.claim import Claim
from devices.card.resident import LAYOUTS, parse
from devices.card.vendor_lines import Done, Failed, Hello, Line, Said, order, trouble, understand

STARTS_WITHIN = 5.0  # seconds until a child has said how its reader is
DECODES_WITHIN = 2.0  # seconds for one photo
HUNG_AFTER = 2  # orders in a row without any answer in time, after which a child is ended and started anew

_STATES: Mapping[str, tuple[DeviceState, ErrorCode | None]] = MappingProxyType(
    {
        "online": (DeviceState.ONLINE, None),
        "disconnected": (DeviceState.DISCONNECTED, ErrorCode.DISCONNECTED),
        "hardware_error": (DeviceState.HARDWARE_ERROR, ErrorCode.HARDWARE_ERROR),
    }
)


class Library:
    """A maker's library in its child process: orders, and the answers to them."""

    def __init__(self, device: str, command: Sequence[str], heard: Callable[[Line | str], None]) -> None:
        """`heard`: is told what the child said; a text is why it ended. Raises DeviceError(unsupported)."""
        self._device = device
        self._heard = heard
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()  # guards what follows
        self._open: dict[int, Future[Done]] = {}
        self._unanswered = 0
        self._child = Child(device, command, self._hear, self._ended)

    def ask(
        self, ask: str, timeout: float, given: Callable[[Future[Done]], None] = lambda _: None, **words: object
    ) -> Done:
        """One order and its answer. `given`: is handed what to cancel. Raises DeviceError."""
        future: Future[Done] = Future()
        number = next(self._numbers)
        with self._lock:
            self._open[number] = future
        given(future)
        try:
            self._child.say(order(ask, number, **words))
            return future.result(timeout)
        except DeviceError:
            with self._lock:
                self._open.pop(number, None)
            raise
        except CancelledError:
            self._recall(number)
            raise DeviceError(ErrorCode.CANCELLED, self._device) from None
        except TimeoutError:
            if not future.cancel():
                return future.result()
            self._recall(number)
            with self._lock:
                self._unanswered += 1
                hung = self._unanswered >= HUNG_AFTER
            if hung:
                self._child.kill()
            raise DeviceError(ErrorCode.TIMEOUT, self._device, "the maker's library does not answer") from None

    @property
    def busy(self) -> bool:
        """Whether an order is open, even one that nobody waits for any more."""
        with self._lock:
            return bool(self._open)

    def end(self) -> None:
        self._child.end()
        self._give_up("closed")

    def _recall(self, number: int) -> None:
        try:
            self._child.say(order("cancel", number))
        except DeviceError:
            return  # it has ended, and the order with it

    def _hear(self, line: bytes) -> None:
        said = understand(line)
        match said:
            case Done():
                self._settle(said.to, said)
            case Failed():
                self._settle(said.to, trouble(self._device, said))
            case Hello() | Said():
                pass  # of no order
            case _:
                assert_never(said)
        self._heard(said)

    def _ended(self, why: str) -> None:
        self._heard(why)
        self._give_up(why)

    def _give_up(self, why: str) -> None:
        with self._lock:
            numbers = list(self._open)
        for number in numbers:
            self._settle(number, DeviceError(ErrorCode.DISCONNECTED, self._device, why))

    def _settle(self, number: int, outcome: Done | DeviceError) -> None:
        with self._lock:
            future = self._open.pop(number, None)
            self._unanswered = 0
        if future is None or not future.set_running_or_notify_cancel():
            return
        if isinstance(outcome, DeviceError):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)


class VendorCardReader:
    """Implements `devices.card.api.CardReader`; a child that dies or hangs is started again."""

    def __init__(
        self,
        name: str,
        clock: Clock,  # noqa: ARG002 - all drivers are built alike
        command: Sequence[str],
    ) -> None:
        self.name = name
        self._command = command
        self._claim = Claim(name, f"vendor/{shlex.join(command)}")
        self._library: Library | None = None
        self._hello: Hello | None = None
        self._said: Said | DeviceError = DeviceError(ErrorCode.NOT_READY, name, "starting")
        self._first = threading.Event()  # the child has said how its reader is, or has ended
        self._lock = threading.Lock()
        self._asked: Future[Done] | None = None
        self._announcer: Announcer[CardReaderStatus] = Announcer(name, self._now)

    def open(self) -> None:
        """Raises DeviceError(not_ready) when another process has it, (unsupported) when there is no such program."""
        if self._library is not None:
            return
        self._claim.take()
        self._first.clear()
        try:
            self._library = Library(self.name, self._command, self._heard)
        except DeviceError:
            self._claim.let_go()
            raise
        self._first.wait(STARTS_WITHIN)
        self._announcer.look_again()

    def close(self) -> None:
        """A listener may call it, too."""
        self.cancel()
        library, self._library = self._library, None
        if library is not None:
            library.end()
            self._claim.let_go()
        self._said = DeviceError(ErrorCode.NOT_READY, self.name, "starting")
        self._announcer.forget()

    def cancel(self) -> None:
        with self._lock:
            if self._asked is not None:
                self._asked.cancel()

    def info(self) -> Info:
        hello = self._hello
        if hello is None:
            return Info(model="identity card reader with a maker's library", driver="vendor")
        return Info(model=hello.model, driver="vendor", serial=hello.serial, firmware=hello.firmware)

    def capabilities(self) -> CardReaderCapabilities:
        return CardReaderCapabilities(kinds=frozenset(LAYOUTS), photo=self._hello is not None and self._hello.photo)

    def status(self) -> CardReaderStatus:
        """As the child said last."""
        return self._announcer.look_again()

    def subscribe(self, listener: Callable[[CardReaderStatus], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    def read(
        self,
        timeout: float = 5.0,
        *,
        photo: bool = False,
        secret: Secret | None = None,  # noqa: ARG002 - no card that is read here has one
    ) -> CardData:
        library, said = self._library, self._said
        if library is None:
            raise DeviceError(ErrorCode.NOT_READY, self.name, "not open")
        if isinstance(said, DeviceError):
            raise copy(said)  # one that is raised remembers its caller, and what the caller holds
        try:
            done = library.ask("read", timeout, self._given, photo=photo)
        finally:
            with self._lock:
                self._asked = None  # what it holds is somebody's
            self._announcer.look_again()
        data = parse(done.text, self.name)
        return replace(data, photo=done.photo) if photo else data

    def _given(self, future: Future[Done]) -> None:
        with self._lock:
            self._asked = future
        self._announcer.look_again()

    def _now(self) -> CardReaderStatus:
        library, said = self._library, self._said
        if library is None:
            return CardReaderStatus(DeviceState.OFFLINE)
        if isinstance(said, DeviceError):
            state = DeviceState.STARTING if said.code is ErrorCode.NOT_READY else DeviceState.DISCONNECTED
            return CardReaderStatus(state, said)
        state, code = _STATES[said.reader]
        if code is not None:
            return CardReaderStatus(state, DeviceError(code, self.name))
        return CardReaderStatus(DeviceState.BUSY if library.busy else state, None, CardMedia(said.card))

    def _heard(self, said: Line | str) -> None:
        match said:
            case Hello():
                self._hello = said
            case Said():
                self._said = said
                self._first.set()
            case str():
                self._said = DeviceError(ErrorCode.DISCONNECTED, self.name, said)
                self._first.set()
            case Done() | Failed():
                pass  # an order is no longer open
        self._announcer.look_again()


class PhotoDecoder:
    """Makes a picture of the 1024 bytes in which a resident card keeps its holder's photo. Started at first use."""

    def __init__(self, command: Sequence[str], name: str = "photo_decoder") -> None:
        self._name = name
        self._command = command
        self._lock = threading.Lock()
        self._library: Library | None = None

    def decode(self, photo: bytes) -> bytes:
        """BMP or JPEG. Raises DeviceError."""
        with self._lock:
            if self._library is None:
                self._library = Library(self._name, self._command, lambda _: None)
            library = self._library
        return library.ask("decode", DECODES_WITHIN, photo=photo).photo

    def close(self) -> None:
        with self._lock:
            library, self._library = self._library, None
        if library is not None:
            library.end()
