"""Feeds the converter whatever comes to mind, for a time: `make fuzz` does it for an hour, `make fuzz SECONDS=60` for a minute.

Pages of the seed and of the gate are mutated, others are made up, as text and as files of every kind that is read, whole and
damaged, with every option. Nothing may be lost and nothing may crash: each input gives pages that keep their promises, or an
`InputError` that names it. hypothesis makes the inputs and shrinks those that fail; it was chosen over atheris because all of
the parsing is Python here, where coverage finds little that its strategies do not, and because the tests have it already.

Run by itself it prints the number of inputs, and what failed in its smallest form; then the exit code is 1.
"""

from __future__ import annotations

import random
import sys
import time
import traceback
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from print_shop import JUNK, MARKS, SENTENCES, TITLES, anything

import corpus
from corpus.batch import page as converted
from corpus.origins import statement
from corpus.pages import explain
from corpus.promises import edition_findings, page_findings
from corpus.shelf import Filed
from corpus.sources import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from corpus.records import Page

ROOT = Path(__file__).parent.parent
ROUND = 100
"""Inputs of one seed of hypothesis."""

tried: Counter[str] = Counter()
"""Inputs tried, by kind and by what became of them."""


@cache
def prints() -> tuple[str, ...]:
    """Return the pages that others are made of: the seed and the gate."""
    paths = [*sorted((ROOT / "seeds").glob("*.txt")), *sorted((ROOT / "tests" / "gold" / "pages").glob("*.txt"))]
    return tuple(path.read_text(encoding="utf-8") for path in paths)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """Return a page of the seed or the gate, or a piece of one, with some things done to it."""
    text = draw(st.sampled_from(prints()))
    start = draw(st.integers(0, max(len(text) - 1, 0)))
    text = text[start : start + draw(st.integers(1, 1200))] if draw(st.integers(0, 9)) else text
    for _ in range(draw(st.integers(0, 6))):
        text = draw(st.sampled_from(_CHANGES))(draw, text)
    return text


def _insert(draw: st.DrawFn, text: str) -> str:
    at = draw(st.integers(0, len(text)))
    piece = draw(st.sampled_from((*JUNK, *MARKS, *TITLES, *SENTENCES, "\n", "\n\n", "\n\f", "（", "”", "-\n")) | st.text(max_size=8))
    return text[:at] + piece * draw(st.sampled_from((1, 1, 1, 2, 40))) + text[at:]


