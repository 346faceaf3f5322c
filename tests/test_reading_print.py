"""What print shows of order and headlines: whose a headline or a caption is, where crossheads stand, which parts a headline has."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

import numpy as np
import pdfs
import pytest
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont

from corpus import evidence, ink, lines, paragraphs, setting
from corpus.labels import HEADLINE, LABELS
from corpus.rows import bare

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from corpus.sheets import Sheet

SENTENCE = "市民乘车过桥去河西上班，老桥封闭检修，公共汽车改走新桥，站点不变，骑车只要一刻钟，市民都说方便。"


def column(page: pdfs.Press, text: str, x: float, y: float, *, measure: int = 12) -> float:
    """Set a paragraph in a column of some characters; return the baseline of the line after it."""
    for indent, row in pdfs.Press.broken(text, measure):
        page.line(row, x + indent * page.size, y)
        y += 15
    return y


def picture(page: pdfs.Press, x0: float, x1: float, top: float, bottom: float) -> None:
    """Set a grey picture."""
    page.canvas.drawImage(ImageReader(pdfs.picture()), x0, pdfs.HEIGHT - bottom, x1 - x0, bottom - top)


def story_of(found: Sheet, text: str) -> int:
    """Return the number of the story that a line is in."""
    (row,) = [row for row in found.rows if text in row.line.text]
    return row.story


def test_headlines_at_the_outer_sides_of_two_stories_that_the_file_joins(tmp_path: Path) -> None:
    """The left one heads the columns beside it, though these come after those of the other, and begin below them."""

    def page_of(page: pdfs.Press) -> None:
        for x in (170, 300):
            column(page, 2 * SENTENCE, x, 100)
        column(page, 2 * SENTENCE, 300, 280)
        for number, part in enumerate(("清水河新桥", "建成通车")):
            page.line(part, 430, 110 + 26 * number, 22)
        for number, part in enumerate(("图书馆夜间", "也开门")):
            page.line(part, 180, 290 + 26 * number, 22)

    found = pdfs.sheet(tmp_path, page_of)
    heads = {row.line.text: row.story for row in found.rows if row.part == 0}
    assert heads["清水河新桥"] == heads["建成通车"] != heads["图书馆夜间"] == heads["也开门"]
    columns = [(row.story, row.line.base < 270) for row in found.rows if row.part == 2]
    assert {story for story, high in columns if high} == {heads["清水河新桥"]}
    assert {story for story, high in columns if not high} == {heads["图书馆夜间"]}


def test_a_headline_at_the_side_of_a_byline_is_that_of_the_columns_below_it(tmp_path: Path) -> None:
    """They begin below the headline, but what stands right above them begins level with it."""

    def page_of(page: pdfs.Press) -> None:
        page.line("本报记者 沈岩", 155, 108)
        for x in (60, 190):
            column(page, 2 * SENTENCE, x, 140)
        page.line("清水河新桥", 330, 116, 22)

    found = pdfs.sheet(tmp_path, page_of)
    assert {row.story for row in found.rows if row.part == 2} == {story_of(found, "清水河新桥")}


def test_a_summary_over_one_column_takes_no_headline(tmp_path: Path) -> None:
    """It is as narrow as the column, and longer than a byline; the file has it apart from all columns, so it is none."""

    def page_of(page: pdfs.Press) -> None:
        for number, row in enumerate((*6 * ("新桥建成站点不变",), "行人称便。")):
            page.line(row, 62, 100 + 13 * number)
        page.line("第3版", 520, 40)
        for x in (300, 430):
            column(page, 3 * SENTENCE, x, 260)
        column(page, 8 * SENTENCE, 60, 200, measure=9)
        for number, part in enumerate(("清水河新", "桥建成")):
            page.line(part, 160, 110 + 26 * number, 22)

    found = pdfs.sheet(tmp_path, page_of)
    heads = {row.story for row in found.rows if row.part == 0}
    assert heads == {row.story for row in found.rows if row.part == 2 and row.line.x0 < 100}


def test_columns_of_two_widths_are_two_stories(tmp_path: Path) -> None:
    """Of two headlines at their outer sides the one is that of the narrow ones, the other that of the wide one."""

    def page_of(page: pdfs.Press) -> None:
        for x, measure in ((130, 8), (225, 8), (320, 12)):
            column(page, 2 * SENTENCE, x, 100, measure=measure)
        for x, parts in ((30, ("清水河新", "桥建成通")), (460, ("图书馆夜", "间也开门"))):
            for number, part in enumerate(parts):
                page.line(part, x, 110 + 26 * number, 22)

    found = pdfs.sheet(tmp_path, page_of)
    one, two = story_of(found, "清水河新"), story_of(found, "图书馆夜")
    assert {row.story for row in found.rows if row.part == 2 and row.line.x0 < 310} == {one}
    assert {row.story for row in found.rows if row.part == 2 and row.line.x0 > 310} == {two}


def test_columns_of_two_sizes_are_two_stories(tmp_path: Path) -> None:
    """Though they stand level, and the file has the one after the other."""

    def page_of(page: pdfs.Press) -> None:
        for x in (60, 190):
            column(page, 4 * SENTENCE, x, 120)
        page.size = 10.5
        column(page, 4 * SENTENCE, 320, 120)
        page.line("清水河新桥建成通车", 70, 90, 22)

    found = pdfs.sheet(tmp_path, page_of)
    (story,) = {row.story for row in found.rows if row.line.x0 > 310}
    assert story != story_of(found, "清水河新桥建成通车")


def test_a_column_that_begins_level_with_a_headed_one_goes_on_in_no_other(tmp_path: Path) -> None:
    """What stands above it, with white between them, is of another story."""

    def page_of(page: pdfs.Press) -> None:
        below = column(page, 2 * SENTENCE, 60, 90)
        for x in (60, 190, 320):
            column(page, 3 * SENTENCE, x, below + 30)
        page.line("图书馆开门", 70, 70, 16)
        page.line("清水河新桥建成通车", 195, below + 8, 16)

    found = pdfs.sheet(tmp_path, page_of)
    assert story_of(found, "图书馆开门") != story_of(found, "清水河新桥")
    low = [row.story for row in found.rows if row.part == 2 and row.line.base > 230]
    assert set(low) == {story_of(found, "清水河新桥")}


def test_a_byline_wider_than_its_column_is_not_in_it(tmp_path: Path) -> None:
    """The column is as wide as those beside it, which begin a line below."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 80, 70, 24)
        page.line("本报记者 沈岩 孟一凡 韩立冬 李静", 62, 90)
        for x in (60, 190, 320):
            column(page, 2 * SENTENCE, x, 105)

    found = pdfs.sheet(tmp_path, page_of)
    assert {row.part for row in found.rows if "本报记者" in row.line.text} == {1}
    assert {row.right - row.left for row in found.rows if row.part == 2} == {120.0}


