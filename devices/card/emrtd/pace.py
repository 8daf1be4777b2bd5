"""PACE with elliptic curves and generic mapping (ICAO 9303-11, 4.4): a short password, a strong session.

The points are computed by `ecdsa`, which is not constant in time: the only secrets here are printed on the document or
live for one read.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from types import MappingProxyType
from typing import Any, ClassVar

import ecdsa
from asn1crypto import core
from ecdsa.ellipticcurve import INFINITY, Point, PointJacobi

from devices.api import DeviceError, ErrorCode
from devices.card.api import Secret
from devices.card.emrtd.messaging import SecureMessaging
from devices.card.emrtd.suite import (
    AES_128,
    AES_192,
    AES_256,
    AUTHENTICATION,
    ENCRYPTION,
    PASSWORD,
    TRIPLE_DES,
    Suite,
)
from devices.card.emrtd.tlv import encode, first, objects, only
from devices.card.iso7816 import OK, Answer, exchange
from devices.card.profile import Channel
from devices.card.text import invalid

BY_MRZ = 1  # the password's reference
BY_CAN = 2

SUITES: Mapping[str, Suite] = MappingProxyType(
    {
        "0.4.0.127.0.7.2.2.4.2.1": TRIPLE_DES,
        "0.4.0.127.0.7.2.2.4.2.2": AES_128,
        "0.4.0.127.0.7.2.2.4.2.3": AES_192,
        "0.4.0.127.0.7.2.2.4.2.4": AES_256,
    }
)  # id-PACE-ECDH-GM, 9303-11, 9.2.3

CURVES: Mapping[int, Any] = MappingProxyType(
    {
        8: ecdsa.NIST192p,
        9: ecdsa.BRAINPOOLP192r1,
        10: ecdsa.NIST224p,
        11: ecdsa.BRAINPOOLP224r1,
        12: ecdsa.NIST256p,
        13: ecdsa.BRAINPOOLP256r1,
        14: ecdsa.BRAINPOOLP320r1,
        15: ecdsa.NIST384p,
        16: ecdsa.BRAINPOOLP384r1,
        17: ecdsa.BRAINPOOLP512r1,
        18: ecdsa.NIST521p,
    }
)  # standardised domain parameters, 9303-11, 9.5.1

NONCES = range(16, 33)  # bytes


class _SecurityInfo(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar[list[Any]] = [
        ("protocol", core.ObjectIdentifier),
        ("required", core.Any),
        ("optional", core.Any, {"optional": True}),
    ]


class _SecurityInfos(core.SetOf):  # type: ignore[misc]
    _child_spec = _SecurityInfo


class PaceRefused(Exception):
    """The chip does not want to speak PACE after all; basic access control may do."""


@dataclass(frozen=True, slots=True)
class PaceInfo:
    """One way of PACE that a chip offers."""

    protocol: str  # object identifier, a key of SUITES
    parameter: int  # a key of CURVES

    @property
    def suite(self) -> Suite:
        return SUITES[self.protocol]

    @property
    def protocol_bytes(self) -> bytes:
        return bytes(core.ObjectIdentifier(self.protocol).contents)


def pace_info(card_access: bytes, device: str) -> PaceInfo | None:
    """The first way in EF.CardAccess that is known here. Raises DeviceError(invalid_data)."""
    try:
        for info in _SecurityInfos.load(card_access):
            protocol = info["protocol"].dotted
            if protocol in SUITES and isinstance(info["optional"], core.Any):
                parameter = info["optional"].parse(core.Integer).native
                if parameter in CURVES:
                    return PaceInfo(protocol, parameter)
    except (ValueError, TypeError):
        raise invalid(device, "EF.CardAccess") from None
    return None


def open_pace(
    channel: Channel,
    info: PaceInfo,
    secret: Secret,
    private_key: Callable[[int], int] = lambda order: secrets.randbelow(order - 1) + 1,
) -> SecureMessaging:
    """`secret`: the CAN is taken if there is one. `private_key`: one of a group of that order.

    Raises PaceRefused, DeviceError(secret_needed) when the password is wrong, (read_failed, invalid_data) when the chip
    does not keep to the protocol.
    """
    suite, curve = info.suite, CURVES[info.parameter]
    reference = BY_CAN if secret.can else BY_MRZ
    password = secret.can.encode("ascii", "replace") if secret.can else _mrz_password(secret.mrz)
    choice = (
        encode(0x80, info.protocol_bytes) + encode(0x83, bytes([reference])) + encode(0x84, bytes([info.parameter]))
    )
    status = exchange(channel, b"\x00\x22\xc1\xa4" + bytes([len(choice)]) + choice).status
    if status != OK and status >> 4 != 0x63C:  # 63Cx: so many attempts are left
        raise PaceRefused

    sealed = _step(channel, b"", 0x80)
    if len(sealed) not in NONCES or len(sealed) % suite.block:
        raise invalid(channel.device, "PACE nonce")
    nonce = int.from_bytes(suite.decrypt(suite.derive(password, PASSWORD), sealed), "big")

    mapping = private_key(curve.order)
    own = curve.generator * mapping
    other = _point(channel, curve, _step(channel, encode(0x81, _bytes(curve, own)), 0x82))
    if other == own:
        raise DeviceError(ErrorCode.READ_FAILED, channel.device, "PACE: reflected mapping key")
    generator = curve.generator * nonce + other * mapping
    if generator == INFINITY:
        raise DeviceError(ErrorCode.READ_FAILED, channel.device, "PACE: mapping")

    key = private_key(curve.order)
    own_public = _bytes(curve, generator * key)
    other_public = _step(channel, encode(0x83, own_public), 0x84)
    if other_public == own_public:
        raise DeviceError(ErrorCode.READ_FAILED, channel.device, "PACE: reflected key")
    agreed = _point(channel, curve, other_public) * key
    shared = int(agreed.x()).to_bytes(_size(curve), "big")
    encryption, authentication = suite.derive(shared, ENCRYPTION), suite.derive(shared, AUTHENTICATION)

    token = encode(0x85, pace_token(info, authentication, other_public))
    answer = _authenticate(channel, token, last=True)
    if answer.status != OK:
        raise DeviceError(ErrorCode.SECRET_NEEDED, channel.device, f"PACE: refused: {answer.status:04X}")
    theirs = _value(channel, answer.data, 0x86)
    if not compare_digest(theirs, pace_token(info, authentication, own_public)):
        raise DeviceError(ErrorCode.READ_FAILED, channel.device, "PACE: token of the chip")
    return SecureMessaging(channel, suite, encryption, authentication, bytes(suite.block))


def pace_token(info: PaceInfo, key: bytes, public: bytes) -> bytes:
    """What proves that both have the same key: a MAC over the other one's public key (9303-11, 4.4.3.4)."""
    said = encode(0x7F49, encode(0x06, info.protocol_bytes) + encode(0x86, public))
    return info.suite.mac(key, said if info.suite.aes else info.suite.pad(said))


