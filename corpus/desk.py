"""One dataset being reviewed: its pages as a rebuild would make them, and the corrections that are added to its file.

The dataset itself is never written to. A page is shown with every correction that stands, whether it was built with them
or not, by the same function that the build uses.
"""

from __future__ import annotations

import getpass
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus import corrections, layout, origins, pages, sheets
from corpus.catalog import DOUBTS, STATES, Catalog, Query
from corpus.corrections import Undo
from corpus.errors import DatasetError, InputError, UsageError
from corpus.figures import figures, joins
from corpus.mending import mend
from corpus.promises import page_findings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from corpus.corrections import Change
    from corpus.mending import Mended
    from corpus.records import Page

_KEPT = 16
LONGEST_SLICE = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """Which page a person looks at, and which text of it."""

    source: str
    sha256: str

    @classmethod
    def of(cls, page: Page) -> Seen:
        """Return what tells a page from all others, and from what it was before its source changed."""
        return cls(page.source, page.sha256)


@dataclass
class Desk:
    """A dataset on the desk of a reviewer."""

    folder: Path
    path: Path
    author: str
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _stamp: int = -1
    _selected: OrderedDict[Query, NDArray[np.int32]] = field(default_factory=OrderedDict)

    @classmethod
    def open(cls, folder: str | Path, path: str | Path | None = None, author: str = "") -> Desk:
        """Open a dataset and its corrections file, which need not be there yet; lines that are none are in `said.bad`.

        Raises:
            DatasetError: if there is no dataset in the folder, or it is damaged.
            InputError: if the corrections file cannot be read.

        """
        desk = cls(Path(folder), Path(path) if path else corrections.beside(folder), author or _login())
        desk.refresh()
        return desk

    def refresh(self) -> None:
        """Read the dataset anew if it was built since, and the corrections."""
        with self._lock:
            stamp = _stamp(self.folder)
            if stamp != self._stamp:
                self.catalog = Catalog.of(self.folder)
                self._figures: dict[str, Any] | None = None
                self._joins: dict[str, Any] | None = None
                self._stamp = stamp
            self.said = corrections.read(self.path) if self.path.exists() else corrections.Corrections()
            self._renew()

    def _renew(self) -> None:
        """Work out what the corrections say of each page."""
        self._selected.clear()
        self._standing = self.said.by_source()
        self.states = self.catalog.states.copy()
        for source, several in self._standing.items():
            number = self.catalog.sources.get(source)
            if number is not None:
                checked = any(one.op == "checked" for one in several)
                self.states[number] = max(self.states[number], STATES.index("checked" if checked else "corrected"))

    def facts(self) -> dict[str, Any]:
        """Return what the page needs to know before anything else: names to filter by, counts, where corrections go."""
        catalog = self.catalog
        papers = sorted({name for name in catalog.pages["newspaper"].unique().to_pylist() if name})
        days = sorted(day for day in catalog.days.unique().to_pylist() if day)
        return {
            "name": self.folder.resolve().name,
            "corrections": str(self.path),
            "author": self.author,
            "pages": len(catalog.pages),
            "articles": len(catalog.articles),
            "papers": papers,
            "days": [days[0], days[-1]] if days else [],
            "doubts": DOUBTS,
            "states": STATES,
            "waiting": self.waiting(),
            "built": str(self._stamp),
            "counts": {state: int(np.count_nonzero(self.states == code)) for code, state in enumerate(STATES)},
        }

    def waiting(self) -> int:
        """Return how many corrections stand without being in the dataset, or are in it and do not stand any more."""
        return len({one.id for several in self._standing.values() for one in several} ^ self.catalog.applied)

    def rows(self, query: Query, first: int, count: int) -> dict[str, Any]:
        """Return a slice of a list, and how long the list is."""
        with self._lock:
            if query not in self._selected:
                self._selected[query] = self.catalog.select(query, self.states)
                while len(self._selected) > _KEPT:
                    self._selected.popitem(last=False)
            chosen = self._selected[query]
            part = chosen[max(first, 0) : max(first, 0) + min(count, LONGEST_SLICE)]
            return {"total": len(chosen), "first": first, "rows": self.catalog.rows(query.unit, part.tolist(), self.states)}

    def _built(self, number: int) -> Page:
        """Return a page as it is in the dataset.

        Raises:
            UsageError: if there is no such page.

        """
        if not 0 <= number < len(self.catalog.pages):
            raise UsageError(str(number), "no such page", help="load the list again")
        return self.catalog.page(number)

    def _seen(self, number: int, seen: Seen) -> Page:
        """Return a page as it is in the dataset, which is the one that was looked at: a build may have given its number to another.

        Raises:
            UsageError: if there is no such page.
            DatasetError: if it is another page, or has another text.

        """
        built = self._built(number)
        if Seen.of(built) != seen:
            raise DatasetError(seen.source, "it was built again meanwhile", help="open the page again")
        return built

    def mended(self, number: int) -> Mended:
        """Return a page as a rebuild would make it before editions are formed: corrections are about pages as they are printed.

        Raises:
            UsageError: if there is no such page.

        """
        built = self._built(number)
        return _mended(built, self._standing.get(built.source, []))

    def shown(self, number: int) -> dict[str, Any]:
        """Return all that is shown of a page: the record, its corrections, and those that do not fit it."""
        done = self.mended(number)
        mine = [one for one in self.said.found if one.source == done.page.source]
        standing = {one.id for one in self._standing.get(done.page.source, [])}
        return {
            "n": number,
            "page": done.page.model_dump(mode="json"),
            "corrections": [_line(one, standing=one.id in standing) for one in mine],
            "rejected": [{"id": bad.correction.id, "problem": bad.problem} for bad in done.rejected],
        }

    def evidence(self, number: int, seen: Seen) -> list[dict[str, Any]] | None:
        """Return what the converter knows of each piece of a page; it is converted again for this.

        None if the page was read from print: that decided, too, and it is not in the dataset.

        Raises:
            UsageError: if there is no such page.
            DatasetError: if it is not the page that was looked at.

        """
        built = self._seen(number, seen)
        if built.encoding in sheets.KINDS:
            return None
        made = pages.explain(built.source_text)
        return [
            {"start": one.start, "end": one.end, "label": one.label, "confidence": one.confidence, "why": list(one.why)} for one in made
        ]

    def correct(self, number: int, seen: Seen, several: Iterable[Mapping[str, object]]) -> dict[str, Any]:
        """Add corrections of a page to the file, all or none, and return the page with them.

        Each is about the page with those before it.

        Raises:
            UsageError: if there is no such page.
            DatasetError: if it is not the page that was looked at.
            InputError: if one is no correction, or does not fit the page; then nothing is written.

        """
        with self._lock:
            built = self._seen(number, seen)
            if built.repeats:
                raise InputError(built.source, f"has the text of {built.repeats}", help="correct that one: it has the articles")
            made = [corrections.correction(built, self.author, said) for said in several]
            found = (*self.said.found, *made)
            page = self.mended(number).page
            for place, one in enumerate(made, len(self.said.found)):
                page = _taken_back(built, one, found[:place]) if isinstance(one, Undo) else _changed(page, one)
            corrections.append(self.path, made)
            self.said = corrections.Corrections(found, self.said.bad)
            self._renew()
            return self.shown(number)

    def figures(self) -> dict[str, Any]:
        """Return the figures of the whole dataset, worked out once for each build."""
        with self._lock:
            if self._figures is None:
                self._figures = figures(self.catalog)
            return self._figures

    def joins(self) -> dict[str, Any]:
        """Return what joins were decided by, in a sample of the pages, worked out once for each build."""
        with self._lock:
            if self._joins is None:
                self._joins = joins(self.catalog)
            return self._joins

    def checked(self) -> list[Page]:
        """Return the pages that a person has checked, as a rebuild would make them."""
        found = (self.mended(number).page for number in np.flatnonzero(self.states == STATES.index("checked")).tolist())
        return [page for page in found if page.review == "checked"]


