"""A network camera above a synthetic desk, for the real driver to look through.

It has two addresses, as network cameras usually do: `live` is an MJPEG stream at 1080x1440, and each request of
`still` is answered with one JPEG at the sensor's full size of 8 megapixels. The full size is not streamed: drawing,
packing and unpacking it 25 times a second would take both cores of a small machine.
"""

from __future__ import annotations

import threading
import time
from contextlib import AbstractContextManager, nullcontext
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

import cv2

from devices.simulated.fault import Fault, FaultKind, Faults, SimulationError
from devices.simulated.mat import Mat
from devices.virtual.desk import LIVE_SIZE, STILL_SIZE, Size

LIVE_QUALITY = 85
STILL_QUALITY = 92
GIVES_UP_AFTER = 2.0  # seconds that a viewer may take no bytes
BOUNDARY = "picture"
POSSIBLE = frozenset(
    {"open error:disconnected", "frame cut", "frame garbage", "frame delay", "frame freeze"}
    | {"still error:no_frame", "still cut", "still garbage", "still delay", "still mute"}
)


class VirtualMjpegCamera(Mat):
    """Start it, or use it as a context manager. `port` 0: any free one, to be read from `port` afterwards.

    Its faults: a stream that is refused (404), pictures that are cut in the middle, nonsense, late, or the last one
    again; stills that are refused, cut, nonsense, late or never come.
    """

    def __init__(self, port: int = 0, *, host: str = "127.0.0.1", fps: float = 25.0, seed: int = 0) -> None:
        super().__init__(seed)
        self.faults = Faults("camera", POSSIBLE)
        self.host = host
        self.port = port
        self._interval = 1.0 / fps
        self._stopping = threading.Event()
        self._server: ThreadingHTTPServer | None = None
        self._thread: threading.Thread | None = None

    @property
    def live(self) -> str:
        return f"http://{self.host}:{self.port}/live"

    @property
    def still(self) -> str:
        return f"http://{self.host}:{self.port}/still"

    def start(self) -> None:
        self._stopping.clear()
        self._server = _Server((self.host, self.port), _handler(self))
        self.port = self._server.server_address[1]
        name = f"virtual-camera-{self.port}"
        serve = self._server.serve_forever
        self._thread = threading.Thread(target=serve, kwargs={"poll_interval": 0.02}, name=name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        if self._server is None or self._thread is None:
            return
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()  # waits for the viewers' threads
        self._thread.join()
        self._server = self._thread = None

    def __enter__(self) -> VirtualMjpegCamera:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    # --- the hands' face, besides `Mat`

    def unplug(self) -> None:
        self._require(self._server is not None, "the camera is unplugged already")
        self.stop()

    def plug(self) -> None:
        self._require(self._server is None, "the camera is plugged in already")
        self.start()

    def _changing(self) -> AbstractContextManager[None]:
        return nullcontext()  # viewers see it in the next picture

    def _require(self, possible: bool, why_not: str) -> None:
        if not possible:
            raise SimulationError(why_not)

    # --- pictures

    def next_jpeg(self, size: Size, quality: int) -> bytes | None:
        """The picture that is due now; None: the camera was switched off."""
        while self._stalled:
            if self._stopping.wait(self._interval):
                return None
        packed, jpeg = cv2.imencode(".jpg", self._desk.frame(size), [cv2.IMWRITE_JPEG_QUALITY, quality])
        assert packed
        return bytes(jpeg)

    def wait_after(self, begun: float) -> bool:
        """Wait until the picture after the one begun then is due. False: the camera was switched off."""
        return not self._stopping.wait(max(0.0, begun + self._interval - time.monotonic()))

    def dawdle(self, fault: Fault | None) -> None:
        """Wait as long as a fault says; to the end, if it says that nothing comes."""
        if fault is not None and fault.kind in (FaultKind.DELAY, FaultKind.MUTE):
            self._stopping.wait(None if fault.kind is FaultKind.MUTE else fault.seconds)


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing the server waits for them

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A viewer that goes away in the middle of a picture is nothing to talk about."""


def _handler(camera: VirtualMjpegCamera) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = GIVES_UP_AFTER

        def do_GET(self) -> None:
            if self.path == "/live" and camera.faults.hit("open") is None:
                self._stream()
            elif self.path == "/still":
                self._send_still(camera.faults.hit("still"))
            else:
                self.send_error(404)

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
            self.end_headers()
            begun = time.monotonic()
            last = b""
            while (jpeg := camera.next_jpeg(LIVE_SIZE, LIVE_QUALITY)) is not None:
                fault = camera.faults.hit("frame")
                camera.dawdle(fault)
                last = last if last and fault is not None and fault.kind is FaultKind.FREEZE else jpeg
                self.wfile.write(f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\n".encode())
                self.wfile.write(f"Content-Length: {len(last)}\r\n\r\n".encode() + _spoilt(last, fault) + b"\r\n")
                if (fault is not None and fault.kind is FaultKind.CUT) or not camera.wait_after(begun):
                    return
                begun = time.monotonic()

        def _send_still(self, fault: Fault | None) -> None:
            camera.dawdle(fault)
            jpeg = camera.next_jpeg(STILL_SIZE, STILL_QUALITY)
            if fault is not None and fault.kind is FaultKind.ERROR:
                self.send_error(404)
            elif jpeg is not None:
                self.send_response(200)
                self.send_header("Content-Type", "image/jpeg")
                self.send_header("Content-Length", str(len(jpeg)))
                self.end_headers()
                self.wfile.write(_spoilt(jpeg, fault))

        def log_message(self, format: str, *args: Any) -> None:
            """Who looks when is not logged."""

    return Handler


def _spoilt(jpeg: bytes, fault: Fault | None) -> bytes:
    """What is sent of a picture."""
    match fault.kind if fault is not None else None:
        case FaultKind.CUT:
            return jpeg[: len(jpeg) // 2]
        case FaultKind.GARBAGE:
            return bytes(len(jpeg))
        case _:
            return jpeg
