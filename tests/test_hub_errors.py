"""What a user is told when the hub says no: exit code, what is wrong, what to do; and nothing is left half done."""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING

import hubs
import pytest
from hubs import NAME, Client
from huggingface_hub.errors import HfHubHTTPError
from minihub import Fault, Hub

import corpus
from corpus.wire import Wire, check_name, passing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a small dataset."""
    with pytest.MonkeyPatch.context() as patch:
        return hubs.build(tmp_path_factory.mktemp("errors") / "data", {"a": "2020-02-15"}, patch)


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    """Run a hub with a public, a private, a gated and a foreign dataset."""
    with Hub() as hub:
        hub.create("org/private", private=True)
        hub.create("org/gated", gated=True)
        hub.create("org/plain")
        hub.create("org/latin")
        hub.put("org/latin", {"README.md": "# Journ\xe9".encode("latin-1")})
        hub.put("org/gated", {"SHA256SUMS": b"", "README.md": b""})
        hub.put("org/plain", {"README.md": b"---\nlicense: [\n---\n"})
        yield hub
        assert not [name for name in hub.repos if name not in {"org/private", "org/gated", "org/plain", "org/latin", NAME, "org/new"}]


@pytest.mark.parametrize(
    ("command", "changes", "code", "message", "advice"),
    [
        (["push", "{data}", NAME], {"HF_TOKEN": ""}, 3, f"{NAME}: no token for http", "`hf auth login`, or set HF_TOKEN"),
        (["push", "{data}", NAME], {"HF_TOKEN": "hf_wrong"}, 3, "refuses the token", "set another HF_TOKEN"),
        (["pull", NAME], {"HF_TOKEN": "hf_wrong"}, 3, "refuses the token", "hf auth login"),
        (["push", "{data}", "other/papers"], {}, 4, "other/papers: no right to write to it: You don't have the rights", "--pr proposes"),
        (["push", "{data}", "org/gated"], {"HF_TOKEN": "hf_reader"}, 4, "org/gated: it is gated", "ask for access at http"),
        (["push", "{data}", "org/plain"], {}, 4, "org/plain/README.md: its front matter is no YAML", "mend it on the hub"),
        (["push", "{data}", "org/latin"], {}, 4, "org/latin/README.md: not UTF-8: unexpected end of data", "mend it on the hub"),
        (["push", "{data}", "重庆日报/旧报"], {}, 4, "重庆日报/旧报: cannot be the name of", "Chinese characters are not allowed"),
        (["pull", "org/none"], {}, 4, "org/none: no such dataset, or it is private", "check the name"),
        (["pull", "org/private"], {"HF_TOKEN": ""}, 4, "org/private: no such dataset, or it is private", "log in"),
        (["pull", "org/gated"], {"HF_TOKEN": "hf_reader"}, 4, "org/gated: it is gated: its owners decide", "ask for access at http"),
        (["pull", "org/plain", "--revision", "v9"], {}, 4, "org/plain: no such revision", "tree/main"),
        (["pull", "org/plain"], {}, 4, "org/plain: not a dataset that corpus push made", "load_dataset"),
        (["push", "{data}", NAME], {"HF_HUB_OFFLINE": "1"}, 5, "HF_HUB_OFFLINE is set", "unset it"),
        (["push", "{data}", NAME, "--tag", "v1", "--pr"], {}, 2, "a pull request has no version yet", "leave out the tag"),
        (["pull", "org/plain", "--out", "{data}/articles"], {}, 2, "holds other files than a dataset", "name a new folder"),
        (["push", "{data}/articles", NAME], {}, 1, "not sound, so not published", "corpus check"),
    ],
)
def test_each_refusal_has_its_code_and_its_words(  # noqa: PLR0913, PLR0917 - a table
    command: list[str], changes: dict[str, str], code: int, message: str, advice: str, hub: Hub, data: Path, tmp_path: Path
) -> None:
    """Two lines, no traceback, no token in them."""
    made = Client(hub, tmp_path, **changes).corpus(*(part.format(data=data) for part in command))
    first, second = [line for line in made.stderr.splitlines() if line.startswith(("error: ", "help: "))]
    assert (made.returncode, made.stdout) == (code, "")
    assert message in first
    assert advice in second
    assert "Traceback" not in made.stderr
    assert "hf_w" not in made.stderr


@pytest.mark.parametrize(
    "name",
    ["papers", "org/my papers", "org/旧报", "org/a--b", "org/a..b", "org/a.git", "org/" + "a" * 97, "org/-a", "org/a.", "a/b/c", "", "./x"],
)
def test_names_that_no_hub_takes(name: str) -> None:
    """They are refused before anything is sent, with the rule."""
    with pytest.raises(corpus.RefusedError, match="at most 96 characters"):
        check_name(name)


def test_a_hub_that_is_not_there(hub: Hub, data: Path, tmp_path: Path) -> None:
    """Nothing was sent; the same command later finishes."""
    made = Client(hub, tmp_path, HF_ENDPOINT="http://127.0.0.1:9").corpus("push", data, NAME)
    assert made.returncode == 5
    assert "trying again in 0.01 s (2 of 6)" in made.stderr
    assert "error: org/papers: cannot reach http://127.0.0.1:9: " in made.stderr


def test_a_hub_without_xet(hub: Hub, data: Path, tmp_path: Path) -> None:
    """The client does not fall back by itself: the message names the variable that makes it."""
    made = Client(hub, tmp_path, HF_HUB_DISABLE_XET="").corpus("push", data, "org/new")
    assert made.returncode == 4
    assert f"org/new: {hub.url} has no Xet storage\nhelp: set HF_HUB_DISABLE_XET=1" in made.stderr


@pytest.mark.parametrize(
    ("fault", "code", "message"),
    [
        (Fault("/commit/", status=403, message="Private repository storage limit reached"), 4, "no room for it: Private repository"),
        (Fault("/commit/", status=413), 4, "no room for it"),
        (Fault("/commit/", status=503, message="Sorry", times=99), 5, "went on answering 503: Sorry"),
        (Fault("/commit/", status=400, message="bad file"), 4, "answered 400: bad file"),
    ],
)
def test_what_the_hub_answers_for_good(fault: Fault, code: int, message: str, data: Path, tmp_path: Path) -> None:
    """The repository is as it was, and the next push finishes."""
    with Hub() as hub:
        hub.create(NAME)
        before, hub.faults = dict(hub.repos[NAME].refs), [fault]
        client = Client(hub, tmp_path)
        made = client.corpus("push", data, NAME)
        assert (made.returncode, hub.repos[NAME].refs) == (code, before)
        assert message in made.stderr
        hub.faults = []
        client.done("push", data, NAME)
        assert hubs.holds(hub, data)


def test_what_is_damaged_on_the_hub_is_named(data: Path, tmp_path: Path) -> None:
    """It is not taken; once it is mended, the same command brings the rest."""
    with Hub() as hub:
        client = Client(hub, tmp_path / "home")
        client.done("push", data, NAME)
        path = "articles/2020-02.parquet"
        hub.put(NAME, {path: hub.content(NAME, path)[:-1] + b"x", "README.md": hub.content(NAME, "README.md")})
        made = client.corpus("pull", NAME, "--out", tmp_path / "out")
        assert made.returncode == 1
        assert f"org/papers: what came is not sound: {path}: damaged or changed: its SHA-256" in made.stderr
        assert not (tmp_path / "out").exists()
        client.done("push", data, NAME)
        client.done("pull", NAME, "--out", tmp_path / "out")
        assert corpus.check(tmp_path / "out") == []


def test_a_dataset_without_articles_is_not_published(tmp_path: Path) -> None:
    """No reader could load it."""
    (tmp_path / "empty.txt").write_text("")
    corpus.build(tmp_path / "empty.txt", tmp_path / "data")
    with pytest.raises(corpus.DatasetError, match="it has no articles"):
        corpus.push(tmp_path / "data", NAME)


def test_a_full_disk_is_said_so(capsys: pytest.CaptureFixture[str]) -> None:
    """What arrived is kept."""

    def full() -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(corpus.CorpusError, match="org/papers: the disk is full\nhelp: what has arrived is kept"):
        Wire(NAME, print).call(full)
    assert capsys.readouterr().out == ""


def test_a_hub_that_asks_for_patience_is_given_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """By either header, and with a limit."""
    slept: list[float] = []
    monkeypatch.setattr("corpus.wire.time.sleep", slept.append)
    told: list[str] = []
    for headers in ({"retry-after": "7"}, {"ratelimit": '"api";r=0;t=55'}, {"retry-after": "9999"}, {}):
        Wire(NAME, told.append).wait(answered(429, headers), 1)
    assert slept == [7, 55, 300, 1]
    assert told[0] == "org/papers: the hub answered 429; trying again in 7 s (2 of 6)"
    assert [passing(answered(status, {})) for status in (404, 409, 412, 500)] == [False, True, True, True]


def answered(status: int, headers: dict[str, str]) -> HfHubHTTPError:
    """Return the error for an answer of the hub."""
    import httpx2  # noqa: PLC0415

    return HfHubHTTPError("", response=httpx2.Response(status, headers=headers, request=httpx2.Request("GET", "http://x")))


def test_a_pull_says_which_token_is_missing_nowhere(hub: Hub, tmp_path: Path) -> None:
    """Public datasets need none."""
    made = Client(hub, tmp_path, HF_TOKEN="").run(sys.executable, "-c", "import corpus; corpus.pull('org/plain')")
    assert "RefusedError" in made.stderr
    assert "not a dataset that corpus push made" in made.stderr


def test_what_did_not_arrive_is_said_so(data: Path, tmp_path: Path) -> None:
    """A hub that answers well and keeps something else."""
    with Hub() as hub:
        hub.create(NAME)

        def forget(_method: str, _path: str) -> None:
            for _, message, files in hub.repos[NAME].commits.values():
                if message.startswith("Update"):
                    files.pop("texts/2020-02.parquet", None)

        hub.before = forget
        made = Client(hub, tmp_path).corpus("push", data, NAME)
        assert made.returncode == 5
        assert "org/papers: what arrived is not what was sent: texts/2020-02.parquet" in made.stderr


def test_a_config_that_is_not_on_the_hub_is_said_so(data: Path, tmp_path: Path) -> None:
    """The message tells which there are."""
    with Hub() as hub:
        client = Client(hub, tmp_path)
        client.done("push", data, NAME)
        made = client.run(sys.executable, "-c", f"import corpus; corpus.load('{NAME}', 'newswire')")
        assert "org/papers: it has no config 'newswire'\nhelp: it has: articles, pages, paragraphs, texts" in made.stderr
        client = Client(hub, tmp_path, HF_ENDPOINT="http://127.0.0.1:9", HF_HUB_OFFLINE="1")
        made = client.run(sys.executable, "-c", f"import corpus; corpus.load('{NAME}')")
        assert "NetworkError: org/papers: cannot load it: " in made.stderr  # what is in the cache would be read; nothing is
