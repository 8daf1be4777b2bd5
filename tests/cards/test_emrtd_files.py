"""Secure messaging that was tampered with, chips that give little at a time, and lengths that lie."""

from __future__ import annotations

from itertools import cycle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import DeviceError, ErrorCode
from devices.card.emrtd.bac import open_bac
from devices.card.emrtd.files import LONG_CHUNK, SMALL_CHUNK, Files, long_chunk, read_open
from devices.card.emrtd.messaging import SecureMessaging
from devices.card.emrtd.profile import SELECT
from devices.card.emrtd.suite import AES_128, AES_192, AES_256, TRIPLE_DES, Suite
from devices.card.emrtd.tlv import encode
from devices.card.iso7816 import OK, Answer
from devices.card.profile import NotMine
from devices.virtual.emrtd_chip import ATR
from devices.virtual.emrtd_files import DG2
from devices.virtual.vpcd import VirtualCard
from tests.cards.channels import DEVICE, Card, Script, outcome
from tests.cards.travellers import CHAN, chip, read, secret_of

BIG = encode(0x75, bytes(range(256)) * 160)  # 40,960 bytes: beyond what a short offset reaches


def opened(channel: Card, chunk: int = 0) -> Files:
    channel.transmit(SELECT)
    return Files(open_bac(channel, secret_of(CHAN).mrz), chunk)


def lengths(channel: Card) -> list[int]:
    """Of the answers after the authentication."""
    return [len(answer) // 2 for answer in channel.answered[3:]]


def test_a_file_is_read_in_chunks_that_fill_a_short_answer() -> None:
    channel = chip(CHAN, {DG2: encode(0x75, bytes(1000))})
    assert opened(channel).read(DG2, 2000) == encode(0x75, bytes(1000))
    assert len(channel.asked) == 3 + 5
    assert max(lengths(channel)) <= 256 + 2


def test_a_file_longer_than_short_offsets_reach_is_read_whole() -> None:
    assert opened(chip(CHAN, {DG2: BIG}, extended=4096), LONG_CHUNK).read(DG2, 65536) == BIG


@pytest.mark.parametrize("says", ["9000", "6282", "6700"])
def test_a_chip_that_gives_nothing_when_asked_for_much_is_asked_for_less(says: str) -> None:
    channel = chip(CHAN, {DG2: encode(0x75, bytes(1000))}, longest=SMALL_CHUNK, too_long=bytes.fromhex(says))
    assert opened(channel).read(DG2, 2000) == encode(0x75, bytes(1000))
    assert len(channel.asked) == 3 + 1 + 7  # the first in vain, and then never again so much


def test_a_chip_that_gives_nothing_at_all_is_not_asked_for_ever() -> None:
    with pytest.raises(DeviceError) as caught:
        opened(chip(CHAN, {DG2: bytes(100)}, longest=1)).read(DG2, 2000)
    assert caught.value.code is ErrorCode.READ_FAILED


def test_a_file_that_is_not_there_is_none() -> None:
    assert opened(chip(CHAN, {})).read(DG2, 2000) is None


@pytest.mark.parametrize("claimed", ["758203E9", "7583FFFFFF", "7584000000FF", "7580", "5F8101"])
def test_a_length_that_lies_ends_the_read(claimed: str) -> None:
    with pytest.raises(DeviceError) as caught:
        opened(chip(CHAN, {DG2: bytes.fromhex(claimed) + bytes(10)})).read(DG2, 1000)
    assert caught.value.code is ErrorCode.INVALID_DATA


def test_a_file_that_ends_too_early_is_a_failed_read() -> None:
    with pytest.raises(DeviceError) as caught:
        opened(chip(CHAN, {DG2: bytes.fromhex("758203E8") + bytes(10)})).read(DG2, 2000)
    assert caught.value.code is ErrorCode.READ_FAILED


ANSWER = "990290008E08FA855A5D4C50A8ED"  # ICAO 9303-11, appendix D.4


def session(answer: str) -> SecureMessaging:
    keys = (bytes.fromhex("979EC13B1CBFE9DCD01AB0FED307EAE5"), bytes.fromhex("F1CB1F1FB5ADF208806B89DC579DC1F8"))
    return SecureMessaging(Script(answer), TRIPLE_DES, *keys, bytes.fromhex("887022120C06C226"))


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER[:-1] + "C9000",
        "99026A828E08FA855A5D4C50A8ED6A82",
        "99029000" + "9000",
        "8E08FA855A5D4C50A8ED9000",
        "8E08FA855A5D4C50A8ED990290009000",
        "990290009902900" + "08E08FA855A5D4C50A8ED9000",
        "6988",
        "9000",
    ],
    ids=["MAC", "status", "no MAC", "no status", "order", "twice", "refused", "unprotected"],
)
def test_an_answer_that_is_not_the_chips_ends_the_session(answer: str) -> None:
    messaging = session(answer)
    with pytest.raises(DeviceError) as caught:
        messaging.command(0xA4, 0x02, 0x0C, bytes.fromhex("011E"))
    assert caught.value.code is ErrorCode.READ_FAILED


def test_the_same_answer_untouched_is_taken() -> None:
    assert session(ANSWER + "9000").command(0xA4, 0x02, 0x0C, bytes.fromhex("011E")) == Answer(b"", OK)


