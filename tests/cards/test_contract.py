"""What every card reader promises, proved on the simulator, on scripted PC/SC calls and on the real PC/SC stack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.card.api import CardMedia
from devices.simulated.wallet import WalletCard
from devices.virtual.pcscd import VirtualPcscd
from tests.cards.grounds import Events, Ground, ScriptedGround, SimulatedGround, WireGround, read_while
from tests.conftest import TurnedClock

pytestmark = pytest.mark.contract

Wallet = Mapping[str, WalletCard]

READABLE = (
    "chen_wen",
    "wu_ji",
    "yan_yan",
    "guli",
    "long_name",
    "expired",
    "bad_check",
    "elder",
    "social",
    "social_long",
)
UNREADABLE = (
    ("mute", ErrorCode.CARD_MUTE),
    ("silent", ErrorCode.TIMEOUT),
    ("unknown", ErrorCode.UNKNOWN_CARD),
    ("wrong_slot", ErrorCode.WRONG_SLOT),
    ("social_locked", ErrorCode.AUTH_FAILED),
)
# A swap that pcscd did not notice looks like a card that stopped answering.
SWAPPED = (ErrorCode.CARD_REMOVED, ErrorCode.READ_FAILED, ErrorCode.CARD_MUTE)


def put_in(ground: Ground, card: WalletCard) -> Events:
    events = Events(ground.reader)
    ground.insert(card)
    assert events.wait_media(CardMedia.PRESENT)
    return events


class CardReaderContract:
    """One method, one promise. `ground.reader` is open, with no card in."""

    def test_a_card_is_announced_once_when_it_comes_and_once_when_it_goes(self, ground: Ground, wallet: Wallet) -> None:
        events = put_in(ground, wallet["chen_wen"])
        ground.pull()
        assert events.wait_media(CardMedia.ABSENT)
        assert events.media == [CardMedia.PRESENT, CardMedia.ABSENT]

    @pytest.mark.parametrize("key", READABLE)
    def test_a_read_gives_exactly_what_the_card_says(self, ground: Ground, wallet: Wallet, key: str) -> None:
        put_in(ground, wallet[key])
        assert ground.reader.read() == wallet[key].data

    @pytest.mark.parametrize(("key", "code"), UNREADABLE)
    def test_a_card_that_cannot_be_read_says_why(
        self, ground: Ground, wallet: Wallet, key: str, code: ErrorCode
    ) -> None:
        put_in(ground, wallet[key])
        with pytest.raises(DeviceError) as caught:
            ground.reader.read(0.5)
        assert caught.value.code is code
        assert caught.value.device == "card_reader"

    def test_no_card_is_no_card(self, ground: Ground) -> None:
        with pytest.raises(DeviceError) as caught:
            ground.reader.read()
        assert caught.value.code is ErrorCode.NO_CARD

    def test_a_card_can_be_read_twice(self, ground: Ground, wallet: Wallet) -> None:
        put_in(ground, wallet["social"])
        assert ground.reader.read() == ground.reader.read()

    @pytest.mark.parametrize("key", ["chen_wen", "social"])
    def test_a_card_pulled_mid_read_gives_card_removed_and_nothing_else(
        self, ground: Ground, wallet: Wallet, key: str
    ) -> None:
        put_in(ground, wallet[key])
        with pytest.raises(DeviceError) as caught:
            read_while(ground, ground.pull)
        assert caught.value.code is ErrorCode.CARD_REMOVED

    @pytest.mark.parametrize("key", ["chen_wen", "social"])
    def test_a_card_swapped_mid_read_never_mixes_two_people(self, ground: Ground, wallet: Wallet, key: str) -> None:
        events = put_in(ground, wallet[key])
        with pytest.raises(DeviceError) as caught:
            read_while(ground, lambda: ground.swap(wallet["social_long"]))
        assert caught.value.code in SWAPPED
        ground.pull()
        assert events.wait_media(CardMedia.ABSENT)

    def test_after_a_pulled_card_the_next_one_is_read_whole(self, ground: Ground, wallet: Wallet) -> None:
        events = put_in(ground, wallet["social"])
        with pytest.raises(DeviceError):
            read_while(ground, ground.pull)
        assert events.wait_media(CardMedia.ABSENT)
        ground.insert(wallet["social_long"])
        assert events.wait_media(CardMedia.PRESENT)
        assert ground.reader.read() == wallet["social_long"].data

    def test_a_card_that_never_answers_does_not_spoil_the_next_one(self, ground: Ground, wallet: Wallet) -> None:
        events = put_in(ground, wallet["silent"])
        with pytest.raises(DeviceError):
            ground.reader.read(0.3)
        ground.pull()
        assert events.wait(lambda status: (status.state, status.media) == (DeviceState.ONLINE, CardMedia.ABSENT))
        ground.insert(wallet["wu_ji"])
        assert events.wait_media(CardMedia.PRESENT)
        assert ground.reader.read() == wallet["wu_ji"].data

    def test_a_mute_card_is_a_persons_matter(self, ground: Ground, wallet: Wallet) -> None:
        put_in(ground, wallet["mute"])
        status = ground.reader.status()
        assert (status.state, status.media) == (DeviceState.USER_ERROR, CardMedia.PRESENT)
        assert status.error is not None
        assert status.error.code is ErrorCode.CARD_MUTE

    def test_a_reader_that_is_reading_is_busy(self, ground: Ground, wallet: Wallet) -> None:
        put_in(ground, wallet["chen_wen"])
        seen: list[DeviceState] = []
        read_while(ground, lambda: seen.append(ground.reader.status().state))
        assert seen == [DeviceState.BUSY]
        assert ground.reader.status().state is DeviceState.ONLINE

    def test_a_reader_whose_ground_is_cut_says_so_and_comes_back_by_itself(
        self, ground: Ground, wallet: Wallet
    ) -> None:
        events = Events(ground.reader)
        ground.cut()
        assert events.wait(lambda status: status.state is DeviceState.DISCONNECTED)
        with pytest.raises(DeviceError) as caught:
            ground.reader.read()
        assert caught.value.code is ErrorCode.DISCONNECTED
        ground.mend()
        assert events.wait(lambda status: status.state is DeviceState.ONLINE)
        ground.insert(wallet["wu_ji"])
        assert events.wait_media(CardMedia.PRESENT)
        assert ground.reader.read() == wallet["wu_ji"].data

    def test_a_ground_cut_mid_read_ends_the_read(self, ground: Ground, wallet: Wallet) -> None:
        put_in(ground, wallet["chen_wen"])
        with pytest.raises(DeviceError) as caught:
            read_while(ground, ground.cut)
        assert caught.value.code is ErrorCode.DISCONNECTED
        ground.mend()

    def test_a_card_that_was_in_before_is_seen_at_once(self, ground: Ground, wallet: Wallet) -> None:
        put_in(ground, wallet["chen_wen"])
        ground.reader.close()
        ground.reader.open()
        assert ground.reader.status().media is CardMedia.PRESENT

    def test_somebody_else_is_refused_until_the_reader_is_let_go(self, ground: Ground) -> None:
        with pytest.raises(DeviceError) as caught:
            ground.rival()()
        assert caught.value.code is ErrorCode.NOT_READY

    def test_open_and_close_may_be_called_twice(self, ground: Ground) -> None:
        ground.reader.open()
        ground.reader.close()
        ground.reader.close()
        ground.reader.open()
        assert ground.reader.status().state is DeviceState.ONLINE

    def test_who_has_unsubscribed_hears_nothing_more(self, ground: Ground, wallet: Wallet) -> None:
        heard: list[object] = []
        ground.reader.subscribe(heard.append)()
        put_in(ground, wallet["chen_wen"])
        assert heard == []


class TestOnSimulator(CardReaderContract):
    @pytest.fixture
    def ground(self) -> Iterator[Ground]:
        ground = SimulatedGround()
        ground.reader.open()
        yield ground
        ground.leave()


class TestOnScriptedCalls(CardReaderContract):
    @pytest.fixture
    def ground(self, clock: TurnedClock) -> Iterator[Ground]:
        ground = ScriptedGround(clock)
        ground.reader.open()
        yield ground
        ground.scard.kill()
        ground.leave()


@pytest.mark.processes
class TestOnTheWire(CardReaderContract):
    @pytest.fixture
    def ground(self, clock: TurnedClock, pcscd: VirtualPcscd) -> Iterator[Ground]:
        ground = WireGround(clock, pcscd)
        ground.reader.open()
        events = Events(ground.reader)
        yield ground
        ground.slot.close()  # the next test finds an empty slot
        if ground.reader.status().media is not CardMedia.ABSENT:
            events.wait_media(CardMedia.ABSENT)
        ground.leave()
