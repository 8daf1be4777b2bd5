"""All that will be handed in, and the declaration that it is true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.visit.state import VisitState
from screens.citizen import facts
from screens.citizen.guide import Section
from screens.citizen.screen import Screen, in_words, shown
from screens.widgets.basics import Item
from screens.widgets.holding import empty
from screens.words import words


class Entry(BoxLayout):
    """A name and its value, side by side."""

    label = StringProperty("")
    value = StringProperty("")


class Confirm(Screen):
    def show(self, state: VisitState) -> None:
        if state.service is None or not self.is_new(state.service, state.values, state.pages):
            return
        page = self.ids.parts
        empty(page)
        for part in self._parts(state):
            page.add_widget(part)

    def _parts(self, state: VisitState) -> Iterator[Widget]:
        service = state.service
        assert service is not None
        matter = Section(picture="hall", heading=words._("confirm-matter"))
        for label, value in (
            ("confirm-name", in_words(service.name)),
            ("confirm-office", in_words(service.authority.name)),
            ("guide-time", facts.time(service.promised_time)),
            ("guide-fee", facts.fee(service)),
        ):
            matter.add_widget(Entry(label=words._(label), value=value))
        yield matter
        form = Section(picture="form", heading=words._("confirm-form"))
        for field in self.visit.visible_fields():
            form.add_widget(Entry(label=in_words(field.label), value=shown(self.visit, field) or words._("form-empty")))
        if len(form.children) > 1:
            yield form
        papers = Section(picture="paper", heading=words._("confirm-papers"))
        for material in service.materials:
            if count := len(state.pages.get(material.code, ())):
                papers.add_widget(Item(text=in_words(material.name), more=words._("confirm-pages", count=count)))
        for material in facts.spared(service):
            papers.add_widget(Item(text=in_words(material.name), more=words._("confirm-spared")))
        if len(papers.children) > 1:
            yield papers

    def forward(self) -> None:
        self.visit.hand_in()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
