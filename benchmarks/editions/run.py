"""Measure what folios say, jumps and false joins on gold pages.

    python benchmarks/editions/run.py GOLD_DIR [--held-out 2020-01] [--floors FILE NAME]

A gold page is ``NAME.gold.json`` beside ``NAME.txt`` with `newspaper`, `date`, `page`, `furniture` and `articles`; ``NAME-p1`` and
``NAME-p2`` are pages of one edition that share an article (`jump_to`, `jump_from`). Printed:

- metadata: of the pages whose furniture prints newspaper, date or page, the share that has it right; and where none is printed,
  how many have one that is wrong. Nothing but the page text is given. A label with a letter counts for its number.
- jumps: of the pairs, given newspaper, date and page, how many have both jump lines found by the labeller, how many are joined,
  how many of these hold a paragraph of each gold part (so it is the right article on both sides), and how many have the
  paragraphs at the cut exact: one where the gold says that it was cut (`jump_cut`, `cut_at`) or the first half ends with a pause,
  else both. A cut behind a full stop inside a paragraph leaves no trace in the gold or on the page.
- false joins: all pages, those of pairs too, in made-up editions of SIZE pages; joins other than those of pairs. Sections are parts
  of one page that a jump showed to be one article: they are false if their paragraphs are of two gold articles.

With --floors it fails where a figure of all pages is below its floor in FILE under NAME, as benchmarks/accuracy does.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sys
from collections import Counter, defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.accuracy import floors
from corpus import days
from corpus.issues import formed
from corpus.origins import located, statement
from corpus.pages import convert
from corpus.promises import edition_findings
from corpus.rows import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.records import Article, Edition, Page

    Gold = tuple[Page, dict[str, Any]]

SIZES = (16, 40)
_PAUSED = re.compile("[，、]$")


def read(folder: Path) -> dict[str, Gold]:
    """Return the converted pages of a folder and their gold by name."""
    paths = sorted(folder.glob("*.gold.json"))
    names = [path.name.removesuffix(".gold.json") for path in paths]
    return {
        name: (convert((folder / f"{name}.txt").read_text(encoding="utf-8"), source=f"{name}.txt"), json.loads(path.read_text("utf-8")))
        for name, path in zip(names, paths, strict=True)
    }


def _said(gold: dict[str, Any]) -> Iterator[tuple[str, bool]]:
    """Yield whether the furniture of a gold page prints each field."""
    furniture = " / ".join(gold.get("furniture", []))
    label = str(gold["page"])
    yield "newspaper", bare(gold["newspaper"]) in bare(furniture)
    yield "date", any(str(day) == gold["date"] for day, _, _ in days.found(furniture))
    yield (
        "page",
        re.search(rf"(第|版次：)0*{label}\s*版|\b0?{label}版|[A-Z]0?{label}\b|要闻 {label}\b|\b{label} 要闻", furniture) is not None,
    )


def metadata(pages: Iterable[Gold]) -> Counter[tuple[str, str]]:
    """Count, for each field, pages that print it, have it right, and have a wrong one where none is printed."""
    counts: Counter[tuple[str, str]] = Counter()
    for page, gold in pages:
        has = {
            "newspaper": page.newspaper or "",
            "date": str(page.date or ""),
            "page": (page.page or "").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
        }
        for field, printed in _said(gold):
            right = bare(has[field]) == bare(str(gold[field]))
            counts[field, "printed" if printed else "not printed"] += 1
            counts[field, "right" if printed else "wrong all the same"] += right if printed else bool(has[field]) and not right
    return counts


def _edition(pages: Iterable[Gold], **over: str) -> Edition:
    """Return the edition of pages, given what their gold says of where they come from."""
    placed = []
    for page, gold in pages:
        values = {"newspaper": gold["newspaper"], "date": gold["date"], "page": str(gold["page"])} | over
        stated = [statement(name, value, "sidecar") for name, value in values.items() if name in {"newspaper", "date", "page"}]
        placed.append(located(page, stated))
    return formed(sorted(placed, key=lambda page: (int(page.page or 0), page.source)))


def jumps(pairs: Iterable[tuple[Gold, Gold]]) -> Counter[str]:
    """Count what becomes of the jumps between the pages of each pair."""
    counts: Counter[str] = Counter()
    for first, second in pairs:
        edition = _edition([first, second])
        counts["pairs"] += 1
        counts["broken promises"] += len(edition_findings(edition.pages))
        counts["lines found"] += any(a.jump_to for a in first[0].articles) and any(a.jump_from for a in second[0].articles)
        made = [article for article in edition.articles if article.parts]
        counts["joined"] += bool(made)
        counts["joined twice"] += len(made) > 1
        head, tail = (_shared(gold) for _, gold in (first, second))
        counts["right article"] += any(_holds(article, head["paragraphs"]) and _holds(article, tail["paragraphs"]) for article in made)
        before, after = head.get("cut_at", head["paragraphs"][-1]), tail.get("cut_at", tail["paragraphs"][0])
        cut = head.get("jump_cut", bool(_PAUSED.search(before)))
        exact = any(_has(article, [before + after] if cut else [before, after]) for article in made)
        counts["exact at the cut"] += exact
        counts["cut in a paragraph"] += cut
        counts["of these exact"] += cut and exact
    return counts


def _shared(gold: dict[str, Any]) -> dict[str, Any]:
    """Return the article that a pair shares, as far as it is on a page."""
    found: dict[str, Any] = next(article for article in gold["articles"] if article.get("issue_id"))
    return found


def _holds(article: Article, paragraphs: Iterable[str]) -> bool:
    return bool({bare(text) for text in paragraphs} & {bare(part.text) for part in article.paragraphs})


def _has(article: Article, paragraphs: Iterable[str]) -> bool:
    return {bare(text) for text in paragraphs} <= {bare(part.text) for part in article.paragraphs}


def _is_one(article: Article, gold: dict[str, Any]) -> bool:
    """Say whether what an article has of its own page is all of one gold article."""
    own = [bare(part.text) for part in article.paragraphs if part.spans[0].source is None]
    homes = [{bare(text) for text in one["paragraphs"]} for one in gold["articles"]]
    return sum(any(text in home for text in own) for home in homes) == 1


def mixed(pages: dict[str, Gold], size: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Return what becomes of jumps in made-up editions of pages that have nothing to do with each other, and the false joins."""
    groups: dict[str, list[str]] = defaultdict(list)
    for name in pages:
        groups[re.sub("-p[12]$", "", name)].append(name)
    drawn = list(groups.values())
    random.Random(seed).shuffle(drawn)  # noqa: S311 - no secrets
    counts: Counter[str] = Counter()
    false: list[str] = []
    names = [name for group in drawn for name in group]
    for start in range(0, len(names), size):
        edition = _edition([pages[name] for name in names[start : start + size]], newspaper="-", date="2000-01-01")
        counts.update(mark.jump for article in edition.articles for mark in article.marks if mark.jump)
        for article in edition.articles:
            for one, two in pairwise(article.parts):
                if one.source == two.source:
                    true, what = _is_one(article, pages[one.source.removesuffix(".txt")][1]), "sections"
                else:
                    true, what = one.source.endswith("-p1.txt") and one.source.replace("-p1.txt", "-p2.txt") == two.source, "joins"
                counts[f"true {what}" if true else f"false {what}"] += 1
                false += [] if true else [f"{one.source} -> {two.source}"]
    return counts, false


