"""Build a dataset folder."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from corpus import batch, card, corrections, croissant, layout, manifest, views
from corpus.errors import DatasetError, InputError, UsageError
from corpus.mending import Mender
from corpus.parquet import Writer
from corpus.profiles import PROFILES
from corpus.records import Page
from corpus.sources import expand
from corpus.tables import CONFIGS, MODELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TextIO

    from pydantic import BaseModel

    Progress = Callable[[Page | InputError, int], None]
    """Called for each source when it is done: with its page or what is wrong with it, and with the number of sources."""


@dataclass(slots=True)
class Built:
    """What a build did: where, how much, which sources could not be read, and which corrections could not be applied."""

    out: Path
    pages: int = 0
    articles: int = 0
    paragraphs: int = 0
    bad: list[InputError] = field(default_factory=list)
    corrections: int = 0
    rejected: list[InputError] = field(default_factory=list)


def build(  # noqa: PLR0913 - every option is one that people asked for by name
    sources: str | Path | Iterable[str | Path],
    out: str | Path,
    *,
    workers: int = 1,
    encoding: str | None = None,
    profiles: Iterable[str] = (),
    corrected: str | Path | None = None,
    progress: Progress | None = None,
) -> Built:
    """Convert files, folders and globs into a dataset folder, which takes the place of the old one when it is complete.

    Each config has a file for each month, so that an update changes few of them. The rows of a file are in the order of
    dates and of the sources' names, and the same sources give the same bytes, on one core or several. `profiles` adds
    configs with the columns of other datasets. `corrected` names a corrections file, which is applied to the pages; what does
    not fit them is in `Built.rejected`. A source that cannot be read is counted in `Built.bad`, and the others go on.

    Raises:
        UsageError: if `out` holds anything else than a dataset, or there is no such profile.
        InputError: if the corrections file cannot be read.
        DatasetError: if no source at all could be read; the old folder stays.

    """
    names = [*CONFIGS, *dict.fromkeys(profiles)]
    for name in names:
        if name not in MODELS:
            raise UsageError("profile", f"no profile is called {name!r}", help=f"it is one of: {', '.join(PROFILES)}")
    given = expand([sources] if isinstance(sources, (str, Path)) else sources)
    ordered = sorted(given.found, key=lambda source: source.name)
    said = corrections.read(Path(corrected)) if corrected else corrections.Corrections()
    mender = Mender(said.by_source())
    results = chain(given.bad, map(mender.result, batch.pages(ordered, encoding=encoding, workers=workers)))
    built = Built(Path(out))
    with layout.replacing(built.out) as folder:
        with _Months(folder / ".months") as months:
            for result in results:
                months.add(result, built)
                if progress:
                    progress(result, len(given.found) + len(given.bad))
        if not built.pages:
            raise DatasetError(
                str(out), "nothing to write: no source could be read", help="see the messages above; the old dataset is as it was"
            )
        built.corrections = mender.applied
        built.rejected = [*said.bad, *(one.error() for one in mender.finish())]
        for path in months.paths():
            _write_month(folder, path, names)
        shutil.rmtree(months.folder)
        card.write(folder)
        manifest.write(folder)
        croissant.write(folder)
    return built


class _Months(ExitStack):
    """The pages put aside by month until all are converted: a Parquet file is written in one go."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self._open: TextIO | None = None
        folder.mkdir()

    def add(self, result: Page | InputError, built: Built) -> None:
        """Put a page aside, or note why there is none; count it either way."""
        if isinstance(result, InputError):
            built.bad.append(result)
            return
        file = self._file(self.folder / layout.shard(result.date))
        file.write(f"{result.date or ''}\t{result.model_dump_json(round_trip=True)}\n")
        built.pages += 1
        built.articles += len(result.articles)
        built.paragraphs += sum(len(article.paragraphs) for article in result.articles)

    def _file(self, path: Path) -> TextIO:
        """Return the file to append to: pages mostly come month by month, so one is open at a time."""
        if self._open is None or self._open.name != str(path):
            self.close()
            self._open = self.enter_context(path.open("a", encoding="utf-8", newline="\n"))
        return self._open

    def paths(self) -> list[Path]:
        """Return the files in the order of the calendar."""
        return sorted(self.folder.iterdir())


def _pages_of(path: Path) -> Iterator[Page]:
    """Yield the pages of a month in the order of their dates, those of one date as they were put aside.

    Only the place of each is held in memory: a month of a large paper may be a gigabyte.
    """
    with path.open("rb") as file:
        places: list[tuple[bytes, int]] = []
        start = 0
        for line in file:
            places.append((line.partition(b"\t")[0], start))
            start += len(line)
        for _, place in sorted(places):
            file.seek(place)
            yield Page.model_validate_json(file.readline().partition(b"\t")[2])


def _write_month(folder: Path, path: Path, names: list[str]) -> None:
    """Write one month of every config, side by side."""
    with ExitStack() as stack:
        writers: dict[str, Writer[BaseModel]] = {
            name: stack.enter_context(Writer(folder / name / path.name, MODELS[name], row_group=views.ROW_GROUPS.get(name, 10_000)))
            for name in names
        }
        day = None
        for page in _pages_of(path):
            for name, writer in writers.items():
                if page.date != day:
                    writer.day_ends()
                writer.add(views.rows_of(name, page))
            day = page.date
