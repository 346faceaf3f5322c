"""Places that are no path of this machine, as ``s3://`` and ``hf://``: listed and opened by fsspec, which knows nearly all there are.

It comes with `datasets`. What it needs for a place, as s3fs, is the extra ``remote`` or a package that fsspec names.
"""

from __future__ import annotations

from contextlib import contextmanager
from io import BufferedReader
from typing import TYPE_CHECKING, Any, Final

from corpus.errors import CorpusError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import BinaryIO

_WEB: Final = ("http://", "https://")
_MAGIC: Final = "*?["
_GONE: Final = {404, 410}
"""What a web server says of a file that is not there."""
_FILE_ONLY: Final = "give the address of a file: folders and globs cannot be listed over http(s)"


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
        InputError: if there is nothing, the place cannot be reached, fsspec needs another package for it, or it is a folder on the web.

    """
    with _reached(url):
        files, path = _found(url)
        if url.startswith(_WEB):
            _refuse_index(url, files.info(path))
            return None
        magic = any(mark in path for mark in _MAGIC)
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
        InputError: if it cannot be reached, also while it is read, or fsspec needs another package for it.

    """
    with _reached(url):
        files, path = _found(url)
        with files.open(path, "rb") as file:
            yield BufferedReader(file)  # fsspec's own gives no line of a bounded length


def _found(url: str) -> tuple[Any, str]:
    from fsspec.core import url_to_fs  # noqa: PLC0415 - few pages are remote

    found: tuple[Any, str] = url_to_fs(url)
    return found


def _refuse_index(url: str, about: Mapping[str, Any]) -> None:
    """Keep out what a web server shows of a folder."""
    if about.get("mimetype") == "text/html" and str(about.get("url", url)).partition("?")[0].endswith("/"):
        raise InputError(shown(url), "a folder, not a file", help=_FILE_ONLY)


@contextmanager
def _reached(url: str) -> Iterator[None]:
    """Say in our words what fsspec says in those of each file system."""
    try:
        yield
    except CorpusError:
        raise
    except ImportError as error:
        raise InputError(shown(url), "an optional package is needed to read it", help="pip install 'newspaper-corpus[remote]'") from error
    except FileNotFoundError as error:
        if not url.startswith(_WEB):
            raise InputError(shown(url), "no such file or folder", help="check the address") from error
        cause = error.__cause__  # on the web, fsspec raises it for whatever goes wrong
        if cause is None or getattr(cause, "status", None) in _GONE:
            raise InputError(shown(url), "no such file", help=_FILE_ONLY) from error
        raise _unreached(url, cause) from error
    except Exception as error:  # each file system raises what it likes, and each must be reported
        raise _unreached(url, error) from error


def _unreached(url: str, error: BaseException) -> InputError:
    """Return what to say of a place that cannot be reached; what a web server answers has the address in it, with its signatures."""
    said = f"{error.status} {getattr(error, 'message', '')}" if hasattr(error, "status") else str(error)
    said = " ".join(said.replace(url, shown(url)).split()) or type(error).__name__
    said = said.replace(url.partition("?")[2] or "?", "")
    return InputError(shown(url), f"cannot be reached: {said}", help="check the address, your access to it, and the network")
