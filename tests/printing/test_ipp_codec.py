"""IPP messages: published bytes, and bytes that nobody would publish."""

from __future__ import annotations

import struct
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyipp.enums import IppOperation, IppTag

from devices.api import DeviceError, ErrorCode
from devices.document_printer import ipp_words as words
from devices.document_printer.ipp_codec import decode, encode, number, texts
from tests.printing.document_grounds import NAME, answer


def _octets(text: str) -> bytes:
    """Bytes as the RFC prints them: 0x.... are numbers, all else is text."""
    return b"".join(bytes.fromhex(w[2:]) if w.startswith("0x") else w.encode() for w in text.split())


# RFC 2565, 9.8: three jobs, about the second of which nothing is said. (It has a blank in "isch guet".)
GET_JOBS_RESPONSE = _octets(
    """
    0x0100 0x0000 0x00000123
    0x01 0x47 0x0012 attributes-charset 0x000a ISO-8859-1
    0x48 0x001B attributes-natural-language 0x0005 en-us
    0x41 0x000E status-message 0x000D successful-ok
    0x02 0x21 0x0006 job-id 0x0004 0x00000093
    0x36 0x0008 job-name 0x000C 0x0005 fr-ca 0x0003 fou
    0x02
    0x02 0x21 0x0006 job-id 0x0004 0x00000094
    0x36 0x0008 job-name 0x0012 0x0005 de-CH 0x0009 isch_guet
    0x03
    """
)
# RFC 2565, 9.3: the printer supports neither 20 copies nor the sides.
PRINT_JOB_REFUSED = _octets(
    """
    0x0100 0x040B 0x00000001
    0x01 0x47 0x0012 attributes-charset 0x0008 us-ascii
    0x48 0x001B attributes-natural-language 0x0005 en-us
    0x41 0x000E status-message 0x002F client-error-attributes-or-values-not-supported
    0x05 0x21 0x0006 copies 0x0004 0x00000014
    0x10 0x0005 sides 0x0000
    0x03
    """
)
# RFC 2565, 9.7, without the limit.
GET_JOBS_REQUEST = _octets(
    """
    0x0101 0x000A 0x00000001
    0x01 0x47 0x0012 attributes-charset 0x0005 utf-8
    0x48 0x001B attributes-natural-language 0x0002 en
    0x45 0x000B printer-uri 0x0015 ipp://forest/pinetree
    0x44 0x0014 requested-attributes 0x0006 job-id
    0x44 0x0000 0x0008 job-name
    0x44 0x0000 0x000F document-format
    0x03
    """
)


def test_a_published_list_of_jobs_is_understood() -> None:
    jobs = decode(NAME, GET_JOBS_RESPONSE).all(IppTag.JOB)
    assert [number(job, "job-id") for job in jobs] == [147, None, 148]
    assert [texts(job, "job-name") for job in jobs] == [["fou"], [], ["isch_guet"]]


def test_a_published_refusal_is_understood() -> None:
    refused = decode(NAME, PRINT_JOB_REFUSED)
    assert refused.code == 0x040B
    assert refused.first(IppTag.UNSUPPORTED_GROUP) == {"copies": [20]}


def test_a_request_is_encoded_as_published() -> None:
    wanted = ["job-id", "job-name", "document-format"]
    request = encode(
        IppOperation.GET_JOBS,
        {
            "attributes-charset": (IppTag.CHARSET, "utf-8"),
            "attributes-natural-language": (IppTag.LANGUAGE, "en"),
            "printer-uri": (IppTag.URI, "ipp://forest/pinetree"),
            "requested-attributes": (IppTag.KEYWORD, wanted),
        },
    )
    assert request == GET_JOBS_REQUEST


def test_collections_are_passed_over() -> None:
    inside = struct.pack(">bh", 0x4A, 0) + struct.pack(">h", 6) + b"copies" + struct.pack(">bhhi", 0x21, 0, 4, 9)
    collection = b"\x34\x00\x09media-col\x00\x00" + inside + b"\x37\x00\x00\x00\x00"
    message = answer(0)[:-1] + b"\x04" + collection + b"\x21\x00\x06copies\x00\x04\x00\x00\x00\x02\x03"
    assert decode(NAME, message).first(IppTag.PRINTER) == {"copies": [2]}


def test_values_that_nobody_knows_do_not_spoil_the_others() -> None:
    vendor = [(IppTag.ENUM, "finishings-supported", [3, 9999]), (IppTag.INTEGER, "queued-job-count", 1)]
    assert number(decode(NAME, answer(0, (IppTag.PRINTER, vendor))).first(IppTag.PRINTER), "queued-job-count") == 1


@pytest.mark.parametrize(
    "junk",
    [
        b"",
        b"\x01\x01",
        b"<html>not here</html>",
        GET_JOBS_RESPONSE[:40],
        GET_JOBS_RESPONSE[:-1],
        b"\x01\x01\x00\x00\x00\x00\x00\x01\x02\x44\x00\x01x\xff\xfa\x03",  # a length that pyipp takes for negative
        b"\x01\x01\x00\x00\x00\x00\x00\x01\x44\x00\x01x\x00\x00\x03",  # an attribute outside all groups
    ],
)
def test_what_is_no_answer_is_an_error_that_says_so(junk: bytes) -> None:
    with pytest.raises(DeviceError) as caught:
        decode(NAME, junk)
    assert caught.value.code is ErrorCode.INVALID_DATA


PLACES = st.integers(0, len(GET_JOBS_RESPONSE) - 1)


def _one_byte_changed(at: int, byte: int) -> bytes:
    return GET_JOBS_RESPONSE[:at] + bytes([byte]) + GET_JOBS_RESPONSE[at + 1 :]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200) | st.builds(_one_byte_changed, PLACES, st.integers(0, 255)))
def test_whatever_comes_is_understood_or_refused(data: bytes) -> None:
    with suppress(DeviceError):
        for _, attributes in decode(NAME, data).groups:
            words.fold(NAME, attributes)
            words.info(attributes)
            words.capabilities(attributes)
            words.most_copies(attributes)
