"""Finding a service by what people type: pinyin, Chinese words, English words; and by the letters that spell its name.

Pure. An index is made once of things and the words that are said about them, in layers: the name first, and what is
found there comes before what is found further down.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kiosk.catalogue.base import Words
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Kind, Service
from kiosk.wording import Language

T = TypeVar("T")
Layers = Sequence[Iterable[Words]]

LONGEST = 24  # characters of one word that is looked for
SPELLED_LAYERS = 2  # as deep as pinyin is known: nobody spells out a paragraph
ALPHABET = "abcdefghijklmnopqrstuvwxyz"

_HANZI = "〇\u3400-\u9fff\U00020000-\U0003ffff"
_TERM = re.compile(rf"[a-z]+|[0-9]+|[{_HANZI}]+")
_NO_HANZI = re.compile(rf"[^{_HANZI}]")
_ALIKE = 0.5  # of the pairs of hanzi in a phrase: so many must stand somewhere where the phrase as a whole does not


@dataclass(frozen=True, slots=True)
class _Layer:
    """The same words in three forms."""

    hanzi: tuple[str, ...]
    syllables: tuple[tuple[str, ...], ...]  # "" where pinyin knows none
    english: tuple[tuple[str, ...], ...]


_Rank = Callable[[str, Sequence[_Layer]], float | None]  # the lower the better; None: does not fit at all


class Index(Generic[T]):
    """`entries`: each thing, and layers of words about it. The first index of a process takes 0.4 s: pinyin is read."""

    def __init__(self, entries: Iterable[tuple[T, Layers]]) -> None:
        self._entries = tuple(
            (thing, tuple(_layer(depth, words) for depth, words in enumerate(layers))) for thing, layers in entries
        )

    def find(self, text: str) -> tuple[T, ...]:
        """What answers to every word of `text`, best first; nothing for no words.

        Letters are initials (xse), syllables (xinsheng), a mixture of both, or the beginning of an English word. A
        Chinese phrase that stands nowhere as a whole finds what at least half of its pairs of hanzi stand in.
        """
        terms = [term[:LONGEST] for term in _TERM.findall(_plain(text))]
        return (self._best(terms, _rank) or self._best(terms, _unlikeness)) if terms else ()

    def by_letters(self, letters: str, language: Language) -> tuple[T, ...]:
        """按字母: what has a name that is spelled so, those that begin so first; everything for no letters."""
        wanted = _plain(letters)[:LONGEST]
        rank = _spelled if language is Language.ZH else _begun
        return _sorted((rank(wanted, layers[0]), thing) for thing, layers in self._entries)

    def next_letters(self, letters: str, language: Language) -> frozenset[str]:
        """The letters after which `by_letters` still finds something."""
        return frozenset(letter for letter in ALPHABET if self.by_letters(letters + letter, language))

    def _best(self, terms: Sequence[str], rank: _Rank) -> tuple[T, ...]:
        return _sorted((_sum(rank(term, layers) for term in terms), thing) for thing, layers in self._entries)


class Search(Index[Service]):
    """All that can be done here: names; what they consist of and come to; summaries; materials; questions."""

    def __init__(self, catalogue: Catalogue) -> None:
        super().__init__((service, _said(service)) for service in catalogue if service.kind is not Kind.INFORMATION)


def _said(service: Service) -> Layers:
    return (
        (service.name,),
        (*(sub.name for sub in service.sub_matters), service.result.name),
        (service.summary, service.authority.name),
        tuple(material.name for material in service.materials),
        tuple(words for entry in service.faq for words in (entry.question, entry.answer)),
    )


def _layer(depth: int, layer: Iterable[Words]) -> _Layer:
    words = tuple(layer)
    spelled = words if depth < SPELLED_LAYERS else ()
    return _Layer(
        hanzi=tuple(_plain(said.zh) for said in words),
        syllables=tuple(_syllables(_NO_HANZI.sub("", said.zh)) for said in spelled),
        english=tuple(tuple(re.findall(r"[a-z0-9]+", _plain(said.en))) for said in words),
    )


def _syllables(hanzi: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # 0.3 s and 55 MB: only for who searches

    return tuple(lazy_pinyin(hanzi, errors=lambda _unknown: ""))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


# --- how well a term fits


def _rank(term: str, layers: Sequence[_Layer]) -> float | None:
    """Two ranks a layer: at its beginning, or elsewhere in it."""
    for depth, layer in enumerate(layers):
        if term.isascii():
            ranks = [_spelled(term, layer), _begun(term, layer)]
        else:
            ranks = [min((text.find(term) > 0 for text in layer.hanzi if term in text), default=None)]
        found = [float(rank) for rank in ranks if rank is not None]
        if found:
            return 2 * depth + min(found)
    return None


def _unlikeness(term: str, layers: Sequence[_Layer]) -> float | None:
    """Of a Chinese phrase: the share of its pairs of hanzi that stand nowhere."""
    pairs = {term[at : at + 2] for at in range(len(term) - 1)}
    if term.isascii() or not pairs:
        return None
    there = {pair for pair in pairs for layer in layers for text in layer.hanzi if pair in text}
    share = len(there) / len(pairs)
    return None if share < _ALIKE else 1 - share


def _spelled(letters: str, layer: _Layer) -> float | None:
    """0: some words of the layer begin so in pinyin; 1: their middle does."""
    starts = [at for word in layer.syllables for at in range(len(word)) if _spells(letters, word[at:])]
    return None if not starts else 0.0 if 0 in starts else 1.0


def _spells(letters: str, syllables: Sequence[str]) -> bool:
    """Whether the letters are beginnings of these syllables, one after the other: xse, xinse, xsheng."""
    if not letters:
        return True
    if not syllables:
        return False
    first, rest = syllables[0], syllables[1:]
    lengths = range(min(len(letters), len(first)), 0, -1)
    return any(first.startswith(letters[:used]) and _spells(letters[used:], rest) for used in lengths)


def _begun(letters: str, layer: _Layer) -> float | None:
    """0: some words of the layer begin so in English; 1: a later word does."""
    starts = [at for words in layer.english for at, word in enumerate(words) if word.startswith(letters)]
    return None if not starts else 0.0 if 0 in starts else 1.0


def _sum(ranks: Iterable[float | None]) -> float | None:
    total = 0.0
    for rank in ranks:
        if rank is None:
            return None
        total += rank
    return total


def _sorted(ranked: Iterable[tuple[float | None, T]]) -> tuple[T, ...]:
    """Best first; of equals in the order in which they came."""
    fitting = [(rank, thing) for rank, thing in ranked if rank is not None]
    return tuple(thing for _, thing in sorted(fitting, key=lambda pair: pair[0]))
