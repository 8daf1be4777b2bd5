"""The gallery: every paper can be laid, and the scanner says of it what the gallery says that it says."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from devices.camera.blur import blurred
from devices.code_reader.api import Code, Symbology
from devices.code_reader.camera_reader import codes_in
from devices.simulated.camera import CameraMachine
from devices.simulated.fault import SimulationError
from devices.simulated.gallery import GalleryError, Paper, find_paper, load_gallery
from devices.simulated.wallet import load_wallet
from devices.virtual.desk import LIVE_SIZE, STILL_SIZE, Desk
from devices.virtual.mjpeg_camera import VirtualMjpegCamera
from kiosk.scanning.judge import Refusal, judged
from tests.papers.desk import PHONE_CODE

FOLDER = Path(__file__).resolve().parents[2] / "assets" / "papers"
GALLERY = load_gallery(FOLDER / "gallery.yaml")
MUST_BE = {"premises_certificate", "premises_lease", "wrong_document"}


@cache
def laid(name: str) -> Desk:
    pictures = GALLERY[name].pictures()
    desk = Desk(seed=1)
    desk.lay(*(pictures[0] if pictures else ()), *pictures[1:])
    return desk


def verdict(name: str) -> str:
    judgement = judged(laid(name).frame(STILL_SIZE))
    return str(judgement.reason) if isinstance(judgement, Refusal) else ""


def test_there_are_at_least_fifteen_papers_and_those_that_the_demo_needs() -> None:
    assert len(GALLERY) >= 15
    assert GALLERY.keys() >= MUST_BE


def test_every_picture_of_the_folder_hangs_in_the_gallery() -> None:
    hung = {sheet.picture.name for paper in GALLERY.values() for sheet in paper.sheets}
    assert hung == {path.name for path in FOLDER.glob("*.png")}


def test_every_holder_has_a_card_in_the_wallet() -> None:
    wallet = load_wallet(FOLDER.parent / "cards" / "wallet.yaml")
    holders = {paper.holder for paper in GALLERY.values()} - {""}
    assert {"chen_wen", "elder", "guli"} <= holders <= wallet.keys()


@pytest.mark.parametrize("name", GALLERY)
def test_the_scanner_says_of_each_paper_what_the_gallery_says(name: str) -> None:
    assert verdict(name) == GALLERY[name].verdict


@pytest.mark.parametrize("name", GALLERY)
def test_only_the_blurred_paper_passes_for_a_smeared_lens(name: str) -> None:
    assert blurred(laid(name).frame(LIVE_SIZE)) is (name == "lease_blurred")


def test_the_phone_shows_a_code_that_can_be_read() -> None:
    assert codes_in(laid("phone").frame(LIVE_SIZE)) == [Code(PHONE_CODE, Symbology.QR)]


@pytest.mark.parametrize("make", [CameraMachine, VirtualMjpegCamera])
def test_an_empty_desk_is_laid_as_often_as_one_likes(make: type) -> None:
    camera = make()
    for name in ("premises_lease", "empty_desk", "empty_desk"):
        camera.lay(GALLERY[name])
    with pytest.raises(SimulationError):
        camera.take_paper()


def test_a_paper_can_be_laid_otherwise() -> None:
    assert GALLERY["lease_skewed"].posed(y_mm=9.0).sheets[0].pose.turn == GALLERY["lease_skewed"].sheets[0].pose.turn
    assert GALLERY["lease_skewed"].posed(y_mm=9.0).sheets[0].pose.y_mm == 9.0


@pytest.mark.parametrize(
    ("paper", "pose"),
    [("premises_lease", {"width_mm": 0.0}), ("premises_lease", {"colour": 1.0}), ("empty_desk", {"turn": 1.0})],
)
def test_how_no_paper_can_lie_is_refused(paper: str, pose: dict[str, float]) -> None:
    with pytest.raises(SimulationError):
        GALLERY[paper].posed(**pose)


def test_any_picture_can_be_laid_by_its_path() -> None:
    paper = find_paper(GALLERY, str(FOLDER / "premises_lease.png"))
    assert paper.pictures()[0][0].shape == (2339, 1654, 3)


@pytest.mark.parametrize("content", [None, b"", b"no picture at all"], ids=["missing", "empty", "text"])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "paper.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SimulationError, match=r"paper\.png"):
        pictures_of(find_paper(GALLERY, str(path)))


def pictures_of(paper: Paper) -> object:
    return paper.pictures()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("page: {title: {zh: 页, en: Page}, sheets: [{picture: nowhere.png}]}", "nowhere.png"),
        ("page: {title: {zh: 页}, sheets: []}", "page.title.en"),
        ("page: {title: {zh: 页, en: Page}, sheets: [], verdikt: x}", "page.verdikt"),
        ("page: {title: {zh: 页, en: Page}, sheets: [{picture: a.png, pose: {width_mm: .nan}}]}", "width_mm"),
        ("page: {title: {zh: 页, en: Page}, sheets: [{picture: a.png, pose: {colour: 1}}]}", "colour"),
        ("page: [", "gallery.yaml"),
    ],
)
def test_a_gallery_that_is_wrong_is_refused_in_words(tmp_path: Path, text: str, named: str) -> None:
    (tmp_path / "a.png").touch()
    (tmp_path / "gallery.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(GalleryError, match=named):
        load_gallery(tmp_path / "gallery.yaml")
