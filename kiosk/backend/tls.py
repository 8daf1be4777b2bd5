"""A private certificate authority and a server certificate, for a demonstration, a test and a small office.

A city has its own; the kiosk only needs the path of the CA's certificate.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from kiosk.submission.files import replace_file
from kiosk.submission.keys import write_secret

_CA_LIFE = timedelta(days=3650)
_SERVER_LIFE = timedelta(days=397)
_RENEW_BEFORE = timedelta(days=30)


def certificates(folder: Path, now: datetime) -> tuple[Path, Path, Path]:
    """The CA certificate, the server's certificate and its private key, made or renewed when needed (PEM files)."""
    ca_file, server_file, server_key_file = folder / "ca.pem", folder / "server.pem", folder / "server.key"
    ca_key = _private_key(folder / "ca.key")
    if not ca_file.exists():
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Hall kiosk reference office CA")])
        ca = _certificate(name, name, ca_key.public_key(), now, _CA_LIFE)
        ca = ca.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        ca = ca.add_extension(_usage(certificates=True), critical=True)
        _write(ca_file, ca.sign(ca_key, hashes.SHA256()))
    if not _is_good(server_file, now):
        issuer = x509.load_pem_x509_certificate(ca_file.read_bytes())
        server_key = _private_key(server_key_file)
        server = _certificate(
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")]),
            issuer.subject,
            server_key.public_key(),
            now,
            _SERVER_LIFE,
        )
        names = [x509.DNSName("localhost"), *(x509.IPAddress(ip_address(a)) for a in ("127.0.0.1", "::1"))]
        server = server.add_extension(x509.SubjectAlternativeName(names), critical=False)
        server = server.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        server = server.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        server = server.add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca_key.public_key()), critical=False
        )
        _write(server_file, server.sign(ca_key, hashes.SHA256()))
    return ca_file, server_file, server_key_file


def _private_key(path: Path) -> ec.EllipticCurvePrivateKey:
    key = ec.generate_private_key(ec.SECP256R1())
    with contextlib.suppress(FileExistsError):
        write_secret(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    loaded = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise ValueError(f"{path}: not an elliptic-curve key")
    return loaded


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, life: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=certificates,
        crl_sign=certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _is_good(file: Path, now: datetime) -> bool:
    if not file.exists():
        return False
    ends = x509.load_pem_x509_certificate(file.read_bytes()).not_valid_after_utc
    return ends - now.astimezone(UTC) > _RENEW_BEFORE


def _write(file: Path, certificate: x509.Certificate) -> None:
    replace_file(file, certificate.public_bytes(Encoding.PEM))
