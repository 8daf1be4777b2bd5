"""Promises of the badges: only what the hall enrolled helps, only with its PIN, and the file tells nobody's card."""

from __future__ import annotations

import json
import re
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from devices.card.api import CardData, CardKind
from kiosk.people.badges import REST, TRIES, Badge, BadgeError, BadgeProblem, Badges
from tests.conftest import TurnedClock

PIN, WRONG = "350172", "350173"
HELPER, STAFF = Badge("12", "helper"), Badge("W-7", "staff")
HELPERS_CARD = CardData(kind=CardKind.RESIDENT, name="金助手", number="330199197001010100")
STAFFS_CARD = CardData(kind=CardKind.SOCIAL_SECURITY, name="郑值班", number="330199197001010143")
PERMIT = CardData(kind=CardKind.TRAVEL_PERMIT, name="林海", number="", permit_number="H01990001")
EMPTY = CardData(kind=CardKind.PASSPORT, name="NOBODY", number="")


@pytest.fixture
def badges(tmp_path: Path, clock: TurnedClock) -> Badges:
    badges = Badges(tmp_path, clock)
    badges.enrol(HELPER, HELPERS_CARD, PIN)
    return badges


def fail(badges: Badges, times: int) -> None:
    assert [badges.check(HELPER, WRONG) for _ in range(times)] == [False] * times


# --- who is known


def test_an_enrolled_card_is_known_again_by_another_process(badges: Badges, tmp_path: Path, clock: TurnedClock) -> None:
    badges.enrol(STAFF, STAFFS_CARD, PIN)
    later = Badges(tmp_path, clock)
    assert (later.find(HELPERS_CARD), later.find(STAFFS_CARD)) == (HELPER, STAFF)
    assert later.enrolled() == (HELPER, STAFF)


def test_a_card_without_a_holders_number_is_known_by_its_own(badges: Badges) -> None:
    badges.enrol(STAFF, PERMIT, PIN)
    assert badges.find(PERMIT) == STAFF
    assert badges.find(replace(PERMIT, permit_number="H01990002")) is None


def test_another_card_of_the_same_person_is_no_badge(badges: Badges) -> None:
    assert badges.find(replace(HELPERS_CARD, kind=CardKind.SOCIAL_SECURITY)) is None


def test_a_card_that_tells_nothing_is_nobodys_and_cannot_be_enrolled(badges: Badges) -> None:
    assert badges.find(EMPTY) is None
    with pytest.raises(BadgeError) as refusal:
        badges.enrol(STAFF, EMPTY, PIN)
    assert refusal.value.problem is BadgeProblem.CARD_TELLS_NOTHING


def test_a_removed_badge_helps_no_longer_and_its_card_may_be_enrolled_again(badges: Badges) -> None:
    badges.remove(HELPER.number)
    assert badges.find(HELPERS_CARD) is None
    assert not badges.check(HELPER, PIN)
    badges.enrol(STAFF, HELPERS_CARD, PIN)
    assert badges.find(HELPERS_CARD) == STAFF


def test_who_was_never_enrolled_cannot_be_removed(badges: Badges) -> None:
    with pytest.raises(BadgeError) as refusal:
        badges.remove("13")
    assert refusal.value.problem is BadgeProblem.NO_SUCH_BADGE


@pytest.mark.parametrize(
    ("badge", "card", "pin", "problem"),
    [
        (Badge("12", "staff"), STAFFS_CARD, PIN, BadgeProblem.NUMBER_TAKEN),
        (Badge("13", "helper"), HELPERS_CARD, PIN, BadgeProblem.CARD_TAKEN),
        (Badge("", "helper"), STAFFS_CARD, PIN, BadgeProblem.NUMBER_MALFORMED),
        (Badge("金", "helper"), STAFFS_CARD, PIN, BadgeProblem.NUMBER_MALFORMED),
        (Badge("330199197001010143", "helper"), STAFFS_CARD, PIN, BadgeProblem.NUMBER_MALFORMED),
        (Badge("13", "helper"), STAFFS_CARD, "35017", BadgeProblem.PIN_MALFORMED),
        (Badge("13", "helper"), STAFFS_CARD, "3501722", BadgeProblem.PIN_MALFORMED),
        (Badge("13", "helper"), STAFFS_CARD, "35017x", BadgeProblem.PIN_MALFORMED),
        (Badge("13", "helper"), STAFFS_CARD, "٣٥٠١٧٢", BadgeProblem.PIN_MALFORMED),
        (Badge("13", "helper"), STAFFS_CARD, "888888", BadgeProblem.PIN_TOO_EASY),
        (Badge("13", "helper"), STAFFS_CARD, "123456", BadgeProblem.PIN_TOO_EASY),
        (Badge("13", "helper"), STAFFS_CARD, "987654", BadgeProblem.PIN_TOO_EASY),
    ],
)
def test_what_cannot_be_enrolled_is_named_and_changes_nothing(
    badges: Badges, badge: Badge, card: CardData, pin: str, problem: BadgeProblem
) -> None:
    with pytest.raises(BadgeError) as refusal:
        badges.enrol(badge, card, pin)
    assert refusal.value.problem is problem
    assert badges.enrolled() == (HELPER,)


# --- the PIN


