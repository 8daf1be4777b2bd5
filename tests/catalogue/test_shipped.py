"""The services that the kiosk brings along."""

from __future__ import annotations

from pathlib import Path

import pytest

from kiosk.catalogue.loader import Catalogue, load_healthy
from kiosk.catalogue.model import CaseType, Device, Service, Source

PROOF = "11330199MB000014XP4332014001002"
BUSINESS = "11330199MB0000318Y4330131002001"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_healthy(Path(__file__).resolve().parents[2] / "assets" / "catalogue")[0]


def _get(catalogue: Catalogue, item_code: str) -> Service:
    service = catalogue.get(item_code)
    assert service is not None
    return service


def test_an_own_proof_of_insurance_needs_a_card_only_and_no_visit(catalogue: Catalogue) -> None:
    proof = _get(catalogue, PROOF)
    assert proof.name.zh == "社会保险参保证明打印"
    assert [m.sources for m in proof.materials if not m.needed_when] == [(Source.CARD,)]
    assert (proof.visits.limit_scene_num, proof.fee.amount, proof.case_type) == (0, 0, CaseType.IMMEDIATE)
    assert proof.devices.must == (Device.CARD_READER,)


def test_an_own_proof_of_insurance_can_be_had_without_typing_anything(catalogue: Catalogue) -> None:
    proof = _get(catalogue, PROOF)
    assert [f.code for f in proof.fields if f.required and f.default is None and not f.visible_when] == []


def test_the_business_registration_scans_at_most_one_paper_and_a_promise_can_replace_it(catalogue: Catalogue) -> None:
    business = _get(catalogue, BUSINESS)
    scans = [m for m in business.materials if Source.SCAN in m.sources]
    assert [m.needed_when[0].is_ for m in scans] == [("own",), ("rented", "lent")]
    assert all(m.commitment for m in scans)
    assert Device.CAMERA in business.devices.nice


def test_the_business_registration_takes_name_number_and_address_from_the_card(catalogue: Catalogue) -> None:
    business = _get(catalogue, BUSINESS)
    assert [f.card_field for f in business.fields if Source.CARD in f.sources] == ["name", "number", "address"]


def test_the_name_on_a_card_is_never_asked_again(catalogue: Catalogue) -> None:
    business = _get(catalogue, BUSINESS)
    assert not business.field("operator_name").asks
    assert not business.field("operator_number").asks


def test_every_service_says_what_it_is_in_both_languages(catalogue: Catalogue) -> None:
    assert all(s.summary.zh and s.summary.en and s.next_step.zh and s.next_step.en for s in catalogue)


def test_an_unknown_field_or_material_is_a_bug(catalogue: Catalogue) -> None:
    with pytest.raises(KeyError):
        _get(catalogue, PROOF).field("premises")
    with pytest.raises(KeyError):
        _get(catalogue, PROOF).material("premises_proof")
