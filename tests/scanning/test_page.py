from __future__ import annotations

import hashlib
import io

import cv2
import numpy as np
import pypdfium2
import pytest
from PIL import Image

from kiosk.scanning.judge import Reason, Refusal
from kiosk.scanning.page import MAX_PDF, PageSpoilt, evenly_lit, made, scan, watermarked
from kiosk.scanning.sharpness import sharpness
from kiosk.visit.state import Page
from tests.scanning.scenes import FONT, sheet, still

PURPOSE = "个体工商户设立登记"


@pytest.fixture(scope="module")
def page() -> Page:
    made_page = scan(still(), PURPOSE, FONT)
    assert isinstance(made_page, Page)
    return made_page


def test_the_pdf_opens_again_as_one_a4_page_within_the_limit(page: Page) -> None:
    assert len(page.pdf) <= MAX_PDF
    with pypdfium2.PdfDocument(page.pdf) as document:
        assert len(document) == 1
        width, height = document[0].get_size()
    assert width == pytest.approx(595.28, abs=0.1)
    assert height == pytest.approx(841.89, abs=0.1)


def test_the_pdf_holds_the_very_bytes_of_the_picture(page: Page) -> None:
    assert page.jpeg in page.pdf
    assert Image.open(io.BytesIO(page.jpeg)).size == (1654, 2339)


def test_the_digest_is_that_of_the_pdf_and_the_same_page_has_the_same_digest(page: Page) -> None:
    assert page.sha256 == hashlib.sha256(page.pdf).hexdigest()
    again = scan(still(), PURPOSE, FONT)
    assert isinstance(again, Page)
    assert again.sha256 == page.sha256


def test_the_watermark_lies_on_every_part_of_the_page_and_only_darkens() -> None:
    paper = np.full((2339, 1654, 3), 240, np.uint8)
    marked = np.asarray(watermarked(paper, "仅供办理个体工商户设立登记使用", FONT).convert("L"))
    parts = [part for rows in np.array_split(marked, 4) for part in np.array_split(rows, 3, axis=1)]
    assert all(((part < 235).mean() > 0.01) for part in parts)
    assert marked.max() <= 240
    assert marked.min() > 150


def test_text_under_the_watermark_stays_legible() -> None:
    clean = cv2.cvtColor(sheet(), cv2.COLOR_BGR2GRAY)
    marked = np.asarray(watermarked(sheet(), "仅供办理个体工商户设立登记使用", FONT).convert("L"))
    ink = clean < 100
    paper = clean > 230
    assert np.percentile(marked[ink], 99) + 70 < np.percentile(marked[paper], 1)
    assert sharpness(marked).edge_width < 3


def test_another_purpose_makes_another_mark() -> None:
    one, other = (np.asarray(watermarked(sheet(), words, FONT)) for words in ("仅供办理社保使用", "仅供办理税务使用"))
    assert (one != other).any()


def test_shadows_go_and_the_red_seal_stays_red() -> None:
    ramp = np.linspace(1.0, 0.65, sheet().shape[1])[None, :, None]
    lit = evenly_lit((sheet() * ramp).astype(np.uint8))
    paper = cv2.cvtColor(lit, cv2.COLOR_BGR2GRAY)[60:100]
    assert paper.min() > 225
    seal = lit[1850:2170, 1080:1400].reshape(-1, 3).astype(int)
    assert ((seal[:, 2] - seal[:, 1]) > 80).sum() > 3000


def test_a_page_full_of_noise_still_fits() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (2339, 1654, 3)).astype(np.uint8)
    assert len(made(noise, PURPOSE, FONT).pdf) <= MAX_PDF


def test_a_refusal_is_a_value() -> None:
    assert scan(still("none"), PURPOSE, FONT) == Refusal(Reason.NO_PAGE)


def test_a_pdf_that_does_not_show_the_picture_is_never_handed_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.scanning.page._pdf", lambda _: b"%PDF-1.3 cut short")
    with pytest.raises(PageSpoilt, match="opened again"):
        made(sheet(), PURPOSE, FONT)


def test_nothing_of_the_page_is_in_its_repr(page: Page) -> None:
    assert len(repr(page)) < 120
