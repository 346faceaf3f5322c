"""Pages with their print: PDF, ALTO and hOCR in, the same records out, with boxes; whatever is wrong with a file is said."""

from __future__ import annotations

import os
import sys
from importlib.util import module_from_spec, spec_from_file_location
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pdfs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader

from corpus import build, check, convert_files, evidence, guard, headlines, ink, lines, page_findings, prints
from corpus.cli import main
from corpus.errors import InputError, MissingExtraError
from corpus.labels import LABELS
from corpus.rows import bare

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from corpus.records import Page, Span

ROOT = Path(__file__).parent.parent


def only(path: Path) -> Page:
    """Return the one page of a file, which keeps its promises."""
    (page,) = convert_files(path)
    assert page_findings(page) == []
    return page


def printed(tmp_path: Path, setting: Callable[[pdfs.Press], None], **options: Any) -> Page:  # noqa: ANN401 - what Canvas takes
    """Return a page, given what sets it."""
    press = pdfs.press(tmp_path / "page.pdf", **options)
    setting(press)
    press.canvas.save()
    return only(tmp_path / "page.pdf")


def test_a_page_of_two_articles(tmp_path: Path) -> None:
    """Headlines, paragraphs and furniture are what was set."""
    page = only(pdfs.whole(tmp_path / "page.pdf"))
    assert [(article.kicker, article.title) for article in page.articles] == [
        ("便民工程", "清水河新桥建成通车"),
        ("", "市图书馆延长开放时间"),
    ]
    assert [tuple(bare(part.text) for part in article.paragraphs) for article in page.articles] == [
        tuple(map(bare, pdfs.BRIDGE)),
        tuple(map(bare, pdfs.LIBRARY)),
    ]
    assert (page.source, page.encoding, page.language) == ("page.pdf", "pdf", "zh-Hans")


def box(span: Span) -> tuple[int, float, float, float, float]:
    """Return the box of a span, which has one."""
    assert span.box
    return span.box.page, span.box.x0, span.box.y0, span.box.x1, span.box.y1


def test_every_span_has_a_box_where_it_was_set(tmp_path: Path) -> None:
    """In points from the top left: a title of nine characters of 24 points that begins at 190, 108."""
    page = only(pdfs.whole(tmp_path / "page.pdf"))
    assert all(box(span)[0] == 1 for span in page.spans())
    (line,) = [line for line in page.articles[0].headline_lines if line.role == "title"]
    _, x0, y0, x1, y1 = box(line.spans[0])
    assert x0 == pytest.approx(190, abs=1)
    assert x1 == pytest.approx(190 + 9 * 24, abs=3)
    assert y0 < 108 - 0.7 * 24 < 108 <= y1 < 108 + 0.3 * 24
    for span in page.spans():
        _, x0, y0, x1, y1 = box(span)
        assert 0 <= x0 < x1 <= pdfs.WIDTH
        assert 0 <= y0 < y1 <= pdfs.HEIGHT


def test_a_headline_beside_its_text_and_one_that_runs_downward(tmp_path: Path) -> None:
    """Both head the columns next to them."""

    def setting(page: pdfs.Press) -> None:
        page.line("新桥建成", 40, 110, 22)
        page.line("行人称便", 40, 138, 22)
        page.columns(pdfs.BRIDGE, 150, 100, measure=18)
        page.down("图书馆夜间开放", 60, 420, 22)
        page.columns(pdfs.LIBRARY, 110, 410, measure=20)

    page = printed(tmp_path, setting)
    assert [article.title for article in page.articles] == ["新桥建成行人称便", "图书馆夜间开放"]
    assert [len(article.paragraphs) for article in page.articles] == [3, 2]


@pytest.mark.parametrize("quarter", [90, 180, 270])
def test_a_turned_page_reads_the_same(tmp_path: Path, quarter: int) -> None:
    """And its boxes are those of the page as it is shown."""
    upright = only(pdfs.whole(tmp_path / "upright.pdf"))

    def setting(page: pdfs.Press) -> None:
        page.canvas.setPageRotation(quarter)
        pdfs.newspaper(page)

    size = (pdfs.WIDTH, pdfs.HEIGHT) if quarter == 180 else (pdfs.HEIGHT, pdfs.WIDTH)  # reportlab turns it, too
    turned = printed(tmp_path, setting, pagesize=size)
    assert turned.source_text == upright.source_text
    one, two = box(upright.articles[0].headline_lines[0].spans[0]), box(turned.articles[0].headline_lines[0].spans[0])
    width, height = one[3] - one[1], one[4] - one[2]
    expected = (width, height) if quarter == 180 else (height, width)
    assert (two[3] - two[1], two[4] - two[2]) == pytest.approx(expected, abs=0.1)


