"""The data groups: text, numbers, dates and pictures, as chips write them and as nobody should."""

from __future__ import annotations

from datetime import date
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.api import DeviceError, ErrorCode
from devices.card.emrtd.lds import Person, face_of, mrz_of, national_name, person_of
from devices.card.emrtd.pace import pace_info
from devices.card.emrtd.tlv import MAX_OBJECTS, encode, head, objects
from devices.virtual.emrtd_files import DG1, DG2, DG11, data_groups
from tests.cards.channels import DEVICE, ends_well
from tests.cards.travellers import CHAN, PICTURE, TRIPPER


def dg11(**said: bytes) -> bytes:
    return encode(0x6B, b"".join(encode(int(tag[1:], 16), value) for tag, value in said.items()))


def test_a_person_is_what_data_group_11_says() -> None:
    assert person_of(data_groups(TRIPPER)[DG11], DEVICE) == Person("周一", "330199199001020013", date(1990, 1, 2))


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("王<<小明", "王小明"),
        ("王小明", "王小明"),
        ("吴<<𠮷", "吴𠮷"),
        ("ERIKSSON<<ANNA<MARIA", "ERIKSSON ANNA MARIA"),
        ("阿卜杜拉·买买提", "阿卜杜拉·买买提"),
        ("Müller<<Jürgen", "Müller Jürgen"),
    ],
)
def test_fillers_in_a_name_become_what_its_script_has_between_names(written: str, name: str) -> None:
    assert national_name(written) == name


def test_a_persons_name_has_no_fillers() -> None:
    assert person_of(dg11(x5F0E="王<<小明".encode()), DEVICE).name == "王小明"


@pytest.mark.parametrize(
    ("birth", "day"),
    [(b"19900102", date(1990, 1, 2)), (b"\x19\x90\x01\x02", date(1990, 1, 2)), (b"19900000", None), (b"", None)],
)
def test_a_birthday_is_text_or_two_digits_a_byte(birth: bytes, day: date | None) -> None:
    assert person_of(dg11(x5F2B=birth), DEVICE).birth == day


@pytest.mark.parametrize(
    "group",
    [b"", b"\x6b", b"\x6b\x05abc", dg11(x5F0E=b"\xff\xfe"), dg11(x5F0E=b"a\x00b"), dg11(x5F2B=b"19901301")],
    ids=["empty", "tag", "short", "no text", "invisible", "no day"],
)
def test_nothing_is_repaired(group: bytes) -> None:
    with pytest.raises(DeviceError) as caught:
        person_of(group, DEVICE)
    assert caught.value.code is ErrorCode.INVALID_DATA


@pytest.mark.parametrize("begins", ["FFD8FFE0", "0000000C6A5020200D0A870A", "FF4FFF51"])
def test_a_face_is_jpeg_or_jpeg_2000(begins: str) -> None:
    picture = bytes.fromhex(begins) + bytes(100)
    block = encode(0x5F2E, b"FAC\x00" + bytes(42) + picture)
    group = encode(0x75, encode(0x7F61, encode(0x02, b"\x01") + encode(0x7F60, block)))
    assert face_of(group, DEVICE) == picture


def test_the_face_in_a_whole_group_is_found() -> None:
    assert face_of(data_groups(CHAN)[DG2], DEVICE) == PICTURE


def test_a_group_without_a_picture_is_refused() -> None:
    with pytest.raises(DeviceError) as caught:
        face_of(encode(0x75, encode(0x7F61, encode(0x7F60, encode(0x5F2E, bytes(100))))), DEVICE)
    assert caught.value.code is ErrorCode.INVALID_DATA


@pytest.mark.parametrize(
    ("tag", "length", "header"),
    [(0x61, 0x7F, "617F"), (0x61, 0x80, "618180"), (0x7F61, 0x1234, "7F61821234"), (0x75, 0x10000, "7583010000")],
)
def test_lengths_are_written_as_the_standard_says(tag: int, length: int, header: str) -> None:
    assert encode(tag, bytes(length))[: len(header) // 2].hex().upper() == header
    assert head(bytes.fromhex(header), DEVICE) == (tag, len(header) // 2, len(header) // 2 + length)


@pytest.mark.parametrize("data", [bytes.fromhex("3003AABB"), bytes.fromhex("3000") * (MAX_OBJECTS + 1)])
def test_a_template_that_is_cut_off_or_has_no_end_is_refused(data: bytes) -> None:
    with pytest.raises(DeviceError):
        objects(data, DEVICE)


# --- bytes from anywhere

ANY = st.one_of(
    st.binary(max_size=80),
    st.builds(
        lambda tags, value: reduce(lambda inner, tag: encode(tag, inner), tags, value),
        st.lists(
            st.sampled_from([0x5F2E, 0x5F1F, 0x5F0E, 0x5F10, 0x5F2B, 0x7F60, 0x7F61, 0x30, 0x31, 0x06]), max_size=3
        ),
        st.binary(max_size=40),
    ),
)


@given(ANY)
def test_any_bytes_are_objects_or_a_device_error(data: bytes) -> None:
    assert ends_well(objects, data)


@given(ANY)
def test_any_bytes_are_a_data_group_or_a_device_error(data: bytes) -> None:
    assert ends_well(mrz_of, encode(0x61, data))
    assert ends_well(face_of, encode(0x75, data))
    assert ends_well(person_of, encode(0x6B, data))


@given(ANY)
def test_any_bytes_are_a_card_access_or_a_device_error(data: bytes) -> None:
    assert ends_well(pace_info, data)
    assert ends_well(pace_info, encode(0x31, encode(0x30, data)))


@given(st.integers(min_value=0, max_value=200), st.integers(min_value=1, max_value=255))
def test_one_wrong_byte_in_a_data_group_is_survived(at: int, change: int) -> None:
    for parse, group in ((mrz_of, data_groups(CHAN)[DG1]), (person_of, data_groups(TRIPPER)[DG11])):
        where = at % len(group)
        assert ends_well(parse, group[:where] + bytes([group[where] ^ change]) + group[where + 1 :])