def test_a_crosshead_below_a_last_line_is_in_its_column(tmp_path: Path) -> None:
    """The line is shorter than the crosshead, which stands in the middle; what is below shows how wide the column is."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 80, 70, 24)
        column(page, 2 * SENTENCE + "市民都", 60, 100)
        page.line("说好。", 200, 100)
        page.line("河东赞新桥", 240, 116, 11.5)
        column(page, 2 * SENTENCE, 200, 132)

    found = pdfs.sheet(tmp_path, page_of)
    assert {row.story for row in found.rows} == {0}
    assert bare("市民都说好。河东赞新桥" + SENTENCE) in bare(found.text)


def test_a_pull_quote_over_a_first_line(tmp_path: Path) -> None:
    """The line below its rules is indented: it is as wide as they are, but for that."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 80, 70, 24)
        for x in (60, 320):
            column(page, 2 * SENTENCE, x, 100)
        page.rule(190, 310, 92)
        page.line("公共汽车改走新桥", 195, 110, 13)
        page.rule(190, 310, 118)
        page.line("市民乘车过桥去河西上", 210, 133)

    (quote,) = [row for row in pdfs.sheet(tmp_path, page_of).rows if row.line.text == "公共汽车改走新桥"]
    assert quote.part == evidence.PARTS


