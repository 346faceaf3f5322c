"""Build a dataset folder."""

from __future__ import annotations

import sqlite3
import time
from collections import Counter
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from corpus import batch, card, corrections, croissant, layout, manifest, months
from corpus.arguments import several
from corpus.batch import Item
from corpus.errors import DatasetError, InputError, UsageError
from corpus.links import Linker
from corpus.mending import Mender
from corpus.months import Counts
from corpus.parquet import Writer
from corpus.profiles import PROFILES
from corpus.rows import QuarantineRow
from corpus.shelf import Shelf, discard
from corpus.sources import expand, opened
from corpus.tables import CONFIGS, QUARANTINE
from corpus.workers import Processes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from corpus.records import JumpState
    from corpus.sidecars import Known
    from corpus.tabular import Columns
    from corpus.workers import Engine

    Progress = Callable[[Item, int | None], None]
    """Called for each page when it is done: with what became of it, and with the number of pages, None where it is not known."""

Result = TypeVar("Result")

_SHARES: Final = 8
"""Lots of months for each worker: the first may have one large month, the others make up for it, and the last are small."""


@dataclass(slots=True)
class Built:
    """What a build did: where, how much, what became of jump lines, and which sources and corrections it could do nothing with.

    `engine` is where pages were converted, `retries` how many pages and months were given to a worker again because one was lost.
    `kept` of the pages were converted by an earlier build; `bytes` are those of the sources. `seconds` are by step: convert, write,
    describe. `bad` are the sources that are not in it, and arguments that stand for
    none; `quarantine` are the rows that the dataset has of the sources.
    """

    out: Path
    engine: str
    retries: int = 0
    pages: int = 0
    kept: int = 0
    contradictions: int = 0
    bytes: int = 0
    bytes_converted: int = 0
    seconds: dict[str, float] = field(default_factory=dict)
    editions: int = 0
    repeats: int = 0
    articles: int = 0
    paragraphs: int = 0
    jumps: Counter[JumpState] = field(default_factory=Counter)
    bad: list[InputError] = field(default_factory=list)
    quarantine: list[QuarantineRow] = field(default_factory=list)
    corrections: int = 0
    rejected: list[InputError] = field(default_factory=list)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        """Note how long a step takes."""
        started = time.perf_counter()
        yield
        self.seconds[step] = time.perf_counter() - started

    def add(self, counts: Counts) -> None:
        """Take in what was counted in the files."""
        self.editions, self.repeats, self.jumps = counts.editions, counts.repeats, counts.jumps
        self.articles, self.paragraphs = counts.articles, counts.paragraphs


def build(  # noqa: PLR0913 - every option is one that people asked for by name
    sources: str | Path | Iterable[str | Path],
    out: str | Path,
    *,
    workers: int = 1,
    engine: Engine | None = None,
    encoding: str | None = None,
    profiles: str | Iterable[str] = (),
    known: Known | None = None,
    columns: Columns | None = None,
    corrected: str | Path | None = None,
    cache: bool = True,
    strict: bool = False,
    progress: Progress | None = None,
) -> Built:
    """Convert files, folders, globs and URLs into a dataset folder, which takes the place of the old one when it is complete.

    Pages are converted, put aside on disk, and read again edition by edition; jump lines are followed within each. What was
    converted stays beside `out`, in ``.NAME.build``, unless there shall be no `cache`: a build that was killed goes on where
    it was, and the next one converts only what is new or changed. `engine` says where that is done: in `workers` processes here,
    if nothing else is given, or on a cluster (see `corpus.cluster`). Each
    config has a file for each month, so that an update changes few of them. Its rows are in the order of dates, newspapers and
    page labels, and the same sources give the same bytes, in whatever order and on however many cores. `known` says where the
    pages come from: see `corpus.sidecars`; `columns` of tables hold text and names. `profiles` adds configs with the columns of
    other datasets. `corrected` names a corrections file, which is applied to the pages before editions are formed; what does not
    fit them is in `Built.rejected`. A source that cannot be read or converted is counted in `Built.bad` and is a row of the config
    ``quarantine``, which the dataset has only then; the others go on, unless it shall be `strict`.

    Raises:
        UsageError: if `out` holds anything else than a dataset, or there is no such profile.
        InputError: if the corrections file cannot be read; with `strict`, also for the first source that cannot.
        BusyError: if another process is building it.
        ClusterError: if the engine is a cluster that does not do its part; what was converted is kept.
        DatasetError: if no source at all could be read; the old folder stays.

    """
    names = _configs(profiles)
    given = expand(several(sources))
    said = corrections.read(Path(corrected)) if corrected else corrections.Corrections()
    mender = Mender(said.by_source())
    here = engine if isinstance(engine, Processes) else Processes(workers)
    engine = engine or here
    built = Built(Path(out), engine.name)
    before = _retries(engine, here)
    with layout.replacing(built.out) as folder, closing(here):
        with _shelf(layout.workshop(built.out), keep=cache) as shelf:
            with built.timed("convert"):
                found = batch.items(opened(given.found, columns), engine, encoding=encoding, known=known, again=shelf.again)
                for item in chain(map(Item.missing, given.bad), found):
                    if strict and item.error:
                        raise item.error
                    _put_aside(item, shelf, built, mender)
                    if progress:
                        progress(item, given.total)
            if not built.pages:
                advice = "mend the sources, or give others" + ("; the old dataset is as it was" if built.out.exists() else "")
                raise DatasetError(str(out), "nothing to write: no source could be read", help=advice)
            built.corrections = mender.applied
            built.rejected = [*said.bad, *(one.error() for one in mender.finish())]
            with built.timed("write"):
                counts = _write(folder, names, shelf, here, built.out)
                built.add(counts)
                built.retries = _retries(engine, here) - before
                _write_quarantine(folder, built.quarantine)
            shelf.forget()
        with built.timed("describe"):
            card.write(folder, counts.facts)
            manifest.write(folder)
            croissant.write(folder)
    return built


