"""The live view: the newest picture of the camera with the page's outline, for aiming. No queue, nothing kept."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

import cv2
import numpy as np

from devices.api import DeviceError
from devices.camera.api import Frame
from kiosk.scanning.corners import Corners, Image, corners
from kiosk.scanning.judge import cut_off, frame_is_dark

MAX_WIDTH = 1080  # pixels: the screen is not wider
LOOK_EVERY = 1 / 8  # seconds between two searches for the page
SAME = 1.0  # grey levels of mean difference below which a picture counts as unchanged, and the page as still there
_PACE = 0.02  # seconds between two questions for a new frame
_AFTER_LOSS = 0.5  # seconds until a lost camera is asked again


class Hint(StrEnum):
    """What the citizen should do, or that nothing is left to do. Words: `hint-<hint>`."""

    LAY_PAPER = "lay_paper"
    TOO_DARK = "too_dark"
    CUT_OFF = "cut_off"
    READY = "ready"
    CAMERA_GONE = "camera_gone"


@dataclass(frozen=True, slots=True)
class View:
    """What the screen shows. `image`: HxWx3 uint8 BGR, at most 1080 wide, None while the camera is gone;
    `corners`: TL, TR, BR, BL in its pixels; `number`: of the frame, or of the last one before the camera went.
    """

    image: Image | None = field(repr=False)
    corners: Corners | None = field(repr=False)
    hint: Hint
    number: int


class LiveView:
    """Asks `grab` for frames on a thread of its own, from `start()` to `stop()`."""

    def __init__(self, grab: Callable[[], Frame]) -> None:
        self._grab = grab
        self._newest: View | None = None
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._guard = threading.Lock()  # over start and stop

    def start(self) -> None:
        with self._guard:
            if self._thread is None:
                self._stopping.clear()
                self._thread = threading.Thread(target=self._run, name="live-view", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended: as long as one `grab` and one search take. Forgets the last picture."""
        with self._guard:
            if self._thread is not None:
                self._stopping.set()
                self._thread.join()
                self._thread = None

    def newest(self) -> View | None:
        """The latest view; None before the first."""
        return self._newest

    def _run(self) -> None:
        try:
            self._watch()
        finally:
            self._newest = None  # a picture that no longer moves must not pass for a live one

    def _watch(self) -> None:
        sight = _Sight()
        number = 0
        while not self._stopping.is_set():
            try:
                frame = self._grab()
            except DeviceError:
                if self._newest is None or self._newest.hint is not Hint.CAMERA_GONE:
                    self._newest = View(None, None, Hint.CAMERA_GONE, number)
                    sight = _Sight()
                self._stopping.wait(_AFTER_LOSS)
                continue
            if self._newest is None or self._newest.image is None or frame.number != number:
                number = frame.number
                self._newest = sight.of(frame)
            self._stopping.wait(_PACE)


class _Sight:
    """Remembers where the page was, so that a picture that has not changed is not searched again."""

    def __init__(self) -> None:
        self._looked_at: float | None = None
        self._seen: Image | None = None  # a thumbnail of what was searched
        self._corners: Corners | None = None

    def of(self, frame: Frame) -> View:
        image = frame.image
        if image.size and image.shape[1] > MAX_WIDTH:
            height = max(1, round(image.shape[0] * MAX_WIDTH / image.shape[1]))
            image = np.asarray(cv2.resize(image, (MAX_WIDTH, height), interpolation=cv2.INTER_AREA), np.uint8)
        if self._looked_at is None or abs(frame.at - self._looked_at) >= LOOK_EVERY:
            self._look(image)
            self._looked_at = frame.at
        return View(image, self._corners, self._hint(image), frame.number)

    def _look(self, image: Image) -> None:
        if not image.size:
            self._corners = None
            return
        thumbnail = np.asarray(cv2.resize(image, (96, 72), interpolation=cv2.INTER_AREA), np.uint8)
        if self._seen is None or float(cv2.absdiff(thumbnail, self._seen).mean()) > SAME:
            self._corners = corners(image)
            self._seen = thumbnail

    def _hint(self, image: Image) -> Hint:
        if self._corners is None:
            return Hint.TOO_DARK if frame_is_dark(image) else Hint.LAY_PAPER
        return Hint.CUT_OFF if cut_off(self._corners, image.shape[1], image.shape[0]) else Hint.READY
