"""What the driver of security modules adds to the contract: its module's manners, and whose data it keeps how long."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.api import Action, DeviceError, DeviceState, ErrorCode
from devices.card import sdt
from devices.card.api import CardMedia, CardReaderStatus
from devices.card.sdt_port import SdtPort
from devices.card.sdt_reader import SdtCardReader
from devices.simulated.fault import Fault, FaultKind
from devices.simulated.wallet import WalletCard
from devices.virtual.card import PHOTO, card_text
from devices.virtual.sdt_module import answer
from tests.cards.channels import people
from tests.cards.grounds import LOOK_EVERY, PATIENCE, Events
from tests.cards.sdt_ground import WORDS, MemoryModule, ScriptedPort, WordyDecoder
from tests.conftest import TurnedClock

Wallet = Mapping[str, WalletCard]
NEVER = 1000.0  # seconds between two looks, where only what is asked shall happen


@pytest.fixture
def module() -> MemoryModule:
    return MemoryModule()


@pytest.fixture
def reader(clock: TurnedClock, module: MemoryModule) -> Iterator[SdtCardReader]:
    reader = SdtCardReader("card_reader", clock, module.connect, look_every=LOOK_EVERY)
    reader.open()
    yield reader
    reader.close()


def code_of(act: Callable[[], object]) -> ErrorCode:
    with pytest.raises(DeviceError) as caught:
        act()
    return caught.value.code


def opened(clock: TurnedClock, connect: Callable[[], SdtPort], look_every: float = NEVER) -> SdtCardReader:
    reader = SdtCardReader("card_reader", clock, connect, look_every=look_every)
    reader.open()
    return reader


class TestACardThatWasRead:
    def test_it_is_still_there_though_the_module_finds_it_no_more(
        self, reader: SdtCardReader, module: MemoryModule, wallet: Wallet
    ) -> None:
        events = Events(reader)
        module.insert_card(wallet["chen_wen"])
        assert events.wait_media(CardMedia.PRESENT)
        reader.read()
        looks = module.asked.count("3003")
        while module.asked.count("3003") < looks + 3:  # the worker looks
            reader.status()
        assert events.media == [CardMedia.PRESENT] * 3  # online, busy, online
        module.pull_card()
        assert events.wait_media(CardMedia.ABSENT)

    def test_a_second_read_asks_only_whether_it_is_the_same_card(
        self, clock: TurnedClock, module: MemoryModule, wallet: Wallet
    ) -> None:
        reader = opened(clock, module.connect)
        module.insert_card(wallet["chen_wen"])
        first = reader.read()
        asked = len(module.asked)
        assert reader.read() == first
        assert module.asked[asked:] == ["3003"]
        reader.close()

    def test_another_card_in_its_place_is_never_answered_for_with_the_first_ones_data(
        self, clock: TurnedClock, module: MemoryModule, wallet: Wallet
    ) -> None:
        reader = opened(clock, module.connect)
        module.insert_card(wallet["chen_wen"])
        reader.read()
        events = Events(reader)
        module.pull_card()
        module.insert_card(wallet["hong_kong"])
        assert reader.read() == wallet["hong_kong"].data
        assert CardMedia.ABSENT in events.media
        reader.close()

    def test_what_it_said_is_wiped_when_it_goes(
        self, reader: SdtCardReader, module: MemoryModule, wallet: Wallet
    ) -> None:
        events = Events(reader)
        module.insert_card(wallet["chen_wen"])
        assert events.wait_media(CardMedia.PRESENT)
        reader.read()
        kept = reader._kept
        assert kept is not None
        module.pull_card()
        assert events.wait_media(CardMedia.ABSENT)
        assert not any(kept)
        assert reader._kept is None

    def test_what_it_said_is_wiped_on_close(self, clock: TurnedClock, module: MemoryModule, wallet: Wallet) -> None:
        reader = opened(clock, module.connect)
        module.insert_card(wallet["chen_wen"])
        reader.read()
        kept = reader._kept
        assert kept is not None
        reader.close()
        assert not any(kept)

    def test_what_it_said_is_wiped_when_the_module_leaves(
        self, clock: TurnedClock, module: MemoryModule, wallet: Wallet
    ) -> None:
        reader = opened(clock, module.connect)
        module.insert_card(wallet["chen_wen"])
        reader.read()
        kept = reader._kept
        module.unplug()
        assert code_of(reader.read) is ErrorCode.DISCONNECTED
        assert kept is not None
        assert not any(kept)
        reader.close()

    def test_it_is_not_kept_in_any_other_place(
        self, reader: SdtCardReader, module: MemoryModule, wallet: Wallet
    ) -> None:
        before = people()
        module.insert_card(wallet["chen_wen"])
        reader.read()
        assert people() == before


class TestTroubleOfTheModule:
    @pytest.mark.parametrize(
        ("on", "kind", "code"),
        [
            ("select", ErrorCode.READ_FAILED, ErrorCode.READ_FAILED),
            ("select", ErrorCode.AUTH_FAILED, ErrorCode.AUTH_FAILED),
            ("read", ErrorCode.READ_FAILED, ErrorCode.READ_FAILED),
            ("read", ErrorCode.HARDWARE_ERROR, ErrorCode.HARDWARE_ERROR),
            ("find", FaultKind.MUTE, ErrorCode.TIMEOUT),
            ("select", FaultKind.MUTE, ErrorCode.TIMEOUT),
            ("read", FaultKind.MUTE, ErrorCode.TIMEOUT),
            ("read", FaultKind.GARBAGE, ErrorCode.TIMEOUT),
            ("read", FaultKind.CUT, ErrorCode.READ_FAILED),
            ("find", FaultKind.CUT, ErrorCode.NO_CARD),
        ],
    )
    def test_a_fault_ends_the_read_and_the_card_put_back_is_read(
        self,
        clock: TurnedClock,
        module: MemoryModule,
        wallet: Wallet,
        on: str,
        kind: FaultKind | ErrorCode,
        code: ErrorCode,
    ) -> None:
        reader = opened(clock, module.connect)
        module.insert_card(wallet["chen_wen"])
        fault = Fault(on, code=kind) if isinstance(kind, ErrorCode) else Fault(on, kind)
        module.faults.arm(fault)
        assert code_of(reader.read) is code
        assert module.faults.armed() == ()
        module.pull_card() if module.card else None
        module.insert_card(wallet["hong_kong"])
        assert reader.read() == wallet["hong_kong"].data
        assert reader.status().state is DeviceState.ONLINE
        reader.close()

    def test_a_module_that_is_not_authorised_is_the_technicians_matter_and_heals_by_itself(
        self, reader: SdtCardReader, module: MemoryModule
    ) -> None:
        events = Events(reader)
        module.faults.arm(Fault("find", code=ErrorCode.HARDWARE_ERROR))
        assert events.wait(lambda status: status.state is DeviceState.ONLINE)
        broken = events.heard[0]
        assert broken.state is DeviceState.HARDWARE_ERROR
        assert broken.error is not None
        assert broken.error.action is Action.TECHNICIAN

    def test_a_module_that_falls_silent_is_disconnected_and_comes_back(
        self, reader: SdtCardReader, module: MemoryModule
    ) -> None:
        events = Events(reader)
        module.faults.arm(Fault("find", FaultKind.MUTE, times=3))
        assert events.wait(lambda status: status.state is DeviceState.ONLINE)
        assert [status.state for status in events.heard] == [DeviceState.DISCONNECTED, DeviceState.ONLINE]


class TestOpening:
    def test_without_a_module_it_opens_and_says_so(self, clock: TurnedClock, module: MemoryModule) -> None:
        module.unplug()
        reader = opened(clock, module.connect, LOOK_EVERY)
        events = Events(reader)
        assert reader.status().state is DeviceState.DISCONNECTED
        assert code_of(reader.read) is ErrorCode.DISCONNECTED
        module.plug()
        assert events.wait(lambda status: status.state is DeviceState.ONLINE)
        reader.close()

    def test_a_line_with_nothing_at_its_end_is_disconnected(self, clock: TurnedClock) -> None:
        port = ScriptedPort(lambda _: [])
        reader = opened(clock, lambda: port)
        assert reader.status().state is DeviceState.DISCONNECTED
        assert port.closed
        reader.close()

    @pytest.mark.parametrize(
        ("number", "code"), [(errno.EBUSY, ErrorCode.NOT_READY), (errno.ENOTSUP, ErrorCode.UNSUPPORTED)]
    )
    def test_what_waiting_does_not_mend_is_raised(self, clock: TurnedClock, number: int, code: ErrorCode) -> None:
        def refuse() -> SdtPort:
            raise OSError(number, "refused")

        reader = SdtCardReader("card_reader", clock, refuse)
        assert code_of(reader.open) is code
        reader.close()

    def test_a_line_that_the_kiosk_may_not_have_is_a_matter_of_the_settings(self, clock: TurnedClock) -> None:
        def refuse() -> SdtPort:
            raise OSError(errno.EACCES, "refused")

        reader = opened(clock, refuse)
        error = reader.status().error
        assert error is not None
        assert (error.code, error.action) == (ErrorCode.DISCONNECTED, Action.CONFIGURE)
        reader.close()

    def test_it_is_known_by_the_number_of_its_module(self, reader: SdtCardReader) -> None:
        assert reader.info().serial == "05.01-20110101-0012345678-0987654321"

    def test_closed_it_reads_nothing(self, clock: TurnedClock, module: MemoryModule) -> None:
        reader = SdtCardReader("card_reader", clock, module.connect)
        assert code_of(reader.read) is ErrorCode.NOT_READY
        assert reader.status().state is DeviceState.OFFLINE


class TestPicture:
    def test_without_a_decoder_there_is_none(self, reader: SdtCardReader, module: MemoryModule, wallet: Wallet) -> None:
        module.insert_card(wallet["chen_wen"])
        assert not reader.capabilities().photo
        assert reader.read(photo=True) == wallet["chen_wen"].data

    def test_the_decoder_is_given_the_photo_of_the_card(
        self, clock: TurnedClock, module: MemoryModule, wallet: Wallet
    ) -> None:
        reader = SdtCardReader("card_reader", clock, module.connect, decoder=WordyDecoder())
        reader.open()
        module.insert_card(wallet["chen_wen"])
        assert reader.read(photo=True).photo == WORDS + PHOTO
        reader.close()

    def test_a_decoder_that_fails_costs_the_picture_and_not_the_read(
        self, clock: TurnedClock, module: MemoryModule, wallet: Wallet
    ) -> None:
        class Broken(WordyDecoder):
            def decode(self, photo: bytes) -> bytes:
                raise DeviceError(ErrorCode.TIMEOUT, "photo_decoder")

        reader = SdtCardReader("card_reader", clock, module.connect, decoder=Broken())
        reader.open()
        module.insert_card(wallet["chen_wen"])
        assert reader.read(photo=True) == wallet["chen_wen"].data
        reader.close()


class LateModule:
    """A module that answers its first READ only before its next answer: with `late`."""

    def __init__(self, late: bytes) -> None:
        self._late = late
        self._reads = 0

    def __call__(self, request: bytes) -> list[bytes]:
        said = {
            sdt.FIND: answer(0x9F, bytes(4)),
            sdt.SELECT: answer(0x90, bytes(8)),
            sdt.READ: answer(0x41),
            sdt.SAM_ID: answer(0x90, bytes(16)),
        }.get(request[7:9], answer(0x90))
        self._reads += request[7:9] == sdt.READ
        if self._reads == 0:
            return [said]
        if self._reads == 1 and request[7:9] == sdt.READ:
            return []
        late, self._late = self._late, b""
        return [late + said]


def test_an_answer_that_comes_too_late_is_never_taken_for_the_next_persons(clock: TurnedClock, wallet: Wallet) -> None:
    data = wallet["chen_wen"].data
    assert data is not None
    late = answer(0x90, bytes.fromhex("01000400") + card_text(data) + PHOTO)
    port = ScriptedPort(LateModule(late))
    reader = opened(clock, lambda: port)
    assert code_of(reader.read) is ErrorCode.TIMEOUT
    assert code_of(reader.read) is ErrorCode.READ_FAILED
    assert [request[7:9] for request in port.asked[-4:]] == [sdt.STATUS, sdt.FIND, sdt.SELECT, sdt.READ]
    reader.close()


class StalledModule:
    """A module in which somebody's card lies; then it stalls, and catches up after the card was taken away."""

    def __init__(self, text: bytes) -> None:
        self._said = {
            sdt.FIND: answer(0x9F, bytes(4)),
            sdt.SELECT: answer(0x90, bytes(8)),
            sdt.READ: answer(0x90, bytes.fromhex("01000400") + text + PHOTO),
            sdt.READ_MORE: answer(0x41),
            sdt.SAM_ID: answer(0x90, bytes(16)),
        }
        self.stalled = False
        self._owed: list[bytes] = []

    def __call__(self, request: bytes) -> list[bytes]:
        self._owed.append(self._said.get(request[7:9], answer(0x90)))
        return [] if self.stalled else [self._owed.pop(0)]

    def catch_up(self) -> None:
        """It goes on where it stopped, one answer a question; the first of them was lost."""
        self.stalled = False
        self._owed.pop(0)


