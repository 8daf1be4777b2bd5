from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from pathlib import Path

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from kiosk.submission.keys import load_receipt_keys, receipt_key, signing_key
from kiosk.submission.receipt_code import Facts, Reason, ReceiptCodeError, Standing, key_id, sign, verify

OFFICE = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
MACHINE = Ed25519PrivateKey.from_private_bytes(b"m" * 32)
KEYS = {**receipt_key(OFFICE, "office"), **receipt_key(MACHINE, "kiosk 330199-01")}
AT = datetime(2026, 11, 23, 1, 5, tzinfo=UTC)
DIGEST = "00112233445566778899aabbccddeeff"
NUMBER = "11330199MB000014XP4332014001002202611230001"
RECEIVED = Facts(Standing.RECEIVED, NUMBER, "330199-01", AT, DIGEST)
KEPT = Facts(Standing.KEPT, "330199-01-20261123-0001", "330199-01", AT, DIGEST)
CODE = sign(RECEIVED, OFFICE, "verify.example.gov.cn")
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


@pytest.mark.parametrize(("facts", "key", "signer"), [(RECEIVED, OFFICE, "office"), (KEPT, MACHINE, "kiosk 330199-01")])
def test_a_receipt_says_what_was_signed_and_by_whom(facts: Facts, key: Ed25519PrivateKey, signer: str) -> None:
    assert verify(sign(facts, key, "verify.example.gov.cn"), KEYS) == (facts, signer)


@given(st.integers(0, len(CODE) - 1), st.sampled_from(ALPHABET))
def test_one_changed_character_is_always_refused(at: int, character: str) -> None:
    changed = CODE[:at] + character + CODE[at + 1 :]
    with pytest.raises(ReceiptCodeError):
        verify(changed if changed != CODE else changed + "A", KEYS)


def is_accepted(text: str) -> bool:
    try:
        verify(text, KEYS)
    except ReceiptCodeError:
        return False
    return True


def test_every_single_character_counts() -> None:
    changed = [CODE[:at] + new + CODE[at + 1 :] for at in range(len(CODE)) for new in "A7B2." if new != CODE[at]]
    assert is_accepted(CODE)
    assert not [text for text in changed if is_accepted(text)]


@given(st.one_of(st.text(), st.text(ALPHABET, max_size=400).map(lambda t: CODE[:30] + t)))
def test_any_text_is_a_receipt_or_refused_with_a_reason(text: str) -> None:
    with pytest.raises(ReceiptCodeError) as refused:
        verify(text, KEYS)
    assert refused.value.reason in Reason


@given(st.binary(max_size=300))
def test_any_bytes_behind_our_address_are_refused_with_a_reason(raw: bytes) -> None:
    with pytest.raises(ReceiptCodeError):
        verify("HTTPS://H/R/" + base64.b32encode(raw).decode().rstrip("="), KEYS)


@pytest.mark.parametrize("tag", [18, 35, 61])
def test_a_regular_expression_or_another_tag_inside_is_refused(tag: int) -> None:
    raw = cbor2.dumps(cbor2.CBORTag(tag, cbor2.CBORTag(35, "((")))
    with pytest.raises(ReceiptCodeError) as refused:
        verify("HTTPS://H/R/" + base64.b32encode(raw).decode().rstrip("="), KEYS)
    assert refused.value.reason is Reason.DAMAGED


def test_a_machine_cannot_say_that_the_office_has_received_a_case() -> None:
    with pytest.raises(ReceiptCodeError) as refused:
        verify(sign(RECEIVED, MACHINE, "h"), KEYS)
    assert refused.value.reason is Reason.WRONG_SIGNER


def test_a_machine_cannot_sign_for_another_machine() -> None:
    other = Facts(Standing.KEPT, "330199-02-20261123-0001", "330199-02", AT, DIGEST)
    with pytest.raises(ReceiptCodeError) as refused:
        verify(sign(other, MACHINE, "h"), KEYS)
    assert refused.value.reason is Reason.WRONG_SIGNER


def test_a_signature_by_a_stranger_is_told_apart_from_a_forged_one() -> None:
    with pytest.raises(ReceiptCodeError) as refused:
        verify(sign(RECEIVED, Ed25519PrivateKey.generate(), "h"), KEYS)
    assert refused.value.reason is Reason.UNKNOWN_KEY


def test_the_same_code_at_another_address_is_forged() -> None:
    with pytest.raises(ReceiptCodeError) as refused:
        verify(CODE.replace("EXAMPLE", "EXAMPEL"), KEYS)
    assert refused.value.reason is Reason.FORGED


def test_a_second_spelling_of_the_same_bytes_is_refused() -> None:
    raw = base64.b32decode(CODE.split("/R/")[1] + "=" * (-len(CODE.split("/R/")[1]) % 8))
    longer = raw.replace(b"\x84", b"\x98\x04", 1)  # the same array, its length written in two bytes
    with pytest.raises(ReceiptCodeError) as refused:
        verify(CODE.split("/R/")[0] + "/R/" + base64.b32encode(longer).decode().rstrip("="), KEYS)
    assert refused.value.reason is Reason.DAMAGED


def test_the_code_stays_in_the_alphanumeric_mode_and_small() -> None:
    assert re.fullmatch(r"[0-9A-Z $%*+\-./:]+", CODE)
    assert len(CODE) <= 311  # version 10, level M


def test_a_host_that_is_none_is_refused_before_anything_is_signed() -> None:
    with pytest.raises(ValueError, match="not a host name"):
        sign(RECEIVED, OFFICE, "example.gov.cn/evil?")


def test_a_keys_file_that_is_wrong_says_where(tmp_path: Path) -> None:
    file = tmp_path / "keys.json"
    file.write_text('{"0011223344556677": {"public": "' + "A" * 43 + '=", "signer": "office"}}')
    with pytest.raises(ValueError, match=r"keys\.json: 0011223344556677: this is not the id of its key"):
        load_receipt_keys(file)
    file.write_text('{"0011223344556677": {"public": "short", "signer": "mayor"}}')
    with pytest.raises(ValueError, match=r"keys\.json: 0011223344556677\.public"):
        load_receipt_keys(file)


def test_a_signing_key_is_made_once_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    first, again = signing_key(tmp_path / "key"), signing_key(tmp_path / "key")
    assert first.private_bytes_raw() == again.private_bytes_raw()
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [tmp_path / "key"]
    assert len(key_id(first.public_key().public_bytes_raw())) == 16
