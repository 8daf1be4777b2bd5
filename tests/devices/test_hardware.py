"""The contracts on real devices: tried here with a person who is a program, before devices that are virtual."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from devices.api import DeviceError, ErrorCode
from devices.receipt_printer.api import Cover
from kiosk.catalogue.model import Device
from tests import hardware
from tests.devices.person import (
    Desk,
    Person,
    attend,
    camera_desk,
    code_desk,
    document_desk,
    module_desk,
    receipt_desk,
    slot_desk,
)
from tests.kiosk.test_settings import GOOD
from tests.printing.grounds import receipt, shows_exactly

RECEIPT = receipt(20)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with receipt_desk() as desk:
        yield desk


@pytest.fixture
def person(desk: Desk) -> Person:
    return Person(desk)


def written(folder: Path, *devices: str) -> Path:
    """Settings that name these devices and no other."""
    head = GOOD.split("[devices]")[0]
    named = {line.split(" = ")[0] for line in devices}
    none = [f'{kind} = {{ driver = "none" }}' for kind in Device if kind not in named]
    file = folder / "kiosk.toml"
    file.write_text("\n".join([head, "[devices]", *devices, *none]), encoding="utf-8")
    return file


@pytest.fixture
def run(desk: Desk, person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> hardware.Run:
    monkeypatch.setattr(hardware, "run", None)
    return hardware.begin(written(tmp_path, desk.settings), person, lambda _: None)


@pytest.fixture
def hands(run: hardware.Run) -> Iterator[tuple[Any, Any]]:
    with hardware.real("receipt_printer") as (device, hands):
        device.open()
        yield device, hands


def item(kind: str | None, marked: list[Any], *drivers: str) -> Any:
    class Item:
        def get_closest_marker(self, name: str) -> Any:
            return None if kind is None else pytest.mark.hardware(kind, *drivers).mark

        def add_marker(self, mark: Any) -> None:
            marked.append(mark)

    return Item()


def test_without_the_option_there_is_no_ground_and_no_class_of_hardware(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hardware, "run", None)
    assert hardware.grounds("camera", "simulated", "wire", real="real") == ["simulated", "wire"]
    assert hardware.on_hardware("camera")(Person) is None


def test_with_the_option_there_is_no_other_ground(run: hardware.Run) -> None:
    (ground,) = hardware.grounds("camera", "simulated", "wire", real="real")
    assert (ground.values, ground.marks[0].args) == (("real",), ("camera",))


def test_only_tests_of_devices_that_this_machine_has_are_chosen_and_people_get_time(run: hardware.Run) -> None:
    marked: list[Any] = []
    here, elsewhere, other = (item(kind, marked) for kind in ("receipt_printer", "camera", None))
    assert run.chosen([here, elsewhere, other]) == [here]
    assert [mark.args for mark in marked] == [(hardware.PERSON_SECONDS,)]


def test_before_anything_is_done_it_is_said_and_agreed_to(run: hardware.Run, person: Person) -> None:
    said: list[str] = []
    run.say = said.append
    run.announce([item("receipt_printer", [])] * 3)
    assert said[0].startswith("receipt_printer (escpos): 3 tests; prints one or two receipts")


def test_who_does_not_agree_ends_the_run(run: hardware.Run) -> None:
    run.ask = lambda _: "no"
    with pytest.raises(pytest.exit.Exception, match="nothing was done"):
        run.announce([item("receipt_printer", [])])


def test_the_person_is_asked_for_what_the_test_does(hands: tuple[Any, Any], person: Person) -> None:
    device, person_hands = hands
    person_hands.open_cover()
    assert device.status().cover is Cover.OPEN
    with pytest.raises(DeviceError) as caught:
        device.print(RECEIPT)
    assert caught.value.code is ErrorCode.COVER_OPEN
    person_hands.close_cover()
    device.print(RECEIPT)
    assert [shows_exactly(png, RECEIPT) for png in person_hands.receipts] == [True]
    assert person.heard[0].startswith("Please open the cover of the printer, then press Enter")


def test_a_receipt_that_the_person_does_not_see_did_not_come_out(hands: tuple[Any, Any], person: Person) -> None:
    device, person_hands = hands
    device.print(RECEIPT)
    person.answers = {hardware.RECEIPTS: "0"}
    assert person_hands.receipts == []


def test_what_the_person_did_is_put_right_after_the_test_and_only_then(run: hardware.Run, person: Person) -> None:
    with hardware.real("receipt_printer"):
        pass
    assert person.heard == []
    with hardware.real("receipt_printer") as (_, hands):
        hands.open_cover()
    assert person.heard[-1].startswith("Please put everything right")


@pytest.mark.parametrize("verb", ["faults", "hold", "unplug"])
def test_what_no_hand_can_do_here_is_named_as_not_proved(hands: tuple[Any, Any], person: Person, verb: str) -> None:
    person.answers = {hardware.VERBS["unplug"]: "n"}
    with pytest.raises(pytest.skip.Exception, match="no hand can: "):
        getattr(hands[1], verb)()


def test_every_kind_of_device_says_what_will_be_done_to_it() -> None:
    assert list(hardware.WILL) == list(Device)


CARDS = """card_reader = { driver = "sdt", address = "usb:0400:c35a", second = { driver = "pcsc", reader = "Slot" } }"""


@pytest.fixture
def two_slots(tmp_path: Path, person: Person, monkeypatch: pytest.MonkeyPatch) -> hardware.Run:
    monkeypatch.setattr(hardware, "run", None)
    return hardware.begin(written(tmp_path, CARDS), person)


@pytest.mark.parametrize(("driver", "reader"), [("sdt", "SdtCardReader"), ("pcsc", "PcscCardReader")])
def test_each_slot_is_proved_by_itself(two_slots: hardware.Run, driver: str, reader: str) -> None:
    assert type(two_slots.devices("card_reader", driver)[Device.CARD_READER]).__name__ == reader


def test_contracts_of_other_drivers_are_not_chosen(two_slots: hardware.Run) -> None:
    marked: list[Any] = []
    here, elsewhere = item("card_reader", marked, "pcsc"), item("card_reader", marked, "vendor")
    assert two_slots.chosen([here, elsewhere]) == [here]


def test_a_card_that_is_not_at_hand_is_named_as_not_proved(two_slots: hardware.Run, tmp_path: Path) -> None:
    (tmp_path / "wallet.yaml").write_text("ours: { title: { zh: 卡, en: Card } }", encoding="utf-8")
    cards = hardware.cards_at_hand({})
    assert cards["ours"].title["en"] == "Card"
    with pytest.raises(pytest.skip.Exception, match="chen_wen"):
        cards["chen_wen"]


def test_a_code_is_drawn_so_that_it_can_be_shown() -> None:
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return ""

    hardware.CodeHands(ask).show_code("SAMPLE-2026-000018")
    assert "█" in asked[0]
    assert "Please show a code that says SAMPLE-2026-000018, then press Enter" in asked[0]


@pytest.mark.processes
def test_a_person_at_a_terminal_proves_the_contract(desk: Desk, person: Person, tmp_path: Path) -> None:
    said = attend(person, written(tmp_path, desk.settings), "tests/printing", "-k", "open_cover or cut_when or paused")
    assert "receipt_printer (escpos): 2 tests" in said
    assert "2 passed" in said


OpenDesk = Callable[[], AbstractContextManager[Desk]]
DESKS: list[OpenDesk] = [slot_desk, module_desk, camera_desk, receipt_desk, document_desk, code_desk]


@pytest.mark.soak
@pytest.mark.processes
@pytest.mark.parametrize("desk_of", DESKS)
def test_every_contract_can_be_proved_by_a_person(
    desk_of: Callable[[], AbstractContextManager[Desk]], tmp_path: Path
) -> None:
    with desk_of() as desk:
        said = attend(Person(desk), written(tmp_path, desk.settings))
    assert " passed" in said
    assert not re.search("failed|error", said.splitlines()[-1])
