"""A document camera through OpenCV: one thread looks all the time and keeps the newest picture only."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import cv2
import numpy as np

from devices.announcer import Announcer
from devices.api import Clock, DeviceError, DeviceState, ErrorCode, Info, Status, Unsubscribe
from devices.camera.api import CameraCapabilities, CameraHealth, CameraStatus, Frame, Image
from devices.camera.blur import blurred
from devices.camera.capture import OPEN_WITHIN, Capture, Source, open_capture
from devices.camera.controls import Controls, Size, Taken, live_size, size_of
from devices.flight import Flight

STALLED_AFTER = 2.0  # seconds without a new frame
DARK_BELOW = 20.0  # mean grey level; a dark mat under the lamp has more than twice as much
SAMPLE = 16  # every so many-th pixel tells whether a picture is dark, or the last one again
FOCUS_EVERY = 4  # frames between two looks at how sharp they are
BLURRED_AFTER = 8  # such looks, more than a second: a paper that is being moved is no smeared lens
FIRST_FRAME_WITHIN = 1.0  # seconds
STILL_WITHIN = 6.0  # seconds; a camera that has to change its resolution takes one or two
STILL_GRACE = 0.2  # seconds that closing waits for a still which nobody wants any more
LONGEST_DETAIL = 200  # characters of an operating system's words, which hold a path at most
FIRST_PAUSE = 0.25  # seconds before a lost source is opened again; doubled with each failure
LONGEST_PAUSE = 4.0


class _Still:
    """A still that somebody waits for. Who gives up leaves it: whatever comes of it later reaches nobody."""

    def __init__(self) -> None:
        self.frame: Frame | None = None
        self.failed = False


class OpenCvDocumentCamera:
    """A `DocumentCamera`. `source`: device index, path of a picture or film, or stream address.

    Only a device index can be taken for this process alone: a stream has as many viewers as it likes. `controls` are
    for devices (see `Controls` for how they come to a still). A network camera usually streams less than its sensor
    sees and gives the full size at a second address: `still_source`. Without one, a still is a frame of the stream.

    Blurred is no reason to close a service: the state stays online, since the scanner judges each page by itself, and
    the error tells the staff to wipe the lens.
    """

    def __init__(
        self,
        name: str,
        source: Source,
        clock: Clock,
        *,
        still_source: str | None = None,
        controls: Controls | None = None,
        connect: Callable[[Source, float], Capture] | None = None,
    ) -> None:
        self.name = name
        self._source = source
        self._still_source = still_source
        self._clock = clock
        self._connect = connect or partial(open_capture, controls=controls)
        self._flight = Flight(name, clock)  # of a still; the live view never waits for long
        self._news = threading.Condition()  # guards everything below
        self._newest: Frame | None = None
        self._live: Frame | None = None
        self._still: _Still | None = None
        self._still_size: Size | None = None
        self._taken = Taken()
        self._number = 0
        self._dark = False
        self._soft = 0
        self._lost: DeviceError | None = None
        self._seen_at = 0.0
        self._thread: threading.Thread | None = None
        self._shooters: list[threading.Thread] = []
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
            raise self._disconnected(error) from error
        with self._news:
            self._newest = self._live = self._lost = None
            self._soft = 0
            self._seen_at = self._clock.monotonic()
            self._taken = capture.taken
        self._closing.clear()
        self._thread = threading.Thread(target=self._look, args=(capture,), name=f"{self.name}-grabber", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """A still that is being fetched from `still_source` is left to itself: nobody can interrupt it, and it holds
        nothing that others want."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._closing.set()
            with self._news:
                self._news.notify_all()
            if thread is not threading.current_thread():
                thread.join()
            for shooter in self._shooters:
                shooter.join(STILL_GRACE)
            with self._news:
                self._newest = self._live = None
            self._announcer.forget()

    def cancel(self) -> None:
        self._flight.cancel()
        with self._news:
            self._news.notify_all()

    def info(self) -> Info:
        return Info(model="OpenCV camera", driver=f"opencv {cv2.__version__}")

    def capabilities(self) -> CameraCapabilities:
        with self._news:
            seen = None if self._newest is None else size_of(self._newest.image)
            live = None if seen is None else live_size(seen)
            return CameraCapabilities(live, self._still_size, self._taken.focus, self._taken.exposure)

    def status(self) -> CameraStatus:
        return self._announcer.look_again()

    def subscribe(self, listener: Callable[[Status], None]) -> Unsubscribe:
        return self._announcer.subscribe(listener)

    # --- pictures

    def frame(self) -> Frame:
        with self._news:
            self._news.wait_for(lambda: self._newest or self._lost or self._closed, FIRST_FRAME_WITHIN)
            self._raise_if_away()
            newest = self._newest
            if newest is None or self._clock.monotonic() - newest.at > STALLED_AFTER:
                raise DeviceError(ErrorCode.NO_FRAME, self.name)
            if self._live is not None and self._live.number == newest.number:
                return self._live
        size = live_size(size_of(newest.image))
        image = newest.image
        if size != size_of(image):
            image = np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        live = Frame(image, newest.number, newest.at)
        with self._news:
            self._live = live
        return live

    def still(self) -> Frame:
        with self._flight.begin(), self._news:
            self._raise_if_away()
            still = _Still()
            if self._still_source is not None:
                self._fetch(still, self._still_source)
            else:
                self._still = still
            try:
                self._news.wait_for(lambda: self._settled(still), STILL_WITHIN)
            finally:
                self._still = None
            self._raise_if_away()
            if still.frame is None:
                raise DeviceError(ErrorCode.NO_FRAME, self.name, "gives no still")
            self._still_size = size_of(still.frame.image)
            return still.frame

    def _settled(self, still: _Still) -> bool:
        self._flight.go_on()
        return still.frame is not None or still.failed or self._lost is not None or self._closed

    def _fetch(self, still: _Still, source: str) -> None:
        """On a thread of its own: OpenCV cannot be interrupted, but whoever waits for it can."""
        self._shooters = [each for each in self._shooters if each.is_alive()]
        shooter = threading.Thread(target=self._shoot, args=(still, source), name=f"{self.name}-still", daemon=True)
        self._shooters.append(shooter)
        shooter.start()

    def _shoot(self, still: _Still, source: str) -> None:
        image = None
        try:
            capture = self._connect(source, STILL_WITHIN)
            try:
                image = capture.read()
            finally:
                capture.release()
        except (OSError, cv2.error):
            pass  # there is no still, whatever the reason
        with self._news:
            if image is None:
                still.failed = True
            else:
                self._number += 1
                still.frame = Frame(image, self._number, self._clock.monotonic())
            self._news.notify_all()

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
                still = self._still
                image = capture.read() if still is None else capture.shoot()
                if image is None:
                    capture.release()
                    capture = None
                else:
                    pause = FIRST_PAUSE
                    self._keep(image, still, repeats=capture.interval > 0)
                    self._closing.wait(capture.interval)
                if not self._closing.is_set():
                    self._announcer.look_again()
        finally:
            if capture is not None:
                capture.release()

    def _keep(self, image: Image, still: _Still | None, repeats: bool) -> None:
        """`repeats`: whether this source may well show the same picture twice; a sensor, with its noise, never does."""
        sample = image[::SAMPLE, ::SAMPLE]
        dark = float(np.mean(sample)) < DARK_BELOW
        last = None if repeats or dark or self._newest is None else self._newest.image[::SAMPLE, ::SAMPLE]
        if last is not None and np.array_equal(sample, last):
            return  # frozen: that is no new frame
        if self._number % FOCUS_EVERY == 0:
            self._soft = self._soft + 1 if not dark and blurred(image) else 0
        with self._news:
            self._number += 1
            self._seen_at = self._clock.monotonic()
            self._newest = Frame(image, self._number, self._seen_at)
            if still is not None:
                still.frame = self._newest
                self._still = None if self._still is still else self._still
            self._dark = dark
            self._lost = None
            self._news.notify_all()

    def _reopen(self) -> Capture | None:
        try:
            capture = self._connect(self._source, OPEN_WITHIN)
        except OSError as error:
            with self._news:
                self._lost = self._disconnected(error)
                self._newest = None
                self._news.notify_all()
            self._announcer.look_again()
            return None
        self._taken = capture.taken
        return capture

    # --- what it means

    @property
    def _closed(self) -> bool:
        return self._thread is None

    def _disconnected(self, why: OSError) -> DeviceError:
        return DeviceError(ErrorCode.DISCONNECTED, self.name, " ".join(str(why).split())[:LONGEST_DETAIL])

    def _fold(self) -> CameraStatus:
        """Priority: not open, gone, stalled, dark, blurred, ok."""
        with self._news:
            if self._closed:
                closed = DeviceError(ErrorCode.NOT_READY, self.name, "not open")
                return CameraStatus(DeviceState.OFFLINE, closed, CameraHealth.UNKNOWN)
            if self._lost is not None:
                return CameraStatus(DeviceState.DISCONNECTED, self._lost, CameraHealth.GONE)
            if self._clock.monotonic() - self._seen_at > STALLED_AFTER and self._still is None:
                stalled = DeviceError(ErrorCode.NO_FRAME, self.name)
                return CameraStatus(DeviceState.HARDWARE_ERROR, stalled, CameraHealth.STALLED)
            if self._newest is None:
                return CameraStatus(DeviceState.STARTING, None, CameraHealth.UNKNOWN)
            if self._dark:
                dark = DeviceError(ErrorCode.TOO_DARK, self.name)
                return CameraStatus(DeviceState.USER_ERROR, dark, CameraHealth.DARK)
            if self._soft >= BLURRED_AFTER:
                return CameraStatus(DeviceState.ONLINE, DeviceError(ErrorCode.BLURRED, self.name), CameraHealth.BLURRED)
            return CameraStatus(DeviceState.ONLINE, None, CameraHealth.OK)
