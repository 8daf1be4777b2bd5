from __future__ import annotations

import random
import threading
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from structlog.testing import capture_logs

from kiosk.clock import SystemClock
from kiosk.submission.contract import Acceptance
from kiosk.submission.draft_box import DraftBox
from kiosk.submission.draft_code import DraftCode
from kiosk.submission.keys import receipt_key
from kiosk.submission.office import OfficeError, OfficeErrorCode
from kiosk.submission.outbox import LONGEST_WAIT, Outbox, OutboxError, OutboxErrorCode, ParcelState
from kiosk.submission.packing import Parcel
from kiosk.submission.receipt_code import Facts, Standing, sign
from kiosk.submission.sender import LONGEST_BACK_OFF, DraftOutcome, Outcome, Sender, wait
from tests.submission.conftest import (
    HOST,
    KIOSK,
    NOW,
    Brought,
    OfficeSide,
    PlayedOffice,
    Told,
    drain,
    parcel_of,
    sealed_draft,
)

LATER = NOW + LONGEST_WAIT
UNCLEAR = [
    OfficeErrorCode.UNREACHABLE,
    OfficeErrorCode.TLS_FAILED,
    OfficeErrorCode.TIMEOUT,
    OfficeErrorCode.GARBLED,
    OfficeErrorCode.SERVER_ERROR,
    OfficeErrorCode.CONFLICT,
    OfficeErrorCode.UNAUTHORISED,
]


def test_pages_arrive_before_the_case_that_names_them(
    outbox: Outbox, office: PlayedOffice, sender: Sender, registration_case: Brought, office_side: OfficeSide
) -> None:
    parcel = parcel_of(registration_case, office_side.public)
    outbox.put(parcel.envelope, parcel.blobs)
    outcome = sender.step(NOW)
    assert outcome is not None
    assert outcome.acceptance == office.cases[parcel.envelope.key]
    assert office.blobs == parcel.blobs


@pytest.mark.parametrize("code", UNCLEAR)
def test_whatever_is_not_a_clear_answer_is_tried_again_with_the_same_key(
    outbox: Outbox, office: PlayedOffice, sender: Sender, parcel: Parcel, code: OfficeErrorCode
) -> None:
    outbox.put(parcel.envelope, {})
    office.failures = [OfficeError(code)]
    first = sender.step(NOW)
    assert first is not None
    assert (first.state, first.error) == (ParcelState.WAITING, code)
    assert [o.state for o in drain(sender, LATER)] == [ParcelState.ACCEPTED]
    assert office.tries == [parcel.envelope.key] * 2


@pytest.mark.parametrize("code", [OfficeErrorCode.TIMEOUT, OfficeErrorCode.GARBLED])
def test_a_lost_reply_makes_one_case_with_one_number(
    outbox: Outbox, office: PlayedOffice, sender: Sender, parcel: Parcel, code: OfficeErrorCode
) -> None:
    outbox.put(parcel.envelope, {})
    office.after_commit = [OfficeError(code)]
    sender.step(NOW)
    drain(sender, LATER)
    kept = outbox.find(parcel.envelope.key)
    assert kept is not None
    assert kept.acceptance == office.cases[parcel.envelope.key]
    assert len(office.cases) == 1


def test_a_clear_no_is_held_for_the_staff_and_not_repeated(
    outbox: Outbox, office: PlayedOffice, sender: Sender, parcel: Parcel
) -> None:
    outbox.put(parcel.envelope, {})
    office.failures = [OfficeError(OfficeErrorCode.REJECTED, "422 wrong_pages")]
    assert [o.state for o in drain(sender, NOW)] == [ParcelState.HELD]
    assert drain(sender, LATER) == []
    assert [kept.key for kept in outbox.held()] == [parcel.envelope.key]


def _by_a_stranger(acceptance: Acceptance) -> Acceptance:
    facts = Facts(Standing.RECEIVED, acceptance.case_number, KIOSK, NOW, "0" * 32)
    return acceptance.model_copy(update={"receipt_code": sign(facts, Ed25519PrivateKey.generate(), HOST)})


@pytest.mark.parametrize(
    "forge",
    [
        _by_a_stranger,
        lambda a: a.model_copy(update={"receipt_code": "OK"}),
        lambda a: a.model_copy(update={"case_number": a.case_number[:-1] + "9"}),
    ],
)
def test_an_acceptance_that_the_office_did_not_sign_is_none(
    outbox: Outbox, office: PlayedOffice, sender: Sender, parcel: Parcel, forge: object
) -> None:
    outbox.put(parcel.envelope, {})
    office.forge = forge  # type: ignore[assignment]
    outcome = sender.step(NOW)
    assert outcome is not None
    assert (outcome.state, outcome.error) == (ParcelState.WAITING, OfficeErrorCode.GARBLED)


