"""A sheet with a heading and its points: what most pages of a visit are made of."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kivy.lang import Builder
from kivy.properties import StringProperty
from kivy.uix.widget import Widget

from screens.widgets.basics import Card


class Section(Card):
    """One heading and its points. `lead`: a line between them, "" for none."""

    heading = StringProperty("")
    picture = StringProperty("")
    lead = StringProperty("")
    tone = StringProperty("primary")  # a role of the theme

    def __init__(self, points: Iterable[Widget] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        for point in points:
            self.add_widget(point)


Builder.load_string("""
<Section>:
    BoxLayout:
        orientation: "vertical"
        size_hint_y: None
        height: self.minimum_height
        spacing: th.s.tight * .6
        BoxLayout:
            size_hint_y: None
            height: max(th.s.mm(9), heading.height)
            spacing: th.s.tight
            Picture:
                picture: root.picture
                ink: getattr(th.c, root.tone)
                size: th.s.mm(9), th.s.mm(9)
                pos_hint: {"center_y": .5}
            Say:
                id: heading
                text: root.heading
                font_size: th.s.lead
                bold: True
                color: getattr(th.c, root.tone)
                pos_hint: {"center_y": .5}
        Say:
            text: root.lead
            color: th.c.text_muted
            font_size: th.s.caption
""")
