from __future__ import annotations

import io
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from kiosk.documents.compose import PaperSpoilt, compose
from kiosk.documents.pictures import pictures
from tests.documents.samples import (
    ASSETS,
    AT,
    CODE,
    INK,
    LONGEST,
    NUMBER,
    TEMPLATES,
    common,
    data_of,
    extra,
    fields,
    paper,
)

MISSING = "\U0002a68a"  # a Han character that Noto Sans SC does not have
ALL = pytest.mark.parametrize("template", TEMPLATES)


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]  # what runs off the page is not there


def words(pdf: bytes) -> str:
    """Everything that stands on the paper, without the line breaks."""
    return re.sub(r"\s", "", "".join(pages(pdf)))


def picture(pdf: bytes, page: int = 0, width: int = 1000) -> npt.NDArray[np.uint8]:
    return np.asarray(Image.open(io.BytesIO(pictures(pdf, width)[page])))


def test_every_template_has_a_sample_here() -> None:
    files = {file.stem for file in (ASSETS / "documents").glob("*.typ")} - {"house"}
    assert files == set(TEMPLATES)


@ALL
def test_a_paper_says_it_is_pdf_a_2b_and_is_a4(template: str) -> None:
    pdf = paper(template)
    assert b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in pdf
    with pypdfium2.PdfDocument(pdf) as document:
        assert document[0].get_size() == pytest.approx((595.28, 841.89), abs=0.1)


@ALL
@pytest.mark.parametrize("name", ["王小明", "古丽娜尔·买买提", LONGEST, "吴𠮷", "颜䶮"])
def test_names_and_numbers_can_be_copied_from_the_paper_as_they_are(template: str, name: str) -> None:
    text = words(paper(template, data_of(template, name)))
    assert template == "articles_amendment" or name in text
    assert "11330199MB0000318Y4330131002001" in text
    assert not re.search("[\u200b\u2060\ufffd]", text)


@ALL
def test_a_paper_says_its_title_and_whose_matter_it_is(template: str) -> None:
    text = words(paper(template))
    assert data_of(template)["title"] in text
    assert "个体工商户设立登记" in text
    assert "第1页" in text


@ALL
def test_nothing_that_a_template_was_given_is_left_out(template: str) -> None:
    text = words(paper(template, code=CODE))
    told = re.findall("[一-龥]{4,}", str(extra("王小明")[template]))
    assert len(told) > 1
    assert [word for word in told if word not in text] == []


def test_the_same_input_gives_the_same_bytes() -> None:
    first = paper("application", signatures={"applicant": INK})
    assert paper("application", signatures={"applicant": INK}) == first
    assert paper("application", signatures={"applicant": INK}, at=AT + timedelta(seconds=1)) != first


def test_the_file_carries_the_moment_that_it_was_given() -> None:
    assert b"<xmp:CreateDate>2026-11-23T01:30:00+00:00</xmp:CreateDate>" in paper("waiver")


def test_a_moment_may_have_a_fraction_of_a_second() -> None:
    assert paper("waiver", at=AT + timedelta(microseconds=1)) == paper("waiver")


def test_no_font_but_the_shipped_ones_is_used() -> None:
    used = re.findall(rb"/BaseFont/[A-Z]{6}\+(\S+?)(?:-Identity-H)?[/ >]", paper("articles"))
    assert set(used) == {b"NotoSansCJKsc-Regular", b"NotoSansCJKsc-Bold"}


def test_a_character_that_no_font_has_is_written_as_its_code_point() -> None:
    text = words(paper("application", data_of("application", f"吴{MISSING}")))
    assert text.count("吴[U+2A68A]") == 2
    assert "吴𠮷" in words(paper("application", data_of("application", "吴𠮷")))


def test_what_cannot_be_seen_leaves_no_mark() -> None:
    data = data_of("application", "葛\U000e0100城")
    data["fields"] = [{"label": "地址", "value": "示例\u202e县\x07"}]
    text = words(paper("application", data))
    assert "葛城" in text
    assert "示例县" in text


@pytest.mark.parametrize(
    "typed", ["*重要*", "#panic()", "$x$", "<b>", "_a_", "= 标题", "//注", "\\", "@a", '#image("x")']
)
def test_what_people_type_is_text_and_never_markup(typed: str) -> None:
    data = common() | {"fields": [{"label": "备注", "value": f"前{typed}后"}]}
    assert f"前{typed}后".replace(" ", "") in words(paper("application", data))


