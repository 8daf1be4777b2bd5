"""From the audit log to the figures of a hall: how many came only once, what was intercepted, where people gave up.

Pure: events in, figures out. Nothing personal is in them, because nothing personal is in the log.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from statistics import median_low
from typing import Any, TypeVar

from kiosk.audit.reading import Event
from kiosk.visit.state import DraftKind, EndReason, Step

T = TypeVar("T")

JSON_FORMAT = "kiosk-visits/1"  # the number grows when a key changes its meaning or goes


class Outcome(StrEnum):
    """What a visit came to; each comes to one thing."""

    HANDED_IN = "handed_in"
    NOTICE = "notice"  # left with a one-time notice
    TICKET = "ticket"  # left with a window ticket
    REFUSED = "refused"  # does not meet a condition, and left it at that
    LOOKED_UP = "looked_up"  # read the lists or the progress of a case: there was nothing to hand in
    GAVE_UP = "gave_up"  # cancelled, or walked away
    TURNED_BACK = "turned_back"  # went back to choose something else
    BROKEN_OFF = "broken_off"  # the machine ended it
    NO_END = "no_end"  # it goes on still, or the log does not say


@dataclass(frozen=True, slots=True)
class Course:
    """How one visit went, for one matter. `service` None: the code of an earlier visit was asked for, and not taken."""

    service: str | None
    resumed: bool
    outcome: Outcome
    step: str  # where it ended; "": unknown
    attendances: int  # of a hand-in, this visit included; else 0
    helped: bool  # of a hand-in
    problems: frozenset[str]  # what the pre-check intercepted
    conditions: frozenset[str]  # that were not met
    satisfaction: int | None  # 1 best, 5 worst
    seconds: int | None  # from the choice to the goodbye


@dataclass(slots=True)
class _Open:
    """A visit that has not ended in the log yet."""

    service: str | None
    resumed: bool = False
    step: str = ""
    kind: str = ""  # of the draft that was kept
    attendances: int = 0
    helped: bool = False
    problems: set[str] = field(default_factory=set)
    conditions: set[str] = field(default_factory=set)
    satisfaction: int | None = None
    seconds: int | None = None

    def hear(self, event: Event) -> None:
        fields = event.fields
        match event.name:
            case "resumed":
                self.service, self.resumed = fields["service"], True
            case "step-shown":
                self.step = fields["step"]
            case "intercepted":
                self.problems.add(fields["problem"])
            case "refused":
                self.conditions.add(fields["condition"])
            case "draft-kept":
                self.kind = fields["kind"]
            case "handed-in":
                self.attendances, self.helped = fields["attendances"], fields["helped"]
            case "rated":
                self.satisfaction = fields["satisfaction"]
            case "visit-ended":
                self.step, self.seconds = fields["step"], fields["seconds"]

    def closed(self, usual: Outcome) -> Course:
        """`usual`: what it came to, if nothing was handed in or taken along."""
        return Course(
            service=self.service,
            resumed=self.resumed,
            outcome=self._gained() or usual,
            step=self.step,
            attendances=self.attendances,
            helped=self.helped,
            problems=frozenset(self.problems),
            conditions=frozenset(self.conditions),
            satisfaction=self.satisfaction,
            seconds=self.seconds,
        )

    def _gained(self) -> Outcome | None:
        if self.attendances:
            return Outcome.HANDED_IN
        if self.kind and self.step == Step.LEAVE:  # a draft that could not be kept is not left with
            return Outcome.TICKET if self.kind == DraftKind.TICKET else Outcome.NOTICE
        return None


def courses(events: Iterable[Event]) -> Iterator[Course]:
    """Each visit, when it ends. One visit process may show several: who turns back begins anew, or another person."""
    under_way: dict[str | None, _Open] = {}
    for event in events:
        word = event.visit
        if _begins(event):
            if word in under_way:
                yield under_way[word].closed(Outcome.TURNED_BACK)
            under_way[word] = _Open(event.fields.get("service"))
        if word in under_way:
            under_way[word].hear(event)
            if event.name in ("visit-ended", "visit-process-died"):
                yield under_way.pop(word).closed(_ended(event))
    for each in under_way.values():
        yield each.closed(Outcome.NO_END)


def _begins(event: Event) -> bool:
    return event.name == "visit-started" or (event.name == "step-shown" and event.fields["step"] == Step.RESUME)


def _ended(event: Event) -> Outcome:
    if event.name != "visit-ended":
        return Outcome.BROKEN_OFF
    reason, step = event.fields["reason"], event.fields["step"]
    if step == Step.WELCOME:
        return Outcome.TURNED_BACK
    if reason in (EndReason.CRASHED, EndReason.STOPPED):
        return Outcome.BROKEN_OFF
    if step == Step.REFUSED:
        return Outcome.REFUSED
    if step in (Step.LISTS, Step.PROGRESS):
        return Outcome.LOOKED_UP
    return Outcome.GAVE_UP


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one service, or of all. Counts of visits, unless it says otherwise; what did not occur is not in a mapping."""

    begun: int
    resumed: int  # went on with what was begun before
    outcomes: Mapping[Outcome, int]
    first_visit: int  # of those handed in: nobody had to come before
    intercepted: int  # the pre-check found something
    problems: Mapping[str, int]  # what it found
    refused: Mapping[str, int]  # conditions that were not met, whatever came of the visit
    gave_up_at: Mapping[str, int]  # steps
    helped: int  # of those handed in: a helper typed
    satisfaction: Mapping[int, int]
    median_seconds: int | None  # of those handed in

    @property
    def visits(self) -> int:
        return sum(self.outcomes.values())

    @property
    def handed_in(self) -> int:
        return self.outcomes.get(Outcome.HANDED_IN, 0)

    @property
    def first_visit_share(self) -> float | None:
        """一次办成率. None, as of each share: of nothing there is no share."""
        return _share(self.first_visit, self.handed_in)

    @property
    def intercepted_share(self) -> float | None:
        return _share(self.intercepted, self.visits)

    @property
    def helped_share(self) -> float | None:
        return _share(self.helped, self.handed_in)

    @property
    def satisfied_share(self) -> float | None:
        """好评率: levels 1 to 3 of GB/T 39046-2020 A.8 among those who rated."""
        return _share(sum(self.satisfaction.get(level, 0) for level in (1, 2, 3)), sum(self.satisfaction.values()))


