"""The virtual printer is as inconvenient as the real ones, and no bytes can break it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.receipt_printer.escpos_words import FEED_AND_CUT, bands
from devices.simulated.fault import SimulationError, read_fault
from devices.virtual.escpos_mechanism import Mechanism
from devices.virtual.escpos_printer import VirtualEscposPrinter
from tests.printing.grounds import driver, ink, shows_exactly

RECEIPT = np.indices((160, 576)).sum(axis=0) % 24 < 12  # stripes, which hold no real-time command
BYTES = b"".join(bands(RECEIPT)) + FEED_AND_CUT
CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"
QUESTIONS = b"\x10\x04\x01\x10\x04\x02\x10\x04\x03\x10\x04\x04"


class Heard:
    """A mechanism and what it answered."""

    def __init__(self, **habits: float) -> None:
        self.answers = b""
        self.printer = Mechanism(self._hear, **habits)  # type: ignore[arg-type]

    def _hear(self, data: bytes) -> None:
        self.answers += data


@pytest.mark.parametrize(
    ("acts", "expected"),
    [
        ((), "12 12 12 12"),
        ((lambda p: p.load_paper(1999),), "12 12 12 1e"),
        ((lambda p: p.open_cover(),), "1a 16 12 12"),
        ((lambda p: p.jam(),), "1a 52 1a 12"),
        ((lambda p: p.overheat(),), "1a 52 52 12"),
        ((lambda p: p.load_paper(1), lambda p: p.receive(BYTES)), "1a 32 12 7e"),
    ],
)
def test_it_answers_as_epson_printers_do(acts: tuple, expected: str) -> None:  # type: ignore[type-arg]
    heard = Heard()
    for act in acts:
        act(heard.printer)
    heard.answers = b""
    heard.printer.receive(QUESTIONS)
    assert heard.answers.hex(" ") == expected


def test_what_is_sent_while_it_cannot_print_comes_out_later() -> None:
    """The danger that the driver exists to prevent."""
    heard = Heard()
    heard.printer.open_cover()
    heard.printer.receive(BYTES)
    assert not heard.printer.receipts
    heard.printer.close_cover()
    assert shows_exactly(heard.printer.receipts[0], RECEIPT)


def test_what_was_cleared_never_comes_out() -> None:
    heard = Heard()
    heard.printer.open_cover()
    heard.printer.receive(BYTES + CLEAR)
    heard.printer.close_cover()
    assert heard.answers == b"\x37\x25\x00"
    assert not heard.printer.receipts


@pytest.mark.parametrize(("recover", "receipts"), [(b"\x10\x05\x01", 1), (b"\x10\x05\x02", 0), (CLEAR, 0)])
def test_a_freed_knife_stays_in_error_until_the_host_says_so(recover: bytes, receipts: int) -> None:
    """DLE ENQ 1 goes on with what was kept; DLE ENQ 2 and DLE DC4 fn 8 clear it first."""
    heard = Heard()
    heard.printer.jam()
    heard.printer.receive(BYTES)
    heard.printer.clear_jam()
    heard.printer.receive(QUESTIONS + recover + QUESTIONS)
    assert heard.answers.replace(b"\x37\x25\x00", b"").hex(" ") == "1a 52 1a 12 12 12 12 12"
    assert len(heard.printer.receipts) == receipts


@pytest.mark.parametrize("act", ["open_cover", "overheat"])
def test_what_heals_by_itself_cannot_be_recovered_from(act: str) -> None:
    heard = Heard()
    getattr(heard.printer, act)()
    heard.printer.receive(BYTES + b"\x10\x05\x02")
    assert heard.printer.kept == len(BYTES) + 3


def test_a_jam_is_not_recovered_from_while_it_lasts() -> None:
    heard = Heard()
    heard.printer.jam()
    heard.printer.receive(b"\x10\x05\x02" + QUESTIONS)
    assert heard.answers.hex(" ") == "1a 52 1a 12"


def test_it_names_itself_as_printers_do() -> None:
    """Header 5F, text, NUL (GS I, printer information B)."""
    heard = Heard()
    heard.printer.receive(b"\x1dI\x43\x1dI\x41")
    assert heard.answers == b"_Virtual ESC/POS\x00_1.00 ESC/POS\x00"


@pytest.mark.parametrize(("paper_mm", "answer"), [(80_000, "00"), (1_999, "03")])
def test_it_answers_for_its_roll(paper_mm: float, answer: str) -> None:
    """GS r 1: bits 0-1 near its end. At its end it cannot print, and so does not come to the question."""
    heard = Heard(paper_mm=paper_mm)
    heard.printer.receive(b"\x1dr\x01")
    assert heard.answers.hex() == answer


@pytest.mark.parametrize(("cut", "rows"), [("1d 56 42 00", 96), ("1d 56 41 10", 112)])
def test_it_knows_the_cuts_of_the_reference(cut: str, rows: int) -> None:
    """GS V 65 n and 66 n feed the way to the knife and n rows first."""
    heard = Heard()
    heard.printer.receive(bytes.fromhex("1d 76 30 00 01 00 02 00 ff ff") + bytes.fromhex(cut))
    assert len(ink(heard.printer.receipts[0])) == 2 + rows


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("paper_out", "1a 32 12 7e"),
        ("cover_open", "1a 16 12 12"),
        ("cutter_jam", "1a 52 1a 12"),
        ("head_hot", "1a 52 52 12"),
        ("paper_jam", "1a 52 16 12"),
        ("hardware_error", "1a 52 32 12"),
    ],
)
def test_an_armed_error_shows_until_the_host_gave_up_and_was_told(code: str, expected: str) -> None:
    heard = Heard()
    heard.printer.faults.arm(read_fault("print", f"error:{code}"))
    heard.printer.receive(BYTES + QUESTIONS)
    heard.printer.connected()
    heard.printer.receive(CLEAR + QUESTIONS + QUESTIONS)
    assert heard.answers.replace(b"\x37\x25\x00", b"").hex(" ") == f"{expected} {expected} 12 12 12 12"
    assert not heard.printer.receipts


def test_an_armed_fault_strikes_before_the_knife_when_the_receipt_is_short() -> None:
    heard = Heard()
    heard.printer.faults.arm(read_fault("print", "error:cutter_jam"))
    heard.printer.receive(b"".join(bands(RECEIPT[:8])) + FEED_AND_CUT + QUESTIONS)
    assert heard.answers.hex(" ") == "1a 52 1a 12"
    assert not heard.printer.receipts


def test_a_fault_comes_after_as_many_good_receipts_as_it_says() -> None:
    heard = Heard()
    heard.printer.faults.arm(read_fault("print", "error:paper_out", after=1))
    heard.printer.receive(BYTES + BYTES)
    assert len(heard.printer.receipts) == 1
    assert heard.printer.blocked


@pytest.mark.parametrize("what", ["error:no_card", "error:timeout", "freeze"])
def test_what_esc_pos_cannot_show_cannot_be_armed(what: str) -> None:
    with pytest.raises(SimulationError, match="cannot happen here"):
        Heard().printer.faults.arm(read_fault("print", what))


def test_paper_gets_shorter_by_what_is_printed() -> None:
    printer = Heard(paper_mm=1000.0).printer
    printer.receive(BYTES)
    assert printer.paper_mm == 1000 - 20 - 12


def test_a_process_id_is_echoed_only_when_everything_before_it_is_printed() -> None:
    heard = Heard()
    heard.printer.open_cover()
    heard.printer.receive(BYTES + b"\x1d(H\x06\x0000" + b"0042")
    assert heard.answers == b""
    heard.printer.close_cover()
    assert heard.answers == b"\x37\x22" + b"0042\x00"


@given(st.lists(st.binary() | st.sampled_from([BYTES[:300], QUESTIONS, b"\x1dV", b"\x1d(H\x06", b"\x1dv0\x00\x01"])))
def test_no_bytes_break_it(parts: list[bytes]) -> None:
    heard = Heard()
    for part in parts:
        heard.printer.receive(part)
    heard.printer.receive(CLEAR)
    heard.answers = b""
    heard.printer.receive(BYTES + QUESTIONS)
    assert heard.answers.hex(" ") == "12 12 12 12"
    assert len(heard.printer.receipts) + len(heard.printer.scraps) > 0


def test_real_time_commands_may_arrive_byte_by_byte() -> None:
    heard = Heard()
    for byte in QUESTIONS:
        heard.printer.receive(bytes((byte,)))
    assert heard.answers.hex(" ") == "12 12 12 12"


@given(st.integers(1, len(BYTES) - 1))
def test_it_does_not_matter_where_bytes_are_cut_in_two(at: int) -> None:
    heard = Heard()
    heard.printer.receive(BYTES[:at])
    heard.printer.receive(BYTES[at:])
    assert shows_exactly(heard.printer.receipts[0], RECEIPT)


@pytest.mark.parametrize("act", ["close_cover", "clear_jam", "cool_down", "tear_receipt"])
def test_what_cannot_be_done_to_a_real_printer_cannot_be_done_to_it(act: str) -> None:
    with pytest.raises(SimulationError):
        getattr(Heard().printer, act)()


def test_it_cannot_be_plugged_in_twice() -> None:
    with VirtualEscposPrinter() as printer:
        with pytest.raises(SimulationError, match="plugged in"):
            printer.plug()
        printer.unplug()
        with pytest.raises(SimulationError, match="unplugged"):
            printer.unplug()


def test_receipts_are_kept_in_a_folder(tmp_path: Path) -> None:
    with VirtualEscposPrinter(folder=tmp_path) as printer:
        mine = driver(printer)
        mine.open()
        mine.print(RECEIPT)
        mine.print(RECEIPT)
        mine.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["receipt-0001.png", "receipt-0002.png"]
