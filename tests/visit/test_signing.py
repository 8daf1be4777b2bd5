"""Nobody signs what was not shown to its end, and what was signed is void when what it says changes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kiosk.visit.state import DeliveryChoice, EndReason, Step, Trouble
from kiosk.visit.visit import Visit
from tests.visit.conftest import PAGE, STROKES, Delivery, Desk, sign_all, to_materials


@pytest.fixture
def visit(desk: Desk) -> Iterator[Visit]:
    """Before the application that must be signed."""
    visit = desk.visit()
    to_materials(visit, desk)
    desk.judged.append(PAGE)
    visit.scanning.capture()
    visit.go_on()
    visit.go_on()
    yield visit
    visit.end(EndReason.STOPPED)


def test_the_pad_opens_only_when_the_paper_was_shown_to_its_end(visit: Visit) -> None:
    assert (visit.state.step, visit.state.paper, visit.signing.signer) == (Step.SIGN, "application", None)
    visit.signing.sign(STROKES)
    assert visit.state.papers["application"].signed_by == ()
    visit.signing.read()
    assert visit.signing.signer == "applicant"


def test_who_has_not_signed_does_not_go_on(visit: Visit) -> None:
    visit.signing.read()
    visit.go_on()
    assert visit.state.step is Step.SIGN


def test_a_signature_makes_another_paper_and_its_digest_is_handed_in(visit: Visit, desk: Desk) -> None:
    read = visit.state.papers["application"].sha256
    sign_all(visit)
    signed = visit.state.papers["application"]
    assert (signed.sha256 != read, signed.signed_by) == (True, ("applicant",))
    visit.deliver(DeliveryChoice(Delivery.DOWNLOAD))
    visit.go_on()
    visit.hand_in()
    assert desk.handed_in[0].papers["application"].sha256 == signed.sha256


def test_a_changed_answer_voids_the_signature(visit: Visit) -> None:
    sign_all(visit)
    visit.go_back()
    visit.go_back()
    visit.go_back()
    visit.go_back()
    assert visit.state.step is Step.FORM
    visit.answer("trade_name", "大河")
    visit.go_on()
    visit.go_on()
    visit.go_on()
    assert (visit.state.step, visit.state.papers["application"].signed_by) == (Step.SIGN, ())


def test_a_paper_that_cannot_be_made_is_told_and_made_with_the_next_try(desk: Desk) -> None:
    desk.documents.fails = True
    visit = desk.visit()
    to_materials(visit, desk)
    desk.judged.append(PAGE)
    visit.scanning.capture()
    visit.go_on()
    visit.go_on()
    assert visit.state.trouble == Trouble("not_composed")
    desk.documents.fails = False
    visit.go_on()
    assert visit.state.paper == "application"
    visit.end(EndReason.STOPPED)
