"""Going on with a case: nothing of it is lost on the way, whatever happens between the code and the card."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from devices.api import DeviceState, ErrorCode, Status
from devices.card.api import CardKind
from devices.code_reader.api import Code
from kiosk.people.identity import Identity
from kiosk.submission.draft_code import DraftCode
from kiosk.submission.drafts import open_open
from kiosk.submission.office import OfficeError, OfficeErrorCode
from kiosk.submission.questions import ConfirmPresence, FetchDraft, PresenceAnswer
from kiosk.visit.drafts import OpenPart, personal_part, resumed
from kiosk.visit.state import EndReason, Page, Printed, PromiseKind, Standing, Step, Trouble, VisitState
from kiosk.visit.visit import Visit
from tests.visit.conftest import (
    BUSINESS,
    CARD,
    OTHER_CARD,
    PAGE,
    Desk,
    Worker,
    failure,
    to_form,
    to_identify,
    to_materials,
)

MARRIAGE = "11330199MB0000115A4332011001001"


@pytest.fixture
def code(desk: Desk) -> str:
    """Of a notice that was taken with a form that is filled in."""
    visit = desk.visit()
    to_materials(visit, desk)
    return taken_along(visit, desk)


def taken_along(visit: Visit, desk: Desk) -> str:
    visit.leaving.notice()
    assert visit.state.draft is not None
    code = visit.state.draft.code
    visit.end(EndReason.DONE)
    desk.pull()
    return code


@pytest.fixture
def again(desk: Desk, code: str) -> Iterator[Visit]:
    visit = desk.visit()
    visit.resuming.begin()
    visit.resuming.code(code)
    yield visit
    visit.end(EndReason.STOPPED)


def to_card(visit: Visit) -> None:
    """From the list to where the card is wanted."""
    visit.go_on()
    visit.agree(tuple(notice.kind for notice in visit.notices()))
    visit.go_on()


# --- what was kept stays


def test_whoever_leaves_again_without_the_card_leaves_the_draft_as_it_was(again: Visit, desk: Desk, code: str) -> None:
    (before,) = desk.office.drafts.values()
    again.leaving.notice()
    assert (again.state.step, again.state.printed) == (Step.LEAVE, Printed.DONE)
    assert again.state.draft is not None
    assert again.state.draft.code == code
    assert list(desk.office.drafts.values()) == [before]


def test_a_second_person_who_is_missing_again_loses_nothing(desk: Desk) -> None:
    desk.office.answers[ConfirmPresence] = PresenceAnswer(present=True)
    visit = desk.visit()
    to_identify(visit, MARRIAGE, {"move": "nobody", "child": "none"})
    desk.insert(CARD)
    visit.reading.confirm_by_phone("123456")
    visit.answer("phone", "13900000000")
    code = taken_along(visit, desk)
    for _ in range(2):
        visit = desk.visit()
        visit.resuming.begin()
        visit.resuming.code(code)
        to_card(visit)
        desk.insert(CARD)
        assert visit.state.values["phone"].text == "13900000000"
        visit.reading.confirm_by_phone("123456")
        visit.reading.person_absent()
        visit.end(EndReason.DONE)
        desk.pull()
    assert len(visit.state.attendances) == 0
    (draft,) = desk.office.drafts.values()
    assert draft.personal_part is not None


def test_an_office_that_is_away_when_the_card_comes_opens_nothing_and_the_same_card_may_try_again(
    again: Visit, desk: Desk
) -> None:
    to_card(again)
    desk.office.answers[FetchDraft] = OfficeError(OfficeErrorCode.TIMEOUT)
    desk.insert(CARD)
    assert (again.state.identity, again.state.trouble) == (None, Trouble("draft_office_away"))
    del desk.office.answers[FetchDraft]
    desk.reader.device.answers.append(CARD)
    again.dismiss()
    assert again.state.values["trade_name"].text == "小河"


def test_a_card_that_opened_nothing_is_not_read_again_by_a_touch(again: Visit, desk: Desk) -> None:
    to_card(again)
    desk.insert(OTHER_CARD)
    tried = len(desk.office.asked)
    desk.reader.device.answers.append(OTHER_CARD)
    again.dismiss()
    assert len(desk.office.asked) == tried


def test_what_was_answered_today_counts_more_than_what_was_answered_then(again: Visit, desk: Desk) -> None:
    again.go_back()
    again.answer("premises_are", "own")
    again.go_on()
    to_card(again)
    desk.insert(CARD)
    assert again.state.values["premises_are"].text == "own"
    assert again.state.values["trade_name"].text == "小河"


def test_more_papers_than_a_draft_can_hold_are_wanted_again_and_nothing_else_is_lost(desk: Desk) -> None:
    visit = desk.visit()
    to_materials(visit, desk)
    huge = replace(PAGE, pdf=bytes(4_000_000))
    desk.judged.extend((huge, huge, huge))
    for _ in range(3):
        visit.scanning.capture()
    code = taken_along(visit, desk)
    assert [f.material for f in visit.leaving.findings] == ["premises_proof"]
    again = desk.visit()
    again.resuming.begin()
    again.resuming.code(code)
    to_card(again)
    desk.insert(CARD)
    assert (again.state.values["trade_name"].text, dict(again.state.pages)) == ("小河", {})
    again.end(EndReason.STOPPED)


def test_the_picture_of_a_page_is_kept_once_and_comes_back_whole(desk: Desk) -> None:
    page = Page(jpeg=b"\xff\xd8 picture \xff\xd9", pdf=b"%PDF \xff\xd8 picture \xff\xd9 end", sha256="ab" * 32)
    who = Identity(CardKind.RESIDENT, CARD.name, CARD.number, date(1979, 5, 3))
    service = desk.catalogue.get(BUSINESS)
    assert service is not None
    state = VisitState(service=service, identity=who, pages={"premises_proof": (page,)})
    part = personal_part(state, ())
    assert part is not None
    assert part.pages["premises_proof"][0].jpeg == b""
    back = resumed(replace(state, pages={}), service, part, date(2026, 11, 23))
    assert back.pages["premises_proof"] == (page,)


# --- what was promised then


RESTAURANT = "11330199MB0000318Y4330131003001"


def test_a_deferral_runs_from_the_day_on_which_the_case_goes_on(desk: Desk) -> None:
    visit = desk.visit()
    service = desk.catalogue.get(RESTAURANT)
    assert service is not None
    to_identify(visit, RESTAURANT, {q.code: q.options[0].code for q in service.situations})
    desk.insert(CARD)
    visit.scanning.promise("equipment_list", PromiseKind.DEFERRED)
    first = visit.state.promises["equipment_list"].due
    code = taken_along(visit, desk)
    desk.clock.advance(timedelta(days=30).total_seconds())
    again = desk.visit()
    again.resuming.begin()
    again.resuming.code(code)
    to_card(again)
    desk.insert(CARD)
    due = again.state.promises["equipment_list"].due
    assert first is not None
    assert due is not None
    assert first < desk.clock.now().date() < due
    again.end(EndReason.STOPPED)


def test_what_the_office_was_to_fetch_while_a_register_was_down_is_wanted_when_it_says_it_has_nothing(
    desk: Desk,
) -> None:
    desk.office.down.add("premises")
    visit = desk.visit()
    to_materials(visit, desk)
    visit.scanning.promise("premises_proof", PromiseKind.FETCH)
    assert _standing(visit) is Standing.OFFICE_FETCHES
    code = taken_along(visit, desk)
    desk.office.down.clear()
    again = desk.visit()
    again.resuming.begin()
    again.resuming.code(code)
    to_card(again)
    desk.insert(CARD)
    assert _standing(again) is Standing.WANTED
    again.end(EndReason.STOPPED)


def _standing(visit: Visit) -> Standing:
    return next(line.standing for line in visit.materials() if line.material.code == "premises_proof")


# --- the code reader


def shown(desk: Desk, *codes: Code | Exception) -> Visit:
    """A visit before a code reader that sees these, one after the other."""
    desk.codes = Worker(Status(DeviceState.ONLINE))
    desk.codes.device.answers.extend(codes)
    visit = desk.visit()
    visit.resuming.begin()
    return visit


def test_after_a_wrong_code_the_right_one_is_still_looked_for(desk: Desk, code: str) -> None:
    visit = shown(desk, Code("HTTPS://X/Y/A"), Code(code))
    assert visit.state.step is Step.GUIDE
    visit.end(EndReason.STOPPED)


def test_the_machine_looks_for_as_long_as_it_asks(desk: Desk, code: str) -> None:
    visit = shown(desk, failure(ErrorCode.TIMEOUT, "code_reader"), Code(code))
    assert visit.state.step is Step.GUIDE
    visit.end(EndReason.STOPPED)


def test_a_code_reader_that_fails_is_told_and_tried_again(desk: Desk, code: str) -> None:
    visit = shown(desk, failure(ErrorCode.DISCONNECTED, "code_reader"), Code(code))
    assert visit.state.trouble == Trouble("disconnected", "code_reader")
    visit.dismiss()
    assert visit.state.step is Step.GUIDE
    visit.end(EndReason.STOPPED)


def test_without_a_code_reader_nobody_is_asked_to_show_a_code(desk: Desk) -> None:
    visit = desk.visit()
    visit.resuming.begin()
    assert visit.state.trouble == Trouble("disconnected", "code_reader")
    visit.end(EndReason.STOPPED)


# --- nothing personal where it could be read


def test_whoever_found_a_code_does_not_learn_what_registers_know_of_anybody(desk: Desk, code: str) -> None:
    (draft,) = desk.office.drafts.values()
    opened = OpenPart.model_validate_json(open_open(draft, DraftCode.parse(code)))
    assert set(opened.model_fields_set) == {
        "format",
        "item_code",
        "service_version",
        "situation",
        "supplies",
        "attendances",
    }


def test_no_repr_of_what_is_kept_names_anybody(desk: Desk) -> None:
    visit = desk.visit()
    to_form(visit, desk, BUSINESS)
    part = personal_part(visit.state, ())
    assert CARD.number not in repr(part)
    assert CARD.name not in repr(part)
    visit.end(EndReason.STOPPED)
