from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from devices.simulated.line import RigClient
from devices.simulated.rig import Rig, simulated_rig
from devices.simulated.rig_server import RigServer

WALLET = Path(__file__).parents[2] / "assets" / "cards" / "wallet.yaml"
GALLERY = "page: { title: { zh: 白纸, en: A grey page }, sheets: [{ picture: page.png }] }"


@pytest.fixture
def assets(tmp_path: Path) -> Path:
    """The real wallet, and a gallery of one grey page."""
    shutil.copytree(WALLET.parent, tmp_path / "cards")
    (tmp_path / "papers").mkdir()
    page = np.full((400, 300, 3), 200, dtype=np.uint8)
    (tmp_path / "papers" / "page.png").write_bytes(cv2.imencode(".png", page)[1].tobytes())
    (tmp_path / "papers" / "gallery.yaml").write_text(GALLERY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def folder() -> Iterator[Path]:
    """Short, as the path of a unix socket must be."""
    with tempfile.TemporaryDirectory(prefix="rig-") as path:
        yield Path(path)


@pytest.fixture
def rig(assets: Path) -> Rig:
    return simulated_rig(assets)


@pytest.fixture
def served(rig: Rig, folder: Path) -> Iterator[Path]:
    """The folder of a rig that is served in this process."""
    with RigServer(rig, folder):
        yield folder


@pytest.fixture
def hands(served: Path) -> Iterator[RigClient]:
    client = RigClient(served)
    yield client
    client.close()
