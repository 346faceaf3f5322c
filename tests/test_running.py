"""Running heads and feet, and paragraphs that go on over them."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

import corpus
from corpus import running
from corpus.measures import Glyphs

_SENTENCE = "河湾镇今年把修路架桥排在最前面，全镇七个村都通了水泥路，村民进城赶集再也不用绕道翻山，货车可以一直开到田头，"
_PARAGRAPH = "本报讯 （记者 孟一凡）" + _SENTENCE * 8 + "镇里说，明年还要再修三座桥。"


def _sheets(head: str, foot: str, each: int) -> str:
    """Return an article as a printout: lines of 34 characters on sheets with a head and a foot."""
    lines = [_PARAGRAPH[i : i + 34] for i in range(0, len(_PARAGRAPH), 34)]
    sheets = [lines[i : i + each] for i in range(0, len(lines), each)]
    printed = [
        "\n\n".join([f"{head}", *(["河湾镇修路架桥"] if k == 1 else []), "\n".join(sheet), foot.format(k, len(sheets))])
        for k, sheet in enumerate(sheets, 1)
    ]
    return "\n\f".join(printed) + "\n"


def test_a_paragraph_goes_on_over_the_foot_of_a_sheet() -> None:
    """And heads and feet, whose figures differ, are furniture."""
    page = corpus.convert(_sheets("新闻资料汇编", "第 {}/{} 页", 5))
    (article,) = page.articles
    assert [part.text for part in article.paragraphs] == [_PARAGRAPH]
    assert "".join(item.text for item in page.furniture).count("新闻资料汇编") == 3


def test_a_paragraph_that_ends_with_its_sheet_has_ended() -> None:
    """A sentence that ends with the last line of a sheet leads nowhere by this hint, nor does a line that is not full."""
    for last in ("全" * 19 + "。", "短"):
        glyphs = Glyphs(["头", "满" * 20, last, "头", "下" * 20])
        found = running.carried(glyphs, [3], running.heads_and_feet(glyphs.texts, [3]))
        assert not found.any()


@given(st.lists(st.lists(st.text("甲乙1", min_size=1, max_size=3), max_size=7), min_size=1, max_size=5))
def test_only_the_edges_of_sheets_are_running(sheets: list[list[str]]) -> None:
    """And only what stands at the same edge of two of them, figures aside."""
    texts = [text for sheet in sheets for text in sheet]
    feeds = [sum(map(len, sheets[:k])) for k in range(1, len(sheets))]
    found = running.heads_and_feet(texts, feeds).tolist()
    for k, sheet in enumerate(sheets):
        start = sum(map(len, sheets[:k]))
        for i in range(len(sheet)):
            if found[start + i]:
                assert i < running.EDGE or i >= len(sheet) - running.EDGE
                others = {re.sub("1+", "0", other) for rest in sheets[:k] + sheets[k + 1 :] for other in rest}
                assert re.sub("1+", "0", texts[start + i]) in others


def test_a_hundred_thousand_sheets_take_seconds() -> None:
    """All of whose lines are running."""
    texts = ["甲"] * 100_000
    feeds = range(1, len(texts))
    glyphs = Glyphs(texts)
    assert not running.carried(glyphs, feeds, running.heads_and_feet(texts, feeds)).any()


def test_sheets_are_told_by_their_numbers_where_no_form_feeds_are() -> None:
    """At the foot, or at the head; what stands beside the number on every sheet runs, too. Figures that do not count up tell nothing."""
    body = [f"正文的第{k}行还在说同一件事情" for k in "一二三四五六"]
    foot = [line for k in (1, 2, 3) for line in (*body, "报刊剪辑", f"Page {k} of 3")]
    feeds = running.sheets(foot, [False] * len(foot))
    assert feeds == [8, 16]
    assert [foot[i] for i, runs in enumerate(running.heads_and_feet(foot, feeds)) if runs and foot[i] not in body] == [
        *("报刊剪辑", "Page 1 of 3", "报刊剪辑", "Page 2 of 3", "报刊剪辑", "Page 3 of 3")
    ]
    head = [line for k in (1, 2) for line in (f"第{k}页", *body)]
    assert running.sheets(head, [False] * len(head)) == [7]
    wide = [line for k in "１２" for line in (*body, f"- {k} -")]
    assert running.sheets(wide, [False] * len(wide)) == [7]
    assert not running.sheets([*body, "- 2 -", *body, "- 7 -"], [False] * 14)
    assert not running.sheets([*body, "1", *body, "2"], [False] * 14)


def test_a_short_first_sheet_has_its_number_at_its_foot_if_all_have() -> None:
    """Behind the last number stands nothing."""
    body = [f"正文的第{k}行还在说同一件事情" for k in "一二三四五六"]
    texts = ["河湾剪报", "二〇二〇年春", "第1页", *body, "第2页", *body, "第3页"]
    assert running.sheets(texts, [False] * len(texts)) == [3, 10]
