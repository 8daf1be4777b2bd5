"""Whether a whole picture is out of focus: a smeared or badly focused lens, not a bad page (the scanner judges pages).

How sharp a picture is cannot be told from how much is in it. Where it changes from dark to light within a few
millimetres, the share of that change which happens between two neighbouring pixels is large when it is sharp, whatever
lies there; noise is taken off. An empty mat has no such places, and nothing can be said of it.
"""

from __future__ import annotations

import cv2
import numpy as np

from devices.camera.api import Image

_LONG_SIDE = 720  # pixels: half a millimetre each of a field of 340 mm; the measure is the same for every camera
_BLOCK = 12  # pixels, 6 mm: as far as dark and light may be apart
_CONTRAST = 45  # grey levels between them; the shadow of a head falls off more slowly
_NOISE = 4.5  # times the usual difference of two neighbours is the largest one of a block
_SOFTEST = 0.38  # of the contrast from one pixel to the next; of 95 photographs of papers the softest has 0.54
_BEST = 0.05  # of the places speak for the lens
_ENOUGH = 12  # places below which nothing can be said


def blurred(image: Image) -> bool:
    """Whether something with contrast is seen, and no part of it is sharp. `image`: HxWx3 BGR, any size. 1 ms."""
    step = max(1, round(max(image.shape[:2]) / _LONG_SIDE))
    # Pixels are left out, not averaged: that would make a blurred picture look sharp.
    grey = np.ascontiguousarray(image[::step, ::step, 1])
    if min(grey.shape) < 4 * _BLOCK:
        return False
    here = grey[:-1, :-1]
    steps = cv2.max(
        cv2.absdiff(grey[:-1, 1:], here),
        cv2.absdiff(grey[1:, :-1], here),
    )
    noise = _NOISE * float(np.median(steps[::5, ::5]))
    window = np.ones((_BLOCK, _BLOCK), np.uint8)
    places = np.s_[_BLOCK // 2 :: _BLOCK, _BLOCK // 2 :: _BLOCK]
    calm = cv2.blur(here, (3, 3))
    contrast = cv2.subtract(cv2.dilate(calm, window)[places], cv2.erode(calm, window)[places]).astype(np.float32)
    steepest = cv2.dilate(steps, window)[places].astype(np.float32)
    seen = contrast > _CONTRAST
    if int(seen.sum()) < _ENOUGH:
        return False
    sharpness = (steepest[seen] - noise) / contrast[seen]
    return bool(np.quantile(sharpness, 1 - _BEST) < _SOFTEST)
