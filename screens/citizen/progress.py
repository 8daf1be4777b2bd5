"""How far one's cases are: each with its stations, and what it still waits for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.submission.receipt import grouped
from kiosk.visit.state import CaseProgress, SubCase, VisitState
from screens.citizen.confirm import Entry
from screens.citizen.screen import Screen, day_words, in_words
from screens.citizen.section import Section
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Notice, SecondaryButton
from screens.widgets.holding import empty
from screens.words import words


class Stop(BoxLayout):
    """One station, or one matter of a life event, on the line from the hand-in to the end."""

    state = StringProperty("")  # waiting, at_work, finished
    text = StringProperty("")
    more = StringProperty("")
    first = BooleanProperty(False)
    last = BooleanProperty(False)
    line_over = NumericProperty(0)  # px by which the line reaches into the room between two stops


class Progress(Screen):
    has_steps = False

    known = BooleanProperty(False)  # the office has answered
    none = BooleanProperty(False)

    def show(self, state: VisitState) -> None:
        self.known, self.none = state.cases is not None, state.cases == ()
        self.ids.body.show(self.ids.nothing if self.none else self.ids.page)
        if self.is_new(state.cases):
            cases = self.ids.cases
            empty(cases)
            for case in state.cases or ():
                cases.add_widget(self._case(case))

    def _case(self, case: CaseProgress) -> Section:
        service = self.hall.catalogue.get(case.item_code)
        name = in_words(service.name) if service is not None else case.item_code
        return Section(self._parts(case), picture="hall", heading=name)

    def _parts(self, case: CaseProgress) -> Iterator[Widget]:
        yield Entry(label=words._("progress-state"), value=words._(f"case-{case.state}"))
        if case.wanted:
            yield from self._wanted(case)
        yield Entry(label=words._("screen-number"), value=grouped(case.number))
        yield Entry(label=words._("progress-handed-in"), value=day_words(case.handed_in))
        if case.promised_by is not None:
            yield Entry(label=words._("progress-promised"), value=day_words(case.promised_by))
        for at, sub in enumerate(case.sub_cases):
            yield _stop(sub, at, len(case.sub_cases))

    def _wanted(self, case: CaseProgress) -> Iterator[Widget]:
        """What was promised and is due; supplied here and now where the service is still done here."""
        service = self.hall.catalogue.get(case.item_code)
        if service is None:
            return
        names = words._("progress-and").join(in_words(service.material(code).name) for code in case.wanted)
        due = words._("progress-by", date=day_words(case.due)) if case.due is not None else ""
        yield Notice(tone="warning", title=words._("progress-wanted", names=names), text=due)
        button = SecondaryButton(
            name=f"supplement-{case.number}", text=words._("progress-supply"), behind="next", size_hint=(1, None)
        )
        button.bind(on_release=lambda _button: self.visit.progress.supplement(case.number))
        yield button


def _stop(sub: SubCase, at: int, count: int) -> Stop:
    by = words._("progress-by", date=day_words(sub.promised_by)) if sub.promised_by is not None else ""
    return Stop(
        state=sub.state,
        text=in_words(sub.name),
        more=" · ".join(part for part in (words._(f"sub-case-{sub.state}"), by) if part),
        first=at == 0,
        last=at == count - 1,
    )


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