def test_an_acceptance_of_another_case_is_none(
    outbox: Outbox, office: PlayedOffice, sender: Sender, proof_case: Brought, office_side: OfficeSide
) -> None:
    mine, other = (parcel_of(proof_case, office_side.public, n) for n in (1, 2))
    outbox.put(mine.envelope, {})
    office.forge = lambda _: office.submit(other.envelope) if len(office.tries) == 1 else _
    outcome = sender.step(NOW)
    assert outcome is not None
    assert outcome.state is ParcelState.WAITING


def test_when_nobody_is_there_the_queue_waits_and_not_each_case_in_turn(
    outbox: Outbox, office: PlayedOffice, sender: Sender, proof_case: Brought, office_side: OfficeSide
) -> None:
    for n in (1, 2, 3):
        outbox.put(parcel_of(proof_case, office_side.public, n).envelope, {})
    office.failures = [OfficeError(OfficeErrorCode.UNREACHABLE)]
    assert len(drain(sender, NOW)) == 1
    assert len(drain(sender, LATER)) == 3


def test_a_case_that_breaks_the_office_does_not_hold_up_the_others(
    outbox: Outbox, office: PlayedOffice, sender: Sender, proof_case: Brought, office_side: OfficeSide
) -> None:
    for n in (1, 2, 3):
        outbox.put(parcel_of(proof_case, office_side.public, n).envelope, {})
    office.failures = [OfficeError(OfficeErrorCode.SERVER_ERROR)]
    states = [outcome.state for outcome in drain(sender, NOW)]
    assert states == [ParcelState.WAITING, ParcelState.ACCEPTED, ParcelState.ACCEPTED]


def test_the_office_is_not_asked_sooner_than_it_said() -> None:
    error = OfficeError(OfficeErrorCode.SERVER_ERROR, retry_after=120)
    assert all(timedelta(seconds=120) <= wait(error, 0, random.Random(n)) <= LONGEST_WAIT for n in range(50))


def test_the_back_off_grows_with_full_jitter_and_has_an_end() -> None:
    error = OfficeError(OfficeErrorCode.TIMEOUT)
    longest = [max(wait(error, tries, random.Random(n)) for n in range(200)).total_seconds() for tries in (0, 5, 1000)]
    assert 1.5 < longest[0] <= 2 < 50 < longest[1] <= 64 < 800 < longest[2] <= LONGEST_BACK_OFF


def test_a_waking_sender_brings_a_new_case_at_once(
    outbox: Outbox, drafts: DraftBox, office: PlayedOffice, office_side: OfficeSide, told: Told, parcel: Parcel
) -> None:
    sender = Sender(outbox, drafts, office, office, receipt_key(office_side.receipt, "office"), SystemClock(), told)
    sender.start()
    outbox.put(parcel.envelope, {})
    sender.wake()
    told.wait_for(lambda outcome: isinstance(outcome, Outcome) and outcome.state is ParcelState.ACCEPTED)
    sender.stop()


