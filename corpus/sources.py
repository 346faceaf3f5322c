"""Files, folders, globs and standard input -> named sources of page text, or of pages with their print (PDF, ALTO, hOCR)."""

from __future__ import annotations

import glob
import hashlib
import os
import platform
import sys
from collections import Counter
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from corpus import guard, prints
from corpus.encodings import decode
from corpus.errors import InputError, LimitError, UnseenError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

    from corpus.records import Statement
    from corpus.sheets import Sheet

STDIN = "-"
_SHOWN = frozenset({".txt", ".pdf", ".hocr", ".alto", ".xml"})

LARGEST = 32 << 20
"""Bytes that a page may have: some hundred times what a broadsheet holds."""

_COMPRESSED: Final = {".gz": "gzip", ".zst": "zstd"}


@dataclass(frozen=True, slots=True)
class Source:
    """One page not read yet: its published name, where its bytes are, what is known of it; in a file with print its `number`, from 0.

    `wrong` is what is wrong with a file of which the pages cannot be counted.
    """

    name: str
    path: Path
    data: bytes | None = None
    stated: tuple[Statement, ...] = ()
    number: int | None = None
    wrong: InputError | None = None

    @property
    def place(self) -> str:
        """What messages call it: the path as the user gave it."""
        return "standard input" if str(self.path) == STDIN else f"{self.path}{self.name[len(self.name.partition('#page=')[0]) :]}"


@dataclass(frozen=True, slots=True)
class Sources:
    """What a list of arguments stands for: the sources found, and a finding for each argument that stands for nothing."""

    found: tuple[Source, ...]
    bad: tuple[InputError, ...]


def expand(arguments: Iterable[str | Path]) -> Sources:
    """Return the sources that files, folders, globs and ``-`` (standard input) stand for, each file once.

    A folder stands for every ``*.txt``, ``*.txt.gz`` and ``*.txt.zst`` in it at any depth, hidden ones left out, and for every
    PDF, ALTO and hOCR file that has no ``.txt`` of its name beside it; a symbolic link that leads out of it is a finding. A
    source is named by its path relative to the folder given, to the fixed part of the glob, or to its own folder; if two would
    then have one name, all are named relative to the deepest folder that holds them all. Each page of a file of several pages
    is a source of its own, as ``FILE.pdf#page=3``.
    """
    found: dict[Path, Source] = {}
    bad: list[InputError] = []
    for argument in arguments:
        try:
            for source in _expand_one(str(argument), bad):
                found.setdefault(source.path.resolve(), source)
        except InputError as error:
            bad.append(error)
    pages: list[Source] = []
    for source in _tell_apart(list(found.values())):
        try:
            pages += _pages(source)
        except InputError as error:
            pages.append(replace(source, wrong=error))
    return Sources(tuple(pages), tuple(bad))


def _pages(source: Source) -> list[Source]:
    """Return the pages of a source: itself, unless it is a file with print."""
    if source.data is not None or not prints.kind(source.path):
        return [source]
    count = guard.count(source.path, source.place)
    if count == 1:
        return [replace(source, number=0)]
    return [replace(source, name=f"{source.name}#page={number + 1}", number=number) for number in range(count)]


def _expand_one(argument: str, bad: list[InputError]) -> list[Source]:
    if argument == STDIN:
        return [Source(STDIN, Path(STDIN), sys.stdin.buffer.read())]
    path = Path(argument)
    if path.is_dir():
        return _folder(path, bad)
    if path.exists():
        return [Source(_printable(path.name), path)]
    if any(mark in argument for mark in "*?["):
        return _glob(argument)
    raise InputError(argument, "no such file or folder", help="give a file, a folder, a glob in quotes, or - for standard input")


