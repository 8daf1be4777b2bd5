"""Cases that wait: kept, replaced, handed out to whom they belong, and gone when they were handed in or too old."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from kiosk.backend.tables import Draft
from kiosk.submission.draft_code import DraftCode
from kiosk.submission.drafts import holder_proof, open_open, open_personal
from kiosk.submission.questions import DraftAnswer, FetchDraft, KeepDraft, SealedDraft
from tests.backend.conftest import OfficeAt
from tests.submission.conftest import NOW, NUMBER, Brought, sealed_draft

OTHER = "330199199209170460"


def fetch(office: OfficeAt, code: DraftCode, number: str | None = None) -> DraftAnswer:
    return office.ask(FetchDraft(id=code.id, holder="" if number is None else holder_proof(code, number)))


def keep(office: OfficeAt, draft: SealedDraft) -> None:
    assert office.ask(KeepDraft(draft=draft)).until == draft.until


def test_who_has_the_code_sees_what_was_chosen_and_nothing_else(office: OfficeAt) -> None:
    draft, code = sealed_draft()
    keep(office, draft)
    answer = fetch(office, code)
    assert answer.draft is not None
    assert open_open(answer.draft, code) == b"what was chosen"
    assert answer.draft.personal_part is None


def test_the_card_that_began_it_opens_all_of_it(office: OfficeAt) -> None:
    draft, code = sealed_draft()
    keep(office, draft)
    answer = fetch(office, code, NUMBER)
    assert answer.draft is not None
    assert open_personal(answer.draft, code) == b"who, and all that was typed"


def test_another_card_opens_nothing_and_after_five_of_them_no_card_does(office: OfficeAt) -> None:
    draft, code = sealed_draft()
    keep(office, draft)
    tries = [fetch(office, code, OTHER) for _ in range(5)]
    assert [answer.state for answer in tries] == ["wrong_holder"] * 4 + ["locked"]
    assert {answer.draft for answer in tries} == {None}
    assert fetch(office, code, NUMBER).state == "locked"
    assert fetch(office, code).state == "waiting"  # what was chosen is nobody's secret


def test_a_restart_does_not_forget_the_wrong_tries(office: OfficeAt) -> None:
    draft, code = sealed_draft()
    keep(office, draft)
    for _ in range(4):
        fetch(office, code, OTHER)
    with office.restarted() as again:
        assert again.drafts.fetch(FetchDraft(id=code.id, holder=holder_proof(code, OTHER))).state == "locked"


def test_keeping_it_again_does_not_unlock_it(office: OfficeAt) -> None:
    draft, code = sealed_draft()
    keep(office, draft)
    for _ in range(5):
        fetch(office, code, OTHER)
    keep(office, sealed_draft(code, at=NOW + timedelta(minutes=1))[0])
    assert fetch(office, code, NUMBER).state == "locked"


def test_what_nobody_had_identified_for_opens_without_a_card(office: OfficeAt) -> None:
    draft, code = sealed_draft(number=None, personal=None)
    keep(office, draft)
    assert fetch(office, code, NUMBER).draft == draft


def test_the_newest_one_replaces_the_others_in_whatever_order_they_come(office: OfficeAt) -> None:
    code = DraftCode.new()
    for minutes, chosen in ((0, b"first"), (2, b"third"), (1, b"second, come late")):
        keep(office, sealed_draft(code, at=NOW + timedelta(minutes=minutes), chosen=chosen)[0])
    answer = fetch(office, code)
    assert answer.draft is not None
    assert open_open(answer.draft, code) == b"third"


def test_a_code_that_nobody_made_is_unknown(office: OfficeAt) -> None:
    assert fetch(office, DraftCode.new()).state == "unknown"


def test_too_late_is_too_late_for_everybody_and_nothing_of_it_stays(office: OfficeAt) -> None:
    draft, code = sealed_draft()
    keep(office, draft)
    office.clock.advance(days=91)
    assert fetch(office, code, NUMBER).state == "expired"
    assert office.client.get(f"/v1/drafts/{code.id}", headers=office.clerk).status_code == 404
    keep(office, sealed_draft()[0])  # whatever comes next sweeps
    with office.office.store.session() as session:
        assert session.scalars(select(Draft.sealed).filter_by(id=code.id)).one() is None
    assert fetch(office, code).state == "expired"


def test_on_its_last_day_it_still_opens(office: OfficeAt) -> None:
    draft, code = sealed_draft()
    keep(office, draft)
    office.clock.advance(days=90)
    assert fetch(office, code).state == "waiting"


def test_a_clerk_gets_all_of_it_and_a_kiosk_does_not(office: OfficeAt) -> None:
    draft, code = sealed_draft()
    keep(office, draft)
    answer = office.client.get(f"/v1/drafts/{code.id}", headers=office.clerk)
    assert SealedDraft.model_validate_json(answer.content) == draft
    assert office.client.get(f"/v1/drafts/{code.id}", headers=office.kiosk).status_code == 403


def test_a_clerk_is_told_as_what_it_was_handed_in(office: OfficeAt, proof_case: Brought) -> None:
    draft, code = sealed_draft()
    keep(office, draft)
    number = office.accepted(proof_case.but(draft=code.id)).case_number
    answer = office.client.get(f"/v1/drafts/{code.id}", headers=office.clerk)
    assert (answer.status_code, answer.json()["detail"]) == (410, number)


@pytest.mark.parametrize("draft_id", ["A" * 16, "a" * 16, "1" * 16, "A"])
def test_an_id_that_is_none_or_unknown_is_no_crash(office: OfficeAt, draft_id: str) -> None:
    assert office.client.get(f"/v1/drafts/{draft_id}", headers=office.clerk).status_code in (404, 422)


def test_a_draft_with_all_its_pages_fits(office: OfficeAt) -> None:
    pages = bytes(13_900_000)
    draft, code = sealed_draft(personal=pages)
    keep(office, draft)
    answer = fetch(office, code, NUMBER)
    assert answer.draft is not None
    assert open_personal(answer.draft, code) == pages
