"""The simulated drivers of a visit process: thin proxies to the machines of the test rig, which outlives visits."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar, cast

import structlog

from devices.api import Capabilities, DeviceError, DeviceState, ErrorCode, Info, Status, Unsubscribe
from devices.camera.api import CameraCapabilities, CameraStatus, Frame
from devices.card.api import CardData, CardReaderCapabilities, CardReaderStatus, Secret
from devices.code_reader.api import Code, CodeReaderCapabilities
from devices.document_printer.api import DocumentPrinterCapabilities, DocumentPrinterStatus
from devices.receipt_printer.api import Raster, ReceiptPrinterCapabilities, ReceiptPrinterStatus
from devices.simulated.line import Hold, RigAway, RigClient, Watch

S = TypeVar("S", bound=Status)
C = TypeVar("C", bound=Capabilities)

FRAME_TIMEOUT = 5.0  # seconds; drawing the first picture of a new paper takes long on a machine that is busy
STILL_TIMEOUT = 8.0  # longer than the machine's own
MARGIN = 1.0  # seconds beyond a command's own time-out, so that the machine itself can say that it timed out

log = structlog.get_logger(__name__)


class Proxy(Generic[S]):
    """What all proxies share. A rig that is away is a device that is disconnected."""

    def __init__(self, name: str, rig: Path, kind: Callable[[DeviceState, DeviceError | None], S]) -> None:
        self.name = name
        self._rig = RigClient(rig)
        self._kind = kind
        self._hold: Hold | None = None
        self._lock = threading.Lock()  # guards what follows
        self._listeners: list[Callable[[S], None]] = []
        self._watch: Watch | None = None
        self._watcher: threading.Thread | None = None

    def open(self) -> None:
        if self._hold is not None:
            return
        try:
            self._hold = self._rig.hold(self.name)
        except OSError as error:
            raise self._away() from error
        self._watch_if_wanted()

    def close(self) -> None:
        hold, self._hold = self._hold, None
        if hold is not None:
            hold.release()
        self._rig.close()

    def info(self) -> Info:
        try:
            return cast(Info, self._rig.call(self.name, "info"))
        except (OSError, DeviceError):
            return Info(model="unknown", driver="simulated", simulated=True)

    def cancel(self) -> None:
        hold = self._hold
        if hold is not None:
            with suppress(OSError, DeviceError):
                self._rig.call(self.name, "cancel", owner=hold.owner)

    def status(self) -> S:
        try:
            return cast(S, self._rig.call(self.name, "status"))
        except (OSError, DeviceError):
            return self._gone()

    def subscribe(self, listener: Callable[[S], None]) -> Unsubscribe:
        with self._lock:
            self._listeners.append(listener)
        self._watch_if_wanted()

        def unsubscribe() -> None:
            with self._lock:
                if listener in self._listeners:
                    self._listeners.remove(listener)
                if self._listeners or self._watch is None or self._watcher is None:
                    return
                self._watch.end()
                watcher = self._watcher
            if watcher is not threading.current_thread():
                watcher.join()

        return unsubscribe

    # --- for the kinds of devices

    def _command(
        self,
        verb: str,
        *arguments: object,
        timeout: float,
        late: ErrorCode = ErrorCode.TIMEOUT,
        options: Mapping[str, object] = MappingProxyType({}),
    ) -> Any:
        hold = self._hold
        if hold is None:
            raise DeviceError(ErrorCode.NOT_READY, self.name, "a command before open")
        try:
            return self._rig.call(self.name, verb, *arguments, options=options, owner=hold.owner, timeout=timeout)
        except TimeoutError as error:
            raise DeviceError(late, self.name, "the test rig is late") from error
        except RigAway as error:
            raise self._away() from error

    def _can(self, otherwise: C) -> C:
        """What the machine can do; `otherwise`: what to say while the rig is away."""
        try:
            return cast(C, self._rig.call(self.name, "capabilities"))
        except (OSError, DeviceError):
            return otherwise

    def _away(self) -> DeviceError:
        return DeviceError(ErrorCode.DISCONNECTED, self.name, "the test rig does not answer")

    def _gone(self) -> S:
        return self._kind(DeviceState.DISCONNECTED, self._away())

    # --- changes

    def _watch_if_wanted(self) -> None:
        """With a rig that is away there is nothing to watch: the next `open` or `subscribe` tries again."""
        with self._lock:
            if self._watch is not None or not self._listeners:
                return
            try:
                status, self._watch = self._rig.watch(self.name)
            except (OSError, DeviceError):
                return
            self._watcher = threading.Thread(
                target=self._listen, args=(self._watch, status), name=f"{self.name}-watch", daemon=True
            )
            self._watcher.start()

    def _listen(self, watch: Watch, last: Status) -> None:
        try:
            while True:
                status = watch.next()
                if status != last:
                    last = status
                    self._tell(cast(S, status))
        except RigAway:
            with self._lock:
                watch.close()
                self._watch = None
            self._tell(self._gone())  # to nobody, if it was the last listener who left

    def _tell(self, status: S) -> None:
        with self._lock:
            listeners = tuple(self._listeners)
        for listener in listeners:
            try:
                listener(status)
            except Exception as bug:
                log.error("listener_failed", device=self.name, error=type(bug).__name__)


class SimulatedCardReader(Proxy[CardReaderStatus]):
    """A `CardReader`. `rig`: the folder that the test rig runs in."""

    def __init__(self, rig: Path, name: str = "card_reader") -> None:
        super().__init__(name, rig, CardReaderStatus)

    def capabilities(self) -> CardReaderCapabilities:
        return self._can(CardReaderCapabilities())

    def read(self, timeout: float = 5.0, *, photo: bool = False, secret: Secret | None = None) -> CardData:
        options = {"photo": photo, "secret": secret}
        reading = self._command("read", timeout, timeout=timeout + MARGIN, options=options)
        return cast(CardData, reading)


class SimulatedCamera(Proxy[CameraStatus]):
    """A `DocumentCamera`. `rig`: the folder that the test rig runs in."""

    def __init__(self, rig: Path, name: str = "camera") -> None:
        super().__init__(name, rig, CameraStatus)

    def capabilities(self) -> CameraCapabilities:
        return self._can(CameraCapabilities())

    def frame(self) -> Frame:
        return cast(Frame, self._command("frame", timeout=FRAME_TIMEOUT, late=ErrorCode.NO_FRAME))

    def still(self) -> Frame:
        return cast(Frame, self._command("still", timeout=STILL_TIMEOUT, late=ErrorCode.NO_FRAME))


class SimulatedReceiptPrinter(Proxy[ReceiptPrinterStatus]):
    """A `ReceiptPrinter`. `rig`: the folder that the test rig runs in."""

    def __init__(self, rig: Path, name: str = "receipt_printer", width_dots: int = 576) -> None:
        super().__init__(name, rig, ReceiptPrinterStatus)
        self.width_dots = width_dots

    def capabilities(self) -> ReceiptPrinterCapabilities:
        return self._can(ReceiptPrinterCapabilities(self.width_dots))

    def print(self, raster: Raster, timeout: float = 20.0) -> None:
        self._command("print", raster, timeout, timeout=timeout + MARGIN)


class SimulatedDocumentPrinter(Proxy[DocumentPrinterStatus]):
    """A `DocumentPrinter`. `rig`: the folder that the test rig runs in."""

    def __init__(self, rig: Path, name: str = "document_printer") -> None:
        super().__init__(name, rig, DocumentPrinterStatus)

    def capabilities(self) -> DocumentPrinterCapabilities:
        return self._can(DocumentPrinterCapabilities())

    def print(self, pdf: bytes, title: str, *, copies: int = 1, timeout: float = 120.0) -> None:
        options = {"copies": copies, "timeout": timeout}
        self._command("print", pdf, title, timeout=timeout + MARGIN, options=options)


class SimulatedCodeReader(Proxy[Status]):
    """A `CodeReader`. `rig`: the folder that the test rig runs in."""

    def __init__(self, rig: Path, name: str = "code_reader") -> None:
        super().__init__(name, rig, Status)

    def capabilities(self) -> CodeReaderCapabilities:
        return self._can(CodeReaderCapabilities())

    def read(self, timeout: float = 30.0) -> Code:
        return cast(Code, self._command("read", timeout, timeout=timeout + MARGIN))
