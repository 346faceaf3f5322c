"""Article records against gold pages.

A comparison ignores white space and leaves credit lines out on both sides. Figures are micro-averages: counts are added
over all pages before they are divided.

    para_f1     exact match of paragraphs, a multiset a page
    article     share of gold articles recovered: a predicted article whose body shares at least nine tenths of its
                8-character shingles (Jaccard) with the gold body; each predicted article recovers one gold article
    article_f1  the same, as F1 over predicted and gold articles
    exact       share of gold articles recovered with every paragraph exact and in order
    title       share of gold articles recovered whose title is exact
    headline    the same, with kicker, title and subtitle all exact
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from corpus.errors import InputError, UsageError
from corpus.rows import bare
from corpus.sheets import PAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

FIGURES = ("para_f1", "article", "article_f1", "exact", "title", "headline")

_CREDIT = re.compile(r"记者|通讯员|作者|摄|制图|责编|编辑|来源")
_CREDIT_LENGTH = 45
_SHINGLE = 8
_RECOVERED = 0.9
_NO_RECORD = (ValueError, KeyError, TypeError, AttributeError, RecursionError)
"""What reading something else than an article raises."""

_HEADLINE = ("kicker", "title", "subtitle")


@dataclass(frozen=True, slots=True)
class Story:
    """What of an article is compared: its headline by part, and its paragraphs, both without white space."""

    headline: tuple[str, ...]
    paragraphs: tuple[str, ...]

    @classmethod
    def of(cls, article: Mapping[str, Any]) -> Story:
        """Read an article record, or one of a gold page whose paragraphs are plain strings."""
        parts = article.get("paragraphs") or ()
        if not isinstance(parts, (list, tuple)):
            message = "paragraphs must be a list"
            raise TypeError(message)
        texts = (bare(part if isinstance(part, str) else part["text"]) for part in parts)
        headline = tuple(bare(article.get(part) or "") for part in _HEADLINE)
        return cls(headline, tuple(text for text in texts if text and not _is_credit(text)))

    @property
    def shingles(self) -> frozenset[str]:
        """Every stretch of eight characters of the body."""
        body = "".join(self.paragraphs)
        return frozenset(body[start : start + _SHINGLE] for start in range(max(1, len(body) - _SHINGLE + 1))) if body else frozenset()


@dataclass(frozen=True, slots=True)
class GoldPage:
    """A gold page: its name, its articles, and everything else that is known of it."""

    name: str
    stories: tuple[Story, ...]
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of some pages, 0 to 1 each, and the number of gold articles they are about."""

    values: Mapping[str, float]
    articles: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Figures over all pages, by group, and by page."""

    total: Figures
    groups: Mapping[str, Figures]
    pages: Mapping[str, Figures]


def _is_credit(text: str) -> bool:
    return len(text) <= _CREDIT_LENGTH and "。" not in text and bool(_CREDIT.search(text))


def read_gold(folder: Path) -> list[GoldPage]:
    """Return the gold pages of a folder, every ``NAME.gold.json`` in it.

    Raises:
        UsageError: if there is none.
        InputError: if one is no gold page.

    """
    paths = sorted(folder.glob("*.gold.json"))
    if not paths:
        raise UsageError(
            str(folder), "no *.gold.json in this folder", help="give the folder of the gold pages, NAME.gold.json for NAME.txt"
        )
    return [gold_page(path) for path in paths]


def gold_page(path: Path) -> GoldPage:
    """Return the gold page of a file; raises InputError if it is none."""
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        stories = tuple(Story.of(article) for article in facts["articles"])
    except _NO_RECORD as error:
        raise InputError(
            str(path), f"no gold page: {error!r}", help='it must be {"articles": [{"title", "paragraphs": [text, ...]}, ...]}'
        ) from error
    return GoldPage(path.name.removesuffix(".gold.json"), stories, facts)


def read_predictions(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the article records of a JSON Lines file, as ``corpus convert --format jsonl`` writes it.

    Raises:
        InputError: if a line is no article record.

    """
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if line.strip():
                yield _prediction(line, f"{path}:{number}")


