from __future__ import annotations

import io
import threading

import numpy as np
import pytest
from PIL import Image

from kiosk.documents.pictures import pictures
from tests.documents.samples import INK, paper


def test_each_page_is_one_grey_png_of_the_width_that_was_asked_for() -> None:
    found = [Image.open(io.BytesIO(png)) for png in pictures(paper("articles"), 900)]
    assert len(found) == 3
    assert {(page.format, page.mode, page.width) for page in found} == {("PNG", "L", 900)}
    assert {page.height for page in found} <= {1272, 1273}


def test_the_picture_shows_what_was_signed() -> None:
    blank, signed = (pictures(paper("waiver", signatures=ink), 600)[0] for ink in ({}, {"applicant": INK}))
    dark = [(np.asarray(Image.open(io.BytesIO(png))) < 100).sum() for png in (blank, signed)]
    assert dark[1] > dark[0] + 50


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(ValueError, match="no PDF"):
        pictures(b"GIF89a", 600)


def test_pictures_may_be_made_on_several_threads_at_once() -> None:
    pdf = paper("articles")
    found: list[tuple[bytes, ...]] = []
    threads = [threading.Thread(target=lambda: found.append(pictures(pdf, 300))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
