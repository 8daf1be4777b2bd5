"""The four lists and the guides: read by anybody, searched, taken away as a code; no card needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.widget import Widget

from kiosk.catalogue.base import Words
from kiosk.catalogue.lists import OtherList, PowerEntry, power_list, responsibilities
from kiosk.catalogue.search import Index
from kiosk.visit.state import VisitState
from screens.citizen import facts, finding  # noqa: F401 (the kv file uses Typed)
from screens.citizen.confirm import Entry
from screens.citizen.receipt import Code  # noqa: F401 (the kv file uses it)
from screens.citizen.screen import Screen, day_words, in_words
from screens.citizen.section import Section
from screens.keyboard.keyboard import Keyboard
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Card, Item, Notice, WayRow
from screens.widgets.holding import empty, let_go
from screens.words import words

POWER, RESPONSIBILITY = "power", "responsibility"
LONGEST = 20  # characters that can be typed

Row = Callable[[], Widget]


class TakeAway(Card):
    """A code that leads to this matter's page, for the own phone."""

    text = StringProperty("")  # of the code


class Lists(Screen):
    """`chosen`: which list, "" for all of them; `matter`: which line of the power list, by item code."""

    has_steps = False

    chosen = StringProperty("")
    matter = StringProperty("")
    heading = StringProperty("")
    lead = StringProperty("")
    typed = StringProperty("")
    spelling = StringProperty("")  # pinyin that is no word yet
    searching = BooleanProperty(False)
    keyboard: Keyboard | None = ObjectProperty(None, allownone=True)

    def __init__(self, **kwargs: Any) -> None:
        self._index: Index[Row] | None = None  # of the list that is shown
        super().__init__(**kwargs)

    def show(self, _state: VisitState) -> None:
        if not self.is_new(self.chosen, self.matter, self.typed, self.spelling, self.searching):
            return
        self.ids.field_place.show(*([self.ids.field] if self.searching else []))
        parts = self.ids.parts
        empty(parts)
        for part in self._parts():
            parts.add_widget(part)
        self.ids.page.ids.view.scroll_y = 1

    def backward(self) -> None:
        if self.matter:
            self.matter = ""
        elif self.searching:
            self._search(False)
        elif self.chosen:
            self.chosen = ""
        else:
            self.visit.go_back()
            return
        self.show(self.state)

    def sideways(self) -> None:
        self._search(True)
        self.show(self.state)

    # --- searching

    def _search(self, wanted: bool) -> None:
        self.searching, self.typed, self.spelling, self._index = wanted, "", "", None
        if self.keyboard is not None:
            let_go(self.keyboard)
            self.remove_widget(self.keyboard)
            self.keyboard = None
        if wanted:
            self.keyboard = Keyboard(kind="text")
            self.keyboard.bind(
                on_text=lambda _keyboard, text: self._type(self.typed + text),
                on_backspace=lambda _keyboard: self._type(self.typed[:-1]),
                letters=lambda _keyboard, letters: self._spell(letters),
            )
            self.add_widget(self.keyboard)

    def _type(self, text: str) -> None:
        self.typed = text[:LONGEST]
        self.show(self.state)

    def _spell(self, letters: str) -> None:
        self.spelling = letters
        self.show(self.state)

    # --- what is shown

    def _parts(self) -> Iterator[Widget]:
        if self.matter:
            yield from self._matter(next(e for e in self._powers() if e.service.item_code == self.matter))
        elif self.chosen:
            yield from self._list()
        else:
            self.heading, self.lead = words._("lists-title"), words._("lists-lead")
            count = words._("lists-complete", count=len(self._powers()))
            yield self._door(f"list-{POWER}", words._("lists-power"), count)
            yield self._door(f"list-{RESPONSIBILITY}", words._("lists-responsibility"), count)
            for other in self.hall.other_lists:
                yield self._door(f"list-{other.code}", in_words(other.name), in_words(other.note))

    def _list(self) -> Iterator[Widget]:
        other = next((each for each in self.hall.other_lists if each.code == self.chosen), None)
        self.heading = in_words(other.name) if other is not None else words._(f"lists-{self.chosen}")
        self.lead = words._(f"lists-{self.chosen}-lead") if other is None else ""
        if other is not None and not other.complete:
            yield Notice(tone="warning", text=in_words(other.note))
        asked = f"{self.typed} {self.spelling}".strip()
        rows = self._found(asked) if asked else tuple(row for _, row in self._rows(other))
        for row in rows:
            yield row()
        if asked and not rows:
            yield Item(picture="search", text=words._("lists-nothing"))

    def _rows(self, other: OtherList | None) -> Iterator[tuple[tuple[Words, ...], Row]]:
        """Each line: what it says, name first, and how it looks."""
        if other is not None:
            for line in other.entries:
                yield (line,), lambda line=line: Item(picture="law", text=in_words(line))
        elif self.chosen == POWER:
            for entry in self._powers():
                name = entry.service.name
                more = (entry.item_type, entry.service.authority.name)
                yield (
                    (name, *more, *entry.basis),
                    lambda entry=entry, more=more: self._door(
                        f"matter-{entry.service.item_code}",
                        in_words(entry.service.name),
                        " · ".join(in_words(said) for said in more),
                    ),
                )
        else:
            for office, services in responsibilities(self.hall.catalogue):
                yield (
                    (office, *(service.name for service in services)),
                    lambda office=office, services=services: _duties(office, services),
                )

    def _found(self, asked: str) -> tuple[Row, ...]:
        if self._index is None:
            other = next((each for each in self.hall.other_lists if each.code == self.chosen), None)
            self._index = Index((row, (said[:1], (), said[1:])) for said, row in self._rows(other))
        return self._index.find(asked)

    def _matter(self, entry: PowerEntry) -> Iterator[Widget]:
        service = entry.service
        self.heading, self.lead = in_words(service.name), in_words(service.summary)
        flow = " → ".join(in_words(name) for name in entry.flow) or words._("lists-flow-none")
        doubtful = any(not rule.verified for rule in service.legal_basis)
        yield Section(
            [
                Entry(label=words._(label), value=value)
                for label, value in (
                    ("lists-type", in_words(entry.item_type)),
                    ("lists-authority", in_words(service.authority.name)),
                    ("lists-credit-code", service.authority.credit_code),
                    ("lists-level", in_words(entry.level)),
                    ("lists-basis", "\n".join(in_words(rule) for rule in entry.basis)),
                    ("lists-flow", flow),
                    ("lists-time", facts.time(service.promised_time)),
                    ("lists-consult", service.phones.consult),
                    ("lists-complaint", service.phones.complaint),
                    ("lists-version", words._("lists-version-of", version=service.version)),
                    ("lists-effective", day_words(service.effective)),
                    *([("lists-cancelled", day_words(service.cancelled))] if service.cancelled else []),
                    ("lists-item-code", service.item_code),
                )
            ],
            picture="law",
            heading=words._("lists-power"),
            lead=words._("lists-doubt") if doubtful else "",
        )
        yield TakeAway(text=f"https://{self.hall.verifier}/matters/{service.item_code}")

    def _powers(self) -> tuple[PowerEntry, ...]:
        return power_list(self.hall.catalogue)

    def _door(self, name: str, text: str, more: str) -> WayRow:
        door = WayRow(name=name, picture="law", text=text, more=more)
        door.bind(on_release=self._open)
        return door

    def _open(self, door: WayRow) -> None:
        kind, _, key = door.name.partition("-")
        if kind == "list":
            self.chosen = key
        else:
            self.matter = key
        self.show(self.state)


def _duties(office: Words, services: tuple[Any, ...]) -> Section:
    """What an office must do, within its times, answering to its complaint telephone."""
    return Section(
        (
            Item(
                picture="law",
                text=in_words(service.name),
                more=words._("lists-duty", time=facts.time(service.promised_time), phone=service.phones.complaint),
            )
            for service in services
        ),
        picture="hall",
        heading=in_words(office),
    )


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
