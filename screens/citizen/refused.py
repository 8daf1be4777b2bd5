"""A condition is not met: told before anything is typed, with the rule, and with what can be done instead."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty

from kiosk.visit.state import Problem, VisitState
from screens.citizen.guide import Section
from screens.citizen.screen import Screen, in_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Item
from screens.widgets.holding import empty
from screens.words import words


class Refused(Screen):
    title = StringProperty("")
    phone = StringProperty("")

    def show(self, state: VisitState) -> None:
        service = state.service
        if service is None:
            return
        refusals = self.visit.refusals()
        elsewhere = any(finding.problem is Problem.NOT_OUR_COMPETENCE for finding in refusals)
        self.title = words._("refused-elsewhere" if elsewhere else "refused-not-met")
        self.phone = words._("guide-consult", number=service.phones.consult)
        if not self.is_new(refusals):
            return
        reasons = self.ids.reasons
        empty(reasons)
        for finding in refusals:
            condition = next(c for c in service.conditions if c.code == finding.condition)
            section = Section(picture="warning", heading=in_words(condition.text))
            if finding.rule is not None:
                section.add_widget(Item(picture="law", text=in_words(finding.rule)))
            if condition.way is not None:
                section.add_widget(Item(picture="next", text=words._("refused-way"), more=in_words(condition.way)))
            reasons.add_widget(section)

    def print_it(self) -> None:
        self.visit.leaving.notice()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
