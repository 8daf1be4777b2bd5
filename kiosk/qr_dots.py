"""QR codes as black dots, for the receipt printer: each module whole dots wide, so that no edge is blurred."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import qrcode
from qrcode.util import MODE_ALPHA_NUM, QRData

QUIET_ZONE = 4  # modules, ISO/IEC 18004


def qr_dots(text: str, width: int, correction: Literal["L", "M"], most: int | None = None) -> npt.NDArray[np.bool_]:
    """The code with its quiet zone in the middle of a strip `width` wide: HxW, True = black dot.

    `text`: of the alphanumeric mode (digits, A-Z, ` $%*+-./:`). `most`: dots a module, if not as many as fit: on
    paper, size beats error correction. Raises ValueError.
    """
    level = {"L": qrcode.ERROR_CORRECT_L, "M": qrcode.ERROR_CORRECT_M}[correction]
    code = qrcode.QRCode(error_correction=level, border=QUIET_ZONE)
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM), optimize=0)
    code.make(fit=True)
    modules = np.array(code.get_matrix(), dtype=bool)
    scale = min(width // len(modules), most or width)
    square = np.kron(modules, np.ones((scale, scale), dtype=bool))
    strip = np.zeros((len(square), width), dtype=bool)
    left = (width - len(square)) // 2
    strip[:, left : left + len(square)] = square
    return strip
