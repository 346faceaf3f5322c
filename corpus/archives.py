"""ZIP and tar archives -> their members, one by one: an archive is never unpacked, and no more than one member of it is in memory.

A tar is read as a stream. A ZIP has a list of its members at its end, which is held. Both by the standard library.
"""

from __future__ import annotations

import io
import lzma
import stat
import struct
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from corpus.bounds import LARGEST, LARGEST_PRINT, plain, refuse_bomb, refuse_name, seekable, take, unpacked, unreadable
from corpus.encodings import legible
from corpus.errors import InputError, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from corpus.records import Statement

TEXT: Final = ".txt"
PRINT: Final = frozenset({".pdf", ".hocr", ".alto", ".xml"})
ARCHIVES: Final = frozenset({".zip", ".tar"})
TABLES: Final = frozenset({".jsonl", ".ndjson", ".parquet"})

_LIST: Final = 128 << 20
"""Bytes that the list of a ZIP may have: that of a million members."""
_END, _END_64, _LOCATOR_64 = struct.Struct("<4s8xLLH"), struct.Struct("<4s36xQ8x"), struct.Struct("<4s4xQ4x")
_UTF8: Final = 0x800
_COMMENT: Final = 1 << 16
_HEADERS: Final = 1 << 20
"""Bytes that the headers of one member of a tar may have."""
_WRONG: Final = (
    *(OSError, EOFError, ValueError, RuntimeError, NotImplementedError, struct.error),
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, tarfile.TarError),
)
"""What the standard library raises of archives that are damaged, encrypted, or packed in a way of their own."""


@dataclass(frozen=True, slots=True)
class Member:
    """A page in an archive or a row of a table: its name, its bytes, what is known of it, or what is wrong with it.

    `place` is what messages call it. `encoding` is that of the bytes, if it is known. A member without name is the file itself.
    """

    name: str
    place: str
    data: bytes = b""
    stated: tuple[Statement, ...] = ()
    encoding: str | None = None
    wrong: InputError | None = None


def members(file: BinaryIO, name: str, place: str) -> Iterator[Member]:
    """Yield the pages that an archive holds, in its order; what is no page is left out, as in a folder.

    A member that cannot be read, an archive in the archive, and the archive itself where it is damaged, come with what is wrong.
    """
    try:
        yield from _zipped(file, place) if plain(name).lower().endswith(".zip") else _streamed(unpacked(file, name, place), place)
    except InputError as error:
        yield Member("", place, wrong=error)
    except _WRONG as error:
        yield Member("", place, wrong=unreadable(place, error))


def _most(name: str) -> int:
    """Return how many bytes a member may have by its name; 0 if it is no page."""
    path = PurePosixPath(plain(name))
    if any(part.startswith(".") and part not in {".", ".."} for part in path.parts):
        return 0
    suffix = path.suffix.lower()
    return LARGEST if suffix == TEXT else LARGEST_PRINT if suffix in PRINT or suffix in ARCHIVES | TABLES else 0


def _member(name: str, place: str, kind: str, read: Callable[[int, str], bytes]) -> Member:
    """Return a member with its bytes, or with what is wrong with it; `read` gives them, told how many at most and what to call it."""
    made = PurePosixPath(name).as_posix()
    where = f"{place}/{made}"
    try:
        refuse_name(name, place)
        if kind:
            raise LimitError(where, f"a {kind}, not a file", help="put the page itself into the archive")
        if PurePosixPath(plain(name)).suffix.lower() in ARCHIVES | TABLES:
            raise LimitError(where, "an archive or a table in an archive, which is not opened", help="unpack the outer one first")
        most = _most(name)
        data = read(most, where)
        return Member(made, where, take(unpacked(io.BytesIO(data), name, where), most, where))
    except InputError as error:
        return Member(_harmless(made), where, wrong=error)
    except _WRONG as error:
        return Member(made, where, wrong=unreadable(where, error))


def _harmless(name: str) -> str:
    """Return a name that is refused in a form that leads nowhere, for it is told in the quarantine."""
    return "/".join("…" if part == ".." else part for part in name.replace("\\", "＼").replace("\0", "␀").split("/")).lstrip("/")


