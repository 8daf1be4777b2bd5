"""Passive authentication (ICAO Doc 9303-11, 5.1; 9303-12): is this what the issuer signed, and do we know the issuer?

What it cannot tell: a copy of a whole chip is as genuine as the chip. Revocation lists are not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

import ecdsa
import structlog
from asn1crypto import algos, cms, core, pem, x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from devices.api import Action, Cause, DeviceError, ErrorCode
from devices.card.api import Authenticity
from devices.card.emrtd.tlv import only
from devices.card.text import invalid

log = structlog.get_logger(__name__)

LDS_SECURITY_OBJECT = "2.23.136.1.1.1"
MAX_CERTIFICATES = 4  # in one security object

_HASHES: Mapping[str, type[hashes.HashAlgorithm]] = MappingProxyType(
    {
        "sha1": hashes.SHA1,  # documents of the first years
        "sha224": hashes.SHA224,
        "sha256": hashes.SHA256,
        "sha384": hashes.SHA384,
        "sha512": hashes.SHA512,
    }
)

# Issuers write out the parameters of their curve instead of its name (9303-12, 7.1); a curve is known by its order,
# and only its standard generator is used, whatever they wrote.
_CURVES: Mapping[int, ec.EllipticCurve] = MappingProxyType(
    {
        ecdsa.NIST224p.order: ec.SECP224R1(),
        ecdsa.NIST256p.order: ec.SECP256R1(),
        ecdsa.NIST384p.order: ec.SECP384R1(),
        ecdsa.NIST521p.order: ec.SECP521R1(),
        ecdsa.BRAINPOOLP256r1.order: ec.BrainpoolP256R1(),
        ecdsa.BRAINPOOLP384r1.order: ec.BrainpoolP384R1(),
        ecdsa.BRAINPOOLP512r1.order: ec.BrainpoolP512R1(),
    }
)

# What asn1crypto raises for bytes that are no ASN.1, or another type than is expected.
_MALFORMED = (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)


class _Hash(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar[list[Any]] = [("number", core.Integer), ("value", core.OctetString)]


class _Hashes(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Hash


class _LdsSecurityObject(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar[list[Any]] = [
        ("version", core.Integer),
        ("algorithm", algos.DigestAlgorithm),
        ("hashes", _Hashes),
        ("versions", core.Any, {"optional": True}),
    ]


class _Unknown(Exception):
    """A signature of a kind that cannot be checked here."""


@dataclass(frozen=True, slots=True)
class SecurityObject:
    """EF.SOD, taken apart and not yet believed."""

    device: str
    digests: Mapping[int, bytes] = field(repr=False)  # by data group
    algorithm: str  # of the digests
    content: bytes = field(repr=False)  # what is signed
    signer: Any = field(repr=False)  # cms.SignerInfo
    certificates: Sequence[Any] = field(repr=False)  # x509.Certificate

    def judge(self, groups: Mapping[int, bytes], trusted: Sequence[Any], now: datetime) -> Authenticity:
        """What the signature says about `groups`, the bytes of each data group that was read.

        Raises DeviceError(auth_failed) when anything was altered.
        """
        try:
            for number, data in groups.items():
                if self.digests.get(number) != _digest(self.algorithm, data):
                    raise tampered(self.device, f"data group {number} was altered")
            certificate = self._signed_by()
            return Authenticity.GENUINE if _known(certificate, trusted, now) else Authenticity.INTACT
        except _Unknown:
            return Authenticity.NOT_SIGNED
        except _MALFORMED:
            raise invalid(self.device, "security object") from None

    def _signed_by(self) -> Any:
        """The certificate in the object whose key made the signature."""
        algorithm = self.signer["digest_algorithm"]["algorithm"].native
        # An issuer must sign these (9303-10, 4.6.2): without them, what was signed as something else could pass.
        attributes = self.signer["signed_attrs"]
        said = {attribute["type"].native: attribute["values"][0].native for attribute in attributes}
        if (said["content_type"], said["message_digest"]) != (LDS_SECURITY_OBJECT, _digest(algorithm, self.content)):
            raise tampered(self.device, "security object was altered")
        message = b"\x31" + attributes.dump()[1:]  # signed as a SET, sent with a tag of its context
        signature, how = self.signer["signature"].native, self.signer["signature_algorithm"]
        verdicts = [_signs(one.public_key, how, algorithm, signature, message) for one in self.certificates]
        if True in verdicts:
            return self.certificates[verdicts.index(True)]
        if None in verdicts:
            raise _Unknown
        raise tampered(self.device, "signature was altered")


def security_object(sod: bytes, device: str) -> SecurityObject:
    """Raises DeviceError(invalid_data)."""
    try:
        signed = cms.ContentInfo.load(only(sod, 0x77, device))["content"]
        content = bytes(signed["encap_content_info"]["content"])
        said = _LdsSecurityObject.load(content)
        return SecurityObject(
            device=device,
            digests={entry["number"].native: entry["value"].native for entry in said["hashes"]},
            algorithm=said["algorithm"]["algorithm"].native,
            content=content,
            signer=signed["signer_infos"][0],
            certificates=[entry.chosen for entry in list(signed["certificates"])[:MAX_CERTIFICATES]],
        )
    except _MALFORMED:
        raise invalid(device, "security object") from None


def trusted_certificates(folder: Path, device: str) -> Sequence[Any]:
    """The CSCA certificates in `folder`, DER or PEM. What is none, or of a kind that cannot be used here, is logged and
    passed over."""
    found: list[Any] = []
    for path in sorted(folder.glob("[!.]*")):
        for encoded in _certificates(path):
            try:
                certificate = x509.Certificate.load(encoded, strict=True)
                _ = certificate.subject, certificate.not_valid_after, _public_key(certificate.public_key)
                found.append(certificate)
            except (_Unknown, *_MALFORMED):
                log.warning("csca_unusable", device=device, file=path.name)
    return found


def _certificates(path: Path) -> Sequence[bytes]:
    """DER, as far as it is; of a file that cannot be read something that is none."""
    try:
        data = path.read_bytes()
        return [der for _, _, der in pem.unarmor(data, multiple=True)] if pem.detect(data) else [data]
    except (OSError, ValueError):
        return [b""]


def _known(certificate: Any, trusted: Sequence[Any], now: datetime) -> bool:
    """Whether one of the `trusted` issued `certificate`, and both hold today."""
    if not _holds(certificate, now):
        return False
    body = certificate["tbs_certificate"].dump()
    signature, how = certificate["signature_value"].native, certificate["signature_algorithm"]
    return any(
        issuer.subject == certificate.issuer
        and _holds(issuer, now)
        and _signs(issuer.public_key, how, "", signature, body)
        for issuer in trusted
    )


def _holds(certificate: Any, now: datetime) -> bool:
    return bool(certificate.not_valid_before <= now <= certificate.not_valid_after)


def _signs(key: Any, how: Any, digest: str, signature: bytes, message: bytes) -> bool | None:
    """Whether `signature` over `message` was made with the private half of `key` (x509.PublicKeyInfo); None: of a kind
    that cannot be checked here. `digest`: where the algorithm of the signature does not name one."""
    try:
        _verify(_public_key(key), how, digest, signature, message)
    except InvalidSignature:
        return False
    except (_Unknown, UnsupportedAlgorithm):
        return None
    return True


def _verify(public: Any, how: Any, digest: str, signature: bytes, message: bytes) -> None:
    """Raises InvalidSignature, _Unknown, UnsupportedAlgorithm."""
    try:
        scheme = how.signature_algo
        if how["algorithm"].native not in ("rsassa_pkcs1v15", "rsaes_pkcs1v15"):
            digest = how.hash_algo
    except ValueError as error:  # an algorithm that asn1crypto has no name for, such as SM2
        raise _Unknown from error
    match scheme, public:
        case "rsassa_pkcs1v15", rsa.RSAPublicKey():
            public.verify(signature, message, padding.PKCS1v15(), _hash(digest))
        case "rsassa_pss", rsa.RSAPublicKey():
            parameters = how["parameters"]
            mask = parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native
            pss = padding.PSS(padding.MGF1(_hash(mask)), parameters["salt_length"].native)
            public.verify(signature, message, pss, _hash(digest))
        case "ecdsa", ec.EllipticCurvePublicKey():
            public.verify(signature, message, ec.ECDSA(_hash(digest)))
        case "rsassa_pkcs1v15" | "rsassa_pss" | "ecdsa", _:
            raise InvalidSignature  # of another key
        case _:
            raise _Unknown


def _public_key(key: Any) -> Any:
    if key["algorithm"]["algorithm"].native == "ec":
        parameters = key["algorithm"]["parameters"]
        if parameters.name == "specified":
            curve = _CURVES.get(parameters.chosen["order"].native)
            if curve is None:
                raise _Unknown
            return ec.EllipticCurvePublicKey.from_encoded_point(curve, bytes(key["public_key"]))
    try:
        return load_der_public_key(key.dump())
    except UnsupportedAlgorithm as error:
        raise _Unknown from error


def _hash(name: str) -> hashes.HashAlgorithm:
    if name not in _HASHES:
        raise _Unknown
    return _HASHES[name]()


def _digest(name: str, data: bytes) -> bytes:
    digest = hashes.Hash(_hash(name))
    digest.update(data)
    return digest.finalize()


def tampered(device: str, what: str) -> DeviceError:
    return DeviceError(ErrorCode.AUTH_FAILED, device, what, cause=Cause.TAMPER, action=Action.STAFF, retryable=False)
