"""From a visit to its case: what is handed in, and what is not."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from kiosk.catalogue.model import Role, Source, When, Words
from kiosk.submission.contract import Case
from kiosk.submission.packing import case_of
from kiosk.visit.state import VisitState
from tests.submission.conftest import KIOSK, NOW


def case(visit: VisitState) -> Case:
    return case_of(visit, KIOSK, NOW - timedelta(minutes=3), NOW)


def test_an_answer_to_a_hidden_question_is_not_handed_in(registration_visit: VisitState) -> None:
    assert set(case(registration_visit).values) == {"premises_are", "operator_name", "phone", "scope"}


def test_every_material_says_where_it_came_from(registration_visit: VisitState) -> None:
    materials = {m.code: (m.source, len(m.pages)) for m in case(registration_visit).materials}
    assert materials == {
        "application": (Source.GENERATED, 1),
        "identity_card": (Source.CARD, 0),
        "premises_proof": (Source.SCAN, 2),
    }


def test_the_same_visit_has_another_digest_each_time_so_that_nobody_can_try_guesses(
    registration_visit: VisitState,
) -> None:
    assert len({case(registration_visit).canonical() for _ in range(2)}) == 2


def test_whoever_was_wanted_for_another_situation_only_is_not_in_the_case(registration_visit: VisitState) -> None:
    service, who = registration_visit.service, registration_visit.identity
    assert service is not None
    assert who is not None
    spouse = Role(
        code="spouse",
        name=Words(zh="配偶", en="spouse"),
        by="card",
        needed_when=(When.model_validate({"field": "premises_are", "is": ["nowhere"]}),),
    )
    visit = replace(
        registration_visit, service=service.model_copy(update={"people": (spouse,)}), people={"spouse": who}
    )
    assert case(visit).people == {}