def _zipped(file: BinaryIO, place: str) -> Iterator[Member]:
    with seekable(file) as (whole, size):
        _refuse_long_list(whole, size, place)
        given = 0
        with zipfile.ZipFile(whole) as archive:
            for info in archive.infolist():
                name = info.orig_filename
                if not info.flag_bits & _UTF8:  # by the standard it is in code page 437, but hardly any program holds to that
                    name = legible(name.encode("cp437"))
                if not name.endswith("/") and _most(name):
                    given += info.file_size
                    refuse_bomb(given, size, place)
                    yield _member(name, place, _kind(info), partial(_unzipped, archive, info))


def _kind(info: zipfile.ZipInfo) -> str:
    """Return what a member is, if it is no file; most programs do not say."""
    kind = stat.S_IFMT(info.external_attr >> 16)
    return "" if kind in {0, stat.S_IFREG} else "link" if kind == stat.S_IFLNK else "device"


def _unzipped(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, where: str) -> bytes:
    refuse_bomb(info.file_size, info.compress_size, where)
    if info.flag_bits & 1:
        raise InputError(where, "encrypted", help="give the archive without a password")
    with archive.open(info) as file:
        return take(file, most, where)  # type: ignore[arg-type] # it reads as a BinaryIO does


def _refuse_long_list(file: BinaryIO, size: int, place: str) -> None:
    """Look how long the list of a ZIP says to be, before it is read."""
    file.seek(max(0, size - _COMMENT - _END.size - _LOCATOR_64.size))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + _END.size > len(tail):
        raise InputError(place, "not a ZIP archive, or cut off", help="pack it again, or bring it here again")
    length = _END.unpack_from(tail, at)[1]
    if length == 0xFFFFFFFF and at >= _LOCATOR_64.size:  # noqa: PLR2004 - the mark of a list that is told elsewhere
        file.seek(_LOCATOR_64.unpack_from(tail, at - _LOCATOR_64.size)[1])
        length = _END_64.unpack(file.read(_END_64.size))[1]
    if length > _LIST:
        raise LimitError(place, f"its list of members is larger than {_LIST >> 20} MB", help="divide it, or make a tar of it")
    file.seek(0)


class _Strict(tarfile.TarInfo):
    """A header that may not be damaged: the library takes one for the end of the archive, and what follows it would be lost."""

    @classmethod
    def fromtarfile(cls, tar: tarfile.TarFile) -> _Strict:
        try:
            return super().fromtarfile(tar)
        except tarfile.EOFHeaderError:  # type: ignore[attr-defined] # the mark at the end; typeshed leaves it out
            raise
        except tarfile.HeaderError as error:
            message = f"damaged or cut off after {tar.offset:,} bytes: {error}"
            raise tarfile.ReadError(message) from error


class _Paced(io.RawIOBase):
    """Gives a stream as far as it may be read: past the member at hand, and a little for the headers of the next."""

    def __init__(self, stream: BinaryIO, place: str) -> None:
        self._stream, self._place = stream, place
        self._at = 0
        self.end = _HEADERS

    def read(self, size: int = -1) -> bytes:
        if self._at > self.end:
            raise LimitError(self._place, f"a header in it is larger than {_HEADERS >> 20} MB", help="make the archive again")
        found = self._stream.read(size)
        self._at += len(found)
        return found


def _streamed(stream: BinaryIO, place: str) -> Iterator[Member]:
    paced = _Paced(stream, place)
    with tarfile.open(mode="r|", fileobj=paced, tarinfo=_Strict, errors="surrogateescape", encoding="utf-8") as archive:
        while info := archive.next():
            archive.members.clear()  # type: ignore[attr-defined] # it would remember every one; typeshed leaves it out
            paced.end = archive.offset + _HEADERS + tarfile.RECORDSIZE
            name = legible(info.name.encode("utf-8", "surrogateescape"))
            if not info.isdir() and _most(name):
                yield _member(name, place, _tar_kind(info), partial(_untarred, archive, info))


def _tar_kind(info: tarfile.TarInfo) -> str:
    return "" if info.isreg() else "link" if info.issym() or info.islnk() else "device"


def _untarred(archive: tarfile.TarFile, info: tarfile.TarInfo, most: int, where: str) -> bytes:
    file = archive.extractfile(info)
    return take(file, most, where) if file else b""  # type: ignore[arg-type] # it reads as a BinaryIO does
