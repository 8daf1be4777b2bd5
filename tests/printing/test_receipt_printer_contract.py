"""What every receipt printer promises: the simulator, the real driver in memory, the real driver on the wire."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.receipt_printer.api import Cover, PaperSupply
from devices.simulated.machine import SimulationError
from tests.printing.grounds import (
    Ground,
    ink,
    joined_in_memory,
    on_the_wire,
    opened,
    receipt,
    shows_exactly,
    simulated,
)

pytestmark = pytest.mark.contract

RECEIPT = receipt(100)


@pytest.fixture(params=[simulated, joined_in_memory, on_the_wire])
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    with request.param() as ground, opened(ground):
        yield ground


def test_a_receipt_lies_cut_when_print_returns(ground: Ground) -> None:
    ground.device.print(RECEIPT)
    assert shows_exactly(ground.hands.receipts[0], RECEIPT)


def test_receipts_come_one_by_one(ground: Ground) -> None:
    ground.device.print(RECEIPT)
    ground.device.print(receipt(30, seed=2))
    assert shows_exactly(ground.hands.receipts[1], receipt(30, seed=2))


def test_a_picture_narrower_than_the_paper_is_printed_at_its_left(ground: Ground) -> None:
    ground.device.print(RECEIPT[:, :100])
    assert shows_exactly(ground.hands.receipts[0], np.pad(RECEIPT[:, :100], ((0, 0), (0, 476))))


@pytest.mark.parametrize("shape", [(10, 577), (0, 576), (10, 0), (10,)])
def test_a_picture_that_does_not_fit_is_refused(ground: Ground, shape: tuple[int, ...]) -> None:
    failure = ground.failure(np.ones(shape, dtype=np.bool_))
    assert failure is not None
    assert failure.code is ErrorCode.INVALID_DATA
    assert not ground.hands.receipts


def test_a_printer_that_is_well_says_so(ground: Ground) -> None:
    status = ground.device.status()
    assert (status.state, status.error) == (DeviceState.ONLINE, None)
    assert (status.paper, status.cover) == (PaperSupply.OK, Cover.CLOSED)


def test_paper_that_ends_in_the_middle_of_a_receipt_is_an_error(ground: Ground) -> None:
    ground.hands.load_paper(40)
    failure = ground.failure(RECEIPT)
    assert failure is not None
    assert failure.code is ErrorCode.PAPER_OUT
    assert ground.device.status().paper is PaperSupply.OUT


def test_nothing_is_printed_without_paper(ground: Ground) -> None:
    ground.hands.load_paper(40)
    ground.failure(RECEIPT)
    failure = ground.failure(RECEIPT)
    assert failure is not None
    assert failure.code is ErrorCode.PAPER_OUT
    assert not ground.hands.receipts


def test_nothing_of_a_failed_receipt_comes_out_after_the_refill(ground: Ground) -> None:
    ground.hands.load_paper(40)
    ground.failure(RECEIPT)
    ground.hands.load_paper(10_000)
    ground.device.status()
    ground.device.print(receipt(30, seed=2))
    assert len(ground.hands.receipts) == 1
    assert shows_exactly(ground.hands.receipts[0], receipt(30, seed=2))
    assert not any(ink(scrap).any() for scrap in ground.hands.scraps[1:])  # the first is what the old roll ended with


def test_an_open_cover_is_an_error_that_ends_when_it_is_closed(ground: Ground) -> None:
    ground.hands.open_cover()
    status, failure = ground.device.status(), ground.failure(RECEIPT)
    assert (status.state, status.cover) == (DeviceState.USER_ERROR, Cover.OPEN)
    assert failure is not None
    assert failure.code is ErrorCode.COVER_OPEN
    ground.hands.close_cover()
    ground.device.print(RECEIPT)
    assert shows_exactly(ground.hands.receipts[0], RECEIPT)


def test_a_receipt_stopped_by_the_cover_never_hangs_on_the_next_one(ground: Ground) -> None:
    failure = ground.print_until(RECEIPT, ground.hands.open_cover)
    assert failure is not None
    assert failure.code is ErrorCode.COVER_OPEN
    ground.hands.close_cover()
    ground.device.print(receipt(30, seed=2))
    assert [shows_exactly(png, receipt(30, seed=2)) for png in ground.hands.receipts] == [True]


def test_a_jammed_knife_is_an_error_that_ends_when_it_is_freed(ground: Ground) -> None:
    failure = ground.print_until(RECEIPT, ground.hands.jam)
    assert failure is not None
    assert failure.code is ErrorCode.CUTTER_JAM
    assert ground.device.status().state is DeviceState.HARDWARE_ERROR
    ground.hands.clear_jam()
    ground.device.print(RECEIPT)
    assert shows_exactly(ground.hands.receipts[-1], RECEIPT)


def test_an_unplugged_printer_is_disconnected_and_found_again(ground: Ground) -> None:
    ground.hands.unplug()
    status, failure = ground.device.status(), ground.failure(RECEIPT)
    assert status.state is DeviceState.DISCONNECTED
    assert status.paper is PaperSupply.UNKNOWN
    assert failure is not None
    assert failure.code is ErrorCode.DISCONNECTED
    ground.hands.plug()
    ground.device.print(RECEIPT)
    assert shows_exactly(ground.hands.receipts[-1], RECEIPT)


def test_a_printer_unplugged_while_printing_prints_no_more_of_that_receipt(ground: Ground) -> None:
    failure = ground.print_until(RECEIPT, ground.hands.unplug)
    assert failure is not None
    assert failure.code is ErrorCode.DISCONNECTED
    ground.hands.plug()
    ground.device.print(receipt(30, seed=2))
    assert [shows_exactly(png, receipt(30, seed=2)) for png in ground.hands.receipts] == [True]


def test_opening_an_unplugged_printer_says_that_it_is_disconnected(ground: Ground) -> None:
    ground.device.close()
    ground.hands.unplug()
    with pytest.raises(DeviceError) as caught:
        ground.device.open()
    assert caught.value.code is ErrorCode.DISCONNECTED


def test_low_paper_is_told_once_and_by_itself(ground: Ground) -> None:
    ground.hands.load_paper(2100)
    heard: list[PaperSupply] = []
    ground.device.subscribe(lambda status: heard.append(status.paper))
    ground.device.print(RECEIPT)
    ground.device.print(RECEIPT)
    assert heard.index(PaperSupply.LOW) > 0
    assert ground.device.status().paper is PaperSupply.LOW
    assert all(paper is PaperSupply.LOW for paper in heard[heard.index(PaperSupply.LOW) :])


def test_who_has_unsubscribed_hears_nothing(ground: Ground) -> None:
    heard: list[DeviceState] = []
    ground.device.subscribe(lambda status: heard.append(status.state))()
    ground.device.print(RECEIPT)
    assert not heard


def test_opening_and_closing_twice_is_harmless(ground: Ground) -> None:
    ground.device.open()
    ground.device.close()
    ground.device.close()
    ground.device.open()
    ground.device.print(RECEIPT)
    assert shows_exactly(ground.hands.receipts[0], RECEIPT)


def test_a_receipt_is_torn_off_once(ground: Ground) -> None:
    ground.device.print(RECEIPT)
    ground.hands.tear_receipt()
    with pytest.raises(SimulationError, match="no receipt"):
        ground.hands.tear_receipt()