@pytest.mark.parametrize("parts", [("■市民骑车过桥去河西", "■老桥封闭检修"), ("提示：市民骑车", "过桥去河西", "老桥封闭", "站点不变")])
def test_what_stands_under_a_title_at_the_side_need_be_no_part_of_it(tmp_path: Path, parts: tuple[str, ...]) -> None:
    """Items of a list are none, nor are more than three lines of the size of the text."""

    def page_of(page: pdfs.Press) -> None:
        column(page, 6 * SENTENCE, 60, 100, measure=20)
        page.line("清水河新桥建成", 290, 110, 22)
        for number, part in enumerate(parts):
            page.line(part, 290, 128 + 14 * number)

    found = pdfs.sheet(tmp_path, page_of)
    assert [row.line.text for row in found.rows if row.part == 0] == ["清水河新桥建成"]


def test_a_tall_narrow_headline_is_one(tmp_path: Path) -> None:
    """It has more lines than a wide one: the narrower, the more."""

    def page_of(page: pdfs.Press) -> None:
        column(page, 6 * SENTENCE, 60, 100, measure=20)
        for number, part in enumerate(("清水", "河新", "桥昨", "日上", "午建", "成通", "车两", "岸居", "民称", "便")):
            page.line(part, 290, 100 + 18 * number, 14)

    assert {row.part for row in pdfs.sheet(tmp_path, page_of).rows if row.line.size > 12} == {0}


def test_a_title_below_its_kicker_closes_no_column(tmp_path: Path) -> None:
    """The kicker is hardly larger than the text, and of one line: no column that a crosshead could close."""

    def page_of(page: pdfs.Press) -> None:
        column(page, 3 * SENTENCE, 60, 215)
        column(page, 3 * SENTENCE, 190, 215)
        page.line("便民工程竣工通车", 60, 165, 11.1)
        page.line("清水河新桥建成", 60, 182, 13.5)

    assert {row.part for row in pdfs.sheet(tmp_path, page_of).rows if row.line.size > 11} == {0}


def test_a_crosshead_at_the_head_of_a_column(tmp_path: Path) -> None:
    """It begins level with the text at its left, and the file has it after that: it is in its column, and no byline."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 80, 70, 24)
        column(page, 2 * SENTENCE, 60, 100)
        page.line("河东赞新桥", 233, 100, 10.8)
        column(page, 2 * SENTENCE, 200, 122)

    found = pdfs.sheet(tmp_path, page_of)
    assert bare(2 * SENTENCE + "河东赞新桥" + 2 * SENTENCE) in bare(found.text)
    assert {row.part for row in found.rows if row.line.text == "河东赞新桥"} == {2}


def test_crossheads_at_the_heads_of_two_columns(tmp_path: Path) -> None:
    """The second is level with the first, and that with the text at its left."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 80, 70, 24)
        column(page, 2 * SENTENCE, 60, 100)
        for x in (190, 320):
            page.line("河东赞新桥", x + 30, 100, 11.5)
            column(page, 2 * SENTENCE, x, 117)

    assert {row.part for row in pdfs.sheet(tmp_path, page_of).rows if row.line.text == "河东赞新桥"} == {2}


def test_lines_of_a_poem_between_larger_ones(tmp_path: Path) -> None:
    """They are too short to show their column; the text before does."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 80, 70, 24)
        y = column(page, 3 * SENTENCE, 60, 100)
        for number, verse in enumerate(("新桥通了车，", "过河不用绕。", "上班一刻钟，", "人人都说好。")):
            page.line(verse, 80 if number % 2 else 90, y + 15 * number, 10 if number % 2 else 11.5)

    found = pdfs.sheet(tmp_path, page_of)
    assert bare(3 * SENTENCE) + "新桥通了车，过河不用绕。上班一刻钟，人人都说好。" in bare(found.text)
    assert {row.part for row in found.rows if row.line.size < 20} == {2}


def test_a_line_over_several_columns_is_not_in_the_first(tmp_path: Path) -> None:
    """The columns below it go on in each other."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 80, 70, 24)
        page.line("阅读提示：新桥建成以后公共汽车改走新桥站点不变市民都说方便", 60, 90)
        for x in (60, 200):
            column(page, 3 * SENTENCE, x, 116)

    found = pdfs.sheet(tmp_path, page_of)
    assert bare(6 * SENTENCE) in bare(found.text)
    (over,) = [row for row in found.rows if row.line.text.startswith("阅读提示")]
    assert [row.line.text for row in found.rows if row.stack == over.stack] == [over.line.text]


