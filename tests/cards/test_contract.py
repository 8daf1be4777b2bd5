"""What every card reader promises: on the simulator, over PC/SC, with a security module, with a maker's library.

Which cards a ground can read is data of the ground; the promises are the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.card.api import CardMedia
from devices.simulated.wallet import WalletCard
from devices.virtual.pcscd import VirtualPcscd
from tests import hardware
from tests.cards.grounds import (
    Events,
    Ground,
    HardwareGround,
    LineGround,
    ScriptedGround,
    SdtScriptedGround,
    SimulatedGround,
    VendorGround,
    WireGround,
    read_while,
)
from tests.conftest import TurnedClock

pytestmark = pytest.mark.contract

Wallet = Mapping[str, WalletCard]

RESIDENT_CARDS = (
    "chen_wen",
    "wu_ji",
    "yan_yan",
    "guli",
    "long_name",
    "expired",
    "expiring",
    "bad_check",
    "elder",
    "hong_kong",
    "macao",
    "taiwan",
    "foreigner_2017",
    "foreigner_2023",
    "foreigner_latin",
)
TRAVEL_DOCUMENTS = ("permit_hong_kong", "permit_taiwan", "passport")

# A swap that pcscd did not notice looks like a card that stopped answering.
SWAPPED = (ErrorCode.CARD_REMOVED, ErrorCode.READ_FAILED, ErrorCode.CARD_MUTE)


def put_in(ground: Ground, card: WalletCard) -> Events:
    events = Events(ground.reader)
    ground.insert(card)
    assert events.wait_media(CardMedia.PRESENT)
    return events


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """What depends on the ground is read from its class."""
    match metafunc.fixturenames:
        case [*_, "readable"]:
            metafunc.parametrize("readable", metafunc.cls.readable)
        case [*_, "travel_document"]:
            metafunc.parametrize("travel_document", TRAVEL_DOCUMENTS)
        case [*_, "unreadable", "code"]:
            metafunc.parametrize(("unreadable", "code"), metafunc.cls.unreadable)
        case [*_, "one"]:
            metafunc.parametrize("one", metafunc.cls.some)


class CardReaderContract:
    """One method, one promise. `ground.reader` is open, with no card in."""

    readable: ClassVar[tuple[str, ...]] = (*RESIDENT_CARDS, "social", "social_long")
    unreadable: ClassVar[tuple[tuple[str, ErrorCode], ...]] = (
        ("mute", ErrorCode.CARD_MUTE),
        ("silent", ErrorCode.TIMEOUT),
        ("unknown", ErrorCode.UNKNOWN_CARD),
        ("damaged", ErrorCode.READ_FAILED),
        ("wrong_slot", ErrorCode.WRONG_SLOT),
        ("social_locked", ErrorCode.AUTH_FAILED),
    )
    some: ClassVar[tuple[str, ...]] = ("chen_wen", "social")
    another = "social_long"
    pictured = "passport"
    pulled = ErrorCode.CARD_REMOVED

    def test_a_card_is_announced_once_when_it_comes_and_once_when_it_goes(self, ground: Ground, wallet: Wallet) -> None:
        events = put_in(ground, wallet["chen_wen"])
        ground.pull()
        assert events.wait_media(CardMedia.ABSENT)
        assert events.media == [CardMedia.PRESENT, CardMedia.ABSENT]

    def test_a_read_gives_exactly_what_the_card_says(self, ground: Ground, wallet: Wallet, readable: str) -> None:
        put_in(ground, wallet[readable])
        assert ground.reader.read() == wallet[readable].data

    def test_the_kinds_of_card_that_can_be_read_are_among_the_capabilities(
        self, ground: Ground, wallet: Wallet
    ) -> None:
        cards = [wallet[key].data for key in self.readable]
        assert {data.kind for data in cards if data is not None} <= ground.reader.capabilities().kinds

    def test_a_card_that_cannot_be_read_says_why(
        self, ground: Ground, wallet: Wallet, unreadable: str, code: ErrorCode
    ) -> None:
        put_in(ground, wallet[unreadable])
        with pytest.raises(DeviceError) as caught:
            ground.reader.read(0.5)
        assert caught.value.code is code
        assert caught.value.device == "card_reader"

    def test_no_card_is_no_card(self, ground: Ground) -> None:
        with pytest.raises(DeviceError) as caught:
            ground.reader.read()
        assert caught.value.code is ErrorCode.NO_CARD

    def test_a_card_can_be_read_twice(self, ground: Ground, wallet: Wallet, one: str) -> None:
        put_in(ground, wallet[one])
        assert ground.reader.read() == ground.reader.read()

    def test_the_picture_comes_only_when_it_is_asked_for(self, ground: Ground, wallet: Wallet) -> None:
        card = wallet[self.pictured]
        put_in(ground, card)
        assert ground.reader.capabilities().photo
        assert ground.reader.read(secret=card.secret).photo == b""
        assert ground.reader.read(photo=True, secret=card.secret).photo != b""

    def test_a_read_that_is_cancelled_says_so_and_the_next_one_works(
        self, ground: Ground, wallet: Wallet, one: str
    ) -> None:
        events = put_in(ground, wallet[one])
        with pytest.raises(DeviceError) as caught:
            read_while(ground, ground.reader.cancel)
        assert caught.value.code is ErrorCode.CANCELLED
        assert events.wait(lambda status: status.state is DeviceState.ONLINE)
        assert ground.reader.read() == wallet[one].data

    def test_to_cancel_nothing_does_nothing(self, ground: Ground, wallet: Wallet) -> None:
        put_in(ground, wallet["chen_wen"])
        ground.reader.cancel()
        assert ground.reader.read() == wallet["chen_wen"].data

    def test_a_card_pulled_mid_read_says_so_and_gives_nothing(self, ground: Ground, wallet: Wallet, one: str) -> None:
        put_in(ground, wallet[one])
        with pytest.raises(DeviceError) as caught:
            read_while(ground, ground.pull)
        assert caught.value.code is self.pulled

    def test_a_card_swapped_mid_read_never_mixes_two_people(self, ground: Ground, wallet: Wallet, one: str) -> None:
        events = put_in(ground, wallet[one])
        with pytest.raises(DeviceError) as caught:
            read_while(ground, lambda: ground.swap(wallet[self.another]))
        assert caught.value.code in SWAPPED
        ground.pull()
        assert events.wait_media(CardMedia.ABSENT)

    def test_after_a_pulled_card_the_next_one_is_read_whole(self, ground: Ground, wallet: Wallet, one: str) -> None:
        events = put_in(ground, wallet[one])
        with pytest.raises(DeviceError):
            read_while(ground, ground.pull)
        assert events.wait_media(CardMedia.ABSENT)
        ground.insert(wallet[self.another])
        assert events.wait_media(CardMedia.PRESENT)
        assert ground.reader.read() == wallet[self.another].data

    def test_a_card_that_never_answers_does_not_spoil_the_next_one(self, ground: Ground, wallet: Wallet) -> None:
        events = put_in(ground, wallet["silent"])
        with pytest.raises(DeviceError):
            ground.reader.read(0.3)
        ground.pull()
        assert events.wait(lambda status: (status.state, status.media) == (DeviceState.ONLINE, CardMedia.ABSENT))
        ground.insert(wallet["wu_ji"])
        assert events.wait_media(CardMedia.PRESENT)
        assert ground.reader.read() == wallet["wu_ji"].data

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


class SlotContract(CardReaderContract):
    """What a reader promises besides that feels a card in its slot and speaks with any chip."""

    def test_a_mute_card_is_a_persons_matter(self, ground: Ground, wallet: Wallet) -> None:
        put_in(ground, wallet["mute"])
        status = ground.reader.status()
        assert (status.state, status.media) == (DeviceState.USER_ERROR, CardMedia.PRESENT)
        assert status.error is not None
        assert status.error.code is ErrorCode.CARD_MUTE

    def test_a_travel_document_asks_for_what_is_printed_on_it(
        self, ground: Ground, wallet: Wallet, travel_document: str
    ) -> None:
        put_in(ground, wallet[travel_document])
        with pytest.raises(DeviceError) as caught:
            ground.reader.read()
        assert caught.value.code is ErrorCode.SECRET_NEEDED

    def test_a_travel_document_opens_to_who_knows_what_is_printed_on_it(
        self, ground: Ground, wallet: Wallet, travel_document: str
    ) -> None:
        card = wallet[travel_document]
        put_in(ground, card)
        data = ground.reader.read(10.0, secret=card.secret)
        assert data == replace(card.data or data, photo=b"")
        assert data.kind in ground.reader.capabilities().kinds


class ModuleContract(CardReaderContract):
    """A security module finds contactless cards only. One that has left it cannot tell from one that fails."""

    readable = RESIDENT_CARDS
    unreadable = (
        ("silent", ErrorCode.READ_FAILED),
        ("unknown", ErrorCode.UNKNOWN_CARD),
        ("damaged", ErrorCode.READ_FAILED),
        ("passport", ErrorCode.UNKNOWN_CARD),
    )
    some = ("chen_wen", "foreigner_2017")
    another = "hong_kong"
    pictured = "chen_wen"
    pulled = ErrorCode.READ_FAILED


class TestOnSimulator(SlotContract):
    @pytest.fixture
    def ground(self) -> Iterator[Ground]:
        ground = SimulatedGround()
        ground.reader.open()
        yield ground
        ground.leave()


class TestOnScriptedCalls(SlotContract):
    @pytest.fixture
    def ground(self, clock: TurnedClock) -> Iterator[Ground]:
        ground = ScriptedGround(clock)
        ground.reader.open()
        yield ground
        ground.scard.kill()
        ground.leave()


@pytest.mark.processes
class TestOnTheWire(SlotContract):
    # One of each layout: what all cards say is proved above, and a virtual slot is looked at only every 0.4 s.
    readable = ("chen_wen", "long_name", "taiwan", "foreigner_2017", "foreigner_2023", "social", "social_long")

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


class TestWithAModuleOnAScriptedPort(ModuleContract):
    @pytest.fixture
    def ground(self, clock: TurnedClock) -> Iterator[Ground]:
        ground = SdtScriptedGround(clock)
        ground.reader.open()
        yield ground
        ground.leave()


class TestWithAModuleOnALine(ModuleContract):
    @pytest.fixture
    def ground(self, clock: TurnedClock) -> Iterator[Ground]:
        ground = LineGround(clock)
        ground.reader.open()
        yield ground
        ground.leave()


@pytest.mark.processes
class TestWithAMakersLibrary(ModuleContract):
    @pytest.fixture
    def ground(self, clock: TurnedClock) -> Iterator[Ground]:
        ground = VendorGround(clock)
        ground.reader.open()
        yield ground
        ground.leave()


class RealReader:
    """A ground with a person before it; only cards that are at hand."""

    drivers: ClassVar[tuple[str, ...]]

    @pytest.fixture
    def ground(self) -> Iterator[Ground]:
        with hardware.real("card_reader", *self.drivers) as (reader, hands):
            reader.open()
            yield HardwareGround(reader, hands, hardware.another("card_reader", *self.drivers))

    @pytest.fixture
    def wallet(self, wallet: Wallet) -> Wallet:
        return hardware.cards_at_hand(wallet)


@hardware.on_hardware("card_reader", "pcsc")
class TestOnARealSlot(RealReader, SlotContract):
    drivers = ("pcsc",)


@hardware.on_hardware("card_reader", "sdt", "vendor")
class TestOnARealModule(RealReader, ModuleContract):
    drivers = ("sdt", "vendor")
