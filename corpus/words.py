"""Words and keywords, by jieba: the only module that knows it, and only when it is asked.

jieba as it comes keeps one tokenizer for the whole process, logs at import and writes its cache to the system's folder
for temporary files. Here it has a tokenizer of its own, is silent, and keeps its cache in the user's cache folder.
"""

from __future__ import annotations

import logging
import os
import re
import warnings
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.records import Article, Page

KEYWORDS: Final = 10


def annotate(page: Page) -> Page:
    """Return the page with the words of each paragraph and the keywords of each article.

    The names in an article's credits are words of it, whether or not the dictionary knows them.
    """
    return page.model_copy(update={"articles": tuple(_annotated(article) for article in page.articles)})


def words(text: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the words of a text, marks included and white space left out; `names` are never cut.

    >>> words("重庆日报记者杨帆报道", ["杨帆"])
    ('重庆', '日报', '记者', '杨帆', '报道')
    """
    known = sorted({name for name in names if name}, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, known))})", text) if known else [text]
    cut = (part if part in known else _tokenizer().cut(part) for part in parts)
    found = (word for part in cut for word in ([part] if isinstance(part, str) else part))
    return tuple(word for word in found if word.strip())


def keywords(text: str, count: int = KEYWORDS) -> tuple[str, ...]:
    """Return the words that say most of a text, the first the most (TF-IDF against jieba's own table)."""
    return tuple(_extractor().extract_tags(text, topK=count))


def _annotated(article: Article) -> Article:
    names = [credit.name for credit in article.credits]
    paragraphs = tuple(p.model_copy(update={"words": words(p.text, names)}) for p in article.paragraphs)
    return article.model_copy(update={"paragraphs": paragraphs, "keywords": keywords(article.text)})


@cache
def _tokenizer() -> Any:  # noqa: ANN401 - jieba has no types
    import jieba  # noqa: PLC0415 - it costs a second, and only those who ask for words pay

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(_cache_folder())
    return tokenizer


@cache
def _extractor() -> Any:  # noqa: ANN401 - jieba has no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # jieba leaves its table of frequencies open
        from jieba.analyse import TFIDF  # noqa: PLC0415 - as above

        extractor = TFIDF()
    extractor.tokenizer = _tokenizer()
    return extractor


def _cache_folder() -> Path:
    """Return the folder in the user's cache where jieba may keep its prepared dictionary, made if need be."""
    home = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(home) if home else Path.home() / ".cache") / "newspaper-corpus"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