def test_what_is_not_seen_is_not_read(tmp_path: Path) -> None:
    """Invisible text, text outside the crop box, and a second print of the same glyphs."""

    def setting(page: pdfs.Press) -> None:
        pdfs.newspaper(page)
        pdfs.newspaper(page)
        page.canvas.translate(0.3, 0)
        page.line("清水河新桥建成通车", 190, 108, 24)
        page.canvas.setCropBox((0, 0, pdfs.WIDTH, pdfs.HEIGHT))
        page.line("出血线外的字", 60, -30)
        hidden = page.canvas.beginText(60, 50)
        hidden.setFont(pdfs.FONT, 10)
        hidden.setTextRenderMode(3)
        hidden.textLine("看不见的字")
        page.canvas.drawText(hidden)

    page = printed(tmp_path, setting)
    assert page.source_text == only(pdfs.whole(tmp_path / "once.pdf")).source_text


def test_a_character_is_no_double_of_one_in_another_size(tmp_path: Path) -> None:
    """Though both stand in the same place counted in ems."""

    def setting(page: pdfs.Press) -> None:
        page.line("桥", 100, 100, 10)
        page.line("桥", 200, 200, 20)

    assert bare(printed(tmp_path, setting).source_text) == "桥桥"


def test_a_story_goes_on_below_a_picture_in_a_second_set_of_columns(tmp_path: Path) -> None:
    """As the order of the file says, which proves right on this page; what stands beside does not come between."""

    def setting(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 190, 80, 24)
        below = page.columns(pdfs.BRIDGE, 60, 110, measure=18)
        page.canvas.drawImage(ImageReader(pdfs.picture()), 60, pdfs.HEIGHT - below - 60, 380, 60)
        page.columns((pdfs.LIBRARY[1], *pdfs.BRIDGE[1:]), 60, below + 80, measure=18)

    page = printed(tmp_path, setting)
    assert [article.title for article in page.articles] == ["清水河新桥建成通车"]
    assert bare(page.source_text).index(pdfs.BRIDGE[2][-9:]) < bare(page.source_text).index(pdfs.LIBRARY[1][:9])


def test_stories_in_rows_of_columns_with_headlines_beside_them(tmp_path: Path) -> None:
    """No headline and no rule parts the columns of one from those of the other: the order of the file does."""

    def setting(page: pdfs.Press) -> None:
        below = page.columns(pdfs.BRIDGE, 170, 100, measure=16)
        page.columns(pdfs.LIBRARY, 170, below + 4, measure=16)
        for number, title in enumerate(("图书馆夜间", "也开门")):
            page.line(title, 40, below + 14 + 26 * number, 22)
        for number, title in enumerate(("清水河新桥", "建成通车")):
            page.line(title, 40, 110 + 26 * number, 22)

    page = printed(tmp_path, setting)
    assert [article.title for article in page.articles] == ["清水河新桥建成通车", "图书馆夜间也开门"]
    assert [tuple(bare(part.text) for part in article.paragraphs) for article in page.articles] == [
        tuple(map(bare, pdfs.BRIDGE)),
        tuple(map(bare, pdfs.LIBRARY)),
    ]


def test_a_page_without_any_headline_is_read(tmp_path: Path) -> None:
    """As printouts have them overleaf."""

    def setting(page: pdfs.Press) -> None:
        page.columns(pdfs.BRIDGE, 60, 100, measure=22)

    assert bare(printed(tmp_path, setting).source_text) == bare("".join(pdfs.BRIDGE))


def test_a_narrow_line_set_wide_is_one_line(tmp_path: Path) -> None:
    """White as wide as a gutter is none where the line above fills it."""

    def setting(page: pdfs.Press) -> None:
        for number, texts in enumerate((("清水河新桥",), ("昨日上午通",), ("车", "了"), ("市民张先生",), ("说以后上班",))):
            for place, text in enumerate(texts):
                page.line(text, 100 + 40 * place, 100 + 14 * number)

    assert [row.line.text.replace(" ", "") for row in pdfs.sheet(tmp_path, setting).rows][2] == "车了"


