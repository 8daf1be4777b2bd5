"""A maker's library in a child process: what it says, and what it may do to the kiosk, which is nothing."""

from __future__ import annotations

import base64
import gc
import io
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from devices.api import DeviceError, DeviceState, ErrorCode
from devices.card import child
from devices.card.api import CardReaderStatus
from devices.card.child import LONGEST_LINE
from devices.card.vendor import PhotoDecoder, VendorCardReader
from devices.card.vendor_lines import Done, Failed, Hello, Said, order, trouble, understand
from devices.simulated.wallet import WalletCard
from devices.virtual.card import card_text
from devices.virtual.vendor_library import decode
from tests.cards.grounds import Events
from tests.conftest import TurnedClock

DEVICE = "card_reader"
HELLO = {"say": "hello", "protocol": 1, "model": "Reader 3000", "serial": "7", "firmware": "1.2", "photo": True}
READY = {"say": "status", "reader": "online", "card": "present"}


def line(**words: object) -> bytes:
    return json.dumps(words).encode() + b"\n"


def code_of(act: Callable[[], object]) -> ErrorCode:
    with pytest.raises(DeviceError) as caught:
        act()
    return caught.value.code


class TestLanguage:
    def test_each_line_has_one_meaning(self) -> None:
        text = bytes(range(256))
        words = base64.b64encode(text).decode()
        assert isinstance(understand(line(**HELLO)), Hello)
        assert understand(line(**READY)) == Said(say="status", reader="online", card="present")
        assert understand(line(say="done", to=7, text=words)) == Done.model_construct(
            say="done", to=7, text=text, photo=b""
        )
        assert isinstance(understand(line(say="failed", to=7, error="read_failed", code=-12)), Failed)

    def test_a_later_library_may_say_more(self) -> None:
        assert isinstance(understand(line(**READY, light="green")), Said)

    @pytest.mark.parametrize(
        "said",
        [
            b"",
            b"[]",
            b"null",
            b"{}",
            b"\xff\xfe",
            b"[" * 100_000,
            line(say="hello", protocol=2, model="x"),
            line(say="hello", protocol=1, model="x" * 81),
            line(say="status", reader="odd"),
            line(say="done", to="seven"),
            line(say="done", to=7, text="***"),
            line(say="done", to=7, text=None),
            line(say="done", to=7, photo=5),
            line(say="done"),
            line(say="sing"),
        ],
        ids=lambda said: said[:40].decode("latin-1"),
    )
    def test_what_is_none_of_the_language_is_a_value_error(self, said: bytes) -> None:
        with pytest.raises(ValueError):
            understand(said)

    @given(
        st.binary(max_size=200)
        | st.dictionaries(st.text(max_size=6), st.integers() | st.text(max_size=9)).map(
            lambda words: line(**{"say": "done", **words})
        )
    )
    def test_any_line_is_understood_or_a_value_error(self, said: bytes) -> None:
        try:
            understand(said)
        except ValueError:
            return

    def test_an_answer_shows_nothing_of_a_person(self) -> None:
        assert "ABC" not in repr(understand(line(say="done", to=7, text="QUJD", photo="QUJD")))

    def test_orders_are_the_documented_ones(self) -> None:
        assert json.loads(order("read", 7, photo=False)) == {"ask": "read", "number": 7, "photo": False}
        assert json.loads(order("decode", 8, photo=b"\x00\x01")) == {"ask": "decode", "number": 8, "photo": "AAE="}

    def test_a_failure_keeps_the_librarys_number_and_none_of_its_words(self) -> None:
        error = trouble(DEVICE, Failed(say="failed", to=1, error="card_removed", code=-3))
        assert (error.code, error.detail) == (ErrorCode.CARD_REMOVED, "the maker's library says -3")
        odd = trouble(DEVICE, Failed(say="failed", to=1, error="no luck, Mr Chen"))
        assert (odd.code, odd.detail) == (ErrorCode.READ_FAILED, "")

    def test_a_failure_cannot_pretend_what_is_the_kiosks_to_say(self) -> None:
        assert trouble(DEVICE, Failed(say="failed", to=1, error="paper_out")).code is ErrorCode.READ_FAILED


