from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from kiosk.catalogue.model import Fee, Source
from kiosk.submission.lettering import Lettering
from kiosk.submission.receipt import NARROW, WIDE, HandedIn, Receipt, draw, grouped, receipt_of
from kiosk.submission.receipt_code import Facts, Standing, sign
from kiosk.visit.state import HandIn, VisitState
from kiosk.wording import Language, Wording
from tests.submission.conftest import HOST, KIOSK, NAME, NOW, NUMBER, REGISTRATION

KEY = Ed25519PrivateKey.generate()
CASE_NUMBER = f"{REGISTRATION}202611230001"
PROVISIONAL = f"{KIOSK}-20261123-0001"


@pytest.fixture
def received(registration_visit: VisitState) -> Receipt:
    facts = Facts(Standing.RECEIVED, CASE_NUMBER, KIOSK, NOW, "ab" * 16)
    hand_in = HandIn(True, CASE_NUMBER, NOW, sign(facts, KEY, HOST), promised_by=date(2026, 11, 26))
    return receipt_of(replace(registration_visit, hand_in=hand_in), simulated=False)


@pytest.fixture
def kept(registration_visit: VisitState) -> Receipt:
    facts = Facts(Standing.KEPT, PROVISIONAL, KIOSK, NOW, "ab" * 16)
    return receipt_of(
        replace(registration_visit, hand_in=HandIn(False, PROVISIONAL, NOW, sign(facts, KEY, HOST))), simulated=False
    )


class Heard(Lettering):
    """Lettering that remembers what it was asked to write."""

    lines: list[str] = []  # noqa: RUF012 - one list for all styles of a receipt

    def line(self, text: str, width: int, *, align: float = 0.0) -> np.ndarray:  # type: ignore[type-arg]
        self.lines.append(text)
        return super().line(text, width, align=align)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(Heard, "lines", [])
    monkeypatch.setattr("kiosk.submission.receipt.Lettering", Heard)
    return Heard.lines


def drawn(receipt: Receipt, assets: Path, language: Language = Language.ZH, width: int = WIDE) -> np.ndarray:  # type: ignore[type-arg]
    return draw(receipt, Wording(assets / "wording", language), assets / "fonts", width)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("which", ["received", "kept"])
def test_the_code_on_every_receipt_can_be_read_and_is_the_signed_text(
    which: str, width: int, language: Language, assets: Path, request: pytest.FixtureRequest
) -> None:
    receipt: Receipt = request.getfixturevalue(which)
    raster = drawn(receipt, assets, language, width)
    found = zxingcpp.read_barcodes(np.where(raster, 0, 255).astype(np.uint8), zxingcpp.BarcodeFormat.QRCode)
    assert raster.shape[1] == width
    assert [code.text for code in found] == [receipt.code]


@pytest.mark.parametrize(("signed", "words"), [(True, "已签字（0f1e2d3c）"), (False, "本机生成（0f1e2d3c）")])
def test_a_document_that_was_made_here_stands_with_its_digest(
    received: Receipt, assets: Path, heard: list[str], signed: bool, words: str
) -> None:
    paper = HandedIn("application", 1, Source.GENERATED, digest="0f1e2d3c" * 8, signed=signed)
    drawn(replace(received, handed_in=(paper,)), assets)
    assert words in heard


