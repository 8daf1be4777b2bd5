"""What a signature proves: nothing, that the data are untouched, or that a trusted country signed them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, keys, pem, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from devices.api import Cause, DeviceError, ErrorCode
from devices.card.api import Authenticity
from devices.card.emrtd.passive import SecurityObject, security_object, trusted_certificates
from devices.card.emrtd.tlv import encode, only
from devices.virtual.emrtd_files import Country, data_groups, invented_country
from tests.cards.channels import DEVICE, ends_well
from tests.cards.travellers import CHAN

NOW = datetime(2026, 11, 23, tzinfo=UTC)
GROUPS = data_groups(CHAN)
SOD = invented_country().sign(GROUPS)
UNTIL = (b"491231000000Z", b"260101000000Z")
SCHEMES = ["ecdsa", "rsassa_pkcs1v15", "rsassa_pss"]


def trusted(tmp_path: Path, name: str = "UT", scheme: str = "ecdsa") -> Any:
    invented_country(name, scheme).write_csca(tmp_path)
    return trusted_certificates(tmp_path, DEVICE)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_trusted_countrys_signature_is_genuine(tmp_path: Path, scheme: str) -> None:
    signed = security_object(invented_country("UT", scheme).sign(GROUPS), DEVICE)
    assert signed.judge(GROUPS, trusted(tmp_path, "UT", scheme), NOW) is Authenticity.GENUINE


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_signature_of_somebody_unknown_only_says_that_nothing_was_altered(scheme: str) -> None:
    signed = security_object(invented_country("UT", scheme).sign(GROUPS), DEVICE)
    assert signed.judge(GROUPS, (), NOW) is Authenticity.INTACT


def test_another_country_of_the_same_name_is_not_the_same_country(tmp_path: Path) -> None:
    """Somebody made keys of his own and wrote a known name over them."""
    impostor = invented_country.__wrapped__()
    signed = security_object(impostor.sign(GROUPS), DEVICE)
    assert signed.judge(GROUPS, trusted(tmp_path), NOW) is Authenticity.INTACT


@pytest.mark.parametrize("year", [2019, 2050])
def test_certificates_count_only_while_they_hold(tmp_path: Path, year: int) -> None:
    signed = security_object(SOD, DEVICE)
    assert signed.judge(GROUPS, trusted(tmp_path), datetime(year, 6, 1, tzinfo=UTC)) is Authenticity.INTACT


def test_the_issuers_certificate_counts_only_while_it_holds(tmp_path: Path) -> None:
    longer, shorter = (invented_country().csca.replace(b"490101000000Z", year) for year in UNTIL)
    signed = security_object(SOD, DEVICE)
    (tmp_path / "longer.cer").write_bytes(longer)
    late = trusted_certificates(tmp_path, DEVICE)
    assert signed.judge(GROUPS, late, NOW) is Authenticity.GENUINE
    assert signed.judge(GROUPS, late, datetime(2049, 6, 1, tzinfo=UTC)) is Authenticity.INTACT  # the signer's is over
    (tmp_path / "longer.cer").write_bytes(shorter)
    assert signed.judge(GROUPS, trusted_certificates(tmp_path, DEVICE), NOW) is Authenticity.INTACT


def test_a_country_that_changed_its_kind_of_key_is_still_known(tmp_path: Path) -> None:
    """It has two certificates of one name, and only one of them fits."""
    older = x509.Certificate.load(invented_country().csca)
    public = invented_country("UT", "rsassa_pkcs1v15").key.public_key()
    older["tbs_certificate"]["subject_public_key_info"] = keys.PublicKeyInfo.load(
        public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    )
    (tmp_path / "a.cer").write_bytes(older.dump(force=True))
    signed = security_object(SOD, DEVICE)
    assert signed.judge(GROUPS, trusted_certificates(tmp_path, DEVICE), NOW) is Authenticity.INTACT
    (tmp_path / "b.cer").write_bytes(invented_country().csca)
    assert signed.judge(GROUPS, trusted_certificates(tmp_path, DEVICE), NOW) is Authenticity.GENUINE


def test_a_certificate_that_cannot_be_used_does_not_hide_the_one_that_signed() -> None:
    odd = x509.Certificate.load(invented_country().csca)
    odd["tbs_certificate"]["subject_public_key_info"]["algorithm"]["parameters"] = {"named": "1.2.156.10197.1.301"}
    signed = security_object(SOD, DEVICE)
    both = replace(signed, certificates=[x509.Certificate.load(odd.dump(force=True)), *signed.certificates])
    assert both.judge(GROUPS, (), NOW) is Authenticity.INTACT


def tampering(signed: SecurityObject, groups: dict[int, bytes]) -> None:
    with pytest.raises(DeviceError) as caught:
        signed.judge(groups, (), NOW)
    assert (caught.value.code, caught.value.cause) == (ErrorCode.AUTH_FAILED, Cause.TAMPER)


def test_one_altered_byte_in_a_data_group_is_tampering() -> None:
    tampering(security_object(SOD, DEVICE), {1: GROUPS[1][:-1] + b"A"})


def test_a_data_group_that_was_not_signed_is_tampering() -> None:
    tampering(security_object(SOD, DEVICE), {**GROUPS, 12: b"\x6c\x00"})


def test_digests_put_in_later_are_tampering() -> None:
    """The signature still fits its attributes, and those do not fit the content."""
    other = data_groups(CHAN) | {1: b"\x61\x00"}
    forged = SOD.replace(digest(GROUPS[1]), digest(other[1]))
    tampering(security_object(forged, DEVICE), other)


def test_attributes_put_in_later_are_tampering() -> None:
    """Now they fit, and the signature does not."""
    other = data_groups(CHAN) | {1: b"\x61\x00"}
    genuine, forged = security_object(SOD, DEVICE), SOD.replace(digest(GROUPS[1]), digest(other[1]))
    content = security_object(forged, DEVICE).content
    tampering(security_object(forged.replace(digest(genuine.content), digest(content)), DEVICE), other)


def test_a_content_of_another_type_is_never_taken_for_a_security_object() -> None:
    """Only the signed attributes say what was signed (RFC 5652, 5.3): without them the key's every signature fits."""
    country = invented_country()
    changed = cms.ContentInfo.load(only(SOD, 0x77, DEVICE))
    signer = changed["content"]["signer_infos"][0]
    content = bytes(changed["content"]["encap_content_info"]["content"])
    del signer["signed_attrs"]
    signer["signature"] = country.key.sign(content, ec.ECDSA(hashes.SHA256()))
    signed = security_object(encode(0x77, changed.dump(force=True)), DEVICE)
    with pytest.raises(DeviceError) as caught:
        signed.judge(GROUPS, (), NOW)
    assert caught.value.code is ErrorCode.INVALID_DATA


