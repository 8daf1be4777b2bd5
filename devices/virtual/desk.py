"""A synthetic desk under a document camera: what the lens would see, drawn in memory.

The camera is a sensor of 8 megapixels mounted upright, so that an A4 page fills its long side: a still shows the page
at 244 dpi, the live view the same field of view at 107. Everything is drawn from one seed: the same desk, asked the
same way, shows the same pictures. Nothing here reads files or knows the time.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import cv2
import numpy as np

from devices.camera.api import Image
from devices.simulated.fault import SimulationError
from devices.virtual.mishaps import Grey, Points, Transform, glaring, project, reach_in, worn

Size = tuple[int, int]  # width, height in pixels

STILL_SIZE: Size = (2448, 3264)
LIVE_SIZE: Size = (1080, 1440)
FIELD_HEIGHT_MM = 340.0  # what the sensor's long side sees; a wider picture sees more of the desk at its sides
A4_WIDTH_MM = 210.0
LENS_HEIGHT_MM = 420.0

_DESK = (58.0, 50.0, 44.0)  # B, G, R of a dark matt mat
_COVERED = 3.0  # what a sensor shows with a hand on the lens
_SMEAR_MM = 1.5  # by how much a greasy lens blurs
_VEIL = 22.0  # grey levels that it adds everywhere
_TILE = 509  # pixels of noise before it repeats; prime, so that no pattern shows


# What each field of a `Pose` may be, the least and the most; nothing else can lie on this desk.
LIMITS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "x_mm": (-400.0, 400.0),
        "y_mm": (-400.0, 400.0),
        "turn": (-360.0, 360.0),
        "tilt": (-35.0, 35.0),
        "lean": (-35.0, 35.0),
        "width_mm": (20.0, 450.0),
        "brightness": (0.0, 2.0),
        "shadow": (0.0, 1.0),
        "blur_mm": (0.0, 10.0),
        "noise": (0.0, 40.0),
        "glare_mm": (0.0, 150.0),
        "fold_mm": (0.0, 200.0),
        "crumple": (0.0, 1.0),
        "hand_mm": (0.0, 300.0),
    }
)


@dataclass(frozen=True, slots=True)
class Pose:
    """How a paper lies and in what light it is seen. Raises SimulationError outside `LIMITS`."""

    x_mm: float = 4.0  # of the paper's middle, to the right of the field's middle
    y_mm: float = -3.0  # downwards
    turn: float = 2.5  # degrees, clockwise
    tilt: float = 3.0  # degrees by which the camera looks at the desk from the front
    lean: float = -1.5  # degrees by which it looks from the side
    width_mm: float = A4_WIDTH_MM  # the height follows from the picture
    brightness: float = 1.0
    shadow: float = 0.35  # 0 none, 1 black: beside the paper, and half as dark across it
    blur_mm: float = 0.05  # radius
    noise: float = 2.0  # grey levels, standard deviation
    glare_mm: float = 0.0  # radius of the lamp's reflection in the field's middle
    fold_mm: float = 0.0  # of the paper's upper right corner that is folded over, along each side
    crumple: float = 0.0  # 0 flat, 1 as if it had been a ball
    hand_mm: float = 0.0  # how far a hand reaches into the field from the right

    def __post_init__(self) -> None:
        for name, (least, most) in LIMITS.items():
            if not least <= getattr(self, name) <= most:  # nan is not either
                raise SimulationError(f"no paper lies so: {name}={getattr(self, name)}; {least:g} to {most:g} can be")

    def but(self, **fields: float) -> Pose:
        """The same, except these fields. Raises SimulationError."""
        unknown = fields.keys() - LIMITS.keys()
        if unknown:
            raise SimulationError(f"no such pose: {', '.join(sorted(unknown))}; there are {', '.join(LIMITS)}")
        return replace(self, **fields)


Laid = tuple[Image, Pose]


class Desk:
    """May be used from several threads."""

    def __init__(self, seed: int = 0) -> None:
        self._seed = seed
        self._lock = threading.Lock()
        self._view = _View(seed, (), Pose())
        self._covered = self._smeared = False
        self._frames = 0

    def lay(self, paper: Image | None = None, pose: Pose | None = None, *upon: Laid) -> None:
        """Lay papers on the desk in place of whatever lies there, the lowest first; None: nothing lies there.

        A paper is HxWx3 BGR. Light, lens, hand and glare are as the first one's pose says.
        """
        pose = pose or Pose()
        papers = () if paper is None else ((paper, pose), *upon)
        with self._lock:
            self._view = _View(self._seed, papers, pose)

    @property
    def laid(self) -> bool:
        return self._view.laid

    def cover_lens(self, covered: bool) -> None:
        with self._lock:
            self._covered = covered

    @property
    def covered(self) -> bool:
        return self._covered

    @property
    def smeared(self) -> bool:
        return self._smeared

    def smear_lens(self, smeared: bool) -> None:
        """A finger was on the glass: nothing is sharp, and the dark is not quite dark."""
        with self._lock:
            self._smeared = smeared

    def frame(self, size: Size) -> Image:
        """What the camera sees now, HxWx3 BGR; each call is another picture, with noise of its own.

        The first one of a size takes long after a change (half a second at 8 megapixels), the next ones do not.
        """
        with self._lock:
            self._frames += 1
            number, view, covered, smeared = self._frames, self._view, self._covered, self._smeared
        return view.frame(size, number, covered, smeared)

    def corners(self, size: Size) -> Points | None:
        """Where the first paper's corners are in such a picture, 4x2 pixels: top left, top right, bottom right, bottom
        left of the paper itself. None: no paper lies there."""
        return self._view.corners(size)


class _View:
    """Papers, lying as they lie: nothing of it changes but the noise. A scene is drawn when it is first seen."""

    def __init__(self, seed: int, papers: tuple[Laid, ...], pose: Pose) -> None:
        self._seed = seed
        self._papers = papers
        self._pose = pose  # for light and lens
        self._scenes: dict[tuple[Size, bool], Image] = {}
        self._noise = _draw_noise(seed, self._pose.noise)

    @property
    def laid(self) -> bool:
        return bool(self._papers)

    def frame(self, size: Size, number: int, covered: bool, smeared: bool) -> Image:
        width, height = size
        if covered:
            return self._with_noise(np.full((height, width, 3), _COVERED, dtype=np.uint8), number)
        if (size, smeared) not in self._scenes:
            self._scenes[size, smeared] = self._compose(size, smeared)
        return self._with_noise(self._scenes[size, smeared], number)

    def corners(self, size: Size) -> Points | None:
        return _corners(self._papers[0][0], self._paper_to_picture(size, *self._papers[0])) if self._papers else None

    # --- geometry

    def _desk_to_picture(self, size: Size) -> Transform:
        """From millimetres on the desk (0, 0 in the middle) to pixels: a pinhole that looks down, a little askew."""
        width, height = size
        focal = LENS_HEIGHT_MM * height / FIELD_HEIGHT_MM
        tilt, lean = np.radians(self._pose.tilt), np.radians(self._pose.lean)
        about_x = np.array([[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]])
        about_y = np.array([[np.cos(lean), 0, np.sin(lean)], [0, 1, 0], [-np.sin(lean), 0, np.cos(lean)]])
        view = np.column_stack([(about_x @ about_y)[:, :2], [0.0, 0.0, LENS_HEIGHT_MM]])
        lens = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
        return np.asarray(lens @ view, dtype=np.float64)

    def _paper_to_picture(self, size: Size, paper: Image, pose: Pose) -> Transform:
        height, width = paper.shape[:2]
        mm = pose.width_mm / width
        turn = np.radians(pose.turn)
        cos, sin = np.cos(turn) * mm, np.sin(turn) * mm
        middle = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
        lie = np.array([[cos, -sin, pose.x_mm], [sin, cos, pose.y_mm], [0, 0, 1]])
        return np.asarray(self._desk_to_picture(size) @ lie @ middle, dtype=np.float64)

    # --- drawing

    def _compose(self, size: Size, smeared: bool) -> Image:
        scale = size[1] / FIELD_HEIGHT_MM  # pixels per mm
        scene = self._bare_desk(size)
        bare = light = self._light(size)
        for paper, pose in self._papers:
            picture, rim = worn(paper, pose.width_mm, pose.fold_mm, pose.crumple)
            transform = self._paper_to_picture(size, paper, pose)
            outline = project(transform, rim)
            mask = np.zeros(scene.shape[:2], dtype=np.uint8)
            cv2.fillConvexPoly(mask, np.round(outline * 16).astype(np.int32), 255, cv2.LINE_AA, shift=4)
            shaded = _shaded(light, outline + np.float32(2.5 * scale), 3.0 * scale, self._pose.shadow)
            light = np.where(mask > 127, bare, shaded)
            laid = cv2.warpPerspective(picture, transform, size, flags=cv2.INTER_LINEAR)
            cv2.copyTo(laid, mask, scene)
        if self._pose.hand_mm:
            light = reach_in(scene, light, bare, self._desk_to_picture(size), scale, self._pose.hand_mm)
        seen = np.asarray(cv2.multiply(scene, cv2.merge([light] * 3), scale=self._pose.brightness / 255), np.uint8)
        if self._pose.glare_mm:
            seen = glaring(seen, self._desk_to_picture(size), scale, self._pose.glare_mm)
        radius = np.hypot(self._pose.blur_mm, _SMEAR_MM if smeared else 0.0) * scale
        if radius > 0.2:
            seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), radius), np.uint8)
        return np.asarray(cv2.addWeighted(seen, 0.85, seen, 0.0, _VEIL), np.uint8) if smeared else seen

    def _bare_desk(self, size: Size) -> Image:
        grain = np.random.default_rng(self._seed).normal(0.0, 3.0, (170, 128, 1))
        small = np.clip(np.array(_DESK) + grain, 0, 255).astype(np.uint8)
        return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)

    def _light(self, size: Size) -> Grey:
        """How bright each place is: the lamp stands at the left, a head leans in from the lower right."""
        across, down = np.meshgrid(np.linspace(0, 1, 64), np.linspace(0, 1, 64))
        lamp = 1.0 - 0.12 * across
        head = 1.0 / (1.0 + np.exp(-(across + down - 1.45) * 9.0))
        small = np.round(255 * lamp * (1.0 - 0.5 * self._pose.shadow * head)).astype(np.uint8)
        return np.asarray(cv2.resize(small, size), dtype=np.uint8)

    def _with_noise(self, scene: Image, number: int) -> Image:
        """The noise is drawn once and shifted by chance from frame to frame: that is quick, and looks the same."""
        shift = np.random.default_rng((self._seed, number)).integers(0, _TILE, 2).tolist()
        lighter, darker = (np.roll(tile, shift, (0, 1)) for tile in self._noise)
        picture = np.empty_like(scene)
        for top in range(0, len(scene), _TILE):
            for left in range(0, scene.shape[1], _TILE):
                part = scene[top : top + _TILE, left : left + _TILE]
                here = np.s_[: part.shape[0], : part.shape[1]]
                noisy = cv2.subtract(cv2.add(part, lighter[here]), darker[here])
                picture[top : top + _TILE, left : left + _TILE] = noisy
        return picture


def _draw_noise(seed: int, deviation: float) -> tuple[Image, Image]:
    """What is added and what is taken away, each `_TILE` pixels square."""
    tile = np.round(np.random.default_rng(seed).normal(0.0, deviation, (_TILE, _TILE, 3)))
    return np.clip(tile, 0, 255).astype(np.uint8), np.clip(-tile, 0, 255).astype(np.uint8)


def _corners(paper: Image, transform: Transform) -> Points:
    height, width = paper.shape[:2]
    return project(transform, [(0, 0), (width, 0), (width, height), (0, height)])


def _shaded(light: Grey, outline: Points, softness: float, depth: float) -> Grey:
    """The light with the shadow of something of that outline in it. `softness`: pixels."""
    height, width = light.shape
    shade = np.full((height // 4, width // 4), 255, dtype=np.uint8)
    cv2.fillConvexPoly(shade, np.round(outline * 4).astype(np.int32), 255 * (1.0 - depth), cv2.LINE_AA, shift=4)
    soft = cv2.resize(cv2.GaussianBlur(shade, (0, 0), softness / 4), (width, height))
    return np.asarray(cv2.multiply(light, soft, scale=1 / 255), dtype=np.uint8)
