"""Who lacks something leaves with the complete notice, and goes on where it was: with the code, and the own card."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from devices.card.api import CardData, CardKind
from kiosk.catalogue.model import Source
from kiosk.submission.draft_code import DraftCode
from kiosk.submission.questions import ConfirmPresence, DraftAnswer, FetchDraft, PresenceAnswer
from kiosk.visit.state import DraftKind, EndReason, Finding, Printed, Problem, Step, Trouble
from kiosk.visit.visit import Visit
from tests.visit.conftest import (
    BUSINESS,
    CARD,
    OTHER_CARD,
    PAGE,
    Desk,
    answer_situation,
    sign_all,
    to_identify,
    to_materials,
)


def at_home(visit: Visit) -> str:
    """The citizen takes the paper and goes; what its code says."""
    assert visit.state.draft is not None
    code = visit.state.draft.code
    visit.go_on()
    return code


@pytest.fixture
def code(visit: Visit, desk: Desk) -> str:
    """Of a notice that was taken because a paper was not at hand."""
    to_materials(visit, desk)
    visit.go_on()
    visit.leaving.notice()
    desk.pull()
    return at_home(visit)


@pytest.fixture
def again(desk: Desk, code: str) -> Iterator[Visit]:
    """Another visit, at which the code is shown."""
    visit = desk.visit()
    visit.resuming.begin()
    visit.resuming.code(code)
    yield visit
    visit.end(EndReason.STOPPED)


def test_the_list_can_be_taken_along_before_anybody_is_identified(visit: Visit, desk: Desk) -> None:
    visit.choose(BUSINESS)
    answer_situation(visit)
    visit.leaving.notice()
    assert (visit.state.step, visit.state.printed) == (Step.LEAVE, Printed.DONE)
    (draft,) = desk.drafts
    assert (draft.personal_part, draft.holder) == (None, "")


def test_a_notice_lists_everything_at_once(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    visit.go_on()
    assert visit.state.step is Step.CHECK
    visit.leaving.notice()
    assert [(f.problem, f.material) for f in visit.leaving.findings] == [(Problem.MISSING_MATERIAL, "premises_proof")]


def test_goodbye_knows_what_was_taken_along_and_nothing_else_of_it(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    visit.leaving.ticket()
    visit.finish()
    assert (visit.state.step, visit.state.took, visit.state.draft) == (Step.GOODBYE, DraftKind.TICKET, None)


def test_nothing_of_a_draft_can_be_read_without_its_code(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    visit.leaving.notice()
    assert visit.state.draft is not None
    (draft,) = desk.drafts
    kept = draft.model_dump_json()
    secret = DraftCode.parse(visit.state.draft.code)
    typed = [CARD.name, CARD.number, "13900000000", "小河", secret.secret.hex()]
    assert [word for word in typed if word in kept] == []


def test_the_code_and_the_own_card_bring_everything_back(again: Visit, desk: Desk) -> None:
    assert again.state.step is Step.GUIDE
    again.go_on()
    again.agree(("privacy",))
    again.go_on()
    desk.insert(CARD)
    assert again.state.values["trade_name"].text == "小河"
    assert again.state.values["trade_name"].source is Source.CITIZEN
    assert again.state.step is Step.FORM


def test_who_brought_somebody_else_s_paper_has_been_here_once(visit: Visit, desk: Desk) -> None:
    desk.page_reader.says["premises_proof"] = (Finding(Problem.CONTRADICTS, material="premises_proof"),)
    to_materials(visit, desk)
    desk.judged.append(PAGE)
    visit.scanning.capture()
    visit.go_on()
    visit.leaving.notice()
    desk.pull()
    again = desk.visit()
    again.resuming.begin()
    again.resuming.code(at_home(visit))
    assert [a.place for a in again.state.attendances] == ["330199-01"]
    again.end(EndReason.STOPPED)


MARRIAGE = "11330199MB0000115A4332011001001"
WIFE_CARD = CardData(kind=CardKind.RESIDENT, name="颜䶮", number="330199199209170460", birth=date(1992, 9, 17))


def test_a_second_person_who_was_not_here_can_come_along_later(visit: Visit, desk: Desk) -> None:
    desk.office.answers[ConfirmPresence] = PresenceAnswer(present=True)
    wedding = {"move": "nobody", "child": "none"}
    to_identify(visit, MARRIAGE, wedding)
    desk.insert(CARD)
    visit.reading.confirm_by_phone("123456")
    assert visit.state.role == "spouse"
    visit.leaving.notice()
    desk.pull()
    code = at_home(visit)
    again = desk.visit()
    again.resuming.begin()
    again.resuming.code(code)
    again.go_on()
    again.agree(("privacy", "sensitive"))
    again.go_on()
    desk.insert(CARD)
    again.reading.confirm_by_phone("123456")
    desk.pull()
    desk.insert(WIFE_CARD)
    assert (again.state.step, again.state.people["spouse"].name) == (Step.FORM, WIFE_CARD.name)
    again.end(EndReason.STOPPED)


def test_a_case_that_was_begun_before_is_finished_with_what_was_missing_and_nothing_else(
    again: Visit, desk: Desk
) -> None:
    again.go_on()
    again.agree(("privacy",))
    again.go_on()
    desk.insert(CARD)
    again.go_on()
    desk.judged.append(PAGE)
    again.scanning.capture()
    again.go_on()
    again.go_on()
    sign_all(again)
    assert again.state.step is Step.DELIVERY
    assert [a.place for a in again.state.attendances] == ["330199-01"]


def test_a_code_found_on_the_floor_shows_nothing_personal(again: Visit) -> None:
    assert again.state.step is Step.GUIDE
    assert again.state.identity is None
    assert set(again.state.values) == {"run_by", "premises_are"}


def test_another_card_opens_nothing(again: Visit, desk: Desk) -> None:
    again.go_on()
    again.agree(("privacy",))
    again.go_on()
    desk.insert(OTHER_CARD)
    assert again.state.trouble == Trouble("draft_wrong_holder")
    assert again.state.identity is None
    assert "trade_name" not in again.state.values


@pytest.mark.parametrize("state", ["expired", "unknown", "handed_in", "locked"])
def test_a_code_that_opens_nothing_says_why(desk: Desk, code: str, state: str) -> None:
    desk.office.answers[FetchDraft] = DraftAnswer(state=state)
    visit = desk.visit()
    visit.resuming.begin()
    visit.resuming.code(code)
    assert (visit.state.step, visit.state.trouble) == (Step.RESUME, Trouble(f"draft_{state}"))
    visit.end(EndReason.STOPPED)


@pytest.mark.parametrize(
    ("spoil", "trouble"),
    [
        (lambda code: code[:-1] + ("A" if code[-1] != "A" else "B"), "draft_damaged"),
        (lambda _: "x", "draft_not_a_code"),
    ],
    ids=["altered", "another code"],
)
def test_an_altered_code_is_refused_before_anybody_is_asked(desk: Desk, code: str, spoil: object, trouble: str) -> None:
    visit = desk.visit()
    visit.resuming.begin()
    asked = len(desk.office.asked)
    visit.resuming.code(spoil(code))  # type: ignore[operator]
    assert visit.state.trouble == Trouble(trouble)
    assert len(desk.office.asked) == asked
    visit.end(EndReason.STOPPED)


def test_while_the_office_is_away_the_draft_is_kept_here_and_the_paper_says_so(visit: Visit, desk: Desk) -> None:
    desk.draft_outcome = False
    to_materials(visit, desk)
    visit.leaving.ticket()
    assert visit.state.draft is not None
    assert (visit.state.draft.kind, visit.state.draft.at_office) == (DraftKind.TICKET, False)


def test_a_draft_that_could_not_be_kept_leaves_the_citizen_where_he_was(visit: Visit, desk: Desk) -> None:
    desk.draft_outcome = Trouble("not_kept")
    to_materials(visit, desk)
    visit.leaving.notice()
    assert (visit.state.step, visit.state.trouble) == (Step.MATERIALS, Trouble("not_kept"))


def test_leaving_twice_keeps_one_draft(again: Visit, desk: Desk) -> None:
    again.leaving.notice()
    assert len({draft.id for draft in desk.drafts}) == 1


def test_any_step_before_the_hand_in_can_end_in_a_window_ticket(visit: Visit, desk: Desk) -> None:
    to_identify(visit)
    visit.leaving.ticket()
    assert (visit.state.step, visit.state.printed) == (Step.LEAVE, Printed.DONE)


def test_after_going_home_another_case_has_another_code(again: Visit, desk: Desk) -> None:
    while again.state.step is not Step.WELCOME:
        again.go_back()
    again.choose(BUSINESS)
    answer_situation(again)
    again.leaving.notice()
    assert len({draft.id for draft in desk.drafts}) == 2
