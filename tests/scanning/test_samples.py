"""The papers of the gallery, as the reader read them, before what the catalogue expects: each where it belongs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from devices.card.api import CardData
from devices.simulated.wallet import load_wallet
from kiosk.catalogue.loader import load_healthy
from kiosk.catalogue.recognise import Expected
from kiosk.scanning.recognition import PaperFinding, judge_reading
from kiosk.visit.state import Problem
from tests.scanning.recorded import GALLERY, ROOT, digest, papers, recorded

TODAY = date(2026, 11, 23)
READ = {name: reading for name, (_, reading) in recorded().items()}
WALLET = {key: card.data for key, card in load_wallet(ROOT / "assets" / "cards" / "wallet.yaml").items()}
CATALOGUE, _ = load_healthy(ROOT / "assets" / "catalogue")
WRONG_KIND, CONTRADICTS = PaperFinding(Problem.WRONG_KIND), PaperFinding(Problem.CONTRADICTS)

# Which paper is which, and whose: that of nobody else passes for it.
KINDS = {
    "lease": Expected(title_words=("租赁合同", "租房合同"), holder="applicant", valid_until=True),
    "household": Expected(title_words=("户口簿", "户口本", "常住人口登记卡"), holder="applicant"),
    "marriage": Expected(title_words=("结婚证",), holder="applicant"),
    "birth": Expected(title_words=("出生医学证明",), holder="applicant"),
    "kinship": Expected(title_words=("亲属关系",), holder="applicant"),
    "title": Expected(title_words=("不动产权证", "房屋所有权证"), holder="applicant"),
    "permit": Expected(title_words=("居住证",), holder="applicant", valid_until=True),
    "residence": Expected(title_words=("居住证明",), holder="applicant"),
    "labour": Expected(title_words=("劳动合同", "聘用合同"), holder="applicant"),
    "referral": Expected(title_words=("转诊", "转院"), holder="applicant"),
    "health": Expected(title_words=("健康证明", "健康证"), holder="applicant", valid_until=True),
    "mandate": Expected(title_words=("授权委托书",), holder="applicant"),
    "licence": Expected(title_words=("营业执照",), holder="applicant"),
    "premises": Expected(title_words=("经营场所证明",), holder="applicant"),
}
PAPERS = {
    "premises_lease": ("lease", {"chen_wen"}),
    "lease_other_person": ("lease", {"elder"}),
    "lease_expired": ("lease", {"chen_wen"}),
    "household_register": ("household", {"chen_wen"}),
    "household_register_other_person": ("household", {"elder"}),
    "household_register_child": ("household", {"minor"}),
    "marriage_certificate": ("marriage", {"chen_wen", "yan_yan"}),
    "birth_proof": ("birth", {"minor", "chen_wen", "yan_yan"}),
    "relation_proof": ("kinship", {"elder", "chen_wen"}),
    "property_title": ("title", {"chen_wen"}),
    "property_title_other_person": ("title", {"guli"}),
    "residence_permit": ("permit", {"guli"}),
    "residence_permit_expired": ("permit", {"guli"}),
    "long_residence_proof": ("residence", {"wu_ji"}),
    "labour_contract": ("labour", {"long_name"}),
    "referral_letter": ("referral", {"elder"}),
    "health_certificate": ("health", {"chen_wen"}),
    "health_certificate_expired": ("health", {"chen_wen"}),
    "power_of_attorney_signed": ("mandate", {"elder", "chen_wen"}),
    "business_licence": ("licence", {"chen_wen"}),
    "premises_certificate": ("premises", {"chen_wen"}),
}
EXPIRED = {
    "lease_expired": PaperFinding(Problem.EXPIRED, "2025-09-30"),
    "residence_permit_expired": PaperFinding(Problem.EXPIRED, "2025-03-01"),
    "health_certificate_expired": PaperFinding(Problem.EXPIRED, "2025-08-30"),
}
PEOPLE = ("chen_wen", "wu_ji", "yan_yan", "guli", "long_name", "elder", "minor")


def facts(role: str, key: str) -> dict[str, str]:
    card = WALLET[key]
    assert isinstance(card, CardData)
    return {f"{role}.name": card.name, f"{role}.number": card.number}


def test_every_paper_was_read_as_it_looks_now() -> None:
    now = {name: digest(paper) for name, paper in papers().items()}
    assert {name: picture for name, (picture, _) in recorded().items()} == now, "python -m tests.scanning.recorded"


@pytest.mark.parametrize("name", READ)
def test_a_paper_passes_for_no_paper_of_another_kind(name: str) -> None:
    kind = PAPERS.get(name, ("", ()))[0]
    others = [expected for other, expected in KINDS.items() if other != kind]
    assert {judge_reading([READ[name]], expected, {}, TODAY) for expected in others} == {(WRONG_KIND,)}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_taken_from_its_people_and_noticed_with_everybody_else(name: str) -> None:
    kind, holders = PAPERS[name]
    last_day = (EXPIRED[name],) if name in EXPIRED else ()
    found = {key: judge_reading([READ[name]], KINDS[kind], facts("applicant", key), TODAY) for key in PEOPLE}
    assert found == {key: last_day if key in holders else (CONTRADICTS, *last_day) for key in PEOPLE}


def samples() -> Iterator[tuple[str, Expected, str]]:
    for service in CATALOGUE.services:
        for material in service.materials:
            if material.expected is not None and material.sample is not None:
                paper = material.sample.removesuffix(".png")
                yield f"{service.item_code} {material.code}", material.expected, paper


@pytest.mark.parametrize(("expected", "paper"), [pytest.param(e, p, id=i) for i, e, p in samples()])
def test_what_the_catalogue_shows_as_a_sample_is_what_it_expects(expected: Expected, paper: str) -> None:
    holder = facts(expected.holder, GALLERY[paper].holder) if expected.holder else {}
    assert judge_reading([READ[paper]], expected, holder, TODAY) == ()
