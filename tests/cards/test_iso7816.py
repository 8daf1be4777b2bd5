"""Chained answers, wrong lengths, and cards that never stop."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import DeviceError, ErrorCode
from devices.card.iso7816 import MAX_ANSWER, MAX_PARTS, OK, Answer, exchange, read_record, select_file
from tests.cards.channels import Script

RECORD = bytes.fromhex("00B2010400")


def test_an_answer_in_parts_is_put_together() -> None:
    channel = Script("6103", "AABBCC6102", "DDEE9000")
    assert exchange(channel, RECORD) == Answer(bytes.fromhex("AABBCCDDEE"), OK)
    assert channel.asked == [RECORD, bytes.fromhex("00C0000003"), bytes.fromhex("00C0000002")]


def test_a_wrong_length_is_asked_again_with_the_right_one() -> None:
    channel = Script("6C12", "01029000")
    assert read_record(channel, 1) == Answer(b"\x01\x02", OK)
    assert channel.asked == [RECORD, bytes.fromhex("00B2010412")]


def test_a_wrong_length_is_asked_again_only_once() -> None:
    assert exchange(Script("6C12", "6C13"), RECORD).status == 0x6C13


def test_a_command_with_data_is_not_cut_to_a_length() -> None:
    channel = Script("6C12")
    assert exchange(channel, bytes.fromhex("00A4020002EF05")).status == 0x6C12
    assert len(channel.asked) == 1


@pytest.mark.parametrize(("part", "most"), [("61FF", MAX_PARTS), ("AA" * 255 + "61FF", MAX_ANSWER // 255 + 1)])
def test_an_answer_without_end_is_refused(part: str, most: int) -> None:
    channel = Script(*[part] * 200)
    with pytest.raises(DeviceError) as caught:
        exchange(channel, RECORD)
    assert caught.value.code is ErrorCode.INVALID_DATA
    assert len(channel.asked) <= most


def test_an_older_card_is_asked_for_its_file_in_the_older_way() -> None:
    channel = Script("6A86", "9000")
    assert select_file(channel, 0xEF05) == OK
    assert channel.asked[1] == bytes.fromhex("00A4000002EF05")


@given(st.lists(st.binary(max_size=300), min_size=70, max_size=70))
def test_any_answers_give_an_answer_or_a_device_error(answers: list[bytes]) -> None:
    channel = Script(*(answer.hex() for answer in answers))
    try:
        assert isinstance(exchange(channel, RECORD), Answer)
    except DeviceError:
        assert channel.asked


def test_an_answer_shows_its_status_and_nothing_of_a_person() -> None:
    shown = repr(exchange(Script("414243 9000"), b"\x00\xb0\x00\x00\x00"))
    assert "9000" in shown
    assert "ABC" not in shown
