"""What a template of `assets/documents` is filled with: `Material.fill`, and what it comes to in one case. Pure.

    =words {plate}       these words; what stands in braces is put in, and when it is blank so is the whole
    plate                the answer of a field, as people write it; `finance_contact.name`: one column of a person
    applicant.name       who stands here: name, number, address
    record.code          the office's own record of a fine's case
    amount | =nothing    the first that is not blank
    ?hearing=yes         true or false: whether the answer is, or contains, this code
    [a, b]               a list: what has a blank in it is left out, and a field that is a list is put in as its records
    {each: others, by: paid_by}   for each record of a list its columns, and these besides

A key that ends in `?` is left out where its value is blank; any other stays, blank, to be written by hand.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from typing_extensions import TypeAliasType

Fill = TypeAliasType("Fill", "str | bool | tuple[Fill, ...] | dict[str, Fill]")

APPLICANT, RECORD = "applicant", "record"
EACH = "each"

_HOLE = re.compile(r"\{([a-z0-9_.]+)\}")
_IS = re.compile(r"\?([a-z0-9_]+)=([a-z0-9_]+)")


class Known:
    """What a case knows. Of fields only those that apply: an answer that is hidden fills nothing in."""

    def __init__(
        self,
        codes: Mapping[str, str],
        shown: Mapping[str, str],
        applicant: Mapping[str, str],
        record: Mapping[str, str],
    ) -> None:
        """`codes`: answers as they are kept (see `FormField`), by field; `shown`: the same as people write them."""
        self.codes, self._shown = codes, shown
        self._roots = {APPLICANT: applicant, RECORD: record}

    def text(self, name: str) -> str:
        """Blank when it is not known."""
        root, _, key = name.partition(".")
        if root in self._roots:
            return self._roots[root].get(key, "")
        if key:
            return str(json.loads(self.codes.get(root) or "{}").get(key, ""))
        return self._shown.get(name, "")

    def records(self, field: str) -> list[dict[str, str]] | None:
        """Those of a list; None when the field is none, or has no answer."""
        kept = self.codes.get(field, "")
        return json.loads(kept) if kept.startswith("[") else None


def filled(fill: Any, known: Known) -> Any:
    """What a template reads: texts, truths, and lists and maps of them."""
    if isinstance(fill, Mapping):
        return {key.removesuffix("?"): value for key, value in _entries(fill, known)}
    if isinstance(fill, list | tuple):
        return [entry for part in fill for entry in _spread(part, known) if not _has_a_blank(entry)]
    if isinstance(fill, bool):
        return fill
    if told := _IS.fullmatch(fill):
        return told[2] in known.codes.get(told[1], "").split(",")
    return next((text for text in (_text(part.strip(), known) for part in fill.split(" | ")) if text), "")


def _entries(fill: Mapping[str, Any], known: Known) -> Iterator[tuple[str, Any]]:
    for key, part in fill.items():
        value = filled(part, known)
        if not (key.endswith("?") and (_has_a_blank(value) or value == [])):
            yield key, value


def _spread(part: Any, known: Known) -> Iterator[Any]:
    if isinstance(part, Mapping) and EACH in part:
        besides = filled({key: value for key, value in part.items() if key != EACH}, known)
        yield from ({**entry, **besides} for entry in known.records(part[EACH]) or ())
    elif isinstance(part, str) and (records := known.records(part)) is not None:
        yield from records
    else:
        yield filled(part, known)


def _text(part: str, known: Known) -> str:
    if not part.startswith("="):
        return known.text(part)
    texts = {name: known.text(name) for name in _HOLE.findall(part)}
    return _HOLE.sub(lambda hole: texts[hole[1]], part[1:]) if all(texts.values()) else ""


def _has_a_blank(value: Any) -> bool:
    if isinstance(value, Mapping):
        return any(_has_a_blank(inner) for inner in value.values())
    return isinstance(value, str) and not value


def names(fill: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every field, column and record key that a fill names, with where it stands."""
    if isinstance(fill, Mapping):
        for key, part in fill.items():
            yield from (((key, *path), name) for path, name in names(part))
    elif isinstance(fill, list | tuple):
        for at, part in enumerate(fill):
            yield from (((at, *path), name) for path, name in names(part))
    elif isinstance(fill, str):
        if told := _IS.fullmatch(fill):
            yield (), told[1]
            return
        for part in map(str.strip, fill.split(" | ")):
            yield from (((), name) for name in (_HOLE.findall(part) if part.startswith("=") else [part]) if name)
