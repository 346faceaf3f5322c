"""Many sources -> pages, in order, on one core or several."""

from __future__ import annotations

import signal
from collections import deque
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING

from corpus.errors import CorpusError, InputError
from corpus.pages import convert
from corpus.sources import Source, expand, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from corpus.records import Page
    from corpus.sidecars import Known

    Result = Page | InputError
    """A page, or why its source could not be read."""

_AHEAD = 4
"""Sources handed out ahead for each worker: enough to keep it busy, few enough to keep memory flat."""


def pages(sources: Iterable[Source], *, encoding: str | None = None, workers: int = 1, known: Known | None = None) -> Iterator[Result]:
    """Yield for each source, in order, its page or the `InputError` that says why there is none.

    `known` is what is known of the pages before they are read.

    Raises:
        CorpusError: if a worker process dies.

    """
    work = partial(page, encoding=encoding)
    told = (_told(source, known) for source in sources) if known else iter(sources)
    return map(work, told) if workers <= 1 else _in_processes(work, told, workers)


def _told(source: Source, known: Known) -> Source | InputError:
    """Return a source with what is known of it; here and not in a worker, which would need the whole manifest."""
    try:
        return replace(source, stated=known.of(source))
    except InputError as error:
        return error


def page(source: Source | InputError, *, encoding: str | None = None) -> Result:
    """Return the page of a source, or the `InputError` that says why there is none."""
    if isinstance(source, InputError):
        return source
    try:
        found = read(source, encoding)
    except InputError as error:
        return error
    return convert(found.text, source=source.name, encoding=found.encoding, stated=source.stated, sheet=found.sheet)


def convert_files(*paths: str | Path, encoding: str | None = None) -> Iterator[Page]:
    """Yield the pages of files, folders and globs: page text, PDF, ALTO, hOCR, each page of a file for itself.

    Raises:
        InputError: if one cannot be read, where its turn comes; what stands for nothing comes first.

    """
    given = expand(paths)
    for error in given.bad:
        raise error
    for result in pages(given.found, encoding=encoding):
        if isinstance(result, InputError):
            raise result
        yield result


def _in_processes(work: Callable[[Source | InputError], Result], sources: Iterator[Source | InputError], workers: int) -> Iterator[Result]:
    context = get_context("spawn")  # a fork of a process with threads, as pyarrow starts them, may hang
    with ProcessPoolExecutor(workers, context, _leave_interrupts) as pool:
        waiting: deque[Future[Result]] = deque(pool.submit(work, source) for source in islice(sources, workers * _AHEAD))
        try:
            while waiting:
                yield waiting.popleft().result()
                waiting.extend(pool.submit(work, source) for source in islice(sources, 1))
        except BrokenProcessPool as error:
            raise CorpusError("", "a worker process died", help="it may have run out of memory: try fewer --workers") from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _leave_interrupts() -> None:
    """Leave Ctrl-C to the main process, which stops the others in good order."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
