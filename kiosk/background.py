"""Work on other threads, for a visit that must never wait."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import structlog

T = TypeVar("T")

THREADS = 4  # registers are asked side by side

log = structlog.get_logger(__name__)


class ThreadBackground:
    """Implements `kiosk.visit.tools.Background`. What nobody expected is logged by its type alone and told as it is."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="aside")

    def __call__(self, work: Callable[[], T], then: Callable[[T | Exception], None]) -> None:
        def done(future: Future[T]) -> None:
            if future.cancelled():
                return  # dropped at the end: nobody waits for it
            error = future.exception()
            if error is None:
                then(future.result())
                return
            log.warning("aside_failed", error=type(error).__name__)
            then(error if isinstance(error, Exception) else RuntimeError(type(error).__name__))

        self._pool.submit(work).add_done_callback(done)

    def close(self) -> None:
        """Returns when what is under way has ended; what has not begun is dropped."""
        self._pool.shutdown(cancel_futures=True)
