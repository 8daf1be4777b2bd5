"""From the welcome screen to the card: found without knowing the office, told exactly, agreed to freely."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Any

import pytest

from kiosk.catalogue.model import Kind, Source
from kiosk.visit.state import Step, Value, VisitState
from kiosk.wording import Language
from screens.words import words
from tests.screens.fakes import CATALOGUE, CLOSED, PROOF, SHOP, FakeHall, StillClock
from tests.screens.moments_before import NEWBORN, TRANSFER

MARKET = "11330199MB0000318Y"
NEWBORN_ANSWERS = {"you_are": "mother", "born_where": "county", "family": "married_mine", "also": "all"}
TRANSFER_ANSWERS = {"you_are": "mother", "from": "elsewhere", "grade": "p2_to_p5", "reason": "moved", "home": "rented"}
Begin = Callable[..., Any]


def said(code: str, step: Step, field: str | None = None, **answers: str) -> VisitState:
    values = MappingProxyType({key: Value(text, Source.CITIZEN) for key, text in answers.items()})
    return VisitState(step, service=CATALOGUE.get(code), values=values, field=field)


# --- choosing


def test_every_way_to_a_service_is_in_sight_beside_the_top_tasks(play: Begin) -> None:
    names = [getattr(w, "name", "") for w in play().stage.walk()]
    ways = ("events", "offices", "letters", "search", "progress", "lists", "resume")
    assert {f"door-{way}" for way in ways} <= set(names)
    assert sum(name.startswith("choose-") for name in names) == len(FakeHall().top_tasks)


@pytest.mark.parametrize(
    ("touches", "code"),
    [
        (("door-events",), NEWBORN),
        (("door-offices", f"office-{MARKET}"), SHOP),
        (("door-letters", "letter-x", "letter-s", "letter-e"), NEWBORN),
        (("door-search", "key-x", "key-s", "key-e"), NEWBORN),
    ],
    ids=["life event", "office", "letters", "pinyin"],
)
def test_a_service_is_reached_by(play: Begin, touches: tuple[str, ...], code: str) -> None:
    screen = play()
    screen.tap(*touches, f"choose-{code}")
    assert screen.asked("choose") == [(code,)]


def test_every_matter_stands_under_its_office(play: Begin) -> None:
    screen = play()
    screen.tap("door-offices")
    offices = [w.name for w in screen.stage.walk() if getattr(w, "name", "").startswith("office-")]
    matters = {s.authority.credit_code for s in CATALOGUE if s.kind is not Kind.INFORMATION}
    assert sorted(offices) == sorted(f"office-{code}" for code in matters)


def test_back_leads_from_a_page_to_where_it_was_opened(play: Begin) -> None:
    screen = play()
    screen.tap("door-offices", f"office-{MARKET}", "go-back")
    assert screen.screen.page == "offices"
    screen.tap("go-back")
    assert screen.screen.page == "home"
    assert screen.visit.verbs == []


def test_a_letter_that_leads_nowhere_cannot_be_touched(play: Begin) -> None:
    screen = play()
    screen.tap("door-letters", "letter-x", "letter-s")
    assert screen.widget("letter-q").disabled
    assert not screen.widget("letter-e").disabled


def test_words_that_find_nothing_say_so(play: Begin) -> None:
    screen = play()
    screen.tap("door-search", "key-q", "key-q", "key-q")
    assert words._("welcome-nothing") in screen.texts


def test_a_closed_service_says_why_wherever_it_stands(play: Begin) -> None:
    screen = play(hall=FakeHall(readinesses={SHOP: CLOSED}))
    screen.tap("door-offices", f"office-{MARKET}")
    screen.finger.tap(screen.widget(f"choose-{SHOP}"))
    assert screen.asked("choose") == []
    assert words._("readiness-device_down", device="camera") in screen.all_texts


class TurningClock(StillClock):
    seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds


def test_what_somebody_typed_and_left_is_gone_for_the_next(play: Begin) -> None:
    clock = TurningClock()
    screen = play(clock=clock)
    screen.tap("door-search", "key-x")
    clock.seconds = 59
    screen.stage.each_second()
    assert screen.screen.page == "search"
    clock.seconds = 61
    screen.stage.each_second()
    assert screen.screen.page == "home"


# --- the situation


def test_one_touch_answers_and_goes_on(play: Begin) -> None:
    screen = play(said(TRANSFER, Step.SITUATION, "reason", you_are="mother"))
    screen.finger.tap("option-moved")
    assert screen.asked("answer") == [("reason", "moved")]
    assert screen.asked("go_on") == []
    screen.finger.advance(0.5)
    assert screen.asked("go_on") == [()]


def test_another_answer_in_the_same_moment_counts_instead(play: Begin) -> None:
    screen = play(said(TRANSFER, Step.SITUATION, "reason", you_are="mother"))
    screen.finger.tap("option-moved")
    screen.finger.tap("option-household")
    screen.finger.advance(0.5)
    assert screen.asked("answer")[-1][0] == "reason"
    assert screen.asked("go_on") == [()]


def test_back_in_the_same_moment_goes_back_only(play: Begin) -> None:
    screen = play(said(TRANSFER, Step.SITUATION, "reason", you_are="mother"))
    screen.finger.tap("option-moved")
    screen.finger.tap("go-back")
    screen.finger.advance(0.5)
    assert screen.visit.verbs == ["answer", "go_back"]


def test_nothing_is_chosen_before_the_citizen_does(play: Begin) -> None:
    screen = play(said(TRANSFER, Step.SITUATION, "reason", you_are="mother"))
    assert not [w for w in screen.stage.walk() if getattr(w, "chosen", False)]
    assert screen.widget("go-on").disabled


def test_several_answers_wait_for_the_citizen_to_go_on(play: Begin) -> None:
    service = next(s for s in CATALOGUE if any(q.type == "choices" for q in s.situations))
    question = next(q for q in service.situations if q.type == "choices")
    first, second = (option.code for option in question.options[:2])
    screen = play(said(service.item_code, Step.SITUATION, question.code))
    screen.tap(f"option-{second}", f"option-{first}")
    assert screen.asked("answer")[-1] == (question.code, f"{first},{second}")
    assert screen.asked("go_on") == []
    screen.tap("go-on")
    assert screen.asked("go_on") == [()]


# --- the exact list


def test_what_may_not_be_asked_is_never_among_what_to_bring(play: Begin) -> None:
    screen = play(said(NEWBORN, Step.GUIDE, **NEWBORN_ANSWERS))
    texts = screen.all_texts
    bring, never = texts.index(words._("guide-exact", count=1)), texts.index(words._("guide-never"))
    name = CATALOGUE.get(NEWBORN).material("birth_registration").name.zh
    assert bring < never < texts.index(name)


def test_the_list_follows_the_answers(play: Begin) -> None:
    rented = play(said(TRANSFER, Step.GUIDE, **TRANSFER_ANSWERS)).all_texts
    owned = play(said(TRANSFER, Step.GUIDE, **{**TRANSFER_ANSWERS, "home": "own"})).all_texts
    lease = CATALOGUE.get(TRANSFER).material("home_lease").name.zh
    assert lease in rented
    assert lease not in owned


def test_a_sample_opens_large_and_closes_again(play: Begin) -> None:
    screen = play(said(TRANSFER, Step.GUIDE, **TRANSFER_ANSWERS))
    screen.tap("sample-residence_permit")
    assert words._("guide-sample") in screen.texts
    screen.tap("go-back")
    assert words._("guide-sample") not in screen.texts
    assert screen.visit.verbs == []


def test_the_notice_can_be_printed_before_anybody_is_identified(play: Begin) -> None:
    screen = play(said(NEWBORN, Step.GUIDE, **NEWBORN_ANSWERS))
    screen.tap("print-notice")
    assert screen.visit.verbs == ["leaving.notice"]


def test_what_the_hall_has_not_confirmed_is_not_said_as_if_it_were(play: Begin) -> None:
    assert not CATALOGUE.get(NEWBORN).promised_time.verified
    assert words._("guide-unverified") in play(said(NEWBORN, Step.GUIDE, **NEWBORN_ANSWERS)).texts
    assert CATALOGUE.get(PROOF).promised_time.verified
    assert words._("guide-unverified") not in play(said(PROOF, Step.GUIDE, for_whom="self")).texts


def test_a_life_event_says_what_it_took_before(play: Begin) -> None:
    assert words._("before-now", before=62, now=1) in play(said(NEWBORN, Step.GUIDE, **NEWBORN_ANSWERS)).texts


# --- refused


def test_a_refusal_says_which_condition_by_which_rule_and_what_else_can_be_done(play: Begin) -> None:
    screen = play(said(NEWBORN, Step.REFUSED, **{**NEWBORN_ANSWERS, "born_where": "elsewhere"}))
    condition = next(c for c in CATALOGUE.get(NEWBORN).conditions if c.code == "born_in_the_province")
    assert words._("refused-elsewhere") in screen.texts
    assert words._("refused-condition", text=condition.text.zh) in screen.texts
    assert screen.visit.refusals()[0].rule.zh in screen.texts
    assert condition.way.zh in screen.all_texts
    screen.tap("print-notice", "go-back", "go-on")
    assert screen.visit.verbs == ["leaving.notice", "go_back", "go_on"]


# --- privacy


def test_a_short_notice_is_agreed_to_with_one_touch(play: Begin) -> None:
    screen = play(said(PROOF, Step.PRIVACY, for_whom="self"))
    screen.tap("go-on")
    assert screen.asked("agree") == [(("privacy",),)]
    assert screen.asked("go_on") == [()]


def test_nothing_is_agreed_to_before_the_end_was_on_the_screen(play: Begin) -> None:
    screen = play(said(NEWBORN, Step.PRIVACY, **NEWBORN_ANSWERS))
    assert words._("privacy-agree") not in screen.texts
    while not screen.screen.read:
        screen.tap("go-on")
    assert screen.asked("agree") == []
    assert words._("privacy-agree") in screen.texts


def test_sensitive_data_want_a_consent_apart_that_nobody_ticked_before(play: Begin) -> None:
    screen = play(said(NEWBORN, Step.PRIVACY, **NEWBORN_ANSWERS))
    while not screen.screen.read:
        screen.tap("go-on")
    assert screen.widget("go-on").disabled
    screen.tap("agree-sensitive", "go-on")
    assert screen.asked("agree") == [(("privacy", "sensitive"),)]


def test_a_consent_that_was_taken_back_is_none(play: Begin) -> None:
    screen = play(said(NEWBORN, Step.PRIVACY, **NEWBORN_ANSWERS))
    while not screen.screen.read:
        screen.tap("go-on")
    screen.tap("agree-sensitive", "agree-sensitive")
    assert screen.widget("go-on").disabled


def test_who_does_not_agree_is_told_where_else_and_may_think_again(play: Begin) -> None:
    screen = play(said(PROOF, Step.PRIVACY, for_whom="self"))
    screen.tap("decline")
    assert words._("privacy-declined") in screen.texts
    assert words._("places") in screen.texts
    screen.tap("go-back")
    assert words._("privacy-title") in screen.texts
    screen.tap("decline", "go-on")
    assert screen.visit.verbs == ["cancel"]
    assert screen.asked("agree") == []


def test_the_very_words_of_the_notice_are_shown(play: Begin) -> None:
    screen = play(said(PROOF, Step.PRIVACY, for_whom="self"))
    shown = screen.all_texts.replace("\n", "")
    assert all(line.replace("：", "") in shown.replace("：", "") for line in screen.visit.notices()[0].text.zh.split())


@pytest.mark.parametrize("language", Language)
def test_the_telephone_that_the_notice_speaks_of_is_there(play: Begin, language: Language) -> None:
    service = CATALOGUE.get(PROOF)
    screen = play(VisitState(Step.PRIVACY, service=service, language=language))
    assert service.phones.consult in screen.texts
