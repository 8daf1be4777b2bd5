"""From a template and what a visit knows to a paper: A4, PDF/A-2b, the same bytes for the same input.

The templates lie in `assets/documents`, one `.typ` each, in one look (`house.typ`); each says at its head which data it
reads. Text is data there, never markup. A character that no font has is written as `[U+20BB7]`, never as a box.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from kiosk.documents.strokes import Signature, svg
from kiosk.fonts import BOLD, REGULAR, coverage, shown_as

if TYPE_CHECKING:
    from typst import Fonts


class PaperSpoilt(RuntimeError):
    """A template and its data do not fit: a fault of this program, not of what people said."""


def compose(
    template: str,
    data: Mapping[str, Any],
    assets: Path,
    *,
    signatures: Mapping[str, Signature] = MappingProxyType({}),
    code: str = "",
    at: datetime,
) -> bytes:
    """The PDF of `<template>.typ`.

    `data`: what JSON can hold. Always: `title`, `authority`, `service` (its name), `item_code`, `date` ("2026-11-23");
    where there is an applicant, `applicant` {name, number} and `fields` [{label, value}]. `signatures`: by role.
    `code`: the text of the QR code of papers that have a place for one. `at`: the date of making that the file carries.
    Raises PaperSpoilt.
    """
    return typeset(
        template,
        data,
        assets,
        signatures=signatures,
        code=code,
        format="pdf",
        pdf_standards=["a-2b"],
        timestamp=at.replace(microsecond=0),  # what a PDF can say
    )


def typeset(
    template: str,
    data: Mapping[str, Any],
    assets: Path,
    *,
    signatures: Mapping[str, Signature] = MappingProxyType({}),
    code: str = "",
    medium: Mapping[str, str] = MappingProxyType({}),
    **output: Any,
) -> bytes:
    """`compose`, for any medium that the templates know. `medium`: what they are told of it; `output`: Typst is told.
    Raises PaperSpoilt."""
    import typst

    made: bytes
    writable = _writable(assets)
    try:
        made, warnings = typst.compile_with_warnings(
            assets / "documents" / f"{template}.typ",
            root=assets / "documents",
            font_paths=_fonts(assets),
            sys_inputs={
                "data": json.dumps(_drawable(data, writable), ensure_ascii=False),
                "signatures": json.dumps({role: svg(ink) for role, ink in signatures.items()}),
                "code": _qr_code(code) if code else "",
                **medium,
            },
            **output,
        )
    except RuntimeError as error:  # its own TypstError, and what its files lead to
        raise PaperSpoilt(f"{template}: {error}") from None
    if warnings:
        raise PaperSpoilt(f"{template}: {warnings[0].message}")
    return made


@lru_cache(maxsize=1)
def _fonts(assets: Path) -> Fonts:
    """Only what is shipped: a paper looks the same on every machine."""
    from typst import Fonts

    return Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[assets / "fonts"])


@lru_cache(maxsize=1)
def _writable(assets: Path) -> frozenset[int]:
    return coverage(str(assets / "fonts" / REGULAR)) | coverage(str(assets / "fonts" / BOLD)) | {ord("\n")}


def _drawable(value: Any, writable: frozenset[int]) -> Any:
    """The same data, in which no text holds a character that cannot be written."""
    match value:
        case str():
            return "".join(c if ord(c) in writable else shown_as(c) for c in value)
        case Mapping():
            return {key: _drawable(item, writable) for key, item in value.items()}
        case list() | tuple():
            return [_drawable(item, writable) for item in value]
        case _:
            return value


def _qr_code(text: str) -> str:
    """A QR code with its quiet zone (ISO/IEC 18004) as SVG, one unit a module."""
    import qrcode

    symbol = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    symbol.add_data(text)
    symbol.make(fit=True)
    rows = symbol.get_matrix()
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, module in enumerate(row) if module)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {len(rows)} {len(rows)}"><path d="{dark}"/></svg>'
