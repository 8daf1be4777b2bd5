"""From letters to hanzi: an engine over a fixed dictionary, with no memory.

It learns nothing and stores nothing: what one citizen typed must never come up for the next. No Kivy here.
"""

from __future__ import annotations

import gzip
import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

DICTIONARY = "pinyin.txt.gz"
SURNAMES = "surnames.txt"

COMPLETIONS = 60  # of letters that are not a whole syllable or word yet
PER_SYLLABLE = 12  # how many hanzi of a syllable may be among them


class Candidate(NamedTuple):
    """Hanzi that the first `letters_used` letters may mean."""

    text: str
    letters_used: int


class Pinyin:
    """A dictionary, ready to be asked.

    `folder` holds `pinyin.txt.gz`: lines `letters<TAB>` and then entries, the most frequent first. An entry is hanzi
    and one small letter, the logarithm of its frequency (`a` is the rarest). ü is written v.
    """

    def __init__(self, folder: Path) -> None:
        with gzip.open(folder / DICTIONARY, "rt", encoding="utf-8") as file:
            lines = (line.rstrip("\n").split("\t") for line in file if not line.startswith("#"))
            self._entries: dict[str, str] = dict(lines)
        self._keys = sorted(self._entries)
        self.syllables = frozenset(key for key in self._keys if _has_single(self._entries[key]))
        self._beginnings = frozenset(s[:n] for s in self.syllables for n in range(1, len(s) + 1))
        self._surnames = read_surnames(folder / SURNAMES)

    def candidates(self, letters: str, *, names: bool = False) -> list[Candidate]:
        """What `letters` (a-z) may mean: what uses most letters first, then the most frequent.

        With `names`, surnames come before other hanzi of the same reading, in the order of how many people bear them.
        """
        letters = letters.replace("ve", "ue")  # lve and lue are both written for lüe
        lengths = [n for n in range(len(letters), 0, -1) if letters[:n] in self._entries]
        found: list[Candidate] = []
        if letters and letters not in self._entries:
            found += [Candidate(text, len(letters)) for text in self._completions(letters)]
        sensible = [n for n in lengths if self._may_go_on(letters[n:])]
        for n in sensible or lengths:
            texts = [text for text, _ in _parse(self._entries[letters[:n]])]
            if names:
                texts = list(dict.fromkeys([*self._surnames.get(letters[:n], ()), *texts]))
            found += [Candidate(text, n) for text in texts]
        return found

    def readings(self, hanzi: str) -> list[str]:
        """The letters under which a character or word is found; for testers."""
        return [key for key in self._keys if any(text == hanzi for text, _ in _parse(self._entries[key]))]

    def _completions(self, letters: str) -> list[str]:
        """The most frequent things that begin with `letters` and are longer."""
        if letters in self._beginnings:  # of one syllable: single hanzi, or "zh" would bring thousands of words
            keys = [s for s in self.syllables if s.startswith(letters)]
            entries = [e for key in keys for e in islice(_parse(self._entries[key]), PER_SYLLABLE) if len(e[0]) == 1]
        else:
            first = bisect_left(self._keys, letters)
            last = bisect_left(self._keys, letters + "{")  # the character after z
            entries = [e for key in self._keys[first:last] for e in _parse(self._entries[key])]
        entries.sort(key=lambda entry: entry[1], reverse=True)
        return list(dict.fromkeys(text for text, _ in entries))[:COMPLETIONS]

    def _may_go_on(self, rest: str) -> bool:
        """Whether the letters after a candidate can be syllables again, the last one perhaps unfinished."""
        reached = {0}
        for start in range(len(rest)):
            if start in reached:
                if rest[start:] in self._beginnings:
                    return True
                reached.update(
                    end for end in range(start + 1, min(start + 7, len(rest) + 1)) if rest[start:end] in self.syllables
                )
        return len(rest) in reached


def read_surnames(file: Path) -> dict[str, list[str]]:
    """Surnames by their letters, those that most people bear first."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return {letters: words for letters, *words in (line.split() for line in lines if not line.startswith("#"))}


_ENTRY = re.compile("([^a-z]+)([a-z])")


def _parse(entries: str) -> Iterator[tuple[str, str]]:
    return (match.groups() for match in _ENTRY.finditer(entries))  # type: ignore[misc]


def _has_single(entries: str) -> bool:
    return any(len(text) == 1 for text, _ in _parse(entries))
