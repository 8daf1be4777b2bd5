"""Makes `assets/pinyin/pinyin.txt.gz`; run by hand when its sources change, never on a kiosk.

    python -m screens.keyboard.dictionary pinyin_simp.dict.yaml assets

Words and frequencies come from Rime's pinyin_simp (Apache-2.0), readings of hanzi that it lacks from pypinyin (MIT).
"""

from __future__ import annotations

import gzip
import math
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from fontTools.ttLib import TTFont
from pypinyin import Style, pinyin

from screens.keyboard.pinyin import DICTIONARY, SURNAMES, read_surnames

LONGEST_WORD = 4

# Rare in books and not so rare on cards: they stand among the known characters, not behind all of the rare ones.
IN_NAMES = """
bei蓓 ben犇 biao骉 bin玢 cheng珹 fei婓 han晗菡 ji𠮷 jie㛃婕 jing婧 jun珺 kun堃 lei磊 lin琳 long龘 miao淼 qian芊 rui睿蕊
sen森 shen燊 shuo烁 tong彤 xi曦 xin鑫 xuan萱 yan龑䶮焱 yi翊 yu昱 zhe喆 zhen禛
"""
NAME_FREQUENCY = 150.0  # of about 400 characters of a sound, 30 are more frequent

# Sounds without a vowel are not syllables to type: as such they would hide everything else that begins with n or m.
NOT_TYPED = frozenset({"m", "n", "ng", "hm", "hng"})

HEADER = """\
# Pinyin dictionary of the hall kiosk. Each line: letters, a tab, entries of hanzi and one letter for the frequency.
# Words and frequencies: rime-pinyin-simp, derived from the Android Pinyin IME, Apache License 2.0.
# Further readings: pypinyin, MIT licence. See LICENSE.txt and SOURCES.txt beside this file.
"""


def read_rime(file: Path) -> Iterator[tuple[str, str, float]]:
    """The rows of a Rime dictionary: text, letters, frequency."""
    _, _, body = file.read_text(encoding="utf-8").partition("\n...\n")
    for line in body.splitlines():
        if line and not line.startswith("#"):
            text, syllables, frequency = line.split("\t")
            yield text, syllables.replace(" ", ""), float(frequency)


def commonness(hanzi: str) -> tuple[int, int]:
    """Orders hanzi of unknown frequency: GB 2312 level 1, level 2, then by code point."""
    try:
        row = hanzi.encode("gb2312")[0]
    except UnicodeEncodeError:
        return 2, ord(hanzi)
    return (0 if row < 0xD8 else 1), ord(hanzi)  # level 2 begins in row 56 of GB 2312


def compile_dictionary(rime: Path, assets: Path) -> str:
    """The dictionary as text."""
    entries: dict[str, dict[str, float]] = defaultdict(dict)

    def add(text: str, letters: str, frequency: float) -> None:
        letters = letters.replace("ve", "ue")
        if letters.isascii() and letters.isalpha() and letters not in NOT_TYPED:
            entries[letters][text] = max(frequency, entries[letters].get(text, 0.0))

    known = set()
    for text, letters, frequency in read_rime(rime):
        if len(text) <= LONGEST_WORD:
            add(text, letters, frequency)
            known.add(text)
    with TTFont(assets / "fonts" / "NotoSansSC-Regular.otf", lazy=True) as font:
        drawable = {chr(code) for code in font.getBestCmap() if 0x3400 <= code <= 0x9FFF or code >= 0x20000}
    for hanzi in sorted(drawable - known, key=commonness):
        for reading in pinyin(hanzi, style=Style.NORMAL, heteronym=True)[0]:
            add(hanzi, reading, 0.0)
    for letters, hanzi_of_names in re.findall("([a-z]+)([^a-z ]+)", IN_NAMES):
        for hanzi in hanzi_of_names.strip():
            add(hanzi, letters, NAME_FREQUENCY)
    for letters, surnames in read_surnames(assets / "pinyin" / SURNAMES).items():
        for surname in surnames:
            add(surname, letters, 1.0)

    lines = []
    for letters in sorted(entries):
        by_frequency = sorted(entries[letters].items(), key=lambda item: -item[1])  # stable: commonness decides
        lines.append(letters + "\t" + "".join(text + _grade(frequency) for text, frequency in by_frequency))
    return HEADER + "\n".join(lines) + "\n"


def _grade(frequency: float) -> str:
    return chr(ord("a") + int(math.log2(frequency + 1)))


if __name__ == "__main__":
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    data = compile_dictionary(source, target).encode()
    (target / "pinyin" / DICTIONARY).write_bytes(gzip.compress(data, mtime=0))
