"""The office as a kiosk meets it: a real server on this machine, over TLS."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from kiosk.backend.keys import Party, enrol
from kiosk.backend.server import Running, serve
from kiosk.backend.tls import certificates
from kiosk.catalogue.loader import Catalogue
from kiosk.clock import SystemClock
from kiosk.submission.contract import PublicKeys
from kiosk.submission.draft_box import DraftBox
from kiosk.submission.http_office import HttpInquirer, HttpOffice
from kiosk.submission.keys import load_public_keys
from kiosk.submission.office import OfficeError, OfficeErrorCode
from kiosk.submission.outbox import Outbox, ParcelState
from kiosk.submission.questions import FetchDraft
from kiosk.submission.sender import DraftOutcome, Sender
from tests.submission.conftest import KIOSK, Brought, LossyProxy, Told, drain, parcel_of, sealed_draft


class Office:
    """A running office that ends with its test."""

    def __init__(self, data: Path, tls: bool, catalogue: Catalogue | None) -> None:
        self.token = enrol(data, Party(role="kiosk", name=KIOSK))
        self._ready = threading.Event()
        self.running: Running
        self.data = data
        self._thread = threading.Thread(
            target=serve, args=(data, "127.0.0.1", 0, tls, self._is_ready, catalogue), name="office"
        )

    def _is_ready(self, running: Running) -> None:
        self.running = running
        self._ready.set()

    def __enter__(self) -> Office:
        self._thread.start()
        assert self._ready.wait(20)
        return self

    def __exit__(self, *_: object) -> None:
        self.running.stop()
        self._thread.join()

    @property
    def public(self) -> PublicKeys:
        return load_public_keys(self.data / "public_keys.json")


@pytest.fixture
def office(tmp_path: Path, catalogue: Catalogue) -> Iterator[Office]:
    with Office(tmp_path / "office", True, catalogue) as running:
        yield running


@pytest.fixture
def plain_office(tmp_path: Path, catalogue: Catalogue) -> Iterator[Office]:
    with Office(tmp_path / "office", False, catalogue) as running:
        yield running


def test_a_whole_case_over_tls_from_outbox_to_proof(
    office: Office, outbox: Outbox, drafts: DraftBox, proof_case: Brought, registration_case: Brought, told: Told
) -> None:
    proof = parcel_of(proof_case, office.public.sealing_key)
    registration = parcel_of(registration_case, office.public.sealing_key, 2)
    for parcel in (proof, registration):
        outbox.put(parcel.envelope, parcel.blobs)
    address = (office.running.url, office.token, office.running.ca or True)
    with HttpOffice(*address) as http, HttpInquirer(*address) as asking:
        http.health()
        sender = Sender(outbox, drafts, http, asking, office.public.receipt_keys, SystemClock(), told)
        outcomes = drain(sender, datetime.now(UTC))
        acceptance = outcomes[0].acceptance
        assert [outcome.state for outcome in outcomes] == [ParcelState.ACCEPTED] * 2
        assert acceptance is not None
        assert http.result(acceptance.case_number, proof.envelope.key).startswith(b"%PDF-")


def test_an_office_with_another_certificate_is_not_talked_to(
    office: Office, tmp_path: Path, proof_case: Brought
) -> None:
    (tmp_path / "other").mkdir()
    other_ca, _, _ = certificates(tmp_path / "other", datetime.now(UTC))
    with HttpOffice(office.running.url, office.token, other_ca) as http, pytest.raises(OfficeError) as caught:
        http.submit(parcel_of(proof_case, office.public.sealing_key).envelope)
    assert caught.value.code is OfficeErrorCode.TLS_FAILED


def test_somebody_who_speaks_no_tls_is_not_talked_to(plain_office: Office, tmp_path: Path) -> None:
    ca, _, _ = certificates(tmp_path, datetime.now(UTC))
    url = plain_office.running.url.replace("http:", "https:")
    with HttpOffice(url, "token", ca) as http, pytest.raises(OfficeError) as caught:
        http.health()
    assert caught.value.code is OfficeErrorCode.TLS_FAILED


@pytest.mark.parametrize(("loss", "sent"), [("drop_reply", 2), ("half_reply", 1)])  # no answer at all: sent again
def test_a_reply_lost_on_the_way_makes_one_case_and_one_number(
    plain_office: Office, outbox: Outbox, drafts: DraftBox, proof_case: Brought, told: Told, loss: str, sent: int
) -> None:
    parcel = parcel_of(proof_case, plain_office.public.sealing_key)
    outbox.put(parcel.envelope, {})
    port = int(plain_office.running.url.rsplit(":", 1)[1])
    with (
        LossyProxy(port) as proxy,
        HttpOffice(proxy.url, plain_office.token) as http,
        HttpInquirer(proxy.url, plain_office.token) as asking,
    ):
        proxy.script = [loss] * sent * 2
        sender = Sender(outbox, drafts, http, asking, plain_office.public.receipt_keys, SystemClock(), told)
        now = datetime.now(UTC)
        tries = [outcome for hour in range(3) for outcome in drain(sender, now + timedelta(hours=hour))]
    assert [t.error for t in tries] == [OfficeErrorCode.GARBLED, OfficeErrorCode.GARBLED, None]
    accepted = tries[-1].acceptance
    assert accepted is not None
    assert accepted.case_number.endswith("0001")


def test_a_draft_that_waited_for_the_network_is_taken_up_on_another_kiosk(
    office: Office, outbox: Outbox, drafts: DraftBox, told: Told
) -> None:
    draft, code = sealed_draft()
    drafts.keep(draft)
    there, ca = (office.running.url, office.token), office.running.ca or True
    now = datetime.now(UTC)
    with HttpOffice(*there, ca) as http, HttpInquirer("http://127.0.0.1:9", "token") as cut_off:
        sender = Sender(outbox, drafts, http, cut_off, office.public.receipt_keys, SystemClock(), told)
        outcome = sender.step(now)
        assert isinstance(outcome, DraftOutcome)
        assert outcome.error is OfficeErrorCode.UNREACHABLE
    token = enrol(office.data, Party(role="kiosk", name="330199-02"))
    with (
        HttpOffice(*there, ca) as http,
        HttpInquirer(*there, ca) as asking,
        HttpInquirer(office.running.url, token, ca) as other,
    ):
        sender = Sender(outbox, drafts, http, asking, office.public.receipt_keys, SystemClock(), told)
        assert sender.step(now + timedelta(hours=1)) == DraftOutcome(code.id, draft.kept_at)
        assert other.ask(FetchDraft(id=code.id)).state == "waiting"


def test_the_address_is_written_for_other_processes(office: Office) -> None:
    address = json.loads((office.data / "address.json").read_text())
    assert address == {"url": office.running.url, "ca": str(office.running.ca)}


def test_an_office_can_be_stopped_and_started_again_with_all_it_had(
    tmp_path: Path, catalogue: Catalogue, proof_case: Brought
) -> None:
    with Office(tmp_path / "o", True, catalogue) as first:
        parcel = parcel_of(proof_case, first.public.sealing_key)
        with HttpOffice(first.running.url, first.token, first.running.ca or True) as http:
            before = http.submit(parcel.envelope)
    with (
        Office(tmp_path / "o", True, catalogue) as second,
        HttpOffice(second.running.url, first.token, first.running.ca or True) as http,
    ):
        assert http.submit(parcel.envelope) == before


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        serve(tmp_path, "127.0.0.1", taken.getsockname()[1], False, lambda _: None)


def test_a_server_certificate_is_renewed_in_time_by_the_same_authority(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    ca, server, _ = (file.read_bytes() for file in certificates(tmp_path, now))
    same = [file.read_bytes() for file in certificates(tmp_path, now + timedelta(days=300))]
    renewed = [file.read_bytes() for file in certificates(tmp_path, now + timedelta(days=380))]
    assert same[:2] == [ca, server]
    assert renewed[0] == ca
    assert x509.load_pem_x509_certificate(renewed[1]).not_valid_after_utc > now + timedelta(days=700)
