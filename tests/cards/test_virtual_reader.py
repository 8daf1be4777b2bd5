"""The vpcd side, byte by byte against a reader played by the test, and the private pcscd."""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.api import DeviceError, ErrorCode
from devices.card.api import CardMedia
from devices.card.pcsc_reader import PcscCardReader
from devices.simulated.fault import SimulationError
from devices.simulated.wallet import WalletCard
from devices.virtual.card import virtual_card
from devices.virtual.pcscd import READER, PcscdError, VirtualPcscd
from devices.virtual.vpcd import Hold, PullMidAnswer, VirtualCard, VpcdSlot
from tests.cards.grounds import Events
from tests.conftest import TurnedClock

ATR = bytes.fromhex("3B00")
CARD = VirtualCard(ATR, lambda apdu: apdu[::-1] + b"\x90\x00")


class PlayedReader:
    """The reader's end of vpcd."""

    def __init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self._server.settimeout(5.0)
        self.port: int = self._server.getsockname()[1]
        self._link: socket.socket | None = None

    def ask(self, body: bytes) -> None:
        """In two writes, as libifdvpcd does."""
        if self._link is None:
            self._link, _ = self._server.accept()
            self._link.settimeout(5.0)
        self._link.sendall(struct.pack(">H", len(body)))
        self._link.sendall(body)

    def hear(self, count: int) -> bytes:
        """Up to `count` bytes; fewer when the card has left."""
        assert self._link is not None
        heard = b""
        while len(heard) < count and (part := self._link.recv(count - len(heard))):
            heard += part
        return heard

    def hang_up(self, after: bytes) -> None:
        assert self._link is not None
        self._link.sendall(after)
        self._link.close()

    def close(self) -> None:
        self._server.close()
        if self._link is not None:
            self._link.close()


@pytest.fixture
def played() -> Iterator[PlayedReader]:
    reader = PlayedReader()
    yield reader
    reader.close()


@pytest.fixture
def slot(played: PlayedReader) -> Iterator[VpcdSlot]:
    slot = VpcdSlot(played.port)
    yield slot
    slot.close()


def test_power_has_no_answer_and_the_atr_has_one(played: PlayedReader, slot: VpcdSlot) -> None:
    slot.insert(CARD)
    for control in (b"\x01", b"\x02", b"\x00", b"\x04"):
        played.ask(control)
    assert played.hear(4) == b"\x00\x02" + ATR


def test_a_command_is_answered_with_its_length(played: PlayedReader, slot: VpcdSlot) -> None:
    slot.insert(CARD)
    played.ask(b"\x00\xb0\x01")
    assert played.hear(7) == b"\x00\x05\x01\xb0\x00\x90\x00"


def test_a_reader_may_hang_up_in_the_middle_of_a_command(played: PlayedReader, slot: VpcdSlot) -> None:
    slot.insert(CARD)
    played.ask(b"\x04")
    assert played.hear(4) == b"\x00\x02" + ATR
    played.hang_up(after=b"\x00\x03\x00")


def test_a_card_can_leave_in_the_middle_of_an_answer(played: PlayedReader, slot: VpcdSlot) -> None:
    slot.arm(PullMidAnswer(after=1, sent=2))
    slot.insert(CARD)
    played.ask(b"\x00\xb0\x01")
    assert len(played.hear(7)) == 7
    played.ask(b"\x00\xb0\x02")
    assert played.hear(99) == b"\x00\x05\x02\xb0"


def test_a_held_card_can_be_pulled(played: PlayedReader, slot: VpcdSlot) -> None:
    hold = Hold()
    slot.arm(hold)
    slot.insert(CARD)
    played.ask(b"\x00\xb0\x01")
    assert hold.happened.wait(5.0)
    slot.pull()
    assert played.hear(99) == b""


def test_an_accident_happens_once(played: PlayedReader, slot: VpcdSlot) -> None:
    hold = Hold()
    hold.let_go()
    slot.insert(CARD)
    slot.arm(hold)
    for _ in range(2):
        played.ask(b"\x00\xb0\x01")
        assert len(played.hear(7)) == 7


def test_hands_cannot_do_the_impossible(slot: VpcdSlot) -> None:
    with pytest.raises(SimulationError):
        slot.pull()
    slot.insert(CARD)
    with pytest.raises(SimulationError):
        slot.insert(CARD)


def test_a_card_needs_a_reader(played: PlayedReader) -> None:
    played.close()
    with pytest.raises(SimulationError, match="no virtual reader"):
        VpcdSlot(played.port).insert(CARD)


@pytest.mark.processes
class TestPcscd:
    def test_a_second_pcscd_is_refused_with_words(self, pcscd: VirtualPcscd) -> None:
        with pytest.raises(PcscdError, match="there can be only one"), VirtualPcscd(pcscd.port + 10):
            pass

    def test_it_leaves_no_files(self, pcscd: VirtualPcscd, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        with pytest.raises(PcscdError), VirtualPcscd(pcscd.port + 10):
            pass
        assert list(tmp_path.iterdir()) == []

    def test_a_card_that_another_program_holds_is_not_ready(
        self, pcscd: VirtualPcscd, clock: TurnedClock, wallet: dict[str, WalletCard]
    ) -> None:
        from smartcard import scard

        slot = VpcdSlot(pcscd.port)
        reader = PcscCardReader("card_reader", clock, READER)
        events = Events(reader)
        reader.open()
        slot.insert(virtual_card(wallet["chen_wen"]))
        assert events.wait_media(CardMedia.PRESENT)
        _, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_USER)
        _, card, _ = scard.SCardConnect(context, READER, scard.SCARD_SHARE_EXCLUSIVE, scard.SCARD_PROTOCOL_ANY)
        try:
            with pytest.raises(DeviceError) as caught:
                reader.read()
            assert caught.value.code is ErrorCode.NOT_READY
        finally:
            scard.SCardDisconnect(card, scard.SCARD_UNPOWER_CARD)
            scard.SCardReleaseContext(context)
            slot.close()
            reader.close()


def test_pcscd_without_its_driver_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("devices.virtual.pcscd._DRIVER", tmp_path / "none.so")
    with pytest.raises(PcscdError, match="apt-get install"), VirtualPcscd():
        pass
