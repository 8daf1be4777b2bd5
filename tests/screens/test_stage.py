"""The stage plays a visit: touches become calls, states become screens, nothing of a screen that left remains."""

from __future__ import annotations

import gc
from dataclasses import replace

import psutil
import pytest
from kivy.uix.widget import Widget

from kiosk.visit.state import Busy, DraftKind, EndReason, Printed, Step, Trouble, VisitState
from kiosk.wording import Language
from screens.widgets.frame import Banner
from screens.words import words
from tests.screens.fakes import CLOSED, PROOF, SHOP, ZHANG, FakeHall, values
from tests.screens.moments import SHOP_SERVICE
from tests.screens.moments_after import EVERY
from tests.screens.playing import SETTLED
from tests.screens.walker import boxes

MOMENT = {moment.name: moment for moment in EVERY}
ONE_OF_EACH = tuple({moment.state.step: moment for moment in EVERY}.values())  # of each screen
OVER = {
    "cancelling": {"cancelling": True},
    "countdown": {"seconds_left": 20},
    "trouble": {"trouble": Trouble("not_kept")},
    "busy": {"busy": Busy.HANDING_IN},
}


def shop(step: Step, **more) -> VisitState:
    return VisitState(step=step, service=SHOP_SERVICE, identity=ZHANG, **{"values": values(SHOP), **more})


def test_a_tile_chooses_its_service(play):
    hall = play()
    hall.touch(f"choose-{PROOF}")
    assert hall.asked("choose") == [(PROOF,)]


def test_a_long_page_begins_at_its_top_and_reads_on_with_one_touch(play):
    screen = play()
    screen.visit.choose = lambda _code: screen.visit.become(step=Step.GUIDE, service=SHOP_SERVICE)
    screen.touch(f"choose-{SHOP}")  # a screen that comes with a touch is laid out in what is left of that frame
    screen.finger.advance(SETTLED)
    page = screen.stage.screen.ids.page
    _, top = page.column.to_window(page.column.x, page.column.top)
    assert top == pytest.approx(page.top, abs=1)
    assert page.ids.view.y == pytest.approx(page.y + page.strip)
    assert page.ids.view.top == pytest.approx(page.top)
    while page.more:
        screen.touch("read-on")
    _, bottom = page.column.to_window(page.column.x, page.column.y)
    assert bottom == pytest.approx(page.y, abs=2)


@pytest.mark.parametrize(
    "moment", ["02-guide-shop", "04-form-filled", "04-form-edit-text", "07-confirm", "09-receipt-kept"]
)
def test_the_first_frame_of_a_screen_is_laid_out_as_it_stays(play, moment):
    screen = play(hall=FakeHall(simulated=True))
    screen.visit.choose = lambda _code: screen.visit.become(MOMENT[moment].state)
    finger = screen.finger
    tile = finger.find(f"choose-{SHOP}")
    touch = finger.hand.down(*tile.to_window(*tile.center))
    finger.advance(0.1)
    finger.hand.up(touch)
    finger.frames.until(lambda: screen.stage.screen_name != Step.WELCOME)
    first = boxes(screen.stage)
    finger.frames.draw(6)
    assert boxes(screen.stage) == first


def test_a_closed_service_says_why_and_takes_no_touch(play):
    hall = play(hall=FakeHall(readinesses={SHOP: CLOSED}))
    tile = next(w for w in hall.stage.walk() if getattr(w, "name", "") == f"choose-{SHOP}")
    hall.finger.tap(tile)
    assert hall.asked("choose") == []
    assert words._("readiness-device_down", device="camera") in hall.texts


def test_a_card_left_behind_is_named_as_soon_as_it_is_known(play):
    hall = FakeHall()
    welcome = play(hall=hall)
    hall.troubles = (Trouble("card_left_behind", "card_reader"),)
    welcome.stage.each_second()
    welcome.finger.frames.draw(3)
    assert words.error("card_left_behind") in welcome.texts


