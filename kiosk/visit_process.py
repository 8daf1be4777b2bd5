"""The process of one visit: a warm, hidden window; then devices and a citizen; then nothing of either is left.

The window comes from outside, because nothing in `kiosk` knows Kivy.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from devices.api import Clock, Status
from devices.camera.api import Image
from devices.receipt_printer.api import Raster
from kiosk import assembly
from kiosk import pipe as p
from kiosk.background import ThreadBackground
from kiosk.catalogue.lists import load_lists
from kiosk.catalogue.loader import load_healthy, load_top_tasks
from kiosk.catalogue.model import Device
from kiosk.counter import Counter
from kiosk.diagnostics.relay import told
from kiosk.fonts import REGULAR
from kiosk.paper_maker import PaperMaker
from kiosk.paper_reader import PaperReader
from kiosk.people.badges import Badges
from kiosk.points import Point, load_points, nearest
from kiosk.privacy import load_notices
from kiosk.processes import end_with_parent, keep_secrets
from kiosk.scanning.judge import Refusal
from kiosk.scanning.recogniser import recogniser
from kiosk.settings import Settings, load_settings
from kiosk.submission.contract import Acceptance
from kiosk.submission.keys import load_public_keys
from kiosk.submission.office import OfficeError
from kiosk.submission.receipt import draw, receipt_of
from kiosk.visit import leaflet
from kiosk.visit.hall import Hall
from kiosk.visit.state import EndReason, Finding, Page, VisitState
from kiosk.visit.tools import Tools
from kiosk.visit.visit import Visit
from kiosk.wording import Language, wording


class Window(Protocol):
    """The window, as this process needs it."""

    def show(self) -> None:
        """Come before the citizen. Called on the window's thread; returns when the first frame is on the glass."""

    def run(self) -> None:
        """Serve the window; returns when the visit has ended."""


class Build(Protocol):
    """Makes the window, hidden; `kiosk.__main__` gives the one of Kivy."""

    def __call__(self, visit: Visit, hall: Hall, settings: Settings) -> Window: ...


def run_visit(
    settings_file: Path,
    pipe_fd: int,
    parent: int,
    build: Build,
    post: Callable[[Callable[[], None]], None],
) -> None:
    """Runs until the visit has ended; does not return. `post`: onto the window's thread, from any thread."""
    end_with_parent(parent)
    keep_secrets()
    settings = load_settings(settings_file)
    clock = assembly.clock(settings)
    pipe = p.Pipe(socket.socket(fileno=pipe_fd))
    send = partial(_send, pipe)
    catalogue, _ = load_healthy(settings.assets / "catalogue")
    points = load_points(settings.assets)
    crew = assembly.crew(assembly.fitted(settings, clock), clock)
    counter = Counter(
        pipe,
        settings.kiosk.id,
        load_public_keys(settings.office.public_keys).sealing_key,
        clock,
        partial(_fetch, settings),
    )
    inquirer = assembly.inquirer(settings)
    background = ThreadBackground()
    reader = PaperReader(recogniser())
    visit = Visit(
        Tools(
            catalogue=catalogue,
            clock=clock,
            post=post,
            background=background,
            counter=counter,
            inquirer=inquirer,
            documents=_paper_maker(settings, clock),
            reader=reader,
            badges=Badges(settings.kiosk.data, clock),
            record=lambda event, **fields: send(p.Event(event=event, fields=fields)),
            scan=partial(_scan, settings),
            draw_receipt=partial(_draw, settings),
            draw_leaving=partial(_draw_leaving, settings, points, clock),
            kiosk_id=settings.kiosk.id,
            notices=load_notices(settings.assets),
            card_reader=crew.workers.get(Device.CARD_READER),
            camera=crew.workers.get(Device.CAMERA),
            receipt_printer=crew.workers.get(Device.RECEIPT_PRINTER),
            document_printer=crew.workers.get(Device.DOCUMENT_PRINTER),
            code_reader=crew.workers.get(Device.CODE_READER),
            idle_seconds=settings.visit.idle_seconds,
            warning_seconds=settings.visit.warning_seconds,
        )
    )
    hall = Hall(
        kiosk_id=settings.kiosk.id,
        name=settings.kiosk.hall,
        catalogue=catalogue,
        simulated=assembly.simulated(settings),
        statuses=crew.statuses,
        free_bytes=assembly.free_bytes(settings),
        card_left_behind=lambda: visit.reading.card_left_behind,
        places=points,
        other_lists=load_lists(settings.assets),
        top_tasks=load_top_tasks(settings.assets),
        verifier=assembly.verifier(settings),
    )
    window = build(visit, hall, settings)

    def come_on(go: p.Go) -> None:
        began = time.monotonic()
        hall.office_reachable = go.office_reachable
        window.show()
        send(p.Shown(milliseconds=int((time.monotonic() - began) * 1000)))
        for kind, worker in crew.workers.items():
            worker.subscribe(partial(_report, send, kind.value, worker))
        visit.open()
        crew.start()

    def office_is(state: p.OfficeState) -> None:
        hall.office_reachable = state.reachable

    def listen() -> None:
        with contextlib.suppress(p.PipeClosed):
            while True:
                message = pipe.receive()
                match message:
                    case p.Go():
                        post(partial(come_on, message))
                    case p.OfficeState():
                        post(partial(office_is, message))
                    case p.Stop():
                        post(lambda: visit.end(EndReason.STOPPED))
                    case p.Number() | p.Kept() | p.NotKept() | p.Delivered() | p.DraftKeptHere() | p.DraftAtOffice():
                        counter.heard(message)
        post(lambda: visit.end(EndReason.STOPPED))  # the keeper is gone

    threading.Thread(target=listen, name="pipe", daemon=True).start()
    send(p.Warm())
    window.run()
    crew.stop()
    reader.close()
    send(p.Gone(reason=str(visit.state.end or EndReason.CRASHED)))
    os._exit(0)  # nothing that could be done in an orderly way is worth a citizen's waiting


