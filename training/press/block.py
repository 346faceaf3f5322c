"""One article as HTML: its zones (headline, summary, byline, body, pictures) where they stand on the page and in the stream.

A zone is painted, and so written to the PDF, by its z-index and not by its place. That is how a headline above a body can stand
after it in the text that extractors give, as it does in papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from training.press.markup import INDENT, div, escaped, paragraph
from training.press.shape import draw_shape, measure
from training.press.titles import spaced, title_lines
from training.style import chance

if TYPE_CHECKING:
    import random

    from training.press.grid import Slot
    from training.press.habits import Habits
    from training.press.manuscript import Manuscript
    from training.press.shape import Shape

Zone = Literal["head", "summ", "by", "body", "pic"]

_READ: Final[tuple[Zone, ...]] = ("summ", "by", "body")


@dataclass(frozen=True, slots=True)
class Place:
    """An article to be set: its number and slot, whether its headline stands after its body in the stream, and is spaced."""

    slot: Slot
    after: bool
    spaced: bool


@dataclass(frozen=True, slots=True)
class Block:
    """An article that has been set: its HTML, its zones in stream order, the characters on a line of its body."""

    html: str
    stream: list[Zone]
    measure: float


def zone_id(article: int, zone: Zone) -> str:
    """Return the id of the element of a zone."""
    return f"a{article}-{zone}"


def set_block(rng: random.Random, habits: Habits, place: Place, manuscript: Manuscript) -> Block:
    """Return an article as HTML."""
    return _Block(rng, habits, place, manuscript).set()


class _Block:
    """Sets one article."""

    def __init__(self, rng: random.Random, habits: Habits, place: Place, manuscript: Manuscript) -> None:
        self._rng = rng
        self._habits = habits
        self._place = place
        self._copy = manuscript
        self._shape: Shape = draw_shape(rng, habits, place.slot, manuscript)
        self._zones: dict[Zone, str] = {}

    def set(self) -> Block:
        """Set the zones, then put them together."""
        rng, shape, copy = self._rng, self._shape, self._copy
        self._set_headline()
        if copy.summary:
            self._zone("summ", "".join(paragraph(escaped(text)) for text in copy.summary))
        self._set_body()
        if copy.captions:
            self._set_pictures()
        summary_on_top = bool(copy.summary) and not shape.side and chance(rng, 0.3)
        shown = self._shown(summary_on_top=summary_on_top)
        stream = self._stream(summary_on_top=summary_on_top)
        style = f"width:{self._place.slot.width}px;padding:{shape.padding}px;{'border:1px solid #333;' if shape.boxed else ''}"
        style += "background:#f4f4f4;" if shape.boxed and chance(rng, 0.4) else ""
        return Block(div(shown, class_="art", style=style), stream, measure(self._habits, shape))

    def _zone(self, zone: Zone, inner: str, style: str = "", name: str | None = None) -> None:
        """Set a zone; `name` is its class, if that is not its own name."""
        classes = f"z {zone if name is None else name}".strip()
        self._zones[zone] = div(inner, id=zone_id(self._place.slot.article, zone), class_=classes, style=style)

    def _set_headline(self) -> None:
        """Set kicker, title and subtitle."""
        copy, shape, align = self._copy, self._shape, f"text-align:{self._habits.headline_align}"
        room = (shape.headline_width - 4) / (shape.title_size * self._habits.type.size)
        lines = [self._title_line(line) for line in title_lines(self._rng, copy.title, room)]
        parts = [("kicker", copy.kicker, align)]
        parts += [("title", line, f"font-size:{shape.title_size}em;{align}") for line in lines]
        parts += [("subtitle", copy.subtitle, align)]
        inner = "".join(div(escaped(text), class_=name, style=style) for name, text, style in parts if text)
        self._zone("head", inner, f"width:{shape.headline_width}px")

    def _title_line(self, line: str) -> str:
        """Return a line of a title, spaced if that is drawn and there is room."""
        width = len(line) * 2 * self._shape.title_size * self._habits.type.size
        return spaced(line) if self._place.spaced and width < self._shape.headline_width else line

    def _set_body(self) -> None:
        """Set the paragraphs, with the lines that stand before and after them."""
        shape = self._shape
        inner = "".join([*self._opening(), *self._paragraphs(), *self._closing()])
        style = f"column-count:{shape.columns};font-size:{shape.text_size}px;column-gap:{self._habits.gap}px"
        self._zone("body", inner, style)

    def _opening(self) -> list[str]:
        """Return the byline of a body; some stand in a zone above the columns."""
        if not self._copy.byline:
            return []
        byline = paragraph(escaped(self._copy.byline), class_="by", style=f"text-align:{self._habits.byline_align}")
        if chance(self._rng, 0.4) and not self._place.after:
            self._zone("by", byline, f"font-size:{self._shape.text_size}px", name="")
            return []
        return [byline]

    def _paragraphs(self) -> list[str]:
        """Return the paragraphs, the jump lines on their own lines or with the first or last paragraph."""
        copy, found = self._copy, []
        before = ""
        if copy.jumps_from:
            if chance(self._rng, 0.75):
                found.append(self._aligned(copy.jumps_from.text, ["left", "right", "center"]))
            else:
                before = copy.jumps_from.text
        indent = INDENT if self._habits.indent == "ideo" else ""
        for part in copy.body:
            if part.crosshead:
                found.append(paragraph(escaped(part.text), class_="sub"))
            else:
                found.append(paragraph(indent + escaped(before + part.text), class_="b"))
                before = ""
        if copy.jumps_to:
            self._add_jump(found, copy.jumps_to.text)
        return found

    def _add_jump(self, found: list[str], text: str) -> None:
        """Add the jump line below a body."""
        if chance(self._rng, 0.45):
            found.append(self._aligned(text, ["right", "right", "center"]))
        else:
            found[-1] = found[-1].removesuffix("</p>") + self._rng.choice([" ", "&#x3000;", ""]) + escaped(text) + "</p>"

    def _closing(self) -> list[str]:
        """Return what stands below a body: the byline, or a line that tells of other pages."""
        copy, found = self._copy, []
        if copy.signature:
            align = self._rng.choice(["right", "left", "right"])
            found.append(paragraph(escaped(copy.signature), class_="by", style=f"text-align:{align}"))
        if copy.note:
            found.append(self._aligned(copy.note, ["right", "left", "center"]))
        return found

    def _aligned(self, text: str, aligns: list[str]) -> str:
        """Return a line by itself, on one side of the column."""
        return paragraph(escaped(text), style=f"text-align:{self._rng.choice(aligns)};text-indent:0")

    def _set_pictures(self) -> None:
        """Set grey pictures with their captions."""
        rng = self._rng
        size = rng.choice([0.85, 0.9, 1]) * self._habits.type.size
        inner = ""
        for text in self._copy.captions:
            inner += div("", style=f"height:{rng.randint(50, 190)}px;background:#bbb;margin-bottom:3px")
            inner += paragraph(escaped(text), style=f"text-align:{rng.choice(['left', 'center', 'justify'])}")
        self._zone("pic", inner, f"width:{self._shape.picture_width}px;font-size:{size}px")

    def _shown(self, *, summary_on_top: bool) -> str:
        """Return the zones as they stand on the page."""
        zones, shape = self._zones, self._shape
        summary, pictures = zones.get("summ", ""), zones.get("pic", "")
        column = ("" if summary_on_top else summary) + (pictures if shape.picture == "mid" else "")
        column += zones.get("by", "") + self._body_with_pictures()
        if shape.side:
            beside = div(column, style="flex:1;min-width:0")
            parts = zones["head"] + beside if chance(self._rng, 0.7) else beside + zones["head"]
            shown = div(parts, class_="fx")
        else:
            shown = (summary if summary_on_top else "") + zones["head"] + column
        return {"top": pictures + shown, "bottom": shown + pictures}.get(shape.picture, shown)

    def _body_with_pictures(self) -> str:
        """Return the body, with the pictures that stand beside it."""
        zones, shape = self._zones, self._shape
        if not shape.beside:
            return zones["body"]
        body = div(zones["body"], style=f"width:{shape.body_width}px")
        return div(zones["pic"] + body if shape.picture == "left" else body + zones["pic"], class_="fx")

    def _stream(self, *, summary_on_top: bool) -> list[Zone]:
        """Return the zones as they stand in the stream of text."""
        found = [zone for zone in _READ if zone in self._zones]
        if self._place.after:
            found.append("head")
        else:
            found.insert(0, "head")
            if summary_on_top and chance(self._rng, 0.5):
                found.remove("summ")
                found.insert(0, "summ")
        if "pic" in self._zones:
            found.insert(self._picture_place(found), "pic")
        return found

    def _picture_place(self, stream: list[Zone]) -> int:
        """Draw where pictures stand in the stream: after the body, at its end, at its beginning, or before the body."""
        drawn, body = self._rng.random(), stream.index("body")
        places = ((0.6, body + 1), (0.75, len(stream)), (0.9, 0), (1.0, body))
        return next(place for most, place in places if drawn < most)
