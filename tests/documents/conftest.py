from __future__ import annotations

import pytest

from kiosk.documents.seal import SealingKey, sealing_key
from tests.documents.samples import AT


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> SealingKey:
    return sealing_key(tmp_path_factory.mktemp("keys"), "ZJ01-03", AT)
