"""A network camera above a synthetic desk, for the real driver to look through.

It has two addresses, as network cameras usually do: `live` is an MJPEG stream at 1080x1440, and each request of
`still` is answered with one JPEG at the sensor's full size of 8 megapixels. The full size is not streamed: drawing,
packing and unpacking it 25 times a second would take both cores of a small machine.
"""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

import cv2

from devices.camera.api import Image
from devices.simulated.machine import SimulationError
from devices.virtual.desk import LIVE_SIZE, STILL_SIZE, Desk, Pose, Size

LIVE_QUALITY = 85
STILL_QUALITY = 92
GIVES_UP_AFTER = 2.0  # seconds that a viewer may take no bytes
BOUNDARY = "picture"


class VirtualMjpegCamera:
    """Start it, or use it as a context manager. `port` 0: any free one, to be read from `port` afterwards."""

    def __init__(self, port: int = 0, *, host: str = "127.0.0.1", fps: float = 25.0, seed: int = 0) -> None:
        self.host = host
        self.port = port
        self._interval = 1.0 / fps
        self._desk = Desk(seed)
        self._laid = self._covered = False
        self._stalled = threading.Event()
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

    # --- the hands' face

    def lay_paper(self, image: Image, **pose: Any) -> None:
        """As `CameraMachine.lay_paper`."""
        self._desk.lay(image, Pose(**pose))
        self._laid = True

    def take_paper(self) -> None:
        _require(self._laid, "no paper lies there")
        self._desk.lay(None)
        self._laid = False

    def cover_lens(self) -> None:
        _require(not self._covered, "the lens is covered already")
        self._covered = True
        self._desk.cover_lens(True)

    def uncover_lens(self) -> None:
        _require(self._covered, "the lens is not covered")
        self._covered = False
        self._desk.cover_lens(False)

    def stall(self) -> None:
        """The camera hangs: connections stay, but no new picture comes."""
        _require(not self._stalled.is_set(), "it hangs already")
        self._stalled.set()

    def resume(self) -> None:
        _require(self._stalled.is_set(), "it does not hang")
        self._stalled.clear()

    def unplug(self) -> None:
        _require(self._server is not None, "the camera is unplugged already")
        self.stop()

    def plug(self) -> None:
        _require(self._server is None, "the camera is plugged in already")
        self.start()

    # --- pictures

    def next_jpeg(self, size: Size, quality: int) -> bytes | None:
        """The picture that is due now; None: the camera was switched off."""
        while self._stalled.is_set():
            if self._stopping.wait(self._interval):
                return None
        packed, jpeg = cv2.imencode(".jpg", self._desk.frame(size), [cv2.IMWRITE_JPEG_QUALITY, quality])
        assert packed
        return bytes(jpeg)

    def wait_after(self, begun: float) -> bool:
        """Wait until the picture after the one begun then is due. False: the camera was switched off."""
        return not self._stopping.wait(max(0.0, begun + self._interval - time.monotonic()))


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # so that closing the server waits for them

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A viewer that goes away in the middle of a picture is nothing to talk about."""


def _handler(camera: VirtualMjpegCamera) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        timeout = GIVES_UP_AFTER

        def do_GET(self) -> None:
            if self.path == "/live":
                self._stream()
            elif self.path == "/still":
                self._send_still()
            else:
                self.send_error(404)

        def _stream(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", f"multipart/x-mixed-replace; boundary={BOUNDARY}")
            self.end_headers()
            begun = time.monotonic()
            while (jpeg := camera.next_jpeg(LIVE_SIZE, LIVE_QUALITY)) is not None:
                head = f"--{BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                self.wfile.write(head.encode() + jpeg + b"\r\n")
                if not camera.wait_after(begun):
                    return
                begun = time.monotonic()

        def _send_still(self) -> None:
            jpeg = camera.next_jpeg(STILL_SIZE, STILL_QUALITY)
            if jpeg is not None:
                self.send_response(200)
                self.send_header("Content-Type", "image/jpeg")
                self.send_header("Content-Length", str(len(jpeg)))
                self.end_headers()
                self.wfile.write(jpeg)

        def log_message(self, format: str, *args: Any) -> None:
            """Who looks when is not logged."""

    return Handler


def _require(possible: bool, why_not: str) -> None:
    if not possible:
        raise SimulationError(why_not)