def test_only_the_right_pin_opens(badges: Badges) -> None:
    assert not badges.check(HELPER, WRONG)
    assert badges.check(HELPER, PIN)


def test_the_pin_of_another_badge_does_not_open(badges: Badges) -> None:
    badges.enrol(STAFF, STAFFS_CARD, WRONG)
    assert not badges.check(HELPER, WRONG)


def test_after_five_wrong_tries_the_right_pin_is_refused_for_a_quarter_of_an_hour(
    badges: Badges, clock: TurnedClock
) -> None:
    fail(badges, TRIES)
    clock.advance(REST.total_seconds() - 1)
    assert not badges.check(HELPER, PIN)
    clock.advance(1)
    assert badges.check(HELPER, PIN)


def test_tries_while_it_rests_make_the_rest_no_longer(badges: Badges, clock: TurnedClock) -> None:
    fail(badges, TRIES)
    clock.advance(REST.total_seconds() - 1)
    fail(badges, 1)
    clock.advance(1)
    assert badges.check(HELPER, PIN)


def test_after_the_rest_there_are_five_tries_again(badges: Badges, clock: TurnedClock) -> None:
    fail(badges, TRIES)
    clock.advance(REST.total_seconds())
    fail(badges, TRIES - 1)
    assert badges.check(HELPER, PIN)


def test_after_the_rest_there_are_no_more_than_five_tries(badges: Badges, clock: TurnedClock) -> None:
    fail(badges, TRIES)
    clock.advance(REST.total_seconds())
    fail(badges, TRIES)
    assert not badges.check(HELPER, PIN)


def test_the_right_pin_forgives_the_wrong_tries_before_it(badges: Badges) -> None:
    fail(badges, TRIES - 1)
    assert badges.check(HELPER, PIN)
    fail(badges, TRIES - 1)
    assert badges.check(HELPER, PIN)


def test_a_restart_gives_no_more_tries(badges: Badges, tmp_path: Path, clock: TurnedClock) -> None:
    fail(badges, TRIES)
    assert not Badges(tmp_path, clock).check(HELPER, PIN)


def test_a_power_cut_while_a_pin_is_judged_gives_no_more_tries(
    badges: Badges, tmp_path: Path, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("kiosk.people.badges._scrypt", _power_cut)
        for _ in range(TRIES):
            with pytest.raises(KeyboardInterrupt):
                badges.check(HELPER, WRONG)
    assert not Badges(tmp_path, clock).check(HELPER, PIN)


def _power_cut(salt: bytes) -> None:
    raise KeyboardInterrupt


def test_one_badge_that_rests_keeps_nobody_else_waiting(badges: Badges) -> None:
    badges.enrol(STAFF, STAFFS_CARD, PIN)
    fail(badges, TRIES)
    assert badges.check(STAFF, PIN)


def test_a_clock_that_was_put_back_for_days_does_not_lock_anybody_out(badges: Badges, clock: TurnedClock) -> None:
    fail(badges, TRIES)
    clock.advance(-3 * 24 * 3600)
    assert badges.check(HELPER, PIN)


# --- what lies on the disk


def test_nothing_of_card_or_pin_can_be_read_in_the_folder(badges: Badges, tmp_path: Path) -> None:
    written = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for secret in (HELPERS_CARD.name, HELPERS_CARD.number, HELPERS_CARD.number[:14], PIN, str(HELPERS_CARD.kind)):
        assert secret.encode() not in written
    assert json.dumps(HELPERS_CARD.name).encode() not in written


def test_two_kiosks_write_the_same_card_and_pin_differently(tmp_path: Path, clock: TurnedClock) -> None:
    hashes = set()
    for kiosk in ("1", "2"):
        Badges(tmp_path / kiosk, clock).enrol(HELPER, HELPERS_CARD, PIN)
        (entry,) = json.loads((tmp_path / kiosk / "badges.json").read_bytes())
        hashes |= {entry["card"], entry["pin"]}
    assert len(hashes) == 4


def test_the_files_are_their_owners_alone(badges: Badges, tmp_path: Path) -> None:
    modes = {name: stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("badges.json", "badges.key")}
    assert modes == {"badges.json": 0o600, "badges.key": 0o600}


@pytest.mark.parametrize(
    ("name", "spoilt"),
    [
        ("badges.json", lambda text: text[: len(text) // 2]),
        ("badges.json", lambda text: text.replace(b"helper", b"mayor")),
        ("badges.key", lambda key: key[:-1]),
    ],
)
def test_damaged_files_make_nobody_a_helper_and_end_no_visit(
    badges: Badges, tmp_path: Path, name: str, spoilt: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / name
    file.write_bytes(spoilt(file.read_bytes()))
    with capture_logs() as logs:
        assert badges.find(HELPERS_CARD) is None
    assert [entry["event"] for entry in logs] == ["badges_unreadable"]


def test_damaged_badges_are_named_to_the_hall_and_not_overwritten(badges: Badges, tmp_path: Path) -> None:
    file = tmp_path / "badges.json"
    file.write_text("[{}]")
    with pytest.raises(ValueError, match=re.escape(f"{file}: 0.number: ")):
        badges.enrol(STAFF, STAFFS_CARD, PIN)
    with capture_logs():
        assert not badges.check(HELPER, PIN)
    assert file.read_text() == "[{}]"
