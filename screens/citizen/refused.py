"""A condition is not met: told before anything is typed, with the rule, and with what can be done instead."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty

from kiosk.catalogue.model import Service
from kiosk.visit.state import Finding, Problem, VisitState
from screens.citizen.places import places_section
from screens.citizen.screen import Screen, in_words
from screens.citizen.section import Section
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Item
from screens.widgets.holding import empty
from screens.words import words


class Refused(Screen):
    elsewhere = BooleanProperty(False)  # another office does it; else: nobody does, in this situation

    def show(self, state: VisitState) -> None:
        service = state.service
        if service is None:
            return
        refusals = self.visit.refusals()
        self.elsewhere = any(finding.problem is Problem.NOT_OUR_COMPETENCE for finding in refusals)
        if not self.is_new(refusals):
            return
        parts = self.ids.parts
        empty(parts)
        for finding in refusals:
            parts.add_widget(_reason(service, finding))
        parts.add_widget(places_section(self.hall, service, self.clock.now()))

    def sideways(self) -> None:
        self.visit.leaving.notice()


def _reason(service: Service, finding: Finding) -> Section:
    condition = next(c for c in service.conditions if c.code == finding.condition)
    rule = (
        [] if finding.rule is None else [Item(picture="law", text=words._("refused-rule"), more=in_words(finding.rule))]
    )
    way = in_words(condition.way) if condition.way is not None else words._("refused-ask")
    return Section(
        [*rule, Item(picture="next", text=words._("refused-way"), more=way)],
        picture="warning",
        tone="danger",
        heading=words._("refused-condition", text=in_words(condition.text)),
        lead="" if condition.verified else words._("guide-unverified"),
    )


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