@pytest.mark.parametrize("moment", ["02-guide-shop", "04-form-filled", "06-check-clear", "09-receipt-kept"])
def test_the_language_switch_changes_every_word_at_once(play, moment):
    screen = play(MOMENT[moment].state)
    screen.touch("language")
    screen.finger.advance(SETTLED)
    after = screen.texts
    english = play(replace(MOMENT[moment].state, language=Language.EN))
    assert after == english.texts
    assert screen.asked("set_language") == [(Language.EN,)]


def test_the_actions_of_a_screen_are_calls_on_the_visit(play):
    screen = play(shop(Step.CONFIRM))
    screen.touch("go-back")
    screen.touch("cancel")
    screen.touch("hand-in")
    assert screen.visit.verbs == ["go_back", "cancel", "hand_in"]


def test_every_touch_restarts_the_idle_time(play):
    screen = play(shop(Step.CONFIRM))
    screen.finger.tap_at(540, 1000)
    assert screen.asked("touched") == [()]


def test_a_second_tap_does_not_press_what_the_next_screen_has_at_the_same_place(play):
    screen = play(VisitState(step=Step.GUIDE, service=SHOP_SERVICE))
    place = screen.finger.find("go-on")
    centre = place.to_window(*place.center)
    screen.visit.become(MOMENT["04-form-filled"].state)
    screen.finger.frames.draw(2)
    screen.finger.tap_at(*centre)
    assert screen.visit.verbs == []
    screen.finger.advance(SETTLED)
    screen.finger.tap_at(*centre)
    assert screen.visit.verbs == ["go_on"]


def test_a_finger_that_was_down_before_the_screen_came_presses_nothing(play):
    screen = play(VisitState(step=Step.GUIDE, service=SHOP_SERVICE))
    place = screen.finger.find("go-on")
    touch = screen.finger.hand.down(*place.to_window(*place.center))
    screen.finger.frames.draw(2)
    screen.visit.become(MOMENT["04-form-filled"].state)
    screen.finger.advance(SETTLED)
    screen.finger.hand.up(touch)
    screen.finger.advance(SETTLED)
    assert screen.visit.verbs == []


def test_really_end_is_asked_and_can_be_answered_both_ways(play):
    screen = play(shop(Step.CONFIRM, cancelling=True))
    screen.touch("keep-going")
    screen.touch("end-visit")
    assert screen.visit.verbs == ["keep_going", "end"]
    assert screen.asked("end") == [(EndReason.CANCELLED,)]


def test_nothing_beneath_a_dialog_can_be_touched(play):
    screen = play(shop(Step.CONFIRM))
    button = screen.finger.find("hand-in")
    screen.become(cancelling=True)
    screen.finger.tap(button)
    assert screen.visit.verbs == []


def test_the_countdown_offers_more_time_before_anything_else(play):
    screen = play(shop(Step.CONFIRM, cancelling=True, trouble=Trouble("not_kept"), seconds_left=30))
    assert words._("idle-title", seconds=30) in screen.texts
    screen.become(seconds_left=29)
    assert words._("idle-title", seconds=29) in screen.texts
    screen.touch("more-time")
    assert screen.visit.verbs == ["keep_going"]


def test_a_trouble_lies_over_the_screen_until_it_was_read(play):
    screen = play(shop(Step.CONFIRM, trouble=Trouble("not_kept")))
    assert words.error("not_kept") in screen.texts
    screen.touch("dismiss")
    assert screen.visit.verbs == ["dismiss"]
    screen.become(trouble=None)
    assert screen.stage.overlay is None


def test_who_laid_no_card_down_is_not_asked_to_take_one(play):
    ended = play(VisitState(step=Step.GOODBYE))
    assert words._("goodbye-card") not in ended.texts
    ended.become(card_in=True)
    assert words._("goodbye-card") in ended.texts


