"""PDFium is not thread-safe: whoever uses it in a process of several threads holds this lock meanwhile."""

from __future__ import annotations

import threading

LOCK = threading.Lock()
