"""What is issued at once, as PDF: who, one sentence, lines of the case and of a register, a code to check it by.

One table says what (`shared_data/proofs.yaml`). The registers are invented, and the paper says so.
"""

from __future__ import annotations

import base64
import hashlib
import io
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import qrcode
from fpdf import FPDF
from pydantic import Field, TypeAdapter
from stdnum.numdb import get as number_table

from kiosk.backend.promises import holds
from kiosk.backend.registers import Registers
from kiosk.catalogue.base import Key, Model
from kiosk.catalogue.fields import FieldType, FormField, Whens
from kiosk.catalogue.files import read
from kiosk.catalogue.model import CaseType, Delivery, Service
from kiosk.fonts import REGULAR, coverage, shown_as
from kiosk.submission.contract import Acceptance, Case

TABLE = Path("shared_data", "proofs.yaml")  # in the assets
_WORDS = {"yes": "有", "no": "无"}
_SEAL_RED = (200, 30, 30)
_SEAL_MM = 20  # radius


class ProofText(Model):
    """What one service's proof says; see the head of the table."""

    says: str
    when: Whens = ()
    fields: dict[Key, str] = Field(default={})
    register_: Key | None = Field(default=None, alias="register")
    by: tuple[Key, ...] = ()
    keys: dict[Key, str] = Field(default={})
    nothing: str = ""


class _Table(Model):
    done: str
    services: dict[str, ProofText]


_TABLE = TypeAdapter(_Table)


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a proof is about."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof says, before it is set. `lines`: label and value."""

    title: str
    authority: str
    subject: Subject
    says: str
    lines: tuple[tuple[str, str], ...]


class Proofs:
    def __init__(self, assets: Path, registers: Registers, url: str) -> None:
        """`url`: of the office, where a code is checked. Raises CatalogueError."""
        self._fonts, self._registers, self._url = assets / "fonts", registers, url
        self._table = read(assets / TABLE, _TABLE).value

    def issues(self, service: Service, case: Case) -> bool:
        """Whether something is handed out at once."""
        at_once = service.case_type is CaseType.IMMEDIATE and Delivery.PRINT in service.result.delivery
        answers = {code: value.text for code, value in case.values.items()}
        return at_once and holds(self._text(service).when, answers) and case.identity is not None

    def proof(self, service: Service, case: Case) -> Proof:
        text, subject = self._text(service), subject_of(service, case)
        records = self._records(text, case, subject)
        return Proof(
            title=service.result.name.zh,
            authority=service.authority.name.zh,
            subject=subject,
            says=text.says if records or text.register_ is None else text.nothing,
            lines=(
                *_form_lines(text, service, case),
                *((label, _WORDS.get(r[key], r[key])) for r in records for key, label in text.keys.items() if key in r),
            ),
        )

    def draw(self, service: Service, case: Case, acceptance: Acceptance) -> bytes:
        """As PDF; the same case gives the same bytes as long as the registers say the same."""
        code = verification_code(case, acceptance)
        return _set(self.proof(service, case), acceptance, code, f"{self._url}/verify/{code}", self._fonts)

    def _text(self, service: Service) -> ProofText:
        return self._table.services.get(service.item_code, ProofText(says=self._table.done))

    def _records(self, text: ProofText, case: Case, subject: Subject) -> tuple[Mapping[str, str], ...]:
        if text.register_ is None:
            return ()
        by = {code: case.values[code].text for code in text.by if code in case.values}
        return self._registers.find(text.register_, "" if text.by else subject.number, by)


def subject_of(service: Service, case: Case) -> Subject:
    """The one whom the form names, where somebody else came for them; else who came."""
    for role in service.people:
        if role.by == "form" and role.name_field in case.values and role.number_field in case.values:
            return Subject(case.values[role.name_field].text, case.values[role.number_field].text)
    if case.identity is None:
        raise ValueError("a proof needs to know whose")
    return Subject(case.identity.name, case.identity.number)


def verification_code(case: Case, acceptance: Acceptance) -> str:
    """16 characters of Base32, from the case's own digest, so that it cannot be guessed from the number."""
    digest = hashlib.sha256(acceptance.case_number.encode() + case.canonical()).digest()
    return base64.b32encode(digest).decode()[:16]


