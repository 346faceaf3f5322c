"""Files, folders, globs, URLs and standard input -> named sources: page text, and pages with their print (PDF, ALTO, hOCR).

A source may hold many pages, as an archive or a table does; `opened` gives these one by one.
"""

from __future__ import annotations

import glob
import hashlib
import os
import platform
import sqlite3
import sys
from contextlib import closing
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final

from corpus import archives, guard, prints, remote, sheets, spool, tabular
from corpus.archives import ARCHIVES, PRINT, TABLES, TEXT
from corpus.bounds import LARGEST, LARGEST_PRINT, plain, refuse_name, take, unpacked, unreadable
from corpus.chars import has_surrogates, writable
from corpus.encodings import decode, legible
from corpus.errors import InputError, LimitError, UnseenError
from corpus.tabular import Columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from corpus.archives import Member
    from corpus.records import Statement
    from corpus.sheets import Sheet

STDIN: Final = "-"

_GIVEN_UP: Final = 1000
"""Pages that cannot be read, without one that can, after which an archive or a table is given up."""


@dataclass(frozen=True, slots=True)
class Source:
    """One page not read yet: its published name, where its bytes are, what is known of it; in a file with print its `number`, from 0.

    What is not on this machine has a `url`. The bytes of a page in an archive or a table are in `data`, in an `encoding` that may
    be known, and `place` is what messages call it. `wrong` is what is wrong with a file or a page that cannot be read.
    """

    name: str
    path: Path
    data: bytes | None = None
    stated: tuple[Statement, ...] = ()
    number: int | None = None
    wrong: InputError | None = None
    url: str = ""
    encoding: str | None = None
    called: str = ""

    @property
    def place(self) -> str:
        """What messages call it: the path as the user gave it."""
        if str(self.path) == STDIN:
            return "standard input"
        file = self.called or (remote.shown(self.url) if self.url else str(self.path))
        return file + self.name[len(self.name.partition(sheets.PAGE)[0]) :]

    @property
    def holds_many(self) -> bool:
        """Whether it is an archive or a table, to be opened."""
        return self.data is None and self.wrong is None and _suffix(self.name) in ARCHIVES | TABLES


@dataclass(frozen=True, slots=True)
class Sources:
    """What a list of arguments stands for: the sources found, and a finding for each argument that stands for nothing.

    `total` is the number of pages and findings; None if there is an archive or a table, of which it is not known before its end.
    """

    found: tuple[Source, ...]
    bad: tuple[InputError, ...]
    total: int | None


def expand(arguments: Iterable[str | Path]) -> Sources:
    """Return the sources that files, folders, globs, URLs and ``-`` (standard input) stand for, each file once.

    A folder stands for every ``*.txt``, ``*.txt.gz`` and ``*.txt.zst`` in it at any depth, hidden ones left out, for every
    archive, and for every PDF, ALTO and hOCR file that has no ``.txt`` of its name beside it; if there is none of these, for its
    JSON Lines and Parquet files, which beside pages may be tables of another kind. A symbolic link that leads out of it is a finding. A
    source is named by its path relative to the folder given, to the fixed part of the glob, or to its own folder; if two would
    then have one name, all are named relative to the deepest folder that holds them all. Each page of a file of several pages
    is a source of its own, as ``FILE.pdf#page=3``.
    """
    found: dict[str, Source] = {}
    bad: list[InputError] = []
    for argument in arguments:
        try:
            for source in _expand_one(str(argument), bad):
                found.setdefault(source.url or str(source.path.resolve()), source)
        except InputError as error:
            bad.append(error)
        except OSError as error:
            bad.append(unreadable(str(argument), error))
    pages: list[Source] = []
    for source in _tell_apart(list(found.values())):
        try:
            pages += _pages(source)
        except InputError as error:
            pages.append(replace(source, wrong=error))
        except OSError as error:
            pages.append(replace(source, wrong=unreadable(source.place, error)))
    total = None if any(source.holds_many for source in pages) else len(pages) + len(bad)
    return Sources(tuple(pages), tuple(bad), total)


def _pages(source: Source) -> list[Source]:
    """Return the pages of a source: itself, unless it is a file with print."""
    if source.data is not None or source.url or source.holds_many or not prints.kind(source.path):
        return [source]
    return _numbered(source, guard.count(source.path, source.place))


