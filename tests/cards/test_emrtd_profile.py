"""Whole reads of travel documents: who they name, in how few commands, and what was proved about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from devices.api import Cause, DeviceError, ErrorCode
from devices.card.api import Authenticity, CardData
from devices.card.profile import Match, NotMine, Wanted
from devices.simulated.wallet import WalletCard
from devices.virtual.emrtd_chip import ATR, BRAINPOOL_P256, PACE_AES_128, EmrtdChip, travel_document
from devices.virtual.emrtd_files import DG1, DG11, SOD, chip_files, data_groups, invented_country, printed_mrz
from devices.virtual.vpcd import VirtualCard
from tests.cards.channels import Card
from tests.cards.travellers import (
    CHAN,
    ERIKSSON,
    ISLANDER,
    LIN,
    TRIPPER,
    chip,
    profile,
    read,
    secret_of,
    without_photo,
)

PACE = (PACE_AES_128, BRAINPOOL_P256)
EVERYBODY = pytest.mark.parametrize(
    "holder", [CHAN, LIN, TRIPPER, ISLANDER, ERIKSSON], ids=["CR", "CT", "CS", "CD", "P"]
)


@EVERYBODY
def test_a_document_says_who_its_holder_is(holder: CardData) -> None:
    assert read(chip(holder), secret_of(holder), photo=True) == holder


@EVERYBODY
def test_the_photo_is_read_only_when_it_is_asked_for(holder: CardData) -> None:
    channel = chip(holder)
    assert read(channel, secret_of(holder)) == without_photo(holder)
    assert len(channel.asked) <= 12


def test_a_chip_that_promises_long_answers_is_read_in_few_commands() -> None:
    channel = chip(CHAN, extended=4096)
    assert read(channel, secret_of(CHAN), photo=True) == CHAN
    assert len(channel.asked) <= 20


@pytest.mark.parametrize("pace", [None, ("0.4.0.127.0.7.2.2.4.2.4", BRAINPOOL_P256)], ids=["3DES", "AES"])
def test_no_answer_is_longer_than_a_short_one(pace: tuple[str, int] | None) -> None:
    channel = chip(CHAN, pace=pace)
    assert read(channel, secret_of(CHAN), photo=True) == CHAN
    assert 240 < max(len(answer) // 2 for answer in channel.answered) <= 256 + 2


def test_a_wallet_card_with_a_can_speaks_pace_and_one_without_only_bac() -> None:
    for can, instruction in (("482716", 0x86), ("", 0x82)):
        card = WalletCard("chan", "a permit", CHAN, can=can)
        channel = Card(travel_document(card))
        assert read(channel, card.secret) == without_photo(CHAN)
        assert instruction in {apdu[1] for apdu in channel.asked}


def test_the_resident_number_counts_more_than_the_documents() -> None:
    data = read(chip(TRIPPER), secret_of(TRIPPER))
    assert (data.number, data.permit_number) == ("330199199001020013", "C01234567")


def test_a_number_that_is_no_resident_number_does_not_replace_the_documents() -> None:
    holder = replace(CHAN, number="A1234563")
    assert read(chip(holder), secret_of(holder)).number == "H01234567"


def test_a_document_without_a_name_in_national_characters_has_the_latin_one() -> None:
    data = read(chip(ERIKSSON), secret_of(ERIKSSON))
    assert (data.name, data.name_latin) == ("ERIKSSON ANNA MARIA", "ERIKSSON ANNA MARIA")


def test_the_century_of_birth_is_the_one_that_the_chip_writes_out() -> None:
    """By the two digits of the MRZ she might be six; she is a hundred and six."""
    assert read(chip(ERIKSSON), secret_of(ERIKSSON)).birth == date(1920, 8, 12)


def with_groups(groups: dict[int, bytes]) -> dict[int, bytes]:
    """Signed anew: what an issuer may write."""
    return {**groups, SOD: invented_country().sign(groups)}


def test_a_chip_without_data_group_11_is_read_too() -> None:
    files = with_groups({DG1: data_groups(CHAN)[DG1]})
    channel = chip(CHAN, files)
    data = read(channel, secret_of(CHAN), photo=True)
    assert (data.name, data.photo, data.authenticity) == ("CHAN TAI MAN", b"", Authenticity.INTACT)


def test_germany_is_written_as_others_write_it() -> None:
    holder = replace(ERIKSSON, nationality="D")
    assert read(chip(holder), secret_of(holder)).nationality == "DEU"


# --- what was proved


def test_with_the_issuers_certificate_the_document_is_genuine(tmp_path: Path) -> None:
    invented_country().write_csca(tmp_path)
    data = profile(tmp_path).read(chip(CHAN), Wanted(secret=secret_of(CHAN)))
    assert data.authenticity is Authenticity.GENUINE


def test_a_document_whose_security_object_was_left_out_is_refused_as_tampering() -> None:
    """Every issuer must write one (9303-10, 4.6): a forger who cannot sign shall not get on without."""
    files = {number: data for number, data in chip_files(CHAN).items() if number != SOD}
    with pytest.raises(DeviceError) as caught:
        read(chip(CHAN, files), secret_of(CHAN))
    assert (caught.value.code, caught.value.cause) == (ErrorCode.AUTH_FAILED, Cause.TAMPER)


@pytest.mark.parametrize("forged", [DG1, DG11])
@pytest.mark.parametrize("pace", [None, PACE], ids=["BAC", "PACE"])
def test_altered_data_are_refused_as_tampering(forged: int, pace: tuple[str, int] | None) -> None:
    files = {**chip_files(CHAN), forged: chip_files(LIN)[forged]}
    with pytest.raises(DeviceError) as caught:
        read(chip(CHAN, files, pace=pace), secret_of(CHAN))
    assert (caught.value.code, caught.value.cause) == (ErrorCode.AUTH_FAILED, Cause.TAMPER)


def test_an_altered_photo_is_refused_only_when_it_is_read() -> None:
    forged = chip_files(replace(CHAN, photo=b"\xff\xd8\xffanother"))
    files = {**chip_files(CHAN), 2: forged[2]}
    assert read(chip(CHAN, files), secret_of(CHAN)) == without_photo(CHAN)
    with pytest.raises(DeviceError) as caught:
        read(chip(CHAN, files), secret_of(CHAN), photo=True)
    assert caught.value.code is ErrorCode.AUTH_FAILED


def test_a_chip_without_data_group_1_is_a_failed_read() -> None:
    with pytest.raises(DeviceError) as caught:
        read(chip(CHAN, with_groups({DG11: data_groups(CHAN)[DG11]})), secret_of(CHAN))
    assert caught.value.code is ErrorCode.READ_FAILED


# --- which cards it takes on


def test_a_card_without_the_application_is_left_to_others() -> None:
    with pytest.raises(NotMine):
        read(Card(VirtualCard(ATR, lambda _apdu: b"\x6d\x00")), secret_of(CHAN))


def test_a_card_with_another_file_in_the_place_of_card_access_is_left_to_others() -> None:
    with pytest.raises(NotMine):
        read(Card(VirtualCard(ATR, lambda apdu: b"\x01\x02\x90\x00" if apdu[1] == 0xB0 else b"\x6a\x82")), None)


def test_a_card_with_another_file_in_the_place_of_atr_info_is_left_to_others() -> None:
    other = VirtualCard(ATR, lambda apdu: b"\x01\x90\x00" if apdu[:3] == b"\x00\xb0\x81" else b"\x6a\x82")
    with pytest.raises(NotMine):
        read(Card(other), None, photo=True)


@pytest.mark.parametrize(
    ("atr", "match"),
    [
        (ATR, Match.TRY),
        (bytes.fromhex("3B6D00000081544A868653535345333031"), Match.NO),
        (bytes.fromhex("3B"), Match.NO),
        (b"", Match.NO),
    ],
)
def test_only_cards_without_contacts_are_asked(atr: bytes, match: Match) -> None:
    assert profile().match(atr) is match


def test_after_a_read_that_broke_off_the_next_asks_for_little_at_a_time() -> None:
    """Some chips and readers give up on long answers; a chip cannot be asked on after that."""
    reader = profile()
    whole = EmrtdChip(printed_mrz(CHAN), chip_files(CHAN))

    def gives_up(apdu: bytes) -> bytes:
        answer = whole(apdu)
        return answer if len(answer) < 220 else b"\x67\x00"

    card = Card(VirtualCard(ATR, gives_up))
    with pytest.raises(DeviceError) as caught:
        reader.read(card, Wanted(secret=secret_of(CHAN)))
    assert caught.value.code is ErrorCode.READ_FAILED
    assert reader.read(card, Wanted(secret=secret_of(CHAN))) == without_photo(CHAN)


def test_a_card_that_answers_nonsense_to_everything_ends_in_a_device_error() -> None:
    with pytest.raises((DeviceError, NotMine)):
        read(Card(VirtualCard(ATR, lambda _apdu: bytes(40) + b"\x90\x00")), secret_of(CHAN))
