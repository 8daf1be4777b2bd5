"""The exact list of a situation as a citizen reads it: what to bring, what is spared, what may not be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.catalogue.model import Role, Service, Source
from kiosk.catalogue.registers import Register
from kiosk.visit.needed import Needed
from kiosk.visit.state import Standing
from screens.citizen import facts
from screens.citizen.screen import in_words
from screens.citizen.section import Section
from screens.widgets.basics import Card, Item
from screens.widgets.specimen import Thumbnail, sample
from screens.words import words


@dataclass(frozen=True, slots=True)
class ExactList:
    """The exact list of one situation, by what the citizen has to do about it."""

    bring: tuple[Needed, ...]  # for sure
    perhaps: tuple[Needed, ...]  # only where the registers know nothing
    ready: tuple[Needed, ...]  # here already, or promised
    spared: tuple[Needed, ...]  # the machine makes it, or an office gets it
    never: tuple[Needed, ...]  # may not be asked of anybody


def exact_list(lines: Iterable[Needed]) -> ExactList:
    """Cards are no papers, and of papers of which one is enough those that are not needed any more say nothing."""
    kinds: dict[str, list[Needed]] = {kind: [] for kind in ("bring", "perhaps", "ready", "spared", "never", "")}
    for line in lines:
        kinds[_kind(line)].append(line)
    del kinds[""]
    return ExactList(**{kind: tuple(found) for kind, found in kinds.items()})


def _kind(line: Needed) -> str:
    if line.material.never_ask:
        return "never"
    match line.standing:
        case Standing.WANTED:
            return "bring"
        case Standing.LEFT_OUT:
            return "bring" if line.ways else ""
        case Standing.CARD:
            return ""
        case Standing.SCANNED | Standing.SHARED | Standing.EARLIER | Standing.DEFERRED | Standing.COMMITTED:
            return "ready"
        case Standing.EXPECTED if Source.CARD in line.material.sources:
            return ""
        case Standing.EXPECTED if Source.SCAN in line.material.sources:
            return "perhaps"
        case Standing.EXPECTED | Standing.GENERATED | Standing.OFFICE_FETCHES:
            return "spared"
        case _:
            assert_never(line.standing)


def alternatives(lines: Iterable[Needed]) -> tuple[tuple[Needed, ...], ...]:
    """The same lines; those of which one is enough stand together, where the first of them stood."""
    groups: dict[str, list[Needed]] = {}
    for line in lines:
        groups.setdefault(line.material.one_of or f"only {line.material.code}", []).append(line)
    return tuple(tuple(group) for group in groups.values())


# --- what is seen of it

Enlarge = Callable[[Thumbnail], None]


class PaperRow(BoxLayout):
    """One paper: its name, what a good one looks like, what else can be done, and a picture of one."""

    name = StringProperty("")
    text = StringProperty("")
    ways = StringProperty("")


class OneOf(Card):
    """Papers of which one is enough."""

    text = StringProperty("")


def list_sections(
    service: Service,
    listed: ExactList,
    people: tuple[Role, ...],
    registers: Mapping[str, Register],
    enlarge: Enlarge,
) -> Iterator[Section]:
    """`people`: those who come along with a card of their own. `enlarge`: called with the sample that was touched."""
    cards = [_person(role) for role in people]
    if facts.brings_card(service):
        cards.insert(0, Item(picture="card", text=words._("guide-bring-card"), more=words._("guide-bring-card-more")))
    papers = alternatives(listed.bring)
    wanted = sum(any(line.standing is Standing.WANTED for line in group) for group in papers)
    none = [] if papers or listed.perhaps else [Item(picture="check", text=words._("guide-bring-no-papers"))]
    yield Section(
        [*cards, *(_choice(group, enlarge) for group in papers), *none],
        picture="paper",
        heading=words._("guide-exact", count=len(cards) + wanted),
    )
    if listed.ready:
        ready = [Item(text=in_words(n.material.name), more=words._(f"guide-ready-{n.standing}")) for n in listed.ready]
        yield Section(ready, picture="check", heading=words._("guide-ready"), tone="success")
    if listed.perhaps:
        yield Section(
            [_choice(group, enlarge) for group in alternatives(listed.perhaps)],
            picture="search",
            heading=words._("guide-may-need"),
            lead=words._("guide-may-need-lead"),
        )
    if listed.spared:
        spared = [Item(text=in_words(n.material.name), more=_origin(n, registers)) for n in listed.spared]
        yield Section(spared, picture="check", heading=words._("guide-spared"), tone="success")
    if listed.never:
        never = [
            Item(picture="never", text=in_words(n.material.name), more=in_words(n.material.standard))
            for n in listed.never
        ]
        yield Section(never, picture="never", heading=words._("guide-never"), lead=words._("guide-never-lead"))


def _person(role: Role) -> Item:
    return Item(picture="person", text=words._("guide-person", who=in_words(role.name)))


def _choice(group: tuple[Needed, ...], enlarge: Enlarge) -> Widget:
    if len(group) == 1:
        return _row(group[0], enlarge)
    box = OneOf(text=words._("guide-one-of", count=len(group)))
    for line in group:
        box.add_widget(_row(line, enlarge))
    return box


def _row(line: Needed, enlarge: Enlarge) -> PaperRow:
    material = line.material
    name = in_words(material.name)
    row = PaperRow(
        name=words._("guide-if-needed", name=name) if line.standing is Standing.LEFT_OUT else name,
        text=in_words(material.standard),
        ways="\n".join(_ways(line)),
    )
    if (picture := sample(material.sample)) is not None:
        thumbnail = Thumbnail(name=f"sample-{material.code}", source=str(picture), pos_hint={"top": 1})
        thumbnail.bind(on_release=enlarge)
        row.add_widget(thumbnail)
    return row


def _ways(line: Needed) -> Iterator[str]:
    """What the law allows instead of bringing it now."""
    deferral = line.material.deferral
    if deferral is not None:
        yield words._("guide-later", days=deferral.working_days)
    if line.material.commitment is not None:
        yield words._("guide-commit")
    if not line.material.verified:
        yield words._("guide-unverified")


def _origin(line: Needed, registers: Mapping[str, Register]) -> str:
    """Where the machine, or the office, has it from."""
    lookup = line.material.lookup
    register = registers.get(lookup.register_) if lookup is not None else None
    if register is not None:
        return words._("guide-from-register", register=in_words(register.name))
    return words._("guide-made" if Source.GENERATED in line.material.sources else "guide-fetched")


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
