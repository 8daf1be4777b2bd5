"""Pictures from OpenCV's `VideoCapture`: a device, a stream, a film or a picture file. When to take them is not known
here.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Any, Protocol

# Both are read by the libraries when they are first used: FFmpeg is to say nothing on stderr, and a device that hangs
# is to let go of its reader before `READ_WITHIN` is over.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")

import cv2
import numpy as np

from devices.camera.api import Image

OPEN_WITHIN = 1.5  # seconds
READ_WITHIN = 2.0  # seconds without a picture after which a source is lost
FULL_SIZE = (3264, 2448)  # asked of a device, which takes the nearest that it has; 8 megapixels, as scanning needs
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".webp"})
PICTURE_INTERVAL = 0.1  # seconds between two looks at the same picture
SLOWEST_FILM = 1.0  # frames per second, for films that do not say

Source = int | str | Path

cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)


class Capture(Protocol):
    interval: float  # seconds to wait between two reads; 0: the source itself sets the pace

    def read(self) -> Image | None:
        """The next picture, HxWx3 BGR; None: the source is lost. Blocks for `READ_WITHIN` at most."""

    def release(self) -> None: ...


def open_capture(source: Source, within: float = OPEN_WITHIN) -> Capture:
    """`source`: device index, path of a film or picture, or stream address. `within`: seconds a stream may take.

    Raises BlockingIOError if another process has the device, another OSError if there is nothing to see.
    """
    if isinstance(source, int):
        return _Device(source)
    if "://" in str(source):
        return _Video(str(source), within, live=True)
    path = Path(source)
    if path.suffix.lower() in PICTURES:
        return _Picture(path)
    if not path.is_file():
        raise FileNotFoundError("no such file")
    return _Video(str(path), within, live=False)


class _Video:
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


class _Device:
    """A camera of this machine (V4L2), for this process alone: the lock on /dev/video* is this program's own, since
    the kernel lets several processes open a camera and fails only when the second one streams."""

    interval = 0.0

    def __init__(self, index: int) -> None:
        self._lock = os.open(f"/dev/video{index}", os.O_RDONLY | os.O_NONBLOCK)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            wishes = [
                cv2.CAP_PROP_FOURCC,
                cv2.VideoWriter.fourcc(*"MJPG"),
                cv2.CAP_PROP_FRAME_WIDTH,
                FULL_SIZE[0],
                cv2.CAP_PROP_FRAME_HEIGHT,
                FULL_SIZE[1],
                cv2.CAP_PROP_BUFFERSIZE,
                1,
            ]
            self._video = _opened(cv2.VideoCapture(index, cv2.CAP_V4L2, wishes))
        except BaseException:
            os.close(self._lock)
            raise

    def read(self) -> Image | None:
        return _read(self._video)

    def release(self) -> None:
        self._video.release()
        os.close(self._lock)


class _Picture:
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
