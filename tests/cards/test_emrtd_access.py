"""PACE and BAC from the driver's side: wrong secrets, chips that cheat, every cipher and curve."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from devices.api import DeviceError, ErrorCode
from devices.card.api import Secret
from devices.card.emrtd.bac import open_bac
from devices.card.emrtd.pace import CURVES, SUITES, PaceInfo, open_pace, pace_info
from devices.card.emrtd.tlv import encode
from devices.virtual.emrtd_chip import BRAINPOOL_P256, PACE_AES_128
from devices.virtual.emrtd_files import card_access
from devices.virtual.vpcd import VirtualCard
from tests.cards.channels import DEVICE, Card, Script
from tests.cards.travellers import CHAN, D_SECRET, G_SECRET, chip, read, secret_of, without_photo

INFO = PaceInfo(PACE_AES_128, BRAINPOOL_P256)
WRONG = Secret("H01234568890010293105063", "000000")


@pytest.mark.parametrize("protocol", SUITES)
def test_every_cipher_opens_the_chip(protocol: str) -> None:
    assert read(chip(CHAN, pace=(protocol, 12)), secret_of(CHAN)) == without_photo(CHAN)


@pytest.mark.parametrize("parameter", CURVES)
def test_every_curve_opens_the_chip(parameter: int) -> None:
    channel = chip(CHAN, pace=(PACE_AES_128, parameter))
    messaging = open_pace(channel, PaceInfo(PACE_AES_128, parameter), secret_of(CHAN))
    assert messaging.command(0xA4, 0x04, 0x0C, bytes.fromhex("A0000002471001")).status == 0x9000


def test_the_can_opens_the_chip() -> None:
    assert read(chip(CHAN, can="482716", pace=(PACE_AES_128, 13)), Secret(can="482716")) == without_photo(CHAN)


@pytest.mark.parametrize("pace", [None, (PACE_AES_128, BRAINPOOL_P256)], ids=["BAC", "PACE"])
@pytest.mark.parametrize("secret", [None, Secret(), WRONG], ids=["none", "empty", "wrong"])
def test_without_the_right_secret_it_is_asked_for(pace: tuple[str, int] | None, secret: Secret | None) -> None:
    with pytest.raises(DeviceError) as caught:
        read(chip(CHAN, can="482716", pace=pace), secret)
    assert caught.value.code is ErrorCode.SECRET_NEEDED


def test_a_can_does_not_open_a_chip_that_only_knows_basic_access_control() -> None:
    with pytest.raises(DeviceError) as caught:
        read(chip(CHAN), Secret(can="482716"))
    assert caught.value.code is ErrorCode.SECRET_NEEDED


def test_a_chip_that_refuses_pace_is_opened_the_old_way() -> None:
    channel = chip(CHAN, pace=(PACE_AES_128, BRAINPOOL_P256), refuses_pace=True)
    assert read(channel, secret_of(CHAN)) == without_photo(CHAN)


@pytest.mark.parametrize(
    "file",
    [
        encode(0x31, b""),
        encode(0x31, bytes.fromhex("300F060A04007F00070202040202020102")),
        encode(0x31, bytes.fromhex("3012060A04007F00070202040A0202010202010D")),
        encode(0x31, bytes.fromhex("3012060A04007F0007020204020202010202017F")),
    ],
    ids=["nothing", "no parameters", "unknown protocol", "unknown curve"],
)
def test_a_way_that_is_not_known_here_is_not_gone(file: bytes) -> None:
    assert pace_info(file, DEVICE) is None


def test_the_first_known_way_is_gone() -> None:
    both = card_access("0.4.0.127.0.7.2.2.4.4.2", 13)[2:] + card_access(PACE_AES_128, 12)[2:]
    assert pace_info(encode(0x31, both), DEVICE) == PaceInfo(PACE_AES_128, 12)


def reflecting(tag: int, answer_tag: int) -> Card:
    """A chip that gives the host's own point back."""
    honest = chip(CHAN, pace=(PACE_AES_128, BRAINPOOL_P256))

    def answer(apdu: bytes) -> bytes:
        if apdu[1] == 0x86 and apdu[7] == tag:
            return encode(0x7C, encode(answer_tag, apdu[9:74])) + b"\x90\x00"
        return honest.transmit(apdu)

    return Card(VirtualCard(honest.atr, answer))


@pytest.mark.parametrize(("tag", "answer_tag"), [(0x81, 0x82), (0x83, 0x84)])
def test_a_reflected_key_is_refused(tag: int, answer_tag: int) -> None:
    with pytest.raises(DeviceError, match="reflected") as caught:
        open_pace(reflecting(tag, answer_tag), INFO, secret_of(CHAN))
    assert caught.value.code is ErrorCode.READ_FAILED


