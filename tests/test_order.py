"""Shuffled columns -> reading order."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise, permutations, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from print_shop import anything

from corpus import affinity, columns, fragments
from corpus.choices import Chances, assigned, chains
from corpus.features import Features, features
from corpus.joins import Runs, strings
from corpus.lines import Piece
from corpus.order import reading_order
from training.stories import Story, read_stories

if TYPE_CHECKING:
    from numpy.typing import NDArray

ROOT = Path(__file__).parent.parent
STORIES = [story for story in read_stories(ROOT / "benchmarks" / "articles.jsonl") if len("".join(story.paragraphs)) > 400]
PAIRS = [(STORIES[k], STORIES[k + 1]) for k in range(0, len(STORIES) - 1, 2)]
_LINE = re.compile(r"(?:^.{1,14}|.{1,16})[，。、；：！？”’）》]*")
_CLOSE = 1e-9
TOGETHER = 0.8
"""The least share of lines that follow the line before them (measured: 0.84 to 1; short last lines get lost). In the text none do."""


def column(story: Story) -> list[str]:
    """Return an article as printed lines; each paragraph begins two characters in, and marks hang at the ends of lines."""
    return [line for paragraph in story.paragraphs for line in _LINE.findall(paragraph.replace(" ", ""))]


def shuffled(one: Story, other: Story) -> str:
    """Return a page of two columns as an extractor gives it that goes down the page by height."""
    return "\n".join(f"{left} {right}".strip() for left, right in zip_longest(column(one), column(other), fillvalue=""))


PAGE = shuffled(*PAIRS[0])


def printed(text: str) -> list[str]:
    """Return the pieces of a text in reading order; none if it is left as it is."""
    return [text[piece.start : piece.end] for piece in reading_order(text) or ()]


def test_strings_are_those_of_each_run() -> None:
    """Two runs share as many strings of two characters as their texts do, spaces and marks left out."""
    found = fragments.fragments(PAGE, affinity.statistics())
    runs = Runs.of([[number, number + 1] for number in range(0, found.count - 1, 2)])
    spans = list(zip(found.at.start.tolist(), found.at.end.tolist(), strict=True))
    texts = [[PAGE[start:end] for start, end in spans[run[0] : run[1] + 1]] for run in runs.members]
    wanted = [{two for text in run for two in re.findall(r"(?=([^\W_][^\W_]))", text)} for run in texts]
    stands = strings(found, runs)
    assert (stands @ stands.T).tolist() == [[float(len(one & other)) for other in wanted] for one in wanted]


@given(arrays(float, st.integers(1, 5).map(lambda n: (n, n)), elements=st.floats(-2, 2)), st.booleans())
def test_what_is_assigned_wins_most(gain: NDArray[np.float64], forth: bool) -> None:  # noqa: FBT001 - hypothesis gives it by place
    """Each has one follower and one leader at most, no ring is left, and where none can be nothing else wins more."""
    count = len(gain)
    table = np.triu(gain, 1) if forth else gain * ~np.eye(count, dtype=bool)
    before, after = np.nonzero(table)
    even, nothing = np.zeros(len(before)), np.zeros(count)
    chances = Chances(before, after, even, even, nothing, nothing)
    follower = assigned(chances, table[before, after])
    assert sorted(number for chain in chains(follower) for number in chain) == list(range(count))
    won = sum(table[one, two] for one, two in enumerate(follower.tolist()) if two >= 0)
    best = max(np.maximum(table, 0)[np.arange(count), order].sum() for order in permutations(range(count)))
    assert won <= best + _CLOSE
    assert won >= best - _CLOSE or not forth


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair[0].title)
def test_the_lines_of_two_columns_come_back_together(pair: tuple[Story, Story]) -> None:
    """A page whose columns alternate line by line is told as shuffled, and most lines follow the line before again."""
    found = set(pairwise(printed(shuffled(*pair))))
    wanted = [lines for story in pair for lines in pairwise(column(story))]
    assert sum(lines in found for lines in wanted) / len(wanted) >= TOGETHER


@pytest.mark.parametrize(
    "path", [*sorted((ROOT / "tests/gold/pages").glob("*.txt")), *sorted((ROOT / "seeds").glob("*.txt"))], ids=lambda p: p.stem
)
def test_a_page_in_order_is_left_alone(path: Path) -> None:
    """Nothing is moved on a page in stream order."""
    assert reading_order(path.read_bytes().decode()) is None


def test_a_page_that_has_the_form_of_layout_order_is_told_by_it() -> None:
    """Blank lines between blocks and one form feed at the end are how pdftotext writes a page; without them nothing is moved."""
    blocks = "\n\n".join("\n".join(column(story)) for story in PAIRS[0])
    assert reading_order(blocks + "\n") is None
    assert reading_order(blocks + "\n\f") is not None
    assert reading_order(blocks.replace("\n\n", "\n") + "\n\f") is None
    assert reading_order(f"{blocks}\n\f{blocks}\n\f") is None


def test_the_widest_columns_are_told_from_a_printout() -> None:
    """Columns thirty characters wide are columns of a newspaper still."""
    wide = re.findall(r".{1,30}", "".join(paragraph for story in PAIRS[0] for paragraph in story.paragraphs).replace(" ", ""))
    assert reading_order("\n\n".join(wide) + "\n\f") is not None


def test_a_printout_is_one_column() -> None:
    """Lines as wide as those of a data base's printout are left in order, whatever the form."""
    paragraphs = [line for story in STORIES for line in re.findall(".{1,40}", "".join(story.paragraphs).replace(" ", ""))]
    assert reading_order("\n\n".join(paragraphs[:60]) + "\n\f") is None


