"""Promises of the strips: nothing is lost on narrow paper, nothing runs off it, and the code can be read."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
import pypdfium2
import pytest
import zxingcpp

from devices.receipt_printer.api import Raster
from kiosk.documents.compose import typeset
from kiosk.documents.strip import LONGEST, strip
from tests.documents.samples import ASSETS, AT, data_of, extra, fields
from tests.documents.samples import LONGEST as LONG_NAME

CODE = "KIOSK-DRAFT:" + "AB2CD" * 9
BOTH = pytest.mark.parametrize("template", ["one_time_notice", "window_ticket"])
WIDTHS = pytest.mark.parametrize("width", [576, 384])
MARGIN = 8  # dots


def drawn(template: str, width: int = 576, data: Mapping[str, Any] | None = None, code: str = CODE) -> Raster:
    return strip(template, data or data_of(template), ASSETS, width, code=code, at=AT)


def words(template: str, data: Mapping[str, Any], width: int = 384) -> str:
    """What stands on a strip, read from the same strip as a PDF."""
    medium = {"medium": "strip", "dots": str(width), "size": "22", "moment": "2026-11-23 09:30"}
    with pypdfium2.PdfDocument(typeset(template, data, ASSETS, code=CODE, medium=medium, format="pdf")) as document:
        (page,) = document
        return re.sub(r"\s", "", page.get_textpage().get_text_bounded())


def long(template: str, times: int) -> dict[str, Any]:
    data = data_of(template, LONG_NAME)
    lists = {key: value * times for key, value in data.items() if key in ("bring", "correct", "findings", "points")}
    return {**data, **lists, "fields": fields(54, LONG_NAME)}


@BOTH
@WIDTHS
def test_the_code_can_be_read_from_the_dots(template: str, width: int) -> None:
    picture = np.where(drawn(template, width), 0, 255).astype(np.uint8)
    (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == CODE


@BOTH
@WIDTHS
def test_a_strip_is_as_wide_as_its_paper_and_begins_with_white(template: str, width: int) -> None:
    raster = drawn(template, width)
    assert (raster.shape[1], raster.dtype) == (width, np.bool_)
    assert not raster[:MARGIN].any()


@BOTH
@WIDTHS
def test_nothing_runs_off_the_paper_however_long_it_is(template: str, width: int) -> None:
    data = long(template, 3) | {"authority": "示例县" * 15, "service": "ABCDEFGH" * 9}
    raster = drawn(template, width, data)
    assert not raster[:, :MARGIN].any()
    assert not raster[:, -MARGIN:].any()


@BOTH
def test_a_strip_says_all_that_its_template_was_given(template: str) -> None:
    data = data_of(template)
    text = words(template, data)
    told = [*re.findall("[一-龥]{4,}", str(extra("王小明")[template])), data["item_code"], data["service"]]
    assert [word for word in told if word not in text] == []


def test_each_paper_to_bring_stands_with_its_form_and_its_standard() -> None:
    text = words("one_time_notice", data_of("one_time_notice"))
    assert "产权证明形式：复印件怎样算合格：地址和租赁合同一致。" in text


def test_a_point_without_a_telephone_has_no_line_for_it() -> None:
    point = {"name": "云栖街道便民服务中心", "address": "云溪路20号", "hours": "今天不开", "phone": ""}
    text = words("window_ticket", data_of("window_ticket") | {"points": [point]})
    assert "云栖街道便民服务中心地址：云溪路20号时间：今天不开" in text
    assert "电话：" not in text.split("今天不开")[1]


@BOTH
def test_who_reads_no_chinese_is_told_what_the_code_is_for(template: str) -> None:
    assert words(template, data_of(template)).endswith("扫码接着办Scanatanykiosktogoon.")


def test_a_strip_is_dated_to_the_minute_of_the_hall() -> None:
    earlier = drawn("one_time_notice")
    later = strip("one_time_notice", data_of("one_time_notice"), ASSETS, 576, code=CODE, at=AT.replace(minute=31))
    assert earlier.shape == later.shape
    assert 0 < (earlier != later).any(axis=1).sum() < 30  # one line of small letters


@BOTH
def test_a_strip_of_a_simulated_kiosk_says_so_in_a_black_band_at_both_ends(template: str) -> None:
    data = data_of(template) | {"simulated": True}
    black = drawn(template, data=data)[:, 0]
    assert np.count_nonzero(np.diff(black.astype(int)) == 1) == 2
    assert words(template, data).count("不具有法律效力") == 2


@BOTH
def test_without_a_code_there_is_no_place_for_one(template: str) -> None:
    raster = drawn(template, code="")
    assert zxingcpp.read_barcodes(np.where(raster, 0, 255).astype(np.uint8)) == []
    assert len(raster) < len(drawn(template)) - 300


@WIDTHS
def test_a_list_that_would_be_too_long_gets_smaller_letters(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    data = long("one_time_notice", 19)
    fitting = drawn("one_time_notice", width, data)
    monkeypatch.setattr("kiosk.documents.strip.LONGEST", 10**6)
    assert len(fitting) <= LONGEST < len(drawn("one_time_notice", width, data))


def test_the_typesetter_is_loaded_only_when_somebody_leaves_with_a_strip() -> None:
    program = "import sys, kiosk.documents.strip; sys.exit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=30).returncode == 0
