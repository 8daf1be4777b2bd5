"""Between a visit and the one who reads: which pages are read, of whom they may be, and when nothing is said."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import pytest

from devices.card.api import CardKind
from kiosk.catalogue.loader import Catalogue, load_healthy
from kiosk.catalogue.model import Source
from kiosk.catalogue.recognise import Expected
from kiosk.paper_reader import PaperReader, known
from kiosk.people.identity import Identity
from kiosk.scanning.recognition import Line, Reading
from kiosk.visit.state import Finding, Page, Problem, Value, VisitState

TODAY = date(2026, 11, 23)
TRANSFER = "11330199MB0000051C4331005001000"
WORK_PROOF = "work_proof"
OWNER = Identity(CardKind.RESIDENT, "陈文", "330199198806120133", date(1988, 6, 12))
WIFE = Identity(CardKind.RESIDENT, "颜䶮", "330199199209170460", date(1992, 9, 17))


@dataclass
class Recogniser:
    """Reads of each picture what a test wrote on it; None where it wrote nothing."""

    says: dict[bytes, str] = field(default_factory=dict)
    asked: list[bytes] = field(default_factory=list)
    warmed: int = 0
    closed: int = 0

    def warm(self) -> None:
        self.warmed += 1

    def read(self, jpeg: bytes) -> Reading | None:
        self.asked.append(jpeg)
        text = self.says.get(jpeg)
        return None if text is None else Reading(tuple(Line(row, (0.99,) * len(row)) for row in text.split()))

    def close(self) -> None:
        self.closed += 1


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_healthy(Path(__file__).resolve().parents[2] / "assets" / "catalogue")[0]


@pytest.fixture
def state(catalogue: Catalogue) -> VisitState:
    """A father who brings a proof of work, which must bear his name or number."""
    transfer = catalogue.get(TRANSFER)
    assert transfer is not None
    expected = Expected(title_words=("劳动合同",), holder="applicant", valid_until=True)
    paper = transfer.material(WORK_PROOF).model_copy(update={"expected": expected})
    materials = tuple(paper if m.code == WORK_PROOF else m for m in transfer.materials)
    return VisitState(service=transfer.model_copy(update={"materials": materials}), identity=OWNER)


def page(plain: bytes) -> Page:
    return Page(jpeg=b"marked", pdf=b"%PDF", sha256="ab" * 32, plain=plain)


def found(reader: PaperReader, state: VisitState, *plain: bytes) -> tuple[Finding, ...]:
    return reader.findings(state, WORK_PROOF, tuple(map(page, plain)), TODAY)


RIGHT = "劳动合同书 姓名陈文 身份证号330199198806120133 合同期限至2028年12月31日"


def test_the_right_paper_of_the_right_person_has_no_finding(state: VisitState) -> None:
    assert found(PaperReader(Recogniser({b"1": RIGHT})), state, b"1") == ()


@pytest.mark.parametrize(
    ("text", "problem", "detail"),
    [
        ("营业执照 经营者陈文 330199198806120133", Problem.WRONG_KIND, ""),
        ("劳动合同书 姓名颜青 身份证号330199199209170460", Problem.CONTRADICTS, ""),
        (RIGHT.replace("2028", "2025"), Problem.EXPIRED, "2025-12-31"),
    ],
)
def test_what_is_wrong_with_it_is_a_finding_of_that_paper(
    state: VisitState, text: str, problem: Problem, detail: str
) -> None:
    told = found(PaperReader(Recogniser({b"1": text})), state, b"1")
    assert told == (Finding(problem, material=WORK_PROOF, detail=detail),)


def test_all_pages_are_one_paper(state: VisitState) -> None:
    title, rest = RIGHT.split(" ", 1)
    recogniser = Recogniser({b"1": title, b"2": rest})
    assert found(PaperReader(recogniser), state, b"1", b"2") == ()
    assert recogniser.asked == [b"1", b"2"]


def test_the_picture_without_the_mark_is_read(state: VisitState) -> None:
    recogniser = Recogniser({b"1": RIGHT})
    found(PaperReader(recogniser), state, b"1")
    assert b"marked" not in recogniser.asked


def test_a_page_that_nobody_could_read_says_nothing_against_the_paper(state: VisitState) -> None:
    assert found(PaperReader(Recogniser({b"1": "营业执照 陈文"})), state, b"1", b"from a draft") == ()


def test_without_a_reader_every_paper_is_taken_as_it_is(state: VisitState) -> None:
    reader = PaperReader(None)
    reader.warm()
    assert found(reader, state, b"1") == ()
    reader.close()


def test_a_paper_of_which_nothing_is_expected_is_not_read(state: VisitState) -> None:
    service = state.service
    assert service is not None
    plain = tuple(m.model_copy(update={"expected": None}) for m in service.materials)
    recogniser = Recogniser({b"1": "营业执照"})
    told = found(PaperReader(recogniser), replace(state, service=service.model_copy(update={"materials": plain})), b"1")
    assert (told, recogniser.asked) == ((), [])


def test_it_is_warmed_and_closed_with_the_reader() -> None:
    recogniser = Recogniser()
    reader = PaperReader(recogniser)
    reader.warm()
    reader.close()
    assert (recogniser.warmed, recogniser.closed) == (1, 1)


# --- who it may be of


def test_whoever_stands_here_is_known_by_card_and_who_is_absent_by_the_form(state: VisitState) -> None:
    values = {
        "child_name": Value("陈小河", Source.CITIZEN),
        "child_number": Value("330199201803150016", Source.CITIZEN),
    }
    assert state.service is not None
    assert known(replace(state, values=MappingProxyType(values)), state.service) == {
        "applicant.name": OWNER.name,
        "applicant.number": OWNER.number,
        "child.name": "陈小河",
        "child.number": "330199201803150016",
    }


def test_a_second_person_with_a_card_is_known_by_it(catalogue: Catalogue) -> None:
    marriage = catalogue.get("11330199MB0000115A4332011001001")
    assert marriage is not None
    state = VisitState(service=marriage, identity=OWNER, people=MappingProxyType({"spouse": WIFE}))
    assert known(state, marriage)["spouse.name"] == WIFE.name


def test_of_whom_nothing_is_known_nothing_is_compared(state: VisitState) -> None:
    assert state.service is not None
    assert known(replace(state, identity=None), state.service) == {}


def test_a_page_of_another_day_that_is_not_read_again_takes_nothing_back(state: VisitState) -> None:
    before = (Finding(Problem.WRONG_KIND, material=WORK_PROOF),)
    resumed = replace(state, readings=MappingProxyType({WORK_PROOF: before}))
    assert found(PaperReader(Recogniser({b"new": "劳动合同 陈文"})), resumed, b"", b"new") == before
