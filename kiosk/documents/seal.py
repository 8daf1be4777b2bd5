"""Sealing a paper, and looking at a seal: PAdES B-B (ETSI EN 319 142-1), without a server of any kind.

The seal is the machine's, not the citizen's: it proves that the paper left the machine like this. Each machine has a
key and a certificate of its own; who knows the certificate (the office, from the enrolment) can check every paper
alone. ECDSA on P-256 is what readers of PDF know; a seal with SM2 would need a library that has it.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from kiosk.submission.keys import write_secret

if TYPE_CHECKING:
    from pyhanko.sign.signers import SimpleSigner

_FIELD = "Seal"
_RESERVED = 4096  # bytes for the signature; it takes about 1,000
_NO_END = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)  # RFC 5280 4.1.2.5: of devices that cannot renew


@dataclass(frozen=True, slots=True)
class SealingKey:
    """电子印章: the key that a machine seals with. `certificate` is for everybody."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)
    certificate: x509.Certificate


class SealState(StrEnum):
    INTACT = "intact"  # the paper is, byte for byte, what the trusted machine sealed
    CHANGED = "changed"
    UNKNOWN_SIGNER = "unknown_signer"  # sealed, but not by the trusted one
    NONE = "none"


def sealing_key(folder: Path, kiosk_id: str, now: datetime) -> SealingKey:
    """The key of this machine in `folder`, made on first use. Raises OSError, ValueError when the file is damaged."""
    file = folder / f"seal-{kiosk_id}.pem"
    if not file.exists():
        with contextlib.suppress(FileExistsError):  # another process was quicker
            write_secret(file, _pem(_made(kiosk_id, now)))
    return _read(file)


def seal(pdf: bytes, key: SealingKey, signer_name: str, reason: str, at: datetime) -> bytes:
    """The same paper with a seal appended. `signer_name`, `reason`: what a reader shows. Raises ValueError: no PDF.

    May be called on any thread that runs no event loop.
    """
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError

    class Appending(IncrementalPdfFileWriter):
        """Leaves the metadata as it is: pyHanko's own would carry the time of the system, and be no PDF/A any more."""

        def _update_meta(self) -> None: ...

    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
    from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes

    signer = PdfSigner(
        PdfSignatureMetadata(
            field_name=_FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, name=signer_name, reason=reason
        ),
        _signer(key),
    )
    try:
        session = signer.init_signing_session(Appending(io.BytesIO(pdf)))
    except PdfError as error:
        raise ValueError("this is no PDF") from error
    session.system_time = at
    paper = session.prepare_tbs_document(validation_info=None, bytes_reserved=2 * _RESERVED)
    sealed = io.BytesIO()
    digest, _ = paper.digest_tbs_document(output=sealed)
    asyncio.run(paper.perform_signature(digest.document_digest, PdfCMSSignedAttributes()))
    return sealed.getvalue()


def verify(pdf: bytes, trusted: x509.Certificate) -> SealState:
    """What became of a seal; `trusted`: the certificate of the machine that should have made it.

    Nothing is asked of the network or of the system's trust store, and the time does not matter: a certificate is
    trusted because it is known. Anything appended counts as a change.
    """
    from asn1crypto.cms import ContentInfo
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    try:
        found = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
        if not found:
            return SealState.CHANGED if b"/ByteRange" in pdf else SealState.NONE
        last = found[-1]
        _, start, end, _ = last.byte_range
        as_written = pdf[start:end] == _hex(ContentInfo.load(last.pkcs7_content).dump())
        intact, valid = validate_sig_integrity(
            last.signer_info, last.signer_cert, expected_content_type="data", actual_digest=last.compute_digest()
        )
        whole = last.evaluate_signature_coverage() is SignatureCoverageLevel.ENTIRE_FILE
        signer = last.signer_cert.dump()
    except Exception:  # a file that was damaged anywhere may break its reader anywhere
        return SealState.CHANGED
    if not (as_written and intact and valid and whole):
        return SealState.CHANGED
    return SealState.INTACT if signer == trusted.public_bytes(Encoding.DER) else SealState.UNKNOWN_SIGNER


def _hex(signature: bytes) -> bytes:
    """How it stands in the file, its room filled with zeros."""
    return b"<" + signature.ljust(_RESERVED, b"\0").hex().upper().encode() + b">"


def _made(kiosk_id: str, now: datetime) -> SealingKey:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, kiosk_id)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(_NO_END)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signs_only(), critical=True)
        .sign(private, hashes.SHA256())
    )
    return SealingKey(private, certificate)


def _signs_only() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: SealingKey) -> bytes:
    """Key and certificate in one file, so that there is never one without the other."""
    private = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + key.certificate.public_bytes(Encoding.PEM)


def _read(file: Path) -> SealingKey:
    both = file.read_bytes()
    try:
        private, certificate = load_pem_private_key(both, None), x509.load_pem_x509_certificate(both)
    except ValueError as error:
        raise ValueError(f"{file}: this is no sealing key: {error}") from error
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.public_key() != certificate.public_key():
        raise ValueError(f"{file}: the certificate does not belong to the key")
    return SealingKey(private, certificate)


def _signer(key: SealingKey) -> SimpleSigner:
    """The key as pyHanko wants it."""
    from asn1crypto import cms, keys
    from asn1crypto import x509 as asn1
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    # pyHanko adds its names to a table of asn1crypto, which turns that table round once: too early after a passport.
    names = cms.CMSAttributeType
    names.unmap("signing_time")
    names._reverse_map.update({name: oid for oid, name in names._map.items()})
    der = key.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return SimpleSigner(
        signing_cert=asn1.Certificate.load(key.certificate.public_bytes(Encoding.DER)),
        signing_key=keys.PrivateKeyInfo.load(der),
        cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]
    )
