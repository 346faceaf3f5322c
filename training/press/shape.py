"""The shape of an article on the page: its box, its columns, the room of its headline and its pictures. Lengths are in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from training.style import chance

if TYPE_CHECKING:
    import random

    from training.press.grid import Slot
    from training.press.habits import Habits
    from training.press.manuscript import Manuscript

Picture = Literal["top", "mid", "bottom", "left", "right", ""]

_PICTURES: Final[tuple[Picture, ...]] = ("top", "mid", "bottom", "left", "right")
_BESIDE: Final = frozenset({"left", "right"})
_IN_COLUMN: Final[tuple[Picture, ...]] = ("mid", "bottom")
_SMALLEST, _LARGEST = 10, 16
_BORDERS: Final = 2
_LONG: Final = 1200
_NARROW: Final = 14
_WIDE: Final = 24
_VERY_WIDE: Final = 40
_SIDE_TITLE: Final = 1.9
"""The size of a title at the side of a body, at most, in ems."""


@dataclass(slots=True)
class Shape:
    """The shape of an article; `side` if its headline stands beside the body, `picture` where its pictures stand."""

    text_size: float
    boxed: bool
    padding: int
    side: bool
    title_size: float
    headline_width: float
    body_width: float
    picture_width: float
    picture: Picture = ""
    columns: int = 1

    @property
    def beside(self) -> bool:
        """Whether pictures stand beside the body."""
        return self.picture in _BESIDE


def draw_shape(rng: random.Random, habits: Habits, slot: Slot, manuscript: Manuscript) -> Shape:
    """Draw the shape of an article that has a slot of the page."""
    shape = _framed(rng, habits, slot)
    shape.title_size = habits.title_size * _emphasis(habits, slot, manuscript)
    if shape.side:
        shape.headline_width = rng.choice([5.5, 7, 8.5]) * habits.type.size
        shape.body_width -= shape.headline_width + habits.gap
        shape.title_size = min(shape.title_size, _SIDE_TITLE)
    if manuscript.captions:
        _place_picture(rng, habits, shape)
    shape.columns = _columns(rng, habits, slot, shape)
    return shape


def _framed(rng: random.Random, habits: Habits, slot: Slot) -> Shape:
    """Return a shape with a box around it or none, its headline above or at the side, and no pictures."""
    size = habits.type.size
    if habits.free and chance(rng, 0.5):
        size = max(_SMALLEST, min(_LARGEST, size + rng.choice([-1.5, -1, 1, 2])))
    boxed = chance(rng, habits.boxes)
    padding = rng.choice([6, 10, 14]) if boxed else 0
    inner = slot.width - 2 * padding - (_BORDERS if boxed else 0)
    side = inner > habits.ems(_WIDE) and chance(rng, habits.side_headlines)
    return Shape(size, boxed, padding, side, 1.0, headline_width=inner, body_width=inner, picture_width=inner)


def _emphasis(habits: Habits, slot: Slot, manuscript: Manuscript) -> float:
    """Return how much larger or smaller a title is than titles of the page: larger on a long article, smaller on a narrow one."""
    if manuscript.size > _LONG:
        return 1.15
    return 0.85 if slot.width < habits.ems(_NARROW) else 1


def _place_picture(rng: random.Random, habits: Habits, shape: Shape) -> None:
    """Draw where pictures stand; beside a body that is wide enough they take some of its room."""
    shape.picture = rng.choice(_PICTURES)
    if shape.beside and shape.body_width < habits.ems(_WIDE):
        shape.picture = rng.choice(_IN_COLUMN)
    if shape.beside:
        share = rng.choice([0.3, 0.4]) if shape.body_width > habits.ems(_VERY_WIDE) else 0.42
        shape.picture_width = share * shape.body_width
        shape.body_width -= shape.picture_width + habits.gap
    elif shape.picture == "mid" and shape.side:
        shape.picture_width = shape.body_width


def _columns(rng: random.Random, habits: Habits, slot: Slot, shape: Shape) -> int:
    """Return the columns of a body: any number that gives lines of 9 to 30 characters, where a page is set freely."""
    width, gap = shape.body_width, habits.gap
    if habits.free:
        fitting = [n for n in range(1, 9) if habits.ems(9) <= (width - (n - 1) * gap) / n <= habits.ems(30)]
        return rng.choice(fitting) if fitting else max(1, round(width / habits.ems(18)))
    if shape.side or shape.beside or shape.boxed:
        return max(1, round((width + gap) / (habits.ems(habits.characters) + gap)))
    return slot.columns


def measure(habits: Habits, shape: Shape) -> float:
    """Return the characters on a line of a body."""
    return round((shape.body_width - (shape.columns - 1) * habits.gap) / shape.columns / shape.text_size, 1)
