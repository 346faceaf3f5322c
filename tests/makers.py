"""Records made up for tests: by hypothesis, and one page by hand."""

from __future__ import annotations

import hashlib
import os
import signal
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from corpus import batch, months
from corpus.errors import UsageError
from corpus.records import (
    Article,
    Credit,
    Dateline,
    Furniture,
    HeadlineLine,
    Link,
    Mark,
    Page,
    Paragraph,
    Part,
    Reference,
    Span,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.errors import InputError
    from corpus.months import Counts
    from corpus.shelf import Filed
    from corpus.sources import Source

TWO_ARTICLES = """新桥今日通车

昨日上午，江边的新桥正式通车，市民走上
桥头合影。
据介绍，这座桥全长1280米。

图书馆夜里也开门

本报讯 （记者 李静）图书馆昨日起开到深
夜，读者可以借书到十点。
□本报记者
第 3 页
"""
"""A page that is converted to two articles, a byline and a folio."""

HOCR = """<html><body><div class='ocr_page' title='bbox 0 0 2000 3000'>
<span class='ocr_line' title='bbox 100 100 900 180'>新桥今日通车</span>
<span class='ocr_line' title='bbox 100 300 900 340'>昨日上午，江边的新桥正式通车，市民走上桥头合影。</span>
</div></body></html>"""
"""A page as OCR gives it."""

texts = st.text(max_size=12)
maybe = st.none() | texts
dates = st.none() | st.dates()
shares = st.floats(0, 1)
spans = st.builds(Span, start=st.integers(0, 2**40), end=st.integers(0, 2**40), source=maybe)


def several(strategy: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    """Return tuples of up to three."""
    return st.lists(strategy, max_size=3).map(tuple)


words = st.none() | several(texts)
credits_ = st.builds(Credit, role=st.sampled_from(["reporter", "author"]), name=texts, organization=maybe)
datelines = st.builds(Dateline, text=texts, agency=maybe, place=maybe, date_printed=maybe, date=dates)
lines = st.builds(HeadlineLine, role=st.sampled_from(["kicker", "title", "subtitle"]), text=texts, spans=several(spans))
paragraphs = st.builds(
    Paragraph,
    kind=st.sampled_from(["body", "crosshead", "summary", "caption", "note"]),
    text=texts,
    spans=several(spans),
    confidence=shares,
    words=words,
)
parts = st.builds(Part, id=texts, source=texts, page=maybe)
links = st.builds(Link, id=texts, kind=st.sampled_from(["near_duplicate", "excerpt_of"]), similarity=shares)
marks = st.builds(
    Mark, kind=st.sampled_from(["jump_to", "jump_from", "byline"]), text=texts, spans=several(spans), jump=st.none() | st.just("resolved")
)
articles = st.builds(
    Article,
    id=texts,
    source=texts,
    order=st.integers(0, 1000),
    newspaper=maybe,
    edition=maybe,
    date=dates,
    page=maybe,
    edition_id=maybe,
    parts=several(parts),
    links=several(links),
    language=st.sampled_from(["zh-Hans", "zh-Hant", "und"]),
    kicker=texts,
    title=texts,
    subtitle=texts,
    headline_lines=several(lines),
    credits=several(credits_),
    dateline=st.none() | datelines,
    paragraphs=several(paragraphs),
    marks=several(marks),
    jump_to=maybe,
    jump_from=maybe,
    references=several(st.builds(Reference, text=texts, page=texts)),
    confidence=shares,
    headline_confidence=st.none() | shares,
    keywords=words,
    segmenter=maybe,
    tool_version=texts,
)


def die(*_: object, **__: object) -> None:
    """End the process at once, as the system does when memory runs out."""
    os._exit(1)


def page(source: str = "front.txt", *, title: str = "开 会", body: str = "今日多云，夜\n间有雨。") -> Page:
    """Return a page that keeps its promises: a folio, a letter-spaced title, a body in lines."""
    text = f"2020年2月15日 3版\n\n{title}\n\n{body}\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    start = text.index(body)
    cuts = [start, *(start + at + 1 for at, char in enumerate(body) if char == "\n"), start + len(body) + 1]
    printed = tuple(Span(start=begin, end=end - 1) for begin, end in pairwise(cuts))
    headline = HeadlineLine(
        role="title", text=title.replace(" ", ""), spans=(Span(start=text.index(title), end=text.index(title) + len(title)),)
    )
    article = Article(
        id=f"{digest[:12]}-0",
        source=source,
        order=0,
        language="zh-Hans",
        title=headline.text,
        headline_lines=(headline,),
        paragraphs=(Paragraph(kind="body", text=body.replace("\n", ""), spans=printed),),
        tool_version="0",
    )
    return Page(
        id=digest[:12],
        source=source,
        sha256=digest,
        encoding="utf-8",
        language="zh-Hans",
        source_text=text,
        articles=(article,),
        furniture=(Furniture(kind="folio", text="2020年2月15日 3版", spans=(Span(start=0, end=text.index("\n")),)),),
        tool_version="0",
    )


def doubled(lot: Sequence[int]) -> list[int]:
    """Double numbers; zero kills the process."""
    for number in lot:
        if not number:
            die()
    return [2 * number for number in lot]


def filed(lot: Sequence[Source], *, encoding: str | None) -> list[Filed | InputError]:
    """Convert as workers do, but die of some pages."""
    for source in lot:
        if b"deadly" in (source.data or b""):
            die()
    return batch.filed(lot, encoding=encoding)


def killed_once(lot: Sequence[Source], *, encoding: str | None, folder: str) -> list[Filed | InputError]:
    """Convert as workers do, but kill the worker in the middle of a lot, once for each page that is called unlucky."""
    found: list[Filed | InputError] = []
    for source in lot:
        if "unlucky" in source.name:
            with suppress(FileExistsError):
                (Path(folder) / source.name).touch(exist_ok=False)
                os.kill(os.getpid(), signal.SIGKILL)
        found += batch.filed([source], encoding=encoding)
    return found


_written = months.written


def written_later(lot: Sequence[months.Part], *, place: tuple[Path, int], folder: Path, names: Sequence[str]) -> list[Counts]:
    """Write parts of months as workers do, but kill the worker behind each of them, the first time."""
    found = _written(lot, place=place, folder=folder, names=names)
    for part in lot:
        if not (mark := place[0] / f"{part.month}.written").exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return found


def doubled_after(lot: Sequence[int], *, folder: str) -> list[int]:
    """Say in a folder on which machine of a Ray cluster this is, wait until another machine is gone, and double numbers.

    On the machine that is to go, named by the file ``going``, nothing is ever done.
    """
    import ray  # noqa: PLC0415 - it is not everywhere

    node = ray.get_runtime_context().get_node_id()
    (Path(folder) / node).touch()
    while not (Path(folder) / "gone").exists() or node == (Path(folder) / "going").read_text(encoding="utf-8"):
        time.sleep(0.1)
    return doubled(lot)


def refused(lot: Sequence[int]) -> list[int]:
    """Raise an error of the package."""
    raise UsageError(str(lot), "no numbers", help="give some")