def test_a_mapping_onto_nothing_is_refused() -> None:
    """The chip knows the password and chooses its key so that the new generator is the point at infinity."""
    curve, size = CURVES[BRAINPOOL_P256], 32
    point = -(curve.generator * int(PUBLISHED_NONCE, 16))
    coordinates = "".join(f"{int(c):0{2 * size}x}" for c in (point.x(), point.y()))
    channel = Script("9000", NONCE, "7C43824104" + coordinates + "9000")
    with pytest.raises(DeviceError, match="mapping"):
        open_pace(channel, INFO, G_SECRET, lambda _order: 1)


def test_a_point_has_one_way_to_be_written() -> None:
    """Of the 528 bits of a coordinate 521 are used: the host's own key with the prime added is still its own."""
    curve, size = CURVES[18], 66
    own = curve.generator
    spelt = "".join(f"{int(c) + curve.curve.p():0{2 * size}x}" for c in (own.x(), own.y()))
    channel = Script("9000", NONCE, "7C8188828185" + "04" + spelt + "9000")
    with pytest.raises(DeviceError, match="point"):
        open_pace(channel, PaceInfo(PACE_AES_128, 18), G_SECRET, lambda _order: 1)


def test_a_chip_that_counts_attempts_is_asked_on() -> None:
    """63Cx: so many are left."""
    with pytest.raises(DeviceError, match="6988"):
        open_pace(Script("63C2", "6988"), INFO, G_SECRET)


def test_without_a_secret_no_attempt_is_wasted() -> None:
    channel = chip(CHAN, pace=(PACE_AES_128, BRAINPOOL_P256))
    with pytest.raises(DeviceError):
        read(channel, None)
    assert [apdu[1] for apdu in channel.asked] == [0xB0]


def test_a_chip_that_returns_other_nonces_is_not_the_one_that_was_asked() -> None:
    """It has the keys, and says again what it said to somebody else (ICAO 9303-11, appendix D.3)."""
    channel = Script("46" + "00" * 7 + "9000", PUBLISHED_ANSWER)
    with pytest.raises(DeviceError, match="nonces"):
        open_bac(channel, D_SECRET.mrz)


PUBLISHED_NONCE = "3F00C4D39D153F2B2A214A078D899B22"
PUBLISHED_ANSWER = "46B9342A41396CD7386BF5803104D7CEDC122B9132139BAF2EEDC94EE178534F2F2D235D074D74499000"
NONCE = "7C12801095A3A016522EE98D01E76CB6B98B42C39000"


@pytest.mark.parametrize(
    "answers",
    [
        ["9000", "6988"],
        ["9000", "9000"],
        ["9000", "7C0280009000"],
        ["9000", "7C0480020102" + "9000"],
        ["9000", NONCE, "7C0382010" + "49000"],
        ["9000", NONCE, "7C438241" + "04" + "01" * 64 + "9000"],
        ["9000", NONCE, "7C438241" + "04" + "00" * 64 + "9000"],
        ["9000", NONCE, "7C238221" + "02" + "01" * 32 + "9000"],
    ],
    ids=["refuses", "empty", "no nonce", "short nonce", "short point", "off the curve", "zero", "compressed"],
)
def test_a_chip_that_does_not_keep_to_pace_ends_the_read(answers: list[str]) -> None:
    with pytest.raises(DeviceError) as caught:
        open_pace(Script(*answers), INFO, secret_of(CHAN))
    assert caught.value.code in (ErrorCode.READ_FAILED, ErrorCode.INVALID_DATA)


def altered(instruction: int, spoil: Callable[[bytes], bytes], **manners: object) -> Card:
    """A chip whose answer to one command is another one."""
    honest = chip(CHAN, **manners)

    def answer(apdu: bytes) -> bytes:
        said = honest.transmit(apdu)
        return spoil(said) if apdu[:2] == bytes([0x00, instruction]) else said

    return Card(VirtualCard(honest.atr, answer))


def flip(at: int) -> Callable[[bytes], bytes]:
    return lambda answer: answer[:at] + bytes([answer[at] ^ 1]) + answer[at + 1 :]


def test_a_chip_without_the_key_cannot_end_pace() -> None:
    impostor = altered(0x86, flip(5), pace=(PACE_AES_128, BRAINPOOL_P256))
    with pytest.raises(DeviceError, match="token") as caught:
        open_pace(impostor, INFO, secret_of(CHAN))
    assert caught.value.code is ErrorCode.READ_FAILED


@pytest.mark.parametrize("at", [0, 39])
def test_a_chip_without_the_key_cannot_end_basic_access_control(at: int) -> None:
    with pytest.raises(DeviceError, match="MAC") as caught:
        read(altered(0x82, flip(at)), secret_of(CHAN))
    assert caught.value.code is ErrorCode.READ_FAILED


def test_a_chip_that_gives_no_challenge_ends_the_read() -> None:
    with pytest.raises(DeviceError) as caught:
        open_bac(Script("6D00"), secret_of(CHAN).mrz)
    assert caught.value.code is ErrorCode.READ_FAILED
