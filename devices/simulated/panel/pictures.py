"""Pictures for the page: papers dropped on it, thumbnails, what the camera sees, what a receipt's codes say."""

from __future__ import annotations

import io
import re
from functools import lru_cache

import cv2
import numpy as np
import zxingcpp
from PIL import Image, UnidentifiedImageError

from devices.camera.api import Image as Picture
from devices.simulated.gallery import Paper, Sheet
from devices.virtual.desk import Desk

MAX_PIXELS = 50_000_000  # of a dropped picture
THUMBNAIL = (240, 320)  # pixels, width and height
FORMATS = {"PNG": ".png", "JPEG": ".jpg"}
_SIGNED_RECEIPT = re.compile(r"HTTPS://[A-Z0-9.:-]+/R/[A-Z2-7]+")  # a COSE_Sign1 (RFC 9052) in Base32


def ending_of(file: bytes) -> str:
    """How the name of such a picture ends; judged by what is in it. Raises ValueError with words for people."""
    try:
        with Image.open(io.BytesIO(file), formats=tuple(FORMATS)) as picture:  # reads the head, not the pixels
            if picture.width * picture.height > MAX_PIXELS:
                raise ValueError(f"a picture of {picture.width}x{picture.height} pixels is too large to be laid")
            assert picture.format is not None
            return FORMATS[picture.format]
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise ValueError(f"this is no picture: only {' and '.join(FORMATS)} can be laid") from error


def jpeg(picture: Picture, longest: int) -> bytes:
    """`picture`: HxWx3 BGR. `longest`: pixels that its longer side may have."""
    shrunk = longest / max(picture.shape[:2])
    if shrunk < 1:
        picture = np.asarray(cv2.resize(picture, None, fx=shrunk, fy=shrunk, interpolation=cv2.INTER_AREA), np.uint8)
    packed, file = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 80])
    assert packed
    return file.tobytes()


@lru_cache(maxsize=128)
def thumbnail(laid: tuple[Sheet, ...]) -> bytes:
    """How a paper of the gallery looks to the camera, as a JPEG."""
    sheets = Paper("", {}, laid).pictures()
    desk = Desk()
    desk.lay(*(sheets[0] if sheets else ()), *sheets[1:])
    return jpeg(desk.frame(THUMBNAIL), max(THUMBNAIL))


@lru_cache(maxsize=128)
def codes_of(png: bytes) -> tuple[str, ...]:
    """What the codes on a printed receipt say, from top to bottom."""
    with Image.open(io.BytesIO(png)) as picture:
        found = zxingcpp.read_barcodes(picture.convert("L"))
    texts = (code.text for code in sorted(found, key=lambda code: code.position.top_left.y))
    return tuple(f"COSE receipt: {text}" if _SIGNED_RECEIPT.fullmatch(text) else text for text in texts)
