"""The questions that a driver puts to an IPP printer: values in, values out, DeviceError for all else."""

from __future__ import annotations

from pyipp.enums import IppOperation, IppTag

from devices.api import DeviceError, ErrorCode
from devices.document_printer import ipp_words as words
from devices.document_printer.ipp_codec import Answer, Attributes, Written, decode, encode, number, texts
from devices.document_printer.ipp_wire import Refused, Wire

ANSWERS_WITHIN = 5.0  # seconds; a printer that sleeps needs some to wake up
SENT_WITHIN = 60.0  # seconds for a document
LONGEST_TITLE = LONGEST_MARK = 60  # letters; together not more than the 255 bytes of an IPP name

NO_LIMIT = float("inf")


class Talk:
    """`mark`: the user whose jobs these are, and the first word of each job's name.

    `left`: seconds that the command in flight has left; when they are over before the printer would be given up, it
    is a timeout, else the printer is disconnected. What belongs to no command (no `left`) no abort of the wire ends.
    """

    def __init__(self, device: str, uri: str, mark: str, wire: Wire) -> None:
        self._device = device
        self._uri = uri
        self._mark = mark
        self._wire = wire

    def printer(self, *names: str, left: float | None = NO_LIMIT) -> Attributes:
        about: Written = {"requested-attributes": (IppTag.KEYWORD, names)}
        return self._granted(self._ask(IppOperation.GET_PRINTER_ATTRIBUTES, about, left)).first(IppTag.PRINTER)

    def print_job(self, pdf: bytes, title: str, copies: int, left: float) -> int | None:
        """The number of the new job; None: the printer is busy with another one, ask again."""
        about: Written = {
            "job-name": (IppTag.NAME, f"{self._mark} {title[:LONGEST_TITLE]}"),
            "document-format": (IppTag.MIME_TYPE, words.PDF),
        }
        job: Written = {"copies": (IppTag.INTEGER, copies), "media": (IppTag.KEYWORD, words.A4)}
        answer = self._ask(IppOperation.PRINT_JOB, about, left, job, pdf)
        if words.is_busy(answer.code):
            return None
        job_id = number(self._granted(answer).first(IppTag.JOB), "job-id")
        if job_id is None:
            raise DeviceError(ErrorCode.INVALID_DATA, self._device, "a job without a number")
        return job_id

    def job(self, job_id: int, left: float) -> Attributes:
        about: Written = {
            "job-id": (IppTag.INTEGER, job_id),
            "requested-attributes": (IppTag.KEYWORD, ["job-state", "job-state-reasons"]),
        }
        return self._granted(self._ask(IppOperation.GET_JOB_ATTRIBUTES, about, left)).first(IppTag.JOB)

    def own_jobs(self) -> list[int]:
        """Jobs of this kiosk that are not over."""
        names = ("job-name", "job-originating-user-name")
        about: Written = {
            "which-jobs": (IppTag.KEYWORD, "not-completed"),
            "requested-attributes": (IppTag.KEYWORD, ["job-id", *names]),
        }
        answer = self._granted(self._ask(IppOperation.GET_JOBS, about, None))
        own = [
            number(job, "job-id")
            for job in answer.all(IppTag.JOB)
            if any(text.split(" ")[0] == self._mark for name in names for text in texts(job, name))
        ]
        return [job_id for job_id in own if job_id is not None]

    def cancel_job(self, job_id: int) -> None:
        """Ask for it; whether the job is gone must be looked up."""
        self._ask(IppOperation.CANCEL_JOB, {"job-id": (IppTag.INTEGER, job_id)}, None)

    def _ask(
        self,
        operation: IppOperation,
        about: Written,
        left: float | None,
        job: Written | None = None,
        document: bytes = b"",
    ) -> Answer:
        head: Written = {
            "attributes-charset": (IppTag.CHARSET, "utf-8"),
            "attributes-natural-language": (IppTag.LANGUAGE, "en"),
            "printer-uri": (IppTag.URI, self._uri),
            "requesting-user-name": (IppTag.NAME, self._mark),
        }
        message = encode(operation, {**head, **about}, job) + document
        patience = SENT_WITHIN if document else ANSWERS_WITHIN
        limit = patience if left is None else min(patience, left)
        try:
            answer = self._wire.post(message, limit, firm=left is None)
        except Refused as refused:
            raise words.not_here(self._device, refused.status) from refused
        except ConnectionAbortedError as aborted:
            raise DeviceError(ErrorCode.CANCELLED, self._device) from aborted
        except OSError as error:
            late = isinstance(error, TimeoutError) and limit < patience
            code = ErrorCode.TIMEOUT if late else ErrorCode.DISCONNECTED
            raise DeviceError(code, self._device, type(error).__name__) from error
        return decode(self._device, answer)

    def _granted(self, answer: Answer) -> Answer:
        if (error := words.refusal(self._device, answer.code)) is not None:
            raise error
        return answer
