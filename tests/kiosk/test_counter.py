"""The counter of a visit: what the keeper says becomes what the citizen is told, in time."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest

from kiosk import pipe as p
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Kind
from kiosk.clock import SystemClock
from kiosk.counter import Counter, sub_cases
from kiosk.submission.contract import Acceptance, AcceptedSubCase
from kiosk.submission.draft_code import DraftCode
from kiosk.submission.questions import SealedDraft
from kiosk.visit.state import HandIn, Trouble, VisitState
from tests.submission.conftest import KIOSK, NOW, REGISTRATION, OfficeSide, sealed_draft
from tests.submission.conftest import catalogue as catalogue
from tests.submission.conftest import office_side as office_side
from tests.submission.conftest import registration_visit as registration_visit


class Bench:
    """A counter, and a keeper that answers each message as the test says."""

    def __init__(self, sealing_key: bytes) -> None:
        ours, self._theirs = p.pipe()
        self.counter = Counter(ours, KIOSK, sealing_key, SystemClock(), lambda acceptance, key: b"%PDF-")
        self.answers: Callable[[p.Message], list[p.ToCounter]] = lambda _: []
        self.outcomes: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._keeper = threading.Thread(target=self._keep, name="keeper")
        self._ours = ours

    def __enter__(self) -> Bench:
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.counter.close()
        self._ours.close()
        self._theirs.close()
        self._keeper.join()

    def outcome(self) -> object:
        return self.outcomes.get(timeout=20)

    def _keep(self) -> None:
        try:
            while True:
                message = self._theirs.receive()
                for answer in self.answers(message):
                    self.counter.heard(answer)
        except p.PipeClosed:
            return


@pytest.fixture
def bench(office_side: OfficeSide, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    monkeypatch.setattr("kiosk.counter.DELIVERY_SECONDS", 0.2)
    monkeypatch.setattr("kiosk.counter.KEEPER_SECONDS", 0.2)
    with Bench(office_side.public) as bench:
        yield bench


def here(draft: SealedDraft) -> p.DraftKeptHere:
    return p.DraftKeptHere(id=draft.id)


def there(draft: SealedDraft) -> p.DraftAtOffice:
    return p.DraftAtOffice(id=draft.id, kept_at=draft.kept_at)


def kept(bench: Bench, draft: SealedDraft) -> object:
    bench.counter.keep_draft(draft, bench.outcomes.put)
    return bench.outcome()


def test_a_draft_is_at_the_office_or_still_here(bench: Bench) -> None:
    draft, _ = sealed_draft()
    bench.answers = lambda _: [here(draft), there(draft)]
    assert kept(bench, draft) is True
    bench.answers = lambda _: [here(draft)]
    assert kept(bench, draft) is False


def test_a_draft_that_was_not_kept_is_told_as_a_trouble(bench: Bench) -> None:
    draft, _ = sealed_draft()
    bench.answers = lambda _: [p.NotKept(code="not_kept")]
    assert kept(bench, draft) == Trouble("not_kept")
    bench.answers = lambda _: []  # the keeper says nothing at all
    assert kept(bench, draft) == Trouble("not_kept")


def test_an_older_draft_that_comes_up_is_not_taken_for_the_newer_one(bench: Bench) -> None:
    code = DraftCode.new()
    older, newer = (sealed_draft(code, at=NOW + timedelta(minutes=n))[0] for n in (0, 1))
    bench.answers = lambda _: [here(newer), there(older)]
    assert kept(bench, newer) is False
    bench.answers = lambda _: [here(newer), there(older), there(newer)]
    assert kept(bench, newer) is True


def test_when_the_keeper_is_gone_nothing_was_kept(bench: Bench) -> None:
    bench._theirs.close()
    assert kept(bench, sealed_draft()[0]) == Trouble("not_kept")


def test_what_comes_next_waits_for_what_is_under_way(bench: Bench, registration_visit: VisitState) -> None:
    draft, _ = sealed_draft()
    bench.answers = lambda message: [here(draft)] if isinstance(message, p.DepositDraft) else _accepting(message)
    bench.counter.keep_draft(draft, bench.outcomes.put)
    bench.counter.hand_in(registration_visit, bench.outcomes.put)
    first, second = bench.outcome(), bench.outcome()
    assert first is False
    assert isinstance(second, HandIn)
    assert second.received


def _accepting(message: p.Message) -> list[p.ToCounter]:
    if isinstance(message, p.NumberWanted):
        return [p.Number(provisional=f"{KIOSK}-20261123-0001")]
    assert isinstance(message, p.Deposit)
    key: UUID = message.envelope.key
    number = f"{REGISTRATION}202611230001"
    acceptance = Acceptance(case_number=number, accepted_at=NOW, receipt_code="X", promised_by=date(2026, 11, 26))
    return [p.Kept(key=key, code="HTTPS://X/R/AB"), p.Delivered(key=key, acceptance=acceptance)]


def test_a_case_that_a_slow_keeper_kept_after_all_is_not_handed_in_twice(
    bench: Bench, registration_visit: VisitState
) -> None:
    keys: list[UUID] = []

    def slow_at_first(message: p.Message) -> list[p.ToCounter]:
        if isinstance(message, p.Deposit):
            keys.append(message.envelope.key)
            if len(keys) == 1:
                return []
        return _accepting(message)

    bench.answers = slow_at_first
    visit = replace(registration_visit, started_at=NOW)
    bench.counter.hand_in(visit, bench.outcomes.put)
    assert bench.outcome() == Trouble("not_kept")
    bench.counter.hand_in(visit, bench.outcomes.put)
    assert isinstance(bench.outcome(), HandIn)
    assert (len(keys), len(set(keys))) == (2, 1)


def test_what_became_of_another_case_is_not_taken_for_this_one(bench: Bench, registration_visit: VisitState) -> None:
    def with_a_stale_answer(message: p.Message) -> list[p.ToCounter]:
        if not isinstance(message, p.Deposit):
            return _accepting(message)
        other = p.Deposit(envelope=message.envelope.model_copy(update={"key": uuid4()}), blobs={})
        return [*_accepting(other), _accepting(message)[0]]

    bench.answers = with_a_stale_answer
    bench.counter.hand_in(registration_visit, bench.outcomes.put)
    told = bench.outcome()
    assert isinstance(told, HandIn)
    assert not told.received


def test_whoever_waits_hears_of_a_case_that_cannot_be_packed(bench: Bench, registration_visit: VisitState) -> None:
    bench.answers = _accepting
    bench.counter.hand_in(replace(registration_visit, service=None), bench.outcomes.put)
    assert bench.outcome() == Trouble("not_kept")


def test_a_life_events_matters_are_told_by_name_each_with_its_number_and_day(catalogue: Catalogue) -> None:
    event = next(s for s in catalogue if s.kind is Kind.LIFE_EVENT)
    accepted = tuple(
        AcceptedSubCase(item_code=sub.item_code, number=f"{sub.item_code}202611230001", promised_by=NOW.date())
        for sub in event.sub_matters
    )
    told = sub_cases(event, accepted)
    assert [case.name for case in told] == [sub.name for sub in event.sub_matters]
    assert {(case.state, case.promised_by) for case in told} == {("accepted", NOW.date())}
    assert [case.number for case in told] == [sub.number for sub in accepted]
