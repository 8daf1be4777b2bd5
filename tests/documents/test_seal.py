from __future__ import annotations

import io
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import EmbeddedPdfSignature, validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from kiosk.documents.pictures import pictures
from kiosk.documents.seal import SealingKey, SealState, seal, sealing_key, verify
from tests.documents.samples import AT, INK, paper

KIOSK = "ZJ01-03"


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return paper("waiver", signatures={"applicant": INK})


@pytest.fixture(scope="module")
def sealed(pdf: bytes, key: SealingKey) -> bytes:
    return seal(pdf, key, "王小明", "放弃陈述申辩声明", AT)


def signature(sealed: bytes) -> EmbeddedPdfSignature:
    (only,) = PdfFileReader(io.BytesIO(sealed)).embedded_signatures
    return only


def test_a_sealed_paper_is_the_paper_with_a_seal_appended(pdf: bytes, sealed: bytes) -> None:
    assert sealed.startswith(pdf)
    assert pictures(sealed, 400) == pictures(pdf, 400)


def test_a_sealed_paper_is_intact_and_an_unsealed_one_has_no_seal(pdf: bytes, sealed: bytes, key: SealingKey) -> None:
    assert verify(sealed, key.certificate) is SealState.INTACT
    assert verify(pdf, key.certificate) is SealState.NONE


def test_a_machine_that_has_read_a_passport_can_still_seal(pdf: bytes, tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(pdf)
    code = f"""
from datetime import UTC, datetime
from pathlib import Path
from asn1crypto.cms import CMSAttribute
CMSAttribute({{"type": "content_type", "values": ["data"]}}).dump()  # as in a passport's security object
from kiosk.documents.seal import SealState, seal, sealing_key, verify
folder = Path({str(tmp_path)!r})
key = sealing_key(folder, "{KIOSK}", datetime.now(UTC))
sealed = seal((folder / "paper.pdf").read_bytes(), key, "王小明", "申请书", datetime.now(UTC))
assert verify(sealed, key.certificate) is SealState.INTACT
"""
    sealing = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=False)
    assert sealing.returncode == 0, sealing.stderr


def test_pyhanko_with_only_this_certificate_trusted_finds_the_whole_file_signed(
    sealed: bytes, key: SealingKey, tmp_path: Path
) -> None:
    file = tmp_path / "certificate.pem"
    file.write_bytes(key.certificate.public_bytes(Encoding.PEM))
    context = ValidationContext(trust_roots=[load_cert_from_pemder(str(file))], allow_fetching=False, moment=AT)
    status = validate_pdf_signature(signature(sealed), context)
    assert status.intact
    assert status.valid
    assert status.trusted
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def test_the_seal_is_pades_and_says_who_why_and_when(sealed: bytes) -> None:
    found = signature(sealed)
    assert found.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert found.sig_object["/Name"] == "王小明"
    assert found.sig_object["/Reason"] == "放弃陈述申辩声明"
    assert found.self_reported_timestamp == AT
    assert found.signer_cert.subject.native["common_name"] == KIOSK
    attributes = [attribute["type"].native for attribute in found.signer_info["signed_attrs"]]
    assert "signing_certificate_v2" in attributes
    assert "signing_time" not in attributes  # EN 319 142-1, 6.3: the time stands in the PDF


def test_a_sealed_paper_is_still_pdf_a_with_the_date_of_its_making(pdf: bytes, sealed: bytes) -> None:
    assert b"xpacket" not in sealed[len(pdf) :]
    reader = PdfFileReader(io.BytesIO(sealed))
    assert reader.trailer["/Info"]["/CreationDate"] == "D:20261123013000Z"
    assert str(reader.trailer["/Info"].get("/ModDate", "D:20261123013000Z")) == "D:20261123013000Z"
    widget = signature(sealed).sig_field
    assert widget["/F"] & 0b100  # printed
    assert not widget["/F"] & 0b10  # not hidden (ISO 19005-2, 6.3.2)


def places(pdf: bytes, sealed: bytes) -> Iterator[int]:
    """All over the paper, each part of the seal, and not the signature's own bytes."""
    _, start, end, _ = signature(sealed).byte_range
    yield from range(7, len(pdf), 1009)
    yield from range(len(pdf), start, 61)
    yield from range(end, len(sealed), 29)


