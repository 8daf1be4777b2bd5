"""What all tests share: a clock that is turned by hand, and a guard that nothing is left behind."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from kiosk.settings import SettingsError
from tests import hardware

CHINA = timezone(timedelta(hours=8))


class TurnedClock:
    """A clock that stands still until a test turns it."""

    def __init__(self) -> None:
        self._seconds = 1000.0
        self._start = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)

    def monotonic(self) -> float:
        return self._seconds

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._seconds - 1000.0)

    def advance(self, seconds: float) -> None:
        self._seconds += seconds


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


# Threads that libraries start once a process and never end. Each names its package and why it is harmless.
_LIBRARY_THREADS = (
    "AnyIO worker thread",  # anyio (of fastapi's test client): a pool that sleeps until the process ends
)


def _open_files() -> dict[str, str]:
    """What this process holds open that a test could leave behind: sockets and regular files of the test."""
    found = {}
    for fd in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            target = str(fd.readlink())
            if target.startswith("socket:") or "/pytest-" in target:
                found[fd.name] = target
    return found


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """Fails a test that leaves a thread, a socket or a file open behind it."""
    threads, files = set(threading.enumerate()), _open_files()
    yield
    left = [t for t in threading.enumerate() if t not in threads and not t.name.startswith(_LIBRARY_THREADS)]
    for thread in left:
        thread.join(2.0)
    left = [t for t in left if t.is_alive()]
    assert not left, f"threads left behind: {[t.name for t in left]}"
    leaked = {fd: target for fd, target in _open_files().items() if files.get(fd) != target}
    if leaked:
        gc.collect()
        leaked = {fd: target for fd, target in _open_files().items() if files.get(fd) != target}
    assert not leaked, f"left open: {sorted(leaked.values())}"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        hardware.OPTION,
        type=Path,
        metavar="KIOSK_TOML",
        help="run the contracts on the real devices that these settings name, with a person at the machine",
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "hardware(kind): needs a real device, and a person")
    settings: Path | None = config.getoption(hardware.OPTION)
    if settings is not None:
        try:
            hardware.begin(settings, hardware.terminal(config))
        except SettingsError as error:
            raise pytest.UsageError(str(error)) from None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.get_closest_marker("timeout") is None)  # what may take long begins first
    if hardware.run is not None:
        kept = hardware.run.chosen(items)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = kept


class _Rooms(LoadScopeScheduling):
    """Beside each other run the files, but never two that need the one pcscd that a machine can have."""

    def _split_scope(self, nodeid: str) -> str:
        return "pcscd" if nodeid.startswith("tests/cards/") or "wire" in nodeid else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return _Rooms(config, log)


def pytest_collection_finish(session: pytest.Session) -> None:
    if hardware.run is not None and session.items and not session.config.option.collectonly:
        hardware.run.announce(session.items)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Nothing is skipped: a test that does not run proves nothing, and a skip would hide that."""
    if hardware.run is not None:  # what no hand can do is named there as not proved
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        reporter.write_line(f"{len(reporter.stats['skipped'])} skipped: the promise is 0", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture
def assets() -> Path:
    return Path(__file__).resolve().parent.parent / "assets"
