"""The documents of a visit as they are really made: set by Typst, signed with strokes, sealed so that all can tell."""

from __future__ import annotations

import io
import re
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from kiosk.documents.seal import SealState, sealing_key, verify
from kiosk.paper_maker import PICTURE_WIDTH, PaperMaker
from tests.documents.samples import ASSETS, AT, INK, data_of

KIOSK = "330199-01"


@pytest.fixture
def maker(tmp_path: Path) -> PaperMaker:
    return PaperMaker(ASSETS, tmp_path, KIOSK, AT, simulated=False)


@pytest.fixture
def data() -> dict[str, Any]:
    return {**data_of("application"), "signers": [{"role": "applicant", "label": "申请人"}]}


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return re.sub(r"\s", "", "".join(page.get_textpage().get_text_bounded() for page in document))


def test_what_is_shown_is_what_the_paper_says_a_picture_a_page(maker: PaperMaker, data: dict[str, Any]) -> None:
    pdf, pictures = maker.compose("application", data, AT)
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == len(pictures)
    with Image.open(io.BytesIO(pictures[0])) as picture:
        assert (picture.format, picture.width) == ("PNG", PICTURE_WIDTH)
    assert data["applicant"]["name"] in words(pdf)


def test_what_is_only_read_bears_no_seal_and_makes_no_key(
    maker: PaperMaker, data: dict[str, Any], tmp_path: Path
) -> None:
    pdf, _ = maker.compose("application", data, AT)
    assert (b"/ByteRange" in pdf, list(tmp_path.iterdir())) == (False, [])


def test_what_is_signed_is_sealed_by_this_machine_and_any_change_shows(
    maker: PaperMaker, data: dict[str, Any], tmp_path: Path
) -> None:
    unsigned, plain = maker.compose("application", data, AT)
    signed, inked = maker.sign("application", data, {"applicant": INK}, AT)
    certificate = sealing_key(tmp_path, KIOSK, AT).certificate
    assert verify(signed, certificate) is SealState.INTACT
    assert verify(signed + b" ", certificate) is SealState.CHANGED
    assert verify(unsigned, certificate) is SealState.NONE
    assert plain != inked  # the strokes are seen


def test_two_papers_are_sealed_with_one_key_which_only_its_owner_reads(
    maker: PaperMaker, data: dict[str, Any], tmp_path: Path
) -> None:
    certificate = sealing_key(tmp_path, KIOSK, AT).certificate
    later = maker.sign("application", data, {"applicant": INK}, AT + timedelta(minutes=5))[0]
    assert verify(later, certificate) is SealState.INTACT
    (key,) = tmp_path.iterdir()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def test_a_paper_from_simulated_hardware_says_that_it_counts_for_nothing(data: dict[str, Any], tmp_path: Path) -> None:
    said = [
        words(PaperMaker(ASSETS, tmp_path, KIOSK, AT, simulated=simulated).compose("application", data, AT)[0])
        for simulated in (True, False)
    ]
    assert ["不具有法律效力" in text for text in said] == [True, False]


def test_a_template_that_is_not_there_is_an_error_and_no_blank_paper(maker: PaperMaker, data: dict[str, Any]) -> None:
    with pytest.raises(RuntimeError):
        maker.compose("no_such_template", data, AT)
