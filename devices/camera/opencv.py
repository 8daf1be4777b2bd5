"""A document camera through OpenCV: one thread looks all the time and keeps the newest picture only."""

from __future__ import annotations

import threading
from collections.abc import Callable

import cv2
import numpy as np

from devices.announcer import Announcer
from devices.api import Clock, DeviceError, DeviceState, ErrorCode, Info, Status, Unsubscribe
from devices.camera.api import CameraHealth, CameraStatus, Frame, Image
from devices.camera.capture import OPEN_WITHIN, Capture, Source, open_capture

STALLED_AFTER = 2.0  # seconds without a new frame
DARK_BELOW = 20.0  # mean grey level; a dark mat under the lamp has more than twice as much
LIVE_SHORT_SIDE = 1080  # pixels
FIRST_FRAME_WITHIN = 1.0  # seconds
STILL_WITHIN = 6.0  # seconds; a network camera that has to change its resolution takes one or two
FIRST_PAUSE = 0.25  # seconds before a lost source is opened again; doubled with each failure
LONGEST_PAUSE = 4.0


class OpenCvDocumentCamera:
    """A `DocumentCamera`. `source`: device index, path of a picture or film, or stream address.

    Only a device index can be taken for this process alone: a stream has as many viewers as it likes.

    A device streams its full size, and the live view is scaled down from it. A network camera usually streams less
    than its sensor sees and gives the full size at a second address: `still_source`. Without one, a still is a frame
    of the stream.
    """

    def __init__(
        self,
        name: str,
        source: Source,
        clock: Clock,
        *,
        still_source: str | None = None,
        connect: Callable[[Source, float], Capture] = open_capture,
    ) -> None:
        self.name = name
        self._source = source
        self._still_source = still_source
        self._clock = clock
        self._connect = connect
        self._news = threading.Condition()  # guards everything below
        self._newest: Frame | None = None
        self._live: Frame | None = None
        self._number = 0
        self._dark = False
        self._lost: DeviceError | None = None
        self._seen_at = 0.0
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self._announcer: Announcer[CameraStatus] = Announcer(name, self._fold)

    # --- the device

    def open(self) -> None:
        if self._thread is not None:
            return
        try:
            capture = self._connect(self._source, OPEN_WITHIN)
        except BlockingIOError as error:
            raise DeviceError(ErrorCode.NOT_READY, self.name, "held by another process") from error
        except OSError as error:
            raise self._disconnected() from error
        with self._news:
            self._newest = self._live = self._lost = None
            self._seen_at = self._clock.monotonic()
        self._closing.clear()
        self._thread = threading.Thread(target=self._look, args=(capture,), name=f"{self.name}-grabber", daemon=True)
        self._thread.start()

    def close(self) -> None:
        thread, self._thread = self._thread, None
        if thread is not None:
            self._closing.set()
            with self._news:
                self._news.notify_all()
            if thread is not threading.current_thread():
                thread.join()
            self._announcer.forget()

    def info(self) -> Info:
        return Info(model="OpenCV camera", driver=f"opencv {cv2.__version__}")

    def status(self) -> CameraStatus:
        return self._announcer.look_again()

    def subscribe(self, listener: Callable[[Status], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    # --- pictures

    def frame(self) -> Frame:
        with self._news:
            self._news.wait_for(lambda: self._newest or self._lost or self._closed, FIRST_FRAME_WITHIN)
            newest = self._fresh()
            if self._live is not None and self._live.number == newest.number:
                return self._live
        live = Frame(_live_size(newest.image), newest.number, newest.at)
        with self._news:
            self._live = live
        return live

    def still(self) -> Frame:
        with self._news:
            self._raise_if_away()
            if self._still_source is None:
                # The next frame may have been begun before this call; the one after it was not.
                wanted = self._number + 2
                self._news.wait_for(lambda: self._number >= wanted or self._lost or self._closed, STILL_WITHIN)
                newest = self._fresh()
                if newest.number < wanted:
                    raise DeviceError(ErrorCode.NO_FRAME, self.name)
                return newest
        image = self._shoot(self._still_source)
        with self._news:
            self._number += 1
            return Frame(image, self._number, self._clock.monotonic())

    def _shoot(self, source: str) -> Image:
        try:
            capture = self._connect(source, STILL_WITHIN)
        except OSError as error:
            raise DeviceError(ErrorCode.NO_FRAME, self.name, "gives no still") from error
        try:
            image = capture.read()
        finally:
            capture.release()
        if image is None:
            raise DeviceError(ErrorCode.NO_FRAME, self.name, "gives no still")
        return image

    def _fresh(self) -> Frame:
        self._raise_if_away()
        if self._newest is None or self._clock.monotonic() - self._newest.at > STALLED_AFTER:
            raise DeviceError(ErrorCode.NO_FRAME, self.name)
        return self._newest

    def _raise_if_away(self) -> None:
        if self._closed:
            raise DeviceError(ErrorCode.NOT_READY, self.name, "not open")
        if self._lost is not None:
            raise self._lost

    # --- the grabbing thread

    def _look(self, capture: Capture | None) -> None:
        pause = FIRST_PAUSE
        try:
            while not self._closing.is_set():
                if capture is None:
                    self._closing.wait(pause)
                    pause = min(2 * pause, LONGEST_PAUSE)
                    capture = self._reopen()
                    continue
                image = capture.read()
                if image is None:
                    capture.release()
                    capture = None
                else:
                    pause = FIRST_PAUSE
                    self._keep(image)
                    self._closing.wait(capture.interval)
                if not self._closing.is_set():
                    self._announcer.look_again()
        finally:
            if capture is not None:
                capture.release()

    def _keep(self, image: Image) -> None:
        dark = float(np.mean(image[::16, ::16])) < DARK_BELOW
        with self._news:
            self._number += 1
            self._seen_at = self._clock.monotonic()
            self._newest = Frame(image, self._number, self._seen_at)
            self._dark = dark
            self._lost = None
            self._news.notify_all()

    def _reopen(self) -> Capture | None:
        try:
            return self._connect(self._source, OPEN_WITHIN)
        except OSError:
            with self._news:
                self._lost = self._disconnected()
                self._newest = None
                self._news.notify_all()
            self._announcer.look_again()
            return None

    # --- what it means

    @property
    def _closed(self) -> bool:
        return self._thread is None

    def _disconnected(self) -> DeviceError:
        return DeviceError(ErrorCode.DISCONNECTED, self.name, "cannot be opened")

    def _fold(self) -> CameraStatus:
        """Priority: not open, gone, stalled, dark, ok."""
        with self._news:
            if self._closed:
                closed = DeviceError(ErrorCode.NOT_READY, self.name, "not open")
                return CameraStatus(DeviceState.OFFLINE, closed, CameraHealth.UNKNOWN)
            if self._lost is not None:
                return CameraStatus(DeviceState.DISCONNECTED, self._lost, CameraHealth.GONE)
            if self._clock.monotonic() - self._seen_at > STALLED_AFTER:
                stalled = DeviceError(ErrorCode.NO_FRAME, self.name)
                return CameraStatus(DeviceState.HARDWARE_ERROR, stalled, CameraHealth.STALLED)
            if self._newest is None:
                return CameraStatus(DeviceState.STARTING, None, CameraHealth.UNKNOWN)
            if self._dark:
                return CameraStatus(
                    DeviceState.USER_ERROR, DeviceError(ErrorCode.TOO_DARK, self.name), CameraHealth.DARK
                )
            return CameraStatus(DeviceState.ONLINE, None, CameraHealth.OK)


def _live_size(image: Image) -> Image:
    height, width = image.shape[:2]
    scale = LIVE_SHORT_SIDE / min(height, width)
    if scale >= 1.0:
        return image
    size = (round(width * scale), round(height * scale))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
