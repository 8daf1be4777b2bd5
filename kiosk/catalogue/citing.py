"""How an article of a law is cited in English: 第十八条 is Art. 18; all else, such as a document number, stays."""

from __future__ import annotations

import re

_ARTICLE = re.compile("第([一二三四五六七八九十百千零]+)条")
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def in_english(article: str) -> str:
    if not _ARTICLE.search(article):
        return article
    numbered = _ARTICLE.sub(lambda found: f"Art. {_number(found[1])}", article)
    return numbered.replace("、", ", ").replace("，", ", ").replace("至", " to ")


def _number(hanzi: str) -> int:
    """Below 10,000, as articles are counted."""
    total, digit = 0, 1 if hanzi[0] == "十" else 0
    for each in hanzi:
        if each in _UNITS:
            total, digit = total + digit * _UNITS[each], 0
        else:
            digit = _DIGITS[each]
    return total + digit
