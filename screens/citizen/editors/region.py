"""Answering where: province, city, county by lists; of an address the rest is typed."""

from __future__ import annotations

from pathlib import Path

from kivy.lang import Builder
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.catalogue.model import FieldType
from kiosk.people.regions import Region, cities, counties, initials, is_region, provinces, region_name
from screens.citizen.editors.editor import Editor
from screens.citizen.editors.typed import TextEditor
from screens.widgets.basics import SecondaryButton
from screens.widgets.holding import empty, let_go
from screens.widgets.touch import Touchable
from screens.words import words

LEVELS = ("province", "city", "county")
MANY = 9  # with so many choices the first letter helps


class Place(Touchable, BoxLayout):
    """One place."""

    text = StringProperty("")
    chosen = BooleanProperty(False)


class Letter(SecondaryButton):
    """The first letter of places."""

    chosen = BooleanProperty(False)


class Crumb(SecondaryButton):
    """What was chosen above; a touch chooses it anew."""


class RegionEditor(Editor):
    """`answer`: six digits, of the level that the field wants, or of the last one that there is."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._path: list[Region] = []  # what was chosen above the list that is shown
        self._letter = ""
        if is_region(self.answer):
            self._path = _above(self.answer, self.field.level or LEVELS[-1])
        self._list()

    def retreat(self) -> bool:
        if not self._path:
            return False
        self._up_to(len(self._path) - 1)
        return True

    def _places(self) -> tuple[Region, ...]:
        """What can be chosen now."""
        return _beneath(self._path[-1].code, len(self._path)) if self._path else provinces()

    def _list(self) -> None:
        places = self._places()
        self.inside = bool(self._path)
        self._crumbs()
        letters = sorted({initials(place.name)[0] for place in places}) if len(places) > MANY else []
        self._offer_letters(letters)
        tiles = self.ids.tiles
        empty(tiles)
        for place in places:
            if not self._letter or initials(place.name).startswith(self._letter):
                tile = Place(name=f"region-{place.code}", text=place.name, chosen=place.code == self.answer)
                tile.bind(on_release=lambda _tile, place=place: self._choose(place))
                tiles.add_widget(tile)

    def _crumbs(self) -> None:
        crumbs = self.ids.crumbs
        empty(crumbs)
        for depth, place in enumerate(self._path):
            crumb = Crumb(name=f"crumb-{place.code}", text=place.name, before="back")
            crumb.bind(on_release=lambda _crumb, depth=depth: self._up_to(depth))
            crumbs.add_widget(crumb)

    def _offer_letters(self, letters: list[str]) -> None:
        strip = self.ids.letters
        empty(strip)
        for letter in letters:
            button = Letter(name=f"initial-{letter}", text=letter.upper(), chosen=letter == self._letter)
            button.bind(on_release=lambda _button, letter=letter: self._filter(letter))
            strip.add_widget(button)

    def _filter(self, letter: str) -> None:
        self._letter = "" if letter == self._letter else letter
        self._list()

    def _choose(self, place: Region) -> None:
        self._letter = ""
        depth = len(self._path) + 1
        if depth <= LEVELS.index(self.field.level or LEVELS[-1]) and _beneath(place.code, depth):
            self._path.append(place)
            self.answer = ""
        else:
            self.answer = place.code
        self._list()

    def _up_to(self, depth: int) -> None:
        """Choose again what was chosen at this depth."""
        del self._path[depth:]
        self._letter = self.answer = ""
        self._list()


class AddressEditor(Editor):
    """The region by lists, then street and number by keys. What is in the field already is only typed on."""

    inner: Editor = ObjectProperty(None, allownone=True)
    choosing = BooleanProperty(False)  # the region, not the rest

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._prefix = ""  # what the chosen region put in front
        self._show(choosing=not self.answer)

    def settle(self) -> bool:
        if not self.inner.settle():
            return False
        if not self.choosing:
            return True
        rest = self.answer.removeprefix(self._prefix)
        self._prefix = region_name(self.inner.answer)
        self.answer = self._prefix + rest
        self._show(choosing=False)
        return False

    def retreat(self) -> bool:
        return self.inner.retreat()

    def tell(self) -> None:
        super().tell()
        self.inner.tell()
        if self.choosing:
            self.inner.hint = words._("region-first")
            self.done = words._("field-on")

    def on_wrong(self, _editor: Editor, wrong: str) -> None:
        self.inner.wrong = wrong

    def on_label(self, _editor: Editor, label: str) -> None:
        self.inner.label = label

    def on_place(self, _editor: Editor, place: str) -> None:
        self.inner.place = place

    def _show(self, *, choosing: bool) -> None:
        if self.inner is not None:
            let_go(self.inner)
            self.clear_widgets()
        self.choosing = choosing
        if choosing:
            region = self.field.model_copy(update={"type": FieldType.REGION, "level": LEVELS[-1]})
            self.inner = RegionEditor(field=region, place=self.place)
        else:
            self.inner = TextEditor(field=self.field, answer=self.answer, place=self.place)
            self.inner.fbind("answer", lambda _inner, answer: setattr(self, "answer", answer))
        self.inner.fbind("complete", self._judge)
        self.inner.fbind("inside", lambda _inner, inside: setattr(self, "inside", inside))
        self.inside = self.inner.inside
        way = AddressWay(editor=self)
        way.bind(on_release=lambda _way: self._show(choosing=not choosing))
        self.inner.ids.beside.add_widget(way)
        self.add_widget(self.inner)
        self._judge()
        self.tell()

    def _judge(self, *_args: object) -> None:
        self.wrong = ""
        self.complete = self.inner is None or self.inner.complete


class AddressWay(SecondaryButton):
    """All of it is typed, or the region is chosen after all."""

    editor: AddressEditor = ObjectProperty(rebind=True)


def _beneath(code: str, depth: int) -> tuple[Region, ...]:
    return cities(code) if depth == 1 else counties(code) if depth == 2 else ()


def _above(code: str, level: str) -> list[Region]:
    """What was chosen before a region was: its province, and its city where it is a county."""
    province = next((each for each in provinces() if each.code[:2] == code[:2]), None)
    if province is None or level == LEVELS[0]:
        return []
    within = (city for city in cities(province.code) if code in (county.code for county in counties(city.code)))
    city = next(within, None)
    return [province] if city is None else [province, city]


Builder.load_file(str(Path(__file__).with_suffix(".kv")))
