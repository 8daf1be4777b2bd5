"""Everything that stands against handing in, told at once and completely, each with its rule and the way to mend it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import NumericProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.visit.state import Finding, Outcome, VisitState
from screens.citizen.screen import Screen, finding_words, in_words
from screens.citizen.section import Section
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.holding import empty
from screens.words import words

_GROUPS = {"condition": "info", "role": "person", "field": "form", "material": "paper"}  # and their pictures


class FindingRow(BoxLayout):
    """One finding, the rule that it comes from, and its button."""

    visit = ObjectProperty()
    finding: Finding = ObjectProperty()
    text = StringProperty("")
    rule = StringProperty("")
    name = StringProperty("")
    mend = StringProperty("")


class Check(Screen):
    count = NumericProperty(0)
    outcome = StringProperty("")

    def show(self, state: VisitState) -> None:
        if state.service is None:
            return
        findings = self.visit.findings()
        self.count = len(findings)
        if not self.is_new(findings):
            return
        ids = self.ids
        ids.body.show(ids.page if findings else ids.complete)
        outcome = self.visit.outcome()
        self.outcome = words._(f"outcome-{outcome}")
        ids.leaving.show(*([ids.notice] if outcome is Outcome.INCOMPLETE else []))
        self._list(findings, state)

    def _list(self, findings: tuple[Finding, ...], state: VisitState) -> None:
        groups = self.ids.groups
        empty(groups)
        names: Counter[str] = Counter()
        for kind, picture in _GROUPS.items():
            of_kind = [finding for finding in findings if getattr(finding, kind) is not None]
            if not of_kind:
                continue
            section = Section(picture=picture, heading=words._(f"check-{kind}"))
            for finding in of_kind:
                code = getattr(finding, kind)
                names[code] += 1
                row = FindingRow(
                    visit=self.visit,
                    finding=finding,
                    text=finding_words(state, finding),
                    rule=_rule(kind, finding),
                    name=f"mend-{code}" if names[code] == 1 else f"mend-{code}-{names[code]}",
                    mend=words._(f"check-mend-{kind}"),
                )
                section.add_widget(row)
            groups.add_widget(section)

    def forward(self) -> None:
        findings = self.visit.findings()
        if findings:
            self.visit.mend(findings[0])
        else:
            self.visit.go_on()


def _rule(kind: str, finding: Finding) -> str:
    """The law, or what a good paper must be."""
    if finding.rule is None:
        return ""
    return words._("check-standard" if kind == "material" else "check-rule", rule=in_words(finding.rule))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