@pytest.mark.parametrize(("width", "dots"), [(WIDE, 8), (NARROW, 6)])
def test_modules_are_as_large_as_the_paper_allows(received: Receipt, assets: Path, width: int, dots: int) -> None:
    """The left edge of the upper left finder pattern is seven modules high (ISO/IEC 18004 6.3.3)."""
    raster = drawn(received, assets, width=width)
    corner = zxingcpp.read_barcodes(np.where(raster, 0, 255).astype(np.uint8))[0].position.top_left
    edge = raster[corner.y - dots : corner.y + 10 * dots, corner.x + dots // 2]
    assert np.diff(np.flatnonzero(np.diff(edge.astype(int))))[0] == 7 * dots


def test_a_receipt_says_everything_that_is_needed(received: Receipt, assets: Path, heard: list[str]) -> None:
    drawn(received, assets)
    for words in (
        "办理部门已收到",
        "个体工商户设立登记",
        "2026年11月23日 09:05",
        "经营场所证明",
        "2 页",
        "读卡",
        "2026年11月26日前",
        "0 元",
        "0571-12315",
    ):
        assert words in heard
    assert CASE_NUMBER in "".join(heard).replace(" ", "")


def test_a_kept_receipt_never_says_that_the_office_has_the_case(kept: Receipt, assets: Path, heard: list[str]) -> None:
    drawn(kept, assets)
    assert "本机已保存，尚未送达" in heard
    assert PROVISIONAL in heard
    assert "送达后 3 个工作日内" in heard
    assert not [line for line in heard if "已收到" in line]


def test_kept_and_received_are_told_apart_at_a_glance(received: Receipt, kept: Receipt, assets: Path) -> None:
    black = [drawn(receipt, assets)[:260].mean() for receipt in (received, kept)]
    assert black[1] > 1.5 * black[0]


def test_no_name_and_no_identity_number_is_on_it(received: Receipt, assets: Path, heard: list[str]) -> None:
    drawn(received, assets)
    assert not [line for line in heard if NAME in line or NUMBER in line or "13800000000" in line]


def test_a_fee_is_said_with_its_basis(received: Receipt, assets: Path, heard: list[str]) -> None:
    basis = received.service.legal_basis[0]
    fee = Fee.model_construct(amount=Decimal("20.50"), basis=basis)
    drawn(replace(received, service=received.service.model_copy(update={"fee": fee}), fee=fee.amount), assets)
    assert "20.5 元" in heard
    assert basis.name.zh in "".join(heard)


def test_a_simulated_receipt_says_so_at_both_ends(received: Receipt, assets: Path, heard: list[str]) -> None:
    raster = drawn(replace(received, simulated=True), assets)
    assert heard.count("模拟设备 · 仅供测试 · 不作凭证") == 1
    assert raster[0].all()
    assert raster[-1].all()


def test_in_english_the_clerk_still_finds_the_chinese_name(received: Receipt, assets: Path, heard: list[str]) -> None:
    drawn(received, assets, Language.EN)
    assert "Register an individual business" in heard
    assert "个体工商户设立登记" in heard
    assert "by 26 November 2026" in heard
    assert "2 pages" in heard


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_is_clipped_at_the_edges(received: Receipt, assets: Path, width: int) -> None:
    long = received.service.model_copy(
        update={"name": received.service.name.model_copy(update={"zh": "特别长的事项名称" * 8})}
    )
    raster = drawn(replace(received, service=long), assets, width=width)
    assert not raster[:, :4].any()
    assert not raster[:, -4:].any()


def test_case_numbers_are_written_in_groups_that_lose_nothing() -> None:
    assert grouped(CASE_NUMBER) == "1133 0199 MB00 0031 8Y43 3013 1002 001 20261123 0001"
    assert grouped(PROVISIONAL) == PROVISIONAL


@pytest.mark.parametrize(("bold", "text"), [(True, "𠮷"), (True, "䶮"), (False, "𠮷䶮㐀")])
def test_a_rare_character_is_written_even_where_a_font_lacks_it(assets: Path, bold: bool, text: str) -> None:
    lettering = Lettering(assets / "fonts", 30, bold=bold)
    plain = Lettering(assets / "fonts", 30)
    assert np.array_equal(lettering.line(text, 200), plain.line(text, 200))


def test_a_character_that_no_font_has_is_written_as_its_code_and_never_as_a_box(assets: Path) -> None:
    lettering = Lettering(assets / "fonts", 30)
    assert np.array_equal(lettering.line("\U000323af", 300), lettering.line("[U+323AF]", 300))


@pytest.mark.parametrize("language", Language)
def test_every_way_that_a_material_can_come_has_words(received: Receipt, assets: Path, language: Language) -> None:
    handed_in = tuple(HandedIn("identity_card", 0, source) for source in Source)
    assert drawn(replace(received, handed_in=handed_in), assets, language).any()


def test_there_is_no_receipt_before_the_hand_in(registration_visit: VisitState) -> None:
    with pytest.raises(ValueError, match="only for what was handed in"):
        receipt_of(registration_visit, simulated=False)
