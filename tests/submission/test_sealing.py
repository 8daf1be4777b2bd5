from __future__ import annotations

import hashlib
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pydantic import ValidationError

from kiosk.submission.contract import Case, CaseIdentity, Envelope
from kiosk.submission.sealing import Content, SealError, open_sealed, seal
from tests.submission.conftest import KIOSK, NAME, NUMBER, Brought, OfficeSide, parcel_of


def test_only_the_office_can_read_what_is_sealed(office_side: OfficeSide) -> None:
    key = uuid4()
    sealed = seal(b"a case", office_side.public, Content.CASE, KIOSK, key)
    assert open_sealed(sealed, office_side.sealing, Content.CASE, KIOSK, key) == b"a case"
    with pytest.raises(SealError):
        open_sealed(sealed, X25519PrivateKey.generate(), Content.CASE, KIOSK, key)


def test_a_page_cannot_be_moved_into_another_case(office_side: OfficeSide) -> None:
    sealed = seal(b"a page", office_side.public, Content.PAGE, KIOSK, uuid4())
    with pytest.raises(SealError):
        open_sealed(sealed, office_side.sealing, Content.PAGE, KIOSK, uuid4())


@pytest.mark.parametrize("damage", [lambda s: s[:-1], lambda _: b"", lambda s: s[:40] + bytes([s[40] ^ 1]) + s[41:]])
def test_damaged_bytes_do_not_open(office_side: OfficeSide, damage: object) -> None:
    key = uuid4()
    sealed = seal(
        b"a page of some length, so that there is something to damage", office_side.public, Content.PAGE, KIOSK, key
    )
    with pytest.raises(SealError):
        open_sealed(damage(sealed), office_side.sealing, Content.PAGE, KIOSK, key)  # type: ignore[operator]


def test_what_the_keeper_gets_holds_no_name_and_no_number(registration_case: Brought, office_side: OfficeSide) -> None:
    parcel = parcel_of(registration_case, office_side.public)
    everything = parcel.envelope.model_dump_json().encode() + parcel.envelope.sealed + b"".join(parcel.blobs.values())
    told = [word.encode(code) for word in (NAME, NUMBER, "13800000000") for code in ("utf-8", "utf-16-le", "gb18030")]
    assert len(parcel.blobs) == 3
    assert not [word for word in told if word in everything]


def test_the_office_finds_exactly_what_was_handed_in(registration_case: Brought, office_side: OfficeSide) -> None:
    envelope = parcel_of(registration_case, office_side.public).envelope
    plain = open_sealed(envelope.sealed, office_side.sealing, Content.CASE, envelope.kiosk_id, envelope.key)
    case = Case.model_validate_json(plain)
    assert case.identity is not None
    assert (case.identity.name, case.identity.number) == (NAME, NUMBER)
    assert hashlib.sha256(plain).hexdigest() == envelope.digest
    assert case.canonical() == plain


def test_an_envelope_survives_the_way_through_json(registration_case: Brought, office_side: OfficeSide) -> None:
    envelope = parcel_of(registration_case, office_side.public).envelope
    again = Envelope.model_validate_json(envelope.model_dump_json())
    assert again == envelope
    assert again.fingerprint() == envelope.fingerprint()


def test_what_is_wrong_with_a_case_is_said_without_saying_who() -> None:
    with pytest.raises(ValidationError) as caught:
        CaseIdentity.model_validate({"kind": NAME, "name": NAME, "number": NUMBER, "birth": NUMBER})
    assert NUMBER not in str(caught.value)
    assert NAME not in str(caught.value)