def test_lines_that_people_wrote_stay_lines() -> None:
    data = data_of("statement") | {"statement": "第一段。\n第二段。"}
    assert re.search(r"第一段。\s*\n\s*第二段。", "".join(pages(paper("statement", data))))


def test_forty_fields_go_over_the_pages_under_the_same_head() -> None:
    data = data_of("application", LONGEST) | {"fields": fields(40, LONGEST)}
    sheets = pages(paper("application", data))
    assert len(sheets) == 3
    assert all("项目 内容" in sheet for sheet in sheets)
    assert "".join(sheets).count("经营者姓名") == 7
    assert "第 3 页　共 3 页" in sheets[2]


@pytest.mark.parametrize(
    "value", ["9BX" * 40, "https://example.cn/?a=" + "z9" * 90, "㐂" * 3000], ids=["code", "url", "long"]
)
def test_no_value_runs_out_of_its_cell_or_off_the_page(value: str) -> None:
    pdf = paper("application", data_of("application") | {"fields": [{"label": "内容", "value": value}]})
    assert all(words(pdf).count(character) >= value.count(character) for character in set(value))
    margin = round(1000 * 25 / 210)
    assert min(picture(pdf, page)[:, -margin:].min() for page in range(len(pages(pdf)))) > 200


def test_a_long_word_in_a_narrow_column_goes_over_to_the_next_line() -> None:
    data = data_of("deferral")
    data["deferred"] = [{"name": "清单", "form": "ABCDEFGHIJKLMNOP", "due": "2026-12-07"}]
    assert re.search(r"ABCDEFGH\w*\s+\w*NOP", "".join(pages(paper("deferral", data))))


def test_a_long_word_in_a_letter_goes_over_to_the_next_line() -> None:
    word = "9BX" * 30
    assert word in words(paper("statement", data_of("statement") | {"statement": word}))


def test_a_signature_stands_above_its_line_and_nowhere_else() -> None:
    without = picture(paper("waiver")).astype(int)
    signed = picture(paper("waiver", signatures={"applicant": INK})).astype(int)
    ys, xs = np.nonzero(np.abs(without - signed) > 100)
    assert len(ys) > 200
    assert np.ptp(ys) < 1000 * 17 / 210
    assert np.ptp(xs) < 1000 * 46 / 210


def test_each_signs_on_the_line_of_their_own() -> None:
    blank = picture(paper("power_of_attorney")).astype(int)
    ends = []
    for role in ("principal", "agent"):
        ink = np.abs(picture(paper("power_of_attorney", signatures={role: INK})) - blank) > 100
        ends.append(np.nonzero(ink)[0])
    assert ends[0].max() < ends[1].min()


def test_the_names_of_many_who_sign_all_stand_on_paper() -> None:
    data = data_of("resolution") | {"signers": [{"role": f"r{i}", "label": f"股东{i}号"} for i in range(20)]}
    text = words(paper("resolution", data))
    assert [i for i in range(20) if f"股东{i}号（签名）" not in text] == []


@pytest.mark.parametrize("count", range(8, 24))
def test_a_signature_never_stands_on_a_page_without_the_words_that_it_is_for(count: int) -> None:
    data = data_of("application") | {"fields": fields(count, "王小明")[:count]}
    signing = next(sheet for sheet in pages(paper("application", data)) if "（签名）" in sheet)
    assert "以上内容和所提交的材料真实" in signing


@pytest.mark.parametrize("template", ["one_time_notice", "window_ticket"])
@pytest.mark.parametrize("text", [CODE, "HTTPS://KIOSK.EXAMPLE/" + "ABCD2345" * 25])
def test_the_code_on_a_paper_can_be_read_from_its_picture(template: str, text: str) -> None:
    (found,) = zxingcpp.read_barcodes(picture(paper(template, code=text), width=1240))
    assert found.text == text


def test_a_notice_before_identifying_names_nobody() -> None:
    data = data_of("one_time_notice")
    del data["applicant"], data["fields"]
    text = words(paper("one_time_notice", data))
    assert "您好：" in text
    assert NUMBER not in text


def test_a_paper_from_simulated_hardware_says_on_every_page_that_it_counts_for_nothing() -> None:
    sheets = pages(paper("articles", data_of("articles") | {"simulated": True}))
    assert len(sheets) > 1
    assert all("不具有法律效力" in sheet for sheet in sheets)
    assert "不具有法律效力" not in words(paper("articles"))