def digest(data: bytes) -> bytes:
    value = hashes.Hash(hashes.SHA256())
    value.update(data)
    return value.finalize()


@pytest.mark.parametrize("kind", ["ed25519", "1.2.156.10197.1.501"], ids=["Ed25519", "SM2 with SM3"])
def test_a_signature_of_an_unknown_kind_proves_nothing(kind: str) -> None:
    """It is not known to be false, either."""
    changed = cms.ContentInfo.load(only(SOD, 0x77, DEVICE))
    changed["content"]["signer_infos"][0]["signature_algorithm"] = {"algorithm": kind}
    signed = security_object(encode(0x77, changed.dump(force=True)), DEVICE)
    assert signed.judge(GROUPS, (), NOW) is Authenticity.NOT_SIGNED


def test_a_digest_of_an_unknown_kind_proves_nothing() -> None:
    sha256, sm3 = bytes.fromhex("0609608648016503040201"), bytes.fromhex("06096086480165030402FF")
    signed = security_object(SOD.replace(sha256, sm3), DEVICE)
    assert signed.judge(GROUPS, (), NOW) is Authenticity.NOT_SIGNED


@pytest.mark.parametrize("brainpool", [False, True], ids=["P-256", "brainpoolP256r1"])
def test_a_curve_may_be_written_out_instead_of_named(brainpool: bool) -> None:
    """As 9303-12, 7.1 demands of issuers."""
    signed = security_object(
        written_out(invented_country(brainpool=brainpool), BRAINPOOL if brainpool else P256), DEVICE
    )
    assert signed.judge(GROUPS, (), NOW) is Authenticity.INTACT


