"""Many sources -> converted pages, in order: those that an earlier run converted, and the others from an engine."""

from __future__ import annotations

import gc
import hashlib
import json
import traceback
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import repeat
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from corpus.chars import writable
from corpus.errors import ClusterError, ConverterError, CorpusError, InputError, LimitError, LostError, UnseenError
from corpus.pages import convert, parse_all
from corpus.rows import QuarantineRow
from corpus.shelf import Filed
from corpus.sources import Source, digest, expand, load, opened, read
from corpus.versions import versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from corpus.pages import Parsed
    from corpus.records import Page
    from corpus.sidecars import Known
    from corpus.sources import Reading
    from corpus.tabular import Columns
    from corpus.workers import Engine

    Result = Page | InputError
    """A page, or why its source could not be read."""

Made = TypeVar("Made")

_LOT_PAGES, _LOT_BYTES = 32, 1 << 20
"""What a worker is given at once, at most."""


@dataclass(slots=True)
class Item:
    """One source on its way: its key, the page, whether an earlier run converted it, or what is wrong with it.

    An `argument` that stands for no source is one, too.
    """

    source: Source
    digest: str = ""
    key: str = ""
    page: Filed | None = None
    kept: bool = False
    note: str = ""
    error: InputError | None = None
    argument: bool = False

    @classmethod
    def missing(cls, error: InputError) -> Item:
        """Return what stands for an argument that stands for no source."""
        return cls(Source(error.place, Path(error.place)), error=error, argument=True)

    @property
    def open(self) -> bool:
        """Tell whether it is still to be converted."""
        return not self.kept and self.error is None

    def told(self, error: InputError) -> QuarantineRow:
        """Return what the quarantine says of it, given what is wrong with it; of places on this machine it says nothing."""
        where, name = self.source.place, self.source.name
        place = name + error.place.removeprefix(where) if error.place.startswith(where) else Path(error.place).name
        digest = self.digest.partition(" ")[0] or None
        told = {"place": writable(place), "message": writable(error.problem), "help": writable(error.help)}
        return QuarantineRow(source=name, reason=error.reason, sha256=digest, **told)

    @property
    def size(self) -> int:
        """Return the number of bytes that it was read as; those of one page with print are not known."""
        return len(self.source.data or b"") if self.source.number is None else 0


def pages(sources: Iterable[Source], *, encoding: str | None = None, known: Known | None = None) -> Iterator[Result]:
    """Yield for each source, in order, its page or the `InputError` that says why there is none.

    `known` is what is known of the pages before they are read.
    """
    for source in sources:
        item = _loaded(source, known)
        yield item.error or page(item.source, encoding=encoding)


def items(
    sources: Iterable[Source],
    engine: Engine,
    *,
    encoding: str | None = None,
    known: Known | None = None,
    again: Callable[[str], str | None] = lambda _: None,
) -> Iterator[Item]:
    """Yield for each source, in order, what became of it; `again` tells of a key whether its page is converted already."""
    lots: deque[list[Item]] = deque()

    def jobs() -> Iterator[list[Source]]:
        for lot in _lots(_asked(_loaded(source, known), encoding, again) for source in sources):
            lots.append(lot)
            yield [item.source for item in lot if item.open]

    for results in engine(partial(filed, encoding=encoding), jobs()):
        lot = lots.popleft()
        for item, result in zip((item for item in lot if item.open), results, strict=True):
            _settle(item, result)
        yield from lot


def _loaded(source: Source, known: Known | None) -> Item:
    """Return a source with its bytes and what is known of it; here and not in a worker, which may be on another machine."""
    try:
        if source.wrong:
            return Item(source, error=source.wrong)
        stated = known.of(source) if known else source.stated
        data = load(source) if source.number is None else source.data  # what shows print is read where it is converted, page by page
        return Item(replace(source, data=data, stated=stated), digest=digest(replace(source, data=data)))
    except InputError as error:
        return Item(source, error=error)


def _asked(item: Item, encoding: str | None, again: Callable[[str], str | None]) -> Item:
    """Give an item its key, and ask for the page that an earlier run made of it."""
    if item.error is None:
        item.key = key(item, encoding)
        note = again(item.key)
        item.kept, item.note = note is not None, note or ""
    return item


