"""The switchboard turned through: every fault at every request of a push, and a push killed at any moment.

Whatever happens, the repository holds the old version or the new one, whole, and the next push finishes. Some of it runs
as tests; ``make faults`` runs all of it and prints the figures.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from itertools import product
from pathlib import Path

import hubs
import pytest
from hubs import NAME, Client
from minihub import Fault, Hub

PLACES = {
    "whoami": ("GET", "/whoami"),
    "look": ("GET", "/revision/"),
    "card": ("GET", "/resolve/.*README"),
    "card check": ("POST", "/validate-yaml"),
    "preupload": ("POST", "/preupload/"),
    "batch": ("POST", "/objects/batch"),
    "bytes": ("PUT", "/lfs/"),
    "verify": ("POST", "/verify/"),
    "commit": ("POST", "/commit/"),
    "tag": ("POST", "/tag/"),
    "refs": ("GET", "/refs"),
}
"""Every request of a push with a tag to a repository that has data."""
KINDS = {
    "503": {"status": 503},
    "500": {"status": 500},
    "429": {"status": 429, "headers": {"Retry-After": "1"}},
    "cut": {"cut": 0},
    "lost reply": {"lose": True},
    "stalled": {"stall": 0.3},
}
CONFLICTS = {"409": {"status": 409}, "412": {"status": 412}}
"""Answers that a commit alone gives."""
OLD = {"a": "2020-02-15", "b": "2020-03-01", "c": ""}
NEW = {"a": "2020-02-15", "c": "", "d": "2020-03-02", "e": "2020-04-01"}


def versions(folder: Path) -> tuple[Path, Path]:
    """Build the old version and the new one: the new one has files more, less, changed and unchanged."""
    with pytest.MonkeyPatch.context() as patch:
        return hubs.build(folder / "old", OLD, patch), hubs.build(folder / "new", NEW, patch)


def state(hub: Hub, old: Path, new: Path) -> str:
    """Return which version is on the hub; any mixture is an error."""
    found = [name for name, folder in (("old", old), ("new", new)) if hubs.holds(hub, folder)]
    assert len(found) == 1, sorted(hub.files(NAME))
    return found[0]


def fault(place: str, kind: str, times: int = 1) -> Fault:
    """Return a fault of the switchboard."""
    method, path = PLACES[place]
    return Fault(path, method, times, **(KINDS | CONFLICTS)[kind])  # type: ignore[arg-type]


def push_through(faults: list[Fault], start: Hub, versions: tuple[Path, Path], folder: Path) -> tuple[int, int]:
    """Push with faults; return the exit code and how many commits there are of it. The next push finishes, whatever it was."""
    old, new = versions
    with Hub() as hub:
        hub.copy(start)
        client = Client(hub, folder)
        hub.faults = faults
        code = client.corpus("push", new, NAME, "--tag", "v2").returncode
        assert state(hub, old, new) == "new" or code
        assert all(fault.times < fault.planned for fault in faults), "a fault that never came up"
        hub.faults = []
        client.done("push", new, NAME, "--tag", "v2")
        assert state(hub, old, new) == "new"
        assert hub.repos[NAME].refs["refs/tags/v2"] == hub.repos[NAME].refs["refs/heads/main"]
        return code, len(hub.repos[NAME].commits) - 2


def kill(client: Client, hub: Hub, new: Path, requests: int, seconds: float) -> bool:
    """Kill a push when the hub has had some requests of it, and a moment more; tell whether it was still at work."""
    before = len(hub.log)
    command = [sys.executable, "-c", hubs.HURRY, "push", str(new), NAME]
    with subprocess.Popen(command, env=client.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while len(hub.log) - before < requests and process.poll() is None:
            time.sleep(0.001)
        time.sleep(seconds)
        alive = process.poll() is None
        process.kill()
    return alive


def kill_often(moments: int, folder: Path, *, xet: bool, seed: int = 4) -> Counter[str]:
    """Kill pushes at random moments and count what the hub held after each; the next push always finishes."""
    dice, found = random.Random(seed), Counter[str]()  # noqa: S311 - no secret
    old, new = versions(folder)
    with Hub(xet=xet) as start:
        Client(start, folder / "home").done("push", old, NAME)
    with Hub(xet=xet) as whole:
        whole.copy(start)
        Client(whole, folder / "home").done("push", new, NAME)
        requests = len(whole.log)
    for _ in range(moments):
        with Hub(xet=xet) as hub:
            hub.copy(start)
            client = Client(hub, folder / "home")
            working = kill(client, hub, new, dice.randrange(requests + 1), dice.random() * 0.02)
            time.sleep(0.1)  # the hub may be at work on the last request
            found[f"{'killed' if working else 'ended'}, {state(hub, old, new)}"] += 1
            client.done("push", new, NAME)
            assert state(hub, old, new) == "new"
    return found


def main(moments: int = 50) -> None:
    """Run all of it and print the figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start, built = Hub(), versions(folder)
        with start:
            Client(start, folder / "home").done("push", built[0], NAME)
        cases = [*product(PLACES, KINDS), *product(["commit"], CONFLICTS)]
        codes: Counter[int] = Counter()
        for place, kind in cases:
            code, commits = push_through([fault(place, kind)], start, built, folder / "home")
            codes[code] += 1
            print(f"{place:<12} {kind:<12} exit code {code}, {commits} commit", flush=True)  # noqa: T201
        told = ", ".join(f"{number} with exit code {code}" for code, number in sorted(codes.items()))
        print(f"{len(cases)} faults: {told}; never anything but the old version or the new one; every next push finished")  # noqa: T201
        for xet in (False, True):
            counted = dict(kill_often(moments, folder, xet=xet))
            print(f"{moments} kills, {'xet' if xet else 'lfs'}: {counted}; every next push finished", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