class Program:
    """A child that is a few lines of Python."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.reader: VendorCardReader | None = None

    def __call__(self, clock: TurnedClock, *does: str) -> VendorCardReader:
        """`does`: statements; `say` and `hear` are there."""
        script = self._folder / "program.py"
        script.write_text(
            "import json, os, signal, sys, time\n"
            "def say(**words): print(json.dumps(words), flush=True)\n"
            "def hear(): return json.loads(sys.stdin.readline())\n"
            f"def greet(): say(**{HELLO!r}); say(**{READY!r})\n" + "\n".join(does) + "\n"
        )
        self.reader = VendorCardReader(DEVICE, clock, [sys.executable, "-S", str(script)])
        self.reader.open()
        return self.reader


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Program]:
    monkeypatch.setattr(child, "FIRST_PAUSE", 0.01)
    program = Program(tmp_path)
    yield program
    if program.reader is not None:
        program.reader.close()


def children() -> set[int]:
    """Processes that this one has started and not taken leave of, zombies too."""
    return {process.pid for process in psutil.Process().children()}


@pytest.mark.processes
class TestChild:
    def test_it_says_what_it_is(self, clock: TurnedClock, program: Program) -> None:
        reader = program(clock, "greet()", "hear()")
        info = reader.info()
        assert (info.model, info.driver, info.serial, info.firmware) == ("Reader 3000", "vendor", "7", "1.2")
        assert reader.capabilities().photo

    def test_one_that_dies_is_disconnected_and_started_again(self, clock: TurnedClock, program: Program) -> None:
        reader = program(clock, "greet()", "say(say='failed', to=hear()['number'], error='read_failed')", "hear()")
        events = Events(reader)
        assert code_of(reader.read) is ErrorCode.READ_FAILED
        assert code_of(reader.read) is ErrorCode.DISCONNECTED
        assert events.wait(lambda status: status.state is DeviceState.ONLINE)
        assert DeviceState.DISCONNECTED in [status.state for status in events.heard]
        assert code_of(reader.read) is ErrorCode.READ_FAILED

    @pytest.mark.parametrize(
        ("does", "why"),
        [
            ("print('Segmentation fault', flush=True)", "nonsense"),
            (f"print('x' * {LONGEST_LINE + 1}, flush=True)", "a line without end"),
            ("os.kill(os.getpid(), signal.SIGSEGV)", "has ended"),
            ("sys.exit(3)", "has ended"),
        ],
    )
    def test_whatever_it_does_a_read_ends_with_a_device_error(
        self, clock: TurnedClock, program: Program, does: str, why: str
    ) -> None:
        reader = program(clock, "greet()", "hear()", does, "time.sleep(60)")
        with pytest.raises(DeviceError, match=why) as caught:
            reader.read()
        assert caught.value.code is ErrorCode.DISCONNECTED

    def test_one_that_hangs_is_ended_and_started_again(self, clock: TurnedClock, program: Program) -> None:
        reader = program(clock, "greet()", "time.sleep(60)")
        events = Events(reader)
        assert code_of(lambda: reader.read(0.05)) is ErrorCode.TIMEOUT
        assert code_of(lambda: reader.read(0.05)) is ErrorCode.TIMEOUT
        assert events.wait(lambda status: status.state is DeviceState.DISCONNECTED)
        assert events.wait(lambda status: status.state is DeviceState.ONLINE)

    def test_one_that_never_greets_leaves_the_reader_disconnected(
        self, clock: TurnedClock, program: Program, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("devices.card.vendor.STARTS_WITHIN", 0.05)
        reader = program(clock, "time.sleep(60)")
        assert reader.status().state is DeviceState.STARTING
        assert code_of(reader.read) is ErrorCode.NOT_READY

    def test_one_that_hangs_before_it_greets_is_ended_and_started_again(
        self, clock: TurnedClock, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(child, "GREETS_WITHIN", 0.5)
        reader = program(
            clock,
            "import pathlib",
            f"mark = pathlib.Path({str(tmp_path / 'hung')!r})",
            "if not mark.exists(): mark.touch(); time.sleep(60)",
            "greet()",
            "hear()",
        )
        assert reader.status().state is DeviceState.DISCONNECTED
        assert Events(reader).wait(lambda status: status.state is DeviceState.ONLINE)

    def test_an_answer_to_an_order_that_was_given_up_is_nobodys(self, clock: TurnedClock, program: Program) -> None:
        reader = program(
            clock,
            "greet()",
            "first = hear(); hear()",  # and the hint that nobody waits any more
            "second = hear()",
            "say(say='done', to=first['number'], text='')",
            "say(say='failed', to=second['number'], error='no_card')",
            "hear()",
        )
        assert code_of(lambda: reader.read(0.05)) is ErrorCode.TIMEOUT
        assert code_of(reader.read) is ErrorCode.NO_CARD

    @pytest.mark.parametrize("text", ["", base64.b64encode(bytes(256)).decode(), base64.b64encode(bytes(9)).decode()])
    def test_a_text_that_is_none_is_invalid(self, clock: TurnedClock, program: Program, text: str) -> None:
        reader = program(clock, "greet()", f"say(say='done', to=hear()['number'], text={text!r})", "hear()")
        assert code_of(reader.read) is ErrorCode.INVALID_DATA

    def test_a_picture_that_nobody_asked_for_goes_no_further(
        self, clock: TurnedClock, program: Program, wallet: Mapping[str, WalletCard]
    ) -> None:
        data = wallet["chen_wen"].data
        assert data is not None
        text = base64.b64encode(card_text(data)).decode()
        reader = program(
            clock, "greet()", f"say(say='done', to=hear()['number'], text={text!r}, photo='QUJD')", "hear()"
        )
        assert reader.read() == data

    def test_what_it_said_of_somebody_is_not_kept(
        self, clock: TurnedClock, program: Program, wallet: Mapping[str, WalletCard]
    ) -> None:
        data = wallet["chen_wen"].data
        assert data is not None
        text = base64.b64encode(card_text(data)).decode()
        reader = program(clock, "greet()", f"say(say='done', to=hear()['number'], text={text!r})", "hear()")
        assert reader.read() == data
        assert not [said for said in gc.get_objects() if type(said) is Done and said.text == card_text(data)]

    def test_a_listener_may_close_the_reader(self, clock: TurnedClock, program: Program) -> None:
        reader = program(clock, "greet()", "hear(); sys.exit()")
        closed = threading.Event()

        def listener(status: CardReaderStatus) -> None:
            if status.state is DeviceState.DISCONNECTED and not closed.is_set():
                reader.close()
                closed.set()

        reader.subscribe(listener)
        with suppress(DeviceError):
            reader.read()
        assert closed.wait(5.0)
        reader.open()  # it was let go
        assert reader.status().state is DeviceState.ONLINE

    def test_one_that_cannot_be_started_is_disconnected(
        self, clock: TurnedClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(child, "_mortal", list)
        broken = tmp_path / "broken"
        broken.write_bytes(b"\x7fELF")
        broken.chmod(0o755)
        reader = VendorCardReader(DEVICE, clock, [str(broken)])
        reader.open()
        assert reader.status().state is DeviceState.DISCONNECTED
        reader.close()

    def test_close_leaves_no_process_and_no_zombie(self, clock: TurnedClock, program: Program) -> None:
        before = children()
        reader = program(clock, "signal.signal(signal.SIGTERM, signal.SIG_IGN)", "greet()", "time.sleep(60)")
        assert len(children() - before) == 1
        reader.close()
        assert children() == before

    def test_close_ends_a_read_in_flight(self, clock: TurnedClock, program: Program) -> None:
        reader = program(clock, "greet()", "time.sleep(60)")
        events = Events(reader)
        codes: list[ErrorCode] = []
        thread = threading.Thread(target=lambda: codes.append(code_of(reader.read)), name="test-read")
        thread.start()
        assert events.wait(lambda status: status.state is DeviceState.BUSY)
        reader.close()
        thread.join()
        assert codes == [ErrorCode.CANCELLED]

    def test_it_ends_with_its_parent_even_if_it_hangs(self, tmp_path: Path) -> None:
        script = tmp_path / "hangs.py"
        script.write_text(f"import os, time\nprint({json.dumps(READY)!r}, flush=True)\ntime.sleep(60)\n")
        parent = subprocess.Popen(
            [
                sys.executable,
                "-c",
                "import sys, time\n"
                "from devices.card.vendor import VendorCardReader\n"
                f"reader = VendorCardReader('r', None, [sys.executable, '-S', {str(script)!r}])\n"
                "reader.open()\n"
                "print(reader._library._child._process.pid, flush=True)\n"
                "time.sleep(60)\n",
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert parent.stdout is not None
        with parent.stdout:
            grandchild = int(parent.stdout.readline())
            gone = os.pidfd_open(grandchild)
            parent.send_signal(signal.SIGKILL)
            parent.wait()
        try:
            assert _ends(gone)
        finally:
            os.close(gone)

    def test_a_program_that_is_not_there_is_a_matter_of_the_settings(self, clock: TurnedClock) -> None:
        reader = VendorCardReader(DEVICE, clock, ["/nowhere/program"])
        assert code_of(reader.open) is ErrorCode.UNSUPPORTED
        assert reader.status().state is DeviceState.OFFLINE
        assert code_of(reader.read) is ErrorCode.NOT_READY


def _ends(pidfd: int) -> bool:
    return bool(select.select([pidfd], [], [], 5.0)[0])


@pytest.mark.processes
class TestPhotoDecoder:
    @pytest.fixture
    def decoder(self) -> Iterator[PhotoDecoder]:
        decoder = PhotoDecoder([sys.executable, "-m", "devices.virtual.vendor_library"])
        yield decoder
        decoder.close()

    def test_a_photo_becomes_a_picture(self, decoder: PhotoDecoder) -> None:
        picture = decoder.decode(b"photo " * 170)
        assert picture.startswith(b"BM")
        assert len(picture) == 38_862  # as real decoders give it: 102 x 126, 24 bits

    def test_it_stays_for_the_next_one(self, decoder: PhotoDecoder) -> None:
        decoder.decode(bytes(1024))
        before = children()
        decoder.decode(bytes(1024))
        assert children() == before

    def test_a_decoder_that_is_not_there_says_so(self) -> None:
        decoder = PhotoDecoder(["/nowhere/decoder"])
        assert code_of(lambda: decoder.decode(bytes(1024))) is ErrorCode.UNSUPPORTED
        decoder.close()


def test_the_picture_is_one_that_programs_can_open() -> None:
    assert Image.open(io.BytesIO(decode(bytes(range(256)) * 4))).size == (102, 126)
