"""The card reader of most halls: a security module that reads resident cards and their sisters, over any `SdtPort`.

Nothing announces a card, so the module is asked every 300 ms (not oftener, its makers say). A module cannot find a card
again that it has read until the card is lifted, but it can say whether that card still lies there: so a card's text is
kept in memory for as long as the module says so, and a second `read` answers from it. It is wiped when the card goes,
when the module is lost, and on close.
"""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from typing import Protocol

import structlog

from devices.announcer import Announcer
from devices.api import Action, Clock, DeviceError, DeviceState, ErrorCode, Info, Unsubscribe
from devices.card.api import CardData, CardMedia, CardReaderCapabilities, CardReaderStatus, Secret
from devices.card.resident import LAYOUTS, TEXT_LENGTH, parse
from devices.card.sdt_link import SdtLink
from devices.card.sdt_port import SdtPort

LOOK_EVERY = 0.3  # seconds
SILENT_LOOKS = 3  # in a row, after which the module is given up and opened anew

log = structlog.get_logger(__name__)


class Decoder(Protocol):
    """What makes a picture of a card's compressed photo."""

    def decode(self, photo: bytes) -> bytes:
        """Raises DeviceError."""

    def close(self) -> None: ...


class SdtCardReader:
    """Implements `devices.card.api.CardReader`. `open()` succeeds without module, and finds it when it comes."""

    def __init__(
        self,
        name: str,
        clock: Clock,
        connect: Callable[[], SdtPort],
        *,
        decoder: Decoder | None = None,
        look_every: float = LOOK_EVERY,
    ) -> None:
        self.name = name
        self._clock = clock
        self._connect = connect
        self._decoder = decoder
        self._look_every = look_every
        self._link: SdtLink | None = None  # with what follows, the worker's own
        self._kept: bytearray | None = None  # text and photo of the card that was read and still lies there
        self._silent = 0
        self._sam_id: str | None = None
        self._media = CardMedia.UNKNOWN
        self._error: DeviceError | None = None
        self._moved = threading.Condition()  # guards what follows
        self._closing = threading.Event()
        self._worker: threading.Thread | None = None
        self._is_open = False
        self._asked: _Order | None = None  # the last one
        self._waiting: _Order | None = None  # the same, until the worker takes it
        self._reading = False
        self._announcer: Announcer[CardReaderStatus] = Announcer(name, self._now)

    # --- the device

    def open(self) -> None:
        """Raises DeviceError(not_ready) when another process has it, (unsupported) when a library is missing."""
        if self._is_open:
            return
        if self._worker is not None:  # a listener closed it
            self._worker.join()
            self._worker = None
        self._closing.clear()
        self._look()
        if self._error is not None and self._error.code in (ErrorCode.NOT_READY, ErrorCode.UNSUPPORTED):
            raise self._error
        self._worker = threading.Thread(target=self._work, name=f"{self.name}-sdt", daemon=True)
        self._is_open = True
        self._worker.start()
        self._announcer.look_again()

    def close(self) -> None:
        """Called by a listener on the worker's thread, the module is let go as soon as the listener returns."""
        with self._moved:
            self._closing.set()
            self._is_open = False
            self._waiting, self._reading = None, False
            self._moved.notify_all()
        self.cancel()
        if self._worker is None:
            self._drop()
        elif self._worker is not threading.current_thread():
            self._worker.join()
        self._announcer.forget()

    def cancel(self) -> None:
        """The caller is free at once; what the module still answers is thrown away."""
        with self._moved:
            if self._asked is not None:
                self._asked.cancel()

    def info(self) -> Info:
        return Info(model="identity card reader with security module", driver="sdt", serial=self._sam_id)

    def capabilities(self) -> CardReaderCapabilities:
        return CardReaderCapabilities(kinds=frozenset(LAYOUTS), photo=self._decoder is not None)

    def status(self) -> CardReaderStatus:
        """As the module said when it was last asked."""
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
        """As `CardReader.read`, but a card that is pulled out ends it with `read_failed`: a module cannot tell such a
        card from one whose chip fails, and either must be put on anew. A photo that cannot be decoded is left out."""
        order = _Order(photo)
        with self._moved:
            if not self._is_open:
                raise DeviceError(ErrorCode.NOT_READY, self.name, "not open")
            if self._asked is not None and not self._asked.done():
                raise DeviceError(ErrorCode.NOT_READY, self.name, "a read is in flight")
            self._asked = self._waiting = order
            self._reading = True
            self._moved.notify_all()
        self._announcer.look_again()
        try:
            return order.result(timeout)
        except CancelledError:
            raise DeviceError(ErrorCode.CANCELLED, self.name) from None
        except TimeoutError:
            if order.cancel():
                raise DeviceError(ErrorCode.TIMEOUT, self.name, "the card was not read in time") from None
            return order.result()
        finally:
            with self._moved:
                if self._asked is order:
                    self._asked = None  # what it holds is somebody's

    def _now(self) -> CardReaderStatus:
        if not self._is_open:
            return CardReaderStatus(DeviceState.OFFLINE)
        if self._error is not None:
            failed = self._error.code is ErrorCode.HARDWARE_ERROR
            state = DeviceState.HARDWARE_ERROR if failed else DeviceState.DISCONNECTED
            return CardReaderStatus(state, self._error, CardMedia.UNKNOWN)
        return CardReaderStatus(DeviceState.BUSY if self._reading else DeviceState.ONLINE, None, self._media)

    # --- the worker's thread

    def _work(self) -> None:
        while not self._closing.is_set():
            self._work_once()
        self._drop()
        if self._decoder is not None:
            self._decoder.close()

    def _work_once(self) -> None:
        """What is known of a person here ends with the call."""
        with self._moved:
            self._moved.wait_for(lambda: self._closing.is_set() or self._waiting is not None, self._look_every)
            order, self._waiting = self._waiting, None
        if self._closing.is_set():
            return
        if order is None:
            self._look()
            return
        outcome = self._attempt(order)
        with self._moved:
            self._reading = self._waiting is not None
        self._announcer.look_again()
        order.settle(outcome)

    def _attempt(self, order: _Order) -> CardData | Exception:
        try:
            if order.cancelled():
                raise DeviceError(ErrorCode.CANCELLED, self.name)
            return self._read(order)
        except Exception as error:
            return self._took_note(error)

    def _read(self, order: _Order) -> CardData:
        link = self._reach()
        if self._kept is None or not link.still_there():
            if self._kept is not None:
                self._saw(CardMedia.ABSENT)
            self._kept = bytearray(link.read_card())
        self._saw(CardMedia.PRESENT)
        data = parse(bytes(self._kept[:TEXT_LENGTH]), self.name)
        picture = self._picture(bytes(self._kept[TEXT_LENGTH:])) if order.photo else b""
        return replace(data, photo=picture)

    def _picture(self, photo: bytes) -> bytes:
        if self._decoder is None or not photo:
            return b""
        try:
            return self._decoder.decode(photo)
        except DeviceError as error:
            log.warning("photo_not_decoded", device=self.name, error=error.code)
            return b""

    def _look(self) -> None:
        """How module and card are now. Never raises."""
        try:
            link = self._reach()
            if self._kept is not None:
                self._saw(CardMedia.PRESENT if link.still_there() else CardMedia.ABSENT)
            if self._kept is None:
                self._saw(CardMedia.PRESENT if link.find() else CardMedia.ABSENT)
        except (OSError, DeviceError) as error:
            self._took_note(error)

    def _saw(self, media: CardMedia) -> None:
        self._media, self._error, self._silent = media, None, 0
        if media is CardMedia.ABSENT:
            self._forget()
        self._announcer.look_again()

    def _took_note(self, error: Exception) -> Exception:
        """What an error means for the device as a whole; the error as the caller shall see it."""
        if isinstance(error, OSError):
            error = _unreachable(self.name, error)
            told_already = self._error is not None and self._error.code is error.code
            self._drop(self._error if told_already else error)
        elif isinstance(error, DeviceError):
            match error.code:
                case ErrorCode.NO_CARD:
                    self._saw(CardMedia.ABSENT)
                case ErrorCode.TIMEOUT:
                    self._silent += 1
                    if self._silent >= SILENT_LOOKS:
                        self._drop(DeviceError(ErrorCode.DISCONNECTED, self.name, "the module does not answer"))
                case ErrorCode.HARDWARE_ERROR:
                    self._forget()
                    self._error = error
        self._announcer.look_again()
        return error

    def _reach(self) -> SdtLink:
        """Raises OSError, DeviceError."""
        if self._link is None:
            self._link = SdtLink(self.name, self._clock, self._connect(), self._closing)
            try:
                self._sam_id = self._link.sam_id()
            except DeviceError as error:
                if error.code is ErrorCode.TIMEOUT:  # something is at this address, but no module, or no power
                    raise OSError(errno.ETIMEDOUT, error.detail) from error
                raise
        return self._link

    def _drop(self, error: DeviceError | None = None) -> None:
        self._forget()
        self._media, self._error, self._silent = CardMedia.UNKNOWN, error, 0
        if self._link is not None:
            self._link.close()
            self._link = None

    def _forget(self) -> None:
        if self._kept is not None:
            self._kept[:] = bytes(len(self._kept))
            self._kept = None


class _Order(Future[CardData]):
    """A read that somebody waits for, and may cancel."""

    def __init__(self, photo: bool) -> None:
        super().__init__()
        self.photo = photo

    def settle(self, outcome: CardData | Exception) -> None:
        if not self.set_running_or_notify_cancel():
            return
        if isinstance(outcome, Exception):
            self.set_exception(outcome)
        else:
            self.set_result(outcome)


def _unreachable(device: str, error: OSError) -> DeviceError:
    match error.errno:
        case errno.EBUSY | errno.EAGAIN:
            return DeviceError(ErrorCode.NOT_READY, device, "held by another process")
        case errno.ENOTSUP:
            return DeviceError(ErrorCode.UNSUPPORTED, device, error.strerror or "")
        case errno.EACCES | errno.EPERM:
            detail = "the system does not let the kiosk have it: a udev rule is missing"
            return DeviceError(ErrorCode.DISCONNECTED, device, detail, action=Action.CONFIGURE)
        case _:
            return DeviceError(ErrorCode.DISCONNECTED, device, error.strerror or type(error).__name__)
