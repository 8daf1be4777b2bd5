"""What stands in the chip of an invented travel document (ICAO Doc 9303-10), signed by an invented country."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from asn1crypto import algos, cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from devices.card.api import CardData, CardKind
from devices.card.emrtd.mrz import check_digit, mrz_information
from devices.card.emrtd.tlv import encode

DG1, DG2, DG11, COM, SOD = 0x01, 0x02, 0x0B, 0x1E, 0x1D
_TAGS = {DG1: 0x61, DG2: 0x75, DG11: 0x6B}

LDS_SECURITY_OBJECT = "2.23.136.1.1.1"
ISSUED, HOLDS_UNTIL = datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 1, 1, tzinfo=UTC)


def printed_mrz(holder: CardData) -> str:
    """The MRZ information of the holder's document."""
    return mrz_information(_number(holder), _six(holder.birth), _six(holder.valid_to))


def mrz_lines(holder: CardData) -> str:
    """The lines in data group 1, without breaks. Raises ValueError for a field that does not fit."""
    number, birth, expiry = _checked(_number(holder), 9), _checked(_six(holder.birth)), _checked(_six(holder.valid_to))
    sex = {"1": "M", "2": "F"}.get(holder.sex, "<")
    surname, _, given = holder.name_latin.partition(" ")
    name = f"{surname}<<{given.replace(' ', '<')}"
    code = _code(holder)
    if code == "P":
        country = holder.nationality or "UTO"
        second = number + country.ljust(3, "<") + birth + sex + expiry + "<" * 14 + "0"
        return (
            _fill(f"P<{country.ljust(3, '<')}{name}", 44)
            + second
            + check_digit(second[:10] + second[13:20] + second[21:])
        )
    if code in ("CR", "CT"):
        return _fill(f"{code}{number}<<<{expiry}{sex}{birth}", 30) + _fill("", 30) + _fill(name, 30)
    first = f"{code}{number}<{expiry}<{birth}<"
    return first + check_digit(first[2:]) + "<" * 12 + _fill(name, 18) + _fill(sex, 30)


def data_groups(holder: CardData) -> dict[int, bytes]:
    """By short identifier. The picture has a group only if the holder has one."""
    groups = {DG1: encode(0x61, encode(0x5F1F, mrz_lines(holder).encode("ascii")))}
    if holder.photo:
        groups[DG2] = _face(holder.photo)
    details = {0x5F0E: holder.name.encode() if holder.name != holder.name_latin else b""}
    details[0x5F10] = holder.number.encode() if holder.number != _number(holder) else b""
    details[0x5F2B] = f"{holder.birth:%Y%m%d}".encode() if holder.birth else b""
    present = {tag: value for tag, value in details.items() if value}
    tags = encode(0x5C, b"".join(tag.to_bytes(2, "big") for tag in present))
    groups[DG11] = encode(0x6B, tags + b"".join(encode(tag, value) for tag, value in present.items()))
    return groups


def chip_files(holder: CardData) -> dict[int, bytes]:
    """All files of the application, signed."""
    groups = data_groups(holder)
    versions = encode(0x5F01, b"0107") + encode(0x5F36, b"040000")
    com = encode(0x60, versions + encode(0x5C, bytes(_TAGS[number] for number in groups)))
    return {**groups, COM: com, SOD: invented_country().sign(groups)}


def card_access(protocol: str, parameter: int) -> bytes:
    """EF.CardAccess with one way of PACE, version 2 (9303-11, 9.2.1)."""
    info = encode(0x06, core.ObjectIdentifier(protocol).contents) + encode(0x02, b"\x02")
    return encode(0x31, encode(0x30, info + encode(0x02, bytes([parameter]))))


