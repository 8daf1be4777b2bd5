"""Promises of the figures: every visit comes to one thing, and each share is of what it says. Logs are made by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from kiosk.audit.log import checked
from kiosk.audit.reading import Event
from kiosk.report import Outcome, as_json, courses, report

PROOF = "11330199MB000014XP4332014001002"
BUSINESS = "11330199MB0000318Y4330131002001"
DAY = date(2026, 11, 23)


class Log:
    """What one visit process says, in order; `visit` names the process."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def say(self, visit: str | None, name: str, **fields: Any) -> Log:
        self.events.append(Event(DAY, visit, name, checked(name, fields)))
        return self

    def begin(self, visit: str, service: str = PROOF) -> Log:
        return self.say(visit, "visit-started", service=service).show(visit, "guide")

    def resume(self, visit: str, service: str = PROOF) -> Log:
        return self.show(visit, "resume").say(visit, "resumed", service=service, attendances=1)

    def show(self, visit: str, *steps: str) -> Log:
        for step in steps:
            self.say(visit, "step-shown", step=step)
        return self

    def hand_in(self, visit: str, attendances: int = 1, *, service: str = PROOF, helped: bool = False) -> Log:
        return self.say(
            visit, "handed-in", service=service, state="received", attendances=attendances, helped=helped
        ).show(visit, "receipt")

    def end(self, visit: str, step: str, reason: str = "done", seconds: int = 60) -> Log:
        return self.say(visit, "visit-ended", reason=reason, step=step, seconds=seconds)


@pytest.fixture
def log() -> Log:
    return Log()


def outcomes(events: Iterable[Event]) -> list[Outcome]:
    return [course.outcome for course in courses(events)]


# --- what a visit came to


def test_what_was_handed_in_stays_handed_in_however_the_citizen_leaves(log: Log) -> None:
    log.begin("a").hand_in("a").end("a", "receipt", "idle")
    assert outcomes(log.events) == [Outcome.HANDED_IN]


@pytest.mark.parametrize(("kind", "outcome"), [("notice", Outcome.NOTICE), ("ticket", Outcome.TICKET)])
def test_who_leaves_with_a_paper_did_not_give_up(log: Log, kind: str, outcome: Outcome) -> None:
    log.begin("a").say("a", "draft-kept", service=PROOF, kind=kind, missing=True).show("a", "leave")
    log.end("a", "leave", "idle")
    assert outcomes(log.events) == [outcome]


def test_a_draft_that_could_not_be_kept_is_no_paper_to_leave_with(log: Log) -> None:
    log.begin("a").say("a", "draft-kept", service=PROOF, kind="notice", missing=True).end("a", "guide", "cancelled")
    assert outcomes(log.events) == [Outcome.GAVE_UP]


@pytest.mark.parametrize("reason", ["done", "cancelled", "idle"])
def test_who_does_not_meet_a_condition_did_not_give_up(log: Log, reason: str) -> None:
    log.begin("a").say("a", "refused", service=PROOF, condition="adult").end("a", "refused", reason)
    assert outcomes(log.events) == [Outcome.REFUSED]


@pytest.mark.parametrize("step", ["lists", "progress"])
def test_who_only_looks_something_up_did_not_give_up(log: Log, step: str) -> None:
    assert outcomes(log.begin("a").end("a", step, "idle").events) == [Outcome.LOOKED_UP]


@pytest.mark.parametrize("reason", ["cancelled", "idle"])
def test_who_cancels_or_walks_away_gave_up_at_that_step(log: Log, reason: str) -> None:
    log.begin("a").end("a", "form", reason).begin("b").hand_in("b").end("b", "receipt", reason)
    total = report(log.events).total
    assert total.outcomes == {Outcome.GAVE_UP: 1, Outcome.HANDED_IN: 1}
    assert total.gave_up_at == {"form": 1}


@pytest.mark.parametrize("reason", ["crashed", "stopped"])
def test_what_the_machine_ends_nobody_gave_up(log: Log, reason: str) -> None:
    assert outcomes(log.begin("a").end("a", "form", reason).events) == [Outcome.BROKEN_OFF]


def test_a_process_that_died_broke_the_visit_off(log: Log) -> None:
    assert outcomes(log.begin("a").say("a", "visit-process-died", code=9).events) == [Outcome.BROKEN_OFF]


def test_who_goes_back_and_chooses_again_has_begun_twice_and_turned_back_once(log: Log) -> None:
    log.begin("a", BUSINESS).begin("a").hand_in("a").end("a", "receipt")
    figures = report(log.events)
    assert figures.services[BUSINESS].outcomes == {Outcome.TURNED_BACK: 1}
    assert figures.services[PROOF].outcomes == {Outcome.HANDED_IN: 1}


def test_a_kiosk_that_is_stopped_on_its_first_screen_breaks_nobody_off(log: Log) -> None:
    assert outcomes(log.begin("a").end("a", "welcome", "stopped").events) == [Outcome.TURNED_BACK]


def test_an_idle_process_that_is_stopped_is_no_visit(log: Log) -> None:
    assert outcomes(log.end("a", "welcome", "stopped").events) == []


def test_a_visit_without_an_end_is_told_as_one(log: Log) -> None:
    assert outcomes(log.begin("a").events) == [Outcome.NO_END]