def _form_lines(text: ProofText, service: Service, case: Case) -> Iterator[tuple[str, str]]:
    for code, label in text.fields.items():
        if code in case.values:
            yield label, _shown(service.field(code), case.values[code].text)


def _shown(field: FormField, text: str) -> str:
    if field.type in (FieldType.CHOICE, FieldType.CHOICES):
        names = {option.code: option.text.zh for option in field.options}
        return "、".join(names.get(code, code) for code in text.split(","))
    if field.type is FieldType.REGION:
        parts = (name for _, found in number_table("cn/loc").info(text) for name in found.values())
        return re.sub(r"\[[^]]*\]", "", "".join(parts)) or text  # in brackets: since when it bears the name
    return text


# --- the page


def _set(proof: Proof, acceptance: Acceptance, code: str, address: str, fonts: Path) -> bytes:
    pdf = FPDF(format="A4")
    pdf.set_creation_date(acceptance.accepted_at)
    pdf.set_title(proof.title)
    pdf.set_margin(25)
    pdf.set_auto_page_break(False)
    pdf.add_font("noto", fname=fonts / REGULAR)
    pdf.add_page()
    pdf.set_font("noto", size=22)
    pdf.cell(0, 24, proof.title, align="C", new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("noto", size=11)
    who = (("姓名", proof.subject.name), ("证件号码", proof.subject.number), ("办件编号", acceptance.case_number))
    write = partial(_writable, fonts / REGULAR)
    for label, value in who:
        _line(pdf, label, write(value))
    pdf.ln(4)
    pdf.multi_cell(0, 8, proof.says, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(2)
    for label, value in proof.lines:
        _line(pdf, label, write(value))
    at, top = acceptance.accepted_at, pdf.get_y() + 8
    pdf.set_y(top)
    _line(pdf, "验证码", " ".join(code[i : i + 4] for i in range(0, len(code), 4)))
    _line(pdf, "出具日期", f"{at.year}年{at.month}月{at.day}日")
    _line(pdf, "出具单位", proof.authority)
    pdf.image(_code(address), x=25, y=pdf.get_y() + 4, w=36)
    _seal(pdf, proof.authority, 155, top + 14)
    pdf.set_y(-30)
    pdf.set_font("noto", size=9)
    pdf.cell(0, 6, "参考后台以虚构的登记数据出具，仅供测试，不具有法律效力。", align="C")
    return bytes(pdf.output())


def _line(pdf: FPDF, label: str, value: str) -> None:
    pdf.cell(42, 8, label)
    pdf.multi_cell(0, 8, value, new_x="LMARGIN", new_y="NEXT")


def _writable(font: Path, text: str) -> str:
    """A character that the font lacks is written as its code point, never as a box."""
    return "".join(c if ord(c) in coverage(str(font)) else shown_as(c) for c in text)


def _seal(pdf: FPDF, authority: str, x: float, y: float) -> None:
    """A red circle with the authority's name along its upper part. `x`, `y`: its centre in mm."""
    pdf.set_draw_color(*_SEAL_RED)
    pdf.set_text_color(*_SEAL_RED)
    pdf.set_line_width(0.8)
    pdf.ellipse(x - _SEAL_MM, y - _SEAL_MM, 2 * _SEAL_MM, 2 * _SEAL_MM)
    pdf.set_font("noto", size=10)
    step = min(22.0, 240 / max(1, len(authority)))  # degrees between two characters
    for at, character in enumerate(authority):
        angle = (at - (len(authority) - 1) / 2) * step
        radians = math.radians(angle)
        left, base = x + 15.5 * math.sin(radians), y - 15.5 * math.cos(radians)
        with pdf.rotation(-angle, left, base):
            pdf.text(left - pdf.get_string_width(character) / 2, base + 1.2, character)
    pdf.set_font("noto", size=9)
    pdf.text(x - pdf.get_string_width("电子印章") / 2, y + 2, "电子印章")
    pdf.set_text_color(0)


def _code(text: str) -> io.BytesIO:
    picture = io.BytesIO()
    qrcode.make(text, error_correction=qrcode.constants.ERROR_CORRECT_M).save(picture)
    picture.seek(0)
    return picture
