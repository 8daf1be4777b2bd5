"""A paper as pictures, for the screen: a citizen reads what is signed, not a description of it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from kiosk import pdfium

if TYPE_CHECKING:
    from PIL.Image import Image
    from pypdfium2 import PdfPage

_COMPRESSION = 3  # of 9: text on white is small anyway, and somebody waits


def pictures(pdf: bytes, width: int) -> tuple[bytes, ...]:
    """Each page as a grey PNG, `width` dots wide. Raises ValueError when this is no PDF."""
    import pypdfium2

    try:
        with pdfium.LOCK, pypdfium2.PdfDocument(pdf) as document:
            pages = [_drawn(document[number], width) for number in range(len(document))]
    except pypdfium2.PdfiumError:
        raise ValueError("this is no PDF") from None
    return tuple(_png(page) for page in pages)


def _drawn(page: PdfPage, width: int) -> Image:
    bitmap = page.render(scale=width / page.get_width(), grayscale=True)
    try:
        picture: Image = bitmap.to_pil().copy()  # else it would lie in the memory of the bitmap
        return picture
    finally:
        bitmap.close()
        page.close()


def _png(picture: Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=_COMPRESSION)
    return out.getvalue()