def _numbered(source: Source, count: int) -> list[Source]:
    if count == 1:
        return [replace(source, number=0)]
    return [replace(source, name=f"{source.name}{sheets.PAGE}{number + 1}", number=number) for number in range(count)]


def opened(sources: Iterable[Source], columns: Columns | None = None) -> Iterator[Source]:
    """Yield sources of one page each: those in archives, in tables and at remote places are opened one by one, and have their bytes.

    A page whose name another had before it comes with what is wrong: names tell pages apart. So does what cannot be read.
    """
    # a database without name is in memory, and goes to disk when it grows; any thread may come to close it
    with closing(sqlite3.connect("", check_same_thread=False)) as seen:
        seen.execute("CREATE TABLE names (name TEXT PRIMARY KEY) WITHOUT ROWID")
        for source in sources:
            for page in _inside(source, columns or Columns()):
                if page.wrong or seen.execute("INSERT OR IGNORE INTO names VALUES (?)", (page.name,)).rowcount:
                    yield page
                else:
                    error = InputError(page.place, "the name of another page before it", help="give each page a name of its own")
                    yield replace(page, wrong=error)


def _inside(source: Source, columns: Columns) -> Iterator[Source]:
    """Yield the pages of one source."""
    if source.holds_many:
        yield from _held(source, columns)
    elif source.url and source.data is None and _suffix(source.name) in PRINT:
        try:
            with remote.opened(source.url) as file:
                source = replace(source, data=take(file, LARGEST_PRINT, source.place))
            yield from _shown(source)
        except InputError as error:
            yield replace(source, wrong=error)
    else:
        yield source


def _held(source: Source, columns: Columns) -> Iterator[Source]:
    """Yield the pages that an archive or a table holds."""
    try:
        with remote.opened(source.url) if source.url else source.path.open("rb") as file:
            if _suffix(source.name) in ARCHIVES:
                found = archives.members(file, source.name, source.place)
            else:
                found = tabular.rows(file, source.name, source.place, columns)
            good = bad = pages = 0
            for member in found:
                for page in _shown(_member(source, member)):
                    pages += 1
                    yield page
                good, bad = good + (member.wrong is None), bad + (member.wrong is not None)
                if bad == _GIVEN_UP and not good:
                    raise InputError(  # noqa: TRY301 - as those that the readers raise
                        source.place, f"none of its first {bad:,} pages can be read", help="see the messages above; the rest is left out"
                    )
            if not pages:
                raise InputError(source.place, "no page in it", help="check that it holds what it should; leave it out if it is empty")  # noqa: TRY301 - as above
    except InputError as error:
        yield replace(source, wrong=error)
    except OSError as error:
        yield replace(source, wrong=unreadable(source.place, error))


def _member(source: Source, member: Member) -> Source:
    name = writable(f"{source.name}/{member.name}" if member.name else source.name)
    return Source(name, source.path, member.data, member.stated, None, member.wrong, "", member.encoding, member.place)


def _shown(source: Source) -> Iterator[Source]:
    """Yield the pages of a file that is at hand: itself, unless it shows print; markup of another kind is no page."""
    suffix = _suffix(source.name)
    if source.wrong or source.encoding or suffix not in PRINT or source.data is None:
        yield source
        return
    try:
        path = spool.put(source.data, suffix)
        if prints.kind(path):
            yield from _numbered(source, guard.count(path, source.place))
    except InputError as error:
        yield replace(source, wrong=error)
    except OSError as error:
        yield replace(source, wrong=unreadable(source.place, error))


def _expand_one(argument: str, bad: list[InputError]) -> list[Source]:
    if argument == STDIN:
        source = Source(STDIN, Path(STDIN))
        if sys.stdin is None:
            raise InputError(source.place, "it is closed", help="give it the text of a page, as with: corpus convert - < page.txt")
        return [replace(source, data=sys.stdin.buffer.read(LARGEST + 1))]
    if remote.is_remote(argument):
        return _remote(argument, bad)
    path = Path(argument)
    if path.is_dir():
        return _folder(path, bad)
    if path.exists():
        return [Source(_name(Path(path.name)), path)]
    if "\0" not in argument and any(mark in argument for mark in "*?["):
        return _glob(argument)
    raise InputError(argument, "no such file or folder", help="give a file, a folder, a glob in quotes, a URL, or - for standard input")


