"""An answer may raise a question to a register: what it says is neither asked nor offered too early."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from kiosk.visit.inquiries import wanted
from kiosk.visit.ladder import filled
from kiosk.visit.state import Busy, Found, Record, Step
from screens.words import words
from tests.screens.fakes import ASSETS, TODAY, FakeHall, FakeVisit, StillClock, hit, informed

OVERLOAD, TRANSFER = "11330199MB000018284330218001000", "11330199MB0000051C4331005001000"


class SlowRegisters(FakeVisit):
    """Whose registers are still being asked when the answer has been taken."""

    def answer(self, code: str, text: str) -> None:
        super().answer(code, text)
        self.become(busy=Busy.LOOKING_UP)

    def hear(self, **found: Record) -> None:
        """The registers answer; those that are not named know nothing."""
        records = {i: found.get(i.register, Record(Found.MISS)) for i in wanted(self.state)}
        self.become(records=MappingProxyType({**self.state.records, **records}))
        self.become(values=filled(self.state, TODAY), busy=None)


@pytest.fixture
def stage_of(finger) -> Any:
    from screens.stage import Stage

    words.load(ASSETS / "wording")
    stages = []

    def play(visit: FakeVisit) -> Stage:
        stages.append(Stage(visit, FakeHall(), StillClock()))
        finger.show(stages[-1])
        finger.frames.advance(0.5)
        return stages[-1]

    yield play
    for stage in stages:
        stage.close()


def test_what_a_register_names_can_be_chosen_when_it_has_answered(stage_of: Callable[..., Any], finger) -> None:
    visit = SlowRegisters(informed(OVERLOAD, {}, vehicle_of="person", who="owner"))
    stage = stage_of(visit)
    visit.edit("plate")
    stage.screen.editor.answer = "浙A99001"
    stage.screen.forward()
    visit.hear(overload_case=hit({"code": "CZ1", "text": "11月1日"}, {"code": "CZ2", "text": "11月9日"}))
    finger.frames.advance(0.5)
    finger.tap("option-CZ2")
    assert stage.screen.editor.answer == "CZ2"


def test_what_a_register_tells_after_an_answer_is_not_asked(stage_of: Callable[..., Any]) -> None:
    visit = SlowRegisters(informed(TRANSFER, {}, you_are="father", reason="moved", home="own", phone="13900000000"))
    stage = stage_of(visit)
    visit.edit("child_number")
    stage.screen.editor.answer = "330199201705200462"
    stage.screen.forward()
    assert visit.state.field == "child_number"
    visit.hear(population=hit({"name": "陈禾"}))
    assert visit.state.step is Step.FORM
    assert "child_name" in visit.state.values
    assert visit.state.field == "current_school"
