"""Calls to the hub: what fails for a moment is tried again, and what fails for good is said in our words.

`huggingface_hub` does not try a commit again, nor most other calls; one answer 503 would end a push. Here every call goes
through `Wire.call`. The token stays with `huggingface_hub`: it is never kept or shown here.
"""

from __future__ import annotations

import errno
import logging
import re
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from huggingface_hub import HfApi, constants, get_token
from huggingface_hub.errors import (  # type: ignore[attr-defined] # HTTPError is of the HTTP library that it uses, whichever that is
    GatedRepoError,
    HfHubHTTPError,
    HFValidationError,
    HTTPError,
    LocalTokenNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.utils import validate_repo_id  # type: ignore[attr-defined]

from corpus import __version__
from corpus.errors import AccessError, CorpusError, HubError, NetworkError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable

    from huggingface_hub.hf_api import DatasetInfo, RepoSibling

    Result = TypeVar("Result")

TRIES = 6
PAUSE = 1.0
"""Seconds before the second try; each later pause is twice as long."""
FAILURES: tuple[type[Exception], ...] = (HTTPError, OSError, RuntimeError)
"""What a call of the hub fails with: errors of the HTTP library, whichever it is, of the system, and of `hf_xet`."""
_LONGEST = 300.0
_PASSING = frozenset({408, 409, 412, 425, 429})
_FULL = frozenset({402, 413, 507})
_XET = "xet-write-token"


@dataclass(slots=True)
class Wire:
    """The hub as seen from one dataset; `tell` is given a line for everything worth telling."""

    repo: str
    tell: Callable[[str], None]
    api: HfApi = field(default_factory=lambda: HfApi(library_name="newspaper-corpus", library_version=__version__))

    @property
    def endpoint(self) -> str:
        """Return the address of the hub."""
        return str(self.api.endpoint)

    def call(self, function: Callable[..., Result], **arguments: Any) -> Result:  # noqa: ANN401 - whatever the function takes
        """Call the hub, again and again while it fails in a way that may pass.

        Raises:
            HubError: if it refuses, or went on failing.

        """
        for tried in range(1, TRIES + 1):
            try:
                return function(**arguments)
            except FAILURES as error:
                self.wait(error, tried)
        raise AssertionError  # the last wait raises

    def wait(self, error: Exception, tried: int) -> None:
        """Wait before the next try, or raise what is wrong if waiting is no use or there were tries enough."""
        if not passing(error) or tried == TRIES:
            raise self.explained(error) from error
        seconds = min(_LONGEST, max(PAUSE * 2 ** (tried - 1), _asked_to_wait(error)))
        self.tell(f"{self.repo}: {_short(error)}; trying again in {seconds:.3g} s ({tried + 1} of {TRIES})")
        time.sleep(seconds)

    def explained(self, error: Exception) -> CorpusError:
        """Return the error in our words."""
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            return CorpusError(
                self.repo, "the disk is full", help="what has arrived is kept: free some space and run the same command again"
            )
        if isinstance(error, LocalTokenNotFoundError):
            return self._no_token()
        if isinstance(error, OfflineModeIsEnabled):
            return NetworkError(self.repo, "HF_HUB_OFFLINE is set: the hub is not asked", help="unset it and run the same command again")
        if _XET in str(error) and "404" in str(error):
            return RefusedError(
                self.repo, f"{self.endpoint} has no Xet storage", help="set HF_HUB_DISABLE_XET=1 and run the same command again"
            )
        status = _status(error)
        return self._answered(error, status) if status else self._unreachable(error)

    def _no_token(self) -> AccessError:
        return AccessError(
            self.repo,
            f"no token for {self.endpoint}",
            help="log in with `hf auth login`, or set HF_TOKEN; the token needs the right to write",
        )

    def _refused_token(self) -> AccessError:
        return AccessError(
            self.repo, f"{self.endpoint} refuses the token", help="log in again with `hf auth login`, or set another HF_TOKEN"
        )

    def _unreachable(self, error: Exception) -> NetworkError:
        return NetworkError(
            self.repo,
            f"cannot reach {self.endpoint}: {_short(error)}",
            help="nothing is half done: run the same command again later; HF_ENDPOINT names another hub",
        )

    def _answered(self, error: Exception, status: int) -> HubError:
        said = _said(error)
        if isinstance(error, RevisionNotFoundError):
            return RefusedError(
                self.repo, "no such revision", help=f"its branches and tags are at {self.endpoint}/datasets/{self.repo}/tree/main"
            )
        if isinstance(error, GatedRepoError):
            page = f"{self.endpoint}/datasets/{self.repo}"
            return RefusedError(
                self.repo, "it is gated: its owners decide who reads it", help=f"ask for access at {page}, and log in with `hf auth login`"
            )
        if isinstance(error, RepositoryNotFoundError) and "redentials" not in said:
            return RefusedError(
                self.repo, "no such dataset, or it is private", help="check the name; for a private one, log in with `hf auth login`"
            )
        if status == 401:  # noqa: PLR2004 - the status is its name
            return self._refused_token() if get_token() else self._no_token()
        return self._denied(status, said)

    def _denied(self, status: int, said: str) -> HubError:
        if status in _FULL or re.search("quota|storage limit", said, re.IGNORECASE):
            return RefusedError(
                self.repo, f"no room for it: {said}", help="remove something there, or ask the hub for more room; nothing was published"
            )
        if status == 403:  # noqa: PLR2004
            return RefusedError(
                self.repo,
                f"no right to write to it: {said}",
                help="use a token of an account that may write there, or another name; --pr proposes instead",
            )
        if status in _PASSING or status >= 500:  # noqa: PLR2004
            return NetworkError(
                self.repo,
                f"{self.endpoint} went on answering {status}: {said}",
                help="nothing is half done: run the same command again later",
            )
        return RefusedError(self.repo, f"{self.endpoint} answered {status}: {said}", help="nothing was published")


def passing(error: Exception) -> bool:
    """Tell whether an error may pass: a broken connection, a busy hub, a commit that came in between."""
    if isinstance(error, (OfflineModeIsEnabled, LocalTokenNotFoundError)) or _XET in str(error):
        return False
    status = _status(error)
    if status:
        return status in _PASSING or status >= 500  # noqa: PLR2004 - errors of the server
    return isinstance(error, (HTTPError, ConnectionError, TimeoutError, RuntimeError))


def _status(error: Exception) -> int:
    response = getattr(error, "response", None)
    return int(getattr(response, "status_code", 0))


def _said(error: Exception) -> str:
    """Return what the hub said, in one line."""
    told = getattr(error, "server_message", None) or (_short(error) if not isinstance(error, HfHubHTTPError) else "")
    return " ".join(str(told).split()) or f"status {_status(error)}"


def _short(error: Exception) -> str:
    status = _status(error)
    if status:
        return f"the hub answered {status}"
    return str(error).strip().partition("\n")[0] or type(error).__name__


def _asked_to_wait(error: Exception) -> float:
    """Return for how many seconds the hub asks us to wait."""
    headers = getattr(getattr(error, "response", None), "headers", {})
    told = re.search(r"\bt=(\d+)", headers.get("ratelimit", "")) or re.fullmatch(r"(\d+)", headers.get("retry-after", ""))
    return float(told[1]) if told else 0.0


def siblings(info: DatasetInfo) -> list[RepoSibling]:
    """Return the files of a revision."""
    return info.siblings or []


def silent(_: str) -> None:
    """Tell nobody."""


def check_name(repo: str) -> None:
    """Refuse what cannot be the name of a dataset on a hub, and say what the rule is.

    >>> check_name("org/chongqing-ribao")

    Raises:
        RefusedError: if it is no such name.

    """
    rule = "it is ORG/NAME: ASCII letters, digits, - _ and . in each, at most 96 characters, no -- or .., no .git at the end"
    try:
        validate_repo_id(repo)
    except HFValidationError:
        good = False
    else:
        good = repo.count("/") == 1 and repo.isascii()
    if not good:
        chinese = "; Chinese characters are not allowed: use pinyin, and write 重庆日报 as pretty_name into the card"
        raise RefusedError(repo, "cannot be the name of a dataset", help=rule + ("" if repo.isascii() else chinese))


def quiet(tell: Callable[[str], None]) -> None:
    """Leave the terminal to us: no bars, and of what `huggingface_hub` logs only that it tries again.

    The rest of its lines names addresses with signatures in them, which are nobody's business.
    """
    from huggingface_hub.utils.tqdm import disable_progress_bars  # noqa: PLC0415

    class Retries(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            if text.startswith(("Retrying", "Rate limited")):
                tell(f"the hub is busy: {text[0].lower()}{text[1:]}")

    disable_progress_bars()
    logger = logging.getLogger("huggingface_hub")
    logger.handlers = [Retries()]
    logger.propagate = False


def offline() -> bool:
    """Tell whether the hub may not be asked."""
    return bool(constants.HF_HUB_OFFLINE)
