"""What the panel answers: the page and its files, the command table, the view, pictures, the bug report."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse, Response, StreamingResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool

from devices.api import ErrorCode
from devices.simulated.fault import FaultKind, SimulationError
from devices.simulated.panel.feed import Feed
from devices.simulated.panel.pictures import codes_of, ending_of, jpeg, thumbnail
from devices.simulated.panel.report import bug_report
from devices.simulated.rig import RIG_COMMANDS, Rig
from devices.simulated.stand_in import USES

MAX_ORDER = 64 * 1024  # bytes
MAX_PAPER = 20 * 1024 * 1024  # bytes
SEEN = 720  # pixels
DELAYS = (1, 5, 30)  # seconds

FILES = {
    "/": ("panel/index.html", "text/html"),
    "/panel.css": ("panel/panel.css", "text/css"),
    "/panel.js": ("panel/panel.js", "text/javascript"),
    "/words.json": ("panel/words.json", "application/json"),
    "/font.otf": ("fonts/NotoSansSC-Regular.otf", "font/otf"),
}

log = structlog.get_logger(__name__)


class Order(BaseModel):
    """One command, as `Rig.run` takes it."""

    model_config = ConfigDict(extra="forbid", strict=True)
    command: str = Field(max_length=100)
    words: list[str] = Field(default_factory=list, max_length=100)


class _Refused(Exception):
    def __init__(self, status: int, words: str) -> None:
        self.status = status
        super().__init__(words)


def create_app(rig: Rig, feed: Feed, assets: Path) -> FastAPI:
    """Every error is answered as {"error": words for people}."""
    app = FastAPI(openapi_url=None)

    @app.exception_handler(_Refused)
    @app.exception_handler(SimulationError)
    @app.exception_handler(RequestValidationError)
    def refuse(_request: Request, error: Exception) -> JSONResponse:
        words = "no such address" if isinstance(error, RequestValidationError) else str(error)
        return JSONResponse({"error": words}, getattr(error, "status", 400))

    @app.exception_handler(Exception)
    def stumble(_request: Request, bug: Exception) -> JSONResponse:
        log.error("panel_bug", error=type(bug).__name__)
        return JSONResponse({"error": f"a bug in the panel or the rig: {type(bug).__name__}"}, 500)

    for path, (file, media_type) in FILES.items():
        app.get(path)(_file(assets / file, media_type))

    @app.get("/api/commands")
    def commands() -> list[dict[str, Any]]:
        return [
            {
                "name": command.name,
                "group": command.group,
                "asks": command.asks,
                "title": command.title,
                "words": [
                    {
                        "name": word.name,
                        "optional": word.optional,
                        "many": word.many,
                        "private": word.private,
                        "choices": None if word.choices is None else list(word.choices(rig)),
                    }
                    for word in command.words
                ],
            }
            for command in RIG_COMMANDS.values()
        ]

    @app.get("/api/stock")
    def stock() -> dict[str, Any]:
        return {
            "cards": {key: card.title for key, card in rig.wallet.items()},
            "scenarios": rig.stage.scenarios(),
            "papers": {name: paper.title for name, paper in rig.gallery.items()},
            "faults": {device: spoils(rig.faults_of(device).possible) for device in rig.ground.devices},
            "operations": {device: operations(rig.faults_of(device).possible) for device in rig.ground.devices},
            "uses": {device: list(uses) for device, uses in USES.items()},
        }

    @app.post("/api/run")
    async def run(request: Request) -> JSONResponse:
        try:
            order = Order.model_validate_json(await _body(request, MAX_ORDER))
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            raise _Refused(400, f'an order is {{"command": "...", "words": ["..."]}}: {first["msg"]}') from error
        return JSONResponse({"answer": await run_in_threadpool(rig.run, order.command, *order.words)})

    @app.get("/api/view")
    def view() -> JSONResponse:
        return JSONResponse(rig.view())

    @app.get("/api/events")
    async def events(request: Request) -> StreamingResponse:
        since = request.headers.get("last-event-id", "")
        return StreamingResponse(feed.events(since), media_type="text/event-stream")

    @app.get("/api/receipts/{number}.png")
    def receipt(number: int) -> Response:
        return Response(_nth(rig.receipt_printer.receipts, number), media_type="image/png")

    @app.get("/api/receipts/{number}.json")
    def codes(number: int) -> JSONResponse:
        return JSONResponse({"codes": codes_of(_nth(rig.receipt_printer.receipts, number))})

    @app.get("/api/documents/{number}.pdf")
    def document(number: int) -> Response:
        return Response(_nth(rig.document_printer.documents, number), media_type="application/pdf")

    @app.get("/api/papers/{name}.jpg")
    def paper(name: str) -> Response:
        if name not in rig.gallery:
            raise _Refused(404, "no such paper")
        return Response(thumbnail(rig.gallery[name].sheets), media_type="image/jpeg")

    @app.post("/api/papers")
    async def drop(request: Request) -> JSONResponse:
        picture = await _body(request, MAX_PAPER)
        try:
            ending = ending_of(picture)
        except ValueError as error:
            raise _Refused(415, str(error)) from error
        with tempfile.NamedTemporaryFile(prefix="dropped-", suffix=ending) as file:
            file.write(picture)
            file.flush()
            return JSONResponse({"answer": await run_in_threadpool(rig.run, "lay-paper", file.name)})

    @app.get("/api/camera.jpg")
    def camera() -> Response:
        return Response(jpeg(rig.camera.seen(), SEEN), media_type="image/jpeg")

    @app.get("/api/report")
    def report() -> JSONResponse:
        return JSONResponse(bug_report(rig))

    return app


def spoils(possible: Iterable[str]) -> list[str]:
    """What can be armed, as `operation what`, of the patterns of `Faults`; delays of some lengths."""
    errors = tuple(f"error:{code}" for code in ErrorCode)
    delays = tuple(f"delay:{seconds}" for seconds in DELAYS)
    wide = {"error": errors, "delay": delays, "": (*errors, *delays, FaultKind.CUT, FaultKind.GARBAGE, FaultKind.MUTE)}
    found = (pattern.partition(" ") for pattern in sorted(possible))
    return [f"{operation} {what}" for operation, _, kind in found for what in wide.get(kind, (kind,))]


def operations(possible: Iterable[str]) -> list[str]:
    """What can be spoilt or held, of the patterns of `Faults`."""
    return sorted({pattern.partition(" ")[0] for pattern in possible})


def _file(path: Path, media_type: str) -> Callable[[], FileResponse]:
    def answer() -> FileResponse:
        return FileResponse(path, media_type=media_type, headers={"Cache-Control": "no-cache"})  # asks if it changed

    return answer


def _nth(things: Sequence[bytes], number: int) -> bytes:
    """Numbers begin with 1, as on the receipts' files."""
    if not 1 <= number <= len(things):
        raise _Refused(404, f"there are {len(things)}, and no number {number}")
    return things[number - 1]


async def _body(request: Request, limit: int) -> bytes:
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > limit:
            raise _Refused(413, f"too large: more than {limit // 1024} kB")
    return bytes(body)
