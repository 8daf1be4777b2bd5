"""Basic access control (ICAO 9303-11, 4.3): who knows the printed lines may talk to the chip."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from hmac import compare_digest

from devices.api import DeviceError, ErrorCode
from devices.card.emrtd.messaging import SecureMessaging
from devices.card.emrtd.suite import AUTHENTICATION, ENCRYPTION, TRIPLE_DES
from devices.card.iso7816 import OK, exchange
from devices.card.profile import Channel

GET_CHALLENGE = bytes.fromhex("0084000008")
EXTERNAL_AUTHENTICATE = bytes.fromhex("0082000028")


def open_bac(channel: Channel, mrz: str, random: Callable[[int], bytes] = secrets.token_bytes) -> SecureMessaging:
    """`mrz`: the MRZ information; the application has been selected.

    Raises DeviceError(secret_needed) when the chip refuses, (read_failed) when it is not the chip that the MRZ is of.
    """
    seed = hashlib.sha1(mrz.encode("ascii", "replace")).digest()[:16]
    encryption, authentication = TRIPLE_DES.derive(seed, ENCRYPTION), TRIPLE_DES.derive(seed, AUTHENTICATION)
    challenge, status = exchange(channel, GET_CHALLENGE)
    if status != OK or len(challenge) != 8:
        raise DeviceError(ErrorCode.READ_FAILED, channel.device, f"BAC: no challenge: {status:04X}")
    nonce, key = random(8), random(16)
    sealed = TRIPLE_DES.encrypt(encryption, nonce + challenge + key)
    proof = sealed + TRIPLE_DES.mac(authentication, TRIPLE_DES.pad(sealed))
    answer, status = exchange(channel, EXTERNAL_AUTHENTICATE + proof + b"\x28")
    if status != OK:
        raise DeviceError(ErrorCode.SECRET_NEEDED, channel.device, f"BAC: refused: {status:04X}")
    if len(answer) != 40 or not compare_digest(
        TRIPLE_DES.mac(authentication, TRIPLE_DES.pad(answer[:32])), answer[32:]
    ):
        raise DeviceError(ErrorCode.READ_FAILED, channel.device, "BAC: MAC of the chip")
    opened = TRIPLE_DES.decrypt(encryption, answer[:32])
    if opened[:16] != challenge + nonce:
        raise DeviceError(ErrorCode.READ_FAILED, channel.device, "BAC: nonces of the chip")
    shared = bytes(mine ^ theirs for mine, theirs in zip(key, opened[16:], strict=True))
    return SecureMessaging(
        channel,
        TRIPLE_DES,
        TRIPLE_DES.derive(shared, ENCRYPTION),
        TRIPLE_DES.derive(shared, AUTHENTICATION),
        challenge[4:] + nonce[4:],
    )
