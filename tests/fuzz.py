"""Feeds the converter whatever comes to mind, for a time: `make fuzz` does it for an hour, `make fuzz SECONDS=60` for a minute.

Pages of the seed and of the gate are mutated, others are made up, as text and as files of every kind that is read, whole and
damaged, with every option. Nothing may be lost and nothing may crash: each input gives pages that keep their promises, or an
`InputError` that names it. hypothesis makes the inputs and shrinks those that fail; it was chosen over atheris because all of
the parsing is Python here, where coverage finds little that its strategies do not, and because the tests have it already.

Run by itself it prints the number of inputs, and what failed in its smallest form; then the exit code is 1.
"""

from __future__ import annotations

import gzip
import io
import json
import random
import sys
import tarfile
import tempfile
import time
import traceback
import warnings
import zipfile
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st
from print_shop import JUNK, MARKS, SENTENCES, TITLES, anything
from pyarrow import parquet

import corpus
from corpus import batch
from corpus.batch import converted
from corpus.encodings import decode
from corpus.origins import statement
from corpus.pages import explain
from corpus.promises import edition_findings, page_findings
from corpus.shelf import Filed
from corpus.sources import Source, expand, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

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
    tried["inputs"] += 1
    tried["text"] += 1
    page = corpus.convert(text, source="a.txt", stated=said)
    kept(page)
    if tried["text"] % 8 == 0:
        assert corpus.convert(text, source="a.txt", stated=said) == page
        explain(page.source_text)


def try_pages(found: list[str]) -> None:
    """Make an edition of some pages."""
    tried["inputs"] += 1
    tried["edition"] += 1
    head = "云江日报 2020年2月15日 第{}版\n\n"
    pages = [corpus.convert(head.format(k + 1) + text, source=f"{k}.txt") for k, text in enumerate(found)]
    for edition in corpus.editions(pages):
        assert edition_findings(edition.pages) == []


def try_bytes(data: bytes, encoding: str | None) -> None:
    """Read a page from bytes."""
    tried["inputs"] += 1
    result = converted([Source("a.txt", Path("a.txt"), data)], encoding=encoding)[0]
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


ODD = ("a.txt", "b/a.txt", "../a.txt", "a.txt.gz", "c.pdf", "d.zip")
NAMES = st.text(st.sampled_from("ab版/.\\ \0\x1b新é0"), max_size=12) | st.sampled_from(ODD)
KINDS = ("p.txt", "p.txt.gz", "p.txt.zst", "p.zip", "p.tar", "p.tar.gz", "p.tgz", "p.tar.zst", "p.jsonl", "p.jsonl.gz", "p.parquet")
DATES = st.sampled_from(("2020-02-15", "x", "", None))
NUMBERS = st.none() | st.integers(-(2**63), 2**63 - 1)
MORE = st.fixed_dictionaries({}, optional={"date": DATES, "page": NUMBERS, "newspaper": st.text(max_size=5)})


def packed(kind: str, files: list[tuple[str, str]], more: Mapping[str, object]) -> bytes:
    """Return pages as a file of some kind."""
    plain = kind.removesuffix(".gz").removesuffix(".zst")
    out = io.BytesIO()
    if plain == "p.txt":
        out.write(files[0][1].encode("utf-8", "ignore"))
    elif plain == "p.zip":
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # two members of one name
            for name, text in files:
                archive.writestr(name.partition("\0")[0] or "x", text.encode("utf-8", "ignore"))
    elif plain in {"p.tar", "p.tgz"}:
        with tarfile.open(mode="w", fileobj=out, format=tarfile.PAX_FORMAT) as archive:
            for name, text in files:
                info = tarfile.TarInfo(name)
                info.size = len(text.encode("utf-8", "ignore"))
                archive.addfile(info, io.BytesIO(text.encode("utf-8", "ignore")))
    elif plain == "p.jsonl":
        out.write("".join(json.dumps({"id": name, "text": text, **more}) + "\n" for name, text in files).encode())
    else:
        clean = [{"id": name, "text": text.encode("utf-8", "ignore").decode(), **more} for name, text in files]
        parquet.write_table(pa.Table.from_pylist(clean), out)
    data = out.getvalue()
    if kind.endswith("gz"):
        return gzip.compress(data)
    return bytes(pa.Codec("zstd").compress(data, asbytes=True)) if kind.endswith("zst") else data


@st.composite
def filed(draw: st.DrawFn) -> tuple[str, bytes, list[tuple[str, str]] | None]:
    """Return a file of some kind, and its pages if nothing is wrong with it."""
    kind = draw(st.sampled_from(KINDS))
    odd = draw(st.booleans())
    names = draw(st.lists(NAMES, min_size=1, max_size=4)) if odd else [f"{k}.txt" for k in range(draw(st.integers(1, 4)))]
    files = [(name, draw(texts)) for name in names]
    more = draw(MORE)
    data = bytearray(packed(kind, files, more))
    cuts = draw(st.sampled_from((0, 0, 1, 2)))
    for _ in range(cuts):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 9))] = draw(st.binary(max_size=9))
    return kind, bytes(data), None if odd or cuts or "date" in more or "page" in more else files


def try_file(file: tuple[str, bytes, list[tuple[str, str]] | None], said: tuple[corpus.Statement, ...]) -> None:
    """Read the pages of a file, and make a dataset of it now and then."""
    tried["inputs"] += 1
    kind, data, files = file
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, kind)
        path.write_bytes(data)
        known = corpus.known(**{one.field: one.value for one in said})
        found = list(batch.pages(opened(expand([path]).found), known=known))
        for one in found:
            tried[f"{kind}: page" if isinstance(one, corpus.Page) else f"{kind}: {type(one).__name__}"] += 1
            if isinstance(one, corpus.Page):
                kept(one)
            else:
                assert type(one) is not corpus.ConverterError, one
                assert str(one).startswith(str(path)), one
                assert one.help
        if files and all(_is_page(text) for _, text in files):
            texts_found = [one.source_text if isinstance(one, corpus.Page) else str(one) for one in found]
            assert texts_found == [_clean(text) for _, text in (files if kind[2:5] != "txt" else files[:1])]
        if tried["inputs"] % 10 == 0 and any(isinstance(one, corpus.Page) for one in found):
            corpus.build(path, Path(folder, "out"), known=known)
            assert corpus.check(Path(folder, "out"), [path]) == []


def _clean(text: str) -> str:
    return text.encode("utf-8", "ignore").decode().removeprefix("\ufeff")


def _is_page(text: str) -> bool:
    """Tell whether a text is read as UTF-8, and as a page."""
    try:
        return decode(text.encode("utf-8", "ignore")).encoding.startswith("utf-8") and "\ud800" not in text
    except corpus.InputError:
        return False


CHECKS = (
    (try_file, (filed(), stated), 4),
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
    print(f"{tried['inputs']:,} inputs in {number - first} rounds from {first}, {failed} rounds failed: {dict(sorted(tried.items()))}")  # noqa: T201
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
