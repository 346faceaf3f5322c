"""Files with print, read in a process of their own, so that a hostile one can hurt only its page.

The process is given a time for each page and an amount of memory. If it dies or is late it is ended, the page is reported, and
another process goes on. What it sends is JSON: nothing that it says is executed.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from corpus import prints, sheets
from corpus.errors import CorpusError, InputError, MissingExtraError

if TYPE_CHECKING:
    from corpus.sheets import Sheet

SECONDS: Final = 60.0
"""The time for a page."""
MEMORY: Final = 4 << 30
"""The memory of the process, in bytes of address space."""
_REOPENED: Final = 50
"""The pages after which a file is opened again: what a PDF reader keeps of pages read grows."""


def count(path: Path, place: str) -> int:
    """Return the number of pages of a file.

    Raises:
        InputError: if it is encrypted or damaged, or what reads it is not installed.

    """
    found: int = _reader().ask({"path": str(path.absolute()), "place": place}, place)["count"]
    return found


def sheet(path: Path, number: int, place: str) -> Sheet:
    """Return a page of a file, counted from 0.

    Raises:
        InputError: if it cannot be read, takes too long or too much memory, or holds no text.

    """
    return sheets.unpacked(_reader().ask({"path": str(path.absolute()), "place": place, "number": number}, place)["sheet"])


def process() -> int:
    """Return the number of the process that reads; 0 if there is none."""
    return _reader().pid


class Reader:
    """A process that reads files."""

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    @property
    def pid(self) -> int:
        """The number of the process, 0 if there is none."""
        return self._process.pid if self._process else 0

    def bound(self, seconds: float, memory: int) -> None:
        """Set the time and the memory that a page may take; the process begins anew."""
        self.close()
        self._seconds, self._memory = seconds, memory

    def ask(self, wanted: dict[str, Any], place: str) -> dict[str, Any]:
        """Return what the process answers.

        Raises:
            InputError: if it says so, does not answer in time, or dies.

        """
        with self._lock:
            process = self._started()
            late = threading.Event()
            timer = threading.Timer(self._seconds, _stop, (process, late))
            timer.start()
            try:
                answer = _exchange(process, wanted)
            finally:
                timer.cancel()
            if answer is None:
                self._end()
                raise _died(place, self._seconds, late=late.is_set())
        if "error" in answer:
            problem = answer["error"]
            raise InputError(str(problem[0]), str(problem[1]), help=str(problem[2]))
        return answer

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            command = [sys.executable, "-m", "corpus.guard", str(self._memory)]
            environment = {
                **os.environ,
                "OMP_NUM_THREADS": "1",
                "OPENBLAS_NUM_THREADS": "1",
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            }
            self._process = subprocess.Popen(  # noqa: S603 - our own command
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    _close(pipe)


def _stop(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:  # what was left in it has no reader any more
        return


def _exchange(process: subprocess.Popen[bytes], wanted: dict[str, Any]) -> dict[str, Any] | None:
    """Send a question and return the answer, None if there is none."""
    if process.stdin is None or process.stdout is None:
        return None
    try:
        process.stdin.write(json.dumps(wanted).encode() + b"\n")
        process.stdin.flush()
        line = process.stdout.readline()
        answer = json.loads(line) if line.endswith(b"\n") else None
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def _died(place: str, seconds: float, *, late: bool) -> InputError:
    if late:
        return InputError(place, f"reading it took longer than {seconds:g} seconds", help="it may be damaged: bring its text")
    return InputError(
        place, "the PDF reader broke down on it", help="it may be damaged: try to repair it with qpdf or mutool, or bring its text"
    )


def set_bounds(seconds: float = SECONDS, memory: int = MEMORY) -> None:
    """Set the time and the memory that a page may take from now on."""
    _reader().bound(seconds, memory)


@cache
def _reader() -> Reader:
    reader = Reader()
    atexit.register(reader.close)
    return reader


def _serve(source: IO[bytes], sink: IO[bytes]) -> None:
    """Answer questions, one a line, until there are no more."""
    with _Shelf() as shelf:
        for line in source:
            sink.write(json.dumps(_answer(shelf, json.loads(line)), allow_nan=False).encode() + b"\n")
            sink.flush()


def _answer(shelf: _Shelf, wanted: dict[str, Any]) -> dict[str, Any]:
    place = wanted["place"]
    try:
        document = shelf.take(Path(wanted["path"]), place)
        if "number" not in wanted:
            return {"count": len(document)}
        return {"sheet": sheets.packed(document.sheet(wanted["number"]))}
    except MissingExtraError as error:
        return {"error": (place, "an optional package is needed to read it", error.help)}
    except CorpusError as error:
        return {"error": (error.place, error.problem, error.help)}
    except (MemoryError, OSError):  # the system says the one or the other when there is no more
        return {"error": (place, "reading it takes more memory than a page may", "it may be damaged: bring its text")}
    except Exception as error:  # noqa: BLE001 - whatever a hostile file brings about must be reported, and the next page read
        return {"error": (place, f"it cannot be read: {type(error).__name__}", "it may be damaged: bring its text")}


class _Shelf(ExitStack):
    """Holds the file that was asked for last open."""

    def __init__(self) -> None:
        super().__init__()
        self._key: tuple[Path, int, int] | None = None
        self._document: prints.Document | None = None
        self._taken = 0

    def take(self, path: Path, place: str) -> prints.Document:
        """Return a file, opened."""
        self._taken += 1
        key = _key(path)
        if self._document is None or key is None or key != self._key or self._taken % _REOPENED == 0:
            self.close()
            self._document = None
            self._document = self.enter_context(prints.opened(path, place))
            self._key = key
        return self._document


def _key(path: Path) -> tuple[Path, int, int] | None:
    """Return what changes when a file does."""
    try:
        about = path.stat()
    except OSError:
        return None
    return path, about.st_mtime_ns, about.st_size


def _bound(memory: int) -> None:
    """Bound the memory of this process, where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Read files for another process, which asks on standard input; nothing else may write to standard output."""
    sink = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _bound(int(sys.argv[1]))
    _serve(sys.stdin.buffer, sink)


if __name__ == "__main__":
    main()
