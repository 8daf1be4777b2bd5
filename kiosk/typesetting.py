"""Breaking text into lines, for the receipt and for the screen: Chinese, English and both mixed. Draws nothing.

Chinese may be broken anywhere, except that closing marks never begin a line and opening marks never end one
(避头尾, GB/T 15834-2011 5.1). English words are not split, unless a word alone is wider than a line.
"""

from __future__ import annotations

from collections.abc import Callable

Measure = Callable[[str], float]  # the width of a piece of text, in the unit of `width`

_NEVER_FIRST = frozenset("，。、；：？！）】》」』〉〕］｝”’…—～·％‰℃,.;:?!)]}%°")
_NEVER_LAST = frozenset("（【《「『〈〔［｛“‘￥＄([{$")

# A sum of widths is trusted up to here; nearer to the edge the real line is measured (rounding, kerning).
_TRUSTED = 0.95


def break_lines(text: str, width: float, measure: Measure) -> list[str]:
    """The lines of `text`, none wider than `width` if that is possible at all; a newline begins a new line."""
    widths: dict[str, float] = {}

    def wide(piece: str) -> float:
        if piece not in widths:
            widths[piece] = measure(piece)
        return widths[piece]

    return [line for paragraph in text.split("\n") for line in _fill(_atoms(paragraph), width, wide, measure)]


def _fill(atoms: list[str], width: float, wide: Measure, measure: Measure) -> list[str]:
    lines: list[str] = []
    line, estimate = "", 0.0
    for atom in atoms:
        if line and not _fits(line + atom, estimate + wide(atom), width, measure):
            lines.append(line.rstrip(" "))
            line, estimate = "", 0.0
            atom = atom.lstrip(" ")
        while not line and len(atom) > 1 and wide(atom.rstrip(" ")) > width:
            head = _longest_head(atom, width, measure)
            lines.append(head)
            atom = atom[len(head) :]
        line += atom
        estimate += wide(atom)
    return [*lines, line.rstrip(" ")]


def _fits(line: str, estimate: float, width: float, measure: Measure) -> bool:
    return estimate <= width * _TRUSTED or measure(line.rstrip(" ")) <= width


def _longest_head(atom: str, width: float, measure: Measure) -> str:
    """As many characters as fit, at least one."""
    low, high = 1, len(atom) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if measure(atom[:middle]) <= width:
            low = middle
        else:
            high = middle - 1
    return atom[:low]


def _atoms(paragraph: str) -> list[str]:
    """Pieces between which a line may be broken. Spaces belong to the piece before them."""
    atoms: list[str] = []
    start = 0
    for i in range(1, len(paragraph)):
        if _may_break(paragraph[i - 1], paragraph[i]):
            atoms.append(paragraph[start:i])
            start = i
    return [*atoms, paragraph[start:]]


def _may_break(before: str, after: str) -> bool:
    if after == " " or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if before == " " or _is_chinese(before) or _is_chinese(after) or before in "…—":
        return True
    return before in _NEVER_FIRST and after in _NEVER_LAST  # ”“ stand outside the Chinese blocks


def _is_chinese(character: str) -> bool:
    """Ideographs, kana, full-width forms and Chinese punctuation, and the private-use area of GB 18030."""
    code = ord(character)
    return (
        0x2E80 <= code <= 0xA4CF
        or 0xE000 <= code <= 0xFAFF
        or 0xFE30 <= code <= 0xFE4F
        or (0xFF00 <= code <= 0xFFEF or 0x20000 <= code <= 0x3FFFF)
    )