def digest(folder: Path) -> str:
    """Return one digest for the pages of a folder and their gold."""
    paths = sorted(path for path in folder.iterdir() if path.name.endswith((".txt", ".gold.json")))
    return hashlib.sha256("".join(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for path in paths).encode()).hexdigest()


def figures(pages: dict[str, Gold], mixtures: Iterable[Counter[str]]) -> dict[str, float]:
    """Return the figures that floors hold, 0 to 1 each: shares of pages that print a field, of pairs, and of joins that are true."""
    said, found, mix = metadata(pages.values()), jumps(_pairs(pages)), sum(mixtures, Counter[str]())
    joins = {what: mix[f"true {what}"] + mix[f"false {what}"] for what in ("joins", "sections")}
    return {
        **{name: said[name, "right"] / max(1, said[name, "printed"]) for name in ("newspaper", "date", "page")},
        **{what: found[what] / max(1, found["pairs"]) for what in ("lines found", "joined", "right article", "exact at the cut")},
        **{f"true {what}": mix[f"true {what}"] / number if number else 1.0 for what, number in joins.items()},
    }


def _pairs(pages: dict[str, Gold]) -> list[tuple[Gold, Gold]]:
    """Return the pages that share an article, two by two."""
    return [(gold, pages[f"{name[:-1]}2"]) for name, gold in pages.items() if name.endswith("-p1")]


def _print(title: str, pages: dict[str, Gold]) -> None:
    """Print metadata and jumps of some pages."""
    print(f"{title}: {len(pages)} pages")
    for (field, what), number in metadata(pages.values()).items():
        print(f"  {field}, {what}: {number}")
    by_extractor: dict[str, list[tuple[Gold, Gold]]] = defaultdict(list)
    for pair in _pairs(pages):
        by_extractor[pair[0][1].get("extractor", "")].append(pair)
    for extractor, pairs in sorted(by_extractor.items()):
        print(f"  jumps, {extractor}:", ", ".join(f"{what} {number}" for what, number in jumps(pairs).items()))


def main() -> int:
    """Print the figures, and hold the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="GOLD_DIR", help="folder of gold pages")
    parser.add_argument("--held-out", default="2020-01", metavar="DATE", help="pages whose date begins so are told apart")
    parser.add_argument("--seeds", type=int, default=2, help="times to mix the pages")
    floors.add_options(parser)
    args = parser.parse_args()
    pages = read(args.folder)
    for title, wanted in (("held out", True), ("others", False)):
        _print(title, {name: gold for name, gold in pages.items() if gold[1]["date"].startswith(args.held_out) == wanted})
    mixtures = []
    for size in SIZES:
        for seed in range(args.seeds):
            counts, false = mixed(pages, size, seed)
            mixtures.append(counts)
            print(
                f"editions of {size} pages, seed {seed}:", ", ".join(f"{what} {number}" for what, number in sorted(counts.items())), *false
            )
    problems = floors.hold(args, floors.Measured(figures(pages, mixtures), digest(args.folder))) if args.floors else []
    return floors.tell(args, problems)


if __name__ == "__main__":
    sys.exit(main())