def _remote(url: str, bad: list[InputError]) -> list[Source]:
    found = remote.listed(url)
    if found is None:
        name = writable(PurePosixPath(url.partition("://")[2].partition("?")[0]).name)
        return [Source(name, Path(name), url=url)]
    shown = []
    for name in _chosen([name for name in found if not _hidden(name)]) if not any(mark in url for mark in "*?[") else found:
        try:
            refuse_name(name, remote.shown(url))
            shown.append(Source(writable(name), Path(name), url=found[name]))
        except InputError as error:
            bad.append(error)
    if not shown:
        raise InputError(remote.shown(url), "no page in it", help="name a file, or a glob such as 'URL/*.text'")
    return shown


def _folder(folder: Path, bad: list[InputError]) -> list[Source]:
    inside = folder.resolve()
    paths: dict[str, Path] = {}
    outward = len(bad)
    for path in _walked(folder, bad):
        if path.is_symlink() and not path.resolve().is_relative_to(inside):
            bad.append(LimitError(str(path), "a link that leads out of the folder", help="name the file itself"))
        elif path.is_file():
            paths[path.relative_to(folder).as_posix()] = path
        elif not path.is_dir():  # a link to a folder in this one: what is there comes by its own name
            bad.append(InputError(str(path), "no file: a pipe, a socket or a device", help="name it itself, or take it out"))
    found = [paths[name] for name in _chosen(paths) if _suffix(name) not in PRINT or _shows_print(paths[name])]
    if not found and len(bad) == outward:
        raise InputError(str(folder), "no .txt or .pdf file in this folder", help="name the files, or a glob such as 'FOLDER/*.text'")
    return sorted(_named(found, folder), key=lambda source: source.name)


def _shows_print(path: Path) -> bool:
    """Tell whether a file is a page with print, or may be: one that cannot be read is told when its pages are counted."""
    try:
        return bool(prints.kind(path))
    except OSError:
        return True


def _walked(folder: Path, bad: list[InputError]) -> Iterator[Path]:
    """Yield the files of a folder that may be pages, and links to folders; a folder in it that cannot be read is a finding."""

    def failed(error: OSError) -> None:
        bad.append(unreadable(str(error.filename), error))

    for root, folders, files in os.walk(folder, onerror=failed):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (path for name in folders if (path := Path(root, name)).is_symlink())
        for name in sorted(files):
            if not name.startswith(".") and _suffix(name) in {TEXT, *PRINT, *ARCHIVES, *TABLES}:
                path = Path(root, name)
                try:
                    path.stat()
                except OSError as error:
                    if path.is_symlink() or not isinstance(error, FileNotFoundError):  # else it is gone by now
                        failed(error)
                else:
                    yield path


def _chosen(names: Iterable[str]) -> list[str]:
    """Return which of the names in a folder may be pages: text and archives, print without a text beside it, or else tables.

    >>> _chosen(["a.txt", "a.pdf", "b.pdf", "c.tar.gz", "manifest.jsonl", "d.md"]), _chosen(["1.jsonl", "2.parquet"])
    (['a.txt', 'b.pdf', 'c.tar.gz'], ['1.jsonl', '2.parquet'])
    """
    names = list(names)
    texts = {_stem(name) for name in names if _suffix(name) == TEXT}
    found = [name for name in names if _suffix(name) in {TEXT, *ARCHIVES} or (_suffix(name) in PRINT and _stem(name) not in texts)]
    return found or [name for name in names if _suffix(name) in TABLES]


def _suffix(name: str) -> str:
    return PurePosixPath(plain(name)).suffix.lower()


def _stem(name: str) -> str:
    return str(PurePosixPath(plain(name)).with_suffix(""))


def _hidden(name: str) -> bool:
    return any(part.startswith(".") for part in name.split("/") if part != "..")


def _glob(pattern: str) -> list[Source]:
    paths = [path for path in map(Path, glob.glob(pattern, recursive=True)) if path.is_file()]  # noqa: PTH207 - Path.glob takes no absolute pattern
    if not paths:
        raise InputError(pattern, "matches no file", help="check the pattern, and put it in quotes")
    return sorted(_named(paths, _fixed_part(pattern)), key=lambda source: source.name)


