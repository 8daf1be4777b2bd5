"""One service in plain lines, complete, as a clerk reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kiosk.catalogue.base import Sourced
from kiosk.catalogue.base import Words as Said
from kiosk.catalogue.fields import APPLICANT, FormField, Lookup, Source, When
from kiosk.catalogue.materials import Material, Necessity
from kiosk.catalogue.model import Condition, Fee, Rule, Service, SubMatter, Time
from kiosk.wording import Wording


def described(service: Service, words: Wording) -> Iterator[str]:
    """Line by line: who may apply, what is asked and where it comes from, the papers, times, money, who does what."""
    return _Clerk(service, words).lines()


class _Clerk:
    """The service, and the language it is told in."""

    def __init__(self, service: Service, words: Wording) -> None:
        self._service = service
        self._words = words
        self._questions = {field.code: field for field in (*service.situations, *service.fields)}
        self._roles = {role.code: role.name for role in service.people}

    def lines(self) -> Iterator[str]:
        service = self._service
        yield f"{self._said(service.name)}  {service.item_code}"
        yield self._said(service.summary)
        yield f"{self._said(service.authority.name)}  {service.authority.credit_code}"
        yield from self._part("situations", map(self._question, service.situations))
        yield from self._part("conditions", map(self._condition, service.conditions))
        people = (self._with(self._said(role.name), self._if(role.needed_when)) for role in service.people)
        yield from self._part("people", people)
        yield from self._part("fields", map(self._question, service.fields))
        yield from self._part("materials", map(self._material, service.materials))
        yield from self._part("terms", self._terms())
        yield from self._part("sub-matters", map(self._sub_matter, service.sub_matters))
        stations = (f"{self._said(station.name)}: {self._days(station.working_days)}" for station in service.stations)
        yield from self._part("stations", stations)
        stages = (f"{self._said(stage.name)}: {self._days(stage.working_days)}" for stage in service.stages)
        yield from self._part("stages", stages)
        yield from self._part("guide-only", map(self._said, service.guide_only))
        yield from self._part("law", map(self._rule, service.legal_basis))
        faq = (f"{self._said(entry.question)} — {self._said(entry.answer)}" for entry in service.faq)
        yield from self._part("faq", faq)
        yield from self._part(
            "phones",
            (
                self._text("consult", number=service.phones.consult),
                self._text("complaint", number=service.phones.complaint),
            ),
        )

    def _part(self, heading: str, points: Iterable[str]) -> Iterator[str]:
        listed = list(points)
        if listed:
            yield ""
            yield self._text(heading)
        for point in listed:
            yield f"  - {point}"

    def _question(self, field: FormField) -> str:
        options = "/".join(self._said(option.text) for option in field.options)
        sources = self._sources(field.sources)
        asked = self._lookups(field.lookup, field.options_from)
        return self._with(self._said(field.label), options, sources, asked, self._if(field.visible_when))

    def _condition(self, condition: Condition) -> str:
        way = "" if condition.way is None else self._text("way", way=self._said(condition.way))
        rule = "" if condition.basis is None else self._rule(condition.basis)
        tested = self._lookups(condition.lookup)
        when = self._if(condition.when)
        return self._with(self._said(condition.text), when, tested, rule, way, self._doubt(condition))

    def _material(self, material: Material) -> str:
        sources = self._sources(material.sources)
        notes = [sources, self._lookups(material.lookup), self._if(material.needed_when)]
        if material.necessity is not Necessity.REQUIRED:
            notes.append(self._text(f"necessity-{material.necessity}"))
        if material.never_ask:
            notes.append(self._text("never-ask"))
        if material.one_of is not None:
            group = [self._said(other.name) for other in self._service.materials if other.one_of == material.one_of]
            notes.append(self._text("one-of", names="/".join(group)))
        if material.deferral is not None:
            notes.append(self._text("deferral", days=material.deferral.working_days))
        if material.commitment is not None:
            notes.append(self._text("commitment"))
        if material.signed_by:
            notes.append(self._text("signed-by", names="/".join(map(self._role, material.signed_by))))
        return self._with(self._said(material.name), *notes, self._said(material.standard), self._doubt(material))

    def _terms(self) -> Iterator[str]:
        service = self._service
        yield self._text("promised", time=self._time(service.promised_time))
        yield self._text("legal", time=self._time(service.legal_time))
        why = service.visits.limit_scene_explain
        visits = self._text("visits", count=service.visits.limit_scene_num)
        yield self._with(visits, "" if why is None else self._said(why))
        yield self._fee(service.fee)
        if service.fine is not None:
            yield self._with(self._text("fine", days=service.fine.later_days), self._if(service.fine.when))
        ways = "/".join(self._text(f"delivery-{way}") for way in service.result.delivery)
        yield self._text("result", name=self._said(service.result.name), ways=ways)
        yield self._said(service.next_step)
        yield self._text(f"identity-{service.identity.value}")
        if service.before is not None:
            before = service.before
            told = self._text("before", days=before.days, trips=before.trips, materials=before.materials)
            yield self._with(told, self._doubt(before))

    def _sub_matter(self, sub: SubMatter) -> str:
        names = {other.item_code: self._said(other.name) for other in self._service.sub_matters}
        after = "、".join(names[code] for code in sub.depends_on)
        return self._with(
            f"{self._said(sub.name)}  {sub.item_code}",
            self._said(sub.authority),
            self._days(sub.working_days),
            self._text("after", names=after) if after else "",
            self._if(sub.needed_when),
            self._doubt(sub),
        )

    def _fee(self, fee: Fee) -> str:
        tiers = (f"{self._text('yuan', amount=str(tier.amount))} {self._if(tier.when)}" for tier in fee.tiers)
        basis = "" if fee.basis is None else self._rule(fee.basis)
        return self._with(self._text("fee", amount=str(fee.amount)), *tiers, basis, self._doubt(fee))

    def _time(self, time: Time) -> str:
        explain = "" if time.explain is None else self._said(time.explain)
        days = "" if time.working_days is None else self._days(time.working_days)
        return self._with(*filter(None, (days, explain, self._doubt(time))))

    def _days(self, days: int) -> str:
        return self._text("days", days=days)

    def _rule(self, rule: Rule) -> str:
        return self._with(f"{self._said(rule.name)} {rule.article}".strip(), self._doubt(rule))

    def _if(self, whens: Iterable[When]) -> str:
        told = " + ".join(self._answer(when) for when in whens)
        return self._text("if", answers=told) if told else ""

    def _answer(self, when: When) -> str:
        field = self._questions[when.field]
        texts = {option.code: self._said(option.text) for option in field.options}
        kind = "answer-is" if when.is_ else "answer-is-not"
        answers = "/".join(texts[code] for code in when.is_ or when.is_not)
        return self._text(kind, question=self._said(field.label), answers=answers)

    def _sources(self, sources: Iterable[Source]) -> str:
        return " → ".join(self._text(f"source-{source}") for source in sources)

    def _lookups(self, *lookups: Lookup | None) -> str:
        asked = [lookup for lookup in lookups if lookup is not None]
        told = (f"{lookup.register_}.{lookup.key or '*'} ({self._found_by(lookup)})" for lookup in asked)
        return self._text("register", names="/".join(told)) if asked else ""

    def _found_by(self, lookup: Lookup) -> str:
        asked = "/".join(self._said(self._questions[code].label) for code in lookup.by)
        return asked or self._role(lookup.of)

    def _role(self, code: str) -> str:
        return self._text("applicant") if code == APPLICANT else self._said(self._roles[code])

    def _doubt(self, point: Sourced) -> str:
        return "" if point.verified else self._text("to-confirm", source=point.source or "")

    def _with(self, first: str, *notes: str) -> str:
        return " · ".join((first, *filter(None, notes)))

    def _said(self, said: Said) -> str:
        return said.get(self._words.language)

    def _text(self, key: str, **data: object) -> str:
        return self._words.text(f"catalogue-{key}", **data)