def test_a_late_word_about_the_module_is_not_taken_for_one_about_the_card(clock: TurnedClock, wallet: Wallet) -> None:
    data = wallet["chen_wen"].data
    assert data is not None
    module = StalledModule(card_text(data))
    reader = opened(clock, lambda: ScriptedPort(module))
    assert reader.read() == data
    module.stalled = True
    assert code_of(reader.read) is ErrorCode.TIMEOUT  # is it the same card?
    assert code_of(reader.read) is ErrorCode.TIMEOUT  # how is the module?
    module.catch_up()
    assert code_of(reader.read) is ErrorCode.INVALID_DATA
    reader.close()


@pytest.mark.parametrize("while_it_is", [DeviceState.ONLINE, DeviceState.BUSY])
def test_a_listener_may_close_the_reader_at_any_news(
    clock: TurnedClock, module: MemoryModule, wallet: Wallet, while_it_is: DeviceState
) -> None:
    reader = opened(clock, module.connect, LOOK_EVERY)
    closed = threading.Event()

    def listener(status: CardReaderStatus) -> None:
        if status.state is while_it_is and not closed.is_set():
            reader.close()
            closed.set()

    reader.subscribe(listener)
    module.insert_card(wallet["chen_wen"])
    with suppress(DeviceError):
        reader.read()
    assert closed.wait(PATIENCE)
    assert reader.status().state is DeviceState.OFFLINE
    module.pull_card()
    module.insert_card(wallet["chen_wen"])
    reader.open()
    assert reader.read() == wallet["chen_wen"].data
    reader.close()
    assert not module.taken


