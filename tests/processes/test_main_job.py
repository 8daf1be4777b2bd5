"""The main job with real processes: backend over HTTPS, test rig, keeper, windows, touches. On both grounds."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from devices.card.api import CardData
from devices.simulated.wallet import load_wallet
from kiosk.demo.house import ASSETS, House, house
from kiosk.demo.plays import Play, plays
from kiosk.submission.keys import load_receipt_keys
from kiosk.submission.receipt_code import OFFICE, ReceiptCodeError, Standing, verify
from screens.robot import RobotClient

pytestmark = [pytest.mark.processes, pytest.mark.timeout(240)]

PROOF, BUSINESS = plays(ASSETS)["proof"], plays(ASSETS)["business"]


@dataclass(frozen=True)
class Played:
    """What one visit left behind."""

    play: Play
    code: str
    case: dict[str, Any]
    folder: Path
    house: House

    @property
    def card(self) -> CardData:
        data = load_wallet(ASSETS / "cards" / "wallet.yaml")[self.play.card].data
        assert data is not None
        return data


@pytest.fixture(scope="module", params=["simulated", "wire"])
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Played]]:
    """Both services, played once on one ground."""
    folder = tmp_path_factory.mktemp("job") / "h"
    done: dict[str, Played] = {}
    with house(folder, wire=request.param == "wire") as h:
        for play in (PROOF, BUSINESS):
            place = folder / play.service
            with closing(RobotClient(h.robot, timeout=60.0)) as robot:
                code = h.player(robot, place).play(play)
            facts, _ = verify(code, load_receipt_keys(h.receipt_keys))
            done[play.service] = Played(play, code, h.office.case(facts.number), place, h)
        yield done
    shutil.rmtree(folder)


@pytest.mark.parametrize("play", [PROOF, BUSINESS], ids=["proof", "business"])
def test_the_office_has_exactly_what_the_card_said(played: dict[str, Played], play: Play) -> None:
    one = played[play.service]
    identity = one.case["case"]["identity"]
    told = one.card
    assert (identity["name"], identity["number"], identity["address"]) == (told.name, told.number, told.address)
    assert identity["birth"] == str(told.birth)


@pytest.mark.parametrize("play", [PROOF, BUSINESS], ids=["proof", "business"])
def test_the_printed_receipt_proves_that_the_office_has_the_case(played: dict[str, Played], play: Play) -> None:
    one = played[play.service]
    with Image.open(one.folder / "receipt.png") as png:
        (code,) = zxingcpp.read_barcodes(png.convert("L"))
    keys = load_receipt_keys(one.house.receipt_keys)
    facts, signer = verify(code.text, keys)
    assert (facts.standing, signer) == (Standing.RECEIVED, OFFICE)
    assert facts.number == one.case["acceptance"]["case_number"]
    changed = code.text[:60] + ("A" if code.text[60] != "A" else "B") + code.text[61:]
    with pytest.raises(ReceiptCodeError):
        verify(changed, keys)


def test_the_scanned_page_is_at_the_office_as_it_was_scanned(played: dict[str, Played]) -> None:
    one = played[BUSINESS.service]
    (material,) = [m for m in one.case["case"]["materials"] if m["code"] == "premises_proof"]
    (digest,) = material["pages"]
    page = one.house.office.page(one.case["acceptance"]["case_number"], digest)
    assert hashlib.sha256(page).hexdigest() == digest
    assert page.startswith(b"%PDF-")


def test_the_proof_is_a_pdf_on_the_disk(played: dict[str, Played]) -> None:
    (pdf,) = (played[PROOF.service].house.folder / "documents").glob("*.pdf")
    assert pdf.read_bytes().startswith(b"%PDF-")


def test_nothing_of_the_citizens_is_in_the_machine_s_own_files(played: dict[str, Played]) -> None:
    one = played[BUSINESS.service]
    secrets = [s.encode() for p in played.values() for s in (p.card.name, p.card.number, p.card.address)]
    files = [f for f in (one.house.folder / "kiosk").rglob("*") if f.is_file()] + [one.house.folder / "kiosk.log"]
    assert [(f.name, s) for f in files for s in secrets if s in f.read_bytes()] == []


def test_the_audit_log_tells_each_visit_from_its_beginning_to_its_end(played: dict[str, Played]) -> None:
    one = played[PROOF.service]
    lines = [json.loads(li) for f in one.house.audit.glob("*.jsonl") for li in f.read_text().splitlines()]
    visits = [line["visit"] for line in lines if line["event"] == "visit-started"]
    for visit in visits:
        story = [line["event"] for line in lines if line["visit"] == visit]
        assert [e for e in story if e in ("visit-started", "identified", "case-kept", "handed-in", "visit-ended")] == [
            "visit-started",
            "identified",
            "case-kept",
            "handed-in",
            "visit-ended",
        ]
