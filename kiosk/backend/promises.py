"""When a case will be done, and the course of a life event or of a case that goes from office to office. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import accumulate
from typing import Literal

from kiosk.catalogue.model import Kind, Service, When, finished_after
from kiosk.workdays import add_working_days


@dataclass(frozen=True, slots=True)
class Leg:
    """One matter of a life event, or one station. `code`: its item code, or the station's code."""

    code: str
    begins: date
    ends: date

    def state(self, today: date) -> Literal["waiting", "at_work", "finished"]:
        if today >= self.ends:
            return "finished"
        return "at_work" if today >= self.begins else "waiting"


def holds(whens: Iterable[When], answers: Mapping[str, str]) -> bool:
    """Whether a case's answers fulfil all conditions. `answers`: of visible fields and questions only."""
    return all(when.field in answers and _fits(when, answers[when.field].split(",")) for when in whens)


def _fits(when: When, given: list[str]) -> bool:
    return not set(when.is_).isdisjoint(given) if when.is_ else set(when.is_not).isdisjoint(given)


def course(service: Service, accepted: date, answers: Mapping[str, str]) -> tuple[Leg, ...]:
    """The legs of a case, in the order of the catalogue; none where the service has none."""
    if service.kind is Kind.LIFE_EVENT:
        needed = [sub for sub in service.sub_matters if holds(sub.needed_when, answers)]
        finished = finished_after(needed)
        parts = [(sub.item_code, sub.working_days, finished[sub.item_code]) for sub in needed]
    else:
        days = accumulate(station.working_days for station in service.stations)
        parts = [(at.code, at.working_days, end) for at, end in zip(service.stations, days, strict=True)]
    return tuple(
        Leg(code, add_working_days(accepted, end - takes), add_working_days(accepted, end))
        for code, takes, end in parts
    )


def promised_by(service: Service, accepted: date, answers: Mapping[str, str]) -> date | None:
    """承诺办结日期; of a life event the end of its critical path. None: no limit is set."""
    if service.kind is Kind.LIFE_EVENT and (legs := course(service, accepted, answers)):
        return max(leg.ends for leg in legs)
    days = service.promised_time.working_days
    return None if days is None else add_working_days(accepted, days)