@pytest.mark.parametrize(
    "body",
    [
        "99029000" + "99026A82",
        "870902" + "00" * 8 + "99029000",
        "870401AABBCC" + "99029000",
        "870101" + "8500" + "97" + "00" + "990190",
    ],
    ids=["two statuses", "padding indicator", "part of a block", "status of one byte"],
)
def test_a_chip_that_breaks_the_rules_under_its_own_seal_ends_the_session(body: str) -> None:
    with pytest.raises(DeviceError) as caught:
        session("9000").unwrap(Answer(sealed(bytes.fromhex(body)), OK))
    assert caught.value.code is ErrorCode.READ_FAILED


def test_only_padded_data_are_taken_for_data() -> None:
    key = bytes.fromhex("979EC13B1CBFE9DCD01AB0FED307EAE5")
    secret = TRIPLE_DES.encrypt(key, TRIPLE_DES.pad(b"data"))
    padded, other = (sealed(encode(0x87, how + secret) + b"\x99\x02\x90\x00") for how in (b"\x01", b"\x02"))
    assert session("9000").unwrap(Answer(padded, OK)).data == b"data"
    with pytest.raises(DeviceError, match="padding indicator"):
        session("9000").unwrap(Answer(other, OK))


def test_more_than_a_short_answer_is_asked_for_in_an_extended_command() -> None:
    """ISO/IEC 7816-3, 12.1: Lc in three bytes, Le in two."""
    short, extended = (session("9000").wrap(0xB0, 0x81, 0x00, b"", count) for count in (231, 232))
    assert short[:8] == bytes.fromhex("0CB081000D9701E7")
    assert extended[:11] == bytes.fromhex("0CB0810000000E970200E8")
    assert (short[-1:], extended[-2:]) == (b"\x00", b"\x00\x00")


def test_an_old_answer_is_not_taken_again() -> None:
    messaging = session(ANSWER + "9000")
    answer = Answer(bytes.fromhex(ANSWER), OK)
    messaging.wrap(0xA4, 0x02, 0x0C, bytes.fromhex("011E"), 0)
    messaging.unwrap(answer)
    messaging.wrap(0xA4, 0x02, 0x0C, bytes.fromhex("011E"), 0)
    with pytest.raises(DeviceError, match="MAC"):
        messaging.unwrap(answer)


@pytest.mark.parametrize("suite", [TRIPLE_DES, AES_128, AES_192, AES_256])
@pytest.mark.parametrize(
    "spoilt", [b"", b"\x80" + bytes(16), b"\x01", bytes(16)], ids=["empty", "long", "none", "zero"]
)
def test_padding_that_nobody_makes_is_refused(suite: Suite, spoilt: bytes) -> None:
    with pytest.raises(ValueError, match="padding"):
        suite.unpad(spoilt)


@pytest.mark.parametrize("suite", [TRIPLE_DES, AES_128, AES_192, AES_256])
def test_what_was_padded_is_found_again(suite: Suite) -> None:
    assert [suite.unpad(suite.pad(bytes(size))) for size in range(33)] == [bytes(size) for size in range(33)]


@pytest.mark.parametrize(
    ("atr_info", "chunk"),
    [
        ("7F660802020400" + "02020400", 1024 - 64),
        ("43018047" + "03000000" + "7F6608020210000202FFFF", LONG_CHUNK),
        ("7F660802020100" + "02020100", 0),
        ("7F660402020400", 0),
        ("", 0),
    ],
    ids=["1 kB", "more than enough", "short", "one length", "no file"],
)
def test_long_answers_are_asked_for_only_where_they_are_promised(atr_info: str, chunk: int) -> None:
    assert long_chunk(bytes.fromhex(atr_info), DEVICE) == chunk


def test_an_open_file_longer_than_one_answer_is_read_whole() -> None:
    file = encode(0x31, bytes(300))
    channel = Script(file[:256].hex() + "9000", file[256:].hex() + "9000")
    assert read_open(channel, 0x1C) == file
    assert channel.asked == [bytes.fromhex("00B09C0000"), bytes.fromhex("00B0010000")]


@pytest.mark.parametrize("answers", [["6A82"], ["31820400" + "00" * 10 + "9000", "6B00"]])
def test_an_open_file_that_cannot_be_had_is_nothing(answers: list[str]) -> None:
    assert read_open(Script(*answers), 0x1C) == b""


# --- bytes from anywhere


def sealed(body: bytes) -> bytes:
    """What a chip could say that knows the keys and nothing of the rules."""
    authentication = bytes.fromhex("F1CB1F1FB5ADF208806B89DC579DC1F8")
    counter = (0x887022120C06C227).to_bytes(8, "big")  # one more than the session's
    return body + encode(0x8E, TRIPLE_DES.mac(authentication, TRIPLE_DES.pad(counter + body)))


@given(
    st.one_of(
        st.binary(max_size=60),
        st.binary(max_size=60).map(sealed),
        st.builds(
            lambda tag, value: sealed(encode(tag, value) + encode(0x99, b"\x90\x00")),
            st.sampled_from([0x85, 0x87, 0x99, 0x8E, 0x97]),
            st.binary(max_size=40),
        ),
    )
)
def test_any_answer_is_an_answer_or_ends_the_read(data: bytes) -> None:
    assert outcome(lambda: session("9000").unwrap(Answer(data, OK)))


@given(st.lists(st.binary(min_size=2, max_size=120), min_size=1, max_size=12), st.booleans())
def test_any_answers_to_a_whole_read_end_in_a_device_error(answers: list[bytes], photo: bool) -> None:
    said = cycle([b"\x90\x00", *(answer + b"\x90\x00" for answer in answers)])
    with pytest.raises((DeviceError, NotMine)):
        read(Card(VirtualCard(ATR, lambda _apdu: next(said))), secret_of(CHAN), photo=photo)