def _prediction(line: bytes, place: str) -> Mapping[str, Any]:
    try:
        article = json.loads(line)
        Story.of(article)
    except _NO_RECORD as error:
        raise InputError(
            place, f"no article record: {error!r}", help="each line must be one article as corpus convert --format jsonl writes it"
        ) from error
    if not article.get("source"):
        raise InputError(place, "the article names no source", help="without it, it belongs to no gold page")
    return article  # type: ignore[no-any-return]


def page_name(source: str) -> str:
    r"""Return the name that gold and prediction share.

    >>> page_name("in/2020/p1.txt"), page_name(r"C:\\in\\p1.txt")
    ('p1', 'p1')
    """
    name = source.replace("\\", "/").rpartition("/")[2].partition(PAGE)[0]
    return next((name.removesuffix(ending) for ending in (".txt", ".pdf", ".xml", ".hocr") if name.endswith(ending)), name)


def score(gold: Sequence[GoldPage], predicted: Iterable[Mapping[str, Any]], by: str = "extractor") -> Scores:
    """Compare article records with gold pages; `by` is the gold fact that the pages are grouped by."""
    found: dict[str, list[Story]] = {}
    for article in predicted:
        found.setdefault(page_name(str(article["source"])), []).append(Story.of(article))
    counts = {page.name: count(page.stories, found.get(page.name, [])) for page in gold}
    groups: dict[str, Counter[str]] = {}
    for page in gold:
        groups.setdefault(str(page.facts.get(by, "-")), Counter()).update(counts[page.name])
    total = sum(counts.values(), Counter())
    return Scores(
        _figures(total), {key: _figures(groups[key]) for key in sorted(groups)}, {name: _figures(n) for name, n in counts.items()}
    )


def count(gold: Sequence[Story], predicted: Sequence[Story]) -> Counter[str]:
    """Return the raw counts of one page."""
    want = Counter(text for story in gold for text in story.paragraphs)
    got = Counter(text for story in predicted for text in story.paragraphs)
    counts = Counter(want_paragraphs=want.total(), got_paragraphs=got.total(), same_paragraphs=(want & got).total())
    counts.update(want=len(gold), got=sum(1 for story in predicted if story.paragraphs))
    for wanted, found in recovered(gold, predicted):
        counts.update(article=1, exact=wanted.paragraphs == found.paragraphs)
        counts.update(title=wanted.headline[1] == found.headline[1], headline=wanted.headline == found.headline)
    return counts


def recovered(gold: Sequence[Story], predicted: Sequence[Story]) -> Iterator[tuple[Story, Story]]:
    """Yield gold articles with the predicted ones that recover them, most alike first, none twice."""
    left_gold, left_predicted = set(range(len(gold))), set(range(len(predicted)))
    for alike, i, j in sorted(_alike(gold, predicted), reverse=True):
        if alike >= _RECOVERED and i in left_gold and j in left_predicted:
            left_gold.remove(i)
            left_predicted.remove(j)
            yield gold[i], predicted[j]


def _alike(gold: Sequence[Story], predicted: Sequence[Story]) -> Iterator[tuple[float, int, int]]:
    shingles = [story.shingles for story in predicted]
    for i, story in enumerate(gold):
        wanted = story.shingles
        yield from ((len(wanted & found) / len(wanted | found), i, j) for j, found in enumerate(shingles) if wanted | found)


def _figures(counts: Counter[str]) -> Figures:
    """Divide the counts."""
    shares = {name: counts[name] / (counts["want"] or 1) for name in ("article", "exact", "title", "headline")}
    f1 = {
        "para_f1": _f1(counts["same_paragraphs"], counts["want_paragraphs"] + counts["got_paragraphs"]),
        "article_f1": _f1(counts["article"], counts["want"] + counts["got"]),
    }
    return Figures({name: (shares | f1)[name] for name in FIGURES}, counts["want"])


def _f1(same: int, both: int) -> float:
    return 2 * same / both if both else 0.0