def test_a_finger_chooses_nothing_that_slides_under_it(play):
    hall = FakeHall()
    screen = play(hall=hall)
    tile = screen.finger.find(f"choose-{hall.top_tasks[2]}")
    touch = screen.finger.hand.down(*tile.to_window(*tile.center))
    screen.finger.frames.draw(2)
    hall.troubles = (Trouble("paper_out", "receipt_printer"), Trouble("card_left_behind", "card_reader"))
    screen.visit.become()
    screen.finger.frames.draw(3)
    screen.finger.hand.up(touch)
    screen.finger.advance(SETTLED)
    assert screen.asked("choose") == []
    screen.touch(f"choose-{hall.top_tasks[0]}")
    screen.finger.advance(SETTLED)
    assert screen.asked("choose") == [(hall.top_tasks[0],)]


@pytest.mark.parametrize("took", DraftKind)
def test_who_leaves_with_a_notice_or_a_ticket_is_not_told_that_all_is_done(play, took):
    ended = play(VisitState(step=Step.GOODBYE, printed=Printed.DONE, took=took))
    assert words._(f"goodbye-{took}") in ended.texts
    assert words._("goodbye-paper") in ended.texts
    assert words._("goodbye-card") not in ended.texts


def test_simulated_is_said_on_every_screen(play):
    hall = FakeHall(simulated=True)
    silent = []
    screen = play(hall=hall)
    for moment in ONE_OF_EACH:
        screen.visit.become(moment.state)
        screen.finger.frames.draw(3)
        if words._("banner-simulated") not in screen.texts:
            silent.append(moment.name)
    assert silent == []


@pytest.mark.parametrize("over", ["cancelling", "countdown", "trouble", "busy"])
def test_simulated_is_said_undimmed_whatever_lies_over_the_screen(play, over):
    screen = play(shop(Step.CONFIRM), hall=FakeHall(simulated=True))
    banner = next(w for w in screen.stage.walk() if isinstance(w, Banner))
    place = (0, 0, int(banner.width), int(banner.height))  # at the top of the window
    before = screen.finger.shot().crop(place)
    screen.become(**OVER[over])
    assert screen.stage.overlay is not None
    assert screen.finger.shot().crop(place).tobytes() == before.tobytes()


@pytest.mark.parametrize(
    "screens", [40, pytest.param(1000, marks=[pytest.mark.soak, pytest.mark.timeout(900)])], ids=["light", "soak"]
)
def test_screens_that_left_leave_nothing_behind(play, screens):
    screen = play()
    process = psutil.Process()
    light = ("03-identify-trouble", "06-check-clear", "08-hand-in", "10-goodbye-printed")
    heavy = ("02-guide-proof", "04-form-edit-choice", "05-materials-accepted", "07-confirm-idle")

    def measure(rounds: int) -> tuple[int, int, int]:
        for number in range(rounds):
            for name in (*light, heavy[number % len(heavy)]):
                screen.visit.become(MOMENT[name].state)
                screen.finger.frames.draw(2)
        screen.become(VisitState())
        screen.finger.advance(2.0)  # what is animated or scheduled keeps its screen until it is over
        gc.collect()
        screen.finger.frames.draw(2)
        gc.collect()
        widgets = sum(issubclass(type(o), Widget) for o in gc.get_objects())
        return widgets, len(words.get_property_observers("_")), process.memory_info().rss

    before = measure(4)
    after = measure(screens // 5)
    one_screen = 150  # Kivy keeps hold of the last one that left, now and then
    assert after[0] < before[0] + one_screen
    assert after[1] < before[1] + 20
    assert after[2] < before[2] + 30e6


def test_screens_that_left_do_not_hear_of_a_new_language(play):
    gc.disable()
    try:
        screen = play()
        for moment in ONE_OF_EACH:
            screen.visit.become(moment.state)
            screen.finger.frames.draw(2)
            screen.visit.become(VisitState(language=Language.EN))
            screen.visit.become(VisitState(language=Language.ZH))
    finally:
        gc.enable()