def test_a_caption_goes_to_the_story_whose_part_it_stands_by(tmp_path: Path) -> None:
    """Not to one at the other side of a gutter that reaches past it."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成", 60, 80, 15)
        column(page, 7 * SENTENCE, 60, 100)
        page.line("图书馆也开门", 184, 80, 15)
        column(page, 2 * SENTENCE, 184, 100)
        picture(page, 184, 304, 236, 300)
        page.line("图为新桥。李静摄", 186, 311, 8)

    found = pdfs.sheet(tmp_path, page_of)
    assert story_of(found, "李静摄") == story_of(found, "图书馆也开门") != story_of(found, "清水河新桥")


def test_a_caption_in_the_size_of_the_text_holds_no_headline(tmp_path: Path) -> None:
    """It stands between a headline and its columns, below a picture."""

    def page_of(page: pdfs.Press) -> None:
        column(page, 4 * SENTENCE, 60, 260)
        page.line("图为建成通车的清水河新桥", 62, 215)
        page.line("李静摄", 105, 230)
        page.line("清水河新桥", 60, 100, 22)
        picture(page, 60, 190, 120, 203)

    found = pdfs.sheet(tmp_path, page_of)
    assert len({row.story for row in found.rows}) == 1
    assert 2 not in {row.part for row in found.rows if row.line.text == "李静摄"}


def test_a_story_of_short_columns_in_small_print(tmp_path: Path) -> None:
    """Four lines each are no captions: they go on in each other, side by side."""

    def page_of(page: pdfs.Press) -> None:
        column(page, 6 * SENTENCE, 60, 300, measure=20)
        page.line("图书馆夜间也开门", 100, 80, 22)
        page.size = 8.5
        text = 3 * SENTENCE
        for number in range(12):
            page.line(text[12 * number : 12 * number + 12], 60 + 120 * (number // 4), 100 + 12 * (number % 4))

    found = pdfs.sheet(tmp_path, page_of)
    assert bare((3 * SENTENCE)[:144]) in bare(found.text)
    assert {row.part for row in found.rows if row.line.size < 9} == {2}


def down(chars: str, small: str) -> ink.Ink:
    """Return characters of 20 points below each other, the box of some of them as small as their ink."""
    n = len(chars)
    top = np.array([100 + 20.0 * place for place in range(n)])
    narrow = np.array([char in small for char in chars])
    same = np.zeros(n, int)
    return ink.Ink(
        code=np.array([ord(char) for char in chars]),
        left=np.where(narrow, 66.0, 50.0),
        top=top + np.where(narrow, 1.0, 0.0),
        right=np.full(n, 70.0),
        bottom=top + np.where(narrow, 6.0, 20.0),
        x=np.full(n, 50.0),
        y=top + 17.6,
        size=np.full(n, 20.0),
        turn=same,
        font=same,
        weight=same,
        rules=np.zeros((0, 4)),
        pictures=np.zeros((0, 4)),
        width=595.0,
        height=842.0,
    )


def test_a_mark_in_a_vertical_line_breaks_it_not() -> None:
    """Fonts give it a small box, at the side of the em that it takes."""
    text = "新桥建成，行人称便"
    assert [(line.text, line.vertical) for line in setting.lines(down(text, "，"))] == [(text, True)]


def ruled_out(found: Sheet) -> NDArray[np.bool_]:
    """Return which labels the print of a page rules out, shape (pieces, labels)."""
    return evidence.certain(found, lines.pieces(found.text)) < 0


@pytest.mark.parametrize("size", [15, 23])
def test_the_largest_part_of_a_headline_is_its_title(tmp_path: Path, size: float) -> None:
    """And none that is smaller, by however little."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成", 80, 60, 24)
        page.line("两岸居民过江只要五分钟", 80, 88, size)
        column(page, 4 * SENTENCE, 60, 110, measure=24)

    found = pdfs.sheet(tmp_path, page_of)
    off = ruled_out(found)
    titles = np.array([label.role == "title" and not label.late for label in LABELS])
    assert off[:2, titles].all(axis=1).tolist() == [False, True]
    assert off[0, [label.role in {"kicker", "subtitle"} for label in LABELS]].all()