def test_a_failing_disk_does_not_end_the_sender(
    outbox: Outbox,
    drafts: DraftBox,
    office: PlayedOffice,
    office_side: OfficeSide,
    told: Told,
    parcel: Parcel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outbox.put(parcel.envelope, {})
    sender = Sender(outbox, drafts, office, office, receipt_key(office_side.receipt, "office"), SystemClock(), told)
    with monkeypatch.context() as broken:
        broken.setattr(outbox, "due", _failing)
        sender.start()
        told.wait_for(lambda outcome: isinstance(outcome, OutboxError))
    sender.wake()
    told.wait_for(lambda outcome: isinstance(outcome, Outcome) and outcome.state is ParcelState.ACCEPTED)
    sender.stop()


def test_a_bug_met_with_one_case_is_logged_by_its_type_and_does_not_hold_up_the_others(
    outbox: Outbox, office: PlayedOffice, sender: Sender, proof_case: Brought, office_side: OfficeSide
) -> None:
    for n in (1, 2):
        outbox.put(parcel_of(proof_case, office_side.public, n).envelope, {})
    office.failures = [ValueError("330199")]  # type: ignore[list-item]
    with capture_logs() as logs:
        states = [outcome.state for outcome in drain(sender, NOW)]
    assert states == [ParcelState.WAITING, ParcelState.ACCEPTED]
    assert logs == [{"event": "sender_bug", "error": "ValueError", "log_level": "error"}]


def test_a_bug_does_not_end_the_sender(
    outbox: Outbox,
    drafts: DraftBox,
    office: PlayedOffice,
    office_side: OfficeSide,
    told: Told,
    parcel: Parcel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outbox.put(parcel.envelope, {})
    sender = Sender(outbox, drafts, office, office, receipt_key(office_side.receipt, "office"), SystemClock(), told)
    met = threading.Event()
    with monkeypatch.context() as broken, capture_logs():
        broken.setattr(outbox, "due", lambda _: (met.set(), {}["330199"]))
        sender.start()
        assert met.wait(10)
    sender.wake()
    told.wait_for(lambda outcome: isinstance(outcome, Outcome) and outcome.state is ParcelState.ACCEPTED)
    sender.stop()


def _failing(*_: object) -> None:
    raise OutboxError(OutboxErrorCode.DISK)


# --- drafts


def test_a_draft_goes_up_before_the_cases_and_is_let_go_of(
    outbox: Outbox, drafts: DraftBox, office: PlayedOffice, sender: Sender, parcel: Parcel
) -> None:
    outbox.put(parcel.envelope, {})
    draft, code = sealed_draft()
    drafts.keep(draft)
    assert sender.step(NOW) == DraftOutcome(code.id, NOW)
    assert office.drafts == {code.id: draft}
    assert drafts.due(LATER) is None
    assert [outcome.state for outcome in drain(sender, NOW)] == [ParcelState.ACCEPTED]


@pytest.mark.parametrize("code", [*UNCLEAR, OfficeErrorCode.REJECTED])
def test_a_draft_that_did_not_come_up_is_tried_again_whatever_was_said(
    drafts: DraftBox, office: PlayedOffice, sender: Sender, code: OfficeErrorCode
) -> None:
    draft, _ = sealed_draft()
    drafts.keep(draft)
    office.failures = [OfficeError(code)]
    assert sender.step(NOW) == DraftOutcome(draft.id, NOW, code)
    assert sender.step(NOW) is None
    assert sender.step(LATER) == DraftOutcome(draft.id, NOW)


def test_a_draft_that_fails_does_not_hold_up_the_cases(
    outbox: Outbox, drafts: DraftBox, office: PlayedOffice, sender: Sender, parcel: Parcel
) -> None:
    outbox.put(parcel.envelope, {})
    drafts.keep(sealed_draft()[0])
    office.failures = [ValueError("330199")]  # type: ignore[list-item]
    with capture_logs() as logs:
        assert [outcome.state for outcome in drain(sender, NOW)] == [ParcelState.ACCEPTED]
    assert logs == [{"event": "sender_bug", "error": "ValueError", "log_level": "error"}]


def test_when_nobody_is_there_the_cases_wait_with_the_draft(
    outbox: Outbox, drafts: DraftBox, office: PlayedOffice, sender: Sender, parcel: Parcel
) -> None:
    outbox.put(parcel.envelope, {})
    drafts.keep(sealed_draft()[0])
    office.failures = [OfficeError(OfficeErrorCode.UNREACHABLE)]
    assert drain(sender, NOW) == []
    assert office.tries == []


def test_a_newer_draft_that_is_kept_while_the_older_one_goes_up_follows_it(
    drafts: DraftBox, office: PlayedOffice, sender: Sender
) -> None:
    code = DraftCode.new()
    older, newer = (sealed_draft(code, at=NOW + timedelta(minutes=n))[0] for n in (0, 1))
    drafts.keep(older)
    office.while_keeping = lambda: drafts.keep(newer) if not office.drafts else None
    assert [sender.step(NOW) for _ in range(3)] == [
        DraftOutcome(code.id, older.kept_at),
        DraftOutcome(code.id, newer.kept_at),
        None,
    ]
    assert office.drafts == {code.id: newer}


def test_a_waking_sender_brings_a_new_draft_at_once(
    outbox: Outbox, drafts: DraftBox, office: PlayedOffice, office_side: OfficeSide, told: Told
) -> None:
    sender = Sender(outbox, drafts, office, office, receipt_key(office_side.receipt, "office"), SystemClock(), told)
    sender.start()
    drafts.keep(sealed_draft()[0])
    sender.wake()
    told.wait_for(lambda outcome: isinstance(outcome, DraftOutcome) and outcome.error is None)
    sender.stop()
