"""The papers that people bring: what is printed on them, what may be wrong with them, and who would notice.

All are one picture, which is really laid, photographed and scanned; what a reader would find on each is kept with it,
since reading a picture takes seconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tests.population.people import Person
from tests.population.rules import APPLICANT, Node, yes

PICTURE = "premises_lease"  # of the gallery
FLAWS = {"wrong_kind": "wrong_kind", "expired": "expired", "other_person": "contradicts", "illegible": "illegible"}
_MARK = b"\npaper "


@dataclass(frozen=True)
class Sheet:
    """`name`: of this very sheet; `lines`: what stands on it; `score`: how well it can be read, 0 to 1."""

    name: str
    lines: tuple[str, ...]
    score: float = 0.98
    flaw: str = ""


def sheet(name: str, material: Node, holder: Person | None, stranger: Person, today: date, *, flaw: str = "") -> Sheet:
    """A paper of this kind in the name of `holder`. `stranger`: whose paper it is, by a flaw."""
    expected = material.get("expected", {})
    titles: Sequence[str] = expected.get("title_words", ()) or (material["name"]["zh"],)
    owner = stranger if flaw == "other_person" or holder is None else holder
    ends = today + timedelta(days=-40 if flaw == "expired" else 400)
    lines = [
        "暑期游泳培训班招生简章" if flaw == "wrong_kind" else titles[0],
        f"姓名：{owner.name}",
        f"公民身份号码：{owner.number}",
        "本件由发放单位盖章，涂改无效，请妥善保管。",
    ]
    if yes(expected.get("valid_until")):
        lines.append(f"有效期至{ends.year}年{ends.month}月{ends.day}日")
    score = 0.5 if flaw == "illegible" else 0.98
    return Sheet(name, tuple(lines), score, flaw)


def holder(material: Node, persons: Mapping[str, Person]) -> Person | None:
    return persons.get(material.get("expected", {}).get("holder", APPLICANT))


def noticed(material: Node) -> tuple[str, ...]:
    """The flaws of this paper that its rules let anybody notice."""
    expected = material.get("expected")
    if expected is None:
        return ()
    seen = {
        "wrong_kind": bool(expected.get("title_words") or expected.get("number_pattern")),
        "expired": yes(expected.get("valid_until")),
        "other_person": "holder" in expected,
        "illegible": True,
    }
    return tuple(flaw for flaw, is_seen in seen.items() if is_seen)


def marked(picture: bytes, name: str) -> bytes:
    """The bytes of a picture that say which sheet they show; readers of the format stop before it."""
    return picture + _MARK + name.encode()


def name_in(picture: bytes) -> str:
    """Which sheet a marked picture shows, "" for one that is not marked."""
    _, mark, name = picture[-200:].rpartition(_MARK)
    return name.decode() if mark else ""