def _mended(built: Page, several: Sequence[Change]) -> Mended:
    """Return a page of the dataset as a rebuild would make it with these corrections."""
    is_fresh = not built.corrections or list(built.corrections) == [one.id for one in several]
    return mend(built if is_fresh and _is_alone(built) else _unmended(built), several)


def _changed(page: Page, one: Change) -> Page:
    """Return a page with one more correction; what cannot be applied, or changes nothing, is kept out of the file.

    Raises:
        InputError: if it is such.

    """
    done = mend(page, [one])
    for bad in done.rejected:
        raise InputError(page.source, bad.problem, help="choose another place")
    ignored = {"corrections": (), **({} if one.op == "checked" else {"review": None})}
    if done.page.model_copy(update=ignored) == page.model_copy(update=ignored):
        raise InputError(page.source, "it is so already", help="nothing was written")
    return done.page


def _taken_back(built: Page, undo: Undo, before: Iterable[Change | Undo]) -> Page:
    """Return a page of the dataset without what is taken back of the corrections before.

    Raises:
        InputError: if there is no such correction of the page, or it was taken back already.

    """
    if all(one.id != undo.of or one.source != built.source for one in corrections.holding(before)):
        raise InputError(built.source, f"there is no correction {undo.of} to take back", help="load the page again")
    return _mended(built, [one for one in corrections.standing([*before, undo]) if one.source == built.source]).page


def _unmended(page: Page) -> Page:
    """Return a page as the converter makes it, alone, with what others than a person who corrects said of where it comes from."""
    stated = [one for one in origins.stated(page) if one.origin != "correction"]
    return pages.convert(page.source_text, source=page.source, encoding=page.encoding, stated=stated)


def _is_alone(page: Page) -> bool:
    """Say whether all print of a page is in its own articles and nothing else is: no jump leads to it or away, it repeats none."""
    return page.repeats is None and not any(article.parts for article in page.articles) and page_findings(page) == []


def _line(one: Change | Undo, *, standing: bool) -> dict[str, Any]:
    return one.model_dump(mode="json") | {"standing": standing}


def _stamp(folder: Path) -> int:
    """Return when a dataset was built last."""
    path = folder / layout.SUMS
    return path.stat().st_mtime_ns if path.exists() else 0


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # no such user on this system, or no way to ask
        return ""
