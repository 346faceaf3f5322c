"""Crossheads of an article are alike: what has the form of two of them, 比利时—— and 埃及——, 晨 and 午, opens no other.

And none stands right under a headline: of 2649 articles some ten, digests left out, begin with a line that looks like one. Nor has
one a rubric in brackets at its end, （监督哨）: that have 896 titles of these articles, and 4 short paragraphs.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from corpus import phrases
from corpus.labels import OPENS, STORY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.chain import Array
    from corpus.passages import Article, Passage, Reading

ALIKE: Final = 4.0
"""What is taken off the scores of labels that open an article with what looks like a crosshead of the one before."""
UNDER_HEADLINE: Final = 3.0
"""And of those of text, for what looks like a crosshead and stands right under a headline: it may be a part of that."""
RUBRIC: Final = 8.0
"""And of those of text, for what ends with a rubric."""
_FEWEST: Final = 2
_SHORT: Final = 2
"""The characters of a crosshead that is told by its length, without marks."""
_CERTAIN: Final = 0.99
_DIGEST: Final = 6
"""The characters of the title of a digest at most: its items begin with their own."""
_PLAIN: Final = re.compile(r"(?![一二三四五六七八九十]+、|第|[（(□■●▲◆【])[^:：，\d]{4,26}(?<![。！？）)；…—])")
_NOTE: Final = re.compile("记者|記者|作者|编者|編者|阅读|閱讀|提示|本报|本報")
_NO_RUBRIC: Final = re.compile(
    "摄|攝|影像|视觉|視覺|新华社|新華社|记者(?![手札]记|观察|调查)|記者(?![手札]記|觀察|調查)|供图|供圖|资料|資料|图片|圖片|作者|编译|編譯|整理|制图|製圖|绘|繪|[来來]源|左|右|中[）)]|报|報|电|電"
)
_WORDS: Final = re.compile(r"[^\W_]+")


def scores(page: Reading) -> Array | None:
    """Return what is to be added to the scores of labels, shape (pieces, labels), or None where nothing is known.

    Of headlines before their bodies, one whose first part has the form of two crossheads, one of them of the article before it and the
    other of that or its own, is doubted, and so is a crosshead right under one.
    """
    out = page.unchanged()
    before: list[str] = []
    for article in page.articles:
        own = [one.said for one in article.passages if one.is_crosshead]
        if article.headline and _is_like_crossheads(article.headline[0], before, own):
            out[article.first, OPENS] = -ALIKE
        if article.under is not None and page.sure[article.under] < _CERTAIN and _has_crosshead_under(article):
            out[article.under, STORY] = -UNDER_HEADLINE
        for one in filter(_has_rubric, article.passages):
            out[one.first, STORY] = -RUBRIC
        if article.headline and _is_rubric(article.title):
            out[article.first, STORY] = -RUBRIC
        before = own
    return out if out.any() else None


def _has_crosshead_under(article: Article) -> bool:
    """Say whether what looks like a crosshead stands right under the headline of an article that is no digest."""
    under = article.passages[0] if article.passages else None
    if under is None or under.first != article.under or not under.is_crosshead or len(article.title) <= _DIGEST:
        return False
    return _PLAIN.fullmatch(under.said) is not None and not _NOTE.search(under.said)


def _has_rubric(one: Passage) -> bool:
    """Say whether a short passage ends with a rubric in brackets, as titles do."""
    return one.is_bracketed and one.may_be_title() and _is_rubric(one.said)


def _is_rubric(line: str) -> bool:
    return phrases.RUBRIC.match(line) is not None and not _NO_RUBRIC.search(line)


def _is_like_crossheads(head: str, before: Sequence[str], own: Sequence[str]) -> bool:
    """Say whether a part of a headline is like crossheads of the article before, and like two of that and its own."""
    found, more = (sum(are_alike(head, one) for one in crossheads) for crossheads in (before, own))
    return found > 0 and found + more >= _FEWEST


def are_alike(one: str, two: str) -> bool:
    """Say whether two lines have the same marks in the same places, or none of them and a character or two.

    >>> are_alike("比利时——", "南非——"), are_alike("晨", "午"), are_alike("菜场搬家", "渔船回港")
    (True, True, False)
    """
    form = _WORDS.sub("_", one)
    return form == _WORDS.sub("_", two) and (form != "_" or len(one) == len(two) <= _SHORT)
