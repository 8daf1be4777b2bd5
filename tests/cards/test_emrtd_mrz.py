"""Printed lines: the standard's specimens, the Chinese permits, and nothing repaired."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import DeviceError, ErrorCode
from devices.card.emrtd.mrz import (
    Mrz,
    birth_date,
    check_digit,
    expiry_date,
    mrz_information,
    parse_mrz,
    plain_name,
)
from tests.cards.channels import DEVICE, ends_well

# Specimens of ICAO 9303-4 and of 9303-11, appendix D.2
PASSPORT = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nL898902C<3UTO6908061F9406236<<<<<<<8"
TD2_LONG = "I<UTOSTEVENSON<<PETER<<<<<<<<<<<<<<<\nD23145890<UTO3407127M95071227349<<<8"
TD1 = "I<UTOL898902C<3<<<<<<<<<<<<<<<\n6908061F9406236UTO<<<<<<<<<<<1\nERIKSSON<<ANNA<MARIA<<<<<<<<<<"
TD1_LONG = "I<UTOD23145890<7349<<<<<<<<<<<\n3407127M9507122UTO<<<<<<<<<<<2\nSTEVENSON<<PETER<<<<<<<<<<<<<<"

# Invented holders of the permits
TO_THE_MAINLAND = "CRH012345677<<<3105065M9001022\n<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<\nCHAN<<TAI<MAN<<<<<<<<<<<<<<<<<"
FROM_THE_MAINLAND = "CSC012345672<3105065<9001022<4"
ON_ITS_CHIP = FROM_THE_MAINLAND + "<" * 12 + "ZHOU<<YI<<<<<<<<<<" + "F" + "<" * 29


def test_the_passport_specimen() -> None:
    assert parse_mrz(PASSPORT, DEVICE) == Mrz(
        code="P",
        number="L898902C3",
        birth="740812",
        expiry="120415",
        sex="F",
        issuer="UTO",
        nationality="UTO",
        name="ERIKSSON<<ANNA<MARIA",
    )


@pytest.mark.parametrize(
    ("zone", "opens_with"),
    [
        (TD2, "L898902C<369080619406236"),
        (TD1, "L898902C<369080619406236"),
        (TD2_LONG, "D23145890734934071279507122"),
        (TD1_LONG, "D23145890734934071279507122"),
    ],
    ids=["TD2", "TD1", "TD2 long number", "TD1 long number"],
)
def test_what_opens_the_chip_is_as_published(zone: str, opens_with: str) -> None:
    mrz = parse_mrz(zone, DEVICE)
    assert mrz_information(mrz.number, mrz.birth, mrz.expiry) == opens_with


def test_a_permit_to_the_mainland() -> None:
    mrz = parse_mrz(TO_THE_MAINLAND, DEVICE)
    assert (mrz.code, mrz.number, mrz.birth, mrz.expiry) == ("CR", "H01234567", "900102", "310506")
    assert (mrz.sex, mrz.name) == ("M", "CHAN<<TAI<MAN")


def test_a_permit_to_the_mainland_of_which_only_two_lines_are_known() -> None:
    assert parse_mrz(TO_THE_MAINLAND[:61], DEVICE).name == ""


def test_the_one_line_on_a_permit_from_the_mainland() -> None:
    mrz = parse_mrz(FROM_THE_MAINLAND, DEVICE)
    assert (mrz.code, mrz.number, mrz.birth, mrz.expiry) == ("CS", "C01234567", "900102", "310506")


def test_the_three_lines_in_the_chip_of_a_permit_from_the_mainland() -> None:
    mrz = parse_mrz(ON_ITS_CHIP, DEVICE)
    assert (mrz.number, mrz.sex, mrz.name) == ("C01234567", "F", "ZHOU<<YI")


@pytest.mark.parametrize("at", [45, 57, 65], ids=["number", "birth", "expiry"])
def test_a_wrong_check_digit_is_refused(at: int) -> None:
    zone = PASSPORT.replace("\n", "")
    changed = zone[:at] + ("1" if zone[at] != "1" else "2") + zone[at + 1 :]
    with pytest.raises(DeviceError) as caught:
        parse_mrz(changed, DEVICE)
    assert caught.value.code is ErrorCode.INVALID_DATA


@pytest.mark.parametrize("zone", ["", "P<UTO", PASSPORT + "<", PASSPORT.lower(), "CR" + "<" * 28, "<" * 5000])
def test_what_is_no_zone_is_refused(zone: str) -> None:
    with pytest.raises(DeviceError) as caught:
        parse_mrz(zone, DEVICE)
    assert caught.value.code is ErrorCode.INVALID_DATA


def test_only_the_characters_of_a_zone_have_a_check_digit() -> None:
    assert check_digit("") == "0"
    with pytest.raises(ValueError, match="characters"):
        check_digit("A-1")


@pytest.mark.parametrize(("birth", "expiry"), [("1990-1", "310506"), ("900102", "")])
def test_typed_dates_must_be_dates(birth: str, expiry: str) -> None:
    with pytest.raises(ValueError, match="YYMMDD"):
        mrz_information("H01234567", birth, expiry)


def test_a_number_typed_in_small_letters_opens_too() -> None:
    assert mrz_information("h01234567", "900102", "310506") == mrz_information("H01234567", "900102", "310506")


TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("261123", date(2026, 11, 23)),
        ("261124", date(1926, 11, 24)),
        ("900102", date(1990, 1, 2)),
        ("90<<<<", None),
    ],
)
def test_nobody_is_born_tomorrow(printed: str, day: date | None) -> None:
    assert birth_date(printed, TODAY) == day


@pytest.mark.parametrize(("printed", "day"), [("310506", date(2031, 5, 6)), ("<<<<<<", None)])
def test_chips_expire_in_this_century(printed: str, day: date | None) -> None:
    assert expiry_date(printed) == day


@pytest.mark.parametrize("printed", ["31<<<<", "<<0506", "310230"])
def test_an_expiry_that_is_no_day_is_not_taken_for_never(printed: str) -> None:
    with pytest.raises(ValueError):
        expiry_date(printed)


def test_a_name_is_written_surname_first() -> None:
    assert plain_name("CHAN<<TAI<MAN") == "CHAN TAI MAN"


def test_a_zone_shows_nothing_of_a_person() -> None:
    shown = repr(parse_mrz(PASSPORT, DEVICE))
    assert "ERIKSSON" not in shown
    assert "898902" not in shown


@given(
    st.sampled_from(["P<", "I<", "CR", "CT", "CS", "CD", "C<"]),
    st.sampled_from([30, 60, 72, 88, 90]),
    st.data(),
)
def test_any_lines_give_a_zone_or_a_device_error(code: str, length: int, data: st.DataObject) -> None:
    rest = data.draw(st.text("0123<AB", min_size=length - 2, max_size=length - 2))
    assert ends_well(parse_mrz, code + rest)