def test_a_story_in_columns_of_two_lines(tmp_path: Path) -> None:
    """They are columns since they go on in each other, from the left to the right."""

    def setting(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 190, 80, 24)
        below = page.columns(pdfs.BRIDGE, 60, 110, measure=22)
        text = pdfs.LIBRARY[0][:48]
        page.line("市图书馆延长开放时间", 180, below + 40, 24)
        for number in range(3):
            rows = text[16 * number : 16 * number + 8], text[16 * number + 8 : 16 * number + 16]
            for row, part in enumerate(rows):
                page.line(part, 60 + 100 * number, below + 70 + 15 * row)

    assert bare(pdfs.LIBRARY[0][:48]) in bare(printed(tmp_path, setting).source_text)


@pytest.mark.parametrize("above", [True, False])
def test_a_part_of_a_headline_hardly_larger_than_the_text(tmp_path: Path, *, above: bool) -> None:
    """It stands with its title, on the page and in the file; the columns are beside."""

    def setting(page: pdfs.Press) -> None:
        page.columns(pdfs.BRIDGE, 170, 100, measure=16)
        if above:
            page.line("便民工程竣工", 40, 90, 10.6)
        for number, title in enumerate(("清水河新桥", "建成通车")):
            page.line(title, 40, 116 + 26 * number, 22)
        if not above:
            page.line("双向四车道", 40, 160, 10.6)

    rows = [row for row in pdfs.sheet(tmp_path, setting).rows if row.part == 0]
    title = ["清水河新桥", "建成通车"]
    assert [row.line.text for row in rows] == (["便民工程竣工", *title] if above else [*title, "双向四车道"])
    assert len({row.story for row in pdfs.sheet(tmp_path, setting).rows}) == 1


def test_a_story_goes_on_below_a_quote_between_rules(tmp_path: Path) -> None:
    """A quote is larger than the text, and as wide as the column, but no headline: the file has it in the midst of the text."""

    def setting(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 100, 60, 24)
        rows = [text[at : at + 14] for text in pdfs.BRIDGE for at in range(0, len(text), 14)]
        for number, row in enumerate(rows[:6]):
            page.line(row, 100, 90 + 15 * number)
        page.canvas.line(100, pdfs.HEIGHT - 172, 240, pdfs.HEIGHT - 172)
        for number, row in enumerate(("骑车只要", "一刻钟过", "桥去河西", "上班去了")):
            page.line(row, 140, 185 + 16 * number, 13)
        page.canvas.line(100, pdfs.HEIGHT - 238, 240, pdfs.HEIGHT - 238)
        for number, row in enumerate(rows[6:]):
            page.line(row, 100, 252 + 15 * number)

    found = pdfs.sheet(tmp_path, setting)
    assert {row.part for row in found.rows if row.line.size == pytest.approx(13)} == {3}
    assert bare("".join(pdfs.BRIDGE)) in bare(found.text)


def test_headlines_at_the_head_of_columns_side_by_side(tmp_path: Path) -> None:
    """The second is no crosshead of the first story: where a column goes on, it begins level with the text at its left."""

    def setting(page: pdfs.Press) -> None:
        for x, title, text in ((60, "清水河新桥建成", pdfs.BRIDGE[0]), (220, "图书馆延长开放", pdfs.LIBRARY[0])):
            page.line(title, x, 100, 13)
            for number, at in enumerate(range(0, len(text), 14)):
                page.line(text[at : at + 14], x, 122 + 15 * number)

    rows = pdfs.sheet(tmp_path, setting).rows
    assert [row.line.text for row in rows if row.part == 0] == ["清水河新桥建成", "图书馆延长开放"]


def test_a_byline_over_a_column_does_not_hold_it(tmp_path: Path) -> None:
    """The file has the byline elsewhere, so the column at its place goes on with the one at its left."""

    def setting(page: pdfs.Press) -> None:
        page.line("本报记者 李静", 250, 95)
        page.line("清水河新桥建成通车", 190, 70, 24)
        page.columns(pdfs.BRIDGE, 60, 110, measure=20)

    assert bare("".join(pdfs.BRIDGE)) in bare(printed(tmp_path, setting).source_text)


def test_a_paragraph_is_told_by_its_indent(tmp_path: Path) -> None:
    """Where others are indented, a sentence at the head of a line goes on, and an indented line begins."""

    def setting(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 100, 60, 24)
        y = 90.0
        for text in ("市民乘车过桥。" * 4, "新桥通车。", "老桥封闭。", "公交改线。", "站点不变。"):
            for indent, row in pdfs.Press.broken(text, 14):
                page.line(row, 100 + 10 * indent, y)
                y += 15

    found = pdfs.sheet(tmp_path, setting)
    pieces = lines.pieces(found.text)
    begins = np.array([label.role == "body" and label.begins for label in LABELS])
    ruled_out = evidence.certain(found, pieces)[:, begins] < 0
    indented = [found.text[: piece.start].endswith("\u3000") for piece in pieces]
    assert not any(row.any() for row, first in zip(ruled_out, indented, strict=True) if first)
    assert ruled_out[2].all()


