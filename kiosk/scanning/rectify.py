"""From a page seen at a slant to an upright A4 picture."""

from __future__ import annotations

import math

import cv2
import numpy as np

from kiosk.scanning.corners import Corners, Image

A4_MM = (210.0, 297.0)
DPI = 200  # archive scanning asks for at least 200 (DA/T 31)
A4_PIXELS = (round(A4_MM[0] / 25.4 * DPI), round(A4_MM[1] / 25.4 * DPI))  # 1654 x 2339


def upright(corners: Corners) -> Corners:
    """The same corners, begun so that the page's longer side is vertical: TL, TR, BR, BL of the sheet.

    A sheet that lies across is turned by a quarter to the left. Which way up it was written is not known here.
    """
    lengths = np.linalg.norm(np.roll(corners, -1, 0) - corners, axis=1)
    return np.roll(corners, -1, 0) if lengths[0] + lengths[2] > lengths[1] + lengths[3] else corners


def effective_dpi(corners: Corners) -> float:
    """Pixels an inch that the picture has of the sheet, if it is A4: the worse of its two directions."""
    lengths = np.linalg.norm(np.roll(upright(corners), -1, 0) - upright(corners), axis=1)
    across = (lengths[0] + lengths[2]) / 2 / (A4_MM[0] / 25.4)
    down = (lengths[1] + lengths[3]) / 2 / (A4_MM[1] / 25.4)
    return float(min(across, down))


def rectified(image_bgr: Image, corners: Corners) -> Image:
    """The sheet as A4 at 200 dpi, upright: 2339x1654x3 uint8 BGR."""
    # A picture with more pixels than needed is first rectified at a multiple: skipping pixels breaks strokes.
    multiple = min(3, max(1, math.ceil(effective_dpi(corners) / DPI - 0.25)))
    width, height = A4_PIXELS[0] * multiple, A4_PIXELS[1] * multiple
    # Corners are pixel centres; the sheet's own rim lies half a pixel outside its outermost pixels.
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32) - 0.5
    transform = cv2.getPerspectiveTransform(upright(corners).astype(np.float32), target)
    flat = cv2.warpPerspective(
        image_bgr, transform, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    if multiple > 1:
        flat = cv2.resize(flat, A4_PIXELS, interpolation=cv2.INTER_AREA)
    return np.asarray(flat, np.uint8)
