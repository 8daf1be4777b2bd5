"""The reference office's HTTP face (OpenAPI 3.1: `docs/openapi.json`). Errors are problem+json (RFC 9457)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import ValidationError
from starlette.exceptions import HTTPException

from kiosk.backend.keys import Access, OfficeKeys, Party
from kiosk.backend.proof import PROOFS
from kiosk.backend.store import KeyReused, Store, Stored
from kiosk.catalogue.loader import Catalogue
from kiosk.catalogue.model import Service
from kiosk.submission.contract import (
    Acceptance,
    Case,
    Envelope,
    Health,
    OpenedCase,
    Problem,
    PublicKeys,
    ReceiptKey,
    Sha256,
)
from kiosk.submission.receipt_code import Facts, Standing, key_id, sign
from kiosk.submission.sealing import Content, SealError, open_sealed

MAX_BODY = 20_000_000  # bytes: one sealed page

_bearer = HTTPBearer(auto_error=False)
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
_Key = Annotated[UUID | None, Header(alias="Idempotency-Key")]
_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}


class Refused(Exception):
    def __init__(self, status: int, code: str, title: str, detail: str = "") -> None:
        self.problem = Problem.of(status, code, title, detail)
        super().__init__(code)


class Desk:
    """What the office does with what arrives; one method for each decision, no HTTP."""

    def __init__(
        self, store: Store, keys: OfficeKeys, catalogue: Catalogue | None, host: str, now: Callable[[], datetime]
    ) -> None:
        """`catalogue` None: any well-formed item code is taken. `host`: of the page that checks receipts."""
        self.store = store
        self.keys = keys
        self._catalogue = catalogue
        self._host = host
        self._now = now

    def take(self, envelope: Envelope) -> tuple[Acceptance, bool]:
        """Accept a case, or say again what was said before (True). Raises Refused."""
        try:
            known = self.store.known(envelope)
            if known is not None:
                return known, True
            self._check(envelope, self.open_case(envelope))
            now = self._now()
            return self.store.accept(envelope, now.date(), lambda number: self._grant(envelope, number, now))
        except KeyReused:
            raise Refused(422, "key_reused", "This Idempotency-Key belongs to another case") from None
        except ValueError as error:
            raise Refused(503, "no_numbers_left", "No case number is left for today", str(error)) from error

    def find(self, number: str) -> Stored:
        """Raises Refused."""
        match self.store.find(number):
            case [stored]:
                return stored
            case []:
                raise Refused(404, "unknown_number", "There is no case with this number")
            case several:
                numbers = ", ".join(stored.acceptance.case_number for stored in several)
                raise Refused(409, "ambiguous_number", "Several cases have this provisional number", numbers)

    def open_case(self, envelope: Envelope) -> Case:
        """Raises Refused."""
        try:
            plain = open_sealed(envelope.sealed, self.keys.sealing, Content.CASE, envelope.kiosk_id, envelope.key)
            case = Case.model_validate_json(plain)
        except (SealError, ValidationError):
            raise Refused(422, "unreadable_case", "The sealed case cannot be read here") from None
        if hashlib.sha256(plain).hexdigest() != envelope.digest:
            raise Refused(422, "wrong_digest", "The envelope names another case")
        return case

    def open_page(self, envelope: Envelope, sealed_sha256: str) -> bytes:
        """The PDF page. Raises Refused."""
        sealed = self.store.blob(sealed_sha256)
        if sealed is None:
            raise Refused(409, "pages_missing", "A page of this case has not arrived yet")
        try:
            return open_sealed(sealed, self.keys.sealing, Content.PAGE, envelope.kiosk_id, envelope.key)
        except SealError:
            raise Refused(422, "unreadable_page", "A sealed page cannot be read here") from None

    def _check(self, envelope: Envelope, case: Case) -> None:
        """Raises Refused."""
        said = (case.kiosk_id, case.item_code, case.handed_in_at)
        if said != (envelope.kiosk_id, envelope.item_code, envelope.handed_in):
            raise Refused(422, "wrong_envelope", "The envelope says something else than the case")
        if self._catalogue is not None and self._catalogue.get(case.item_code) is None:
            raise Refused(422, "unknown_service", "This service is not offered here", case.item_code)
        pages = [hashlib.sha256(self.open_page(envelope, blob)).hexdigest() for blob in envelope.blobs]
        if pages != list(case.pages):
            raise Refused(422, "wrong_pages", "The pages are not those that the case names")

    def _grant(self, envelope: Envelope, number: str, now: datetime) -> Acceptance:
        facts = Facts(Standing.RECEIVED, number, envelope.kiosk_id, now, envelope.digest[:32])
        service = None if self._catalogue is None else self._catalogue.get(envelope.item_code)
        return Acceptance(
            case_number=number,
            accepted_at=now,
            promised_by=promised_by(service, now.date()),
            receipt_code=sign(facts, self.keys.receipt, self._host),
            has_result=envelope.item_code in PROOFS,
        )


def promised_by(service: Service | None, accepted: date) -> date | None:
    """承诺办结日期: working days are Monday to Friday; public holidays are the office's calendar, which we have not."""
    days = None if service is None else service.promised_time.working_days
    if days is None:
        return None
    day = accepted
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def create_app(desk: Desk, access: Access, fonts: Path) -> FastAPI:
    """The application. `fonts`: the folder of the fonts that proofs are written in."""
    app = FastAPI(
        title="Hall kiosk office",
        version="1",
        description="What a kiosk says to the office, and the office to a kiosk. Every request may be sent again.",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        max_body_size=MAX_BODY,
        responses={"4XX": {"model": Problem}, "5XX": {"model": Problem}},
    )
    app.state.access = access
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _crashed)

    @app.get("/v1/health")
    def health() -> Health:
        """The office answers and can take cases."""
        return Health()

    @app.get("/v1/keys")
    def keys() -> PublicKeys:
        """Whom to seal to, and whose receipts to trust."""
        kiosks = {
            key_id(party.receipt_key): ReceiptKey(public=party.receipt_key, signer=f"kiosk {party.name}")
            for party in access.parties().values()
            if party.role == "kiosk" and party.receipt_key is not None
        }
        public = desk.keys.public()
        return public.model_copy(update={"receipt_keys": {**kiosks, **public.receipt_keys}})

    @app.put("/v1/blobs/{sha256}", status_code=204, dependencies=[Depends(_kiosk)])
    def put_blob(sha256: Sha256, sealed: Annotated[bytes, Body(media_type="application/octet-stream")]) -> None:
        """One sealed page, named by the SHA-256 of its bytes."""
        if hashlib.sha256(sealed).hexdigest() != sha256:
            raise Refused(400, "wrong_digest", "These bytes have another SHA-256")
        desk.store.put_blob(sha256, sealed)

    @app.post("/v1/applications", status_code=201, responses={200: {"model": Acceptance}})
    def submit(
        envelope: Envelope, response: Response, sender: Annotated[Party, Depends(_kiosk)], idempotency_key: _Key = None
    ) -> Acceptance:
        """Hand in a case whose pages are there. The same key with the same case gets the same acceptance, for ever."""
        if idempotency_key is None:
            raise Refused(400, "no_key", "The header Idempotency-Key is missing")
        if idempotency_key != envelope.key or sender.name != envelope.kiosk_id:
            raise Refused(422, "wrong_envelope", "Key or kiosk of the envelope are not the sender's")
        acceptance, again = desk.take(envelope)
        if again:
            response.status_code = 200
        return acceptance

    @app.get("/v1/applications/{number}", dependencies=[Depends(_clerk)])
    def application(number: str) -> OpenedCase:
        """A case, opened, for a clerk; by its case number or its provisional one."""
        stored = desk.find(number)
        case = desk.open_case(stored.envelope)
        return OpenedCase(acceptance=stored.acceptance, provisional=stored.envelope.provisional, case=case)

    @app.get(
        "/v1/applications/{number}/pages/{sha256}",
        dependencies=[Depends(_clerk)],
        response_class=Response,
        responses=_PDF,
    )
    def page(number: str, sha256: Sha256) -> Response:
        """One page of a case, for a clerk; named by the SHA-256 that the case names it by."""
        stored = desk.find(number)
        pages = desk.open_case(stored.envelope).pages
        if sha256 not in pages:
            raise Refused(404, "unknown_page", "This case has no such page")
        pdf = desk.open_page(stored.envelope, stored.envelope.blobs[pages.index(sha256)])
        return Response(pdf, media_type="application/pdf")

    @app.get(
        "/v1/applications/{number}/result",
        dependencies=[Depends(_kiosk)],
        response_class=Response,
        responses=_PDF,
    )
    def result(number: str, idempotency_key: _Key = None) -> Response:
        """What was issued at once, for the kiosk that holds the key of the case."""
        stored = desk.find(number)
        proof = PROOFS.get(stored.envelope.item_code)
        if proof is None or idempotency_key != stored.envelope.key:
            raise Refused(404, "no_result", "There is no result for who asks")
        pdf = proof(desk.open_case(stored.envelope), stored.acceptance, fonts)
        return Response(pdf, media_type="application/pdf")

    return app


