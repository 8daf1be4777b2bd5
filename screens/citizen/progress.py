"""How far one's cases are: each with its stations, and what it still waits for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.submission.receipt import grouped
from kiosk.visit.state import CaseProgress, VisitState
from screens.citizen.confirm import Entry
from screens.citizen.guide import Section
from screens.citizen.screen import Screen, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Item, SecondaryButton
from screens.widgets.holding import empty
from screens.words import words

_PICTURES = {"waiting": "clock", "at_work": "next", "finished": "check"}


class Progress(Screen):
    has_steps = False

    count = NumericProperty(-1)  # of cases; -1: not known yet

    def show(self, state: VisitState) -> None:
        self.count = -1 if state.cases is None else len(state.cases)
        if self.is_new(state.cases):
            cases = self.ids.cases
            empty(cases)
            for case in state.cases or ():
                cases.add_widget(self._case(case))

    def _case(self, case: CaseProgress) -> Section:
        service = self.hall.catalogue.get(case.item_code)
        section = Section(picture="hall", heading=in_words(service.name) if service else case.item_code)
        for part in self._parts(case):
            section.add_widget(part)
        return section

    def _parts(self, case: CaseProgress) -> Iterator[Widget]:
        yield Entry(label=words._("progress-state"), value=words._(f"case-{case.state}"))
        yield Entry(label=words._("screen-number"), value=grouped(case.number))
        yield Entry(label=words._("progress-handed-in"), value=case.handed_in.isoformat())
        if case.promised_by is not None:
            yield Entry(label=words._("progress-promised"), value=case.promised_by.isoformat())
        for sub in case.sub_cases:
            by = words._("progress-by", date=sub.promised_by.isoformat()) if sub.promised_by else ""
            more = " ".join(part for part in (words._(f"sub-case-{sub.state}"), by) if part)
            yield Item(picture=_PICTURES.get(sub.state, "clock"), text=in_words(sub.name), more=more)
        service = self.hall.catalogue.get(case.item_code)
        if case.wanted and service is not None:
            names = "、".join(in_words(service.material(code).name) for code in case.wanted)
            due = case.due.isoformat() if case.due else ""
            yield Item(
                picture="warning", text=words._("progress-wanted", names=names), more=words._("progress-by", date=due)
            )
            button = SecondaryButton(
                name=f"supplement-{case.number}", text=words._("progress-supply"), size_hint=(1, None)
            )
            button.bind(on_release=lambda _button: self.visit.progress.supplement(case.number))
            yield button


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