def test_two_visits_at_once_are_not_mixed(log: Log) -> None:
    log.begin("a").begin("b", BUSINESS).hand_in("a").end("b", "form", "idle").end("a", "receipt")
    figures = report(log.events)
    assert figures.services[PROOF].outcomes == {Outcome.HANDED_IN: 1}
    assert figures.services[BUSINESS].outcomes == {Outcome.GAVE_UP: 1}


# --- going on


def test_a_case_that_goes_on_was_not_begun_again(log: Log) -> None:
    log.resume("a").hand_in("a", attendances=2).end("a", "receipt")
    total = report(log.events).total
    assert (total.begun, total.resumed, total.visits) == (0, 1, 1)


def test_a_code_that_was_not_taken_counts_under_no_service(log: Log) -> None:
    figures = report(log.show("a", "resume").end("a", "resume", "idle").events)
    assert figures.services[None].gave_up_at == {"resume": 1}
    assert (figures.total.begun, figures.total.resumed, figures.total.visits) == (0, 0, 1)


# --- shares


def test_the_first_visit_share_is_of_what_was_handed_in(log: Log) -> None:
    log.begin("a").hand_in("a").end("a", "receipt")
    log.begin("b").hand_in("b").end("b", "receipt")
    log.resume("c").hand_in("c", attendances=2).end("c", "receipt")
    log.begin("d").end("d", "form", "idle")
    assert report(log.events).total.first_visit_share == pytest.approx(2 / 3)


def test_a_visit_is_intercepted_once_however_many_problems_it_has(log: Log) -> None:
    log.begin("a").say("a", "intercepted", service=PROOF, problem="missing_material")
    log.say("a", "intercepted", service=PROOF, problem="expired").end("a", "check", "idle")
    total = report(log.begin("b").end("b", "form", "idle").events).total
    assert (total.intercepted, total.intercepted_share) == (1, 0.5)
    assert total.problems == {"expired": 1, "missing_material": 1}


def test_a_condition_that_is_shown_twice_refused_one_visit(log: Log) -> None:
    log.begin("a")
    for _ in range(2):
        log.say("a", "refused", service=PROOF, condition="adult")
    assert report(log.end("a", "refused").events).total.refused == {"adult": 1}


def test_the_helped_share_is_of_what_was_handed_in(log: Log) -> None:
    log.begin("a").hand_in("a", helped=True).end("a", "receipt")
    log.begin("b").hand_in("b").end("b", "receipt")
    log.begin("c").say("c", "helped", agreed=True).end("c", "form", "idle")
    total = report(log.events).total
    assert (total.helped, total.helped_share) == (1, 0.5)


def test_the_satisfied_are_levels_one_to_three_of_those_who_rated(log: Log) -> None:
    for level in range(1, 6):
        word = f"v{level}"
        log.begin(word).hand_in(word).say(word, "rated", service=PROOF, satisfaction=level).end(word, "rate")
    log.begin("silent").hand_in("silent").end("silent", "rate")
    total = report(log.events).total
    assert total.satisfaction == {1: 1, 2: 1, 3: 1, 4: 1, 5: 1}
    assert total.satisfied_share == pytest.approx(3 / 5)


def test_the_median_time_is_of_what_was_handed_in(log: Log) -> None:
    for word, seconds in (("a", 100), ("b", 200), ("c", 900)):
        log.begin(word).hand_in(word).end(word, "receipt", seconds=seconds)
    log.begin("d").end("d", "guide", "cancelled", seconds=5)
    assert report(log.events).total.median_seconds == 200


def test_of_nothing_there_is_no_share() -> None:
    total = report([]).total
    assert (total.visits, total.median_seconds) == (0, None)
    assert {total.first_visit_share, total.intercepted_share, total.helped_share, total.satisfied_share} == {None}


# --- all of it


def test_what_visits_came_to_adds_up_to_the_visits(log: Log) -> None:
    log.begin("a").hand_in("a").end("a", "receipt")
    log.begin("b", BUSINESS).begin("b").end("b", "form", "idle")
    log.resume("c", BUSINESS)
    log.show("d", "resume").end("d", "resume", "idle")
    figures = report(log.events)
    assert figures.total.visits == sum(each.visits for each in figures.services.values()) == 5
    assert figures.total.begun + figures.total.resumed == 4


def test_the_most_visited_service_comes_first(log: Log) -> None:
    log.begin("a", BUSINESS).begin("b").begin("c")
    assert list(report(log.events).services) == [PROOF, BUSINESS]


def test_lines_that_cannot_be_read_are_counted_and_the_days_are_told(log: Log) -> None:
    log.begin("a").end("a", "form", "idle")
    later = Event(date(2026, 11, 25), None, "kiosk-stopped", {"reason": "told"})
    figures = report([None, *log.events, None, later])
    assert (figures.first, figures.last, figures.unreadable, figures.total.visits) == (DAY, later.day, 2, 1)


def test_the_json_has_every_outcome_and_level_and_no_person(log: Log) -> None:
    log.begin("5f0c").hand_in("5f0c").say("5f0c", "rated", service=PROOF, satisfaction=1).end("5f0c", "rate")
    text = json.dumps(as_json(report(log.events)))
    said = json.loads(text)
    assert said["format"] == "kiosk-visits/1"
    assert said["total"]["outcomes"] == {outcome.value: int(outcome is Outcome.HANDED_IN) for outcome in Outcome}
    assert said["total"]["satisfaction"] == {"1": 1, "2": 0, "3": 0, "4": 0, "5": 0}
    assert said["total"]["first_visit_share"] == 1.0
    assert [each["service"] for each in said["services"]] == [PROOF]
    assert "5f0c" not in text
