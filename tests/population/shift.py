"""A kiosk in a process of its own, which serves the people who are sent to it, one after the other."""

from __future__ import annotations

import logging
import multiprocessing
import os
import traceback
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import requests
import structlog

from kiosk.processes import end_with_parent
from tests.population.machine import ASSETS, HELPER, HELPER_PIN, STAFF, STAFF_PIN, Address, Kiosk
from tests.population.player import HELPER_CARD, STAFF_CARD, Player
from tests.population.rules import Service, load
from tests.population.trips import Errand, Trip


class Shift:
    """Use it in `with`: its process begins to load at once. `serve` returns at once too."""

    def __init__(self, kiosk_id: str) -> None:
        self.kiosk_id = kiosk_id
        self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
        self._pool.submit(_begin, os.getpid())

    def __enter__(self) -> Shift:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def open(self, folder: Path, address: Address, today: date) -> None:
        """Begin to serve, with all files in `folder`."""
        self._opened = self._pool.submit(_open, folder, self.kiosk_id, address, today)

    def serve(self, errands: Sequence[Errand]) -> Future[list[Trip]]:
        return self._pool.submit(_serve, errands)

    def close(self) -> Closed:
        """End the kiosk; what it says of itself in the end."""
        self._opened.result()
        return self._pool.submit(_close).result()


@dataclass(frozen=True)
class Closed:
    """`faults`: of the audit log and of the way to the office; `waiting`: cases that the office does not have."""

    faults: tuple[str, ...]
    waiting: int


class _Worker:
    """What this process holds."""

    def __init__(self, folder: Path, kiosk_id: str, address: Address, today: date) -> None:
        services: Mapping[str, Service] = load(ASSETS / "catalogue")
        with ExitStack() as closing:
            phones = closing.enter_context(requests.Session())
            phones.verify, phones.trust_env = str(address.ca), False
            self.kiosk = closing.enter_context(Kiosk(folder, kiosk_id, address))
            self.kiosk.enrol(HELPER, HELPER_CARD, HELPER_PIN)
            self.kiosk.enrol(STAFF, STAFF_CARD, STAFF_PIN)
            self.player = Player(self.kiosk, services, phones, today)
            self.closing = closing.pop_all()


_worker: list[_Worker] = []


def _begin(parent: int) -> None:
    """Loads this module and all that it imports."""
    end_with_parent(parent)


def _open(folder: Path, kiosk_id: str, address: Address, today: date) -> None:
    # registers that do not answer are part of the day
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    _worker.append(_Worker(folder, kiosk_id, address, today))


def _serve(errands: Sequence[Errand]) -> list[Trip]:
    return [_go(errand) for errand in errands]


def _go(errand: Errand) -> Trip:
    """A visit that crashes is a breach, not the end of the day."""
    citizen = errand.citizen
    try:
        return _worker[0].player.go(errand)
    except Exception:
        crashed = Trip(citizen.number, citizen.service, citizen.mood, errand.turn, _worker[0].kiosk.id)
        crashed.breaches.append(f"crashed: {traceback.format_exc()}")
        return crashed


def _close() -> Closed:
    worker = _worker.pop()
    backlog = worker.kiosk.outbox.backlog()
    worker.closing.close()
    return Closed(tuple(worker.kiosk.audit.faults), backlog.waiting + backlog.held)
