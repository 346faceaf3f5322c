"""How much a push sends again after a small change, measured with real Xet storage.

``PYTHONPATH=tests .venv/bin/python benchmarks/republish.py`` builds a made-up dataset of two years, publishes it on the hub
of the tests, changes it in several ways and prints the bytes of new chunks that each push brought to the store. Texts are
drawn from characters by their rank, so they compress about as badly as real ones.
"""

from __future__ import annotations

import datetime as dt
import random
import sys
import tempfile
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

import makers
from hubs import NAME, Client
from minihub import Hub

import corpus
from corpus import batch, layout

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.records import Page

DAYS, PAGES, ARTICLES = 730, 4, 6
LETTERS = [chr(0x4E00 + number) for number in range(3000)]
WEIGHTS = list(accumulate(1 / (rank + 2) for rank in range(len(LETTERS))))
Days = dict[str, list[str]]


def text(dice: random.Random) -> str:
    """Return a paragraph of one to six lines."""
    return "".join(dice.choices(LETTERS, cum_weights=WEIGHTS, k=dice.randrange(100, 600))) + "。"


def made_up(days: int) -> Days:
    """Return the texts of every day: pages of some articles each."""
    dice = random.Random(7)  # noqa: S311 - no secret
    first = dt.date(2019, 1, 1)
    names = [f"{first + dt.timedelta(days=day)}-{page}" for day in range(days) for page in range(1, PAGES + 1)]
    return {name: [text(dice) for _ in range(ARTICLES)] for name in names}


def page(source: str, *, texts: list[str]) -> Page:
    """Return a page of articles."""
    date = dt.date.fromisoformat(source[:10])
    shared = {"date": date, "newspaper": "重庆日报", "page": source[11:12]}
    one = makers.page(source, title=source, body="\n".join(texts))
    whole = one.articles[0]
    parts = [
        whole.model_copy(
            update={
                "id": f"{one.id}-{order}",
                "order": order,
                "title": whole.title if order == 0 else "",
                "headline_lines": whole.headline_lines if order == 0 else (),
                "paragraphs": (whole.paragraphs[0].model_copy(update={"text": part, "spans": (whole.paragraphs[0].spans[order],)}),),
                **shared,
            }
        )
        for order, part in enumerate(texts)
    ]
    return one.model_copy(update={"articles": tuple(parts), **shared})


def build(days: Days, folder: Path) -> Path:
    """Build the dataset of these texts: one small file for each page, whose text is looked up."""
    sources = folder.with_name("pages")
    sources.mkdir(exist_ok=True)
    for old in sources.iterdir():
        old.unlink()
    for name in days:
        (sources / f"{name}.txt").write_text(name)
    batch.convert = lambda text, *, source, encoding, **_: page(source, texts=days[text])  # type: ignore[assignment] # noqa: ARG005
    corpus.build(sources, folder)
    return folder


def edited(days: Days) -> Days:
    """Change one text in a thousand, all over the two years."""
    dice = random.Random(8)  # noqa: S311
    return {name: [text(dice) if dice.random() < 0.001 else part for part in parts] for name, parts in days.items()}  # noqa: PLR2004


def without(days: Days, *gone: str) -> Days:
    """Remove some pages."""
    return {name: parts for name, parts in days.items() if name not in gone}


def corrected(days: Days) -> Days:
    """Change one text of one page in the middle."""
    return days | {"2020-02-15-1": [text(random.Random(9)), *days["2020-02-15-1"][1:]]}  # noqa: S311


CHANGES: dict[str, Callable[[Days], Days]] = {
    "nothing": lambda days: days,
    "one article corrected": corrected,
    "one page more, in the middle": lambda days: days | {"2020-02-15-9": [text(random.Random(10)) for _ in range(ARTICLES)]},  # noqa: S311
    "one page less, in the middle": lambda days: without(days, "2020-02-15-1"),
    "ten days less, in the middle": lambda days: without(days, *(name for name in days if "2020-02-1" in name)),
    "a month more, at the end": lambda days: made_up(len(days) // PAGES + 31) | days,
    "one article of a thousand corrected": edited,
}


def main() -> None:
    """Measure each change against the same first version, and print a table."""
    days = made_up(int(sys.argv[1]) if len(sys.argv) > 1 else DAYS)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = build(days, folder / "data")
        with Hub(xet=True) as first:
            Client(first, folder / "home").done("push", data, NAME)
        whole = sum(path.stat().st_size for path in layout.files(data))
        print(f"{len(days)} pages, {len(days) * ARTICLES} articles, {len(layout.files(data))} files, {whole:,} bytes")
        print("| change | files sent | bytes of them | new bytes in the store | share of the whole |\n|---|---:|---:|---:|---:|")
        for what, change in CHANGES.items():
            build(change(days), data)
            with Hub(xet=True) as hub:
                hub.copy(first)
                before = hub.chunk_bytes()
                told = Client(hub, folder / "home").done("push", data, NAME).splitlines()
                sent = [line.split()[1] for line in told if line.startswith(("new", "changed")) and line.endswith(".parquet")]
                size, new = sum((data / path).stat().st_size for path in sent), hub.chunk_bytes() - before
            print(f"| {what} | {len(sent)} | {size:,} | {new:,} | {new / whole:.1%} |", flush=True)


if __name__ == "__main__":
    main()