def _fixed_part(pattern: str) -> Path:
    """Return the folder that a glob starts from.

    >>> _fixed_part("in/2020/*/*.txt").as_posix()
    'in/2020'
    """
    parts = Path(pattern).parts[:-1]
    magic = [number for number, part in enumerate(parts) if any(mark in part for mark in "*?[")]
    return Path(*parts[: magic[0]] if magic else parts)


def _named(paths: Iterable[Path], folder: Path) -> Iterator[Source]:
    for path in paths:
        yield Source(_name(path.relative_to(folder)), path)


def _tell_apart(sources: list[Source]) -> list[Source]:
    """Give all sources longer names if two have the same."""
    if len({source.name for source in sources}) == len(sources):
        return sources
    places = [Path("/" + source.url.replace("://", "/", 1)) if source.url else source.path.resolve() for source in sources]
    common = os.path.commonpath([place.parent for place in places])
    return [replace(source, name=_name(place.relative_to(common))) for source, place in zip(sources, places, strict=True)]


def _name(path: Path) -> str:
    """Return the name of a page by its path; a part that is no UTF-8 is read as what it may be, as names in archives are."""
    return "/".join(legible(os.fsencode(part)) if has_surrogates(part) else part for part in path.parts)


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a source: its text, the encoding or the kind of file that it was read from, its print if that is known."""

    text: str
    encoding: str
    sheet: Sheet | None = None


def load(source: Source) -> bytes:
    """Return the bytes of a source of text.

    Raises:
        InputError: if the file cannot be read; `LimitError` if it is larger than any page.

    """
    if source.wrong:
        raise source.wrong
    if source.data is not None:
        if len(source.data) > LARGEST:
            raise LimitError(source.place, f"larger than {LARGEST >> 20} MB", help="a page is smaller; give one file for each page")
        return source.data
    try:
        with remote.opened(source.url) if source.url else source.path.open("rb") as file:
            return take(unpacked(file, source.name, source.place), LARGEST, source.place)
    except (OSError, ValueError) as error:  # a path with a NUL is the second
        raise unreadable(source.place, error) from error


def digest(source: Source) -> str:
    """Return what tells the content of a source from any other: the SHA-256 of its file, and which page of it.

    Raises:
        InputError: if the file cannot be read.

    """
    if source.number is None:
        return hashlib.sha256(load(source)).hexdigest()
    if source.data is not None:
        return f"{_data_digest(source.data)} {source.number}"
    try:
        now = source.path.stat()
        return f"{_file_digest(source.path, now.st_mtime_ns, now.st_size)} {source.number}"
    except OSError as error:
        raise unreadable(source.place, error) from error


@lru_cache(maxsize=1)
def _data_digest(data: bytes) -> str:
    """Return the SHA-256 of a file at hand, the pages of which come one after the other."""
    return hashlib.sha256(data).hexdigest()


@lru_cache(maxsize=1)
def _file_digest(path: Path, *_: int) -> str:
    """Return the SHA-256 of a file; its pages come one after the other, so that the last one is enough to remember."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def read(source: Source, encoding: str | None = None) -> Reading:
    """Return the text of a source, in the encoding named or recognised, with its print where the file shows it.

    Raises:
        InputError: if the file cannot be read or is no text; `EncodingError` if its bytes do not fit the encoding; `UnseenError` if
            there is no such file on this machine.

    """
    if source.number is not None and not source.wrong:
        if source.data is None and not source.path.exists():
            raise UnseenError(source.place, f"{platform.node()} sees no such file", help="check the path and its permissions")
        path = source.path if source.data is None else spool.put(source.data, _suffix(source.name.partition(sheets.PAGE)[0]))
        sheet = guard.sheet(path, source.number, source.place)
        return Reading(sheet.text, sheet.kind, sheet)
    data = load(source)
    if data.startswith(b"%PDF-"):
        raise InputError(source.place, "a PDF", help="name the file: a PDF is not read from standard input")
    found = decode(data, source.encoding or encoding, place=source.place)
    return Reading(found.text, found.encoding)
