"""The habits of a page, drawn once for all that stands on it: measure, indents, blank lines, order, fixed phrases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    import random

Order = Literal["before", "after", "mixed"]

ORDERS: Final[tuple[Order, ...]] = ("before",) * 4 + ("after",) * 4 + ("mixed",) * 2
MIXES: Final = (0.15, 0.5, 0.85)
"""What share of the headlines of a mixed page may stand after their bodies."""
_SINGLE_ORDERS: Final[tuple[Order, ...]] = ("before",) * 9 + ("after",)
_MEASURES: Final = (9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 22, 24, 26, 28, 30)


class Words(NamedTuple):
    """The fixed phrases of papers of one script; `{}` stands for a page label or for names."""

    papers: tuple[str, ...]
    people: tuple[str, ...]
    jumps_to: tuple[str, ...]
    jumps_from: tuple[str, ...]
    bylines: tuple[str, ...]
    pictures: tuple[str, ...]


SIMPLIFIED: Final = Words(
    papers=("某某日报", "江城晚报", "东海日报", "南山早报"),
    people=("王晓溪", "李静舟", "陈小禾", "赵 蕾", "孙知涛", "何欣雨", "周 磊", "欧阳雪", "吴远山", "郑 洁"),
    jumps_to=("（下转{}版）", "（下转第{}版）", "▶▶下转{}版", "（下转A{}版）"),
    jumps_from=("（上接{}版）", "（上接第{}版）", "◀◀上接{}版", "（上接A{}版）"),
    bylines=("□{}", "本报记者 {}", "记者 {}", "{}", "作者：{}"),
    pictures=(" （{}摄）", "（受访者供图）", " 记者 {} 摄", "（新华社发）", "（{}供图）", " {} 摄"),
)
TRADITIONAL: Final = Words(
    papers=("海城日報", "南濱晚報", "平港時報"),
    people=("王曉溪", "李靜舟", "陳小禾", "趙蕾", "孫知濤", "何欣雨", "周磊", "歐陽雪", "吳遠山", "鄭潔"),
    jumps_to=("（下轉{}版）", "（下轉第{}版）", "（下轉A{}版）"),
    jumps_from=("（上接{}版）", "（上接第{}版）", "（上接A{}版）"),
    bylines=("◎{}", "本報記者 {}", "記者{}", "文／{}", "作者：{}"),
    pictures=("（記者{}攝）", "（業者提供）", "（記者{}翻攝）", " 記者{}攝", "（{}提供）"),
)


def chance(rng: random.Random, share: float) -> bool:
    """Say yes in this share of cases."""
    return rng.random() < share


@dataclass(frozen=True, slots=True)
class Style:
    """The habits of a page.

    Widths are in ems: `measure` of a column, `latin` of a half-width character. Blanks are the chance of a blank line.
    """

    words: Words
    measure: float
    many_measures: bool
    single: bool
    """Whether the page is one wide column, as printed from a data base: headlines above, footers in the middle."""
    latin: float
    trims: bool
    """Whether two marks side by side share the room of one and a half."""
    hangs: bool
    """Whether a mark that no line may begin with is squeezed into the line before, and not a character carried down."""
    indent: int
    printed_indent: str
    paragraph_blank: float
    headline_blank: float
    column: int
    """The lines of a column, at whose foot a blank line is left; 0 if none is."""
    order: Order
    mix: float
    """The share of headlines that stand after their bodies on a mixed page."""
    spaced_titles: bool
    byline: str
    jump_to: str
    jump_from: str
    source_line: int
    """Where a line says the source: 0 nowhere, 1 after the headline, 2 after the body, 3 before the body."""
    double_spaced: bool
    footers: bool
    ragged: float = 0.0
    """The share of lines that end a little too early."""
    asides: float = 0.25
    """The share of articles after which a summary box or a caption stands."""
    headless: float = 0.03
    """The share of articles that have no headline."""
    cuts: float = 0.18
    """The share of longer articles that are cut by a jump line."""


def draw_style(rng: random.Random, *, single: bool = False, words: Words = SIMPLIFIED) -> Style:
    """Draw the habits of a page."""
    indent = rng.choice([2, 2, 2, 2, 0])
    return Style(
        words=words,
        measure=rng.randint(28, 50) if single else rng.choice(_MEASURES),
        many_measures=chance(rng, 0.4) and not single,
        single=single,
        latin=rng.choice([0.5, 0.55, 0.6]),
        trims=chance(rng, 0.5),
        hangs=chance(rng, 0.4),
        indent=indent,
        printed_indent=rng.choice(["", "", "", "　　", "  ", "    "]) if indent else rng.choice(["", "　　"]),
        paragraph_blank=rng.choice([0, 0, 1, 1, 0.4]),
        headline_blank=rng.choice([0, 1, 1, 0.5]),
        column=rng.randint(12, 60) * rng.choice([0, 0, 1]),
        order=rng.choice(_SINGLE_ORDERS if single else ORDERS),
        mix=rng.choice(MIXES),
        spaced_titles=chance(rng, 0.1),
        byline=rng.choice(["", "", "", *words.bylines]),
        jump_to=rng.choice(words.jumps_to),
        jump_from=rng.choice(words.jumps_from),
        source_line=rng.choice([0, 1, 2, 3]) if single else 0,
        double_spaced=chance(rng, 0.03),
        footers=single or chance(rng, 0.05),
        ragged=rng.choice([0.0, 0.0, 0.0, 0.04, 0.12]),
    )
