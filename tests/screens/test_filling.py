"""From the card to the last answer: who is wanted, what is known already, and an editor for every type of field."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest

from kiosk.visit.state import Busy, Found, Presence, Record, Step, Trouble, VisitState
from kiosk.wording import Language
from screens.words import words
from tests.screens.fakes import PROOF, ZHANG, hit, informed, values
from tests.screens.moments import SHOP_SERVICE
from tests.screens.moments_after import (
    AWAITS,
    BADGE,
    CASES,
    COMPANY,
    ELSEWHERE,
    MARRIAGE,
    OVERLOAD,
    REGISTERS,
    RESIDENCE,
    answered,
    of,
    shop,
)

Begin = Callable[..., Any]


def keys(screen: Any, text: str) -> None:
    screen.touch(*(f"key-{character}" for character in text))


def asked_shop(field: str, **answers: str) -> VisitState:
    return shop(Step.FORM, field=field, values=answered(**answers))


# --- who is here


def test_the_card_screen_goes_from_waiting_to_reading_to_trouble_and_back(play: Begin) -> None:
    screen = play(VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE))
    screen.become(busy=Busy.READING_CARD)
    assert words._("identify-reading") in screen.texts
    screen.become(busy=None, trouble=Trouble("card_removed", "card_reader"))
    assert words.error("card_removed") in screen.texts
    screen.touch("dismiss")
    screen.become(trouble=None)
    assert words._("identify-resident") in screen.texts


def test_a_card_that_is_still_there_can_be_read_again(play: Begin) -> None:
    screen = play(VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE, trouble=Trouble("card_mute"), card_in=True))
    assert words._("read-again") in screen.texts
    screen.become(card_in=False)
    assert words._("read-again") not in screen.texts
    screen.touch("dismiss")
    assert screen.visit.verbs == ["dismiss"]


def test_a_reader_that_is_away_asks_for_no_card_and_leaves_the_other_ways_open(play: Begin) -> None:
    screen = play(VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE))
    screen.become(trouble=Trouble("disconnected", "card_reader", lasting=True))
    assert words.error("disconnected") in screen.texts
    assert words._("identify-title") not in screen.texts
    screen.touch("ticket", "go-back", "cancel")
    assert screen.visit.verbs == ["leaving.ticket", "go_back", "cancel"]
    screen.become(trouble=None)
    assert words._("identify-title") in screen.texts


def test_a_card_left_behind_can_only_be_taken_away(play: Begin) -> None:
    left = Trouble("card_left_behind")
    screen = play(VisitState(step=Step.IDENTIFY, service=SHOP_SERVICE, trouble=left, card_in=True))
    assert words.error("card_left_behind") in screen.texts
    assert words._("read-again") not in screen.texts
    assert words._("dismiss") not in screen.texts


def test_whose_card_is_wanted_and_who_was_read_are_said_without_the_whole_name(play: Begin) -> None:
    screen = play(of(MARRIAGE, Step.IDENTIFY, role="spouse"))
    who = screen.visit.state.service.role("spouse").name.zh
    assert words._("identify-role", who=who) in screen.texts
    assert words._("identify-read", who=words._("sign-you"), name="张*祥") in screen.texts
    assert ZHANG.name not in screen.texts


def test_who_is_not_here_leaves_with_the_notice(play: Begin) -> None:
    screen = play(of(MARRIAGE, Step.IDENTIFY, role="spouse"))
    screen.touch("absent")
    assert screen.visit.verbs == ["leaving.notice"]


def test_the_look_by_phone_takes_six_digits_and_nothing_less(play: Begin) -> None:
    screen = play(of(MARRIAGE, Step.IDENTIFY, card_in=True, presence=Presence.CARD), **AWAITS)
    screen.touch("by-phone")
    keys(screen, "12345")
    assert screen.widget("confirm").disabled
    keys(screen, "6")
    screen.touch("confirm")
    assert screen.asked("reading.confirm_by_phone") == [("123456",)]


def test_a_pin_is_not_shown_and_not_kept(play: Begin) -> None:
    screen = play(of(MARRIAGE, Step.IDENTIFY, card_in=True), **AWAITS, **BADGE)
    keys(screen, "135790")
    assert [box.text for box in screen.screen.entry.ids.boxes.children] == ["●"] * 6
    screen.touch("confirm")
    assert screen.asked("reading.confirm_by_staff") == [("135790",)]
    assert "●" not in screen.all_texts


def test_each_way_of_the_look_leads_back_to_the_others(play: Begin) -> None:
    screen = play(of(MARRIAGE, Step.IDENTIFY, card_in=True), **AWAITS)
    screen.touch("by-phone", "go-back", "by-staff", "go-back", "ticket")
    assert screen.visit.verbs == ["leaving.ticket"]


# --- the list of the fields


def test_a_value_says_which_register_it_comes_from_and_why_none_told(play: Begin) -> None:
    screen = play(REGISTERS)
    registers = screen.stage.screen.hall.catalogue.registers
    assert words._("source-register", name=registers["residence"].name.zh) in screen.texts
    assert words._("form-register-down", name=registers["employment"].name.zh) in screen.texts


def test_a_register_that_names_another_person_is_not_relied_on_and_says_so(play: Begin) -> None:
    screen = play(informed(RESIDENCE, {"residence": Record(Found.CONTRADICTS)}, situation="work", work_kind="employed"))
    name = screen.stage.screen.hall.catalogue.registers["residence"].name.zh
    assert words._("form-register-contradicts", name=name) in screen.texts


def test_a_field_that_only_the_card_tells_cannot_be_changed(play: Begin) -> None:
    screen = play(shop(Step.FORM))
    screen.finger.tap(screen.widget("field-operator_number"))
    assert screen.asked("edit") == []


def test_an_identity_number_is_not_shown_whole_to_those_who_stand_around(play: Begin) -> None:
    screen = play(shop(Step.FORM))
    assert ZHANG.number not in screen.all_texts
    assert "330199********0011" in screen.texts
    assert "330199196011020025" not in screen.all_texts  # of the family, in the list


def test_the_main_action_opens_what_is_still_to_be_answered_and_then_goes_on(play: Begin) -> None:
    screen = play(shop(Step.FORM, values=answered()))
    screen.touch("go-on")
    assert screen.visit.state.field == "phone"
    screen.become(shop(Step.FORM))
    screen.touch("go-on")
    assert screen.visit.verbs[-1] == "go_on"


def test_what_a_helper_typed_is_marked(play: Begin) -> None:
    helped = {code: replace(value, helped=code == "capital") for code, value in shop(Step.FORM).values.items()}
    screen = play(shop(Step.FORM, values=MappingProxyType(helped)))
    assert screen.widget("field-capital").source == words._("source-helper")
    assert screen.widget("field-trade_name").source == words._("source-citizen")


# --- editors


def test_a_field_is_answered_with_the_keyboard(play: Begin) -> None:
    screen = play(asked_shop("phone"))
    keys(screen, "139")
    screen.touch("key-backspace", "go-on")
    assert screen.asked("answer") == [("phone", "13")]


def test_an_answer_that_is_wrong_says_so_and_stays_open(play: Begin) -> None:
    screen = play(asked_shop("phone"))
    screen.touch("key-1", "go-on")
    assert screen.visit.state.field == "phone"
    assert words._("finding-malformed", name="联系电话", detail="phone") in screen.texts


def test_a_right_answer_leads_to_the_next_field_that_nobody_answered(play: Begin) -> None:
    screen = play(asked_shop("name_ending", phone="13900000000"))
    screen.touch("option-shop", "go-on")
    assert screen.asked("answer") == [("name_ending", "shop")]
    assert screen.visit.state.field == "scope"


def test_several_options_can_be_chosen_and_given_back(play: Begin) -> None:
    screen = play(asked_shop("scope"))
    screen.touch(*(f"option-{option}" for option in ("stationery", "daily_goods", "clothes", "clothes")), "go-on")
    assert screen.asked("answer") == [("scope", "daily_goods,stationery")]


def test_options_that_a_register_names_are_offered(play: Begin) -> None:
    screen = play(CASES)
    screen.touch("option-CZ2026110902", "go-on")
    assert screen.asked("answer") == [("case_number", "CZ2026110902")]


def test_a_month_is_stepped_to_and_never_beyond_its_limits(play: Begin) -> None:
    screen = play(of(PROOF, field="to_month", values=values(PROOF, to_month="2026-10")))
    screen.touch("month-more")
    assert not screen.widget("month-less").disabled
    assert screen.widget("month-more").disabled
    screen.touch("year-less", "go-on")
    assert screen.asked("answer") == [("to_month", "2025-11")]


def test_a_finger_that_rests_on_a_step_goes_on_stepping(play: Begin) -> None:
    screen = play(of(PROOF, field="to_month", values=values(PROOF, to_month="2026-10")))
    screen.finger.tap("year-less", hold=1.5)
    screen.touch("go-on")
    [(_, month)] = screen.asked("answer")
    assert int(month[:4]) <= 2021


def test_a_day_far_away_is_typed_and_a_nought_needs_no_typing(play: Begin) -> None:
    screen = play(of(RESIDENCE, field="moved_in", values=values(RESIDENCE)))
    keys(screen, "202345")
    assert words._("field-day", year="2023", month="04", day="05") in screen.texts
    screen.touch("go-on")
    assert screen.asked("answer") == [("moved_in", "2023-04-05")]


def test_a_day_that_does_not_exist_is_told_and_stays_open(play: Begin) -> None:
    screen = play(of(RESIDENCE, field="moved_in", values=values(RESIDENCE)))
    keys(screen, "20230230")
    screen.touch("go-on")
    assert screen.visit.state.field == "moved_in"
    assert words._("finding-malformed", name="哪天搬来的", detail="date") in screen.texts


def test_pinyin_that_is_left_over_is_seen_as_hanzi_before_the_field_closes(play: Begin) -> None:
    screen = play(asked_shop("trade_name"))
    keys(screen, "xiaohe")
    screen.touch("go-on")
    assert screen.asked("answer") == []
    assert screen.screen.editor.answer == "小河"
    screen.touch("go-on")
    assert screen.asked("answer") == [("trade_name", "小河")]


def test_an_amount_can_have_a_point_and_is_read_by_thousands(play: Begin) -> None:
    screen = play(asked_shop("capital"))
    keys(screen, "20000.5")
    assert "20,000.5| 元" in screen.texts
    screen.touch("go-on")
    assert screen.asked("answer") == [("capital", "20000.5")]


def test_a_number_plate_needs_no_pinyin(play: Begin) -> None:
    screen = play(of(OVERLOAD, field="plate", values=values(OVERLOAD)))
    screen.touch("candidate-1")
    keys(screen, "A12345")
    screen.touch("go-on")
    assert screen.asked("answer") == [("plate", "浙A12345")]


def test_a_city_is_found_by_its_province_and_its_initial(play: Begin) -> None:
    screen = play(of(ELSEWHERE, field="destination", values=values(ELSEWHERE)))
    screen.touch("initial-g", "region-440000", "initial-s", "region-440300", "go-on")
    assert screen.asked("answer") == [("destination", "440300")]


def test_a_wrong_province_is_left_by_one_touch(play: Begin) -> None:
    screen = play(of(ELSEWHERE, field="destination", values=values(ELSEWHERE)))
    screen.touch("region-440000", "go-back", "region-330000", "region-330100", "go-on")
    assert screen.asked("answer") == [("destination", "330100")]


def test_an_address_begins_with_its_region_and_goes_on_by_keys(play: Begin) -> None:
    screen = play(of(ELSEWHERE, field="stay_address", values=values(ELSEWHERE, reason="living")))
    screen.touch("region-330000", "region-330100", "region-330106", "go-on")
    keys(screen, "12")
    screen.touch("go-on")
    assert screen.asked("answer") == [("stay_address", "浙江省杭州市西湖区12")]


def test_a_region_that_is_chosen_again_keeps_the_street(play: Begin) -> None:
    screen = play(of(ELSEWHERE, field="stay_address", values=values(ELSEWHERE, reason="living")))
    screen.touch("region-330000", "region-330100", "region-330106", "go-on")
    keys(screen, "12")
    screen.touch("address-way", "region-310000", "region-310000", "region-310101", "go-on", "go-on")
    assert screen.asked("answer") == [("stay_address", "上海市黄浦区12")]


def test_a_person_is_asked_for_one_thing_after_the_other(play: Begin) -> None:
    screen = play(of(COMPANY, field="finance_contact", values=values(COMPANY)))
    screen.touch("key-w", "key-u", "go-on", "go-on")
    keys(screen, "330199196011020025")
    screen.touch("go-on")
    keys(screen, "13900000000")
    screen.touch("go-on")
    [(code, text)] = screen.asked("answer")
    assert code == "finance_contact"
    assert list(json.loads(text)) == ["name", "number", "phone"]


def test_a_column_that_is_wrong_is_told_at_once(play: Begin) -> None:
    screen = play(of(COMPANY, field="finance_contact", values=values(COMPANY)))
    screen.touch("key-w", "key-u", "go-on", "go-on")
    keys(screen, "330199196011020021")
    screen.touch("go-on")
    assert words._("finding-malformed", name="身份证号码", detail="wrong_check_digit") in screen.texts
    assert screen.asked("answer") == []


def test_a_person_who_need_not_be_is_left_out_with_one_touch(play: Begin) -> None:
    screen = play(of(COMPANY, field="supervisor", values=values(COMPANY)))
    screen.touch("go-without")
    assert screen.asked("answer") == [("supervisor", "")]
    assert screen.visit.state.field != "supervisor"


def test_back_inside_a_record_goes_one_question_back(play: Begin) -> None:
    screen = play(of(COMPANY, field="finance_contact", values=values(COMPANY)))
    screen.touch("key-w", "key-u", "go-on", "go-on", "go-back")
    assert screen.screen.editor.inner.field.code == "name"
    screen.touch("go-back")
    assert screen.visit.state.field is None


def test_records_of_a_list_are_added_changed_and_removed(play: Begin) -> None:
    screen = play(shop(Step.FORM, field="family"))
    screen.touch("remove-1", "keep-1", "remove-1", "remove-really-1", "change-1", "key-w", "key-u", "go-on", "go-on")
    screen.touch("go-on", "go-on")
    [(code, text)] = screen.asked("answer")
    assert code == "family"
    assert [record["number"] for record in json.loads(text)] == ["330199198802290012"]
    assert json.loads(text)[0]["name"] != "买买提·阿不都热依木"


def test_an_empty_list_begins_with_its_first_record(play: Begin) -> None:
    screen = play(asked_shop("family"))
    assert "姓名" in screen.texts
    assert words._("record-place", name="一起经营的家人", number=1, total=2) in screen.texts


def test_a_list_that_is_full_takes_no_more(play: Begin) -> None:
    person = {"name": "王小红", "number": "330199196011020025"}
    screen = play(asked_shop("family", family=json.dumps([person] * 8)))
    assert screen.widget("add").disabled


def test_leaving_a_field_keeps_what_was_there(play: Begin) -> None:
    screen = play(asked_shop("phone"))
    screen.touch("key-1", "go-back")
    assert screen.asked("answer") == []
    assert screen.visit.state.field is None


def test_what_is_wrong_is_said_in_the_other_language_too(play: Begin) -> None:
    screen = play(asked_shop("phone"))
    screen.touch("key-1", "go-on", "language")
    assert words._("finding-malformed", name="Your telephone number", detail="phone") in screen.texts
    screen.touch("key-3")
    assert not any("Your telephone number:" in text for text in screen.texts)


def test_what_is_wrong_in_a_record_is_said_in_the_other_language_too(play: Begin) -> None:
    screen = play(of(COMPANY, field="finance_contact", values=values(COMPANY)))
    screen.touch("key-w", "key-u", "go-on", "go-on")
    keys(screen, "330199196011020021")
    screen.touch("go-on", "language")
    assert words._("finding-malformed", name="Identity number", detail="wrong_check_digit") in screen.texts


@pytest.mark.parametrize("field", ["phone", "family", "scope", "premises"])
def test_what_was_typed_survives_a_change_of_language(play: Begin, field: str) -> None:
    screen = play(shop(Step.FORM, field=field))
    before = screen.screen.editor.answer
    screen.touch("language", "go-on")
    assert screen.visit.state.language is Language.EN
    assert screen.asked("answer") == [(field, before)]


def test_a_register_that_names_several_cases_is_not_guessed_for_the_citizen(play: Begin) -> None:
    record = hit({"code": "CZ1", "text": "一"}, {"code": "CZ2", "text": "二"})
    state = informed(OVERLOAD, {"overload_case": record}, vehicle_of="person", who="owner", plate="浙A12345")
    screen = play(replace(state, field="case_number"))
    assert screen.widget("go-on").disabled
