"""The simulated reader is a machine: hands can only do what hands can do."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.card.api import CardMedia
from devices.simulated.card_reader import CardReaderMachine
from devices.simulated.fault import Fault, SimulationError
from devices.simulated.wallet import Behaviour, WalletCard, WalletError, load_wallet

Wallet = Mapping[str, WalletCard]


def test_two_cards_do_not_fit(wallet: Wallet) -> None:
    machine = CardReaderMachine()
    machine.insert_card(wallet["chen_wen"])
    with pytest.raises(SimulationError):
        machine.insert_card(wallet["wu_ji"])
    assert machine.card is wallet["chen_wen"]


def test_no_card_cannot_be_pulled() -> None:
    with pytest.raises(SimulationError):
        CardReaderMachine().pull_card()


def test_a_card_stays_in_a_reader_that_loses_its_plug(wallet: Wallet) -> None:
    machine = CardReaderMachine()
    machine.insert_card(wallet["chen_wen"])
    machine.unplug()
    assert machine.status().media is CardMedia.UNKNOWN
    machine.plug()
    assert machine.status().media is CardMedia.PRESENT


def test_an_armed_fault_happens_once(wallet: Wallet) -> None:
    machine = CardReaderMachine()
    machine.open()
    machine.insert_card(wallet["chen_wen"])
    machine.faults.arm(Fault("read", code=ErrorCode.READ_FAILED))
    with pytest.raises(DeviceError) as caught:
        machine.read()
    assert caught.value.code is ErrorCode.READ_FAILED
    assert machine.read() == wallet["chen_wen"].data
    assert machine.faults.armed() == ()
    assert machine.status().state is DeviceState.ONLINE


def test_a_read_that_is_held_times_out(wallet: Wallet) -> None:
    machine = CardReaderMachine()
    machine.open()
    machine.insert_card(wallet["chen_wen"])
    machine.hold("read")
    with pytest.raises(DeviceError) as caught:
        machine.read(0.01)
    assert caught.value.code is ErrorCode.TIMEOUT


def test_a_card_with_nothing_on_it_is_unknown() -> None:
    machine = CardReaderMachine()
    machine.open()
    machine.insert_card(WalletCard("blank", {}))
    with pytest.raises(DeviceError) as caught:
        machine.read()
    assert caught.value.code is ErrorCode.UNKNOWN_CARD


def test_the_wallet_has_every_behaviour(wallet: Wallet) -> None:
    assert {card.behaviour for card in wallet.values()} == set(Behaviour)


def test_the_wallet_holds_the_names_that_break_software(wallet: Wallet) -> None:
    names = [card.data.name for card in wallet.values() if card.data]
    assert "吴𠮷" in names
    assert any("䶮" in name for name in names)
    assert any("\u00b7" in name for name in names)
    assert any(len(name) >= 15 for name in names)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[1, 2]", "the file"),
        ("a: {card: {}}", "a.title"),
        ("a: {title: {zh: x, en: x}, colour: red}", "a.colour"),
        ("a: {title: {zh: x, en: x}, card: {kind: resident, name: y, number: '12'}}", "a.card.number"),
        ("a: {title: {zh: x, en: x}, behaviour: odd}", "a.behaviour"),
        ("a: [", "wallet.yaml"),
    ],
)
def test_a_wrong_wallet_says_where(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "wallet.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(WalletError, match=words):
        load_wallet(path)


def test_a_missing_wallet_says_so(tmp_path: Path) -> None:
    with pytest.raises(WalletError, match=r"wallet\.yaml"):
        load_wallet(tmp_path / "wallet.yaml")


def test_cards_show_no_person_when_printed(wallet: Wallet) -> None:
    assert "吴" not in repr(wallet["wu_ji"])
    assert "330199" not in repr(wallet["wu_ji"])
