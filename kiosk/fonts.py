"""The fonts that are shipped in `assets/fonts`, for screens, receipts, scans and papers, and what they can write."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

REGULAR = "NotoSansSC-Regular.otf"  # all Han characters that Noto Sans SC has
BOLD = "NotoSansSC-Bold.otf"  # GB 2312 only


@cache
def coverage(font_file: str) -> frozenset[int]:
    """The code points that a font can draw. Raises OSError, TTLibError."""
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    with Path(font_file).open("rb") as file, TTFont(file, lazy=True) as font:
        return frozenset(font.getBestCmap())


def shown_as(character: str) -> str:
    """What stands for a character that no font has: its code point; nothing, if it is invisible anyway."""
    if character == "\t":
        return " "
    code = ord(character)
    # Cc: controls; Cf: joiners, direction marks; variation selectors choose a form of the character before them
    if unicodedata.category(character) in ("Cc", "Cf") or 0xFE00 <= code <= 0xFE0F or 0xE0100 <= code <= 0xE01EF:
        return ""
    return f"[U+{code:04X}]"
