"""An answer that comes late belongs to whoever asked for it, and to nobody who came after or went on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from devices.api import DeviceState
from devices.card.api import CardMedia, CardReaderStatus
from kiosk.submission.questions import RegisterQuestion
from kiosk.visit.state import EndReason, Finding, HandIn, Printed, Problem, Step, Trouble
from kiosk.visit.visit import Visit
from tests.visit.conftest import (
    BUSINESS,
    CARD,
    HELPER_CARD,
    OTHER_CARD,
    PAGE,
    PROOF,
    STAFF_CARD,
    Desk,
    at_once,
    to_form,
    to_identify,
    to_materials,
)

RENEWAL = "11330199MB0000094R4330709002003"
LOST = {"reason": "lost", "photo": "receipt"}
NO_RECORD = "11330199MB0000094R4332009003000"
RENT = "12330199MB0000174A4332017001002"


class Slow:
    """Background work that ends when the test lets it."""

    def __init__(self) -> None:
        self._waiting: list[tuple[Callable[[], Any], Callable[[Any], None]]] = []

    def __call__(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        self._waiting.append((work, then))

    def let_go(self) -> None:
        while self._waiting:
            at_once(*self._waiting.pop(0))


def test_a_reader_that_goes_away_takes_no_answer_of_the_registers_along(visit: Visit, desk: Desk) -> None:
    to_identify(visit, BUSINESS)
    desk.background = slow = Slow()
    desk.insert(CARD)
    desk.reader.report(CardReaderStatus(DeviceState.DISCONNECTED, None, CardMedia.UNKNOWN))
    slow.let_go()
    assert (visit.state.step, visit.state.trouble) == (Step.FORM, None)


def test_a_paper_that_was_read_late_does_not_lead_on_who_looks_at_one_again(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    desk.background = slow = Slow()
    desk.judged.extend((PAGE, PAGE))
    visit.scanning.capture()
    visit.go_on()
    visit.scanning.show("premises_proof")
    desk.camera.held = True
    visit.scanning.capture()
    slow.let_go()
    assert visit.state.step is Step.MATERIALS
    desk.camera.let_go()
    slow.let_go()
    assert (visit.state.step, len(visit.state.pages["premises_proof"])) == (Step.MATERIALS, 2)


def test_a_paper_that_was_judged_against_another_name_is_read_again(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, NO_RECORD, {"who": "agent"})
    for code, text in {"principal_name": "陈文", "principal_number": OTHER_CARD.number}.items():
        visit.answer(code, text)
    desk.page_reader.says["power_of_attorney"] = (Finding(Problem.CONTRADICTS, material="power_of_attorney"),)
    desk.judged.append(PAGE)
    visit.mend(Finding(Problem.MISSING_MATERIAL, material="power_of_attorney"))
    visit.scanning.capture()
    assert visit.state.readings
    desk.page_reader.says.clear()
    visit.mend(Finding(Problem.MISSING, field="principal_name"))
    visit.answer("principal_name", "颜䶮")
    visit.mend(Finding(Problem.MISSING_MATERIAL, material="power_of_attorney"))
    visit.go_on()
    assert dict(visit.state.readings) == {}


def test_what_becomes_of_a_case_after_the_goodbye_moves_nothing(desk: Desk) -> None:
    told: list[Callable[[HandIn | Trouble], None]] = []
    desk.hand_in = lambda state, then: told.append(then)  # type: ignore[method-assign]
    visit = desk.visit()
    to_form(visit, desk)
    visit.go_on()
    visit.hand_in()
    visit.end(EndReason.STOPPED)
    assert visit.state.step is Step.GOODBYE
    told[0](desk.received())
    assert (visit.state.step, visit.state.hand_in) == (Step.GOODBYE, None)


def test_a_draft_that_is_kept_after_the_goodbye_is_not_printed_for_the_next(desk: Desk) -> None:
    told: list[Callable[[bool | Trouble], None]] = []
    desk.keep_draft = lambda draft, then: told.append(then)  # type: ignore[method-assign]
    visit = desk.visit()
    to_form(visit, desk, BUSINESS)
    visit.leaving.notice()
    visit.end(EndReason.STOPPED)
    told[0](True)
    assert (visit.state.step, visit.state.draft, desk.printer.device.asked) == (Step.GOODBYE, None, [])


def test_the_receipt_once_more_is_not_the_proof_once_more(visit: Visit, desk: Desk) -> None:
    received = desk.received()
    desk.outcome = HandIn(received=True, number=received.number, at=received.at, code=received.code, result_pdf=b"%PDF")
    desk.papers.held = True
    to_form(visit, desk, PROOF)
    visit.go_on()
    visit.hand_in()
    assert visit.state.proof is Printed.NOT_YET
    visit.printing.print_again()
    desk.papers.let_go()
    assert (visit.state.proof, desk.papers.device.asked) == (Printed.DONE, ["print"])


def test_no_register_is_asked_with_a_number_that_is_none(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, RENT, {"extent": "usual", "rhythm": "monthly"})
    visit.answer("marital_status", "married")
    for wrong in ("33019919", "330199198806120134", "3301991988061201330"):
        visit.answer("spouse_number", wrong)
    numbers = {q.number for q in desk.office.asked if isinstance(q, RegisterQuestion)}
    assert numbers == {CARD.number}


# --- whose card it is


def test_a_helper_who_was_not_wanted_after_all_leaves_the_citizen_s_card_to_be_read(visit: Visit, desk: Desk) -> None:
    visit.choose(PROOF)
    to_privacy(visit)
    desk.insert(CARD)
    visit.helping.begin()
    visit.helping.end()
    visit.agree(("privacy",))
    visit.go_on()
    assert visit.state.identity is not None
    assert visit.state.identity.number == CARD.number


def test_the_citizen_s_card_is_not_taken_for_a_helper_s(visit: Visit, desk: Desk) -> None:
    visit.choose(PROOF)
    to_privacy(visit)
    desk.insert(HELPER_CARD)
    visit.helping.begin()
    desk.reader.report(CardReaderStatus(DeviceState.ONLINE, None, CardMedia.PRESENT))
    assert visit.helping.asking == "badge"


def test_nobody_asks_for_help_before_a_matter_is_chosen(visit: Visit) -> None:
    visit.resuming.begin()
    visit.helping.begin()
    assert visit.helping.asking is None


def test_a_staff_member_gives_no_look_at_an_own_matter(visit: Visit, desk: Desk) -> None:
    to_identify(visit, RENEWAL, LOST)
    desk.insert(STAFF_CARD)
    desk.pull()
    desk.insert(STAFF_CARD)
    assert visit.state.trouble == Trouble("same_person", "card_reader")
    visit.reading.confirm_by_staff("1234")
    assert visit.reading.awaits_presence


def to_privacy(visit: Visit) -> None:
    while visit.state.step is not Step.PRIVACY:
        code = visit.state.field
        if visit.state.step is Step.SITUATION and code is not None:
            visit.answer(code, {"for_whom": "self"}.get(code, visit.options(code)[0].code))
        visit.go_on()