def framed(tmp_path: Path, words: str, size: float) -> Page:
    """Return a page whose column has words between two rules, after its first paragraph."""

    def setting(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 100, 60, 24)
        y = 90.0
        for number, text in enumerate(pdfs.BRIDGE):
            if number == 1:
                page.rule(100, 280, y - 8)
                page.line(words, 110, y + 10, size)
                page.rule(100, 280, y + 18)
                y += 34
            for indent, row in pdfs.Press.broken(text, 18):
                page.line(row, 100 + 10 * indent, y)
                y += 15

    return printed(tmp_path, setting)


def test_a_pull_quote_is_furniture(tmp_path: Path) -> None:
    """Between rules, larger than the text and in its words: it is out of the article, which reads as if it were not there."""
    page = framed(tmp_path, "桥长三百二十米", 13)
    (article,) = page.articles
    assert [bare(part.text) for part in article.paragraphs] == [*map(bare, pdfs.BRIDGE)]
    assert [bare(unit.text) for unit in page.furniture] == ["桥长三百二十米"]


@pytest.mark.parametrize("words", ["河东居民赞新桥", "桥长三百二十米"])
def test_a_crosshead_between_rules_stays_where_it_is(tmp_path: Path, words: str) -> None:
    """It is of the size of the text, whatever it says."""
    page = framed(tmp_path, words, 10)
    assert bare(pdfs.BRIDGE[0] + words + pdfs.BRIDGE[1]) in bare(page.source_text)


def test_white_between_paragraphs_tells_them(tmp_path: Path) -> None:
    """Where lines are flush and white parts paragraphs, a full line that ends a sentence ends none unless white is below it."""
    texts = ("市民乘车过桥。" * 16, "新桥通车。", "老桥封闭。", "公交改线。", "站点不变。")

    def setting(page: pdfs.Press) -> None:
        page.line("清水河新桥建成通车", 100, 60, 24)
        y = 90.0
        for text in texts:
            for row in (text[at : at + 14] for at in range(0, len(text), 14)):
                page.line(row, 100, y)
                y += 15
            y += 7

    found = pdfs.sheet(tmp_path, setting)
    pieces = lines.pieces(found.text)
    begins = np.array([label.role == "body" and label.begins for label in LABELS])
    ruled_out = evidence.certain(found, pieces)[:, begins] < 0
    assert ruled_out[2:9].all()
    assert not ruled_out[9:].any()


@given(
    costs=arrays(np.float64, st.tuples(st.integers(0, 4), st.integers(0, 4)), elements=st.floats(0, 20).map(lambda cost: round(cost, 2)))
)
def test_headlines_and_columns_are_matched_at_the_least_cost(costs: NDArray[np.float64]) -> None:
    """As many pairs as there can be, and no other choice of them costs less."""
    rows, columns = costs.shape
    found = headlines.matched(costs)
    assert len(set(found.values())) == len(found) == min(rows, columns)
    few, many, turned = (rows, columns, costs) if rows <= columns else (columns, rows, costs.T)
    least = min(sum(turned[row, column] for row, column in enumerate(chosen)) for chosen in permutations(range(many), few))
    assert sum(costs[row, column] for row, column in found.items()) == pytest.approx(least)


def test_letter_spacing_is_no_space(tmp_path: Path) -> None:
    """A title set wide is one word; a space that is wider than the others is a space."""

    def setting(page: pdfs.Press) -> None:
        for number, char in enumerate("新桥建成"):
            page.line(char, 120 + 40 * number, 80, 20)
        page.columns(pdfs.BRIDGE, 60, 120, measure=22)
        page.line("责编", 60, 800, 8)
        page.line("王小明", 84, 800, 8)

    page = printed(tmp_path, setting)
    assert page.articles[0].title == "新桥建成"
    assert "新桥建成" in page.source_text