def test_a_curve_of_ones_own_proves_nothing() -> None:
    own = replace(P256, order=P256.order - 2)
    signed = security_object(written_out(invented_country(), own), DEVICE)
    assert signed.judge(GROUPS, (), NOW) is Authenticity.NOT_SIGNED


@dataclass(frozen=True)
class Curve:
    p: int
    a: int
    b: int
    order: int
    curve: ec.EllipticCurve


# SEC 2, 2.4.2, and RFC 5639, 3.4
P256 = Curve(
    p=0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    a=0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFC,
    b=0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    order=0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    curve=ec.SECP256R1(),
)
BRAINPOOL = Curve(
    p=0xA9FB57DBA1EEA9BC3E660A909D838D726E3BF623D52620282013481D1F6E5377,
    a=0x7D5A0975FC2C3057EEF67530417AFFE7FB8055C126DC5C6CE94A4B44F330B5D9,
    b=0x26DC5C6CE94A4B44F330B5D9BBD77CBF958416295CF7E1CE6BCCDC18FF8C07B6,
    order=0xA9FB57DBA1EEA9BC3E660A909D838D718C397AA3B561A6F7901E0E82974856A7,
    curve=ec.BrainpoolP256R1(),
)


def written_out(country: Country, curve: Curve) -> bytes:
    """The security object with the signer's curve by its parameters (SEC 1, C.2)."""
    generator = ec.derive_private_key(1, curve.curve).public_key()
    changed = cms.ContentInfo.load(only(country.sign(GROUPS), 0x77, DEVICE))
    key = changed["content"]["certificates"][0].chosen["tbs_certificate"]["subject_public_key_info"]
    key["algorithm"]["parameters"] = {
        "specified": {
            "version": "ecdpVer1",
            "field_id": {"field_type": "prime_field", "parameters": curve.p},
            "curve": {"a": curve.a.to_bytes(32, "big"), "b": curve.b.to_bytes(32, "big")},
            "base": generator.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
            "order": curve.order,
            "cofactor": 1,
        }
    }
    return encode(0x77, changed.dump(force=True))


# --- the folder of certificates


def test_certificates_are_der_or_pem_and_anything_else_is_passed_over(tmp_path: Path) -> None:
    csca = invented_country().csca
    (tmp_path / "a.der").write_bytes(csca)
    (tmp_path / "b.pem").write_bytes(pem.armor("CERTIFICATE", csca) * 2)
    (tmp_path / "readme.txt").write_text("no certificate")
    (tmp_path / "cut.cer").write_bytes(csca[:-1])
    (tmp_path / "list.pem").write_bytes(pem.armor("CERTIFICATE", csca[:-1]) + pem.armor("CERTIFICATE", csca))
    (tmp_path / "folder").mkdir()
    (tmp_path / ".hidden").write_bytes(csca)
    assert len(trusted_certificates(tmp_path, DEVICE)) == 4


def test_an_empty_folder_trusts_nobody(tmp_path: Path) -> None:
    assert trusted_certificates(tmp_path, DEVICE) == []


# --- bytes from anywhere


def judged(sod: bytes, device: str) -> None:
    security_object(sod, device).judge(GROUPS, (), NOW)


@given(st.binary(max_size=80))
def test_any_bytes_are_a_security_object_or_a_device_error(data: bytes) -> None:
    assert ends_well(judged, data)
    assert ends_well(judged, encode(0x77, data))


@given(st.lists(st.tuples(st.integers(0, len(SOD) - 1), st.integers(1, 255)), min_size=1, max_size=3))
def test_a_few_wrong_bytes_never_make_other_data_believed(changes: list[tuple[int, int]]) -> None:
    spoilt = bytearray(SOD)
    for at, change in changes:
        spoilt[at] ^= change
    assert not believed(bytes(spoilt), {1: b"\x61\x00"})


def believed(sod: bytes, groups: dict[int, bytes]) -> bool:
    try:
        return security_object(sod, DEVICE).judge(groups, (), NOW) is not Authenticity.NOT_SIGNED
    except DeviceError:
        return False
