"""A dataset of many pages, made of our own articles: some pages are converted, and repeated with other names, days and figures.

python benchmarks/review/make.py --pages 50000 --out LARGE
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import corpus
from corpus import layout, views
from corpus.origins import statement
from corpus.parquet import Writer
from corpus.tables import MODELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from corpus.records import Article, Page

ARTICLES = Path(__file__).parent.parent / "articles.jsonl"
PAPERS = ("江城日报", "江城晚报", "北岸晨报", "云江时报", "山城新报")
TEMPLATES, EACH = 12, 8
FIRST = dt.date(2015, 1, 1)


def text(stories: list[dict[str, object]], measure: int) -> str:
    """Return articles set in columns, a headline before each."""
    lines: list[str] = []
    for story in stories:
        lines += ["", *(str(story[part]) for part in ("kicker", "title", "subtitle") if story.get(part)), ""]
        for paragraph in story["paragraphs"]:  # type: ignore[attr-defined]  # it is a list of strings
            indented = f"\u3000\u3000{paragraph}"
            lines += [indented[start : start + measure] for start in range(0, len(indented), measure)]
    return "\n".join(lines)


def templates(chance: random.Random) -> list[Page]:
    """Return some converted pages."""
    stories = [json.loads(line) for line in ARTICLES.read_text(encoding="utf-8").splitlines()]
    return [corpus.convert(text(chance.sample(stories, EACH), chance.choice((15, 18, 22)))) for _ in range(TEMPLATES)]


def pages(count: int, chance: random.Random) -> Iterator[Page]:
    """Yield pages, day by day: each paper has eight a day."""
    made = templates(chance)
    for number in range(count):
        paper, day = number // 8 % len(PAPERS), FIRST + dt.timedelta(days=number // (8 * len(PAPERS)))
        known = {"newspaper": PAPERS[paper], "date": day, "page": str(number % 8 + 1), "source": f"{paper}/{day}/{number % 8 + 1:02}.txt"}
        page = chance.choice(made)
        articles = tuple(vary(article, known | {"id": f"{number:x}-{article.order}"}, chance) for article in page.articles)
        said = tuple(statement(name, str(known[name]), "path") for name in ("newspaper", "date", "page"))  # type: ignore[arg-type]  # they are fields
        yield page.model_copy(update={**known, "provenance": said, "id": f"{number:x}", "articles": articles})


def vary(article: Article, known: dict[str, object], chance: random.Random) -> Article:
    """Return an article with another place, title and confidence."""
    sure = round(chance.betavariate(6, 1), 3)
    headline = None if article.headline_confidence is None else round(chance.betavariate(8, 1), 3)
    title = f"{article.title}（{chance.randrange(1000)}）" if article.title else ""
    return article.model_copy(update={**known, "confidence": sure, "headline_confidence": headline, "title": title})


def write(folder: Path, count: int, seed: int = 0) -> None:
    """Write the configs that the review page reads, a file a month, as a build does."""
    chance = random.Random(seed)  # noqa: S311 - nothing secret
    month, stack, writers = "", ExitStack(), {}
    for page in pages(count, chance):
        if layout.shard(page.date) != month:
            stack.close()
            month = layout.shard(page.date)
            writers = {
                name: stack.enter_context(Writer(folder / name / month, MODELS[name], row_group=views.ROW_GROUPS[name]))
                for name in ("articles", "pages")
            }
        for name, writer in writers.items():
            writer.add(views.rows_of(name, page))
    stack.close()


if __name__ == "__main__":
    command = argparse.ArgumentParser(description=__doc__)
    command.add_argument("--pages", type=int, default=50_000)
    command.add_argument("--out", type=Path, required=True)
    options = command.parse_args()
    write(options.out, options.pages)
    print(f"{options.out}: {options.pages} pages")
