"""Words and keywords, by jieba or by rjieba: the only module that knows them, and only when it is asked.

jieba as it comes keeps one tokenizer for the whole process, logs at import and writes its cache to the system's folder
for temporary files. Here it has a tokenizer of its own, is silent, and keeps its cache in the user's cache folder. rjieba is jieba
in Rust, an extra; docs/accuracy.md tells how often the two agree.
"""

from __future__ import annotations

import logging
import os
import re
import warnings
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import MissingExtraError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from corpus.records import Article, Page

KEYWORDS: Final = 10
JIEBA: Final = "jieba"
RJIEBA: Final = "rjieba"


def annotate(page: Page, segmenter: str = JIEBA) -> Page:
    """Return the page with the words of each paragraph and the keywords of each article, cut by jieba or rjieba.

    The names in an article's credits are words of it, whether or not the dictionary knows them.

    Raises:
        UsageError: if there is no such segmenter.
        MissingExtraError: if it is not installed.

    """
    return page.model_copy(update={"articles": tuple(_annotated(article, segmenter) for article in page.articles)})


def words(text: str, names: Iterable[str] = (), segmenter: str = JIEBA) -> tuple[str, ...]:
    """Return the words of a text, marks included and white space left out; `names` are never cut.

    >>> words("重庆日报记者杨帆报道", ["杨帆"])
    ('重庆', '日报', '记者', '杨帆', '报道')

    Raises:
        UsageError: if there is no such segmenter.
        MissingExtraError: if it is not installed.

    """
    known = sorted({name for name in names if name}, key=len, reverse=True)
    parts = re.split(f"({'|'.join(map(re.escape, known))})", text) if known else [text]
    tokenizer = _tokenizer(segmenter)
    cut = (part if part in known else tokenizer.cut(part) for part in parts)
    found = (word for part in cut for word in ([part] if isinstance(part, str) else part))
    return tuple(word for word in found if word.strip())


def keywords(text: str, count: int = KEYWORDS, segmenter: str = JIEBA) -> tuple[str, ...]:
    """Return the words that say most of a text, the first the most (TF-IDF against jieba's own table)."""
    return tuple(_extractor(segmenter).extract_tags(text, topK=count))


def _annotated(article: Article, segmenter: str) -> Article:
    names = [credit.name for credit in article.credits]
    paragraphs = tuple(p.model_copy(update={"words": words(p.text, names, segmenter)}) for p in article.paragraphs)
    found = {"paragraphs": paragraphs, "keywords": keywords(article.text, segmenter=segmenter)}
    return article.model_copy(update={**found, "segmenter": f"{segmenter} {metadata.version(segmenter)}"})


@cache
def _tokenizer(segmenter: str) -> Any:  # noqa: ANN401 - they have no types in common
    """Return what has `cut`."""
    if segmenter == RJIEBA:
        try:
            import rjieba  # noqa: PLC0415 - an extra
        except ImportError:
            raise MissingExtraError(RJIEBA, "fast") from None
        return rjieba
    if segmenter != JIEBA:
        raise UsageError("segmenter", f"none is called {segmenter!r}", help=f"it is one of: {JIEBA}, {RJIEBA}")
    import jieba  # noqa: PLC0415 - it costs a second, and only those who ask for words pay

    jieba.setLogLevel(logging.WARNING)
    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = str(_cache_folder())
    return tokenizer


@cache
def _extractor(segmenter: str) -> Any:  # noqa: ANN401 - jieba has no types
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # jieba leaves its table of frequencies open
        from jieba.analyse import TFIDF  # noqa: PLC0415 - as above

        extractor = TFIDF()
    extractor.tokenizer = _tokenizer(segmenter)
    return extractor


def _cache_folder() -> Path:
    """Return the folder in the user's cache where jieba may keep its prepared dictionary, made if need be."""
    home = os.environ.get("XDG_CACHE_HOME")
    folder = (Path(home) if home else Path.home() / ".cache") / "newspaper-corpus"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