def test_pages_of_one_file_are_pages_of_their_own(tmp_path: Path) -> None:
    """Named after file and number; a dataset of them is sound, and is made the same again."""
    press = pdfs.press(tmp_path / "issue.pdf")
    for _ in range(3):
        pdfs.newspaper(press)
        press.canvas.showPage()
    press.canvas.save()
    pages = list(convert_files(tmp_path / "issue.pdf"))
    assert [page.source for page in pages] == [f"issue.pdf#page={number}" for number in (1, 2, 3)]
    assert [box(page.spans()[0])[0] for page in pages] == [1, 2, 3]
    build([tmp_path / "issue.pdf"], tmp_path / "data")
    assert check(tmp_path / "data", [tmp_path / "issue.pdf"]) == []


def test_a_text_goes_before_the_pdf_beside_it(tmp_path: Path) -> None:
    """In a folder; both can be named."""
    pdfs.whole(tmp_path / "a.pdf")
    pdfs.whole(tmp_path / "b.pdf")
    (tmp_path / "a.txt").write_text("新桥建成\n", encoding="utf-8")
    assert [page.source for page in convert_files(tmp_path)] == ["a.txt", "b.pdf"]
    assert [page.source for page in convert_files(tmp_path / "a.pdf")] == ["a.pdf"]


def test_a_pipe_is_not_looked_into(tmp_path: Path) -> None:
    """It can be read once only; and what is called text is text."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "a.txt").write_bytes(b"%PDF-1.7")
    assert prints.kind(tmp_path / "pipe") == prints.kind(tmp_path / "a.txt") == ""


def test_a_scan_says_so(tmp_path: Path) -> None:
    """A picture without text is an error with advice; a blank page is a page."""

    def scan(page: pdfs.Press) -> None:
        page.canvas.drawImage(ImageReader(pdfs.picture()), 50, 50, 400, 600)

    with pytest.raises(InputError, match=r"(?s)page.pdf: .*scan.*help: .*hOCR"):
        printed(tmp_path, scan)
    assert printed(tmp_path, lambda page: page.canvas.showPage()).articles == ()


def test_the_text_layer_of_a_scan_is_read(tmp_path: Path) -> None:
    """Invisible text is all there is to read."""

    def setting(page: pdfs.Press) -> None:
        page.canvas.drawImage(ImageReader(pdfs.picture()), 0, 0, pdfs.WIDTH, pdfs.HEIGHT)
        page.canvas.saveState()
        page.canvas._code.append("3 Tr")  # noqa: SLF001 - reportlab has a name for it on text objects only
        pdfs.newspaper(page)
        page.canvas.restoreState()

    assert [article.title for article in printed(tmp_path, setting).articles] == ["清水河新桥建成通车", "市图书馆延长开放时间"]


def test_an_encrypted_file_and_one_that_is_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each says what to do, and the others are converted."""
    pdfs.whole(tmp_path / "locked.pdf", encrypt=StandardEncryption("secret", canPrint=0))
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing")
    pdfs.whole(tmp_path / "sound.pdf")
    assert main(["convert", "--format", "jsonl", str(tmp_path)]) == 1
    told = capsys.readouterr()
    assert "locked.pdf: the PDF is encrypted\nhelp: take the password off" in told.err
    assert "broken.pdf: no PDF that can be read\nhelp: " in told.err
    assert "清水河新桥建成通车" in told.out


