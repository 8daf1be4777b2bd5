"""One session with one card: exclusive, powered off at its end, over at the first error."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

import pytest

from devices.api import DeviceError, ErrorCode
from devices.card import scard as pcsc
from devices.card.pcsc import PcscChannel
from devices.card.scard import TROUBLE, call, system_scard, trouble
from devices.flight import Flight
from devices.simulated.wallet import WalletCard
from devices.virtual.card import UNKNOWN_ATR, virtual_card
from devices.virtual.vpcd import VirtualCard
from tests.cards.scripted import ScriptedScard
from tests.conftest import TurnedClock

Wallet = Mapping[str, WalletCard]
READER = "Scripted Reader 00 00"
PAGE = bytes.fromhex("FFB0000000")
SELECT = bytes.fromhex("00A4020002EF05")


@pytest.fixture
def scard(wallet: Wallet) -> Iterator[ScriptedScard]:
    scard = ScriptedScard()
    scard.insert(virtual_card(wallet["social"]))
    yield scard
    scard.kill()


def session(scard: ScriptedScard, clock: TurnedClock) -> PcscChannel:
    return PcscChannel(scard, "card_reader", READER, clock, Flight("card_reader", clock).begin(5.0))


@pytest.mark.parametrize(("code", "meaning"), [(code, meaning) for code, (meaning, _) in TROUBLE.items()], ids=str)
def test_each_result_code_has_its_meaning(code: int, meaning: ErrorCode) -> None:
    assert trouble(code, "card_reader").code is meaning


def test_an_unheard_of_result_code_is_a_failed_read_that_names_it() -> None:
    error = trouble(0x80100099, "card_reader")
    assert (error.code, error.detail) == (ErrorCode.READ_FAILED, "PC/SC (0x80100099)")


def test_a_dead_handle_is_a_lost_service_and_not_a_crash() -> None:
    def dead(_handle: object) -> int:
        raise SystemError("returned NULL without setting an exception")

    assert call(dead, None) == (pcsc.INVALID_HANDLE, None)


def test_a_result_code_with_a_sign_is_the_same_code() -> None:
    assert call(lambda: pcsc.TIMEOUT - 2**32) == (pcsc.TIMEOUT, None)


def test_the_card_is_powered_off_at_the_end(scard: ScriptedScard, clock: TurnedClock) -> None:
    with session(scard, clock):
        pass
    assert scard.disposed == [pcsc.UNPOWER_CARD]


def test_a_card_that_another_program_holds_is_refused_and_its_session_left_alone(
    scard: ScriptedScard, clock: TurnedClock
) -> None:
    with session(scard, clock):
        with pytest.raises(DeviceError) as caught, session(scard, clock):
            pass
        assert caught.value.code is ErrorCode.NOT_READY
        assert scard.disposed == []


def test_after_an_error_the_card_is_never_asked_again(scard: ScriptedScard, clock: TurnedClock, wallet: Wallet) -> None:
    """The old handle would answer from the new card."""
    with session(scard, clock) as channel:
        channel.transmit(SELECT)
        scard.swap(virtual_card(wallet["social_long"]), noticed=False)
        with pytest.raises(DeviceError):
            channel.transmit(SELECT)
        asked = len(scard.asked)
        with pytest.raises(DeviceError):
            channel.transmit(SELECT)
        with pytest.raises(DeviceError):
            channel.require_same_card()
        assert len(scard.asked) == asked


def test_a_swap_that_only_the_event_counter_shows_is_noticed(
    scard: ScriptedScard, clock: TurnedClock, wallet: Wallet
) -> None:
    with session(scard, clock) as channel:
        channel.transmit(SELECT)
        scard.swap(virtual_card(wallet["social_long"]), noticed=True)
        with pytest.raises(DeviceError) as caught:
            channel.require_same_card()
        assert caught.value.code is ErrorCode.CARD_REMOVED


def test_a_card_that_stays_is_the_same_card(scard: ScriptedScard, clock: TurnedClock) -> None:
    with session(scard, clock) as channel:
        channel.transmit(SELECT)
        channel.require_same_card()


def test_no_command_is_begun_after_the_deadline(scard: ScriptedScard, clock: TurnedClock) -> None:
    with session(scard, clock) as channel:
        channel.transmit(SELECT)
        clock.advance(5.1)
        with pytest.raises(DeviceError) as caught:
            channel.transmit(SELECT)
        assert caught.value.code is ErrorCode.TIMEOUT
        assert len(scard.asked) == 1


@pytest.mark.parametrize(
    ("code", "meaning"),
    [(0x80100016, ErrorCode.READ_FAILED), (0x80100068, ErrorCode.READ_FAILED), (0x8010001D, ErrorCode.DISCONNECTED)],
)
def test_a_card_that_stays_but_fails_is_not_called_removed(
    scard: ScriptedScard, clock: TurnedClock, code: int, meaning: ErrorCode
) -> None:
    with session(scard, clock) as channel:
        scard.fails_with["transmit"] = code
        with pytest.raises(DeviceError) as caught:
            channel.transmit(SELECT)
        assert caught.value.code is meaning


@pytest.mark.parametrize("code", [0x80100016, 0x80100066, 0x80100067, 0x80100068])
def test_a_failure_of_a_card_that_left_is_called_removed(scard: ScriptedScard, clock: TurnedClock, code: int) -> None:
    with session(scard, clock) as channel:
        scard.fails_with["transmit"] = code
        scard.on_transmit = scard.pull
        with pytest.raises(DeviceError) as caught:
            channel.transmit(SELECT)
        assert caught.value.code is ErrorCode.CARD_REMOVED


def test_an_empty_answer_is_mute_at_first_and_a_failure_later(scard: ScriptedScard, clock: TurnedClock) -> None:
    answers = iter([b"", b"\x90\x00", b""])
    scard.swap(VirtualCard(UNKNOWN_ATR, lambda _apdu: next(answers)), noticed=True)
    with session(scard, clock) as channel, pytest.raises(DeviceError) as caught:
        channel.transmit(PAGE)
    assert caught.value.code is ErrorCode.CARD_MUTE
    with session(scard, clock) as channel:
        channel.transmit(PAGE)
        with pytest.raises(DeviceError) as caught:
            channel.transmit(PAGE)
    assert caught.value.code is ErrorCode.READ_FAILED


def test_the_card_is_asked_for_alone(scard: ScriptedScard, clock: TurnedClock) -> None:
    with session(scard, clock):
        assert scard.shares == [pcsc.SHARE_EXCLUSIVE]


def test_a_mute_card_is_not_even_connected_to(scard: ScriptedScard, clock: TurnedClock, wallet: Wallet) -> None:
    """pcscd would try for seconds to wake it."""
    scard.swap(virtual_card(wallet["mute"]), noticed=True)
    with pytest.raises(DeviceError) as caught, session(scard, clock):
        pass
    assert caught.value.code is ErrorCode.CARD_MUTE
    assert scard.shares == []


def test_a_reader_that_cannot_be_had_leaves_nothing_open(scard: ScriptedScard, clock: TurnedClock) -> None:
    scard.fails_with["connect"] = 0x80100017
    with pytest.raises(DeviceError) as caught, session(scard, clock):
        pass
    assert caught.value.code is ErrorCode.DISCONNECTED
    assert scard.open_contexts == 0


def test_without_pyscard_the_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "smartcard", None)
    with pytest.raises(DeviceError, match="pip install") as caught:
        system_scard("card_reader")
    assert caught.value.code is ErrorCode.UNSUPPORTED
