"""What every receipt printer promises: the simulator; the real driver in memory, on TCP, on a serial line."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.receipt_printer.api import Cover, Cutter, Head, PaperSupply, ReceiptPrinterCapabilities
from devices.simulated.fault import SimulationError
from tests import hardware
from tests.printing.grounds import (
    WIDTH,
    Ground,
    ink,
    joined_in_memory,
    on_a_serial_line,
    on_hardware,
    on_tcp,
    opened,
    receipt,
    shows_exactly,
    simulated,
)

pytestmark = pytest.mark.contract

RECEIPT = receipt(100)

MACHINES = [simulated, joined_in_memory, on_tcp, on_a_serial_line]
GROUNDS = hardware.grounds("receipt_printer", *MACHINES, real=on_hardware, drivers=["escpos"])


@pytest.fixture(params=GROUNDS)
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    with request.param() as ground, opened(ground):
        yield ground


@pytest.fixture(params=GROUNDS)
def narrow(request: pytest.FixtureRequest) -> Iterator[Ground]:
    """A printer for paper of 58 mm."""
    with request.param(384) as ground, opened(ground):
        yield ground


class TestReceiptPrinter:
    def test_a_receipt_lies_cut_when_print_returns(self, ground: Ground) -> None:
        ground.device.print(RECEIPT)
        assert shows_exactly(ground.hands.receipts[0], RECEIPT)

    def test_receipts_come_one_by_one(self, ground: Ground) -> None:
        ground.device.print(RECEIPT)
        ground.device.print(receipt(30, seed=2))
        assert shows_exactly(ground.hands.receipts[1], receipt(30, seed=2))

    def test_a_picture_narrower_than_the_paper_is_printed_at_its_left(self, ground: Ground) -> None:
        ground.device.print(RECEIPT[:, :100])
        assert shows_exactly(ground.hands.receipts[0], np.pad(RECEIPT[:, :100], ((0, 0), (0, WIDTH - 100))))

    @pytest.mark.parametrize("shape", [(10, WIDTH + 1), (0, WIDTH), (10, 0), (10,)])
    def test_a_picture_that_does_not_fit_is_refused(self, ground: Ground, shape: tuple[int, ...]) -> None:
        failure = ground.failure(np.ones(shape, dtype=np.bool_))
        assert failure is not None
        assert failure.code is ErrorCode.INVALID_DATA
        assert not ground.hands.receipts

    def test_a_printer_that_is_well_says_so(self, ground: Ground) -> None:
        status = ground.device.status()
        assert (status.state, status.error) == (DeviceState.ONLINE, None)
        assert (status.paper, status.cover) == (PaperSupply.OK, Cover.CLOSED)
        assert (status.cutter, status.head) == (Cutter.OK, Head.OK)

    def test_it_says_what_it_can_do_and_what_it_is(self, ground: Ground) -> None:
        assert ground.device.capabilities() == ReceiptPrinterCapabilities(width_dots=WIDTH, dots_per_mm=8.0, cuts=True)
        assert ground.device.info().model

    def test_paper_of_58_mm_takes_384_dots(self, narrow: Ground) -> None:
        narrow.device.print(receipt(30, width=384))
        too_wide = narrow.failure(receipt(30, width=385))
        assert narrow.device.capabilities().width_dots == 384
        assert shows_exactly(narrow.hands.receipts[0], receipt(30, width=384))
        assert too_wide is not None
        assert too_wide.code is ErrorCode.INVALID_DATA

    def test_paper_that_ends_in_the_middle_of_a_receipt_is_an_error(self, ground: Ground) -> None:
        ground.hands.load_paper(40)
        failure = ground.failure(RECEIPT)
        assert failure is not None
        assert failure.code is ErrorCode.PAPER_OUT
        assert ground.device.status().paper is PaperSupply.OUT

    def test_nothing_is_printed_without_paper(self, ground: Ground) -> None:
        ground.hands.load_paper(40)
        ground.failure(RECEIPT)
        failure = ground.failure(RECEIPT)
        assert failure is not None
        assert failure.code is ErrorCode.PAPER_OUT
        assert not ground.hands.receipts

    def test_nothing_of_a_failed_receipt_comes_out_after_the_refill(self, ground: Ground) -> None:
        ground.hands.load_paper(40)
        ground.failure(RECEIPT)
        ground.hands.load_paper(10_000)
        ground.device.status()
        ground.device.print(receipt(30, seed=2))
        assert len(ground.hands.receipts) == 1
        assert shows_exactly(ground.hands.receipts[0], receipt(30, seed=2))
        assert not any(
            ink(scrap).any() for scrap in ground.hands.scraps[1:]
        )  # the first is what the old roll ended with

    def test_an_open_cover_is_an_error_that_ends_when_it_is_closed(self, ground: Ground) -> None:
        ground.hands.open_cover()
        status, failure = ground.device.status(), ground.failure(RECEIPT)
        assert (status.state, status.cover) == (DeviceState.USER_ERROR, Cover.OPEN)
        assert failure is not None
        assert failure.code is ErrorCode.COVER_OPEN
        ground.hands.close_cover()
        ground.device.print(RECEIPT)
        assert shows_exactly(ground.hands.receipts[0], RECEIPT)

    def test_a_receipt_stopped_by_the_cover_never_hangs_on_the_next_one(self, ground: Ground) -> None:
        failure = ground.print_until(RECEIPT, ground.hands.open_cover)
        assert failure is not None
        assert failure.code is ErrorCode.COVER_OPEN
        ground.hands.close_cover()
        ground.device.print(receipt(30, seed=2))
        assert [shows_exactly(png, receipt(30, seed=2)) for png in ground.hands.receipts] == [True]

    def test_an_unplugged_printer_is_disconnected_and_found_again(self, ground: Ground) -> None:
        ground.hands.unplug()
        status, failure = ground.device.status(), ground.failure(RECEIPT)
        assert status.state is DeviceState.DISCONNECTED
        assert status.paper is PaperSupply.UNKNOWN
        assert failure is not None
        assert failure.code is ErrorCode.DISCONNECTED
        ground.hands.plug()
        ground.device.print(RECEIPT)
        assert shows_exactly(ground.hands.receipts[-1], RECEIPT)

    def test_a_printer_unplugged_while_printing_prints_no_more_of_that_receipt(self, ground: Ground) -> None:
        failure = ground.print_until(RECEIPT, ground.hands.unplug)
        assert failure is not None
        assert failure.code is ErrorCode.DISCONNECTED
        ground.hands.plug()
        ground.device.print(receipt(30, seed=2))
        assert [shows_exactly(png, receipt(30, seed=2)) for png in ground.hands.receipts] == [True]

    def test_opening_an_unplugged_printer_says_that_it_is_disconnected(self, ground: Ground) -> None:
        ground.device.close()
        ground.hands.unplug()
        with pytest.raises(DeviceError) as caught:
            ground.device.open()
        assert caught.value.code is ErrorCode.DISCONNECTED

    def test_low_paper_is_told_once_and_by_itself(self, ground: Ground) -> None:
        ground.hands.load_paper(2100)
        heard: list[PaperSupply] = []
        ground.device.subscribe(lambda status: heard.append(status.paper))
        ground.device.print(RECEIPT)
        ground.device.print(RECEIPT)
        assert heard.index(PaperSupply.LOW) > 0
        assert ground.device.status().paper is PaperSupply.LOW
        assert all(paper is PaperSupply.LOW for paper in heard[heard.index(PaperSupply.LOW) :])

    def test_who_has_unsubscribed_hears_nothing(self, ground: Ground) -> None:
        heard: list[DeviceState] = []
        ground.device.subscribe(lambda status: heard.append(status.state))()
        ground.device.print(RECEIPT)
        assert not heard

    def test_opening_and_closing_twice_is_harmless(self, ground: Ground) -> None:
        ground.device.open()
        ground.device.close()
        ground.device.close()
        ground.device.open()
        ground.device.print(RECEIPT)
        assert shows_exactly(ground.hands.receipts[0], RECEIPT)

    @pytest.mark.parametrize("ground", MACHINES, indirect=True)
    def test_a_receipt_is_torn_off_once(self, ground: Ground) -> None:
        ground.device.print(RECEIPT)
        ground.hands.tear_receipt()
        with pytest.raises(SimulationError, match="no receipt"):
            ground.hands.tear_receipt()

    def test_a_jam_in_the_middle_is_known_and_the_receipt_is_printed_again_exactly_once(self, ground: Ground) -> None:
        failure = ground.print_until(RECEIPT, ground.hands.jam)
        stopped = ground.device.status()
        ground.hands.clear_jam()
        ground.device.print(RECEIPT)
        assert failure is not None
        assert failure.code is ErrorCode.CUTTER_JAM
        assert (stopped.state, stopped.cutter) == (DeviceState.HARDWARE_ERROR, Cutter.JAMMED)
        assert [shows_exactly(png, RECEIPT) for png in ground.hands.receipts] == [True]
        assert ground.device.status().cutter is Cutter.OK

    def test_a_hot_head_is_an_error_until_it_has_cooled(self, ground: Ground) -> None:
        ground.hands.overheat()
        status, failure = ground.device.status(), ground.failure(RECEIPT)
        ground.hands.cool_down()
        ground.device.print(RECEIPT)
        assert (status.state, status.head) == (DeviceState.HARDWARE_ERROR, Head.HOT)
        assert failure is not None
        assert failure.code is ErrorCode.HEAD_HOT
        assert [shows_exactly(png, RECEIPT) for png in ground.hands.receipts] == [True]
        assert ground.device.status().head is Head.OK

    @pytest.mark.parametrize(
        "code",
        [
            ErrorCode.PAPER_OUT,
            ErrorCode.PAPER_JAM,
            ErrorCode.CUTTER_JAM,
            ErrorCode.COVER_OPEN,
            ErrorCode.HEAD_HOT,
            ErrorCode.HARDWARE_ERROR,
        ],
    )
    def test_an_armed_error_spoils_one_receipt_and_passes(self, ground: Ground, code: ErrorCode) -> None:
        ground.spoil(f"error:{code}")
        failure = ground.failure(RECEIPT)
        ground.device.status()
        ground.device.print(RECEIPT)
        assert failure is not None
        assert failure.code is code
        assert [shows_exactly(png, RECEIPT) for png in ground.hands.receipts] == [True]
        assert not ground.hands.faults.armed()

    def test_a_receipt_whose_connection_broke_is_printed_again_exactly_once(self, ground: Ground) -> None:
        ground.spoil("cut")
        failure = ground.failure(RECEIPT)
        ground.device.print(RECEIPT)
        assert failure is not None
        assert failure.code is ErrorCode.DISCONNECTED
        assert [shows_exactly(png, RECEIPT) for png in ground.hands.receipts] == [True]

    @pytest.mark.parametrize("what", ["mute", "delay:600"])
    def test_a_printer_that_is_not_done_in_time_is_given_up(self, ground: Ground, what: str) -> None:
        ground.spoil(what)
        failure = ground.failure(RECEIPT, timeout=0.3)
        ground.device.print(RECEIPT)
        assert failure is not None
        assert failure.code is ErrorCode.TIMEOUT
        assert [shows_exactly(png, RECEIPT) for png in ground.hands.receipts] == [True]

    def test_a_slow_printer_is_waited_for(self, ground: Ground) -> None:
        ground.spoil("delay:0.3")
        ground.device.print(RECEIPT)
        assert [shows_exactly(png, RECEIPT) for png in ground.hands.receipts] == [True]

    def test_nonsense_instead_of_answers_is_never_taken_for_done(self, ground: Ground) -> None:
        ground.spoil("garbage")
        failure = ground.failure(RECEIPT, timeout=0.3)
        ground.device.print(RECEIPT)
        assert failure is not None
        assert failure.retryable
        assert shows_exactly(ground.hands.receipts[-1], RECEIPT)

    def test_a_cancelled_receipt_never_comes_out(self, ground: Ground) -> None:
        failure = ground.cancel_in_the_middle(RECEIPT)
        ground.device.print(receipt(30, seed=2))
        assert failure is not None
        assert failure.code is ErrorCode.CANCELLED
        assert [shows_exactly(png, receipt(30, seed=2)) for png in ground.hands.receipts] == [True]

    def test_cancelling_nothing_does_nothing(self, ground: Ground) -> None:
        ground.device.cancel()
        ground.device.print(RECEIPT)
        ground.device.cancel()
        assert len(ground.hands.receipts) == 1
