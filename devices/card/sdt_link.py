"""Questions to one security module and its answers, one after the other.

A module does not say which question it answers. After a question that was not answered in time nothing else is asked
before the module has answered what its state is: what it still owed then lies behind.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from devices.api import Clock, DeviceError, ErrorCode
from devices.card import sdt
from devices.card.sdt_port import SdtPort

FIND_WITHIN = SELECT_WITHIN = STATE_WITHIN = 0.5  # seconds for an answer
READ_WITHIN = 2.5
SLICE = 0.1  # seconds after which a wait sees that the reader was closed
MOST = 16 * sdt.LONGEST  # bytes that may come before an answer is found among them

_NO_USE_OF_THE_MODULE = frozenset({ErrorCode.HARDWARE_ERROR, ErrorCode.UNSUPPORTED})


class SdtLink:
    """Questions to one module and its answers. Each raises DeviceError, OSError."""

    def __init__(self, device: str, clock: Clock, port: SdtPort, closing: threading.Event) -> None:
        self._device = device
        self._clock = clock
        self._port = port
        self._closing = closing
        self._in_step = False  # who had the module before may have left it an open question

    def find(self) -> bool:
        """Whether there is a card that could be selected."""
        answer = self._ask(sdt.FIND, FIND_WITHIN)
        if answer.meaning == sdt.OK:
            raise self._out_of_step()
        if answer.meaning == sdt.FOUND:
            return True
        error = sdt.trouble(answer, self._device)
        if error.code in _NO_USE_OF_THE_MODULE:
            raise error
        return False

    def read_card(self) -> bytes:
        """Text and photo of the card that lies there."""
        if not self.find():
            raise DeviceError(ErrorCode.NO_CARD, self._device)
        if len(self._must(sdt.SELECT, SELECT_WITHIN)) != 8:
            raise self._out_of_step()
        return b"".join(sdt.text_and_photo(self._must(sdt.READ, READ_WITHIN), self._device))

    def still_there(self) -> bool:
        """Whether the card that was read last still lies there."""
        answer = self._ask(sdt.READ_MORE, SELECT_WITHIN)
        if answer.meaning == sdt.OK and not answer.data:  # a late one to STATUS, which says nothing of the card
            raise self._out_of_step()
        return answer.meaning in (sdt.OK, sdt.NOTHING_MORE)

    def sam_id(self) -> str | None:
        answer = self._ask(sdt.SAM_ID, STATE_WITHIN)
        return sdt.sam_id(answer.data) if answer.meaning == sdt.OK else None

    def close(self) -> None:
        self._port.close()

    def _must(self, command: bytes, within: float) -> bytes:
        answer = self._ask(command, within)
        if answer.meaning != sdt.OK:
            raise sdt.trouble(answer, self._device)
        return answer.data

    def _ask(self, command: bytes, within: float) -> sdt.Answer:
        if not self._in_step:
            state = self._exchange(sdt.STATUS, STATE_WITHIN, sdt.is_state)
            if state.meaning != sdt.OK:
                raise sdt.trouble(state, self._device)
        return self._exchange(command, within, lambda _: True)

    def _exchange(self, command: bytes, within: float, fits: Callable[[sdt.Answer], bool]) -> sdt.Answer:
        self._in_step = False
        self._port.write(sdt.request(command))
        decoder = sdt.Decoder()
        until = self._clock.monotonic() + within
        waited, heard = 0.0, 0
        while waited < within and heard < MOST and self._clock.monotonic() <= until:
            data = self._port.read(SLICE)
            if self._closing.is_set():
                raise DeviceError(ErrorCode.CANCELLED, self._device)
            waited += 0.0 if data else SLICE
            heard += len(data)
            answers = [answer for answer in decoder.feed(data) if fits(answer)]
            if answers:
                self._in_step = len(answers) == 1
                return answers[-1]
        raise DeviceError(ErrorCode.TIMEOUT, self._device, "the module does not answer")

    def _out_of_step(self) -> DeviceError:
        self._in_step = False
        return DeviceError(ErrorCode.INVALID_DATA, self._device, "an answer to another question")