class SlowDecoder(WordyDecoder):
    """It is asked, and does not answer before the reader is being closed."""

    def __init__(self) -> None:
        self.asked, self.go_on = threading.Event(), threading.Event()
        self.running = False

    def decode(self, photo: bytes) -> bytes:
        self.asked.set()
        self.go_on.wait(PATIENCE)
        self.running = True  # as `PhotoDecoder` starts its program when it is asked
        return b""

    def close(self) -> None:
        self.running = False
        self.go_on.set()


def test_a_decoder_that_is_asked_last_does_not_outlive_the_reader(
    clock: TurnedClock, module: MemoryModule, wallet: Wallet
) -> None:
    decoder = SlowDecoder()
    reader = SdtCardReader("card_reader", clock, module.connect, decoder=decoder, look_every=NEVER)
    reader.open()
    module.insert_card(wallet["chen_wen"])
    asking = threading.Thread(target=code_of, args=(lambda: reader.read(photo=True),), name="test-read")
    asking.start()
    assert decoder.asked.wait(PATIENCE)
    reader.close()
    asking.join()
    assert not decoder.running


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100, deadline=None)
@given(st.lists(st.binary(max_size=30), max_size=20))
def test_a_module_that_says_anything_gives_device_errors_only(clock: TurnedClock, said: list[bytes]) -> None:
    says = iter(said)
    answers = {sdt.STATUS: [answer(0x90)], sdt.SAM_ID: [answer(0x90)]}
    port = ScriptedPort(lambda request: answers.get(request[7:9], [answer(0x9F), next(says, b"")]))
    reader = opened(clock, lambda: port)
    assert isinstance(code_of(reader.read), ErrorCode)
    reader.close()