def test_one_byte_changed_anywhere_is_seen(pdf: bytes, sealed: bytes, key: SealingKey) -> None:
    missed = []
    for place in places(pdf, sealed):
        touched = bytearray(sealed)
        touched[place] ^= 1 << place % 8
        if verify(bytes(touched), key.certificate) is not SealState.CHANGED:
            missed.append(place)
    assert missed == []


def test_a_signature_that_was_spoilt_is_seen(sealed: bytes, key: SealingKey) -> None:
    _, start, end, _ = signature(sealed).byte_range
    room = sealed[start:end]
    padding = start + len(room.rstrip(b"0>")) + 40
    for place in (start + 1, start + 9, padding):
        touched = sealed[:place] + (b"1" if sealed[place : place + 1] != b"1" else b"2") + sealed[place + 1 :]
        assert verify(touched, key.certificate) is SealState.CHANGED


@pytest.mark.parametrize("rest", [b"\n", b"%", b"1 0 obj\n<<>>\nendobj\n"])
def test_anything_appended_is_a_change(sealed: bytes, key: SealingKey, rest: bytes) -> None:
    assert verify(sealed + rest, key.certificate) is SealState.CHANGED


def test_a_paper_that_is_cut_off_is_changed(sealed: bytes, key: SealingKey) -> None:
    assert verify(sealed[:-100], key.certificate) is SealState.CHANGED
    assert verify(b"", key.certificate) is SealState.CHANGED


def test_the_seal_of_another_machine_is_known_as_such(pdf: bytes, sealed: bytes, tmp_path: Path) -> None:
    other = sealing_key(tmp_path, "ZJ01-04", AT)
    assert verify(sealed, other.certificate) is SealState.UNKNOWN_SIGNER


def test_who_copies_the_name_of_a_machine_does_not_get_its_trust(pdf: bytes, key: SealingKey, tmp_path: Path) -> None:
    forged = seal(pdf, sealing_key(tmp_path, KIOSK, AT), "王小明", "放弃陈述申辩声明", AT)
    assert verify(forged, key.certificate) is SealState.UNKNOWN_SIGNER


def test_what_is_no_pdf_is_not_sealed(key: SealingKey) -> None:
    with pytest.raises(ValueError, match="no PDF"):
        seal(b"GIF89a", key, "王小明", "", AT)


def test_sealing_and_checking_work_on_any_thread_and_leave_nothing_open(pdf: bytes, key: SealingKey) -> None:
    found: list[SealState] = []
    threads = [
        threading.Thread(target=lambda: found.append(verify(seal(pdf, key, "a", "b", AT), key.certificate)))
        for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [SealState.INTACT] * 3


def test_the_key_is_made_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = sealing_key(tmp_path, KIOSK, AT)
    again = sealing_key(tmp_path, KIOSK, datetime(2030, 1, 1, tzinfo=UTC))
    assert again.certificate == first.certificate
    assert again.private.private_numbers() == first.private.private_numbers()
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_certificate_signs_only_and_has_no_end(key: SealingKey) -> None:
    usage = key.certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert key.certificate.not_valid_before_utc == AT
    assert key.certificate.not_valid_after_utc.year == 9999


def test_a_copied_disk_does_not_make_two_machines_one(tmp_path: Path) -> None:
    first, second = (sealing_key(tmp_path, kiosk, AT) for kiosk in ("ZJ01-03", "ZJ01-04"))
    assert first.certificate != second.certificate


@pytest.mark.parametrize("content", [b"", b"-----BEGIN PRIVATE KEY-----\n"])
def test_a_damaged_key_names_its_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / f"seal-{KIOSK}.pem").write_bytes(content)
    with pytest.raises(ValueError, match=r"seal-ZJ01-03\.pem"):
        sealing_key(tmp_path, KIOSK, AT)


def test_a_key_beside_the_certificate_of_another_is_refused(tmp_path: Path) -> None:
    mine, theirs = (tmp_path / f"seal-{kiosk}.pem" for kiosk in ("A1", "A2"))
    sealing_key(tmp_path, "A1", AT)
    sealing_key(tmp_path, "A2", AT)
    parts = [re.split(b"(?=-----BEGIN CERTIFICATE)", file.read_bytes()) for file in (mine, theirs)]
    mine.write_bytes(parts[0][0] + parts[1][1])
    with pytest.raises(ValueError, match="does not belong"):
        sealing_key(tmp_path, "A1", AT)


def test_a_private_key_is_never_shown(key: SealingKey) -> None:
    assert "private" not in repr(key).lower()