@pytest.mark.parametrize(
    ("amount", "capitals"),
    [
        ("1000.00", "壹仟元整"),
        ("30000", "叁万元整"),
        ("1,234.50", "壹仟贰佰叁拾肆元伍角整"),
        ("10005.06", "壹万零伍元零陆分"),
        ("100000000", "壹亿元整"),
        ("100010000.10", "壹亿零壹万元壹角整"),
        ("20030400", "贰仟零叁万零肆佰元整"),
        ("0.08", "捌分"),
        ("0", "零元整"),
    ],
)
def test_a_fine_is_written_in_capitals_as_on_a_cheque(amount: str, capitals: str) -> None:
    assert f"（大写）{capitals}（" in words(paper("penalty_decision", data_of("penalty_decision") | {"amount": amount}))


def test_a_warning_names_no_amount() -> None:
    text = words(paper("penalty_decision", data_of("penalty_decision") | {"penalty": "警告。", "amount": ""}))
    assert "警告。" in text
    assert "罚款金额" not in text


def test_a_blank_power_of_attorney_leaves_room_to_write() -> None:
    nobody = {"name": "", "number": ""}
    blank = {"principal": nobody, "agent": nobody, "scope": [], "from": "", "to": "", "date": ""}
    pdf = paper("power_of_attorney", data_of("power_of_attorney") | blank)
    assert "自年月日起，至年月日止" in words(pdf).replace("　", "")
    lines = (picture(pdf) < 128).sum(axis=1) > 150  # dots in a row that only a line has
    assert np.count_nonzero(np.diff(lines.astype(int)) == 1) >= 3 + 4 + 2


@pytest.mark.parametrize(("template", "label"), [("power_of_attorney", "受托人"), ("resolution", "股东")])
def test_a_paper_that_is_signed_at_home_has_lines_and_a_day_for_it(template: str, label: str) -> None:
    text = words(paper(template, data_of(template) | {"signers": []}))
    assert f"{label}（签名）" in text
    assert text.split("（签名）：")[-1].startswith("年月日")


def test_a_paper_that_nobody_signs_has_no_line_for_it() -> None:
    assert "（签名）" not in words(paper("application", data_of("application") | {"signers": []}))


@pytest.mark.parametrize(
    ("number", "label"),
    [(NUMBER, "证件号码"), ("91330199MA0000001X", "统一社会信用代码"), ("E12345678", "证件号码"), ("", "证件号码")],
)
def test_the_number_of_a_firm_is_called_credit_code(number: str, label: str) -> None:
    data = data_of("waiver") | {"party": {"name": "示例", "number": number}}
    assert f"{label}：{number}" in words(paper("waiver", data))


def test_a_company_of_one_decides_without_a_meeting() -> None:
    data = data_of("resolution") | {"title": "股东决定"}
    data["shareholders"] = data["shareholders"][:1]
    del data["meeting"], data["present"], data["agreed"]
    assert "召开股东会会议" not in words(paper("resolution", data))


def test_articles_of_one_shareholder_know_no_meeting_of_shareholders() -> None:
    data = data_of("articles")
    data["shareholders"] = data["shareholders"][:1]
    assert "不设股东会" in words(paper("articles", data))
    assert "优先购买权" not in words(paper("articles", data))


def test_data_that_lacks_what_a_template_reads_names_the_key_and_nothing_personal() -> None:
    data = data_of("waiver")
    del data["notice"]
    with pytest.raises(PaperSpoilt, match=r"waiver: .*notice") as spoilt:
        paper("waiver", data)
    assert "王小明" not in str(spoilt.value)


def test_a_template_that_is_not_there_is_named() -> None:
    with pytest.raises(PaperSpoilt, match="no_such"):
        compose("no_such", common(), ASSETS, at=AT)


def test_a_missing_font_spoils_the_paper_and_never_makes_boxes(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    for font in (ASSETS / "fonts").glob("*Bold.otf"):
        (tmp_path / "fonts" / font.name).symlink_to(font)
    (tmp_path / "documents").symlink_to(ASSETS / "documents")
    with pytest.raises(OSError, match="Regular"):
        compose("waiver", data_of("waiver"), tmp_path, at=AT)


def test_a_process_that_makes_no_paper_loads_no_library_for_it() -> None:
    asked = "import sys, kiosk.documents.compose, kiosk.documents.pictures, kiosk.documents.seal; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=30)
    assert {"typst", "pyhanko", "pypdfium2", "qrcode", "asn1crypto"}.isdisjoint(loaded.stdout.split())
