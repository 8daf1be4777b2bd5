"""How sharp the writing on a page is, in each direction: a shaken camera blurs in one direction only.

The variance of the Laplacian, the usual measure, tells how much is written and how noisy the picture is, not how sharp
it is: it passes unreadable pages and refuses good ones. Here the width of a stroke's edge is measured instead: how
many pixels the grey value takes from ink to paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]

_BLOCK = 24  # pixels, 3 mm at 200 dpi: large enough to hold a stroke and the paper beside it
_INK = 22  # grey levels between ink and paper in a block below which it holds no writing
_MARGIN = 0.02  # of the page: its rim shows the desk when a side was found a pixel too far out
_DIRECTIONS = 6  # every 30 degrees
_RULE = 96  # pixels, 12 mm: a straight dark run this long is a rule, not a stroke
_WRITTEN = 12  # blocks with ink below which the page counts as blank
_SHARP_SHARE = 0.3  # the sharpest part of the blocks speaks: others hold rules, stamps or shadows
_EMPTY_SHARE = 0.1  # of the blocks: even a full page has margins


@dataclass(frozen=True, slots=True)
class Sharpness:
    written: int  # blocks (3 x 3 mm) that hold writing
    edge_width: float  # pixels from ink to paper in the most blurred direction; infinite when nothing is written

    @property
    def blank(self) -> bool:
        return self.written < _WRITTEN


def sharpness(grey: Grey) -> Sharpness:
    """Measure a rectified page. `grey`: HxW uint8, 200 dpi."""
    rows, columns = (round(size * _MARGIN) for size in grey.shape)
    inner = grey[rows : grey.shape[0] - rows, columns : grey.shape[1] - columns]
    inner = inner[: inner.shape[0] // _BLOCK * _BLOCK, : inner.shape[1] // _BLOCK * _BLOCK]
    if not inner.size:
        return Sharpness(0, float("inf"))
    calm = cv2.GaussianBlur(inner, (0, 0), 0.8).astype(np.float32)
    lightest, darkest = _blockwise(calm, np.maximum), _blockwise(calm, np.minimum)
    ink = lightest - darkest
    written = ink > max(_INK, 0.35 * float(np.percentile(ink, 98)))
    written &= ~_ruled(calm, (lightest + darkest) / 2)
    count = int(written.sum())
    if count < _WRITTEN:
        return Sharpness(count, float("inf"))
    widths = []
    for k in range(_DIRECTIONS):
        steepest = _blockwise(_slope(inner, k), np.maximum)
        # What even the emptiest blocks show is noise, and must not pass for sharpness.
        steepest = (steepest[written] - np.quantile(steepest, _EMPTY_SHARE)) / ink[written]
        widths.append(1.0 / max(1e-3, float(np.quantile(steepest, 1 - _SHARP_SHARE))))
    return Sharpness(count, max(widths))


def _slope(grey: Grey, direction: int) -> npt.NDArray[np.float32]:
    """Grey levels a pixel along one direction; smoothed across it, where strokes are long and noise is not."""
    # Smoothing across first, difference along second; both as one 7x7 kernel, so that diagonals cost the same.
    angle = np.pi * direction / _DIRECTIONS
    y, x = np.mgrid[-3:4, -3:4].astype(np.float32)
    along = x * np.cos(angle) + y * np.sin(angle)
    across = -x * np.sin(angle) + y * np.cos(angle)
    weight = np.exp(-0.5 * (along / 0.8) ** 2 - 0.5 * (across / 1.4) ** 2)
    kernel = along * weight
    kernel /= (kernel * along).sum()  # a ramp of one level a pixel answers with one
    return np.asarray(np.abs(cv2.filter2D(grey, cv2.CV_32F, kernel, borderType=cv2.BORDER_REPLICATE)), np.float32)


def _ruled(calm: npt.NDArray[np.float32], halfway: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
    """Which blocks hold a piece of a form's rules, which have edges in one direction only and would look shaken.

    `halfway`: the grey between ink and paper in each block.
    """
    dark = (calm < np.kron(halfway, np.ones((_BLOCK, _BLOCK), np.float32))).astype(np.uint8)
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, _RULE), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((_RULE, 1), np.uint8))
    rules = cv2.dilate(across | down, np.ones((3, 3), np.uint8))
    return _blockwise(rules, np.maximum) > 0


def _blockwise(values: npt.NDArray[Any], reduce: np.ufunc) -> npt.NDArray[Any]:
    """One value for each block."""
    rows, columns = values.shape[0] // _BLOCK, values.shape[1] // _BLOCK
    strips = reduce.reduce(values.reshape(rows, _BLOCK, columns * _BLOCK), axis=1)
    return np.asarray(reduce.reduce(strips.reshape(rows, columns, _BLOCK), axis=2))
