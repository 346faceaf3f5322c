"""A push through faults, and a push that is killed: old or new, never between. `make faults` runs all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import faults
import hubs
import pytest
from hubs import NAME, Client
from minihub import Fault, Hub

import corpus

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build an old and a new version."""
    return faults.versions(tmp_path_factory.mktemp("faults"))


@pytest.fixture(scope="module")
def start(versions: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Hub:
    """Return a hub that holds the old version, to be copied."""
    with Hub() as hub:
        Client(hub, tmp_path_factory.mktemp("home")).done("push", versions[0], NAME)
    return hub


@pytest.mark.parametrize("kind", faults.KINDS)
def test_one_fault_at_every_request_is_overcome(kind: str, start: Hub, versions: tuple[Path, Path], tmp_path: Path) -> None:
    """All of them in one push: it goes well, with one commit."""
    places = [place for place in faults.PLACES if kind != "429" or place in {"look", "commit", "tag"}]  # a pause of a second each
    assert faults.push_through([faults.fault(place, kind) for place in places], start, versions, tmp_path) == (0, 1)


def test_tries_that_the_client_makes_by_itself_are_told(start: Hub, versions: tuple[Path, Path], tmp_path: Path) -> None:
    """Without the addresses, which may hold signatures."""
    with Hub() as hub:
        hub.copy(start)
        hub.faults = [faults.fault("bytes", "503")]
        made = Client(hub, tmp_path).corpus("push", versions[1], NAME)
        assert made.returncode == 0
        assert made.stderr == "the hub is busy: retrying in 1s [Retry 1/5].\n"


@pytest.mark.parametrize("kind", faults.CONFLICTS)
def test_a_conflict_is_looked_at_again(kind: str, start: Hub, versions: tuple[Path, Path], tmp_path: Path) -> None:
    """A commit that came in between, or one at work."""
    assert faults.push_through([faults.fault("commit", kind, times=2)], start, versions, tmp_path) == (0, 1)


def test_a_hub_that_goes_on_failing_keeps_the_old_version(start: Hub, versions: tuple[Path, Path], tmp_path: Path) -> None:
    """After six tries it is given up; no commit was made."""
    assert faults.push_through([faults.fault("commit", "503", times=99)], start, versions, tmp_path)[0] == 5


def test_a_commit_in_between_is_built_upon(start: Hub, versions: tuple[Path, Path], tmp_path: Path) -> None:
    """Somebody edits the card while the bytes are sent: it survives, too."""
    with Hub() as hub:
        client = Client(hub, tmp_path)
        hub.copy(start)
        edited: list[str] = []

        def edit() -> None:
            text = hub.content(NAME, "README.md").decode()
            edited.append(hub.put(NAME, {"README.md": (text + "\nAn edit in between.\n").encode()}))

        hub.before = lambda method, path: edit() if method == "POST" and "/commit/" in path and not edited else None
        made = client.corpus("push", versions[1], NAME)
        assert made.returncode == 0
        assert "the hub answered 412; trying again" in made.stderr
        assert hubs.holds(hub, versions[1])
        assert hub.content(NAME, "README.md").decode().endswith("\nAn edit in between.\n")


def test_a_lost_reply_to_a_pull_request_opens_no_second(start: Hub, versions: tuple[Path, Path], tmp_path: Path) -> None:
    """The one that is there is found to have it all."""
    with Hub() as hub:
        client = Client(hub, tmp_path)
        hub.copy(start)
        hub.faults = [faults.fault("commit", "lost reply")]
        client.done("push", versions[1], NAME, "--pr")
        assert [ref for ref in hub.repos[NAME].refs if "/pr/" in ref] == ["refs/pr/1"]
        assert hubs.holds(hub, versions[1], "refs/pr/1")


@pytest.mark.parametrize("xet", [False, True], ids=["lfs", "xet"])
def test_a_killed_push_leaves_the_old_version_or_the_new_one(xet: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a parameter
    """At three random moments here, at fifty in the full run."""
    found = faults.kill_often(3, tmp_path, xet=xet)
    assert sum(found.values()) == 3


def test_a_pull_survives_faults_and_goes_on_where_it_was(start: Hub, tmp_path: Path) -> None:
    """A cut download, a busy hub, a stop for good: files that arrived are not asked for again."""
    out = tmp_path / "out"
    with Hub() as hub:
        client = Client(hub, tmp_path / "home")
        hub.copy(start)
        hub.faults = [Fault("/cdn/", "GET", 3, cut=1000), Fault("/revision/", "GET", 2, status=503)]
        hub.faults.append(Fault("/resolve/", "HEAD", 1, status=500))
        client.done("pull", NAME, "--out", out)
        assert corpus.check(out) == []
        hub.faults = [Fault(hub.files(NAME)["pages/undated.parquet"].oid, "GET", 999, status=503)]
        stopped = client.corpus("pull", NAME, "--out", tmp_path / "again")
        assert (stopped.returncode, (tmp_path / "again").exists()) == (5, False)
        hub.faults, before = [], len(hub.log)
        client.done("pull", NAME, "--out", tmp_path / "again")
        assert sum("/cdn/" in path for method, path, _ in hub.log[before:] if method == "GET") < len(hub.files(NAME)) / 2
        assert corpus.check(tmp_path / "again") == []
