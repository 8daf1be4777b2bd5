"""Pictures from OpenCV's `VideoCapture`: a device, a stream, a film or a picture file. When to take them is not known
here.
"""

from __future__ import annotations

import fcntl
import os
import re
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any, Protocol

# Both are read by the libraries when they are first used: FFmpeg is to say nothing on stderr, and a device that hangs
# is to let go of its reader before `READ_WITHIN` is over.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")

import cv2
import numpy as np

from devices.camera.api import Image
from devices.camera.controls import Controls, Size, Taken, apply

OPEN_WITHIN = 1.5  # seconds
READ_WITHIN = 2.0  # seconds without a picture after which a source is lost
DEVICE = "/dev/video{}"
SETTLING = 3  # pictures after a change of size in which exposure and focus are not yet what they were
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"})
PICTURE_INTERVAL = 0.1  # seconds between two looks at the same picture
SLOWEST_FILM = 1.0  # frames per second, for films that do not say

Source = int | str | Path

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


class Capture(Protocol):
    interval: float  # seconds to wait between two reads; 0: the source itself sets the pace
    taken: Taken

    def read(self) -> Image | None:
        """The next picture, HxWx3 BGR; None: the source is lost. Blocks for `READ_WITHIN` at most."""

    def shoot(self) -> Image | None:
        """A picture at full size that was begun after this call; then the source goes on as before. None: lost."""

    def release(self) -> None: ...


def open_capture(source: Source, within: float = OPEN_WITHIN, controls: Controls | None = None) -> Capture:
    """`source`: device index or path (`/dev/v4l/by-id/...`, which stays when numbers move), path of a film or picture,
    or stream address. `within`: seconds a stream may take.

    Raises BlockingIOError if another process has the device, another OSError if there is nothing to see.
    """
    if not isinstance(source, int) and (
        device := re.fullmatch(re.escape(DEVICE).replace(r"\{\}", "([0-9]+)"), str(Path(source).resolve()))
    ):
        source = int(device[1])
    if isinstance(source, int):
        controls = controls or Controls()
        live = controls.live_size or controls.still_size
        return (
            _Device(source, controls, live) if live == controls.still_size else _SwitchingDevice(source, controls, live)
        )
    if "://" in str(source):
        return _Video(str(source), within, live=True)
    path = Path(source)
    if path.suffix.lower() in PICTURES:
        return _Picture(path)
    if not path.is_file():
        raise FileNotFoundError("no such file")
    return _Video(str(path), within, live=False)


class Streaming(ABC):
    """A source that shows its full size all the time."""

    interval = 0.0
    taken = Taken()

    @abstractmethod
    def read(self) -> Image | None: ...

    def shoot(self) -> Image | None:
        """The next picture may have been begun before; the one after it was not."""
        return None if self.read() is None else self.read()


class _Video(Streaming):
    """A stream, or a film (which is played at its own speed)."""

    def __init__(self, address: str, within: float, *, live: bool) -> None:
        limits = [
            cv2.CAP_PROP_OPEN_TIMEOUT_MSEC,
            round(within * 1000),
            cv2.CAP_PROP_READ_TIMEOUT_MSEC,
            round(READ_WITHIN * 1000),
        ]
        self._video = _opened(cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits))
        self.interval = 0.0 if live else 1.0 / max(SLOWEST_FILM, self._video.get(cv2.CAP_PROP_FPS))

    def read(self) -> Image | None:
        return _read(self._video)

    def release(self) -> None:
        self._video.release()


class _Device(Streaming):
    """A camera of this machine (V4L2), for this process alone: the lock on /dev/video* is this program's own, since
    the kernel lets several processes open a camera and fails only when the second one streams."""

    def __init__(self, index: int, controls: Controls, size: Size) -> None:
        self._index = index
        self._controls = controls
        self._lock = os.open(DEVICE.format(index), os.O_RDONLY | os.O_NONBLOCK)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._start(size)
        except BaseException:
            os.close(self._lock)
            raise

    def read(self) -> Image | None:
        return _read(self._video)

    def release(self) -> None:
        self._video.release()
        os.close(self._lock)

    def _start(self, size: Size) -> None:
        wishes = [
            cv2.CAP_PROP_FOURCC,
            cv2.VideoWriter.fourcc(*"MJPG"),
            cv2.CAP_PROP_FRAME_WIDTH,
            size[0],
            cv2.CAP_PROP_FRAME_HEIGHT,
            size[1],
            cv2.CAP_PROP_BUFFERSIZE,
            1,
        ]
        self._video = _opened(cv2.VideoCapture(self._index, cv2.CAP_V4L2, wishes))
        self.taken = apply(self._video, self._controls)


class _SwitchingDevice(_Device):
    """A camera that is too slow at its full size for a live view."""

    def __init__(self, index: int, controls: Controls, size: Size) -> None:
        super().__init__(index, controls, size)
        self._live_size = size
        self._shape: tuple[int, ...] = ()  # of what came last

    def read(self) -> Image | None:
        image = super().read()
        self._shape = self._shape if image is None else image.shape
        return image

    def shoot(self) -> Image | None:
        try:
            return self._switch(self._controls.still_size)
        finally:
            self._switch(self._live_size)

    def _switch(self, size: Size) -> Image | None:
        """The first settled picture of that size.

        Some cameras refuse another size while they stream, some say yes and go on with the old one, some never send a
        picture again: then they are closed and opened anew. What `get` says of the size is not to be trusted.
        """
        self._video.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
        self._video.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
        apply(self._video, self._controls)
        before, image = self._shape, self._settled()
        if image is not None and image.shape != before:
            return image
        self._video.release()
        try:
            self._start(size)
        except OSError:
            return None  # and neither will `read` see anything
        return self._settled()

    def _settled(self) -> Image | None:
        image = None
        for _ in range(SETTLING):
            image = self.read()
            if image is None:
                break
        return image


class _Picture(Streaming):
    """A picture file: a camera that always sees the same."""

    interval = PICTURE_INTERVAL

    def __init__(self, path: Path) -> None:
        image = cv2.imdecode(np.frombuffer(path.read_bytes() or b"\0", dtype=np.uint8), cv2.IMREAD_COLOR)
        if image is None:
            raise OSError("not a picture")
        self._image: Image = image

    def read(self) -> Image | None:
        return self._image.copy()

    def release(self) -> None:
        pass  # holds nothing


def _opened(video: Any) -> Any:
    if not video.isOpened():
        video.release()
        raise OSError("cannot be opened")
    return video


def _read(video: Any) -> Image | None:
    seen, image = video.read()
    return image if seen else None