def _mrz_password(mrz: str) -> bytes:
    return hashlib.sha1(mrz.encode("ascii", "replace")).digest()


def _step(channel: Channel, data: bytes, tag: int) -> bytes:
    answer = _authenticate(channel, data)
    if answer.status != OK:
        raise DeviceError(ErrorCode.READ_FAILED, channel.device, f"PACE: {answer.status:04X}")
    return _value(channel, answer.data, tag)


def _authenticate(channel: Channel, data: bytes, *, last: bool = False) -> Answer:
    """GENERAL AUTHENTICATE, chained until the last."""
    body = encode(0x7C, data)
    return exchange(channel, bytes([0x00 if last else 0x10, 0x86, 0x00, 0x00, len(body)]) + body + b"\x00")


def _value(channel: Channel, data: bytes, tag: int) -> bytes:
    return first(objects(only(data, 0x7C, channel.device), channel.device), tag, channel.device)


def _size(curve: Any) -> int:
    """Bytes of a coordinate."""
    return int(curve.curve.p().bit_length() + 7) // 8


def _bytes(curve: Any, point: Any) -> bytes:
    size = _size(curve)
    return b"\x04" + int(point.x()).to_bytes(size, "big") + int(point.y()).to_bytes(size, "big")


def _point(channel: Channel, curve: Any, data: bytes) -> Any:
    """An uncompressed point that lies on the curve; all the curves have cofactor 1."""
    size = _size(curve)
    if len(data) != 1 + 2 * size or data[0] != 0x04:
        raise invalid(channel.device, "PACE point")
    x, y = int.from_bytes(data[1 : 1 + size], "big"), int.from_bytes(data[1 + size :], "big")
    if max(x, y) >= curve.curve.p() or not curve.curve.contains_point(x, y):
        raise invalid(channel.device, "PACE point")
    return PointJacobi.from_affine(Point(curve.curve, x, y))
