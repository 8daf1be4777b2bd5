"""Everything that is still missing, told at once and completely, each with the way to mend it."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.visit.state import Finding, VisitState
from screens.citizen.screen import Screen, finding_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.holding import empty


class FindingRow(BoxLayout):
    """One finding and its button."""

    visit = ObjectProperty()
    finding: Finding = ObjectProperty()
    text = StringProperty("")
    name = StringProperty("")


class Check(Screen):
    count = NumericProperty(0)

    def show(self, state: VisitState) -> None:
        if state.service is None:
            return
        findings = self.visit.findings()
        self.count = len(findings)
        if not self.is_new(findings):
            return
        self.ids.body.show(self.ids.page if findings else self.ids.complete)
        rows = self.ids.rows
        empty(rows)
        for finding in findings:
            name, text = f"mend-{finding.field or finding.material}", finding_words(state, finding)
            rows.add_widget(FindingRow(visit=self.visit, finding=finding, text=text, name=name))

    def forward(self) -> None:
        findings = self.visit.findings()
        if findings:
            self.visit.mend(findings[0])
        else:
            self.visit.go_on()


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
