"""Promises of a visit, with scripted devices and a clock that is turned."""

from __future__ import annotations

import gc
from dataclasses import replace
from datetime import date

import pytest

from devices.api import ErrorCode
from devices.card.api import CardData, CardKind
from kiosk.catalogue.model import Source
from kiosk.scanning.judge import Reason, Refusal
from kiosk.visit.idle import GOODBYE_SECONDS, TAKE_CARD_SECONDS
from kiosk.visit.state import Busy, EndReason, HandIn, Printed, Step, Trouble
from kiosk.visit.visit import Visit
from kiosk.wording import Language
from tests.visit.conftest import (
    ANSWERS,
    BUSINESS,
    CARD,
    OTHER_CARD,
    PAGE,
    PROOF,
    Desk,
    failure,
    to_confirm,
    to_form,
    to_identify,
    to_materials,
)


def test_the_proof_needs_a_card_and_four_touches(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk)
    assert visit.state.step is Step.FORM
    visit.go_on()
    assert visit.state.step is Step.CONFIRM
    visit.hand_in()
    assert (visit.state.step, visit.state.printed) == (Step.RECEIPT, Printed.DONE)


def test_what_the_card_told_is_filled_in_marked_so_and_handed_in_to_the_letter(visit: Visit, desk: Desk) -> None:
    to_confirm(visit, desk)
    visit.hand_in()
    (case,) = desk.handed_in
    assert case.identity is not None
    assert case.identity.name == "吴𠮷"
    assert (case.values["operator_name"].text, case.values["operator_name"].source) == ("吴𠮷", Source.CARD)
    assert case.pages == {"premises_proof": (PAGE,)}


