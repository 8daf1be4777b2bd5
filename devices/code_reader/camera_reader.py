"""The document camera as a code reader: somebody lays a receipt or a phone on the mat."""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib.metadata import version

import cv2
import zxingcpp

from devices.announcer import Announcer
from devices.api import Clock, DeviceError, DeviceState, ErrorCode, Info, Status, Unsubscribe
from devices.camera.api import DocumentCamera, Frame, Image
from devices.code_reader.api import Code, CodeReaderCapabilities, Symbology
from devices.code_reader.text import Spoilt, decoded
from devices.flight import Flight

BETWEEN_LOOKS = 0.05  # seconds

_FORMATS = {
    zxingcpp.BarcodeFormat.QRCode: Symbology.QR,
    zxingcpp.BarcodeFormat.DataMatrix: Symbology.DATA_MATRIX,
    zxingcpp.BarcodeFormat.PDF417: Symbology.PDF417,
    zxingcpp.BarcodeFormat.Code128: Symbology.CODE_128,
}

_WANTED = zxingcpp.BarcodeFormats(tuple(_FORMATS))


def codes_in(image: Image) -> list[Code | Spoilt]:
    """The codes that are seen in a picture, HxWx3 BGR."""
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    found = zxingcpp.read_barcodes(grey, _WANTED)
    return [_code(barcode.bytes, barcode.format) for barcode in found]


def _code(data: bytes, kind: zxingcpp.BarcodeFormat) -> Code | Spoilt:
    code = decoded(data)
    return code if isinstance(code, Spoilt) else Code(code.text, _FORMATS.get(kind, Symbology.UNKNOWN))


class CameraCodeReader:
    """A `CodeReader`. It neither opens nor closes `camera`, which has its own owner; it only looks at its live view.

    A code that lies there already when somebody asks counts as shown.
    """

    def __init__(self, name: str, clock: Clock, camera: DocumentCamera) -> None:
        self.name = name
        self._camera = camera
        self._flight = Flight(name, clock)
        self._watching: Unsubscribe | None = None
        self._lock = threading.Lock()
        self._eye: Status | None = None  # how the camera is, as it told last; it is never asked while others wait
        self._reading = False
        self._announcer: Announcer[Status] = Announcer(name, self._fold)

    def open(self) -> None:
        """The camera need not be open yet; the status says how it is."""
        if self._watching is None:
            self._eye = None
            self._watching = self._camera.subscribe(self._camera_is)
            seen = self._camera.status()
            with self._lock:
                self._eye = self._eye or seen  # what it told meanwhile is newer
            self._announcer.look_again()

    def close(self) -> None:
        self._flight.cancel()
        watching, self._watching = self._watching, None
        if watching is not None:
            watching()
            self._announcer.forget()

    def cancel(self) -> None:
        self._flight.cancel()

    def info(self) -> Info:
        return Info(model="Code reader of the document camera", driver=f"zxing-cpp {version('zxing-cpp')}")

    def capabilities(self) -> CodeReaderCapabilities:
        return CodeReaderCapabilities(frozenset(_FORMATS.values()))

    def status(self) -> Status:
        self._camera.status()  # whatever is new with it is told to `_camera_is`
        return self._announcer.look_again()

    def subscribe(self, listener: Callable[[Status], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    def read(self, timeout: float = 30.0) -> Code:
        with self._flight.begin(timeout):
            self._tell(reading=True)
            try:
                return self._look_for_one()
            finally:
                self._tell(reading=False)

    def _look_for_one(self) -> Code:
        seen: int | None = None  # the first frame may be older than this call
        while True:
            frame = self._frame()
            if frame is not None:
                codes = codes_in(frame.image) if seen not in (None, frame.number) else []
                seen = frame.number
                if codes:
                    return self._taken(codes[0])
            self._flight.pause(BETWEEN_LOOKS)

    def _taken(self, code: Code | Spoilt) -> Code:
        if isinstance(code, Spoilt):
            raise DeviceError(ErrorCode.INVALID_DATA, self.name, code.why)
        return code

    def _frame(self) -> Frame | None:
        """None: not now."""
        if self._watching is None:
            raise DeviceError(ErrorCode.NOT_READY, self.name, "not open")
        try:
            return self._camera.frame()
        except DeviceError as error:
            if error.code is ErrorCode.NO_FRAME:
                return None
            raise DeviceError(error.code, self.name, "its camera cannot see") from error

    def _tell(self, reading: bool) -> None:
        self._reading = reading
        self._announcer.look_again()

    def _camera_is(self, status: Status) -> None:
        with self._lock:
            self._eye = status
        self._announcer.look_again()

    # --- what it means

    def _fold(self) -> Status:
        """A lens that is smeared or covered shows no codes, and only a camera that works is there for them."""
        camera = self._eye
        if self._watching is None or camera is None:
            return Status(DeviceState.OFFLINE, DeviceError(ErrorCode.NOT_READY, self.name, "not open"))
        error = None if camera.error is None else DeviceError(camera.error.code, self.name, "its camera cannot see")
        usable = camera.state in (DeviceState.ONLINE, DeviceState.BUSY)
        return Status(
            DeviceState.BUSY if usable and self._reading else DeviceState.ONLINE if usable else camera.state, error
        )
