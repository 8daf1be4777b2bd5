"""Finding a service by what people say: the initials of its pinyin (新生儿: xse), its pinyin, or any words of it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Kind, Service

_LATIN = re.compile(r"[a-z ]+")


@dataclass(frozen=True, slots=True)
class _Entry:
    service: Service
    initials: str
    pinyin: str
    names: str
    words: str


class Search:
    """Built once for a catalogue; the pinyin library is loaded with it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._entries = tuple(_entry(s) for s in catalogue if s.kind is not Kind.INFORMATION)

    def find(self, text: str) -> tuple[Service, ...]:
        """Best first: the name begins with it, has it in it, is said so in pinyin; then what is written about it."""
        wanted = _plain(text)
        if not wanted:
            return ()
        ranked = ((rank, e) for e in self._entries if (rank := _rank(e, wanted)) is not None)
        return tuple(entry.service for _, entry in sorted(ranked, key=lambda found: found[0]))

    def by_initial(self, letter: str) -> tuple[Service, ...]:
        """The services whose name begins with a letter, as in a dictionary."""
        return tuple(e.service for e in self._entries if e.initials.startswith(letter.lower()))

    def letters(self) -> tuple[str, ...]:
        """The first letters that there are, in order."""
        return tuple(sorted({e.initials[0] for e in self._entries if e.initials}))


def _entry(service: Service) -> _Entry:
    from pypinyin import Style, lazy_pinyin

    names = [service.name.zh, *(sub.name.zh for sub in service.sub_matters)]
    chinese = ["".join(c for c in name if unicodedata.category(c) == "Lo") for name in names]
    others = [service.summary.zh, service.summary.en, service.name.en, service.authority.name.zh]
    others += [m.name.zh for m in service.materials] + [q.question.zh for q in service.faq]
    return _Entry(
        service=service,
        initials=" ".join("".join(lazy_pinyin(name, style=Style.FIRST_LETTER)) for name in chinese),
        pinyin=" ".join("".join(lazy_pinyin(name)) for name in chinese),
        names=_plain(" ".join([*names, service.name.en])),
        words=_plain(" ".join(others)),
    )


def _rank(entry: _Entry, wanted: str) -> int | None:
    if entry.names.startswith(wanted):
        return 0
    if wanted in entry.names:
        return 1
    if _LATIN.fullmatch(wanted):
        letters = wanted.replace(" ", "")
        if any(word.startswith(letters) for word in entry.initials.split(" ")):
            return 2
        if letters in entry.initials:
            return 3
        if any(word.startswith(letters) for word in entry.pinyin.split(" ")):
            return 4
    return 5 if wanted in entry.words else None


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
