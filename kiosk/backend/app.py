"""The reference office's HTTP face (OpenAPI 3.1: `docs/openapi.json`). Errors are problem+json (RFC 9457)."""

from __future__ import annotations

import hashlib
import inspect
import json
import re
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Body, Depends, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from kiosk.backend.keys import Access, Party
from kiosk.backend.office import Answer, Office
from kiosk.backend.pages import bill_page, proof_page
from kiosk.backend.problems import Refused
from kiosk.backend.visits import visit_report
from kiosk.submission.contract import (
    Acceptance,
    Envelope,
    Health,
    Model,
    OpenedCase,
    Problem,
    PublicKeys,
    Sha256,
    VisitReport,
)
from kiosk.submission.questions import DraftId, Question, SealedDraft

MAX_BODY = 20_000_000  # bytes: one sealed page, or a draft with its pages

_bearer = HTTPBearer(auto_error=False)
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
_Key = Annotated[UUID | None, Header(alias="Idempotency-Key")]
_KEY = re.compile(r"[a-z_]{1,40}")
_PDF: dict[int | str, dict[str, Any]] = {200: {"content": {"application/pdf": {}}}}


def create_app(office: Office) -> FastAPI:
    desk = office.desk
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
    app.state.access = office.access
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
        return office.public_keys()

    @app.put("/v1/blobs/{sha256}", status_code=204, dependencies=[Depends(_kiosk)])
    def put_blob(sha256: Sha256, sealed: Annotated[bytes, Body(media_type="application/octet-stream")]) -> None:
        """One sealed page, named by the SHA-256 of its bytes."""
        if hashlib.sha256(sealed).hexdigest() != sha256:
            raise Refused(400, "wrong_digest", "These bytes have another SHA-256")
        office.store.put_blob(sha256, sealed)

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

    @app.get(
        "/v1/applications/{number}/result",
        dependencies=[Depends(_kiosk)],
        response_class=Response,
        responses=_PDF,
    )
    def result(number: str, idempotency_key: _Key = None) -> Response:
        """What was issued at once, for the kiosk that holds the key of the case."""
        stored = desk.find(number)
        service = desk.service(stored.envelope.item_code)
        if service is None or not stored.acceptance.has_result or idempotency_key != stored.envelope.key:
            raise Refused(404, "no_result", "There is no result for who asks")
        pdf = office.proofs.draw(service, desk.open_case(stored.envelope), stored.acceptance)
        return Response(pdf, media_type="application/pdf")

    for question, answer in office.answers.items():
        app.add_api_route(
            f"/v1/questions/{question.path}",
            _answering(question, answer),
            methods=["POST"],
            name=question.__name__,
            description=inspect.getdoc(question),
            dependencies=[Depends(_kiosk)],
        )
    _for_clerks(app, office)
    _for_phones(app, office)
    return app


def _answering(question: type[Question[Any]], answer: Answer) -> Answer:
    """An endpoint for one kind of question: FastAPI reads from its annotations what comes and what goes."""

    def asked(question: Any) -> Model:
        return answer(question)

    asked.__annotations__ = {"question": question, "return": question.answer}
    return asked


def _for_clerks(app: FastAPI, office: Office) -> None:
    desk, clerk = office.desk, [Depends(_clerk)]

    @app.get("/v1/applications/{number}", dependencies=clerk)
    def application(number: str) -> OpenedCase:
        """A case, opened, for a clerk; by its case number or its provisional one."""
        stored = desk.find(number)
        return OpenedCase(
            acceptance=stored.acceptance,
            provisional=stored.envelope.provisional,
            case=desk.open_case(stored.envelope),
            supplements=tuple(desk.open_case(s.envelope) for s in desk.supplements(stored.acceptance.case_number)),
        )

    @app.get("/v1/applications/{number}/pages/{sha256}", dependencies=clerk, response_class=Response, responses=_PDF)
    def page(number: str, sha256: Sha256) -> Response:
        """One page of a case, for a clerk; named by the SHA-256 that the case names it by."""
        stored = desk.find(number)
        for envelope in (stored.envelope, *(s.envelope for s in desk.supplements(stored.acceptance.case_number))):
            pages = desk.open_case(envelope).pages
            if sha256 in pages:
                pdf = desk.open_page(envelope, envelope.blobs[pages.index(sha256)])
                return Response(pdf, media_type="application/pdf")
        raise Refused(404, "unknown_page", "This case has no such page")

    @app.get("/v1/applications/{number}/ratings", dependencies=clerk)
    def ratings(number: str) -> list[dict[str, Any]]:
        """How a case was rated, as the province's interface has it (好差评)."""
        return office.ratings.of_case(desk.find(number).acceptance.case_number)

    @app.get("/v1/drafts/{draft_id}", dependencies=clerk)
    def draft(draft_id: DraftId) -> SealedDraft:
        """A case that waits, for the clerk who holds its code; only the code opens it."""
        return office.drafts.for_clerk(draft_id)

    @app.get("/v1/visits", dependencies=clerk)
    def visits() -> VisitReport:
        """How often people had to come, by item."""
        return visit_report(office.store)


def _for_phones(app: FastAPI, office: Office) -> None:
    """Pages that codes lead to; no part of the contract."""

    @app.get("/pay/{order}", include_in_schema=False)
    def bill(order: str) -> HTMLResponse:
        return HTMLResponse(bill_page(office.payments.bill(order)))

    @app.post("/pay/{order}/{decision}", include_in_schema=False)
    def settle(order: str, decision: Literal["paid", "declined"]) -> HTMLResponse:
        return HTMLResponse(bill_page(office.payments.settle(order, paid=decision == "paid")))

    @app.get("/verify/{code}", include_in_schema=False)
    def verify(code: str) -> HTMLResponse:
        stored = office.desk.issued(code)
        service = office.desk.service(stored.envelope.item_code)
        if service is None:
            raise Refused(404, "unknown_proof", "The service of this proof is not offered any more")
        proof = office.proofs.proof(service, office.desk.open_case(stored.envelope))
        return HTMLResponse(proof_page(proof, stored.acceptance))


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
    """Says where, never what: the input may be personal, and so may the names of its keys."""
    assert isinstance(error, RequestValidationError)
    where = "; ".join(f"{'.'.join(map(_key, e['loc']))}: {e['type']}" for e in error.errors()[:5])
    return _answer(Problem.of(422, "malformed", "The request is not of this contract", where))


def _key(part: int | str) -> str:
    return str(part) if isinstance(part, int) or _KEY.fullmatch(part) else "?"


def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return _answer(Problem.of(error.status_code, "http", str(error.detail)))


def _crashed(_request: Request, _error: Exception) -> Response:
    return _answer(Problem.of(500, "internal", "The office failed; try again later"))


def _answer(problem: Problem) -> Response:
    return JSONResponse(problem.model_dump(), problem.status, media_type="application/problem+json")
