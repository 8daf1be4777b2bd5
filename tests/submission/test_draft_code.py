"""The code of a draft and what it opens: one spelling, and nothing for anybody who has not all of it."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.submission.draft_code import DraftCode, DraftCodeError, DraftCodeReason
from kiosk.submission.drafts import holder_proof, open_open, open_personal, seal_draft
from kiosk.submission.questions import SealedDraft
from kiosk.submission.sealing import SealError
from tests.submission.conftest import KIOSK, NAME, NOW, NUMBER

CODES = st.builds(
    lambda raw, secret: DraftCode.parse(_spelt(raw, secret)),
    st.binary(min_size=10, max_size=10),
    st.binary(min_size=16, max_size=16),
)
CODE = DraftCode.new()
QR_ALPHANUMERIC = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")


def _spelt(raw: bytes, secret: bytes) -> str:
    return DraftCode(base64.b32encode(raw).decode(), secret).text


def sealed(code: DraftCode = CODE, number: str | None = NUMBER, personal: bytes | None = NAME.encode()) -> SealedDraft:
    until = (NOW + timedelta(days=90)).date()
    return seal_draft(
        code,
        kiosk_id=KIOSK,
        kind="notice",
        kept_at=NOW,
        until=until,
        open_part=b'{"situation": {}}',
        personal_part=personal,
        number=number,
    )


def reason(text: str) -> DraftCodeReason:
    with pytest.raises(DraftCodeError) as caught:
        DraftCode.parse(text)
    return caught.value.reason


@given(CODES)
def test_a_code_comes_back_from_its_text_and_stays_in_the_small_alphabet(code: DraftCode) -> None:
    text = code.text
    assert DraftCode.parse(text) == code
    assert set(text) <= QR_ALPHANUMERIC
    assert code.id.startswith(code.short)
    assert len(code.short) == 8


@given(CODES, st.data())
def test_a_character_read_wrong_is_noticed(code: DraftCode, data: st.DataObject) -> None:
    text = code.text
    at = data.draw(st.integers(text.index(":") + 1, len(text) - 1))
    other = data.draw(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567").filter(lambda c: c != text[at]))
    assert reason(text[:at] + other + text[at + 1 :]) is DraftCodeReason.DAMAGED


@given(st.text())
def test_any_other_text_is_no_code_and_no_crash(text: str) -> None:
    assert reason(text) in DraftCodeReason


def _other_spare_bit(text: str) -> str:
    """The last character holds a bit that no byte needs: set, it would be a second spelling of the same code."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return text[:-1] + letters[letters.index(text[-1]) ^ 1]


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (_other_spare_bit, DraftCodeReason.DAMAGED),
        (lambda text: text[:-1], DraftCodeReason.DAMAGED),
        (lambda text: text + "A", DraftCodeReason.DAMAGED),
        (lambda text: text + "\n", DraftCodeReason.NOT_A_CODE),
        (lambda text: text.lower(), DraftCodeReason.NOT_A_CODE),
        (lambda text: text.replace("DRAFT", "DRAUGHT"), DraftCodeReason.NOT_A_CODE),
        (lambda text: " " + text, DraftCodeReason.NOT_A_CODE),
    ],
)
def test_a_code_has_one_spelling_only(spoil: object, expected: DraftCodeReason) -> None:
    assert reason(spoil(CODE.text)) is expected  # type: ignore[operator]


def test_the_secret_is_in_no_repr() -> None:
    assert repr(CODE.secret) not in repr(CODE)


def test_both_parts_open_with_the_code() -> None:
    draft = sealed()
    assert open_open(draft, CODE) == b'{"situation": {}}'
    assert open_personal(draft, CODE) == NAME.encode()


def test_another_code_opens_neither_part() -> None:
    other = replace(CODE, secret=bytes(16))
    for opening in (open_open, open_personal):
        with pytest.raises(SealError):
            opening(sealed(), other)


@pytest.mark.parametrize("spoil", [lambda s: s[:-1], lambda _: b"", lambda s: s[:20] + bytes([s[20] ^ 1]) + s[21:]])
def test_a_part_that_was_altered_does_not_open(spoil: object) -> None:
    draft = sealed()
    altered = draft.model_copy(update={"open_part": spoil(draft.open_part)})  # type: ignore[operator]
    with pytest.raises(SealError):
        open_open(altered, CODE)


def test_a_part_cannot_be_put_into_another_place_or_another_draft() -> None:
    draft = sealed()
    with pytest.raises(SealError):
        open_open(draft.model_copy(update={"open_part": draft.personal_part}), CODE)
    with pytest.raises(SealError):
        open_open(draft.model_copy(update={"id": DraftCode.new().id}), CODE)


def test_before_identifying_there_is_no_personal_part_and_no_holder() -> None:
    draft = sealed(number=None, personal=None)
    assert (draft.personal_part, draft.holder) == (None, "")
    with pytest.raises(SealError):
        open_personal(draft, CODE)


def test_the_holder_is_proved_by_code_and_number_together() -> None:
    assert sealed().holder == holder_proof(CODE, NUMBER)
    assert holder_proof(CODE, NUMBER) != holder_proof(CODE, NUMBER[:-1] + "X")
    assert holder_proof(CODE, NUMBER) != holder_proof(DraftCode.new(), NUMBER)


def test_what_is_kept_says_nothing_of_anybody() -> None:
    text = sealed().model_dump_json()
    assert NUMBER not in text
    assert NAME not in text


def test_the_same_draft_is_never_sealed_the_same_way_twice() -> None:
    assert sealed().open_part != sealed().open_part
