"""The one-time notice and the window ticket from the receipt printer, which every kiosk has: one strip of paper.

The same templates as for A4 (`compose.py`), told that they are a strip. The QR code is drawn below their words, for
Typst would put it between the dots. Its words are Chinese, as those templates are; one line says in English what the
code is for.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from devices.receipt_printer.api import Raster
from kiosk.clock import HALL_TIME
from kiosk.documents.compose import typeset
from kiosk.qr_dots import qr_dots

DOTS_PER_INCH = 203
LONGEST = 9_600  # dots, 1.2 m: what can still be carried and read

_WIDE = 576
_SIZES = {True: (26, 22), False: (22, 18)}  # dots of a letter on wide and on narrow paper; the second for long lists
_THRESHOLD = 145  # of 255, darker is black: as the lettering of the receipt
_MODULE = 8  # dots, 1 mm: a telephone reads it from a hand's breadth


def strip(
    template: str, data: Mapping[str, Any], assets: Path, width_dots: int, *, code: str = "", at: datetime
) -> Raster:
    """The strip, HxW, True = black dot. `data`, `code`: see `compose`. `width_dots`: 576 (80 mm) or 384 (58 mm).

    What would be longer than `LONGEST` gets smaller letters; nothing is ever left out. Raises PaperSpoilt.
    """
    below = qr_dots(code, width_dots, "M", _MODULE) if code else np.zeros((0, width_dots), np.bool_)
    for size in _SIZES[width_dots >= _WIDE]:
        words = _words(template, data, assets, width_dots, size, code, at)
        if len(words) + len(below) <= LONGEST:
            break
    return np.vstack([words, below])


def _words(
    template: str, data: Mapping[str, Any], assets: Path, width: int, size: int, code: str, at: datetime
) -> Raster:
    png = typeset(
        template,
        data,
        assets,
        code=code,
        medium={
            "medium": "strip",
            "dots": str(width),
            "size": str(size),
            "moment": f"{at.astimezone(HALL_TIME):%Y-%m-%d %H:%M}",
        },
        format="png",
        ppi=DOTS_PER_INCH,
    )
    with Image.open(io.BytesIO(png)) as picture:
        return np.asarray(picture.convert("L")) < _THRESHOLD
