"""Gold pages on disk, the choice among them, and what the converter makes of them."""

from __future__ import annotations

import hashlib
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import corpus
from corpus import score
from training.sources import Held, sha256

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Iterator, Mapping, Sequence


@dataclass(frozen=True, slots=True)
class Gold:
    """One gold page on disk."""

    page: score.GoldPage
    text: str
    digest: str

    @property
    def date(self) -> str:
        """The date of the page; empty if the gold has none."""
        return str(self.page.facts.get("date") or "")


def read(folders: Iterable[Path], texts: Path | None = None) -> list[Gold]:
    """Return the gold pages of some folders, with their texts: NAME.txt in the same folder, or in another."""
    found = []
    for folder in folders:
        for page in score.read_gold(folder):
            gold, text = (folder / f"{page.name}.gold.json").read_bytes(), ((texts or folder) / f"{page.name}.txt").read_bytes()
            found.append(Gold(page, text.decode("utf-8", "surrogateescape"), hashlib.sha256(gold + text).hexdigest()))
    return found


def fact(page: score.GoldPage, key: str) -> str:
    """Return a fact of a gold page, or of its layout; `name` is what its file is called."""
    if key == "name":
        return page.name
    return str(page.facts.get(key, page.facts.get("layout", {}).get(key, "-")))


def digest(pages: Iterable[Gold]) -> str:
    """Return one digest for some pages, whatever their order."""
    return sha256(gold.digest for gold in pages)


def add_choice(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say which pages are measured on."""
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR", help="NAME.txt, and NAME.gold.json beside it")
    parser.add_argument("--texts", type=Path, metavar="DIR", help="where NAME.txt is, if not beside the gold")
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="KEY=VALUE[,VALUE]",
        help="only pages of which this fact of the gold holds; may be given again, then all must hold",
    )
    parser.add_argument(
        "--since",
        action="append",
        default=[],
        type=Held.parse,
        metavar="DATE[..DATE]",
        help="only pages from this date on, or of these dates: what the model was not trained on; may be given again, then one is enough",
    )
    parser.add_argument("--sample", type=int, metavar="N", help="only N pages, taken evenly: to try something out")


def chosen(args: argparse.Namespace) -> list[Gold]:
    """Return the pages that the command line asks for; end the program if there is none."""
    pages = [gold for gold in read(args.folders, args.texts) if _is_asked_for(gold, args)]
    if not pages:
        sys.exit("error: no page is of these facts and dates\nhelp: see --only and --since; dates are those of the gold")
    step = max(1, len(pages) // args.sample) if args.sample else 1
    return pages[::step][: args.sample]


def _is_asked_for(gold: Gold, args: argparse.Namespace) -> bool:
    if args.since and not any(stretch.holds(gold.date) for stretch in args.since):
        return False
    wanted = (condition.partition("=") for condition in args.only)
    return all(fact(gold.page, key) in values.split(",") for key, _, values in wanted)


def converted(pages: Iterable[Gold]) -> Iterator[tuple[Gold, corpus.Page]]:
    """Yield the pages, each with what the converter makes of it."""
    for gold in pages:
        yield gold, corpus.convert(gold.text, source=f"{gold.page.name}.txt")


def predictions(pages: Sequence[Gold]) -> list[dict[str, Any]]:
    """Return the articles of the pages as `corpus convert --format jsonl` gives them, as far as they are compared."""
    compared = {"source", "kicker", "title", "subtitle", "paragraphs"}
    return [article.model_dump(include=compared) for _, page in converted(pages) for article in page.articles]


def stories(predicted: Iterable[Mapping[str, Any]]) -> dict[str, list[score.Story]]:
    """Return article records as what is compared, by page."""
    found: dict[str, list[score.Story]] = {}
    for article in predicted:
        found.setdefault(score.page_name(article["source"]), []).append(score.Story.of(article))
    return found
