"""What a service is, what to bring, how long, what it costs, how many trips; read before anything is asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.boxlayout import BoxLayout
from kivy.uix.widget import Widget

from kiosk.catalogue.model import Material, Necessity, Rule, Service
from kiosk.readiness import Level
from kiosk.visit.state import VisitState
from screens.citizen import facts
from screens.citizen.screen import Screen, in_words
from screens.citizen.welcome import readiness_words
from screens.widgets import readon  # noqa: F401 (the kv file uses ReadOn)
from screens.widgets.basics import Card, Fact, Item, Notice
from screens.widgets.holding import empty
from screens.words import words


class Section(Card):
    """One heading and its points."""

    heading = StringProperty("")
    picture = StringProperty("")


class Head(BoxLayout):
    """The service's name and summary."""

    title = StringProperty("")
    text = StringProperty("")


class Columns(Card):
    """Facts side by side."""


class Guide(Screen):
    def show(self, state: VisitState) -> None:
        service = state.service
        if service is None:
            return
        readiness = self.hall.readiness(service.item_code)
        self.primary_enabled = readiness.level is not Level.CLOSED
        if self.is_new(service, readiness):
            page = self.ids.page
            empty(page.column)
            if remark := readiness_words(readiness):
                tone = "warning" if self.primary_enabled else "danger"
                page.add_widget(Notice(tone=tone, text=remark))
            for part in _parts(service):
                page.add_widget(part)


def _parts(service: Service) -> Iterator[Widget]:
    yield Head(title=in_words(service.name), text=in_words(service.summary))
    yield _columns(
        Fact(picture="trips", label=words._("guide-trips"), text=facts.trips(service)),
        Fact(picture="clock", label=words._("guide-time"), text=facts.time(service.promised_time)),
        Fact(picture="coin", label=words._("guide-fee"), text=facts.fee(service)),
    )
    yield _section("paper", "guide-bring", _bring(service))
    if spared := facts.spared(service):
        yield _section("check", "guide-spared", [Item(text=in_words(material.name)) for material in spared])
    if service.conditions:
        yield _section("person", "guide-conditions", [Item(text=in_words(c.text)) for c in service.conditions])
    yield _section(
        "result", "guide-result", [Item(text=in_words(service.result.name), more=in_words(service.next_step))]
    )
    yield _section("law", "guide-law", [*_limits(service), *(_rule(rule) for rule in service.legal_basis)])
    yield _section(
        "phone",
        "guide-who",
        [
            Item(text=in_words(service.authority.name), picture="hall"),
            Item(text=words._("guide-consult", number=service.phones.consult), picture="phone"),
            Item(text=words._("guide-complaint", number=service.phones.complaint), picture="phone"),
        ],
    )


def _bring(service: Service) -> Iterator[Item]:
    if facts.brings_card(service):
        yield Item(picture="card", text=words._("guide-bring-card"), more=words._("guide-bring-card-more"))
    for material in facts.brings(service):
        yield Item(picture="paper", text=_name(material), more=in_words(material.standard))
    if not facts.brings(service):
        yield Item(picture="check", text=words._("guide-bring-no-papers"))


def _name(material: Material) -> str:
    name = in_words(material.name)
    if material.necessity is Necessity.REQUIRED and not material.needed_when:
        return name
    return words._("guide-if-needed", name=name)


def _limits(service: Service) -> Iterator[Item]:
    legal, promised = service.legal_time, service.promised_time
    if promised.working_days is not None and promised.explain:
        yield Item(
            picture="clock",
            text=words._("guide-promised-time", time=facts.time(promised)),
            more=in_words(promised.explain),
        )
    explain = in_words(legal.explain) if legal.working_days is not None and legal.explain else ""
    yield Item(picture="clock", text=words._("guide-legal-time", time=facts.time(legal)), more=explain)
    if explain := service.visits.limit_scene_explain:
        yield Item(picture="trips", text=in_words(explain))
    if basis := service.fee.basis:
        yield Item(picture="coin", text=facts.fee(service), more=in_words(basis.name))


def _rule(rule: Rule) -> Item:
    return Item(picture="law", text=in_words(rule.name), more=rule.article)


def _section(picture: str, heading: str, points: Iterable[Widget]) -> Section:
    section = Section(picture=picture, heading=words._(heading))
    for point in points:
        section.add_widget(point)
    return section


def _columns(*columns: Widget) -> Columns:
    box = Columns()
    for column in columns:
        box.add_widget(column)
    return box


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
