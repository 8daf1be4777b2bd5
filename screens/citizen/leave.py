"""Going home with a notice, or to the window with a ticket: the code that goes on from here, and where else to go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.visit.state import Busy, DraftKind, Printed, Standing, VisitState
from screens.citizen import facts, receipt  # noqa: F401 (the kv file uses Code)
from screens.citizen.places import places_section
from screens.citizen.screen import Screen, day_words, in_words
from screens.citizen.section import Section
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Item
from screens.widgets.holding import empty
from screens.words import words


class Leave(Screen):
    has_steps = False
    shows_trouble = True
    shows_busy = frozenset({Busy.PRINTING})

    kind = StringProperty("")
    code = StringProperty("")
    short = StringProperty("")
    until = StringProperty("")
    kept_here = BooleanProperty(False)
    failed = BooleanProperty(False)
    printing = BooleanProperty(False)
    trouble = StringProperty("")

    def show(self, state: VisitState) -> None:
        draft = state.draft
        if draft is None or state.service is None:
            return
        self.kind, self.code = str(draft.kind), draft.code
        self.short = " ".join(draft.short[at : at + 4] for at in range(0, len(draft.short), 4))
        self.until = words._("leave-until", until=day_words(draft.until))
        self.kept_here = not draft.at_office
        self.printing = state.busy is Busy.PRINTING
        self.failed = state.printed is Printed.FAILED and not self.printing
        self.trouble = words.error(state.trouble.code) if state.trouble else ""
        self.primary_enabled = not self.printing
        self.ids.printed.show(self.ids.not_printed if self.failed else self.ids.paper)
        self.ids.kept.show(*([self.ids.kept_notice] if self.kept_here else []))
        if self.is_new(draft):
            self._list(state)

    def _list(self, state: VisitState) -> None:
        parts = self.ids.parts
        empty(parts)
        if state.draft is not None and state.draft.kind is DraftKind.NOTICE:
            parts.add_widget(Section(self._bring(state), picture="paper", heading=words._("leave-bring")))
        assert state.service is not None
        parts.add_widget(places_section(self.hall, state.service, self.clock.now()))

    def _bring(self, state: VisitState) -> Iterator[Item]:
        """Cards first, then the papers that nobody but the citizen has."""
        service = state.service
        assert service is not None
        if facts.brings_card(service):
            yield Item(picture="card", text=words._("guide-bring-card"))
        for role in self.visit.roles():
            if role.by == "card" and role.code not in state.people:
                yield Item(picture="person", text=words._("leave-person", who=in_words(role.name)))
        for line in self.visit.materials():
            if line.standing is Standing.WANTED:
                more = in_words(line.material.standard)
                if line.material.one_of is not None:
                    more = words._("leave-one-of", standard=more)
                yield Item(picture="paper", text=in_words(line.material.name), more=more)

    def forward(self) -> None:
        self.visit.go_on()

    def backward(self) -> None:
        self.visit.leaving.print_again()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
