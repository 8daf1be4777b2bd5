"""Secure messaging (ICAO 9303-11, 9.8): from the access protocol on, all is encrypted and authenticated."""

from __future__ import annotations

from hmac import compare_digest

from devices.api import DeviceError, ErrorCode
from devices.card.emrtd.suite import Suite
from devices.card.emrtd.tlv import encode, objects
from devices.card.iso7816 import Answer, exchange
from devices.card.profile import Channel

# Data objects of secure messaging, ISO/IEC 7816-4
ENCRYPTED = 0x87  # padding indicator and cryptogram
ENCRYPTED_BER = 0x85  # the same without indicator, for commands with an odd instruction
EXPECTED_LENGTH = 0x97
STATUS = 0x99
MAC = 0x8E

PADDED = b"\x01"


class SecureMessaging:
    """The host's end of one secured session; over at the first error."""

    def __init__(
        self, channel: Channel, suite: Suite, encryption: bytes, authentication: bytes, counter: bytes
    ) -> None:
        """Two keys of `suite`; `counter`: the send sequence counter, as long as a block."""
        self.device = channel.device
        self.short_answer = 223 if suite.aes else 231  # bytes that, sealed, fit into the 256 of a short answer
        self._channel = channel
        self._suite = suite
        self._encryption = encryption
        self._authentication = authentication
        self._counter = counter

    def command(self, instruction: int, p1: int, p2: int, data: bytes = b"", expected: int = 0) -> Answer:
        """`expected`: bytes at most that the answer has; more than a short one holds make an extended command.

        Raises DeviceError(read_failed) for an answer that is not the chip's.
        """
        return self.unwrap(exchange(self._channel, self.wrap(instruction, p1, p2, data, expected)))

    def wrap(self, instruction: int, p1: int, p2: int, data: bytes, expected: int) -> bytes:
        header = bytes([0x0C, instruction, p1, p2])
        self._count()
        body = b""
        if data:
            secret = self._suite.encrypt(self._encryption, self._suite.pad(data), self._vector())
            body += encode(ENCRYPTED_BER, secret) if instruction & 1 else encode(ENCRYPTED, PADDED + secret)
        if expected:
            body += encode(EXPECTED_LENGTH, expected.to_bytes(1 if expected <= self.short_answer else 2, "big"))
        body += encode(MAC, self._mac(self._suite.pad(header) + body))
        if expected > self.short_answer:
            return header + b"\x00" + len(body).to_bytes(2, "big") + body + b"\x00\x00"
        return header + bytes([len(body)]) + body + b"\x00"

    def unwrap(self, answer: Answer) -> Answer:
        self._count()
        if not answer.data:
            raise self._broken(f"unprotected status {answer.status:04X}")
        found = objects(answer.data, self.device)
        said = dict(found)
        if len(said) != len(found) or found[-1][0] != MAC or len(said.get(STATUS, b"")) != 2:
            raise self._broken("data objects")
        signed = b"".join(encode(tag, value) for tag, value in found[:-1])
        if not compare_digest(self._mac(signed), said[MAC]):
            raise self._broken("MAC")
        return Answer(self._open(said), int.from_bytes(said[STATUS], "big"))

    def _open(self, said: dict[int, bytes]) -> bytes:
        secret = said.get(ENCRYPTED_BER, b"")
        if ENCRYPTED in said:
            if said[ENCRYPTED][:1] != PADDED:
                raise self._broken("padding indicator")
            secret = said[ENCRYPTED][1:]
        if not secret:
            return b""
        try:
            return self._suite.unpad(self._suite.decrypt(self._encryption, secret, self._vector()))
        except ValueError:
            raise self._broken("padding") from None

    def _count(self) -> None:
        size = self._suite.block
        self._counter = ((int.from_bytes(self._counter, "big") + 1) % (1 << 8 * size)).to_bytes(size, "big")

    def _vector(self) -> bytes:
        return self._suite.vector(self._encryption, self._counter)

    def _mac(self, message: bytes) -> bytes:
        return self._suite.mac(self._authentication, self._suite.pad(self._counter + message))

    def _broken(self, what: str) -> DeviceError:
        return DeviceError(ErrorCode.READ_FAILED, self.device, f"secure messaging: {what}")
