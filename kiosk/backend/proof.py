"""Proofs that are issued at once, as PDF. What the registers say is invented here: this is a reference office."""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import qrcode
from fpdf import FPDF

from kiosk.catalogue.moments import month_of
from kiosk.fonts import REGULAR
from kiosk.submission.contract import Acceptance, Case

Proof = Callable[[Case, Acceptance, Path], bytes]

_EMPLOYERS = ("示例县云栖纺织有限公司", "示例县东湖机械厂", "示例县第三人民医院", "示例县灵活就业人员")
_KINDS = {"pension": "企业职工基本养老保险", "unemployment": "失业保险", "work_injury": "工伤保险"}
_LONGEST_RECORD = 15  # years


@dataclass(frozen=True, slots=True)
class _Insured:
    """What the invented register says of one person."""

    employer: str
    since: date  # first day of a month; paid every month from then on


def insurance_proof(case: Case, acceptance: Acceptance, fonts: Path) -> bytes:
    """社会保险参保证明. `fonts`: the folder with NotoSansSC. The same case gives the same bytes."""
    if case.identity is None:
        raise ValueError("a proof of insurance needs to know whose")
    pdf = FPDF(format="A4")
    pdf.set_creation_date(acceptance.accepted_at)
    pdf.set_title("社会保险参保证明")
    pdf.set_margin(25)
    pdf.set_auto_page_break(False)
    pdf.add_font("noto", fname=fonts / REGULAR)
    pdf.add_page()
    pdf.set_font("noto", size=22)
    pdf.cell(0, 20, "社会保险参保证明", align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("noto", size=11)
    for label, value in (
        ("姓名", case.identity.name),
        ("公民身份号码", case.identity.number),
        ("办件编号", acceptance.case_number),
    ):
        pdf.cell(32, 9, label)
        pdf.cell(0, 9, value, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    at = acceptance.accepted_at
    first, last = (_asked(case, field, at.date()) for field in ("from_month", "to_month"))
    insured = _register(case.identity.number, at.year)
    start, end = max(first or insured.since, insured.since), last or at.date().replace(day=1)
    months = max(0, (end.year - start.year) * 12 + end.month - start.month + 1)
    with pdf.table(col_widths=(50, 54, 40, 16), line_height=9, first_row_as_headings=False) as table:
        table.row(("险种", "参保单位", "起止年月", "月数"))
        for kind in _kinds(case):
            span = f"{start:%Y-%m} 至 {end:%Y-%m}" if months else "此期间未参保"
            table.row((kind, insured.employer, span, str(months)))
    pdf.ln(6)
    pdf.cell(0, 9, f"验证码：{verification_code(case, acceptance)}", new_x="LMARGIN", new_y="NEXT")
    pdf.cell(0, 9, f"出具日期：{at.year}年{at.month}月{at.day}日", new_x="LMARGIN", new_y="NEXT")
    pdf.image(_code(acceptance.receipt_code), x=25, y=pdf.get_y() + 4, w=42)
    pdf.set_y(-30)
    pdf.set_font("noto", size=9)
    pdf.cell(0, 6, "参考后台以虚构的登记数据出具，仅供测试，不具有法律效力。", align="C")
    return bytes(pdf.output())


PROOFS: Mapping[str, Proof] = {"11330199MB000014XP4332014001002": insurance_proof}  # by item code


def verification_code(case: Case, acceptance: Acceptance) -> str:
    """Four groups of four; from the case's own digest, so that it cannot be guessed from the number."""
    digest = hashlib.sha256(acceptance.case_number.encode() + case.canonical()).digest()
    code = base64.b32encode(digest).decode()[:16]
    return " ".join(code[i : i + 4] for i in range(0, 16, 4))


def _kinds(case: Case) -> list[str]:
    """The names of the insurances that were asked for; all when none was named."""
    asked = case.values["kinds"].text.split(",") if "kinds" in case.values else []
    return [name for code, name in _KINDS.items() if code in asked] or list(_KINDS.values())


def _asked(case: Case, field: str, today: date) -> date | None:
    """The first day of a month of the form, None when it was left out."""
    return month_of(case.values[field].text, today) if field in case.values else None


def _register(number: str, this_year: int) -> _Insured:
    """The same person is always insured the same way."""
    chance = hashlib.sha256(number.encode()).digest()
    since = date(this_year - 1 - chance[1] % _LONGEST_RECORD, 1 + chance[2] % 12, 1)
    return _Insured(_EMPLOYERS[chance[0] % len(_EMPLOYERS)], since)


def _code(text: str) -> io.BytesIO:
    picture = io.BytesIO()
    qrcode.make(text, error_correction=qrcode.constants.ERROR_CORRECT_M).save(picture)
    picture.seek(0)
    return picture