def test_what_is_too_short_to_tell_is_left_alone() -> None:
    """A few lines are no evidence."""
    assert reading_order("") is None
    assert reading_order("\n\x0c \n") is None
    assert reading_order("\n".join(PAGE.split("\n")[:5])) is None


@settings(max_examples=15)
@given(anything, anything)
def test_every_character_is_in_exactly_one_piece(before: str, after: str) -> None:
    """Whatever is on the page beside its shuffled columns."""
    text = f"{before}\n{PAGE}\n{after}"
    pieces = reading_order(text) or []
    held = Counter(i for piece in pieces for i in range(piece.start, piece.end) if not text[i].isspace())
    assert held == Counter(i for i, char in enumerate(text) if not char.isspace())
    assert not any(text[i].isspace() for piece in pieces for i in (piece.start, piece.end - 1))


def test_blocks_of_a_shuffled_page_are_told_by_its_blank_lines() -> None:
    """What begins a block, and what stands in that of the piece before it; of a page in order nothing is said."""
    text = "长江 \n\n新桥\n建成\n\n老路"
    ends = [match.span() for match in re.finditer(r"\S+", text)]
    first, second, third, fourth = (Piece(start, end, line, 0, 0.0, inline=False, feed=False) for line, (start, end) in enumerate(ends))
    read = [first, second, third, fourth]
    told = features(text, read, shuffled=True)
    assert _blocks(told) == [[False, True, False, True], [False, False, True, False]]
    assert told.rows[:, told.groups["blocks of print"]].T.tolist() == _blocks(told)
    apart = [third, first, fourth, second]
    assert _blocks(features(text, apart, shuffled=True)) == [[False, False, True, True], [False] * 4]
    in_order = features(text, read)
    assert _blocks(in_order) == [[False] * 4] * 2
    assert not in_order.rows[:, in_order.groups["blocks of print"]].any()


def _blocks(page: Features) -> list[list[bool]]:
    """Return of each piece whether it begins a block of print, and whether it stands in that of the piece before it."""
    return [page.hints.other_block.tolist(), page.hints.same_block.tolist()]


def test_the_order_is_counted_up() -> None:
    """The pieces say of themselves what a page in stream order would: a line each, blank lines where it is not sure what came before."""
    pieces = reading_order(PAGE) or []
    assert [piece.line for piece in pieces] == list(range(len(pieces)))
    assert {(piece.indent, piece.inline, piece.feed) for piece in pieces} == {(0.0, False, False)}
    assert {piece.blanks for piece in pieces} <= {0, 1, 2}
    assert pieces[0].blanks == 0


def test_a_jump_line_is_a_piece_of_its_own() -> None:
    """It belongs to the article and not to its last sentence."""
    wanted = next(line for line in reversed(printed(PAGE)) if line.endswith("。"))
    text = PAGE.replace(wanted, f"{wanted}（下转3版）")
    found = {text[piece.start : piece.end]: piece.inline for piece in reading_order(text) or ()}
    assert found["（下转3版）"]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\u2028"])
def test_every_kind_of_line_end_gives_the_same_order(end: str) -> None:
    """A carriage return before a line feed is no blank line."""
    assert printed(PAGE.replace("\n", end)) == printed(PAGE)


@pytest.mark.parametrize(
    "text",
    ["国" * 300_000, "国家 " * 100_000, "国 " * 150_000, "（" * 300_000, "国" + " " * 300_000 + "家", "\n" * 300_000],
    ids=["no blanks", "words", "letter-spaced", "brackets", "gap", "blank"],
)
@pytest.mark.timeout(20)
def test_a_text_of_300_000_characters_takes_seconds(text: str) -> None:
    """None is a page, and none is searched as if it were one."""
    assert reading_order(text) is None


@pytest.mark.timeout(20)
def test_20_000_short_lines_take_seconds() -> None:
    """A text of more lines than pages have is left as it is."""
    assert reading_order("\n".join(f"第{k}号" for k in range(20_000))) is None
    assert reading_order("\n".join([PAGE] * 200)) is None


@pytest.mark.parametrize("line", ["（{}", "“{}", "{}）"])
@pytest.mark.timeout(60)
def test_lines_that_nothing_goes_on_with_take_seconds(line: str) -> None:
    """Each may be a column of its own, but no more stay open than a page could have."""
    words = np.random.default_rng(0).choice(list("山水田人门车书鱼的一是在不"), (2500, 11))
    text = "\n".join(line.format("".join(word)) for word in words)
    found = fragments.fragments(text[:3000], affinity.statistics())
    search = columns.Search(found, found.printed.learned.weights)
    states = [columns.ROOT]
    for number in range(found.count):
        states = search.step(states, number, columns.BEAM)
        assert all(len(state.chains) <= 24 for state in states)
    assert found.count > 200
    reading_order(text)


@pytest.mark.timeout(20)
def test_wide_gaps_take_seconds() -> None:
    """Patterns do not go back over the blanks between two columns for every blank."""
    assert len(printed(PAGE.replace(" ", " " * 3000))) > 0
