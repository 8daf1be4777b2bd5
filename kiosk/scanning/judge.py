"""Whether a page may be kept: found, whole, light, large, free of glare, written on, sharp. Or the one thing to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from kiosk.scanning.corners import Corners, Image, corners
from kiosk.scanning.rectify import DPI, effective_dpi, rectified
from kiosk.scanning.sharpness import Grey, sharpness

RIM = 0.01  # of the frame: a page that comes nearer to its border counts as cut off
FRAME_DARK = 32  # grey level that not even the lightest hundredth of a frame reaches: the lamp is off, or it is covered
PAPER_DARK = 80  # grey level of paper below which strokes drown in noise
MIN_DPI = 200  # of the sheet in the picture, if it is A4
DPI_TOLERANCE = 0.97  # corners found a few pixels too far in must not refuse a page that is just large enough
GLARE_SHARE = 0.01  # of the page in one clipped spot
GLARE_PAPER = 235  # paper as bright as this is overexposed itself, and a spot on it cannot be told
MAX_EDGE_WIDTH = 6.0  # pixels at 200 dpi, 0.76 mm: wider, and small print of 10 points runs together


class Reason(StrEnum):
    """Why a page is not taken. Words: `error-<reason>`, one thing to do each."""

    NO_PAGE = "no_page"
    CUT_OFF = "cut_off"
    TOO_DARK = "too_dark"
    TOO_SMALL = "too_small"
    GLARE = "glare"
    BLANK = "blank"  # nothing is written on it: most likely the wrong side is up
    TOO_BLURRED = "too_blurred"


@dataclass(frozen=True, slots=True)
class Refusal:
    reason: Reason


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that may be kept. `image`: rectified, A4 at 200 dpi, BGR; `corners`: where it lay in the picture."""

    image: Image
    corners: Corners


def judged(image_bgr: Image) -> Sheet | Refusal:
    """Find the page in a still (HxWx3 uint8 BGR), and judge it."""
    found = corners(image_bgr)
    if found is None:
        return Refusal(Reason.TOO_DARK if frame_is_dark(image_bgr) else Reason.NO_PAGE)
    if cut_off(found, image_bgr.shape[1], image_bgr.shape[0]):
        return Refusal(Reason.CUT_OFF)
    sheet = rectified(image_bgr, found)
    grey: Grey = np.asarray(cv2.cvtColor(sheet, cv2.COLOR_BGR2GRAY), np.uint8)
    if np.percentile(grey[::8, ::8], 75) < PAPER_DARK:
        return Refusal(Reason.TOO_DARK)
    if effective_dpi(found) < MIN_DPI * DPI_TOLERANCE:
        return Refusal(Reason.TOO_SMALL)
    if _has_glare(grey):
        return Refusal(Reason.GLARE)
    measured = sharpness(grey)
    if measured.blank:
        return Refusal(Reason.BLANK)
    if measured.edge_width > MAX_EDGE_WIDTH * DPI / 200:
        return Refusal(Reason.TOO_BLURRED)
    return Sheet(sheet, found)


def accepts(image_bgr: Image) -> bool:
    """Whether a still (HxWx3 uint8 BGR) holds a page that may be kept."""
    return isinstance(judged(image_bgr), Sheet)


def frame_is_dark(image_bgr: Image) -> bool:
    """Whether a whole frame is too dark to see anything. An empty frame is not dark, it is nothing."""
    return image_bgr.size > 0 and float(np.percentile(image_bgr[::4, ::4], 99)) < FRAME_DARK


def cut_off(found: Corners, width: int, height: int) -> bool:
    """Whether a corner lies outside the frame or within 1 % of its border."""
    size = np.array([width - 1, height - 1], np.float32)
    return bool(((found < RIM * size) | (found > (1 - RIM) * size)).any())


def _has_glare(grey: Grey) -> bool:
    """A lamp's reflection: a large clipped spot on paper that is not clipped itself."""
    small = cv2.resize(grey, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    if np.median(small) > GLARE_PAPER:
        return False
    count, _, stats, _ = cv2.connectedComponentsWithStats((small >= 253).astype(np.uint8))
    return count > 1 and bool(stats[1:, cv2.CC_STAT_AREA].max() > GLARE_SHARE * small.size)