def in_face(page: pdfs.Press, text: str, x: float, y: float, size: float) -> None:
    """Set one line in another face than the text."""
    pdfmetrics.registerFont(UnicodeCIDFont("MSung-Light"))
    page.canvas.setFont("MSung-Light", size)
    page.canvas.drawString(x, pdfs.HEIGHT - y, text)


def test_of_two_parts_of_one_size_the_title_is_in_the_face_of_titles(tmp_path: Path) -> None:
    """As the other title of the page is; a last line of two characters, which tells no face, hides no part."""

    def page_of(page: pdfs.Press) -> None:
        in_face(page, "河西小巷", 80, 60, 24)
        y = column(page, 4 * SENTENCE, 60, 90, measure=24) + 30
        for number, part in enumerate(("便民工程", "竣工")):
            page.line(part, 80, y + 20 * number, 16)
        in_face(page, "清水河小", 80, y + 40, 16)
        column(page, 4 * SENTENCE, 60, y + 70, measure=24)

    found = pdfs.sheet(tmp_path, page_of)
    titles = np.array([label.role == "title" and not label.late for label in LABELS])
    off = {row.line.text: bool(ruled_out(found)[k, titles].all()) for k, row in enumerate(found.rows) if row.part == 0}
    assert off == {"河西小巷": False, "便民工程": True, "竣工": True, "清水河小": False}


def test_what_the_network_says_has_a_bound(tmp_path: Path) -> None:
    """Of a headline of more lines than it ever saw, too."""

    def page_of(page: pdfs.Press) -> None:
        column(page, 6 * SENTENCE, 60, 100, measure=20)
        for number in range(9):
            page.line("清水河", 290, 100 + 18 * number, 14)

    found = pdfs.sheet(tmp_path, page_of)
    pieces = lines.pieces(found.text)
    said = evidence.scores(found, pieces) - evidence.certain(found, pieces)
    assert abs(said).max() <= evidence.MOST + 0.001


def test_what_stands_with_the_columns_is_no_part_of_the_headline(tmp_path: Path) -> None:
    """A caption between a headline and its columns is no subtitle, nor is small print under the headline."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成", 80, 60, 24)
        page.line("核心提示：新桥建成通车", 60, 85, 9)
        column(page, 4 * SENTENCE, 60, 110, measure=24)

    found = pdfs.sheet(tmp_path, page_of)
    off = ruled_out(found)
    headline = np.array([label.role in HEADLINE for label in LABELS])
    assert off[1:, headline].all()
    assert not off[0, headline].all()


@pytest.mark.parametrize("white", [0, 3])
def test_white_between_two_parts_of_a_headline_tells_them(tmp_path: Path, white: float) -> None:
    """Of one size and face: without it, the second line goes on with the first."""

    def page_of(page: pdfs.Press) -> None:
        for number, part in enumerate(("便民工程竣工", "清水河新桥建成", "两岸居民都说好")):
            page.line(part, 80, 60 + 20 * number + white * (number > 0), 16)
        column(page, 4 * SENTENCE, 60, 130, measure=24)

    found = pdfs.sheet(tmp_path, page_of)
    off = ruled_out(found)
    goes_on = np.array([label.role == "title" and not label.begins and not label.late for label in LABELS])
    assert off[1:3, goes_on].all(axis=1).tolist() == [white > 0, False]


def test_lines_set_wider_apart_than_those_below_are_another_part(tmp_path: Path) -> None:
    """Of one size and face, the white between the parts no more than that between the lines of the first."""

    def page_of(page: pdfs.Press) -> None:
        y = 60
        for part, step in (("便民工程", 20), ("昨日竣工", 20), ("两岸同庆", 20), ("清水河新", 17), ("桥建成通", 17)):
            page.line(part, 80, y, 16)
            y += step
        column(page, 4 * SENTENCE, 60, 170, measure=24)

    found = pdfs.sheet(tmp_path, page_of)
    begins = np.array([label.role == "title" and label.begins and not label.opens and not label.late for label in LABELS])
    off = ruled_out(found)
    assert off[1:5, begins].all(axis=1).tolist() == [True, True, False, True]


def test_a_summary_under_a_headline_leaves_it_to_the_columns(tmp_path: Path) -> None:
    """A summary of seven lines in larger type is no story, whatever its length."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成", 80, 60, 24)
        size, page.size = page.size, 11
        after = column(page, 4 * SENTENCE, 60, 90, measure=30)
        page.size = size
        column(page, 4 * SENTENCE, 60, after + 5, measure=16)
        column(page, 4 * SENTENCE, 250, after + 5, measure=16)

    found = pdfs.sheet(tmp_path, page_of)
    assert {row.part for row in found.rows if row.line.size > 20} == {0}
    assert {row.part for row in found.rows if 10.5 < row.line.size < 20} == {1}
    assert {row.part for row in found.rows if row.line.size < 10.5} == {2}
    assert {row.story for row in found.rows} == {0}