def test_go_on_with_an_open_finding_opens_the_first_bad_field(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    visit.go_on()
    assert (visit.state.step, visit.state.field) == (Step.FORM, "phone")


def test_handing_in_is_impossible_while_anything_is_missing(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    visit.go_on()
    assert visit.state.step is Step.CHECK
    visit.go_on()
    visit.hand_in()
    assert visit.state.step is Step.CHECK
    (finding,) = visit.findings()
    visit.mend(finding)
    assert (visit.state.step, visit.state.material) == (Step.MATERIALS, "premises_proof")
    assert desk.handed_in == []


def test_a_page_that_is_not_legible_is_refused_with_its_reason_and_never_kept(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    desk.judged.append(Refusal(Reason.NO_PAGE))
    visit.scanning.capture()
    assert visit.state.trouble == Trouble("no_page", "camera")
    assert visit.state.pages == {}


@pytest.mark.parametrize(
    "code",
    [ErrorCode.CARD_REMOVED, ErrorCode.CARD_MUTE, ErrorCode.UNKNOWN_CARD, ErrorCode.READ_FAILED, ErrorCode.TIMEOUT],
)
def test_a_card_that_does_not_read_is_named_and_the_next_one_is_read(visit: Visit, desk: Desk, code: ErrorCode) -> None:
    to_identify(visit)
    desk.insert(failure(code, "card_reader"))
    assert visit.state.trouble == Trouble(str(code), "card_reader")
    desk.pull()
    desk.insert()
    assert (visit.state.step, visit.state.trouble) == (Step.FORM, None)


def test_what_one_card_said_is_never_mixed_with_what_another_said(visit: Visit, desk: Desk) -> None:
    to_identify(visit, BUSINESS)
    desk.reader.held = True
    desk.insert(CARD)
    visit.go_back()
    desk.pull()
    visit.go_on()
    desk.insert(OTHER_CARD)
    desk.reader.let_go()
    assert visit.state.identity is not None
    assert visit.state.identity.number == OTHER_CARD.number
    assert CARD.number not in {value.text for value in visit.state.values.values()}


def test_a_read_that_the_citizen_walks_away_from_is_cancelled(visit: Visit, desk: Desk) -> None:
    to_identify(visit)
    desk.reader.held = True
    desk.insert()
    cancelled = desk.reader.cancelled
    visit.go_back()
    assert (visit.state.step, desk.reader.cancelled - cancelled) == (Step.PRIVACY, 1)


def test_a_read_that_is_under_way_when_the_visit_ends_is_cancelled(visit: Visit, desk: Desk) -> None:
    to_identify(visit)
    desk.reader.held = True
    desk.insert()
    cancelled = desk.reader.cancelled
    visit.end(EndReason.STOPPED)
    assert desk.reader.cancelled - cancelled == 1


def test_a_receipt_that_is_being_printed_is_never_cancelled(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk)
    desk.printer.held = True
    visit.go_on()
    visit.hand_in()
    assert visit.state.busy is Busy.PRINTING
    visit.end(EndReason.STOPPED)
    assert desk.printer.cancelled == 0


@pytest.mark.parametrize("kind", [CardKind.PERMANENT_RESIDENT_2017, CardKind.TRAVEL_PERMIT, CardKind.PASSPORT], ids=str)
def test_a_document_that_was_read_but_is_not_taken_here_shows_another_way(
    visit: Visit, desk: Desk, kind: CardKind
) -> None:
    to_identify(visit)
    desk.insert(CardData(kind, name="", number="E00000001", name_latin="MUSTER ERIKA"))
    assert visit.state.trouble == Trouble("kind_not_taken", "card_reader")
    desk.pull()
    desk.insert()
    assert visit.state.step is Step.FORM


def test_a_card_left_behind_is_named_and_not_read(desk: Desk) -> None:
    desk.insert(CARD)
    visit = desk.visit()
    assert visit.reading.card_left_behind
    to_identify(visit)
    assert visit.state.trouble == Trouble("card_left_behind", "card_reader")
    assert desk.reader.device.asked == []
    desk.pull()
    desk.insert(OTHER_CARD)
    visit.end(EndReason.STOPPED)
    assert desk.reader.device.asked == ["read"]


def test_a_kept_case_is_not_called_received(visit: Visit, desk: Desk) -> None:
    desk.outcome = HandIn(False, "330199-01-20261123-0001", desk.clock.now(), "HTTPS://X/R/AB")
    to_form(visit, desk)
    visit.go_on()
    visit.hand_in()
    assert visit.state.hand_in is not None
    assert not visit.state.hand_in.received
    kept = {"service": PROOF, "state": "kept", "attendances": 1, "helped": False}
    assert ("handed-in", kept) in desk.events


def test_a_case_that_could_not_be_kept_stays_with_the_citizen_who_can_try_again(visit: Visit, desk: Desk) -> None:
    desk.outcome = Trouble("not_kept")
    to_form(visit, desk)
    visit.go_on()
    visit.hand_in()
    assert (visit.state.step, visit.state.trouble) == (Step.CONFIRM, Trouble("not_kept"))
    desk.outcome = None
    visit.hand_in()
    assert visit.state.step is Step.RECEIPT


@pytest.mark.parametrize("code", [ErrorCode.PAPER_OUT, ErrorCode.DISCONNECTED, ErrorCode.PAPER_JAM])
def test_a_printer_that_fails_costs_no_number_and_can_be_tried_again(visit: Visit, desk: Desk, code: ErrorCode) -> None:
    desk.printer.device.answers.append(failure(code, "receipt_printer"))
    to_form(visit, desk)
    visit.go_on()
    visit.hand_in()
    assert (visit.state.printed, visit.state.trouble) == (Printed.FAILED, Trouble(str(code), "receipt_printer"))
    assert visit.state.hand_in is not None
    visit.printing.print_again()
    assert visit.state.printed is Printed.DONE
    assert len(desk.handed_in) == 1


def test_two_impatient_touches_hand_in_once(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk)
    visit.go_on()
    visit.hand_in()
    visit.hand_in()
    assert len(desk.handed_in) == 1


def test_after_sixty_seconds_a_countdown_begins_and_more_time_stops_it(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk)
    desk.clock.advance(59)
    visit.tick()
    assert visit.state.seconds_left is None
    desk.clock.advance(2)
    visit.tick()
    assert visit.state.seconds_left == 29
    visit.touched()
    visit.tick()
    assert visit.state.seconds_left == 29
    visit.keep_going()
    visit.tick()
    assert visit.state.seconds_left is None


def test_when_nobody_answers_the_countdown_the_visit_ends_and_nothing_of_it_is_left(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    desk.pull()
    desk.clock.advance(91)
    visit.tick()
    assert visit.state.end is EndReason.IDLE
    assert everything_about(visit).isdisjoint({CARD.name, CARD.number, CARD.address})


def test_a_machine_that_works_is_not_idle(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk)
    visit.go_on()
    desk.printer.held = True
    visit.hand_in()
    assert visit.state.busy is Busy.PRINTING
    desk.clock.advance(600)
    visit.tick()
    assert visit.state.seconds_left is None
    desk.printer.let_go()


def test_goodbye_waits_for_the_card_to_be_taken(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk)
    visit.cancel()
    assert visit.state.cancelling
    visit.end(EndReason.CANCELLED)
    assert (visit.state.step, visit.state.end, visit.state.identity) == (Step.GOODBYE, None, None)
    desk.clock.advance(GOODBYE_SECONDS + 1)
    visit.tick()
    assert visit.state.end is None
    desk.pull()
    desk.clock.advance(GOODBYE_SECONDS)
    visit.tick()
    assert visit.state.end is EndReason.CANCELLED


def test_goodbye_does_not_wait_for_ever(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk)
    visit.end(EndReason.CANCELLED)
    desk.clock.advance(TAKE_CARD_SECONDS + 1)
    visit.tick()
    assert visit.state.end is EndReason.CANCELLED


def test_going_back_to_the_welcome_screen_asks_before_it_forgets(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk)
    visit.go_back()
    assert visit.state.step is Step.GUIDE
    visit.go_back()
    assert visit.state.step is Step.SITUATION
    visit.go_back()
    assert visit.state.cancelling


def test_the_next_citizen_finds_the_hall_s_own_language(visit: Visit, desk: Desk) -> None:
    visit.set_language(Language.EN)
    desk.clock.advance(61)
    visit.tick()
    assert visit.state.language is Language.ZH


def test_nothing_personal_is_ever_recorded(visit: Visit, desk: Desk) -> None:
    to_confirm(visit, desk)
    visit.hand_in()
    written = repr(desk.events)
    typed = [ANSWERS[field] for field in ("phone", "trade_name", "premises", "capital")]
    assert [secret for secret in (CARD.name, CARD.number, CARD.address, *typed) if secret in written] == []


def everything_about(visit: Visit) -> set[str]:
    """All texts that can be reached from a visit, outside of modules and classes."""
    seen: set[int] = set()
    found: set[str] = set()
    waiting: list[object] = [visit.state]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type):
            continue
        seen.add(id(thing))
        if isinstance(thing, str):
            found.add(thing)
        waiting.extend(r for r in gc.get_referents(thing) if not isinstance(r, type) and not callable(r))
    return found


def test_what_only_the_card_can_tell_cannot_be_typed_over(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, BUSINESS)
    visit.answer("operator_number", OTHER_CARD.number)
    assert visit.state.values["operator_number"].text == CARD.number


def test_no_more_pages_are_taken_than_the_material_allows(visit: Visit, desk: Desk) -> None:
    to_materials(visit, desk)
    desk.judged.extend([PAGE] * 9)
    for _ in range(9):
        visit.scanning.capture()
    assert len(visit.state.pages["premises_proof"]) == 6


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (replace(CARD, valid_to=date(2024, 6, 1)), "card_expired"),
        (replace(CARD, number="330199197905030375"), "number_invalid"),
        (replace(CARD, birth=date(1980, 5, 3)), "birth_contradicts"),
        (replace(CARD, name=""), "name_missing"),
    ],
    ids=["expired", "check digit", "another birthday", "no name"],
)
def test_a_card_that_proves_nobody_is_named_and_another_one_goes_on(
    visit: Visit, desk: Desk, card: CardData, code: str
) -> None:
    to_identify(visit)
    desk.insert(card)
    assert (visit.state.step, visit.state.trouble) == (Step.IDENTIFY, Trouble(code, "card_reader"))
    assert visit.state.identity is None
    desk.pull()
    desk.insert()
    assert visit.state.step is Step.FORM


def test_a_card_that_stays_in_is_read_again_when_the_citizen_has_read_the_trouble(visit: Visit, desk: Desk) -> None:
    to_identify(visit)
    desk.insert(failure(ErrorCode.READ_FAILED, "card_reader"), CARD)
    visit.dismiss()
    assert visit.state.step is Step.FORM


@pytest.mark.parametrize("code", [ErrorCode.NO_FRAME, ErrorCode.DISCONNECTED, ErrorCode.TIMEOUT])
def test_a_camera_that_fails_is_named_and_the_answers_stay(visit: Visit, desk: Desk, code: ErrorCode) -> None:
    to_materials(visit, desk)
    desk.camera.device.fails = failure(code, "camera")
    visit.scanning.capture()
    assert visit.state.trouble == Trouble(str(code), "camera")
    assert visit.state.values["trade_name"].text == ANSWERS["trade_name"]
    desk.camera.device.fails = None
    desk.judged.append(PAGE)
    visit.scanning.capture()
    assert (visit.state.trouble, len(visit.state.pages["premises_proof"])) == (None, 1)


def to_proof(visit: Visit, desk: Desk) -> None:
    desk.outcome = replace(desk.received(), result_pdf=b"%PDF-")
    to_form(visit, desk)
    visit.go_on()
    visit.hand_in()


def test_a_proof_that_was_issued_at_once_is_printed_beside_the_receipt(visit: Visit, desk: Desk) -> None:
    to_proof(visit, desk)
    assert (visit.state.proof, visit.state.printed) == (Printed.DONE, Printed.DONE)


def test_a_proof_that_is_not_printed_is_told_and_printed_with_the_next_try(visit: Visit, desk: Desk) -> None:
    desk.papers.device.answers.append(failure(ErrorCode.PAPER_OUT, "document_printer"))
    desk.printer.device.answers.append(failure(ErrorCode.PAPER_OUT, "receipt_printer"))
    to_proof(visit, desk)
    assert (visit.state.proof, visit.state.printed) == (Printed.FAILED, Printed.FAILED)
    visit.printing.print_again()
    assert (visit.state.proof, visit.state.printed) == (Printed.DONE, Printed.DONE)


def test_the_visit_does_not_end_while_its_proof_is_being_printed(visit: Visit, desk: Desk) -> None:
    desk.papers.held = True
    to_proof(visit, desk)
    visit.finish()
    assert visit.state.step is Step.RECEIPT
    desk.papers.let_go()
    visit.finish()
    assert visit.state.step is Step.GOODBYE


def test_who_leaves_with_a_kept_case_is_seen_off_like_everybody(visit: Visit, desk: Desk) -> None:
    """There is no number to rate yet, so goodbye follows at once; it waits for the card, and nothing is left."""
    desk.outcome = HandIn(False, "330199-01-20261123-0001", desk.clock.now(), "HTTPS://X/R/AB")
    to_form(visit, desk)
    visit.go_on()
    visit.hand_in()
    visit.go_on()
    visit.tick()
    assert (visit.state.step, visit.state.end, visit.state.identity) == (Step.GOODBYE, None, None)
    assert [fields["reason"] for event, fields in desk.events if event == "visit-ended"] == ["done"]
