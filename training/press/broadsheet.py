"""A page of columns, as papers are: articles set in a grid, a folio above, a footer below, in an order of stream of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from training.press import grid
from training.press.block import Block, Place, set_block, zone_id
from training.press.furniture import folio, footer
from training.press.habits import draw_habits
from training.press.markup import div, document, element, escaped
from training.press.sheet import Sheet
from training.press.stylesheet import stylesheet
from training.style import chance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from training.press.furniture import Issue
    from training.press.grid import Slot
    from training.press.habits import Habits
    from training.press.manuscript import Manuscript
    from training.press.slots import Slots

Where = Literal["first", "mid", "last"]

MARGINS: Final = 40


@dataclass(frozen=True, slots=True)
class _Furniture:
    """A line of furniture: its id, its pieces, where it stands in the stream."""

    name: str
    pieces: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class _Band:
    """A kind of line of furniture: its class, how often there is one, how it is drawn, where it stands in the stream."""

    name: str
    share: float
    draw: Callable[[Slots, Issue], tuple[str, ...]]
    where: tuple[Where, ...]


_TOP: Final = _Band("top", 0.75, folio, ("first", "first", "first", "last", "mid"))
_BOTTOM: Final = _Band("bot", 0.45, footer, ("last", "last", "last", "first", "mid"))


def broadsheet(slots: Slots, issue: Issue, manuscripts: Sequence[Manuscript]) -> Sheet:
    """Return a page of columns with some articles on it."""
    return _Broadsheet(slots, issue, manuscripts).sheet()


class _Broadsheet:
    """Makes one page."""

    def __init__(self, slots: Slots, issue: Issue, manuscripts: Sequence[Manuscript]) -> None:
        self._slots = slots
        self._rng = slots.rng
        self._issue = issue
        self._manuscripts = manuscripts
        self._habits: Habits = draw_habits(slots.rng, slots.words)
        self._places: list[Place] = []
        self._blocks: dict[int, Block] = {}
        self._furniture: list[_Furniture] = []

    def sheet(self) -> Sheet:
        """Set the articles and the furniture, and put them in the order of the stream."""
        rng, habits = self._rng, self._habits
        set_articles = self._set_strips() if habits.arrange == "strips" else self._set_rows()
        numbers = list(self._blocks)
        if habits.shuffled:
            rng.shuffle(numbers)
        body = self._band(_TOP) + set_articles + self._band(_BOTTOM)
        stream = list(self._stream(numbers))
        order = "\n".join(f"#{name}{{z-index:{place}}}" for place, name in enumerate(stream, 1))
        css = stylesheet(rng, habits, habits.width + MARGINS) + order
        pieces = {line.name: line.pieces for line in self._furniture}
        return Sheet(
            html=document("zh-Hant" if self._slots.words.traditional else "zh", css, body),
            gold=[self._manuscripts[number].gold(after=self._places[number].after) for number in numbers],
            layout=self._layout(),
            furniture=[piece for name in stream for piece in pieces.get(name, ())],
        )

    def _set_strips(self) -> str:
        """Return the articles in strips."""
        strips = grid.strips(self._rng, self._habits, self._manuscripts)
        self._draw_places([slot for strip in strips for slot in strip.slots])
        return div("".join(div(self._strip(strip), style=f"width:{strip.width}px") for strip in strips), class_="row")

    def _strip(self, strip: grid.Strip) -> str:
        return "".join(self._set(slot) + div("", style=f"height:{self._rng.choice([8, 14, 22])}px") for slot in strip.slots)

    def _set_rows(self) -> str:
        """Return the articles in rows, some with rules between them."""
        rows = grid.rows(self._rng, self._habits, self._manuscripts)
        self._draw_places([slot for row in rows for slot in row])
        return "".join(self._row(row) for row in rows)

    def _row(self, row: list[Slot]) -> str:
        grid.measured(self._rng, self._habits, row)
        inner = div("".join(map(self._set, row)), class_="row")
        return inner + ("<hr>" if self._habits.rules and chance(self._rng, 0.6) else "")

    def _draw_places(self, slots: list[Slot]) -> None:
        """Draw for each article on which side of its body the headline stands in the stream."""
        for slot in sorted(slots, key=lambda slot: slot.article):
            mode = self._habits.mode
            after = mode in {"after", "heads-last"} or (mode == "mixed" and chance(self._rng, 0.5))
            self._places.append(Place(slot, after, spaced=chance(self._rng, 0.12)))

    def _set(self, slot: Slot) -> str:
        """Set one article."""
        number = slot.article
        block = set_block(self._rng, self._habits, self._places[number], self._manuscripts[number])
        self._blocks[number] = block
        return block.html

    def _band(self, band: _Band) -> str:
        """Return a line of furniture; empty if there is none."""
        if not chance(self._rng, band.share):
            return ""
        pieces = band.draw(self._slots, self._issue)
        name = f"f-{band.name}"
        shown = self._furniture_line(pieces, id=name, class_=f"z folio {band.name}")
        self._furniture.append(_Furniture(name, pieces, self._rng.choice(band.where)))
        return shown

    def _furniture_line(self, pieces: tuple[str, ...], **attributes: str) -> str:
        """Return pieces of furniture side by side or one below the other."""
        rng = self._rng
        size = f"font-size:{rng.choice([0.8, 0.9, 1, 1.2]) * self._habits.type.size}px;"
        if len(pieces) > 1 and chance(rng, 0.6):
            inner = "".join(element("span", escaped(piece)) for piece in pieces)
            return div(inner, style=f"display:flex;justify-content:space-between;{size}", **attributes)
        inner = "".join(div(escaped(piece)) for piece in pieces) if len(pieces) > 1 else escaped(pieces[0])
        return div(inner, style=f"text-align:{rng.choice(['left', 'center', 'right'])};{size}", **attributes)

    def _stream(self, numbers: list[int]) -> Iterator[str]:
        """Yield the ids of all zones in the order in which extractors read them."""
        middle = self._rng.randint(0, len(numbers))
        yield from self._at("first")
        late = []
        for place, number in enumerate(numbers):
            if place == middle:
                yield from self._at("mid")
            for zone in self._blocks[number].stream:
                if self._habits.mode == "heads-last" and zone == "head":
                    late.append(zone_id(number, zone))
                else:
                    yield zone_id(number, zone)
        yield from late
        at_end = {"mid", "last"} if middle == len(numbers) else {"last"}
        yield from (line.name for line in self._furniture if line.where in at_end)

    def _at(self, where: Where) -> Iterator[str]:
        return (line.name for line in self._furniture if line.where == where)

    def _layout(self) -> dict[str, Any]:
        """Return what gold says of the layout."""
        habits, text = self._habits, self._habits.type
        return {
            "family": "T" if self._slots.words.traditional else "N",
            "width": habits.width + MARGINS,
            "mode": habits.mode,
            "columns": habits.columns,
            "column_chars": habits.characters,
            "measures": [block.measure for block in self._blocks.values()],
            "arrange": habits.arrange,
            "indent": habits.indent,
            "font": text.font.strip("'"),
            "font_px": text.size,
            "line_height": text.leading,
            "gap": habits.gap,
            "justify": text.justified,
            "line_break": text.line_break,
            "spacing_trim": text.spacing_trim,
            "shuffled_stream": habits.shuffled,
        }
