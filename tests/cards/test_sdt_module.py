"""The virtual module, checked against published bytes, since both ends were written here; and its manners."""

from __future__ import annotations

import os
import select
from collections.abc import Mapping
from pathlib import Path

import pytest

from devices.api import ErrorCode
from devices.simulated.fault import Fault, FaultKind, SimulationError
from devices.simulated.wallet import WalletCard
from devices.virtual.sdt_module import SdtMechanism, VirtualSdtModule

Wallet = Mapping[str, WalletCard]

STATUS = bytes.fromhex("AAAAAA9669000311FFED")
FIND = bytes.fromhex("AAAAAA96690003200122")
SELECT = bytes.fromhex("AAAAAA96690003200221")
READ = bytes.fromhex("AAAAAA96690003300132")
READ_MORE = bytes.fromhex("AAAAAA96690003300330")
OK = bytes.fromhex("AAAAAA9669000400009094")
FOUND = bytes.fromhex("AAAAAA9669000800009F0000000097")
SELECTED = bytes.fromhex("AAAAAA9669000C00009000000000000000009C")
NOT_FOUND = bytes.fromhex("AAAAAA9669000400008084")
NOT_SELECTED = bytes.fromhex("AAAAAA9669000400008185")
NOT_READ = bytes.fromhex("AAAAAA9669000400004145")
NOTHING_MORE = bytes.fromhex("AAAAAA9669000400009195")


@pytest.fixture
def module(wallet: Wallet) -> SdtMechanism:
    """With a card on it."""
    module = SdtMechanism()
    module.insert_card(wallet["chen_wen"])
    return module


def read(module: SdtMechanism) -> bytes:
    module.hear(FIND + SELECT)
    return module.hear(READ)


def test_it_answers_with_the_published_bytes(module: SdtMechanism) -> None:
    assert [module.hear(question) for question in (STATUS, FIND, SELECT)] == [OK, FOUND, SELECTED]
    answer = module.hear(READ)
    assert len(answer) == 1295
    assert answer.startswith(bytes.fromhex("AAAAAA96690508 000090 0100 0400") + "陈文".encode("utf-16-le"))


def test_a_number_of_a_module_has_16_bytes(module: SdtMechanism) -> None:
    answer = module.hear(bytes.fromhex("AAAAAA9669000312FFEE"))
    assert answer.startswith(bytes.fromhex("AAAAAA96690014 000090"))
    assert len(answer) == 27


def test_without_a_card_it_finds_none() -> None:
    assert SdtMechanism().hear(FIND + SELECT) == NOT_FOUND + NOT_SELECTED


def test_a_card_that_was_read_is_not_found_until_it_is_lifted(module: SdtMechanism, wallet: Wallet) -> None:
    read(module)
    assert module.hear(FIND) == NOT_FOUND
    module.pull_card()
    module.insert_card(wallet["chen_wen"])
    assert module.hear(FIND) == FOUND


def test_it_says_whether_the_card_that_was_read_still_lies_there(module: SdtMechanism) -> None:
    assert module.hear(READ_MORE) == NOT_READ
    read(module)
    assert module.hear(READ_MORE) == NOTHING_MORE
    module.pull_card()
    assert module.hear(READ_MORE) == NOT_READ


def test_a_card_is_read_only_after_it_was_selected(module: SdtMechanism) -> None:
    module.hear(FIND)
    assert module.hear(READ) == NOT_READ


def test_another_card_must_be_selected_anew(module: SdtMechanism, wallet: Wallet) -> None:
    module.hear(FIND + SELECT)
    module.pull_card()
    module.insert_card(wallet["hong_kong"])
    assert module.hear(READ) == NOT_READ


@pytest.mark.parametrize("key", ["mute", "social", "social_locked", "wrong_slot"])
def test_a_card_without_an_antenna_is_not_noticed(wallet: Wallet, key: str) -> None:
    module = SdtMechanism()
    module.insert_card(wallet[key])
    assert module.hear(FIND) == NOT_FOUND


@pytest.mark.parametrize(
    ("request_", "meaning"),
    [("AAAAAA96690003200123", 0x10), ("AAAAAA966900042001FFDA", 0x11), ("AAAAAA96690003440146", 0x21)],
)
def test_a_wrong_request_is_told_why(request_: str, meaning: int) -> None:
    assert SdtMechanism().hear(bytes.fromhex(request_))[9] == meaning


def test_a_request_may_come_in_pieces_and_after_noise(module: SdtMechanism) -> None:
    assert module.hear(b"\x00\xff" + FIND[:6]) == b""
    assert module.hear(FIND[6:]) == FOUND


@pytest.mark.parametrize(
    ("on", "code", "meaning"),
    [
        ("find", ErrorCode.HARDWARE_ERROR, 0x66),
        ("select", ErrorCode.READ_FAILED, 0x81),
        ("select", ErrorCode.UNKNOWN_CARD, 0x40),
        ("select", ErrorCode.AUTH_FAILED, 0x31),
        ("read", ErrorCode.READ_FAILED, 0x41),
        ("read", ErrorCode.HARDWARE_ERROR, 0x60),
    ],
)
def test_an_armed_error_looks_as_on_the_wire(module: SdtMechanism, on: str, code: ErrorCode, meaning: int) -> None:
    module.faults.arm(Fault(on, code=code))
    said = module.hear(FIND) + module.hear(SELECT) + module.hear(READ)
    assert bytes([0, 0, meaning]) in said
    assert module.faults.armed() == ()


def test_a_mute_module_says_nothing(module: SdtMechanism) -> None:
    module.faults.arm(Fault("find", FaultKind.MUTE))
    assert module.hear(FIND + FIND) == FOUND


def test_a_cut_read_loses_its_card(module: SdtMechanism) -> None:
    module.faults.arm(Fault("read", FaultKind.CUT))
    assert read(module) == NOT_READ
    assert module.card is None


def test_what_cannot_happen_cannot_be_armed(module: SdtMechanism) -> None:
    with pytest.raises(SimulationError, match="cannot happen here"):
        module.faults.arm(Fault("read", code=ErrorCode.PAPER_OUT))


def test_hands_cannot_do_the_impossible(module: SdtMechanism, wallet: Wallet) -> None:
    with pytest.raises(SimulationError):
        module.insert_card(wallet["chen_wen"])
    module.pull_card()
    with pytest.raises(SimulationError):
        module.pull_card()


class TestOnALine:
    def test_bytes_go_through_the_kernel(self, wallet: Wallet) -> None:
        with VirtualSdtModule() as module:
            line = os.open(module.path, os.O_RDWR | os.O_NOCTTY)
            os.write(line, FIND)
            select.select([line], [], [], 5.0)
            assert os.read(line, 100) == NOT_FOUND
            os.close(line)

    def test_unplugged_its_path_is_gone_and_comes_back(self) -> None:
        with VirtualSdtModule() as module:
            module.unplug()
            assert not Path(module.path).is_symlink()
            with pytest.raises(SimulationError):
                module.unplug()
            module.plug()
            with pytest.raises(SimulationError):
                module.plug()
            assert Path(module.path).exists()

    def test_it_leaves_no_files(self) -> None:
        module = VirtualSdtModule()
        module.start()
        folder = Path(module.path).parent
        module.stop()
        module.stop()
        assert not folder.exists()

    def test_it_stops_while_an_answer_is_held(self) -> None:
        module = VirtualSdtModule()
        module.start()
        module.hold("find")
        line = os.open(module.path, os.O_RDWR | os.O_NOCTTY)
        os.write(line, FIND)
        assert module.wait_held("find")
        module.stop()
        os.close(line)
