"""Going home with a notice, or to the window with a ticket: the code that opens the case again, and other places."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty

from kiosk.visit.needed import needed
from kiosk.visit.state import Busy, DraftKind, Printed, Standing, VisitState
from screens.citizen import receipt  # noqa: F401 (the kv file uses Code)
from screens.citizen.guide import Section
from screens.citizen.screen import Screen, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Item
from screens.widgets.holding import empty
from screens.words import words


class Leave(Screen):
    shows_trouble = True
    shows_busy = frozenset({Busy.PRINTING})

    ticket = BooleanProperty(False)
    code = StringProperty("")
    short = StringProperty("")
    until = StringProperty("")
    away = StringProperty("")
    failed = BooleanProperty(False)
    printing = BooleanProperty(False)
    trouble = StringProperty("")

    def show(self, state: VisitState) -> None:
        draft = state.draft
        if draft is None or state.service is None:
            return
        self.ticket = draft.kind is DraftKind.TICKET
        self.code, self.short = draft.code, f"{draft.short[:4]} {draft.short[4:]}"
        self.until = words._("leave-until", until=draft.until.isoformat())
        self.away = "" if draft.at_office else words._("leave-kept-here")
        self.printing = state.busy is Busy.PRINTING
        self.failed = state.printed is Printed.FAILED and not self.printing
        self.trouble = words.error(state.trouble.code) if state.trouble else ""
        self.primary_enabled = not self.printing
        if self.is_new(draft, state.pages):
            self._list(state)

    def _list(self, state: VisitState) -> None:
        parts = self.ids.parts
        empty(parts)
        wanted = [line.material for line in needed(state) if line.standing is Standing.WANTED]
        if wanted:
            bring = Section(picture="paper", heading=words._("leave-bring"))
            for material in wanted:
                bring.add_widget(Item(text=in_words(material.name), more=in_words(material.standard)))
            parts.add_widget(bring)
        points = self.hall.points(self.clock.now())
        if points:
            places = Section(picture="hall", heading=words._("leave-points"))
            for point in points:
                hours = point.hours_on(self.clock.now()) or words._("leave-closed-today")
                more = words._("leave-point", address=in_words(point.address), hours=hours, phone=point.phone)
                places.add_widget(Item(picture="hall", text=in_words(point.name), more=more))
            parts.add_widget(places)

    def backward(self) -> None:
        self.visit.leaving.print_again()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
