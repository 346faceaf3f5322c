"""Every error the package raises on purpose.

    CorpusError                  anything below; `place`, `problem`, `help`
    ├── UsageError               the call itself is wrong (an option, a missing path)
    ├── InputError               a source cannot be read as page text
    │   ├── EncodingError        its bytes are no text in the encoding tried
    │   ├── LimitError           it is larger than anything that is a page, or not to be trusted
    │   ├── UnseenError          the machine that was to read it has no such file
    │   ├── ConverterError       the converter failed on it
    │   └── LostError            a worker process died of it
    ├── DatasetError             a dataset folder is missing, damaged or of another schema
    ├── BusyError                another process is at work on a dataset folder
    ├── ClusterError             a cluster cannot be reached, or its nodes are not as this machine is
    ├── HubError                 a hub does not do what it was asked
    │   ├── AccessError          it does not know who asks: no token, or one that it refuses
    │   ├── RefusedError         it says no, or we do before it can: name, rights, quota, a schema that would break readers
    │   └── NetworkError         it cannot be reached, or went on failing
    ├── ModelError               the weights in the package do not fit the code
    └── MissingExtraError        an optional package is needed and not installed

A message has two lines: ``place: what is wrong`` and ``help: what to do``.
"""

from __future__ import annotations

TYPE_CHECKING = False  # that of typing, which takes as long to load as all that the help of the command needs
if TYPE_CHECKING:
    from typing import ClassVar

    from corpus.reasons import Reason


class CorpusError(Exception):
    """Base of all errors; its text is the message a user reads.

    >>> print(CorpusError("front.txt:1", "not UTF-8", help="try --encoding gb18030"))
    front.txt:1: not UTF-8
    help: try --encoding gb18030
    """

    def __init__(self, place: str, problem: str, *, help: str = "") -> None:  # noqa: A002 - the word users read
        self.place = place
        self.problem = problem
        self.help = help
        super().__init__(place, problem, help)

    def __reduce__(self) -> tuple[object, ...]:
        """Travel between processes with the three parts, whatever the subclass takes."""
        return _restore, (type(self), self.place, self.problem, self.help)

    def __str__(self) -> str:
        """Return ``place: problem`` and, where there is one, the help line."""
        first = f"{self.place}: {self.problem}" if self.place else self.problem
        return f"{first}\nhelp: {self.help}" if self.help else first


def _restore(kind: type[CorpusError], place: str, problem: str, advice: str) -> CorpusError:
    error = kind.__new__(kind)
    CorpusError.__init__(error, place, problem, help=advice)
    return error


class UsageError(CorpusError):
    """The call itself is wrong: an unknown option value, a path that does not exist."""


class InputError(CorpusError):
    """A source cannot be read as page text; `reason` is what the quarantine calls it."""

    reason: ClassVar[Reason] = "unreadable"


class EncodingError(InputError):
    """The bytes of a source are no text in the encoding that was tried."""

    reason = "encoding"


class LimitError(InputError):
    """A source is larger than anything that is a page, or its place in an archive is not to be trusted."""

    reason = "refused"


class UnseenError(InputError):
    """The machine that was to read a source has no such file."""


class ConverterError(InputError):
    """The converter failed on a page."""

    reason = "converter failed"


class LostError(InputError):
    """A worker process died whenever it was given this page."""

    reason = "worker died"


class DatasetError(CorpusError):
    """A dataset folder is missing, damaged, or of another schema."""


class BusyError(CorpusError):
    """Another process is at work on a dataset folder."""


class ClusterError(CorpusError):
    """A cluster cannot be reached, loses its nodes, or has one with another version or without the files."""


class HubError(CorpusError):
    """A hub does not do what it was asked."""


class AccessError(HubError):
    """The hub does not know who asks: there is no token, or it refuses the one there is."""


class RefusedError(HubError):
    """The hub says no, or we do before it can: a name, rights, a quota, a schema that would break readers."""


class NetworkError(HubError):
    """The hub cannot be reached, or went on failing until we gave up."""


class ModelError(CorpusError):
    """The weights that ship in the package do not fit the code that reads them."""


class MissingExtraError(CorpusError):
    """An optional package is needed for this and is not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(what, "an optional package is not installed", help=f"pip install 'newspaper-corpus[{extra}]'")
