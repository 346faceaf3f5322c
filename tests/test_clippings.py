"""Printouts of several articles, each with the line that names its source."""

from __future__ import annotations

import numpy as np
import pytest
from labelled import reading
from test_piles import STORIES as WHOLE

import corpus
from corpus import clippings, lines
from corpus.labels import HEADLINE, LABELS, Label

INSIDE = """七十张图画成一个轮子
——小车爬楼记

小车爬到三楼的时候停了一次，学生们
蹲在楼梯上换轮子。围观的人越来越多，有人
递来螺丝刀，有人打着手电。
换好轮子以后，小车一口气爬到了五楼。"""
"""A part of the second story that looks like a story by itself."""
STORIES = {title: f"{body}\n\n{INSIDE}" if k == 1 else body for k, (title, body) in enumerate(WHOLE.items())}
SOURCES = [f"《河湾日报》（2020年2月{15 + k}日 第 0{k + 2} 版）" for k in range(len(STORIES))]
OPENS = np.array([label.opens for label in LABELS])


def printout(sources: list[str], *, over: bool = False) -> str:
    """Return the stories one below the other, each with its source line; the second has a part that looks like a story."""
    parts: list[str] = []
    for (title, body), source in zip(STORIES.items(), sources, strict=True):
        story = f"{title}\n\n{body}"
        parts += [source, story] if over else [story, source]
    return "\n\n".join(filter(None, parts)) + "\n"


def titles(text: str) -> list[str]:
    """Return the titles that a printout is read with."""
    return [article.title for article in corpus.convert(text).articles]


@pytest.mark.parametrize("over", [False, True])
def test_articles_begin_where_source_lines_say(*, over: bool) -> None:
    """A part of one that looks like a story by itself is none, for no source is named there; without sources it would be."""
    own = [*STORIES]
    assert titles(printout(SOURCES, over=over)) == own
    assert titles(printout([""] * len(STORIES))) != own


def read(text: str, labels: dict[str, Label]) -> np.ndarray | None:
    """Return what source lines say of a text whose lines have the labels given, all others those of a body."""
    return clippings.scores(reading(text, labels, others=Label("body", begins=False)))


def test_a_whole_edition_is_no_printout() -> None:
    """Under each folio stand many articles."""
    opens, furniture = Label("title", begins=True, opens=True), Label("furniture", begins=True)
    folios = [f"河湾日报 2020年2月15日 第0{k}版" for k in (1, 2)]
    heads = [f"第{k}条新闻的标题" for k in range(8)]
    page = "\n".join("\n".join([folio, *(f"{head}\n正文在这里。" for head in heads[4 * k : 4 * k + 4])]) for k, folio in enumerate(folios))
    assert read(page, {**dict.fromkeys(folios, furniture), **dict.fromkeys(heads, opens)}) is None
    few = "\n".join(f"{folio}\n{head}\n正文在这里。" for folio, head in zip(folios, heads, strict=False))
    assert read(few, {**dict.fromkeys(folios, furniture), **dict.fromkeys(heads, opens)}) is not None


def test_under_the_habit_of_sources_below_headlines_articles_begin_near_them() -> None:
    """Far from a source line none does, and right above one is no text, whatever it was taken for at first."""
    opens, furniture = Label("title", begins=True, opens=True), Label("furniture", begins=True)
    heads = ["城东菜场搬进新楼", "水库放鱼苗八十万尾"]
    text = "\n".join(f"{head}\n{source}\n" + "鱼苗下水。\n" * 9 for head, source in zip(heads, SOURCES, strict=False))
    found = read(text, {**dict.fromkeys(heads, opens), **dict.fromkeys(SOURCES, furniture)})
    assert found is not None
    pieces = [text[piece.start : piece.end] for piece in lines.pieces(text)]
    above = [pieces.index(head) for head in heads]
    assert sorted(set(np.flatnonzero(found[:, ~OPENS].any(axis=1)))) == above
    assert not found[above][:, OPENS].any()
    assert (found[above] < 0).sum() == len(heads) * sum(not label.opens and (label.late or label.role not in HEADLINE) for label in LABELS)
    assert (found[:, OPENS] < 0).all(axis=1).sum() == len(pieces) - 7


def test_what_runs_on_every_sheet_names_no_source() -> None:
    """A head with the paper and the day stands over every sheet, wherever articles begin."""
    furniture = Label("furniture", begins=True)
    head = "河湾日报 2020年2月15日"
    text = "\n\f".join(f"{head}\n" + "鱼苗下水。\n" * 9 for _ in range(4))
    assert read(text, {head: furniture}) is None


def test_a_title_that_was_missed_is_one_where_its_source_says_so() -> None:
    """Under a headline and its byline, or over it; a line that names an editor stands between source and headline."""
    opens, furniture, crosshead = Label("title", begins=True, opens=True), Label("furniture", begins=True), Label("crosshead", begins=True)
    heads = ["城东菜场搬进新楼", "水库放鱼苗八十万尾", "山村通了水", "蜂箱进校园"]
    sources = [f"《河湾日报》（2020年2月{15 + k}日 第 0{k + 2} 版）" for k in range(4)]
    under = "\n".join(f"{head}\n本报记者 林小满\n{source}\n鱼苗下水。\n放了一天。" for head, source in zip(heads, sources, strict=True))
    over = "\n".join(f"{source}\n编辑：林小满\n{head}\n鱼苗下水。\n放了一天。" for head, source in zip(heads, sources, strict=True))
    for text in (under, over):
        labels = {**dict.fromkeys(heads, opens), **dict.fromkeys(sources, furniture), heads[2]: crosshead, "编辑：林小满": furniture}
        found = read(text, labels)
        assert found is not None
        row = [text[piece.start : piece.end] for piece in lines.pieces(text)].index(heads[2])
        assert found[row, LABELS.index(crosshead)] < 0
        assert not found[row, OPENS].any()


def test_a_source_may_be_two_lines_and_stand_near_the_edge_of_a_sheet() -> None:
    """The paper on one, the day on the other; it runs on every sheet only if nothing but furniture is between it and the edge."""
    opens, furniture = Label("title", begins=True, opens=True), Label("furniture", begins=True)
    heads = ["城东菜场搬进新楼", "水库放鱼苗八十万尾", "山村通了水"]
    paper, day = "《河湾日报》", "2020年2月15日"
    text = "\n\f".join(f"{head}\n{paper}\n{day}\n鱼苗下水。\n放了一天。" for head in heads)
    labels = {**dict.fromkeys(heads, opens), paper: furniture, day: furniture}
    assert read(text, labels) is not None
    assert read(text.replace(day, "柑岛"), {**labels, "柑岛": furniture}) is None


def test_what_stands_together_is_one_source() -> None:
    """A masthead of three lines, paper, day and paper, or two of them, are no habit of the printout below."""
    opens, furniture = Label("title", begins=True, opens=True), Label("furniture", begins=True)
    heads = ["城东菜场搬进新楼", "水库放鱼苗八十万尾"]
    stories = "\n".join(f"{head}\n鱼苗下水。\n放了一天。" for head in heads)
    paper, day, other = "河湾日报", "2020年2月15日", "2020年2月16日"
    labels = {**dict.fromkeys(heads, opens), **dict.fromkeys((paper, day, other), furniture)}
    for masthead in ((paper, day, paper), (paper, day, paper, other)):
        text = "\n".join([*masthead, stories])
        assert read(text, labels) is None
        assert read(f"{text}\n{paper}\n{day}\n{stories}", labels) is not None