def _lots(found: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items in lots that are worth a trip to a worker."""
    lot: list[Item] = []
    size = 0
    for item in found:
        lot.append(item)
        size += item.size if item.open else 0
        if len(lot) == _LOT_PAGES or size >= _LOT_BYTES:
            yield lot
            lot, size = [], 0
    if lot:
        yield lot


def _settle(item: Item, result: Filed | InputError | None) -> None:
    """Note what became of an item that was to be converted.

    Raises:
        ClusterError: if a worker did not see a file that is seen here; so it would be with every file that is read there.

    """
    if isinstance(result, UnseenError) and item.source.path.exists():
        raise ClusterError(
            result.place, result.problem, help="give sources on a disk that all nodes have at the same place; text is read here and sent"
        )
    if isinstance(result, Filed):
        item.page, item.note = result, result.note
    else:
        item.error = result or LostError(
            item.source.place, "each worker process that was given it died", help="it may need more memory than there is"
        )


def filed(lot: Sequence[Source], *, encoding: str | None) -> list[Filed | InputError]:
    """Convert a lot of sources that have their bytes: what a worker does."""
    with uncollected():
        return [one if isinstance(one, InputError) else Filed.of(one) for one in converted(lot, encoding=encoding)]


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector still: records hold no rings, and it would look through all of them again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def converted(lot: Sequence[Source], *, encoding: str | None) -> list[Result]:
    """Return for each source of a lot its page, or the `InputError` that says why there is none; labels are found for all at once."""
    readings = [_guarded(source, partial(read, source, encoding)) for source in lot]
    parsed = _parsed([found for found in readings if not isinstance(found, InputError)])
    return [
        found if isinstance(found, InputError) else _guarded(source, partial(_page, source, found, next(parsed)))
        for source, found in zip(lot, readings, strict=True)
    ]


def page(source: Source, *, encoding: str | None = None) -> Result:
    """Return the page of a source, or the `InputError` that says why there is none."""
    return converted([source], encoding=encoding)[0]


def _parsed(readings: Sequence[Reading]) -> Iterator[Parsed | None]:
    """Yield what each text was parsed as; None for all if one of them fails, for then each is parsed alone, to tell which."""
    try:
        return iter(parse_all([(found.text, found.sheet) for found in readings]))
    except Exception:  # noqa: BLE001 - it is raised again where that page is converted
        return repeat(None)


def _page(source: Source, found: Reading, parsed: Parsed | None) -> Page:
    return convert(found.text, source=source.name, encoding=found.encoding, stated=source.stated, sheet=found.sheet, parsed=parsed)


def _guarded(source: Source, step: Callable[[], Made]) -> Made | InputError:
    """Return what a step makes of a source, or the `InputError` that says why it makes nothing."""
    try:
        return step()
    except InputError as error:
        return error
    except MemoryError:
        return LimitError(source.place, "takes more memory than there is", help="it takes some hundred times its size; divide it")
    except CorpusError:  # the call is wrong, or the installation: so it is for every page
        raise
    except Exception as error:  # noqa: BLE001 - one page that we fail on must not stop the millions of others
        last = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{type(error).__name__} in {last.name}"
        return ConverterError(source.place, f"the converter failed: {where}", help="please report it; the page is left out")


def convert_files(*paths: str | Path, encoding: str | None = None, columns: Columns | None = None) -> Iterator[Page]:
    """Yield the pages of files, folders, globs and URLs: text, PDF, ALTO, hOCR, archives, tables; each page of a file for itself.

    `columns` are those of tables that hold text and names.

    Raises:
        InputError: if one cannot be read, where its turn comes; what stands for nothing comes first.

    """
    given = expand(paths)
    for error in given.bad:
        raise error
    for result in pages(opened(given.found, columns), encoding=encoding):
        if isinstance(result, InputError):
            raise result
        yield result


def key(item: Item, encoding: str | None) -> str:
    """Return what decides the page that a source becomes: the same key, the same page, to the last bit."""
    stated = [one.model_dump_json() for one in item.source.stated]
    decided = [versions(), item.source.encoding or encoding, item.source.name, stated, item.digest]
    return hashlib.sha256(json.dumps(decided).encode()).hexdigest()