def test_a_summary_above_a_title_is_no_kicker(tmp_path: Path) -> None:
    """A long stretch in the size of the text above a title stands with its columns, not in its headline."""

    def page_of(page: pdfs.Press) -> None:
        after = column(page, "■" + SENTENCE + "■" + SENTENCE.replace("。", ""), 60, 60, measure=34)
        page.line("清水河新桥建成", 80, after + 20, 24)
        column(page, 6 * SENTENCE, 60, after + 50, measure=16)
        column(page, 6 * SENTENCE, 250, after + 50, measure=16)

    found = pdfs.sheet(tmp_path, page_of)
    assert [row.line.text for row in found.rows if row.part == 0] == ["清水河新桥建成"]
    assert {row.story for row in found.rows} == {0}


def test_a_subtitle_after_its_title_in_the_file_is_no_crosshead(tmp_path: Path) -> None:
    """Not even where both come after the text that they stand over."""

    def page_of(page: pdfs.Press) -> None:
        column(page, 6 * SENTENCE, 60, 110, measure=16)
        page.line("清水河新桥建成", 60, 75, 14)
        page.line("公共汽车改走新桥", 60, 96, 12)

    found = pdfs.sheet(tmp_path, page_of)
    assert [row.line.text for row in found.rows if row.part == 0] == ["清水河新桥建成", "公共汽车改走新桥"]


def test_the_name_of_a_section_far_off_in_the_file_is_no_kicker(tmp_path: Path) -> None:
    """It is printed first; the headline that it stands over comes after the text."""

    def page_of(page: pdfs.Press) -> None:
        page.line("要闻", 60, 40, 13)
        column(page, 6 * SENTENCE, 60, 100, measure=16)
        page.line("清水河新桥建成", 60, 70, 24)

    found = pdfs.sheet(tmp_path, page_of)
    assert story_of(found, "要闻") != story_of(found, "清水河新桥")


def test_a_line_that_a_column_holds_alone(tmp_path: Path) -> None:
    """What ends a story at the head of its last column heads no other."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成", 60, 60, 24)
        for x in (60, 200):
            column(page, 2 * SENTENCE, x, 90)
        page.line("摄影 本报记者", 340, 90, 11.5)
        page.line("图书馆夜间也开门", 340, 160, 24)
        column(page, 2 * SENTENCE, 340, 190)

    found = pdfs.sheet(tmp_path, page_of)
    assert story_of(found, "摄影 本报记者") == story_of(found, "清水河新桥")
    assert [row.line.text for row in found.rows if row.part == 0] == ["清水河新桥建成", "图书馆夜间也开门"]


def test_a_crosshead_at_the_foot_of_a_column_before_a_caption_in_the_file(tmp_path: Path) -> None:
    """The text goes on in a set of columns below; the caption between them in the file says nothing of the crosshead."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成", 60, 60, 24)
        for x in (60, 200):
            after = column(page, 2 * SENTENCE, x, 90)
        page.line("公共汽车改走新桥", 200, after, 11.5)
        page.line("图为新桥。", 60, after + 20, 8)
        for x in (60, 200):
            column(page, 2 * SENTENCE, x, after + 40)

    found = pdfs.sheet(tmp_path, page_of)
    assert [row.line.text for row in found.rows if row.part == 0] == ["清水河新桥建成"]
    assert {row.story for row in found.rows} == {0}


def flush(page: pdfs.Press, text: str, y: float, *, measures: tuple[int, ...] = (11,), spacing: float = 0) -> float:
    """Set a paragraph in lines of some characters, in turn, spaced but for its last; return the baseline of the line after it."""
    for measure in cycle(measures):
        row, text = text[:measure], text[measure:]
        page.canvas.setFont(pdfs.FONT, page.size)
        page.canvas.drawString(60, pdfs.HEIGHT - y, row, charSpace=spacing if text else 0)
        y += 15
        if not text:
            return y
    raise AssertionError


