"""What ten of the services promise to people, read from their files."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from kiosk.catalogue.loader import load_healthy
from kiosk.catalogue.model import APPLICANT, IdentityLevel, Material, Necessity, Service, Source
from kiosk.visit.form import holds
from kiosk.visit.state import Value

CODES = {
    "medical_elsewhere": "11330199MB000036974332036007001",
    "residence_permit": "11330199MB0000094R4330709001001",
    "identity_card_replacement": "11330199MB0000094R4330709002003",
    "housing_fund_rent": "12330199MB0000174A4332017001002",
    "old_age_benefit": "11330199MB0000115A4330511005001",
    "old_age_card": "11330199MB0000115A4332011006000",
    "pension_check": "11330199MB000014XP4332014003000",
    "no_criminal_record": "11330199MB0000094R4332009003000",
    "property_query": "11330199MB0000158P4332015001001",
    "food_licence": "11330199MB0000318Y4330131003001",
}
Services = Mapping[str, Service]


@pytest.fixture(scope="module")
def services() -> Services:
    catalogue, _ = load_healthy(Path(__file__).resolve().parents[2] / "assets" / "catalogue")
    by_code = {service.item_code: service for service in catalogue}
    return {name: by_code[code] for name, code in CODES.items()}


def _values(answers: Mapping[str, str]) -> dict[str, Value]:
    return {code: Value(text, Source.CITIZEN) for code, text in answers.items()}


def _needed(service: Service, answers: Mapping[str, str]) -> list[Material]:
    return [m for m in service.materials if holds(m.needed_when, service, _values(answers))]


@pytest.mark.parametrize(
    ("name", "answers", "papers"),
    [
        ("medical_elsewhere", {"reason": "retired"}, ["household_register"]),
        ("medical_elsewhere", {"reason": "living"}, ["residence_permit", "long_residence_proof"]),
        ("medical_elsewhere", {"reason": "working"}, ["labour_contract", "employer_letter"]),
        ("medical_elsewhere", {"reason": "referral"}, ["referral_letter"]),
        ("medical_elsewhere", {"reason": "emergency"}, []),
        ("medical_elsewhere", {"reason": "other"}, []),
        ("residence_permit", {"situation": "register", "home_kind": "rented"}, ["lease"]),
        ("residence_permit", {"situation": "home", "home_kind": "own"}, ["photo", "property_title"]),
        ("residence_permit", {"situation": "home", "home_kind": "public"}, ["photo", "public_housing_contract"]),
        ("residence_permit", {"situation": "work", "work_kind": "employed"},
         ["photo", "social_insurance", "labour_contract"]),
        ("residence_permit", {"situation": "work", "work_kind": "own_business"}, ["photo", "business_licence"]),
        ("residence_permit", {"situation": "school"}, ["photo"]),
        ("residence_permit", {"situation": "child"}, ["photo", "parent_permit", "child_relation"]),
        ("identity_card_replacement", {"reason": "lost", "photo": "here"}, []),
        ("housing_fund_rent", {"extent": "usual", "marital_status": "unmarried"}, []),
        ("housing_fund_rent", {"extent": "usual", "marital_status": "married"}, ["marriage_certificate"]),
        ("housing_fund_rent", {"extent": "actual", "marital_status": "divorced"}, ["lease"]),
        ("old_age_benefit", {"who": "self", "matter": "objection"}, []),
        ("old_age_benefit", {"who": "relative", "matter": "query"}, ["relation_proof"]),
        ("old_age_card", {"who": "other"}, ["photo"]),
        ("pension_check", {"who": "self"}, []),
        ("pension_check", {"who": "other"}, []),
        ("no_criminal_record", {"who": "self"}, []),
        ("no_criminal_record", {"who": "agent"}, ["power_of_attorney"]),
        ("property_query", {"whose": "self"}, []),
        ("property_query", {"whose": "spouse"}, ["marriage_certificate"]),
        ("property_query", {"whose": "child"}, ["child_relation"]),
        ("food_licence", {"cooks": "me"},
         ["business_licence", "kitchen_layout", "own_health_certificate", "equipment_list"]),
        ("food_licence", {"cooks": "staff"},
         ["business_licence", "kitchen_layout", "staff_health_certificates", "equipment_list"]),
    ],
)  # fmt: skip
def test_no_paper_but_these_can_ever_be_asked_for(
    services: Services, name: str, answers: Mapping[str, str], papers: list[str]
) -> None:
    assert [m.code for m in _needed(services[name], answers) if Source.SCAN in m.sources] == papers


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("housing_fund_rent", "no_home_record"),
        ("housing_fund_rent", "spouse_no_home_record"),
        ("residence_permit", "school_record"),
        ("identity_card_replacement", "household_register"),
    ],
)
def test_what_the_office_must_look_up_itself_is_never_asked_for(services: Services, name: str, code: str) -> None:
    material = services[name].material(code)
    assert material.never_ask
    assert material.sources == (Source.SHARED,)


@pytest.mark.parametrize(
    ("name", "answers", "scanned"),
    [
        ("medical_elsewhere", {"reason": "retired"}, []),
        ("housing_fund_rent", {"extent": "usual", "marital_status": "married"}, []),
        ("property_query", {"whose": "child"}, []),
        ("food_licence", {"cooks": "me"}, ["kitchen_layout", "equipment_list"]),
    ],
)
def test_a_paper_that_a_register_has_need_not_be_brought(
    services: Services, name: str, answers: Mapping[str, str], scanned: list[str]
) -> None:
    needed = _needed(services[name], answers)
    assert [m.code for m in needed if m.sources == (Source.SCAN,)] == scanned


@pytest.mark.parametrize(
    ("name", "answers", "of", "youngest", "oldest"),
    [
        ("old_age_card", {"who": "self"}, APPLICANT, 60, None),
        ("old_age_card", {"who": "other"}, "holder", 60, None),
        ("old_age_benefit", {"who": "self"}, APPLICANT, 80, None),
        ("old_age_benefit", {"who": "relative"}, "principal", 80, None),
        ("identity_card_replacement", {}, APPLICANT, 16, None),
        ("residence_permit", {"situation": "child"}, "child", None, 15),
        ("property_query", {"whose": "child"}, "child", None, 17),
    ],
)
def test_who_is_too_young_or_too_old_is_told_the_age_rule(
    services: Services, name: str, answers: Mapping[str, str], of: str, youngest: int | None, oldest: int | None
) -> None:
    service = services[name]
    ages = [c for c in service.conditions if c.tells_by_age and holds(c.when, service, _values(answers))]
    assert [(c.of, c.minimum_age, c.maximum_age) for c in ages] == [(of, youngest, oldest)]


@pytest.mark.parametrize("name", CODES)
def test_whoever_is_refused_is_told_what_can_be_done_instead(services: Services, name: str) -> None:
    tested = [c for c in services[name].conditions if c.lookup or c.refused_when or c.tells_by_age]
    assert [c.code for c in tested if c.way is None] == []


@pytest.mark.parametrize(("reason", "yuan"), [("expired", 20), ("damaged", 40), ("lost", 40)])
def test_a_lost_card_costs_40_yuan_an_expired_one_20(services: Services, reason: str, yuan: int) -> None:
    service = services["identity_card_replacement"]
    tiers = [tier.amount for tier in service.fee.tiers if holds(tier.when, service, _values({"reason": reason}))]
    assert next(iter(tiers), service.fee.amount) == Decimal(yuan)


def test_everything_else_is_free(services: Services) -> None:
    assert [name for name, service in services.items() if service.fee.charges] == ["identity_card_replacement"]


def test_only_a_query_and_the_renewal_of_that_card_take_an_expired_one(services: Services) -> None:
    takers = [name for name, service in services.items() if service.accepts_expired_card]
    assert takers == ["identity_card_replacement", "property_query"]


def test_a_fingerprint_or_a_face_is_a_look_of_the_staff_and_never_a_dead_end(services: Services) -> None:
    looks = [name for name, service in services.items() if service.identity is IdentityLevel.CARD_AND_LOOK]
    assert looks == ["identity_card_replacement", "pension_check", "property_query"]
    assert services["identity_card_replacement"].guide_only
    assert services["pension_check"].guide_only


def test_a_promise_stands_for_every_paper_of_a_long_stay_elsewhere(services: Services) -> None:
    service = services["medical_elsewhere"]
    papers = [m for reason in ("retired", "living", "working") for m in _needed(service, {"reason": reason})]
    assert [m.code for m in papers if Source.SCAN in m.sources and m.commitment is None] == []


def test_one_proof_of_work_is_enough_for_a_residence_permit(services: Services) -> None:
    needed = _needed(services["residence_permit"], {"situation": "work", "work_kind": "employed"})
    assert [m.code for m in needed if m.one_of == "work_proof"] == ["social_insurance", "labour_contract"]


def test_only_the_list_of_equipment_may_come_later(services: Services) -> None:
    later = [m.code for s in services.values() for m in s.materials if m.necessity is Necessity.DEFERRABLE]
    assert later == ["equipment_list"]


def test_the_marital_status_and_the_spouse_come_from_the_register_before_anybody_is_asked(services: Services) -> None:
    service = services["housing_fund_rent"]
    codes = ("marital_status", "spouse_name", "spouse_number")
    assert {service.field(code).sources for code in codes} == {(Source.SHARED, Source.CITIZEN)}


def test_the_home_of_the_spouse_is_looked_up_only_of_the_married(services: Services) -> None:
    service = services["housing_fund_rent"]
    condition = next(c for c in service.conditions if c.code == "spouse_no_home")
    assert not holds(condition.when, service, _values({"marital_status": "widowed"}))
    assert holds(condition.when, service, _values({"marital_status": "married"}))


def test_raw_fish_is_refused_before_anything_is_typed(services: Services) -> None:
    service = services["food_licence"]
    condition = next(c for c in service.conditions if c.refused_when)
    assert {when.field for when in condition.refused_when} <= {question.code for question in service.situations}
