"""The services that the kiosk brings along."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue.loader import Catalogue, load_catalogue
from kiosk.catalogue.model import CaseType, Device, Kind, Service, Source

PROOF = "11330199MB000014XP4332014001002"
BUSINESS = "11330199MB0000318Y4330131002001"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue(Path(__file__).resolve().parents[2] / "assets" / "catalogue")


def _get(catalogue: Catalogue, item_code: str) -> Service:
    service = catalogue.get(item_code)
    assert service is not None
    return service


def test_the_proof_of_insurance_needs_a_card_only_and_no_visit(catalogue: Catalogue) -> None:
    proof = _get(catalogue, PROOF)
    assert proof.name.zh == "社会保险参保证明打印"
    assert [m.sources for m in proof.materials] == [(Source.CARD,)]
    assert (proof.visits.limit_scene_num, proof.fee.amount, proof.case_type) == (0, 0, CaseType.IMMEDIATE)
    assert proof.devices.must == (Device.CARD_READER,)


def test_the_proof_of_insurance_can_be_had_without_typing_anything(catalogue: Catalogue) -> None:
    proof = _get(catalogue, PROOF)
    assert [f.code for f in proof.fields if f.required and f.default is None] == []


def test_the_business_registration_scans_one_paper(catalogue: Catalogue) -> None:
    business = _get(catalogue, BUSINESS)
    assert business.name.zh == "个体工商户设立登记"
    assert [m.code for m in business.materials if Source.SCAN in m.sources] == ["premises_proof"]
    assert Device.CAMERA in business.devices.must


def test_the_business_registration_takes_name_number_and_address_from_the_card(catalogue: Catalogue) -> None:
    business = _get(catalogue, BUSINESS)
    assert [f.card_field for f in business.fields if Source.CARD in f.sources] == ["name", "number", "address"]


def test_the_name_on_a_card_is_never_asked_again(catalogue: Catalogue) -> None:
    business = _get(catalogue, BUSINESS)
    assert not business.field("operator_name").asks
    assert not business.field("operator_number").asks


def test_every_service_says_what_it_is_in_both_languages(catalogue: Catalogue) -> None:
    assert {s.kind for s in catalogue} == {Kind.MATTER}
    assert all(s.summary.zh and s.summary.en and s.next_step.zh and s.next_step.en for s in catalogue)


def test_an_unknown_field_or_material_is_a_bug(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        _get(catalogue, PROOF).field("premises")
    with pytest.raises(KeyError):
        _get(catalogue, PROOF).material("premises_proof")
