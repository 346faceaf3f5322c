"""Source text -> pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from print_shop import anything

from corpus import lines
from corpus.lines import is_spaced, pieces, squeezed
from corpus.seams import joined


def printed(text: str) -> list[str]:
    """Return the pieces of a text as strings."""
    return [text[p.start : p.end] for p in pieces(text)]


@given(anything)
def test_every_character_is_in_exactly_one_piece(text: str) -> None:
    """The pieces hold all print, in order, and overlap nowhere."""
    found = pieces(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "".join("".join(text[p.start : p.end].split()) for p in found) == "".join(text.split())


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x0c", "\u2028", "\x85", "\x0b"])
def test_every_kind_of_line_end_ends_a_line(end: str) -> None:
    """An extractor's line ends are not to be found in a piece."""
    assert printed(f"昨日上午{end}新桥通车。") == ["昨日上午", "新桥通车。"]


def test_a_jump_line_behind_a_paragraph_is_a_piece_of_its_own() -> None:
    """It belongs to the article and not to its last sentence."""
    assert printed("新桥通车。 （下转3版）\n（上接1版）另一座桥") == ["新桥通车。", "（下转3版）", "（上接1版）", "另一座桥"]


def test_a_line_broken_before_a_mark_is_one_piece() -> None:
    """No printed line begins with a closing mark: the extractor broke it."""
    column = "江边的新桥昨天正式通车来往车辆行人\n" * 4
    assert printed(column + "他说“这样真好。\n”大家都来参观拍照")[-1] == "他说“这样真好。\n”大家都来参观拍照"


def test_a_line_wider_than_its_column_is_cut_at_the_gap() -> None:
    """Two columns side by side on one line are two pieces."""
    column = "江边的新桥昨天正式通车来往车辆行人\n" * 6
    assert printed(column + "江边的新桥昨天正式通车 来往车辆和行人络绎不绝")[-2:] == ["江边的新桥昨天正式通车", "来往车辆和行人络绎不绝"]


def test_blank_lines_indents_and_form_feeds_are_noted() -> None:
    """What stood before a piece is known of it."""
    first, second = pieces("新桥通车\n\n\x0c　　昨日上午")
    assert (first.blanks, first.indent, first.feed) == (0, 0.0, False)
    assert (second.blanks >= 1, second.indent, second.feed) == (True, 2.0, True)


def test_letter_spacing_is_told_from_words_between_blanks() -> None:
    """Single characters between blanks are letter-spaced; words and names are not."""
    assert is_spaced("社 区 单 位")
    assert not is_spaced("社区 单位")
    assert squeezed("社 区 单 位") == "社区单位"


def test_joining_puts_a_blank_between_latin_words_only() -> None:
    """Han lines are joined without a blank, Latin words with one."""
    text = "读者可用\nNew\nApp预约"
    assert joined(text, [(p.start, p.end) for p in pieces(text)]) == "读者可用New App预约"


@given(anything)
def test_the_lines_that_hold_print_are_found(text: str) -> None:
    """As the standard library tells lines and white space."""
    assert [match.group() for match in lines.printed(text)] == [line.strip() for line in text.splitlines() if line.strip()]


def test_blank_lines_are_counted_whatever_ends_them() -> None:
    """A carriage return and a line feed end one line; a form feed is an end, too."""
    found = pieces("\r\n \n甲\n乙\r\n\r\n丙 \x0c\u2028 丁\n\n\n")
    assert [(piece.blanks, piece.feed) for piece in found] == [(2, False), (0, False), (1, False), (1, True)]


def test_a_line_of_a_million_characters_is_cut_in_linear_time() -> None:
    """The test would time out if a pattern went back over the line for every character."""
    assert len(pieces("国 家" * 300_000)) > 0
    assert len(pieces("（" * 300_000)) > 0