def _folder(folder: Path, bad: list[InputError]) -> list[Source]:
    paths = [path for path in folder.rglob("*") if plain(path).suffix.lower() in _SHOWN and path.is_file()]
    visible = [path for path in paths if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    inside = folder.resolve()
    outward = {path for path in visible if path.is_symlink() and not path.resolve().is_relative_to(inside)}
    bad += [LimitError(str(path), "a link that leads out of the folder", help="name the file itself") for path in sorted(outward)]
    texts = {plain(path).with_suffix("") for path in visible if _is_text(path)}
    shown = [path for path in visible if path not in outward]
    shown = [path for path in shown if _is_text(path) or (path.with_suffix("") not in texts and prints.kind(path))]
    if not shown and not outward:
        raise InputError(str(folder), "no .txt or .pdf file in this folder", help="name the files, or a glob such as 'FOLDER/*.text'")
    return sorted(_named(shown, folder), key=lambda source: source.name)


def _is_text(path: Path) -> bool:
    return plain(path).suffix.lower() == ".txt"


def plain(path: Path) -> Path:
    """Return the path that a file would have if it were not compressed.

    >>> plain(Path("in/a.txt.gz")).as_posix()
    'in/a.txt'
    """
    return path.with_suffix("") if path.suffix.lower() in _COMPRESSED else path


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
        yield Source(_printable(path.relative_to(folder).as_posix()), path)


def _tell_apart(sources: list[Source]) -> list[Source]:
    """Give all sources longer names if two have the same."""
    names = Counter(source.name for source in sources)
    if len(names) == len(sources):
        return sources
    paths = [source.path.resolve() for source in sources]
    common = Path(os.path.commonpath([path.parent for path in paths]))
    return [replace(source, name=_printable(path.relative_to(common).as_posix())) for source, path in zip(sources, paths, strict=True)]


def _printable(name: str) -> str:
    """Return a file name as text: bytes of the name that are no UTF-8 become U+FFFD."""
    return os.fsencode(name).decode("utf-8", "replace")


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
        return source.data
    try:
        with _opened(source.path) as file:
            data: bytes = file.read(LARGEST + 1)  # of a small file that would become a huge one, too
    except OSError as error:
        raise InputError(source.place, error.strerror or str(error), help="check the path and its permissions") from error
    if len(data) > LARGEST:
        raise LimitError(source.place, f"larger than {LARGEST >> 20} MB", help="a page is smaller; give one file for each page")
    return data


def digest(source: Source) -> str:
    """Return what tells the content of a source from any other: the SHA-256 of its file, and which page of it.

    Raises:
        InputError: if the file cannot be read.

    """
    if source.number is None:
        return hashlib.sha256(load(source)).hexdigest()
    try:
        now = source.path.stat()
        return f"{_file_digest(source.path, now.st_mtime_ns, now.st_size)} {source.number}"
    except OSError as error:
        raise InputError(source.place, error.strerror or str(error), help="check the path and its permissions") from error


@lru_cache(maxsize=1)
def _file_digest(path: Path, *_: int) -> str:
    """Return the SHA-256 of a file; its pages come one after the other, so that the last one is enough to remember."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            found.update(piece)
    return found.hexdigest()


def _opened(path: Path) -> BinaryIO:
    """Open a file, compressed or not; pyarrow, which is here for Parquet, knows the ways."""
    way = _COMPRESSED.get(path.suffix.lower())
    if way is None:
        return path.open("rb")
    from pyarrow import input_stream  # noqa: PLC0415 - takes long to load, and most pages are not compressed

    stream: BinaryIO = input_stream(str(path), compression=way)
    return stream


def read(source: Source, encoding: str | None = None) -> Reading:
    """Return the text of a source, in the encoding named or recognised, with its print where the file shows it.

    Raises:
        InputError: if the file cannot be read or is no text; `EncodingError` if its bytes do not fit the encoding; `UnseenError` if
            there is no such file on this machine.

    """
    if source.number is not None:
        if not source.path.exists():
            raise UnseenError(source.place, f"{platform.node()} sees no such file", help="check the path and its permissions")
        sheet = guard.sheet(source.path, source.number, source.place)
        return Reading(sheet.text, sheet.kind, sheet)
    data = load(source)
    if data.startswith(b"%PDF-"):
        raise InputError(source.place, "a PDF", help="name the file: a PDF is not read from standard input")
    found = decode(data, encoding, place=source.place)
    return Reading(found.text, found.encoding)
