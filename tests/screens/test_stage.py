"""The stage plays a visit: touches become calls, states become screens, nothing of a screen that left remains."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from types import MappingProxyType

import psutil
import pytest
from kivy.uix.widget import Widget

from kiosk.catalogue.model import Source
from kiosk.scanning.live import Hint
from kiosk.submission.receipt import grouped
from kiosk.visit.state import Busy, EndReason, Step, Trouble, Value, VisitState
from kiosk.wording import Language
from screens.widgets.frame import Banner
from screens.words import words
from tests.screens.fakes import ASSETS, CLOSED, PROOF, SHOP, ZHANG, FakeHall, FakeVisit, StillClock, page, values, view
from tests.screens.moments import MOMENTS, PROOF_SERVICE, SHOP_SERVICE
from tests.screens.walker import boxes

MOMENT = {moment.name: moment for moment in MOMENTS}
OVER = {
    "cancelling": {"cancelling": True},
    "countdown": {"seconds_left": 20},
    "trouble": {"trouble": Trouble("not_kept")},
    "busy": {"busy": Busy.HANDING_IN},
}
SETTLED = 0.5  # seconds after which a new screen takes touches


class Play:
    """A stage in the window, its visit, and a finger."""

    def __init__(self, finger, state: VisitState | None = None, hall: FakeHall | None = None, shot=None) -> None:
        from kivy.core.window import Window

        from screens.stage import Stage

        words.load(ASSETS / "wording")
        self.finger = finger
        self.visit = FakeVisit(state, shot)
        for other in Window.children[:]:
            Window.remove_widget(other)
        self.stage = Stage(self.visit, hall or FakeHall(), StillClock())
        finger.show(self.stage)
        finger.advance(SETTLED)

    def become(self, state: VisitState | None = None, **changes) -> None:
        self.visit.become(state, **changes)
        self.finger.advance(SETTLED)

    def tap(self, name: str) -> None:
        self.finger.tap(name)

    def asked(self, verb: str) -> list[tuple]:
        return [args for asked, args in self.visit.asked if asked == verb]

    @property
    def texts(self) -> str:
        return "\n".join(self.finger.texts())


@pytest.fixture
def play(finger) -> Iterator[Play]:
    plays = []

    def begin(*args, **kwargs) -> Play:
        plays.append(Play(finger, *args, **kwargs))
        return plays[-1]

    yield begin
    for each in plays:
        each.stage.close()


def shop(step: Step, **more) -> VisitState:
    return VisitState(step=step, service=SHOP_SERVICE, identity=ZHANG, **{"values": values(SHOP), **more})


def test_a_tile_chooses_its_service(play):
    hall = play()
    hall.tap(f"choose-{PROOF}")
    assert hall.asked("choose") == [(PROOF,)]


def test_a_long_page_begins_at_its_top_and_reads_on_with_one_touch(play):
    screen = play()
    screen.visit.choose = lambda _code: screen.visit.become(step=Step.GUIDE, service=SHOP_SERVICE)
    screen.tap(f"choose-{SHOP}")  # a screen that comes with a touch is laid out in what is left of that frame
    screen.finger.advance(SETTLED)
    page = screen.stage.screen.ids.page
    _, top = page.column.to_window(page.column.x, page.column.top)
    assert top == pytest.approx(page.top, abs=1)
    assert page.ids.view.y == pytest.approx(page.y + page.strip)
    assert page.ids.view.top == pytest.approx(page.top)
    while page.more:
        screen.tap("read-on")
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
    screen.tap("language")
    screen.finger.advance(SETTLED)
    after = screen.texts
    english = play(replace(MOMENT[moment].state, language=Language.EN))
    assert after == english.texts
    assert screen.asked("set_language") == [(Language.EN,)]


def test_the_actions_of_a_screen_are_calls_on_the_visit(play):
    screen = play(shop(Step.CONFIRM))
    screen.tap("go-back")
    screen.tap("cancel")
    screen.tap("hand-in")
    assert screen.visit.verbs == ["go_back", "cancel", "hand_in"]


def test_every_touch_restarts_the_idle_time(play):
    screen = play(shop(Step.CONFIRM))
    screen.finger.tap_at(540, 1000)
    assert screen.asked("touched") == [()]


def test_a_second_tap_does_not_press_what_the_next_screen_has_at_the_same_place(play):
    screen = play(VisitState(step=Step.GUIDE, service=SHOP_SERVICE))
    place = screen.finger.find("go-on")
    centre = place.to_window(*place.center)
    screen.visit.become(shop(Step.FORM))
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
    screen.visit.become(shop(Step.FORM))
    screen.finger.advance(SETTLED)
    screen.finger.hand.up(touch)
    screen.finger.advance(SETTLED)
    assert screen.visit.verbs == []


def test_really_end_is_asked_and_can_be_answered_both_ways(play):
    screen = play(shop(Step.CONFIRM, cancelling=True))
    screen.tap("keep-going")
    screen.tap("end-visit")
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
    screen.tap("more-time")
    assert screen.visit.verbs == ["keep_going"]


def test_a_trouble_lies_over_the_screen_until_it_was_read(play):
    screen = play(shop(Step.CONFIRM, trouble=Trouble("not_kept")))
    assert words.error("not_kept") in screen.texts
    screen.tap("dismiss")
    assert screen.visit.verbs == ["dismiss"]
    screen.become(trouble=None)
    assert screen.stage.overlay is None


def test_the_card_screen_goes_from_waiting_to_reading_to_trouble_and_back(play):
    screen = play(VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE))
    screen.become(busy=Busy.READING_CARD)
    assert words._("identify-reading") in screen.texts
    screen.become(busy=None, trouble=Trouble("card_removed", "card_reader"))
    assert words.error("card_removed") in screen.texts
    screen.tap("dismiss")
    screen.become(trouble=None)
    assert words._("identify-resident") in screen.texts


def test_a_card_that_is_still_there_can_be_read_again(play):
    screen = play(VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE, trouble=Trouble("card_mute"), card_in=True))
    assert words._("read-again") in screen.texts
    screen.become(card_in=False)
    assert words._("read-again") not in screen.texts
    screen.tap("dismiss")
    assert screen.visit.verbs == ["dismiss"]


def test_a_reader_that_is_away_asks_for_no_card_and_leaves_the_other_ways_open(play):
    screen = play(VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE))
    screen.become(trouble=Trouble("disconnected", "card_reader", lasting=True))
    assert words.error("disconnected") in screen.texts
    assert words._("identify-title") not in screen.texts
    assert words._("dismiss") not in screen.texts
    screen.tap("go-back")
    screen.tap("cancel")
    assert screen.visit.verbs == ["go_back", "cancel"]
    screen.become(trouble=None)
    assert words._("identify-title") in screen.texts


def test_a_card_left_behind_can_only_be_taken_away(play):
    left = Trouble("card_left_behind")
    screen = play(VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE, trouble=left, card_in=True))
    assert words.error("card_left_behind") in screen.texts
    assert words._("read-again") not in screen.texts
    assert words._("dismiss") not in screen.texts


def test_a_field_is_answered_with_the_keyboard(play):
    screen = play(shop(Step.FORM, field="phone"))
    for digit in "139":
        screen.tap(f"key-{digit}")
    screen.tap("key-backspace")
    screen.tap("go-on")
    assert screen.asked("answer") == [("phone", "13")]


def test_an_answer_that_is_wrong_says_so_and_stays_open(play):
    screen = play(shop(Step.FORM, field="phone"))
    screen.tap("key-1")
    screen.tap("go-on")
    assert screen.visit.state.field == "phone"
    assert words._("finding-malformed", name="联系电话", detail="phone") in screen.texts


def test_a_right_answer_leads_to_the_next_field_that_nobody_answered(play):
    screen = play(shop(Step.FORM, field="run_by"))
    screen.tap("option-family")
    screen.tap("go-on")
    assert screen.asked("answer") == [("run_by", "family")]
    assert screen.visit.state.field == "trade_name"


def test_several_options_can_be_chosen_and_given_back(play):
    screen = play(shop(Step.FORM, field="scope"))
    for option in ("stationery", "daily_goods", "clothes", "clothes"):
        screen.tap(f"option-{option}")
    screen.tap("go-on")
    assert screen.asked("answer") == [("scope", "daily_goods,stationery")]


def test_a_month_is_stepped_to_and_never_beyond_its_limits(play):
    screen = play(
        VisitState(step=Step.FORM, service=PROOF_SERVICE, field="to_month", values=values(PROOF, to_month="2026-10"))
    )
    screen.tap("month-more")
    assert screen.finger.find("month-less")
    assert not [w for w in screen.stage.walk() if getattr(w, "name", "") == "month-more" and not w.disabled]
    screen.tap("year-less")
    screen.tap("go-on")
    assert screen.asked("answer") == [("to_month", "2025-11")]


def test_pinyin_that_is_left_over_is_seen_as_hanzi_before_the_field_closes(play):
    screen = play(shop(Step.FORM, field="trade_name"))
    for letter in "xiaohe":
        screen.tap(f"key-{letter}")
    screen.tap("go-on")
    assert screen.asked("answer") == []
    assert screen.stage.screen.editor.answer == "小河"
    screen.tap("go-on")
    assert screen.asked("answer") == [("trade_name", "小河")]


def test_an_amount_can_have_a_point(play):
    screen = play(shop(Step.FORM, field="capital"))
    for key in "20000.5":
        screen.tap(f"key-{key}")
    screen.tap("go-on")
    assert screen.asked("answer") == [("capital", "20000.5")]


def test_leaving_a_field_keeps_what_was_there(play):
    screen = play(shop(Step.FORM, field="phone"))
    screen.tap("key-1")
    screen.tap("go-back")
    assert screen.asked("answer") == []
    assert screen.visit.state.field is None


def test_a_field_that_only_the_card_tells_cannot_be_changed(play):
    screen = play(shop(Step.FORM))
    row = next(w for w in screen.stage.walk() if getattr(w, "name", "") == "field-operator_number")
    screen.finger.tap(row)
    assert screen.asked("edit") == []


def test_an_identity_number_is_not_shown_whole_to_those_who_stand_around(play):
    screen = play(shop(Step.FORM))
    assert ZHANG.number not in screen.texts
    assert "330199********0011" in screen.texts


def test_what_was_typed_survives_a_change_of_language(play):
    screen = play(shop(Step.FORM, field="phone"))
    screen.tap("key-1")
    screen.tap("language")
    screen.finger.advance(SETTLED)
    screen.tap("key-3")
    screen.tap("go-on")
    assert screen.asked("answer") == [("phone", "13")]


def test_all_live_pictures_go_into_one_texture(play):
    screen = play(shop(Step.MATERIALS, material="premises_proof"), shot=view(Hint.READY, 1))
    live = screen.stage.screen.ids.live
    first, pictures = live.texture, []
    for number in range(2, 12):
        screen.visit.view = view(Hint.READY, number)
        screen.finger.advance(0.1)
        pictures.append(live.number)
    assert pictures == list(range(2, 12))
    assert live.texture is first


def test_a_page_is_taken_taken_again_and_a_further_one_asked_for(play):
    screen = play(shop(Step.MATERIALS, material="premises_proof"), shot=view())
    screen.tap("capture")
    screen.become(pages=MappingProxyType({"premises_proof": (page(),)}))
    screen.tap("retake")
    screen.tap("another")
    screen.finger.advance(SETTLED)
    screen.tap("capture")
    assert screen.visit.verbs == ["capture", "retake", "capture"]
    screen.become(pages=MappingProxyType({"premises_proof": (page(), page())}))
    screen.tap("go-on")
    assert screen.visit.verbs[-1] == "go_on"


def test_a_camera_that_is_gone_says_so(play):
    gone = replace(view(Hint.CAMERA_GONE), image=None, corners=None)
    screen = play(shop(Step.MATERIALS, material="premises_proof"), shot=gone)
    assert words._("hint-camera_gone") in screen.texts


def test_each_finding_leads_to_where_it_is_mended(play):
    screen = play(shop(Step.CHECK))
    missing = screen.visit.findings()
    screen.tap("mend-premises_proof")
    screen.tap("mend-first")
    assert screen.asked("mend") == [(missing[-1],), (missing[0],)]


def test_findings_that_are_mended_go_from_the_list(play):
    screen = play(shop(Step.CHECK))
    answered = {**screen.visit.state.values, "phone": Value("13900000000", Source.CITIZEN)}
    screen.become(values=MappingProxyType(answered))
    assert words._("finding-missing", name="联系电话") not in screen.texts
    screen.become(replace(MOMENT["06-check-clear"].state))
    assert words._("check-clear") in screen.texts


def test_a_receipt_that_was_not_printed_can_be_printed_again_and_nothing_is_pressed_while_it_prints(play):
    screen = play(MOMENT["09-receipt-failed"].state)
    screen.tap("print-again")
    finish = screen.finger.find("finish")
    screen.become(busy=Busy.PRINTING)
    screen.finger.tap(finish)
    assert screen.visit.verbs == ["print_again"]


def test_a_proof_that_is_printed_as_a_document_is_to_be_taken_too(play):
    assert words._("screen-proof") in play(MOMENT["09-receipt-proof"].state).texts
    assert words._("screen-proof") not in play(MOMENT["09-receipt-printed"].state).texts


def test_a_proof_that_was_not_printed_is_said_beside_the_receipt(play):
    screen = play(MOMENT["09-receipt-no-proof"].state)
    assert words._("screen-no-proof") in screen.texts
    assert words._("screen-printed") in screen.texts
    assert words._("screen-proof") not in screen.texts


def test_the_number_on_the_screen_is_grouped_as_on_the_paper(play):
    screen = play(MOMENT["09-receipt-printed"].state)
    assert screen.stage.screen.number == grouped(screen.visit.state.hand_in.number)


def test_the_time_on_the_screen_is_that_of_the_hall(play):
    state = MOMENT["09-receipt-printed"].state
    screen = play(replace(state, hand_in=replace(state.hand_in, at=state.hand_in.at.astimezone(UTC))))
    assert words._("screen-at", at="2026-11-23 12:05") in screen.texts


def test_who_laid_no_card_down_is_not_asked_to_take_one(play):
    ended = play(VisitState(step=Step.GOODBYE))
    assert words._("goodbye-card") not in ended.texts
    ended.become(card_in=True)
    assert words._("goodbye-card") in ended.texts


def test_received_and_kept_never_say_the_same(play):
    received = play(MOMENT["09-receipt-printed"].state).texts
    kept = play(MOMENT["09-receipt-kept"].state).texts
    assert words._("screen-received") in received
    assert words._("screen-received") not in kept.splitlines()
    assert words._("screen-kept") in kept


def test_simulated_is_said_on_every_screen(play):
    hall = FakeHall(simulated=True)
    silent = []
    screen = play(hall=hall)
    for moment in MOMENTS:
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
        gc.collect()
        screen.finger.frames.draw(2)
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
        for moment in MOMENTS:
            screen.visit.become(moment.state)
            screen.finger.frames.draw(2)
            screen.visit.become(VisitState(language=Language.EN))
            screen.visit.become(VisitState(language=Language.ZH))
    finally:
        gc.enable()