def _retries(*engines: Engine) -> int:
    """Return how many jobs engines have run again in all their time, which may be longer than a build."""
    return sum(one.retries for one in set(engines))


def _configs(profiles: str | Iterable[str]) -> list[str]:
    """Return the configs of a dataset: ours, and those with the columns of others."""
    names = [*CONFIGS, *dict.fromkeys(several(profiles))]
    for name in names:
        if name not in CONFIGS and name not in PROFILES:
            raise UsageError("profile", f"no profile is called {name!r}", help=f"it is one of: {', '.join(PROFILES)}")
    return names


@contextmanager
def _shelf(folder: Path, *, keep: bool) -> Iterator[Shelf]:
    """Give the shelf of a workshop, which stays there for the next build, or not."""
    try:
        with Shelf(folder, new=not keep) as shelf:
            yield shelf
    except sqlite3.OperationalError as error:
        raise DatasetError(
            str(folder), f"cannot keep converted pages: {error}", help="make room on the disk, or remove this folder, and run it again"
        ) from error
    except sqlite3.DatabaseError as error:
        discard(folder)
        advice = "they are removed: run it again, and every page is converted anew"
        raise DatasetError(str(folder), f"the converted pages kept there are damaged: {error}", help=advice) from error
    finally:
        if not keep:
            discard(folder)


def _put_aside(item: Item, shelf: Shelf, built: Built, mender: Mender) -> None:
    built.bytes += item.size
    if item.error:
        built.bad.append(item.error)
        if not item.argument:
            built.quarantine.append(item.told(item.error))
        return
    if item.page:
        shelf.add(item.page, item.key)
    if item.source.name in mender.waiting:
        shelf.change(item.key, mender.page)
    built.pages += 1
    built.kept += item.kept
    built.contradictions += bool(item.note)
    built.bytes_converted += 0 if item.kept else item.size


def _write(folder: Path, names: list[str], shelf: Shelf, engine: Processes, out: Path) -> Counts:
    """Write every config, month by month; before that, look through all editions for articles that say the same."""
    _link(shelf, engine, out)
    write = partial(months.written, place=shelf.settled(), folder=folder, names=names)
    parts = months.parts(shelf)
    lots = months.shares(parts, _SHARES * engine.workers)
    told = engine(write, lots)
    found = dict(zip(chain.from_iterable(lots), chain.from_iterable(told), strict=True))
    counts = Counts()
    for part in parts:
        counts.add(_told(found[part], out))
    return counts


def _link(shelf: Shelf, engine: Processes, out: Path) -> None:
    """Put the links of all editions on the shelf; what they are found with is in memory until then, and no longer."""
    linker = Linker()
    for outlines in engine(partial(months.outlined, place=shelf.settled()), months.lots(shelf)):
        for one in outlines:
            shelf.link(linker.links(_told(one, out)))


def _told(result: Result | None, out: Path) -> Result:
    """Return what a worker told, if it did."""
    if result is None:
        raise DatasetError(str(out), "each worker process that was to write a month died", help="it may need more memory than there is")
    return result


def _write_quarantine(folder: Path, rows: list[QuarantineRow]) -> None:
    if rows:
        with Writer(folder / QUARANTINE / layout.UNDATED, QuarantineRow) as writer:
            writer.add(sorted(rows, key=lambda row: row.source))
