"""The last steps: a fine that nobody accepts beforehand, a receipt that leaves nothing out, one rating, few touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kiosk.catalogue.model import Words
from kiosk.submission.lettering import Lettering, Raster
from kiosk.submission.office import OfficeError, OfficeErrorCode
from kiosk.submission.packing import materials_of
from kiosk.submission.questions import (
    AskPayment,
    ConfirmPresence,
    OrderPayment,
    PaymentAnswer,
    PresenceAnswer,
    Rate,
    RatingAnswer,
)
from kiosk.submission.receipt import WIDE, draw, receipt_of
from kiosk.visit.rating import TAGS
from kiosk.visit.state import EndReason, HandIn, PaymentState, Step, SubCase, VisitState
from kiosk.visit.visit import Visit
from kiosk.wording import Language, Wording
from tests.visit.conftest import (
    CARD,
    HELPER_CARD,
    PROOF,
    Desk,
    sign_all,
    to_confirm,
    to_form,
)

OVERLOAD = "11330199MB000018284330218001000"
ORDER = PaymentAnswer(
    order="JK3301990001",
    amount=Decimal(2000),
    code="https://pay.example.gov.cn/1",
    state="open",
    pay_by=date(2026, 12, 8),
)
OVERLOADED = {
    "code": "330199202600077",
    "text": "2026-11-02 湖滨公路",
    "case_number": "330199202600077",
    "notice_served": "yes",
    "owner_number": CARD.number,
    "outcome": "fine",
    "amount": "2000",
    "place": "湖滨公路",
}


@pytest.fixture
def visit(desk: Desk) -> Iterator[Visit]:
    desk.office.answers = {
        OrderPayment: ORDER,
        AskPayment: ORDER,
        ConfirmPresence: PresenceAnswer(present=True),
        Rate: RatingAnswer(state="taken"),
    }
    visit = desk.visit()
    yield visit
    visit.end(EndReason.STOPPED)


# --- a fine


def to_position(visit: Visit, desk: Desk) -> None:
    """The owner stands before the evidence."""
    desk.office.records["overload_case", "浙A12345"] = OVERLOADED
    desk.office.records["overload_case", OVERLOADED["code"]] = OVERLOADED
    to_form(visit, desk, OVERLOAD, {"vehicle_of": "person", "who": "owner"})
    visit.reading.confirm_by_phone("123456")
    visit.answer("plate", "浙a12345")
    visit.answer("case_number", OVERLOADED["code"])
    visit.answer("phone", "13900000000")


def to_pay(visit: Visit, desk: Desk) -> None:
    to_position(visit, desk)
    visit.answer("position", "accept")
    visit.go_on()
    sign_all(visit)
    assert visit.state.step is Step.PAY


def test_nothing_of_a_fine_is_answered_beforehand(visit: Visit, desk: Desk) -> None:
    to_position(visit, desk)
    assert {"position", "statement", "hearing"}.isdisjoint(visit.state.values)
    visit.go_on()
    assert (visit.state.step, visit.state.field) == (Step.FORM, "position")


def test_a_fine_is_the_office_s_figure_and_shown_with_the_evidence(visit: Visit, desk: Desk) -> None:
    to_position(visit, desk)
    assert (visit.shown("amount"), visit.shown("place")) == ("2,000 元", "湖滨公路")
    visit.answer("amount", "1")
    assert visit.state.values["amount"].text == "2000"


def test_whoever_accepts_pays_the_order_of_this_very_case(visit: Visit, desk: Desk) -> None:
    to_pay(visit, desk)
    (order,) = [q for q in desk.office.asked if isinstance(q, OrderPayment)]
    assert (order.kind, order.reference) == ("fine", OVERLOADED["code"])


def test_whoever_disputes_pays_nothing_and_says_why(visit: Visit, desk: Desk) -> None:
    to_position(visit, desk)
    visit.answer("position", "dispute")
    visit.go_on()
    assert (visit.state.step, visit.state.field) == (Step.FORM, "statement")
    visit.answer("statement", "不是我的车")
    visit.answer("hearing", "no")
    visit.go_on()
    assert (visit.state.step, Step.PAY in visit.path()) == (Step.SIGN, False)


def test_whoever_disputes_after_all_takes_no_order_along(visit: Visit, desk: Desk) -> None:
    to_pay(visit, desk)
    while visit.state.step is not Step.FORM:
        visit.go_back()
    for code, text in {"position": "dispute", "statement": "不是我的车", "hearing": "no"}.items():
        visit.answer(code, text)
    visit.go_on()
    sign_all(visit)
    visit.hand_in()
    (case,) = desk.handed_in
    assert (case.payment, "waiver" in {m.code for m in materials_of(case)}) == (None, False)


def test_a_fine_may_be_paid_later_and_the_case_is_handed_in_with_its_order(visit: Visit, desk: Desk) -> None:
    to_pay(visit, desk)
    visit.paying.later()
    visit.go_on()
    visit.hand_in()
    (case,) = desk.handed_in
    assert case.payment is not None
    assert (case.payment.state, case.payment.order) == (PaymentState.LATER, ORDER.order)


def test_put_off_stays_put_off_however_often_the_citizen_comes_by(visit: Visit, desk: Desk) -> None:
    to_pay(visit, desk)
    visit.paying.later()
    visit.go_back()
    visit.go_on()
    assert visit.state.step is Step.PAY
    assert visit.state.payment is not None
    assert visit.state.payment.state is PaymentState.LATER


def test_no_helper_puts_a_fine_off(visit: Visit, desk: Desk) -> None:
    to_pay(visit, desk)
    visit.helping.begin()
    desk.pull()
    desk.insert(HELPER_CARD)
    visit.helping.badge("1234")
    visit.helping.agree(True)
    visit.paying.later()
    assert visit.state.payment is not None
    assert visit.state.payment.state is PaymentState.OPEN


# --- the receipt


class Heard(Lettering):
    """Lettering that remembers what it was asked to write."""

    lines: list[str] = []  # noqa: RUF012 - one list for all styles of a receipt

    def line(self, text: str, width: int, *, align: float = 0.0) -> Raster:
        self.lines.append(text)
        return super().line(text, width, align=align)


@pytest.fixture
def read_receipt(monkeypatch: pytest.MonkeyPatch, assets: Path) -> Callable[[VisitState], str]:
    """All that stands on the receipt of a visit, without blanks."""
    monkeypatch.setattr(Heard, "lines", [])
    monkeypatch.setattr("kiosk.submission.receipt.Lettering", Heard)

    def read(state: VisitState) -> str:
        draw(receipt_of(state, simulated=False), Wording(assets / "wording", Language.ZH), assets / "fonts", WIDE)
        return "".join("".join(Heard.lines).split())

    return read


def test_the_receipt_of_a_fine_paid_later_says_until_when_and_by_which_order(
    visit: Visit, desk: Desk, read_receipt: Callable[[VisitState], str]
) -> None:
    to_pay(visit, desk)
    visit.paying.later()
    visit.go_on()
    visit.hand_in()
    words = read_receipt(visit.state)
    assert ORDER.order in words
    assert "2026年12月8日" in words
    assert "2000" in words.replace(",", "")


def test_the_receipt_of_a_fine_that_is_paid_bears_its_voucher(
    visit: Visit, desk: Desk, read_receipt: Callable[[VisitState], str]
) -> None:
    to_pay(visit, desk)
    desk.office.answers[AskPayment] = ORDER.model_copy(update={"state": "paid", "voucher": "33020077"})
    visit.paying.ask_again()
    visit.go_on()
    visit.hand_in()
    assert "33020077" in read_receipt(visit.state)


def test_the_receipt_names_the_helper_by_number_and_the_digest_of_what_was_signed(
    visit: Visit, desk: Desk, read_receipt: Callable[[VisitState], str]
) -> None:
    to_confirm(visit, desk)
    visit.helping.begin()
    desk.pull()
    desk.insert(HELPER_CARD)
    visit.helping.badge("1234")
    visit.helping.agree(True)
    visit.helping.end()
    visit.hand_in()
    words = read_receipt(visit.state)
    assert "帮办员编号12" in words
    assert visit.state.papers["application"].sha256[:8] in words
    assert [secret for secret in (HELPER_CARD.name, CARD.name, CARD.number) if secret in words] == []


def test_the_receipt_of_a_life_event_has_a_number_and_a_day_for_each_part(
    visit: Visit, desk: Desk, read_receipt: Callable[[VisitState], str]
) -> None:
    parts = (
        SubCase(Words(zh="出生医学证明", en="Birth"), PROOF + "202611230002", "accepted", date(2026, 11, 24)),
        SubCase(Words(zh="户口登记", en="Household"), PROOF + "202611230003", "accepted", date(2026, 11, 26)),
    )
    desk.outcome = replace(desk.received(), sub_cases=parts)
    to_form(visit, desk, PROOF)
    visit.go_on()
    visit.hand_in()
    words = read_receipt(visit.state)
    assert [part.number in words for part in parts] == [True, True]
    assert [day in words for day in ("2026年11月24日", "2026年11月26日")] == [True, True]


# --- rating


def to_rate(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, PROOF)
    visit.go_on()
    visit.hand_in()
    visit.go_on()
    assert visit.state.step is Step.RATE


def ratings(desk: Desk) -> list[tuple[str, int, tuple[str, ...]]]:
    return [(q.case_number, q.satisfaction, q.tags) for q in desk.office.asked if isinstance(q, Rate)]


@pytest.mark.parametrize("level", TAGS)
def test_a_visit_is_rated_once_with_the_words_of_its_level(visit: Visit, desk: Desk, level: int) -> None:
    to_rate(visit, desk)
    visit.rating.rate(level, (TAGS[level][0], "no_such_word"))
    visit.rating.rate(1)
    assert ratings(desk) == [(PROOF + "202611230001", level, (TAGS[level][0],))]
    assert visit.state.step is Step.GOODBYE


def test_nobody_must_rate(visit: Visit, desk: Desk) -> None:
    to_rate(visit, desk)
    visit.go_on()
    assert (visit.state.step, ratings(desk)) == (Step.GOODBYE, [])


def test_no_helper_rates(visit: Visit, desk: Desk) -> None:
    to_form(visit, desk, PROOF)
    visit.helping.begin()
    desk.pull()
    desk.insert(HELPER_CARD)
    visit.helping.badge("1234")
    visit.helping.agree(True)
    visit.go_on()
    visit.helping.end()
    visit.hand_in()
    visit.go_on()
    visit.helping.begin()
    assert visit.helping.asking is None
    assert visit.state.helper is None


def test_an_office_that_is_away_keeps_nobody_at_the_rating(visit: Visit, desk: Desk) -> None:
    desk.office.answers[Rate] = OfficeError(OfficeErrorCode.UNREACHABLE)
    to_rate(visit, desk)
    visit.rating.rate(2)
    assert (visit.state.step, visit.state.trouble) == (Step.GOODBYE, None)


def test_a_case_that_only_this_machine_has_is_not_rated_yet(visit: Visit, desk: Desk) -> None:
    desk.outcome = HandIn(False, "330199-01-20261123-0001", desk.clock.now(), "HTTPS://X/R/AB")
    to_form(visit, desk, PROOF)
    visit.go_on()
    visit.hand_in()
    assert Step.RATE not in visit.path()
    visit.go_on()
    assert visit.state.step is Step.GOODBYE


def test_what_is_written_beside_a_rating_is_cut_where_the_province_cuts_it(visit: Visit, desk: Desk) -> None:
    to_rate(visit, desk)
    visit.rating.rate(3, (), " " + "慢" * 600)
    (rating,) = [q for q in desk.office.asked if isinstance(q, Rate)]
    assert rating.text == "慢" * 500
