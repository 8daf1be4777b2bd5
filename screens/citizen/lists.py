"""The four lists and the guides: read by anybody, taken away as a code, no card needed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from kiosk.catalogue.lists import PowerEntry, power_list, responsibilities
from kiosk.visit.state import VisitState
from screens.citizen import facts
from screens.citizen.confirm import Entry
from screens.citizen.guide import Section
from screens.citizen.receipt import Code
from screens.citizen.screen import Screen, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Item, Notice, SecondaryButton
from screens.widgets.holding import empty
from screens.words import words

POWER, RESPONSIBILITY = "power", "responsibility"


class Lists(Screen):
    """`chosen`: which list; `matter`: which line of the power list, by item code."""

    has_steps = False

    chosen = StringProperty("")
    matter = StringProperty("")

    def show(self, _state: VisitState) -> None:
        if not self.is_new(self.chosen, self.matter):
            return
        page = self.ids.parts
        empty(page)
        for part in self._parts():
            page.add_widget(part)
        self.ids.page.ids.view.scroll_y = 1

    def _parts(self) -> Iterator[Widget]:
        if self.matter:
            entry = next(e for e in power_list(self.hall.catalogue) if e.service.item_code == self.matter)
            yield from self._matter(entry)
        elif self.chosen == POWER:
            for entry in power_list(self.hall.catalogue):
                yield self._door(f"matter-{entry.service.item_code}", in_words(entry.service.name))
        elif self.chosen == RESPONSIBILITY:
            for office, services in responsibilities(self.hall.catalogue):
                section = Section(picture="hall", heading=in_words(office))
                for service in services:
                    more = words._("lists-duty", time=facts.time(service.promised_time), phone=service.phones.complaint)
                    section.add_widget(Item(picture="law", text=in_words(service.name), more=more))
                yield section
        elif self.chosen:
            other = next(each for each in self.hall.other_lists if each.code == self.chosen)
            if not other.complete:
                yield Notice(tone="warning", text=in_words(other.note))
            for line in other.entries:
                yield Item(picture="law", text=in_words(line))
        else:
            yield self._door(f"list-{POWER}", words._("lists-power"))
            yield self._door(f"list-{RESPONSIBILITY}", words._("lists-responsibility"))
            for other in self.hall.other_lists:
                yield self._door(f"list-{other.code}", in_words(other.name))

    def _matter(self, entry: PowerEntry) -> Iterator[Widget]:
        service = entry.service
        section = Section(picture="law", heading=in_words(service.name))
        for label, value in (
            ("lists-type", in_words(entry.item_type)),
            ("lists-authority", in_words(service.authority.name)),
            ("lists-credit-code", service.authority.credit_code),
            ("lists-level", in_words(entry.level)),
            ("lists-basis", "\n".join(entry.basis)),
            ("lists-flow", " → ".join(in_words(stage.name) for stage in service.stages) or words._("lists-flow-none")),
            ("lists-consult", service.phones.consult),
            ("lists-complaint", service.phones.complaint),
            ("lists-version", words._("lists-version-of", version=service.version, day=service.effective.isoformat())),
            ("lists-item-code", service.item_code),
        ):
            section.add_widget(Entry(label=words._(label), value=value))
        yield section
        take = Section(picture="phone", heading=words._("lists-take"))
        take.add_widget(Code(text=f"https://{self.hall.verifier}/matters/{service.item_code}"))
        yield take

    def _door(self, name: str, text: str) -> SecondaryButton:
        door = SecondaryButton(name=name, text=text, behind="next", size_hint=(1, None))
        door.bind(on_release=self._open)
        return door

    def _open(self, door: SecondaryButton) -> None:
        kind, _, key = door.name.partition("-")
        if kind == "list":
            self.chosen = key
        else:
            self.matter = key
        self.show(self.state)

    def backward(self) -> None:
        if self.matter:
            self.matter = ""
        elif self.chosen:
            self.chosen = ""
        else:
            self.visit.go_back()
            return
        self.show(self.state)


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
