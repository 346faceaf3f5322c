"""Where articles were filed and who signed them: what a dateline or an end tells of where articles begin and end.

A filing is said once: of 190 articles that close with it, （本报开罗电）, none opens with a dateline. And news that opens with a dateline
has no crossheads: 13 of 855 such articles have a line that looks like one; nor have comments, by their rubric, （人民时评）. So once a page
is labelled, an article with both is two, and what was taken for a crosshead of such is most likely the headline of another article. Nor
is there much behind a filing that stands by itself, or a signature or a credit: of some 540 such, 17 have more than another behind them.
The page is labelled again with that known.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from corpus import passages, phrases
from corpus.datelines import opening
from corpus.digests import is_title as is_title_of_digest
from corpus.labels import OPENS, STORY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.chain import Array
    from corpus.passages import Passage, Reading

TWICE: Final = 8.0
NEWS: Final = 6.0
"""What is taken off the scores of labels by which two articles would be one: that say twice where they were filed or end, or are news."""
_COMMENT: Final = re.compile(
    r"[（(][^（()）]{0,20}(?:[时時快短][评評]|评论|評論|评论员观察|论坛|論壇|(?<![访訪对對座家])[谈談]|笔|筆|钟声|鐘聲|观澜|新论|新语)[）)]$"
)
"""The rubric of a comment."""
_CERTAIN: Final = 0.99
"""What is surer would stay what it is."""
_CLOSING: Final = re.compile(
    r"[（(](?:本报|本報|据|據|新华社|新華社)[^（）()。]{0,90}?[电電讯訊](?:[\s，,、：:记記][^（）()。]{0,120})?[）)]$"
)
_CLOSING_LENGTH: Final = 220
_SIGNATURE: Final = re.compile(r"[（(](?:作者(?:[为為系是]|[单單]位)[^（）()]*|[^（）()。]{2,40}(?:采访|採訪|综合|綜合)?整理)[）)]$")

_PICTURE: Final = re.compile(
    r"(?:本报|本報|新华社|新華社)?(?:记者|記者)?[\u4e00-\u9fff、]{2,12}[摄攝](?:影[报報][道导導])?(?:[（(][^（()）]{2,8}[)）])?"
    r"|[\u4e00-\u9fff]{2,4}[图圖][／/]?[\u4e00-\u9fff]{2,6}文|[\u4e00-\u9fff]{2,4}文[／/]?[\u4e00-\u9fff]{2,6}[图圖]"
)
_PICTURE_ENDS: Final = "摄攝道导導）)文图圖"
"""Who took or drew a picture, on a line of its own, and what it ends with."""


def scores(page: Reading) -> Array | None:
    """Return what is to be added to the scores of labels, shape (pieces, labels), or None where nothing is known."""
    out, sure = page.unchanged(), page.sure
    ended = False
    for article in page.articles:
        found = article.passages
        if ended and article.headline:
            out[article.first, STORY] = -TWICE
        if found and (_opens(found[0]) or _COMMENT.search(article.title)):
            for one in found[1:]:
                if one.is_crosshead and sure[one.first] < _CERTAIN and one.may_be_title():
                    out[one.first, STORY] = -NEWS
        _part(found, sure, out)
        is_digest = is_title_of_digest(article.title)
        if not is_digest:
            _end(found, out)
        ended = bool(found) and not is_digest and _ends(found[-1])
    return out if out.any() else None


def _opens(one: Passage) -> bool:
    """Say whether an article opens with a paragraph that says where it was filed; one that closes an article, in a bracket, does not."""
    dateline = opening(one.said)
    return dateline is not None and dateline.text[-1] in "电電" and not _closes(one)


def _closes(one: Passage) -> bool:
    """Say whether an article closes with a paragraph that says where it was filed."""
    return one.is_bracketed and _CLOSING.search(one.said, max(0, len(one.said) - _CLOSING_LENGTH)) is not None


def _ends(one: Passage) -> bool:
    """Say whether hardly anything of an article stands behind a paragraph: a filing by itself, a signature, a credit."""
    if one.ends_with in _PICTURE_ENDS and one.may_be_title() and _PICTURE.fullmatch(one.said):
        return True
    if not one.is_bracketed:
        return one.begins_with in passages.CREDIT_STARTS and passages.CREDIT.match(one.said) is not None
    return len(one.said) <= _CLOSING_LENGTH and (_CLOSING.fullmatch(one.said) or _SIGNATURE.search(one.said)) is not None


def _part(article: Sequence[Passage], sure: Sequence[float], out: Array) -> None:
    """Take off what would make one article of two that say where they were filed.

    The other begins behind a dateline with what may be a title first; behind a bracket, with the most doubtful of what may be one, or
    else with its dateline.
    """
    opens, closes = [_opens(one) for one in article], [_closes(one) for one in article]
    for one, two in pairwise(i for i in range(len(article)) if opens[i] or closes[i]):
        if opens[one] == opens[two]:
            continue
        between = [paragraph.first for paragraph in article[one + 1 : two] if paragraph.may_be_title()]
        if between:
            out[between[0] if opens[one] else min(between, key=sure.__getitem__), STORY] = -TWICE
        elif opens[two]:
            out[article[two].first, ~OPENS] = -TWICE


def _end(article: Sequence[Passage], out: Array) -> None:
    """Take off what would let an article go on with what may be a title, behind what ends it."""
    for one, two in pairwise(article):
        if _ends(one) and two.may_be_title() and not phrases.BYLINE.search(two.said):
            out[two.first, STORY] = -TWICE
