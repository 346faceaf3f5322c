#!/usr/bin/env python3
"""Does it help training data? What the quality filters of large corpora leave of pages, and of the articles made of them.

The filters are datatrove's, set as FineWeb-2 sets them for Chinese (fineweb2.py); C4 as it is, and with Chinese full stops.
They judge the same print four times: pages as they were extracted; pages with the lines of each block joined, as text tools
do it; our articles; and the articles of the gold, the most that could be reached. Characters are counted without white space.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol

from benchmarks.accuracy.pages import add_choice, chosen, converted
from benchmarks.accuracy.peers import plain_join
from benchmarks.tables import Table, add_output, publish
from benchmarks.training_data import fineweb2
from corpus.rows import bare

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from benchmarks.accuracy.pages import Gold

Verdict = tuple[str, str]
"""What is left of a text, empty if it was dropped, and why it was dropped."""
Judge = Callable[[str], Verdict]
INSTALL: Final = "pip install --requirement benchmarks/requirements.txt"


class Filter(Protocol):
    """A filter of datatrove; one may cut lines out of `document.text`."""

    def filter(self, document: Any) -> bool | tuple[bool, str]:  # noqa: ANN401 - datatrove's own, which has no types
        """Say whether a document is kept, or else why it is not."""


@dataclass(slots=True)
class Tally:
    """What went into a filter and what came out: documents, characters, the reasons of what did not."""

    documents: int = 0
    characters: int = 0
    kept_documents: int = 0
    kept_characters: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    def add(self, text: str, verdict: Verdict) -> None:
        """Count a text and its verdict."""
        left, reason = verdict
        self.documents += 1
        self.characters += len(bare(text))
        if reason:
            self.reasons[reason] += 1
        else:
            self.kept_documents += 1
            self.kept_characters += len(bare(left))

    def shares(self) -> tuple[float, float]:
        """Return which share of documents is kept, and of characters."""
        return self.kept_documents / (self.documents or 1), self.kept_characters / (self.characters or 1)


def judges() -> dict[str, Judge]:
    """Return the filters of datatrove by name, and those of FineWeb-2 one after the other."""
    filters, document = import_module("datatrove.pipeline.filters"), import_module("datatrove.data").Document
    judge = {
        "Gopher repetition": _judge(filters.GopherRepetitionFilter(**fineweb2.REPETITION), document),
        "FineWeb quality": _judge(filters.FineWebQualityFilter(**fineweb2.FINEWEB), document),
        "Gopher quality": _judge(filters.GopherQualityFilter(**fineweb2.QUALITY), document),
    }
    return {
        **judge,
        "FineWeb-2: these three": _all_of(list(judge.values())),
        "C4, as it is": _judge(filters.C4QualityFilter(**fineweb2.C4), document),
        "C4, Chinese full stops": _with_chinese_stops(_judge(filters.C4QualityFilter(**fineweb2.C4_CHINESE), document)),
    }


def _judge(one: Filter, document: Callable[..., Any]) -> Judge:
    """Return a filter as a function of text."""

    def judge(text: str) -> Verdict:
        given = document(text=text, id="")
        verdict = one.filter(given)
        if verdict is True:
            return str(given.text), ""
        return "", verdict[1] if isinstance(verdict, tuple) else "dropped"

    return judge


def _all_of(judge: Sequence[Judge]) -> Judge:
    """Return some filters in a row."""

    def judged(text: str) -> Verdict:
        reason = ""
        for one in judge:
            text, reason = one(text)
            if reason:
                break
        return text, reason

    return judged


def _with_chinese_stops(judge: Judge) -> Judge:
    """Return the C4 filter with Chinese full stops: which marks end a line is a constant of its module, and no setting."""
    constants = vars(import_module("datatrove.pipeline.filters.c4_filters"))
    stops = (*sorted(import_module("datatrove.utils.text").TERMINAL_PUNCTUATION), *fineweb2.QUOTES)

    def judged(text: str) -> Verdict:
        before, constants["END_PUNCTUATION"] = constants["END_PUNCTUATION"], stops
        try:
            return judge(text)
        finally:
            constants["END_PUNCTUATION"] = before

    return judged


def texts(pages: Sequence[Gold]) -> dict[str, list[str]]:
    """Return the same print as pages, as joined blocks, as our articles, and as the articles of the gold."""
    return {
        "raw pages": [gold.text for gold in pages],
        "blocks joined": ["\n\n".join(plain_join(gold.text)) for gold in pages],
        "our articles": [article.text for _, page in converted(pages) for article in page.articles if article.text],
        "gold articles": [text for gold in pages for text in _gold_texts(gold.page.facts)],
    }


def _gold_texts(facts: Mapping[str, Any]) -> Iterator[str]:
    """Yield the texts of the articles of a gold page."""
    yield from filter(None, ("\n".join(article["paragraphs"]) for article in facts["articles"]))


def tally(judge: Judge, documents: Iterable[str]) -> Tally:
    """Return what a filter leaves of some documents."""
    found = Tally()
    for text in documents:
        found.add(text, judge(text))
    return found


def tables(judge: Mapping[str, Judge], given: Mapping[str, Sequence[str]]) -> Iterator[Table]:
    """Yield what there is, the share of documents and of characters that is left of it, and the reasons for what is not."""
    yield Table(["", *given], [["documents", *map(len, given.values())], ["characters", *(_characters(one) for one in given.values())]])
    tallies = {name: {kind: tally(one, documents) for kind, documents in given.items()} for name, one in judge.items()}
    for place, share in enumerate(("documents", "characters")):
        yield Table([f"{share} kept by", *given], [[name, *(one.shares()[place] for one in row.values())] for name, row in tallies.items()])
    yield Table(
        ["documents dropped by, and why", *given],
        [[f"{name}: {why}", *(one.reasons[why] for one in row.values())] for name, row in tallies.items() for why in _reasons(row)],
    )


def _characters(documents: Iterable[str]) -> int:
    return sum(len(bare(text)) for text in documents)


def _reasons(row: Mapping[str, Tally]) -> list[str]:
    """Return the reasons of a filter, the most frequent first."""
    return [reason for reason, _ in sum((one.reasons for one in row.values()), Counter[str]()).most_common()]


def main() -> int:
    """Filter, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_choice(parser)
    add_output(parser)
    args = parser.parse_args()
    pages = chosen(args)
    try:
        judge = judges()
    except ImportError as problem:
        sys.exit(f"error: {problem}\nhelp: {INSTALL}")
    publish(args, tables(judge, texts(pages)), [f"{len(pages)} pages"])
    return 0


if __name__ == "__main__":
    sys.exit(main())
