"""From the bytes of a scan engine to codes. All of it comes from outside: it is capped, and checked to be text."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

from devices.code_reader.api import Code, Symbology

LONGEST = 8192  # bytes; the largest QR code says 7089 digits
_ENDS = b"\r\n"
_ENCODINGS = ("utf-8", "gb18030")  # in this order: Chinese in GB 18030 is never valid UTF-8 by accident for long
_ALLOWED = frozenset("\t\x1d")  # control characters: tab, and the separator of GS1
# Engines may be set to send it before the text (source: ISO/IEC 15424, code characters); a modifier follows.
_AIM = MappingProxyType(
    {"]Q": Symbology.QR, "]d": Symbology.DATA_MATRIX, "]L": Symbology.PDF417, "]C": Symbology.CODE_128}
)


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A code that cannot be taken."""

    why: str


def decoded(data: bytes) -> Code | Spoilt:
    """What one code's bytes say."""
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not text or any(_is_control(character) for character in text):
            return Spoilt("not text")
        symbology = _AIM.get(text[:2])
        if symbology is not None and len(text) > 3 and text[2].isdigit():
            return Code(text[3:], symbology)
        return Code(text)
    return Spoilt("not text")


def _is_control(character: str) -> bool:
    return (character < " " or "\x7f" <= character < "\xa0") and character not in _ALLOWED


class Lines:
    """Cuts a stream of bytes at CR and LF. Between two codes, and only there, an engine is silent for long."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._too_long = False

    @property
    def begun(self) -> bool:
        """Whether a code has begun and not ended."""
        return bool(self._line) or self._too_long

    def feed(self, chunk: bytes) -> list[Code | Spoilt]:
        """The codes that these bytes end. No bytes: the engine was silent for long, and a code that has begun will
        never end."""
        if not chunk:
            cut = [Spoilt("it broke off; the engine must end each code with CR or LF")] if self.begun else []
            self.forget()
            return list(cut)
        ended: list[Code | Spoilt] = []
        for byte in chunk:
            if byte not in _ENDS:
                self._too_long = self._too_long or len(self._line) >= LONGEST
                if not self._too_long:
                    self._line.append(byte)
            elif self.begun:
                ended.append(Spoilt("too long") if self._too_long else decoded(bytes(self._line)))
                self.forget()
        return ended

    def forget(self) -> None:
        self._line.clear()
        self._too_long = False
