"""Digests: under one title, 财经短波, stand items that are each filed and signed like articles, and are none.

Once a page is labelled, they can be told; it is labelled again so that the title opens an article and the items do not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING, Final

from corpus.labels import HEADLINE, OPENS
from corpus.rows import bare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.chain import Array
    from corpus.passages import Article, Reading

ITEM: Final = 8.0
"""What is taken off the scores of labels by which an item would be an article, or the title of a digest something else."""
_TITLE: Final = re.compile(
    r"(?:速[递遞]|短波|[资資][讯訊]|[简簡快短][讯訊]|集[锦錦]|微[阅閱][读讀]|[动動][态態]|[扫掃]描)(?:[（(].*[）)])?$"
)
_LENGTH: Final = 6
_NEAR: Final = 4
"""The characters of such a title at most, and the lines from it to the text of its first item."""
_ITEM: Final = re.compile(r"(?:本报|本報|据新华社|據新華社)[^。，；！？]{0,12}[电電讯訊]")
_SIGNED: Final = re.compile(r"[（(](?!下[转轉]|上接|[详詳]?[见見])[\u4e00-\u9fff、]{2,14}[）)]$")


def scores(page: Reading) -> Array | None:
    """Return what is to be added to the scores of labels, shape (pieces, labels), or None where there is no digest."""
    out = page.unchanged()
    titles = _titles(page)
    for row in titles:
        out[row, ~OPENS] = -ITEM
    is_open = False
    for article in page.articles:
        is_open = is_open or _has_any(titles, article.first - _NEAR + 1, article.first)
        if is_open and _is_item(article):
            out[article.first, OPENS] = -ITEM
        else:
            is_open = is_title(article.title) or _has_any(titles, article.first, article.last + 1)
    return out if out.any() else None


def _has_any(rows: Sequence[int], start: int, stop: int) -> bool:
    """Say whether one of some rows, which are in order, is from one up to another."""
    return bisect_left(rows, start) < bisect_left(rows, stop)


def _titles(page: Reading) -> list[int]:
    """Return the lines that are the title of a digest and were taken for something else: the text of an item is near."""
    short = [i for i, text in enumerate(page.texts) if len(text) <= 2 * _LENGTH and page.labels[i].role not in HEADLINE]
    titles = [i for i in short if is_title(bare(page.texts[i]))]
    return [i for i in titles if any(_ITEM.match(bare(text)) for text in page.texts[i + 1 : i + 1 + _NEAR])]


def is_title(line: str) -> bool:
    """Say whether a line may be the title of a digest.

    >>> is_title("财经短波"), is_title("北京冬奥会筹办工作最新动态")
    (True, False)
    """
    return len(line) <= _LENGTH and _TITLE.search(line) is not None


def _is_item(article: Article) -> bool:
    """Say whether an article may be an item of a digest: it is filed like news, and signed in a bracket."""
    if article.is_late:
        return False
    signed = any(one.is_bracketed and _SIGNED.search(one.said) for one in article.passages)
    return signed and any(_ITEM.match(one.said) for one in article.passages)