def openapi_text(app: FastAPI) -> str:
    """The contract, as `docs/openapi.json` keeps it."""
    contract = app.openapi()
    for path in contract["paths"].values():
        for operation in path.values():
            for status in ("4XX", "5XX"):
                content = operation["responses"][status]["content"]
                content["application/problem+json"] = content.pop("application/json")
    return json.dumps(contract, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _kiosk(request: Request, credentials: _Bearer) -> Party:
    return _party(request, credentials, "kiosk")


def _clerk(request: Request, credentials: _Bearer) -> Party:
    return _party(request, credentials, "clerk")


def _party(request: Request, credentials: HTTPAuthorizationCredentials | None, role: str) -> Party:
    access: Access = request.app.state.access
    party = None if credentials is None else access.who(credentials.credentials)
    if party is None:
        raise Refused(401, "no_token", "A valid bearer token is needed")
    if party.role != role:
        raise Refused(403, "wrong_role", f"This is for a {role}")
    return party


def _refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _answer(error.problem)


def _malformed(_request: Request, error: Exception) -> Response:
    """Says where, never what: the input may be personal."""
    assert isinstance(error, RequestValidationError)
    where = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in error.errors()[:5])
    return _answer(Problem.of(422, "malformed", "The request is not of this contract", where))


def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(Problem.of(error.status_code, "http", str(error.detail)))


def _crashed(_request: Request, _error: Exception) -> Response:
    return _answer(Problem.of(500, "internal", "The office failed; try again later"))


def _answer(problem: Problem) -> Response:
    return JSONResponse(problem.model_dump(), problem.status, media_type="application/problem+json")
