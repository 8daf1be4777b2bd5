"""What a V4L2 device is told when it is opened, and what it made of it.

The kernel offers no virtual side for this: a scripted `cv2.VideoCapture` is the ground of the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import cv2

from devices.camera.api import Image

Size = tuple[int, int]  # width, height in pixels
Setting = float | Literal["auto"]

LIVE_SHORT_SIDE = 1080  # pixels
FULL_SIZE: Size = (3264, 2448)  # 8 megapixels, as scanning needs; a device takes the nearest that it has

# As V4L2 numbers them (source: V4L2 API, Camera Control Reference, enum v4l2_exposure_auto_type): UVC cameras know
# "manual" and "aperture priority" only. Focus and exposure are in the device's own units (`v4l2-ctl -l`).
_EXPOSURE_MANUAL, _EXPOSURE_AUTO = 1.0, 3.0
_FOCUS = (cv2.CAP_PROP_AUTOFOCUS, cv2.CAP_PROP_FOCUS, 0.0, 1.0)
_EXPOSURE = (cv2.CAP_PROP_AUTO_EXPOSURE, cv2.CAP_PROP_EXPOSURE, _EXPOSURE_MANUAL, _EXPOSURE_AUTO)


@dataclass(frozen=True, slots=True)
class Controls:
    """What is wished for; None: left as the device has it. Streams, films and pictures have no controls.

    Without `live_size` a device streams `still_size` all the time: simple, but 8 megapixels as MJPG come at 10 to 15
    frames a second through USB 2. With it, the device streams that size and changes for each still, which takes it
    about a second. Choose one with the same ratio of sides (1600x1200 beside 3264x2448), or live view and still do not
    show the same part of the mat.
    """

    live_size: Size | None = None
    still_size: Size = FULL_SIZE
    focus: Setting | None = None
    exposure: Setting | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Whether the device did as it was told, read back; None: it was not told anything."""

    focus: bool | None = None
    exposure: bool | None = None


def apply(video: Any, controls: Controls) -> Taken:
    """`video`: an open `cv2.VideoCapture`. Devices forget all of it when they are opened anew."""
    return Taken(_set(video, controls.focus, *_FOCUS), _set(video, controls.exposure, *_EXPOSURE))


def _set(video: Any, wish: Setting | None, mode: int, value: int, manual: float, auto: float) -> bool | None:
    if wish is None:
        return None
    wanted = auto if wish == "auto" else manual
    video.set(mode, wanted)  # first: a device in automatic mode refuses a value
    if wish == "auto":
        return bool(video.get(mode) == wanted)
    video.set(value, float(wish))
    return bool(video.get(mode) == wanted and abs(video.get(value) - float(wish)) < 1.0)


def size_of(image: Image) -> Size:
    return image.shape[1], image.shape[0]


def live_size(size: Size) -> Size:
    """The size of the live view of pictures of this size: scaled down to `LIVE_SHORT_SIDE`, never up."""
    scale = min(1.0, LIVE_SHORT_SIDE / min(size))
    return round(size[0] * scale), round(size[1] * scale)