@dataclass(frozen=True, slots=True)
class Country:
    """A signing authority (CSCA) and one document signer under it."""

    authority: x509.Certificate
    signer: asn1_x509.Certificate
    key: Any  # private, of the signer
    scheme: str  # ecdsa, rsassa_pkcs1v15, rsassa_pss

    @property
    def csca(self) -> bytes:
        """The authority's certificate, DER."""
        return self.authority.public_bytes(Encoding.DER)

    def write_csca(self, folder: Path) -> Path:
        path = folder / "invented-csca.cer"
        path.write_bytes(self.csca)
        return path

    def sign(self, groups: Mapping[int, bytes]) -> bytes:
        """EF.SOD over data groups, SHA-256 (9303-10, 4.6.2)."""
        content = _lds_security_object(groups)
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": [LDS_SECURITY_OBJECT]},
                {"type": "message_digest", "values": [_sha256(content)]},
            ]
        )
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": {
                    "issuer_and_serial_number": {
                        "issuer": self.signer.issuer,
                        "serial_number": self.signer.serial_number,
                    }
                },
                "digest_algorithm": {"algorithm": "sha256"},
                "signed_attrs": attributes,
                "signature_algorithm": self._algorithm(),
                "signature": self._signature(attributes.dump()),
            }
        )
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [{"algorithm": "sha256"}],
                "encap_content_info": {"content_type": LDS_SECURITY_OBJECT, "content": content},
                "certificates": [self.signer],
                "signer_infos": [signer],
            }
        )
        return encode(0x77, cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())

    def _algorithm(self) -> dict[str, Any]:
        match self.scheme:
            case "ecdsa":
                return {"algorithm": "sha256_ecdsa"}
            case "rsassa_pkcs1v15":
                return {"algorithm": "sha256_rsa"}
            case _:
                digest = {"algorithm": "sha256"}
                mask = {"algorithm": "mgf1", "parameters": digest}
                parameters = {"hash_algorithm": digest, "mask_gen_algorithm": mask, "salt_length": 32}
                return {"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(parameters)}

    def _signature(self, message: bytes) -> bytes:
        match self.scheme:
            case "ecdsa":
                signature = self.key.sign(message, ec.ECDSA(hashes.SHA256()))
            case "rsassa_pkcs1v15":
                signature = self.key.sign(message, padding.PKCS1v15(), hashes.SHA256())
            case _:
                pss = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
                signature = self.key.sign(message, pss, hashes.SHA256())
        return bytes(signature)


@cache
def invented_country(name: str = "UT", scheme: str = "ecdsa", *, brainpool: bool = False) -> Country:
    """Made once a process: keys take time. `brainpool`: the curve of the signer, else P-256."""
    authority_key = ec.generate_private_key(ec.SECP384R1())
    key: Any
    if scheme == "ecdsa":
        key = ec.generate_private_key(ec.BrainpoolP256R1() if brainpool else ec.SECP256R1())
    else:
        key = rsa.generate_private_key(65537, 2048)
    subject, signer = _name(name, "Invented CSCA"), _name(name, "Invented Document Signer")
    authority = _certificate(subject, subject, authority_key.public_key()).sign(authority_key, hashes.SHA384())
    certificate = _certificate(signer, subject, key.public_key()).sign(authority_key, hashes.SHA384())
    return Country(authority, asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)), key, scheme)


def _certificate(subject: x509.Name, issuer: x509.Name, key: Any) -> x509.CertificateBuilder:
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
    return builder.serial_number(x509.random_serial_number()).not_valid_before(ISSUED).not_valid_after(HOLDS_UNTIL)


def _name(country: str, common: str) -> x509.Name:
    return x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, country), x509.NameAttribute(NameOID.COMMON_NAME, common)]
    )


def _lds_security_object(groups: Mapping[int, bytes]) -> bytes:
    digests = b"".join(
        encode(0x30, encode(0x02, bytes([number])) + encode(0x04, _sha256(data))) for number, data in groups.items()
    )
    algorithm = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
    return encode(0x30, encode(0x02, b"\x00") + algorithm + encode(0x30, digests))


def _sha256(data: bytes) -> bytes:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(data)
    return digest.finalize()


def _face(picture: bytes) -> bytes:
    """One face image of ISO/IEC 19794-5 in its biometric template."""
    record = (20 + 12 + len(picture)).to_bytes(4, "big") + bytes(16) + bytes(12) + picture
    block = b"FAC\x00010\x00" + (14 + len(record)).to_bytes(4, "big") + b"\x00\x01" + record
    header = encode(0xA1, encode(0x80, b"\x01\x01") + encode(0x87, b"\x01\x01") + encode(0x88, b"\x00\x08"))
    return encode(0x75, encode(0x7F61, encode(0x02, b"\x01") + encode(0x7F60, header + encode(0x5F2E, block))))


def _code(holder: CardData) -> str:
    """Permits are told by their number: H and M to the mainland, digits from Taiwan, C to Hong Kong and Macao."""
    if holder.kind is CardKind.PASSPORT:
        return "P"
    first = _number(holder)[:1]
    return "CT" if first.isdigit() else {"H": "CR", "M": "CR", "C": "CS"}.get(first, "CD")


def _number(holder: CardData) -> str:
    return holder.permit_number or holder.number


def _six(day: date | None) -> str:
    return f"{day:%y%m%d}" if day else "<<<<<<"


def _checked(text: str, width: int = 6) -> str:
    filled = _fill(text, width)
    return filled + check_digit(filled)


def _fill(text: str, width: int) -> str:
    if len(text) > width:
        raise ValueError("a field of the MRZ does not fit")
    return text.ljust(width, "<")