def test_without_the_extra_the_error_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And text is read as ever."""
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(MissingExtraError, match=r"newspaper-corpus\[pdf\]"), prints.opened(pdfs.whole(tmp_path / "page.pdf"), "page.pdf"):
        pass


def test_a_page_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    """And the next one is read, by another process."""
    path = pdfs.whole(tmp_path / "page.pdf")
    reader = guard.Reader(seconds=0.001)
    with pytest.raises(InputError, match="took longer than"):
        reader.ask({"path": str(path), "place": "page.pdf", "number": 0}, "page.pdf")
    reader.bound(60.0, guard.MEMORY)
    assert reader.ask({"path": str(path), "place": "page.pdf"}, "page.pdf") == {"count": 1}
    reader.close()


def test_a_page_that_takes_too_much_memory_is_given_up(tmp_path: Path) -> None:
    """A reader that may take less than it needs to start breaks down, and says so."""
    if sys.platform != "linux":
        pytest.skip("memory is bounded where the system can")
    reader = guard.Reader(memory=1 << 24)
    with pytest.raises(InputError, match=r"broke down|memory"):
        reader.ask({"path": str(pdfs.whole(tmp_path / "page.pdf")), "place": "page.pdf", "number": 0}, "page.pdf")
    reader.close()


def test_damaged_files_break_no_promise(tmp_path: Path) -> None:
    """Some of those that benchmarks/pdf/damaged.py makes."""
    spec = spec_from_file_location("damaged", ROOT / "benchmarks" / "pdf" / "damaged.py")
    assert spec
    assert spec.loader
    damaged = module_from_spec(spec)
    spec.loader.exec_module(damaged)
    made = dict(damaged.corpus())
    assert len(made) >= 200
    for name in (
        "empty",
        "rotated90",
        "box-huge",
        "matrix-nan",
        "form-in-itself",
        "controls",
        "size-tiny",
        "size-zero",
        "cut-03",
        "flipped-07",
        "scrambled-11",
    ):
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(made[name])
        assert damaged.outcome(path)[1] == []


def alto(*lines: tuple[str, int, int, int], more: str = "") -> str:
    """Return ALTO of some lines: text, left, top, size."""
    rows = "".join(
        f'<TextLine HPOS="{x}" VPOS="{y}" WIDTH="{len(text) * size}" HEIGHT="{size}">'
        f'<String CONTENT="{text}" HPOS="{x}" VPOS="{y}" WIDTH="{len(text) * size}" HEIGHT="{size}"/></TextLine>'
        for text, x, y, size in lines
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{more}<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"><Layout>'
        f'<Page WIDTH="2000" HEIGHT="3000"><PrintSpace><TextBlock>{rows}</TextBlock></PrintSpace></Page></Layout></alto>'
    )


def ocr_lines() -> list[tuple[str, int, int, int]]:
    """Return what OCR may find of an article in two columns."""
    rows = [row for text in pdfs.BRIDGE for row in pdfs.Press.broken(text, 20)]
    each = -(-len(rows) // 2)
    found = [("清水河新桥建成通车", 500, 100, 90)]
    for number, (indent, text) in enumerate(rows):
        column, place = divmod(number, each)
        found.append(("".join(text.split()), 100 + column * 880 + indent * 40, 260 + place * 60, 40))
    return found


def test_alto_and_hocr_come_in_by_the_same_door(tmp_path: Path) -> None:
    """Both give the article, with boxes in the unit of the file."""
    (tmp_path / "a.xml").write_text(alto(*ocr_lines()), encoding="utf-8")
    rows = "".join(
        f'<span class="ocr_line" title="bbox {x} {y} {x + len(text) * size} {y + size}">'
        f'<span class="ocrx_word" title="bbox {x} {y} {x + len(text) * size} {y + size}">{text}</span></span>'
        for text, x, y, size in ocr_lines()
    )
    (tmp_path / "b.hocr").write_text(
        f'<html><body><div class="ocr_page" title="bbox 0 0 2000 3000">{rows}</div></body></html>', encoding="utf-8"
    )
    (tmp_path / "c.xml").write_text("<mets/>", encoding="utf-8")
    pages = list(convert_files(tmp_path))
    assert [(page.source, page.encoding) for page in pages] == [("a.xml", "alto"), ("b.hocr", "hocr")]
    for page in pages:
        assert page_findings(page) == []
        (article,) = page.articles
        assert article.title == "清水河新桥建成通车"
        assert [bare(part.text) for part in article.paragraphs] == [bare(text) for text in pdfs.BRIDGE]
        assert box(article.headline_lines[0].spans[0]) == (1, 500, 100, 500 + 9 * 90, 190)


def test_entities_are_refused(tmp_path: Path) -> None:
    """Those that grow, and those that fetch."""
    bomb = '<!DOCTYPE alto [<!ENTITY a "一二三"><!ENTITY b "&a;&a;&a;">]>'
    fetch = '<!DOCTYPE alto [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    for name, doctype in (("bomb", bomb), ("fetch", fetch)):
        path = tmp_path / f"{name}.xml"
        path.write_text(alto(*ocr_lines(), more=doctype), encoding="utf-8")
        with pytest.raises(InputError, match="entities"):
            list(convert_files(path))


def test_ligatures_and_radicals_are_characters() -> None:
    """Broken fonts name radicals where they mean characters."""
    assert "".join(chr(code) for char in "⼀⻋ﬁ一" for code in ink.characters(ord(char))) == "一车fi一"
    assert ink.characters(0xD800) == ink.characters(0) == [0xFFFD]


def test_the_reader_follows_us_into_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that reads was begun in one folder; a relative path is of the folder that we are in."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        pdfs.whole(tmp_path / name / f"{name}.pdf")
        monkeypatch.chdir(tmp_path / name)
        assert [page.source for page in convert_files(f"{name}.pdf")] == [f"{name}.pdf"]
