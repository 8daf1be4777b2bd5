"""All that will be handed in, what was promised and signed, and the declaration that it is true."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.people.names import mask_name
from kiosk.visit.needed import Needed
from kiosk.visit.state import PaymentState, Standing, VisitState
from screens.citizen import facts
from screens.citizen.screen import (
    Screen,
    amount_words,
    day_words,
    in_words,
    paper_words,
    person_words,
    register_words,
    shown,
)
from screens.citizen.section import Section
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Item
from screens.widgets.holding import empty
from screens.words import words

_NOT_HANDED_IN = (Standing.LEFT_OUT, Standing.WANTED)


class Entry(BoxLayout):
    """A name and its value, side by side; `mark`: what else is to be known about it."""

    label = StringProperty("")
    value = StringProperty("")
    mark = StringProperty("")


class Confirm(Screen):
    helped = BooleanProperty(False)  # a helper is still at work: the declaration is the citizen's own

    def show(self, state: VisitState) -> None:
        if state.service is None:
            return
        self.helped = state.helper is not None
        self.primary_enabled = not self.helped
        self.ids.foot.show(self.ids.not_helper if self.helped else self.ids.declaration)
        if self.is_new(state.values, state.pages, state.promises, state.papers, state.payment, state.delivery):
            parts = self.ids.parts
            empty(parts)
            for picture, heading, points in (
                ("hall", "confirm-matter", self._matter(state)),
                ("form", "confirm-form", self._form(state)),
                ("paper", "confirm-papers", self._papers(state)),
                ("form", "confirm-signed", self._signed(state)),
                ("result", "confirm-result", self._result(state)),
            ):
                if listed := list(points):
                    parts.add_widget(Section(listed, picture=picture, heading=words._(heading)))

    def _matter(self, state: VisitState) -> Iterator[Widget]:
        service = state.service
        assert service is not None
        yield Entry(label=words._("confirm-name"), value=in_words(service.name))
        yield Entry(label=words._("confirm-office"), value=in_words(service.authority.name))
        if state.identity is not None:
            people = [mask_name(state.identity.name)]
            people += [f"{person_words(state, role)} {mask_name(who.name)}" for role, who in state.people.items()]
            yield Entry(label=words._("confirm-people"), value="\n".join(people))
        if state.helped_by:
            yield Entry(label=words._("confirm-helper"), value=state.helped_by)
        yield Entry(label=words._("guide-time"), value=facts.time(service.promised_time))
        yield Entry(label=words._("guide-fee"), value=_fee(state) or amount_words(self.visit.fee()))

    def _form(self, state: VisitState) -> Iterator[Widget]:
        for field in (*self.visit.situations(), *self.visit.visible_fields()):
            value = state.values.get(field.code)
            text = shown(self.visit, field) or words._("form-empty")
            mark = words._("source-helper") if value is not None and value.helped else ""
            yield Entry(label=in_words(field.label), value=text, mark=mark)

    def _papers(self, state: VisitState) -> Iterator[Widget]:
        for line in self.visit.materials():
            if line.standing not in _NOT_HANDED_IN:
                promised = line.standing in (Standing.DEFERRED, Standing.COMMITTED)
                picture = "clock" if promised else "check"
                yield Item(picture=picture, text=in_words(line.material.name), more=self._how(line, state))

    def _how(self, line: Needed, state: VisitState) -> str:
        """Where a paper comes from, or what stands in its place."""
        match line.standing:
            case Standing.SCANNED:
                return words._("confirm-pages", count=len(state.pages[line.material.code]))
            case Standing.DEFERRED if line.due is not None:
                return words._("materials-deferred-due", due=day_words(line.due))
            case Standing.SHARED if line.material.lookup is not None:
                return words._("source-register", name=register_words(self.hall, line.material.lookup.register_))
            case other:
                return words._(f"confirm-{other}")

    def _signed(self, state: VisitState) -> Iterator[Widget]:
        for code in self.visit.signing.codes():
            paper = state.papers.get(code)
            if paper is not None and paper.signed_by:
                who = words._("finding-or").join(person_words(state, role) for role in paper.signed_by)
                yield Entry(label=paper_words(state, code), value=words._("confirm-signed-by", who=who))

    def _result(self, state: VisitState) -> Iterator[Widget]:
        choice = state.delivery
        if choice is not None:
            assert state.service is not None
            lines = (in_words(state.service.result.name), choice.name, choice.phone, choice.address)
            mark = words._("source-helper") if choice.helped else ""
            yield Entry(label=words._(f"delivery-{choice.way}"), value="\n".join(filter(None, lines)), mark=mark)

    def forward(self) -> None:
        self.visit.hand_in()


def _fee(state: VisitState) -> str:
    """The office's order and how it stands, "" where there is none."""
    payment = state.payment
    if payment is None:
        return ""
    until = day_words(payment.pay_by) if payment.pay_by is not None else ""
    if payment.state is PaymentState.LATER and until:
        return words._("confirm-pay-by", amount=amount_words(payment.amount), until=until)
    return words._(f"confirm-{payment.state}", amount=amount_words(payment.amount))


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