def _drop(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    return text[:start] + text[start + draw(st.integers(1, 200)) :]


def _swap(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    one, two = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
    lines[one], lines[two] = lines[two], lines[one]
    return "\n".join(lines)


def _double(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    return text + text[start : start + draw(st.integers(1, 300))]


def _cut(draw: st.DrawFn, text: str) -> str:
    """Set the lines anew, to another measure."""
    measure = draw(st.integers(1, 60))
    bare = text.replace("\n", "")
    return "\n".join(bare[k : k + measure] for k in range(0, len(bare), measure))


def _one_line(_: st.DrawFn, text: str) -> str:
    return text.replace("\n", "")


def _spaced(draw: st.DrawFn, text: str) -> str:
    return draw(st.sampled_from((" ", "\u3000", "\t", "\xa0"))).join(text)


def _shuffled(draw: st.DrawFn, text: str) -> str:
    lines = text.split("\n")
    random.Random(draw(st.integers(0, 99))).shuffle(lines)  # noqa: S311 - no secret
    return "\n".join(lines)


_CHANGES: tuple[Callable[[st.DrawFn, str], str], ...] = (
    *(_insert, _insert, _insert, _drop, _swap, _swap),
    *(_double, _cut, _one_line, _spaced, _shuffled),
)

texts = mutated() | anything
stated = st.lists(
    st.sampled_from((("date", "2020-02-15"), ("date", "02-30"), ("page", "A05"), ("newspaper", "云江日报"), ("edition", "晨\x00"))),
    max_size=3,
).map(lambda pairs: tuple(_statements(pairs)))


def _statements(pairs: list[tuple[str, str]]) -> list[corpus.Statement]:
    found = []
    for field, value in pairs:
        try:
            found.append(statement(field, value, "options"))  # type: ignore[arg-type] # a field by its name
        except ValueError:  # no date
            continue
    return found


def kept(page: Page) -> None:
    """Look whether a page keeps its promises: by the project's own check, and by counting characters."""
    assert page_findings(page) == []
    held = Counter(i for span in page.spans() for i in range(span.start, span.end) if not page.source_text[i].isspace())
    assert held == Counter(i for i, char in enumerate(page.source_text) if not char.isspace())
    Filed.of(page)


def try_text(text: str, said: tuple[corpus.Statement, ...]) -> None:
    """Convert a text, twice, and explain it."""
    tried["text"] += 1
    page = corpus.convert(text, source="a.txt", stated=said)
    kept(page)
    if tried["text"] % 8 == 0:
        assert corpus.convert(text, source="a.txt", stated=said) == page
        explain(page.source_text)


def try_pages(found: list[str]) -> None:
    """Make an edition of some pages."""
    tried["edition"] += 1
    head = "云江日报 2020年2月15日 第{}版\n\n"
    pages = [corpus.convert(head.format(k + 1) + text, source=f"{k}.txt") for k, text in enumerate(found)]
    for edition in corpus.editions(pages):
        assert edition_findings(edition.pages) == []


def try_bytes(data: bytes, encoding: str | None) -> None:
    """Read a page from bytes."""
    result = converted(Source("a.txt", Path("a.txt"), data), encoding=encoding)
    if isinstance(result, corpus.InputError):
        tried[f"bytes: {type(result).__name__}"] += 1
        assert type(result) is not corpus.ConverterError, result
        assert str(result).startswith("a.txt")
        assert result.help
    else:
        tried["bytes: page"] += 1
        kept(result)


ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-8-sig", "utf-32", "cp950")


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """Return bytes as a page may come: in some encoding, damaged or not, or no text at all."""
    if draw(st.integers(0, 9)) == 0:
        return draw(st.binary(max_size=400))
    data = bytearray(draw(texts).encode(draw(st.sampled_from(ENCODINGS)), "ignore"))
    for _ in range(draw(st.sampled_from((0, 0, 1, 3)))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=4))
    return bytes(data)


CHECKS = (
    (try_text, (texts, stated), 6),
    (try_bytes, (written(), st.sampled_from((None, None, None, *ENCODINGS))), 3),
    (try_pages, (st.lists(texts, min_size=2, max_size=4),), 1),
)
"""What is tried, with what, and how many rounds of ten it gets."""


def run(check: Callable[..., None], what: tuple[st.SearchStrategy[object], ...], number: int, examples: int = ROUND) -> str:
    """Try one round; return what failed, in its smallest form."""
    tries = settings(
        max_examples=examples, deadline=None, database=None, print_blob=True, suppress_health_check=list(HealthCheck), derandomize=False
    )
    try:
        seed(number)(tries(given(*what)(check)))()
    except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
        return traceback.format_exc()
    return ""


def main(seconds: float = 3600, first: int = 0) -> int:
    """Run it and print the figures."""
    ends, failed, number = time.monotonic() + seconds, 0, first
    order = [check for turn in range(max(check[2] for check in CHECKS)) for check in CHECKS if turn < check[2]]
    while time.monotonic() < ends:
        check, what, _ = order[number % len(order)]
        if wrong := run(check, what, number):
            failed += 1
            print(f"round {number}, {check.__name__}:\n{wrong}", flush=True)  # noqa: T201
        number += 1
    print(f"{tried.total():,} inputs in {number - first} rounds from {first}, {failed} rounds failed: {dict(sorted(tried.items()))}")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