def _draw(settings: Settings, state: VisitState, width: int) -> Raster:
    words = wording(settings.assets / "wording", state.language)
    return draw(receipt_of(state, simulated=assembly.simulated(settings)), words, settings.assets / "fonts", width)


def _paper_maker(settings: Settings, clock: Clock) -> PaperMaker:
    simulated = assembly.simulated(settings)
    return PaperMaker(settings.assets, settings.kiosk.data, settings.kiosk.id, clock.now(), simulated=simulated)


def _draw_leaving(
    settings: Settings,
    points: tuple[Point, ...],
    clock: Clock,
    state: VisitState,
    findings: tuple[Finding, ...],
    width: int,
) -> Raster:
    from kiosk.documents.strip import strip  # its typesetter can wait until somebody leaves without a hand-in

    assert state.draft is not None
    words, at = wording(settings.assets / "wording", Language.ZH), clock.now()
    content = leaflet.content(state, findings, words, nearest(points, at), at)
    data = {**content, "simulated": assembly.simulated(settings)}
    return strip(leaflet.template(state), data, settings.assets, width, code=state.draft.code, at=at)


def _send(pipe: p.Pipe, message: p.FromVisit) -> None:
    with contextlib.suppress(p.PipeClosed):  # the listener sees it and ends the visit
        pipe.send(message)


def _report(send: Callable[[p.FromVisit], None], device: str, worker: Any, status: Status) -> None:
    send(told(device, status, worker.device.info(), worker.device.capabilities()))


def _fetch(settings: Settings, acceptance: Acceptance, key: UUID) -> bytes | None:
    """The proof that was made at once; None when it cannot be had now: the receipt's number leads to it later."""
    with assembly.office(settings) as office, contextlib.suppress(OfficeError):
        return office.result(acceptance.case_number, key)
    return None


def _scan(settings: Settings, still: Image, purpose: str) -> Page | Refusal:
    from kiosk.scanning.page import scan  # its PDF libraries can wait until there is a page

    return scan(still, purpose, settings.assets / "fonts" / REGULAR)
