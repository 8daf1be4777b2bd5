"""From a still to a page that is handed in: found, judged, rectified, lit evenly, marked with its purpose, a PDF."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import cv2
import img2pdf
import numpy as np
import pypdfium2
from PIL import Image as Pictures
from PIL import ImageChops, ImageDraw, ImageFont

from kiosk import pdfium
from kiosk.scanning.corners import Image
from kiosk.scanning.judge import Refusal, judged
from kiosk.scanning.rectify import A4_MM, DPI
from kiosk.visit.state import Page

MAX_PDF = 2_000_000  # bytes: what the portals take as one attachment
QUALITIES = (80, 72, 64, 56, 48, 40, 32, 24, 16, 8)  # JPEG, best first; below 40 only a page full of noise comes
_PAPER = 240  # grey level that paper is brought to
_MOST_GAIN = 1.6  # a dark photograph on the page must not become paper
_INK = 0.22  # how much of the light the watermark takes away
_SLANT = 30  # degrees


def scan(still_bgr: Image, purpose: str, font_path: Path) -> Page | Refusal:
    """The page in a still (HxWx3 uint8 BGR), ready to hand in, or the one reason why not.

    `purpose`: what the copy may be used for, burned in as 仅供办理<purpose>使用. No picture raises;
    a missing font raises OSError, and a PDF that cannot be opened again PageSpoilt.
    """
    sheet = judged(still_bgr)
    if isinstance(sheet, Refusal):
        return sheet
    return made(sheet.image, purpose, font_path)


class PageSpoilt(RuntimeError):
    """A PDF page that was just made does not hold what was put in: a fault of this program, not of the paper."""


def made(sheet_bgr: Image, purpose: str, font_path: Path) -> Page:
    """A rectified A4 sheet (BGR, 200 dpi) as a watermarked JPEG and a PDF page of at most 2 MB."""
    lit = evenly_lit(sheet_bgr)
    picture = watermarked(lit, f"仅供办理{purpose}使用", font_path)
    for quality in QUALITIES:
        jpeg = _jpeg(picture, quality)
        pdf = _pdf(jpeg)
        if len(pdf) <= MAX_PDF:
            break
    _check(pdf, picture)
    plain = _jpeg(Pictures.fromarray(cv2.cvtColor(lit, cv2.COLOR_BGR2RGB)), QUALITIES[0])
    return Page(jpeg=jpeg, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), plain=plain)


def evenly_lit(sheet_bgr: Image) -> Image:
    """The sheet without shadows and with white paper, gently; seals keep their red."""
    quarter = cv2.resize(sheet_bgr, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    # The lightest around each point is paper, not ink; the median takes the blocks out of it.
    paper = cv2.medianBlur(cv2.dilate(quarter, np.ones((9, 9), np.uint8)), 31)
    gain = np.clip(_PAPER / np.maximum(paper.astype(np.float32), 1), 1, _MOST_GAIN)
    full = cv2.resize(gain, (sheet_bgr.shape[1], sheet_bgr.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(np.clip(sheet_bgr * full, 0, 255), np.uint8)


def watermarked(sheet_bgr: Image, words: str, font_path: Path) -> Pictures.Image:
    """The sheet with `words` burned in: slanted, repeated, translucent, and never lighter than what it covers."""
    sheet = Pictures.fromarray(cv2.cvtColor(sheet_bgr, cv2.COLOR_BGR2RGB))
    font = ImageFont.truetype(font_path, size=round(sheet.width / 36))
    step_x = round(font.getlength(words)) + 3 * round(font.size)
    step_y = round(6 * font.size)
    side = round(np.hypot(*sheet.size)) + step_y
    light = Pictures.new("L", (side, side), 255)
    pen = ImageDraw.Draw(light)
    for row, y in enumerate(range(0, side, step_y)):
        for x in range(-step_x * (row % 2) // 2, side, step_x):
            pen.text((x, y), words, font=font, fill=round(255 * (1 - _INK)))
    slanted = light.rotate(_SLANT, Pictures.Resampling.BILINEAR, fillcolor=255)
    left, top = (side - sheet.width) // 2, (side - sheet.height) // 2
    mask = slanted.crop((left, top, left + sheet.width, top + sheet.height))
    # Multiplying can only darken: ink stays ink, and the mark cannot be painted out by raising the contrast alone.
    return ImageChops.multiply(sheet, Pictures.merge("RGB", (mask, mask, mask)))


def _jpeg(picture: Pictures.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, dpi=(DPI, DPI), optimize=True)
    return out.getvalue()


def _pdf(jpeg: bytes) -> bytes:
    """One A4 page. The JPEG goes in untouched, and neither date nor chance: the same page has the same digest."""
    size = tuple(img2pdf.mm_to_pt(side) for side in A4_MM)
    layout = img2pdf.get_layout_fun(size)
    return bytes(img2pdf.convert(jpeg, layout_fun=layout, nodate=True, engine=img2pdf.Engine.internal))


def _check(pdf: bytes, picture: Pictures.Image) -> None:
    """Open the PDF again and look whether it shows the picture. Raises PageSpoilt."""
    if len(pdf) > MAX_PDF:
        raise PageSpoilt(f"the page takes {len(pdf)} bytes even at the lowest quality")
    try:
        with pdfium.LOCK, pypdfium2.PdfDocument(pdf) as document:
            pages = len(document)
            shown = document[0].render(scale=0.5).to_pil().convert("L")
    except pypdfium2.PdfiumError as error:
        raise PageSpoilt("the PDF page just made cannot be opened again") from error
    wanted = picture.convert("L").resize(shown.size, Pictures.Resampling.BOX)
    apart = np.abs(np.asarray(shown, np.float32) - np.asarray(wanted, np.float32)).mean()
    if pages != 1 or apart > 12:
        raise PageSpoilt(f"the PDF just made has {pages} pages and differs by {apart:.0f} grey levels")
