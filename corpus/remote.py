"""Places that are no path of this machine, as ``s3://`` and ``hf://``: listed and opened by fsspec, which knows nearly all there are.

It comes with `datasets`. What it needs for a place, as s3fs, is the extra ``remote`` or a package that fsspec names.
"""

from __future__ import annotations

from contextlib import contextmanager
from io import BufferedReader
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import CorpusError, InputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_WEB: Final = ("http://", "https://")
_MAGIC: Final = "*?["


def is_remote(argument: str) -> bool:
    """Tell a URL from a path.

    >>> is_remote("s3://bucket/pages"), is_remote("pages/a.txt")
    (True, False)
    """
    scheme, mark, _ = argument.partition("://")
    return bool(mark) and scheme.replace("+", "").isalnum()


def shown(url: str) -> str:
    """Return a URL as it may be printed: without a password, and on the web without the query, where signatures are.

    >>> shown("https://me:secret@papers.example/a.zip?signature=1234")
    'https://papers.example/a.zip'
    """
    scheme, _, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path.partition('?')[0] if url.startswith(_WEB) else path}"


def listed(url: str) -> dict[str, str] | None:
    """Return the files that the URL of a folder, or a glob, stands for: the address of each by its name below it; None for a file.

    Raises:
        InputError: if there is nothing, or the place cannot be reached.
        MissingExtraError: if fsspec needs another package for it.

    """
    with _reached(url):
        files, path = _found(url)
        magic = not url.startswith(_WEB) and any(mark in path for mark in _MAGIC)
        if not magic and files.info(path)["type"] == "file":
            return None
        parts = path.rstrip("/").split("/")
        fixed = "/".join(parts[: next((n for n, part in enumerate(parts) if any(mark in part for mark in _MAGIC)), len(parts))])
        found = [name for name, about in files.glob(path, detail=True).items() if about["type"] == "file"] if magic else files.find(path)
        return {name.removeprefix(f"{fixed}/"): files.unstrip_protocol(name) for name in sorted(found)}


@contextmanager
def opened(url: str) -> Iterator[BinaryIO]:
    """Open a file; it can be read from any place in it.

    Raises:
        InputError: if it cannot be reached, also while it is read.
        MissingExtraError: if fsspec needs another package for it.

    """
    with _reached(url):
        files, path = _found(url)
        with files.open(path, "rb") as file:
            yield BufferedReader(file)  # fsspec's own gives no line of a bounded length


def _found(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs  # noqa: PLC0415 - few pages are remote

    found: tuple[Any, str] = url_to_fs(url)
    return found


@contextmanager
def _reached(url: str) -> Iterator[None]:
    """Say in our words what fsspec says in those of each file system."""
    try:
        yield
    except CorpusError:
        raise
    except ImportError as error:
        raise MissingExtraError(shown(url), "remote") from error
    except FileNotFoundError as error:
        raise InputError(shown(url), "no such file or folder", help="check the address") from error
    except Exception as error:  # each file system raises what it likes, and each must be reported
        said = " ".join(str(error).replace(url, shown(url)).split()) or type(error).__name__
        said = said.replace(url.partition("?")[2] or "?", "")
        raise InputError(shown(url), f"cannot be reached: {said}", help="check the address, your access to it, and the network") from error
