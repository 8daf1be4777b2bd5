"""The chip's end of PACE and of secure messaging (ICAO Doc 9303-11, 4.4 and 9.8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from asn1crypto.core import ObjectIdentifier
from ecdsa.ellipticcurve import Point, PointJacobi

from devices.card.emrtd.pace import CURVES, SUITES
from devices.card.emrtd.suite import AUTHENTICATION, ENCRYPTION, PASSWORD, Suite
from devices.card.emrtd.tlv import encode


class ChipSession:
    """The chip's end of secure messaging, 9303-11, 9.8."""

    def __init__(self, suite: Suite, encryption: bytes, authentication: bytes, counter: bytes) -> None:
        self._suite = suite
        self._encryption = encryption
        self._authentication = authentication
        self._counter = int.from_bytes(counter, "big")
        self.short_answer = 238 // suite.block * suite.block - 1  # 18 of the 256 bytes are status, MAC and tags

    def opened(self, apdu: bytes) -> tuple[int, int, int, bytes, int] | None:
        """Instruction, P1, P2, data and how many bytes are expected; None for a command that the host did not seal."""
        extended = len(apdu) > 7 and apdu[4] == 0
        body = apdu[7 : 7 + int.from_bytes(apdu[5:7], "big")] if extended else apdu[5 : 5 + apdu[4]]
        said = dict(objects(body))
        proof = said.get(0x8E, b"")
        signed = body[: len(body) - len(proof) - 2]
        self._counter += 1
        if self._mac(self._suite.pad(apdu[:4]) + signed) != proof:
            return None
        secret = said.get(0x85, said.get(0x87, b"\x01")[1:])
        data = self._suite.unpad(self._suite.decrypt(self._encryption, secret, self._vector())) if secret else b""
        length = said.get(0x97, b"\x00")
        return apdu[1], apdu[2], apdu[3], data, int.from_bytes(length, "big") or (256 if len(length) == 1 else 65536)

    def sealed(self, data: bytes, status: bytes, *, odd: bool) -> bytes:
        self._counter += 1
        body = b""
        if data:
            secret = self._suite.encrypt(self._encryption, self._suite.pad(data), self._vector())
            body = encode(0x85, secret) if odd else encode(0x87, b"\x01" + secret)
        body += encode(0x99, status)
        return body + encode(0x8E, self._mac(body)) + status

    def _bytes(self) -> bytes:
        return self._counter.to_bytes(self._suite.block, "big")

    def _vector(self) -> bytes:
        return self._suite.vector(self._encryption, self._bytes())

    def _mac(self, message: bytes) -> bytes:
        return self._suite.mac(self._authentication, self._suite.pad(self._bytes() + message))


class PaceExchange:
    """The chip's end of one run of PACE."""

    def __init__(
        self,
        protocol: str,
        parameter: int,
        password: bytes,
        random: Callable[[int], bytes],
        private_key: Callable[[int], int],
    ) -> None:
        self.session: ChipSession | None = None
        self._protocol = ObjectIdentifier(protocol).contents
        self._suite = SUITES[protocol]
        self._curve: Any = CURVES[parameter]
        self._size = (self._curve.curve.p().bit_length() + 7) // 8
        self._private_key = private_key
        self._nonce = random(-(-self._suite.key_length // self._suite.block) * self._suite.block)
        self._password = self._suite.derive(password, PASSWORD)
        self._generator: Any = None
        self._public = self._their_public = b""
        self._shared: tuple[bytes, bytes] | None = None  # keys for encryption and authentication

    def step(self, said: Mapping[int, bytes]) -> bytes | None:
        """The answer to one GENERAL AUTHENTICATE; None when it is wrong."""
        match list(said):
            case []:
                return encode(0x80, self._suite.encrypt(self._password, self._nonce))
            case [0x81]:
                return encode(0x82, self._map(said[0x81]))
            case [0x83] if self._generator is not None:
                return encode(0x84, self._agree(said[0x83]))
            case [0x85] if self._shared is not None:
                encryption, authentication = self._shared
                if said[0x85] != self._token(authentication, self._public):
                    return None
                self.session = ChipSession(self._suite, encryption, authentication, bytes(self._suite.block))
                return encode(0x86, self._token(authentication, self._their_public))
            case _:
                return None

    def _map(self, theirs: bytes) -> bytes:
        key = self._private_key(self._curve.order)
        self._generator = self._curve.generator * int.from_bytes(self._nonce, "big") + self._point(theirs) * key
        return self._encoded(self._curve.generator * key)

    def _agree(self, theirs: bytes) -> bytes:
        key = self._private_key(self._curve.order)
        self._their_public, self._public = theirs, self._encoded(self._generator * key)
        self._shared = session_keys(self._suite, int((self._point(theirs) * key).x()).to_bytes(self._size, "big"))
        return self._public

    def _token(self, key: bytes, public: bytes) -> bytes:
        said = encode(0x7F49, encode(0x06, self._protocol) + encode(0x86, public))
        return self._suite.mac(key, said if self._suite.aes else self._suite.pad(said))

    def _encoded(self, point: Any) -> bytes:
        return b"\x04" + b"".join(int(c).to_bytes(self._size, "big") for c in (point.x(), point.y()))

    def _point(self, data: bytes) -> Any:
        x, y = (int.from_bytes(data[i : i + self._size], "big") for i in (1, 1 + self._size))
        return PointJacobi.from_affine(Point(self._curve.curve, x, y))


def session_keys(suite: Suite, secret: bytes) -> tuple[bytes, bytes]:
    return suite.derive(secret, ENCRYPTION), suite.derive(secret, AUTHENTICATION)


def objects(data: bytes) -> list[tuple[int, bytes]]:
    """What a well-behaved host sends: tags of one byte, lengths of one or two."""
    found = []
    while data:
        start = 3 if data[1] == 0x81 else 4 if data[1] == 0x82 else 2
        length = data[1] if start == 2 else int.from_bytes(data[2:start], "big")
        found.append((data[0], data[start : start + length]))
        data = data[start + length :]
    return found
