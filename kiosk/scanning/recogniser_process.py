"""The child process that reads pages: RapidOCR with the models that lie in its wheel, on the processor, offline.

Started with the file descriptor of its pipe. A page is a JPEG; the answer is JSON: lines from top to bottom, each its
text without blanks and the score of each character, or null for what is no picture. It ends as soon as the pipe does,
in the middle of a page too.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import cv2
import numpy as np
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from kiosk.processes import keep_secrets

THREADS = 2  # a second one halves the time of a page, more bring little
LONGEST_SIDE = 1600  # pixels, 137 dpi: small print is read as well as at 200, in 0.2 GB less and 1 s less
NICE = 5  # the screen comes first

Lines = list[tuple[str, list[float]]]


def read_pages(descriptor: int) -> None:
    """Answer each page that comes through the pipe with this file descriptor. Does not return."""
    keep_secrets()
    os.nice(NICE)
    pipe = Connection(descriptor)
    pages: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(pipe, pages.put), daemon=True).start()
    read = reader()
    while True:
        pipe.send_bytes(json.dumps(read(pages.get())).encode())


def reader() -> Callable[[bytes], Lines | None]:
    """What reads a JPEG, with the models loaded."""
    engine = RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.max_side_len": LONGEST_SIDE,
            "Global.text_score": 0.0,  # what was read badly says how legible the page is
            "Global.return_word_box": True,  # and with it the score of each character
            "Global.return_single_char_box": True,
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
        }
    )

    def read(jpeg: bytes) -> Lines | None:
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR) if jpeg else None
        if picture is None:
            return None
        result = engine(np.asarray(picture))
        assert isinstance(result, RapidOCROutput)  # all its steps are on
        lines: Any = result.word_results if result.txts else ()  # (character, score, box), line by line
        return [("".join(c for c, _, _ in line), [round(score, 2) for _, score, _ in line]) for line in lines]

    read(_something_written())  # each model is loaded when it is first wanted
    return read


def _something_written() -> bytes:
    sheet = np.full((200, 400, 3), 255, np.uint8)
    cv2.putText(sheet, "2026", (40, 120), cv2.FONT_HERSHEY_SIMPLEX, 3, (0, 0, 0), 5)
    return bytes(cv2.imencode(".jpg", sheet)[1])


def _listen(pipe: Connection, put: Callable[[bytes], None]) -> None:
    while True:
        try:
            put(pipe.recv_bytes())
        except (EOFError, OSError):
            os._exit(0)


if __name__ == "__main__":
    read_pages(int(sys.argv[1]))
