"""When a case will be done."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from kiosk.backend.promises import Leg, course, holds, promised_by
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Kind, Service, When
from tests.submission.conftest import PROOF, REGISTRATION

MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)


def service(catalogue: Catalogue, item_code: str) -> Service:
    found = catalogue.get(item_code)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("accepted", "by"),
    [
        (MONDAY, date(2026, 11, 26)),
        (date(2026, 11, 26), date(2026, 12, 1)),  # Thursday, over a weekend
        (SATURDAY, date(2026, 12, 2)),
    ],
)
def test_a_promise_counts_working_days(catalogue: Catalogue, accepted: date, by: date) -> None:
    assert promised_by(service(catalogue, REGISTRATION), accepted, {}) == by


def test_a_promise_on_the_spot_is_today(catalogue: Catalogue) -> None:
    assert promised_by(service(catalogue, PROOF), SATURDAY, {}) == SATURDAY


def test_a_life_event_takes_its_critical_path_and_not_the_sum(event: Service) -> None:
    legs = course(event, MONDAY, {"also": "all"})
    assert [(leg.begins, leg.ends) for leg in legs] == [
        (MONDAY, date(2026, 11, 24)),
        (date(2026, 11, 24), date(2026, 11, 26)),
        (date(2026, 11, 24), date(2026, 11, 25)),
    ]
    assert promised_by(event, MONDAY, {"also": "all"}) == date(2026, 11, 26)


def test_a_matter_that_is_not_wanted_is_no_part_of_it(event: Service) -> None:
    legs = course(event, MONDAY, {"also": "nothing"})
    assert [leg.code for leg in legs] == [sub.item_code for sub in event.sub_matters[:1]]
    assert promised_by(event, MONDAY, {"also": "nothing"}) == date(2026, 11, 24)


def test_a_case_goes_from_station_to_station(catalogue: Catalogue) -> None:
    transfer = next(s for s in catalogue if s.stations)
    legs = course(transfer, MONDAY, {})
    assert [leg.code for leg in legs] == [station.code for station in transfer.stations]
    assert all(before.ends == leg.begins for before, leg in pairwise(legs))


def test_a_leg_waits_until_it_begins_and_is_finished_when_it_ends() -> None:
    leg = Leg("x", begins=date(2026, 11, 24), ends=date(2026, 11, 26))
    states = [leg.state(date(2026, 11, day)) for day in (23, 24, 25, 26)]
    assert states == ["waiting", "at_work", "at_work", "finished"]


@pytest.mark.parametrize(
    ("when", "answers", "expected"),
    [
        ({"field": "a", "is": ["x", "y"]}, {"a": "z,y"}, True),
        ({"field": "a", "is": ["x"]}, {"a": "y"}, False),
        ({"field": "a", "is": ["x"]}, {}, False),
        ({"field": "a", "is_not": ["x"]}, {"a": "y"}, True),
        ({"field": "a", "is_not": ["x"]}, {"a": "y,x"}, False),
        ({"field": "a", "is_not": ["x"]}, {}, False),
    ],
)
def test_conditions_look_at_what_was_answered(when: object, answers: dict[str, str], expected: bool) -> None:
    assert holds((When.model_validate(when),), answers) is expected


@pytest.fixture
def event(catalogue: Catalogue) -> Service:
    """The first matter, then two side by side that are done only when wanted."""
    newborn = next(s for s in catalogue if s.kind is Kind.LIFE_EVENT and len(s.sub_matters) > 2)
    first, second, third = newborn.sub_matters[:3]
    wanted = (When.model_validate({"field": "also", "is": ["all"]}),)
    later = {"depends_on": (first.item_code,), "needed_when": wanted}
    return newborn.model_copy(
        update={
            "sub_matters": (
                first.model_copy(update={"working_days": 1, "depends_on": (), "needed_when": ()}),
                second.model_copy(update={"working_days": 2, **later}),
                third.model_copy(update={"working_days": 1, **later}),
            )
        }
    )
