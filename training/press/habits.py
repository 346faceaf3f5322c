"""The habits of a page of columns, drawn once for all that stands on it. Lengths are in pixels where nothing else is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from training.press.words import SANS
from training.style import chance

if TYPE_CHECKING:
    import random

    from training.press.words import Words

Mode = Literal["after", "before", "mixed", "heads-last"]
Arrange = Literal["rows", "strips", "free"]
Indent = Literal["em", "ideo", "margin", "none"]

_MODES: Final[tuple[Mode, ...]] = ("after", "after", "before", "before", "mixed", "mixed")
_ARRANGES: Final[tuple[Arrange, ...]] = ("rows", "rows", "strips", "free", "free")
_INDENTS: Final[tuple[Indent, ...]] = ("em", "em", "em", "ideo", "ideo", "margin")
_ODD_INDENTS: Final[tuple[Indent, ...]] = ("em", "em", "em", "em", "ideo", "ideo", "ideo", "margin", "none")
_CHARACTERS: Final = range(26, 111)
"""The characters that stand side by side in all columns together."""


@dataclass(frozen=True, slots=True)
class Type:
    """How text is set."""

    size: float
    leading: float
    font: str
    headline_font: str
    justified: bool
    line_break: str
    spacing_trim: str
    autospace: str
    letter_spacing: float


@dataclass(frozen=True, slots=True)
class Habits:
    """How a page is made: its columns, where headlines stand in the stream of text, how often there are boxes."""

    type: Type
    columns: int
    characters: int
    """The characters on a line of one column."""
    gap: int
    title_size: float
    mode: Mode
    arrange: Arrange
    indent: Indent
    rules: bool
    boxes: float
    side_headlines: float
    crosshead_style: str
    headline_align: str
    byline_align: str
    shuffled: bool
    """Whether the articles stand in the stream in another order than on the page."""

    @property
    def free(self) -> bool:
        """Whether each article has widths of its own."""
        return self.arrange == "free"

    def ems(self, number: float) -> float:
        """Return the width of some characters."""
        return number * self.type.size

    def span(self, columns: int) -> float:
        """Return the width of some columns with the gaps between them."""
        return columns * self.characters * self.type.size + (columns - 1) * self.gap

    @property
    def width(self) -> int:
        """The width of all columns."""
        return int(self.span(self.columns))


def draw_habits(rng: random.Random, words: Words) -> Habits:
    """Draw the habits of a page."""
    size, leading = rng.choice([10, 10.5, 11, 12, 12, 13, 14, 15, 16]), rng.choice([1.2, 1.3, 1.38, 1.42, 1.5, 1.6, 1.75])
    gap = rng.choice([8, 10, 12, 14, 18, 20, 26, 34])
    columns, characters = _draw_columns(rng, words)
    font, headline_font = _draw_fonts(rng, words)
    title_size, mode = rng.choice([1.5, 1.8, 2.1, 2.4, 2.8]), rng.choice(_MODES)
    mode = "heads-last" if chance(rng, 0.05) else mode
    arrange = rng.choice(_ARRANGES)
    indent = rng.choice(_ODD_INDENTS if chance(rng, 0.3) else _INDENTS)
    justified, line_break = chance(rng, 0.85), rng.choice(["strict", "normal", "loose"])
    trim, autospace = rng.choice(["normal", "space-all", "space-all", "trim-start"]), rng.choice(["normal", "no-autospace"])
    rules, boxes, side = chance(rng, 0.3), rng.choice([0, 0, 0.1, 0.3]), rng.choice([0, 0.1, 0.35])
    set_in = Type(
        size, leading, font, headline_font, justified, line_break, trim, autospace, letter_spacing=rng.choice([0, 0, 0, 0, 0.02, 0.05])
    )
    return Habits(
        set_in,
        columns,
        characters,
        gap,
        title_size,
        mode,
        arrange,
        indent,
        rules,
        boxes,
        side,
        crosshead_style=_draw_crosshead(rng, words),
        headline_align=rng.choice(["center", "center", "left"]),
        byline_align=rng.choice(["center", "left", "right", "left;text-indent:2em"]),
        shuffled=chance(rng, 0.12),
    )


def _draw_columns(rng: random.Random, words: Words) -> tuple[int, int]:
    """Draw the columns and the characters on a line of one, until they give a page neither narrow nor wide."""
    while True:
        columns, characters = rng.choice([2, 3, 4, 5, 6] if words.traditional else [2, 3, 4, 5, 6, 7, 8]), rng.randint(9, 30)
        if columns * characters in _CHARACTERS:
            return columns, characters


def _draw_fonts(rng: random.Random, words: Words) -> tuple[str, str]:
    """Draw the font of text and that of headlines."""
    font = rng.choice(words.fonts)
    headlines = rng.choice([*words.fonts, font])
    return font, SANS if words.traditional and chance(rng, 0.25) else headlines


def _draw_crosshead(rng: random.Random, words: Words) -> str:
    """Draw how crossheads are set."""
    return rng.choice(
        [
            "text-align:center;font-weight:bold",
            "text-align:left;font-weight:bold",
            f"text-align:center;font-size:1.15em;font-family:{rng.choice(words.fonts)}",
            "text-align:left;font-weight:bold;padding-left:2em",
            "text-align:center;margin:.6em 0;font-weight:bold;font-size:1.08em",
            "text-align:left;font-weight:bold;background:#ddd",
        ]
    )
