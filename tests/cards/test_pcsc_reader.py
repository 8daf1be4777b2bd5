"""What the driver adds to the contract: the fold, the choice of profile, and the manners of a good neighbour."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from devices.api import Action, DeviceError, DeviceState, ErrorCode
from devices.card.api import Authenticity, CardData, CardKind, CardMedia, Secret
from devices.card.pcsc import Slot, Slots
from devices.card.pcsc_reader import PcscCardReader, fold
from devices.card.profile import Channel, Match, NotMine, Wanted
from devices.simulated.wallet import WalletCard
from devices.virtual.card import virtual_card
from devices.virtual.emrtd_chip import travel_document
from devices.virtual.emrtd_files import invented_country
from tests.cards.channels import people
from tests.cards.grounds import Events
from tests.cards.scripted import ScriptedScard
from tests.cards.travellers import ERIKSSON, secret_of
from tests.conftest import TurnedClock

Wallet = Mapping[str, WalletCard]

EMPTY = Slot("Contact 00 00", present=False, mute=False, counter=0)
FULL = Slot("Contactless 00 01", present=True, mute=False, counter=1)
DUMB = Slot("Dumb 00 02", present=True, mute=True, counter=1)


@pytest.mark.parametrize(
    ("slots", "wanted", "busy", "state", "code", "media"),
    [
        (None, "", False, DeviceState.DISCONNECTED, ErrorCode.DISCONNECTED, CardMedia.UNKNOWN),
        ((), "", False, DeviceState.DISCONNECTED, ErrorCode.DISCONNECTED, CardMedia.UNKNOWN),
        ((EMPTY,), "Other", False, DeviceState.DISCONNECTED, ErrorCode.DISCONNECTED, CardMedia.UNKNOWN),
        ((EMPTY, FULL), "", False, DeviceState.ONLINE, None, CardMedia.ABSENT),
        ((EMPTY, FULL), "Contactless", False, DeviceState.ONLINE, None, CardMedia.PRESENT),
        ((EMPTY, FULL), "Contactless", True, DeviceState.BUSY, None, CardMedia.PRESENT),
        ((DUMB,), "", False, DeviceState.USER_ERROR, ErrorCode.CARD_MUTE, CardMedia.PRESENT),
        ((DUMB,), "", True, DeviceState.USER_ERROR, ErrorCode.CARD_MUTE, CardMedia.PRESENT),
    ],
)
def test_what_the_monitor_sees_has_one_meaning(
    slots: Slots, wanted: str, busy: bool, state: DeviceState, code: ErrorCode | None, media: CardMedia
) -> None:
    status = fold("card_reader", slots, wanted, busy)
    assert (status.state, status.error and status.error.code, status.media) == (state, code, media)


class Refuses:
    """A profile that is sure, tries, and finds that it was wrong."""

    kinds = frozenset({CardKind.SOCIAL_SECURITY})

    def match(self, atr: bytes) -> Match:
        return Match.SURE if atr else Match.NO

    def read(self, channel: Channel, wanted: Wanted) -> CardData:
        raise NotMine


class Reads:
    kinds = frozenset({CardKind.RESIDENT})

    def match(self, atr: bytes) -> Match:
        return Match.TRY if atr else Match.NO

    def read(self, channel: Channel, wanted: Wanted) -> CardData:
        return CardData(CardKind.RESIDENT, name=channel.device, number="1")


class Never:
    kinds = frozenset({CardKind.PASSPORT})

    def match(self, atr: bytes) -> Match:
        return Match.NO if atr else Match.SURE

    def read(self, channel: Channel, wanted: Wanted) -> CardData:
        raise AssertionError("asked for a card that is not its own")


@pytest.fixture
def scard(wallet: Wallet) -> Iterator[ScriptedScard]:
    scard = ScriptedScard()
    scard.insert(virtual_card(wallet["chen_wen"]))
    yield scard
    scard.kill()


def test_the_next_profile_is_tried_when_one_was_wrong(scard: ScriptedScard, clock: TurnedClock) -> None:
    profiles = (Never(), Reads(), Refuses())
    reader = PcscCardReader("card_reader", clock, profiles=profiles, scard=lambda _: scard)
    reader.open()
    try:
        assert reader.read().name == "card_reader"
    finally:
        reader.close()


def test_a_bug_in_a_profile_reaches_the_caller_and_frees_the_reader(scard: ScriptedScard, clock: TurnedClock) -> None:
    class Buggy(Reads):
        def read(self, channel: Channel, wanted: Wanted) -> CardData:
            raise ZeroDivisionError

    reader = PcscCardReader("card_reader", clock, profiles=(Buggy(),), scard=lambda _: scard)
    reader.open()
    try:
        with pytest.raises(ZeroDivisionError):
            reader.read()
        assert reader.status().state is DeviceState.ONLINE
    finally:
        reader.close()


def test_a_card_that_came_and_went_unseen_during_the_read_ends_it(
    scard: ScriptedScard, clock: TurnedClock, wallet: Wallet
) -> None:
    class SwapsAtTheEnd(Reads):
        def read(self, channel: Channel, wanted: Wanted) -> CardData:
            data = super().read(channel, wanted)
            scard.swap(virtual_card(wallet["wu_ji"]), noticed=True)
            return data

    reader = PcscCardReader("card_reader", clock, profiles=(SwapsAtTheEnd(),), scard=lambda _: scard)
    reader.open()
    try:
        with pytest.raises(DeviceError) as caught:
            reader.read()
        assert caught.value.code is ErrorCode.CARD_REMOVED
    finally:
        reader.close()


def test_nothing_of_a_person_is_kept_after_the_read(scard: ScriptedScard, clock: TurnedClock) -> None:
    reader = PcscCardReader("card_reader", clock, profiles=(Reads(),), scard=lambda _: scard)
    reader.open()
    try:
        before = people()
        reader.read()
        assert people() == before
    finally:
        reader.close()


def test_a_closed_reader_is_offline_and_cannot_read(scard: ScriptedScard, clock: TurnedClock) -> None:
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    assert reader.status().state is DeviceState.OFFLINE
    with pytest.raises(DeviceError) as caught:
        reader.read()
    assert caught.value.code is ErrorCode.NOT_READY


def test_without_pcscd_it_opens_and_waits(clock: TurnedClock) -> None:
    scard = ScriptedScard()
    scard.kill()
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    events = Events(reader)
    reader.open()
    try:
        assert reader.status().state is DeviceState.DISCONNECTED
        scard.restart()
        assert events.wait(lambda status: status.state is DeviceState.ONLINE)
    finally:
        reader.close()


def test_a_failing_listener_harms_nobody_else(scard: ScriptedScard, clock: TurnedClock) -> None:
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)

    def fails(_status: object) -> None:
        raise ZeroDivisionError

    reader.subscribe(fails)
    events = Events(reader)
    reader.open()
    reader.close()
    assert events.media == [CardMedia.PRESENT]


def test_a_listener_may_read_the_card_that_it_hears_of(
    scard: ScriptedScard, clock: TurnedClock, wallet: Wallet
) -> None:
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    read: list[CardData] = []

    def listener(_status: object) -> None:
        if not read:
            read.append(reader.read())

    reader.subscribe(listener)
    reader.open()
    reader.close()
    assert read == [wallet["chen_wen"].data]


def test_a_card_that_hangs_does_not_hold_up_the_closing(
    scard: ScriptedScard, clock: TurnedClock, wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("devices.card.pcsc_reader.CLOSING", 0.01)
    scard.swap(virtual_card(wallet["silent"]), noticed=True)
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    reader.open()
    with pytest.raises(DeviceError) as caught:
        reader.read(0.05)
    reader.close()
    assert caught.value.code is ErrorCode.TIMEOUT
    assert reader.status().state is DeviceState.OFFLINE


def test_a_reader_says_which_model_it_is(scard: ScriptedScard, clock: TurnedClock) -> None:
    reader = PcscCardReader("card_reader", clock, scard=lambda _: scard)
    reader.open()
    reader.close()
    assert reader.info().driver == "pcsc"
    assert not reader.info().simulated


def test_a_reader_knows_all_that_its_profiles_read(clock: TurnedClock) -> None:
    everything = PcscCardReader("card_reader", clock).capabilities()
    assert everything.kinds >= {CardKind.RESIDENT, CardKind.SOCIAL_SECURITY, CardKind.PASSPORT, CardKind.TRAVEL_PERMIT}
    assert everything.photo
    assert not PcscCardReader("card_reader", clock, profiles=(Reads(),)).capabilities().photo


def test_what_is_wanted_reaches_the_profile(scard: ScriptedScard, clock: TurnedClock) -> None:
    asked: list[Wanted] = []

    class Listens(Reads):
        def read(self, channel: Channel, wanted: Wanted) -> CardData:
            asked.append(wanted)
            return super().read(channel, wanted)

    reader = PcscCardReader("card_reader", clock, profiles=(Listens(),), scard=lambda _: scard)
    reader.open()
    try:
        reader.read(photo=True, secret=Secret(can="482716"))
    finally:
        reader.close()
    assert asked == [Wanted(photo=True, secret=Secret(can="482716"))]


def test_a_passport_is_read_through_the_driver_and_known_to_be_genuine(clock: TurnedClock, tmp_path: Path) -> None:
    invented_country().write_csca(tmp_path)
    scard = ScriptedScard()
    scard.insert(travel_document(WalletCard("eriksson", "a passport", ERIKSSON)))
    reader = PcscCardReader("card_reader", clock, csca=tmp_path, scard=lambda _: scard)
    reader.open()
    try:
        data = reader.read(12.0, photo=True, secret=secret_of(ERIKSSON))
    finally:
        reader.close()
    assert data == replace(ERIKSSON, authenticity=Authenticity.GENUINE)


def test_a_folder_of_certificates_that_is_not_there_is_a_matter_of_the_settings(
    clock: TurnedClock, tmp_path: Path
) -> None:
    reader = PcscCardReader("card_reader", clock, csca=tmp_path / "none", scard=lambda _: ScriptedScard())
    with pytest.raises(DeviceError, match="CSCA") as caught:
        reader.open()
    assert caught.value.action is Action.CONFIGURE


def test_the_driver_is_imported_without_pyscard() -> None:
    code = "import sys; sys.modules['smartcard'] = None; import devices.card.pcsc_reader"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
