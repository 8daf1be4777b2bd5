"""What the services that the kiosk brings along promise to people, read from their files.

Ten of them, and what holds for all; the other ten stand in `test_services_b`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from kiosk.catalogue.loader import examine, load_healthy
from kiosk.catalogue.model import (
    CaseType,
    Device,
    IdentityLevel,
    Kind,
    Material,
    Service,
    Source,
    Unmet,
    finished_after,
)
from kiosk.visit.form import holds, visible_fields
from kiosk.visit.state import Value

CATALOGUE = Path(__file__).resolve().parents[2] / "assets" / "catalogue"
CODES = {
    "social_insurance_proof": "11330199MB000014XP4332014001002",
    "individual_business": "11330199MB0000318Y4330131002001",
    "school_transfer": "11330199MB0000051C4331005001000",
    "overload_case": "11330199MB000018284330218001000",
    "newborn": "11330199MB0000238B4332023001001",
    "marriage": "11330199MB0000115A4332011001001",
    "company_opening": "11330199MB0000318Y4332031001001",
    "company_change": "11330199MB0000318Y4332031001002",
    "lists": "11330199MB000041484332041001001",
    "progress": "11330199MB000041484332041002001",
}
LIFE_EVENTS = ("newborn", "marriage", "company_opening", "company_change")
Services = Mapping[str, Service]


@pytest.fixture(scope="module")
def services() -> Services:
    catalogue, _ = load_healthy(CATALOGUE)
    by_code = {service.item_code: service for service in catalogue}
    return {name: by_code[code] for name, code in CODES.items()}


def _values(answers: Mapping[str, str]) -> dict[str, Value]:
    return {code: Value(text, Source.CITIZEN) for code, text in answers.items()}


def _needed(service: Service, answers: Mapping[str, str]) -> list[Material]:
    return [m for m in service.materials if holds(m.needed_when, service, _values(answers))]


def _refused_by(service: Service, answers: Mapping[str, str]) -> list[str]:
    values = _values(answers)
    tested = [c for c in service.conditions if c.refused_when and holds(c.when, service, values)]
    return [c.code for c in tested if holds(c.refused_when, service, values)]


def test_the_catalogue_has_no_mistakes() -> None:
    assert examine(CATALOGUE)[0] == ()


def test_there_are_18_matters_and_life_events_and_two_that_inform(services: Services) -> None:
    kinds = [service.kind for service in load_healthy(CATALOGUE)[0]]
    assert (kinds.count(Kind.MATTER), kinds.count(Kind.LIFE_EVENT), kinds.count(Kind.INFORMATION)) == (14, 4, 2)


@pytest.mark.parametrize(
    ("name", "answers", "papers"),
    [
        ("social_insurance_proof", {"for_whom": "self"}, []),
        ("social_insurance_proof", {"for_whom": "other"}, ["power_of_attorney"]),
        ("individual_business", {"run_by": "person", "premises_are": "own"}, ["premises_title"]),
        ("individual_business", {"run_by": "family", "premises_are": "rented"}, ["premises_proof"]),
        ("individual_business", {"run_by": "person", "premises_are": "lent"}, ["premises_proof"]),
        ("individual_business", {"run_by": "person", "premises_are": "none"}, []),
        ("school_transfer", {"you_are": "mother", "reason": "moved", "home": "own"}, ["kinship_proof", "home_title"]),
        (
            "school_transfer",
            {"you_are": "father", "reason": "moved", "home": "rented"},
            ["kinship_proof", "home_lease", "residence_permit"],
        ),
        ("school_transfer", {"you_are": "mother", "reason": "household"}, ["kinship_proof", "household_moved"]),
        ("school_transfer", {"you_are": "guardian", "reason": "work"}, ["guardianship", "work_proof"]),
        ("overload_case", {"vehicle_of": "person", "who": "owner"}, []),
        ("overload_case", {"vehicle_of": "person", "who": "driver"}, []),
        ("overload_case", {"vehicle_of": "firm", "who": "owner"}, ["business_licence"]),
        ("overload_case", {"vehicle_of": "firm", "who": "agent"}, ["business_licence", "power_of_attorney"]),
        ("newborn", {"you_are": "mother", "family": "married_mine"}, ["my_household_register", "marriage_certificate"]),
        (
            "newborn",
            {"you_are": "father", "family": "married_other"},
            ["other_household_register", "marriage_certificate"],
        ),
        ("newborn", {"you_are": "mother", "family": "unmarried_mine"}, ["my_household_register", "paternity_proof"]),
        ("newborn", {"you_are": "mother", "family": "alone"}, ["my_household_register"]),
        ("marriage", {"move": "nobody", "child": "none"}, ["household_register", "spouse_household_register"]),
        ("company_opening", {"shareholders": "one", "premises_are": "own"}, ["premises_title"]),
        ("company_opening", {"shareholders": "more", "premises_are": "rented"}, ["premises_proof"]),
        ("company_change", {"changes": "name", "owners": "one"}, ["licence"]),
        (
            "company_change",
            {"changes": "name,address", "owners": "several", "premises_are": "rented"},
            ["licence", "resolution", "premises_proof"],
        ),
        ("lists", {"list": "powers"}, []),
        ("progress", {}, []),
    ],
)
def test_no_paper_but_these_can_ever_be_asked_for(
    services: Services, name: str, answers: Mapping[str, str], papers: list[str]
) -> None:
    assert [m.code for m in _needed(services[name], answers) if Source.SCAN in m.sources] == papers


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("social_insurance_proof", {"for_whom": "self"}),
        ("school_transfer", {"you_are": "mother", "reason": "moved", "home": "rented"}),
        ("school_transfer", {"you_are": "father", "reason": "household"}),
        ("overload_case", {"vehicle_of": "firm", "who": "owner"}),
        ("newborn", {"you_are": "mother", "family": "married_mine"}),
        ("marriage", {"move": "to_me", "child": "first"}),
        ("company_opening", {"shareholders": "one", "premises_are": "rented"}),
        ("company_change", {"changes": "scope", "owners": "one"}),
    ],
)
def test_whom_the_registers_know_brings_no_paper_at_all(
    services: Services, name: str, answers: Mapping[str, str]
) -> None:
    assert [m.code for m in _needed(services[name], answers) if m.sources == (Source.SCAN,)] == []


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("school_transfer", "school_record"),
        ("newborn", "birth_registration"),
        ("marriage", "marital_status"),
        ("overload_case", "penalty_decision"),
    ],
)
def test_what_the_offices_have_themselves_is_never_asked_for(services: Services, name: str, code: str) -> None:
    material = services[name].material(code)
    assert material.never_ask
    assert {Source.SCAN, Source.CITIZEN}.isdisjoint(material.sources)


def test_an_own_proof_of_insurance_is_had_on_the_spot_by_card_without_typing_anything(services: Services) -> None:
    proof = services["social_insurance_proof"]
    typed = [f for f in visible_fields(proof, _values({"for_whom": "self"})) if f.required and f.default is None]
    assert typed == []
    assert (proof.case_type, proof.visits.limit_scene_num, proof.fee.amount) == (CaseType.IMMEDIATE, 0, 0)
    assert proof.devices.must == (Device.CARD_READER,)


@pytest.mark.parametrize(
    ("grade", "by"),
    [
        ("p1_first", ["not_the_first_term"]),
        ("j1_first", ["not_the_first_term"]),
        ("p6_second", ["not_the_last_term"]),
        ("j3_second", ["not_the_last_term"]),
        ("senior", ["compulsory_years"]),
        ("p1_second", []),
        ("p2_to_p5", []),
        ("j3_first", []),
    ],
)
def test_a_child_changes_school_in_all_but_the_first_and_the_last_term(
    services: Services, grade: str, by: list[str]
) -> None:
    assert _refused_by(services["school_transfer"], {"grade": grade}) == by


def test_a_senior_school_is_not_refused_but_sent_to_whom_it_concerns(services: Services) -> None:
    (senior,) = [c for c in services["school_transfer"].conditions if c.code == "compulsory_years"]
    assert senior.unmet is Unmet.NOT_OUR_COMPETENCE


def test_a_change_of_school_goes_through_four_offices_in_this_order(services: Services) -> None:
    transfer = services["school_transfer"]
    assert [s.code for s in transfer.stations] == [
        "receiving_school",
        "receiving_bureau",
        "sending_school",
        "sending_bureau",
    ]


def test_whether_one_accepts_a_penalty_is_asked_after_the_evidence_and_never_answered_beforehand(
    services: Services,
) -> None:
    case = services["overload_case"]
    codes = [f.code for f in case.fields]
    assert [f.code for f in (*case.situations, *case.fields) if f.default is not None] == []
    assert "position" not in [f.code for f in case.situations]
    assert all(codes.index(evidence) < codes.index("position") for evidence in ("place", "weight_kg", "amount"))


@pytest.mark.parametrize(
    ("position", "signed", "shown"),
    [
        ("accept", ["rights_notice", "waiver", "service_return"], ["penalty_decision"]),
        ("dispute", ["rights_notice", "statement_paper"], []),
    ],
)
def test_who_accepts_signs_a_waiver_and_who_disputes_a_statement(
    services: Services, position: str, signed: list[str], shown: list[str]
) -> None:
    made = [m for m in _needed(services["overload_case"], {"position": position}) if Source.GENERATED in m.sources]
    assert [m.code for m in made if m.signed_by] == signed
    assert [m.code for m in made if not m.signed_by] == shown


def test_a_plate_alone_reveals_no_owner(services: Services) -> None:
    keys = {f.lookup.key for f in services["overload_case"].fields if f.lookup is not None}
    assert keys.isdisjoint({"owner_name", "owner_number", "driver_number"})


@pytest.mark.parametrize(
    ("dispute", "outcome", "pays"),
    [("accept", "fine", True), ("accept", "warning", False), ("dispute", "fine", False)],
)
def test_only_who_accepts_a_fine_is_asked_to_pay(services: Services, dispute: str, outcome: str, pays: bool) -> None:
    case = services["overload_case"]
    assert case.fine is not None
    assert holds(case.fine.when, case, _values({"position": dispute, "outcome": outcome})) is pays


@pytest.mark.parametrize("name", LIFE_EVENTS)
def test_a_life_event_is_done_in_a_day_and_says_what_it_took_before(services: Services, name: str) -> None:
    event = services[name]
    assert event.before is not None
    assert max(finished_after(event.sub_matters).values()) == event.promised_time.working_days == 1
    assert event.before.days > 1
    assert event.before.trips > event.visits.limit_scene_num
    assert event.before.materials > len(event.materials)


@pytest.mark.parametrize(
    ("name", "answers", "parts"),
    [
        ("newborn", {"also": "all"}, 7),
        ("newborn", {"also": "insurance_card"}, 6),
        ("newborn", {"also": "nothing"}, 4),
        ("marriage", {"move": "nobody", "child": "none"}, 2),
        ("marriage", {"move": "to_me", "child": "first"}, 4),
        ("company_opening", {"parts": "later"}, 2),
        ("company_opening", {"parts": "invoices,staff,fund,bank"}, 6),
        ("company_change", {"changes": "scope"}, 4),
        ("company_change", {"changes": "name", "new_seals": "yes"}, 5),
    ],
)
def test_a_life_event_has_only_the_parts_that_are_wanted(
    services: Services, name: str, answers: Mapping[str, str], parts: int
) -> None:
    event = services[name]
    assert sum(holds(sub.needed_when, event, _values(answers)) for sub in event.sub_matters) == parts


def test_the_child_is_registered_after_the_certificate_and_insured_after_that(services: Services) -> None:
    subs = {sub.name.zh: sub for sub in services["newborn"].sub_matters}
    certificate, household, insurance = (
        subs[name] for name in ("出生医学证明首次签发", "出生登记（上户口）", "城乡居民医保参保")
    )
    assert household.depends_on == (certificate.item_code,)
    assert insurance.depends_on == (household.item_code,)


def test_both_who_marry_stand_here_with_their_cards_and_sign(services: Services) -> None:
    marriage = services["marriage"]
    assert [(role.code, role.by) for role in marriage.people] == [("spouse", "card")]
    assert {role for m in marriage.materials for role in m.signed_by} == {"applicant", "spouse"}
    ages = {(c.of, c.sex, c.minimum_age) for c in marriage.conditions if c.tells_by_age}
    assert ages == {("applicant", "1", 22), ("applicant", "2", 20), ("spouse", "1", 22), ("spouse", "2", 20)}


@pytest.mark.parametrize("name", ["company_opening", "company_change"])
def test_a_firm_is_its_legal_person_and_what_others_must_sign_on_their_phones_is_said(
    services: Services, name: str
) -> None:
    firm = services[name]
    assert firm.identity is IdentityLevel.CARD_AND_LOOK
    assert _refused_by(firm, {"you_are": "somebody"}) == ["legal_person_comes"]
    assert "手机签名" in firm.guide_only[0].zh


def test_the_lists_are_open_to_anybody_and_progress_to_an_expired_card(services: Services) -> None:
    assert services["lists"].identity is IdentityLevel.NONE
    assert services["lists"].devices.must == ()
    assert services["progress"].accepts_expired_card


@pytest.mark.parametrize("name", CODES)
def test_every_service_says_what_it_is_in_both_languages(services: Services, name: str) -> None:
    service = services[name]
    assert all((service.summary.zh, service.summary.en, service.next_step.zh, service.next_step.en))


def test_an_unknown_field_material_or_role_is_a_bug(services: Services) -> None:
    proof = services["social_insurance_proof"]
    for look in (proof.field, proof.material, proof.role):
        with pytest.raises(KeyError):
            look("nothing")