def begun(found: Sheet, text: str) -> bool | None:
    """Return what the print says of the beginning of a line."""
    at = next(k for k, row in enumerate(found.rows) if row.line.text.startswith(text))
    return paragraphs.Paragraphs(found).begins(found.rows[at - 1], found.rows[at])


@pytest.mark.parametrize(("measures", "length", "begins"), [((11,), 107, True), ((11, 11, 10), 126, None)])
def test_a_line_that_is_not_stretched_ends_its_paragraph(
    tmp_path: Path,
    measures: tuple[int, ...],
    length: int,
    begins: bool | None,  # noqa: FBT001 - what is expected
) -> None:
    """Where the others are; it lacks no more than two characters. What is stretched goes on, for sure."""

    def page_of(page: pdfs.Press) -> None:
        y = 60.0
        for first in "甲乙丙丁":
            y = flush(page, first + (3 * SENTENCE.replace("。", "，"))[:length] + "。", y, measures=measures, spacing=1)

    found = pdfs.sheet(tmp_path, page_of)
    assert [begun(found, first) for first in "乙丙丁"] == 3 * [begins]
    goes_on = False if begins else None
    assert all(begun(found, row.line.text) is goes_on for row in found.rows if row.line.text[0] not in "甲乙丙丁")


def test_a_line_that_lacks_a_tenth_of_a_character_ends_its_paragraph(tmp_path: Path) -> None:
    """Where all others are stretched by as much, to the side of their column."""

    def page_of(page: pdfs.Press) -> None:
        y = 60.0
        for first in "甲乙丙丁戊":
            y = flush(page, first + (3 * SENTENCE.replace("。", "，"))[:119] + "。", y, spacing=0.1)

    found = pdfs.sheet(tmp_path, page_of)
    assert [begun(found, first) for first in "乙丙丁戊"] == 4 * [True]


def test_a_line_of_a_box_that_had_room_ends_its_paragraph(tmp_path: Path) -> None:
    """Under the headline, over the columns; they are indented, the paragraphs of the box are not."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成", 60, 60, 24)
        for number, row in enumerate(("核心提示：市民乘车过桥去河西上班，老桥封闭检修，公共汽车", "改走新桥。", "站点不变，骑车。")):
            page.line(row, 62, 82 + 13 * number, 9.5)
        y = 130.0
        for _ in range(4):
            y = column(page, SENTENCE, 60, y)

    found = pdfs.sheet(tmp_path, page_of)
    assert begun(found, "改走新桥") is None
    assert begun(found, "站点不变") is True


def test_a_line_is_full_where_what_comes_next_did_not_fit(tmp_path: Path) -> None:
    """A number is not broken, so the line before it may lack as much as that is wide."""

    def page_of(page: pdfs.Press) -> None:
        page.line("清水河新桥建成", 60, 60, 24)
        y = 90.0
        for _ in range(7):
            y = column(page, SENTENCE + "都说方便。", 60, y)
        page.line("昨日过桥的市民共有", 60, y)
        page.line("1234567人次，比前日多。", 60, y + 15)
        column(page, SENTENCE, 60, y + 30)

    found = pdfs.sheet(tmp_path, page_of)
    assert begun(found, "1234567") is False
    at = [row.line.text for row in found.rows].index("昨日过桥的市民共有")
    off = ruled_out(found)
    assert off[at, [label.role == "furniture" for label in LABELS]].all()


def test_white_that_parts_two_stacks_parts_two_paragraphs(tmp_path: Path) -> None:
    """Where white parts paragraphs, more of it does so, too."""

    def page_of(page: pdfs.Press) -> None:
        y = 60.0
        for first, white in zip("甲乙丙丁戊", (4, 4, 4, 4, 8), strict=True):
            y = flush(page, first + (2 * SENTENCE)[:80] + "。", y + white)

    found = pdfs.sheet(tmp_path, page_of)
    (stack, other) = (next(row.stack for row in found.rows if row.line.text.startswith(first)) for first in "丁戊")
    assert stack == other
    assert begun(found, "戊") is True
