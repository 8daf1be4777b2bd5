"""QR codes for a receipt printer: whole dots, in the middle, with white around them."""

from __future__ import annotations

import numpy as np
import pytest
import zxingcpp

from kiosk.qr_dots import QUIET_ZONE, qr_dots

TEXT = "HTTPS://OFFICE.EXAMPLE.GOV.CN/D/" + "AB2CD" * 9
MODULES = 41  # of this text at level M, with its quiet zone


@pytest.mark.parametrize(("width", "most", "scale"), [(576, None, 14), (384, None, 9), (576, 8, 8), (384, 3, 3)])
def test_each_module_is_whole_dots(width: int, most: int | None, scale: int) -> None:
    dots = qr_dots(TEXT, width, "M", most)
    assert dots.shape == (MODULES * scale, width)
    left = (width - MODULES * scale) // 2
    square = dots[:, left : left + MODULES * scale]
    assert (square == np.kron(square[::scale, ::scale], np.ones((scale, scale), bool))).all()
    assert not dots[: QUIET_ZONE * scale].any()
    assert not dots[:, : left + QUIET_ZONE * scale].any()


@pytest.mark.parametrize("correction", ["L", "M"])
@pytest.mark.parametrize("text", ["A", TEXT, "A1" * 300])
def test_what_was_written_is_read(text: str, correction: str) -> None:
    (found,) = zxingcpp.read_barcodes(np.where(qr_dots(text, 576, correction), 0, 255).astype(np.uint8))
    assert found.text == text


def test_a_text_of_another_alphabet_is_refused() -> None:
    with pytest.raises(ValueError, match="mode"):
        qr_dots("https://lower.case/", 576, "M")