@dataclass(frozen=True, slots=True)
class Report:
    first: date | None  # the days that the log speaks of; None: it is empty
    last: date | None
    unreadable: int  # lines
    services: Mapping[str | None, Figures]  # by item code, the most visited first; None: as in `Course`
    total: Figures


def report(log: Iterable[Event | None]) -> Report:
    """`log`: events in the order in which they happened; None for a line that could not be read."""
    unreadable = 0
    days: set[date] = set()

    def readable() -> Iterator[Event]:
        nonlocal unreadable
        for event in log:
            if event is None:
                unreadable += 1
            else:
                days.add(event.day)
                yield event

    went = tuple(courses(readable()))
    by_service: dict[str | None, list[Course]] = {}
    for course in went:
        by_service.setdefault(course.service, []).append(course)
    ordered = sorted(by_service.items(), key=lambda entry: (-len(entry[1]), entry[0] or ""))
    services = {service: _figures(of_one) for service, of_one in ordered}
    return Report(min(days, default=None), max(days, default=None), unreadable, services, _figures(went))


def _figures(went: Sequence[Course]) -> Figures:
    handed_in = [course for course in went if course.outcome is Outcome.HANDED_IN]
    seconds = [course.seconds for course in handed_in if course.seconds is not None]
    return Figures(
        begun=sum(course.service is not None and not course.resumed for course in went),
        resumed=sum(course.resumed for course in went),
        outcomes=_counted(course.outcome for course in went),
        first_visit=sum(course.attendances == 1 for course in handed_in),
        intercepted=sum(bool(course.problems) for course in went),
        problems=_counted(problem for course in went for problem in course.problems),
        refused=_counted(condition for course in went for condition in course.conditions),
        gave_up_at=_counted(course.step for course in went if course.outcome is Outcome.GAVE_UP),
        helped=sum(course.helped for course in handed_in),
        satisfaction=_counted(course.satisfaction for course in went if course.satisfaction is not None),
        median_seconds=median_low(seconds) if seconds else None,
    )


def _counted(things: Iterable[T]) -> Mapping[T, int]:
    """The most frequent first, then by name."""
    return dict(sorted(Counter(things).items(), key=lambda entry: (-entry[1], str(entry[0]))))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def as_json(report: Report) -> dict[str, Any]:
    """For programs. Keys are stable within one `format`; shares are None where there is nothing to have a share of."""
    return {
        "format": JSON_FORMAT,
        "first_day": report.first.isoformat() if report.first else None,
        "last_day": report.last.isoformat() if report.last else None,
        "unreadable_lines": report.unreadable,
        "total": _json(report.total),
        "services": [{"service": service, **_json(figures)} for service, figures in report.services.items()],
    }


def _json(figures: Figures) -> dict[str, Any]:
    return {
        "visits": figures.visits,
        "begun": figures.begun,
        "resumed": figures.resumed,
        "outcomes": {outcome.value: figures.outcomes.get(outcome, 0) for outcome in Outcome},
        "first_visit": figures.first_visit,
        "first_visit_share": _rounded(figures.first_visit_share),
        "intercepted": figures.intercepted,
        "intercepted_share": _rounded(figures.intercepted_share),
        "problems": dict(figures.problems),
        "conditions_not_met": dict(figures.refused),
        "gave_up_at": dict(figures.gave_up_at),
        "helped": figures.helped,
        "helped_share": _rounded(figures.helped_share),
        "satisfaction": {str(level): figures.satisfaction.get(level, 0) for level in range(1, 6)},
        "median_seconds": figures.median_seconds,
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 3)
