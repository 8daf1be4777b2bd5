"""From a paper under the camera to what is said of it, with the real reader: the right one is taken, others are not.

All the others of the gallery: `test_samples`, with what the reader said recorded.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache

import psutil
import pytest

from devices.simulated.wallet import load_wallet
from kiosk.catalogue.recognise import Expected
from kiosk.scanning.recogniser import recogniser
from kiosk.scanning.recognition import PaperFinding, Reading, judge_reading
from kiosk.visit.state import Problem
from tests.scanning.recorded import GALLERY, ROOT, laid

pytestmark = pytest.mark.timeout(300)  # a page takes 3 seconds on a machine that has nothing else to do

WALLET = load_wallet(ROOT / "assets" / "cards" / "wallet.yaml")
TODAY = date(2026, 11, 23)

REGISTER = Expected(title_words=("户口簿", "户口本", "常住人口登记卡"), holder="applicant")
PERMIT = Expected(title_words=("居住证",), holder="applicant", valid_until=True)
PROOF = Expected(title_words=("居住证明",), holder="applicant")
WRONG_KIND, CONTRADICTS = (PaperFinding(Problem.WRONG_KIND),), (PaperFinding(Problem.CONTRADICTS),)

Read = Callable[[str], Reading]


@pytest.fixture(scope="module")
def read() -> Iterator[Read]:
    """What the reader says of a paper of the gallery, laid and scanned; each is read once."""
    reader = recogniser(patience=120)
    assert reader is not None
    reader.warm()

    @cache
    def reading(name: str) -> Reading:
        found = reader.read(laid(GALLERY[name]).plain)
        assert found is not None
        return found

    yield reading
    reader.close()


@pytest.mark.parametrize(
    ("paper", "expected", "applicant", "found"),
    [
        ("household_register", REGISTER, "chen_wen", ()),
        ("household_register", REGISTER, "guli", CONTRADICTS),
        ("household_register", PERMIT, "chen_wen", WRONG_KIND),
        ("residence_permit_expired", PERMIT, "guli", (PaperFinding(Problem.EXPIRED, "2025-03-01"),)),
        ("long_residence_proof", PROOF, "wu_ji", ()),
        ("long_residence_proof", PERMIT, "wu_ji", WRONG_KIND),
    ],
)
def test_the_right_paper_is_taken_and_others_are_not(
    read: Read, paper: str, expected: Expected, applicant: str, found: tuple[PaperFinding, ...]
) -> None:
    card = WALLET[applicant].data
    assert card is not None
    facts = {"applicant.name": card.name, "applicant.number": card.number}
    assert judge_reading([read(paper)], expected, facts, TODAY) == found


def test_the_reader_ends_with_the_process_that_started_it() -> None:
    program = (
        "import sys; from kiosk.scanning.recogniser import recogniser; reader = recogniser(); reader.warm();"
        "print(reader._child._process.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        child = psutil.Process(int(parent.stdout.readline()))
        os.kill(parent.pid, signal.SIGKILL)
        child.wait(60)
    assert not child.is_running()
