"""Others keep the hub of our own honest: olah pulls from it, @huggingface/hub from npm works with it, and a live hub.

They are not in the Python environment of the tests. CORPUS_TEST_OLAH is the path of `olah-cli`, CORPUS_TEST_NPM a folder
where `npm install @huggingface/hub` was run; `.ci/run` makes both. CORPUS_TEST_LIVE is an account on the hub of HF_ENDPOINT
that HF_TOKEN may write to: a private dataset is made there, and removed.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import hubs
import pytest
from hubs import NAME, Client
from minihub import Hub

from corpus import manifest

if TYPE_CHECKING:
    from collections.abc import Iterator

OLAH, NPM = os.environ.get("CORPUS_TEST_OLAH", ""), os.environ.get("CORPUS_TEST_NPM", "")
LIVE = os.environ.get("CORPUS_TEST_LIVE", "")
DATES = {"a": "2020-02-15", "b": ""}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Build a dataset."""
    return hubs.build(tmp_path / "data", DATES, monkeypatch)


@pytest.fixture
def hub() -> Iterator[Hub]:
    """Run a hub."""
    with Hub() as hub:
        yield hub
        assert hub.leaks == []


@pytest.mark.skipif(not NPM or not shutil.which("node"), reason="needs node, and CORPUS_TEST_NPM: where @huggingface/hub is installed")
def test_a_client_in_javascript_sees_the_same(hub: Hub, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It reads every file, edits the card, makes and fills a dataset of its own; its edit survives our next push."""
    client = Client(hub, tmp_path / "home")
    client.done("push", data, NAME)
    made = client.run("node", Path(__file__).with_name("peers.mjs"), hub.url, NAME)
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    assert told["sums"] == {path.relative_to(data).as_posix(): manifest.sha256(path) for path in sorted(data.rglob("*.parquet"))}
    assert (told["user"], told["size"], told["left"]) == ("org", 70000, [".gitattributes"])
    assert told["commit"] == hub.repos[NAME].refs["refs/heads/main"]
    hubs.build(data, DATES | {"c": ""}, monkeypatch)
    client.done("push", data, NAME)
    assert hub.content(NAME, "README.md").decode().endswith("\nFrom JavaScript.\n")


@pytest.fixture
def mirror(hub: Hub, tmp_path: Path) -> Iterator[str]:
    """Run olah in front of the hub."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    there, here = hub.url.removeprefix("http://"), f"127.0.0.1:{port}"
    names = {"hf-scheme": "http", "hf-netloc": there, "hf-lfs-netloc": hub.cdn.removeprefix("http://")}
    names |= {"mirror-scheme": "http", "mirror-netloc": here, "mirror-lfs-netloc": here, "port": port}
    names |= {"host": "127.0.0.1", "repos-path": str(tmp_path / "olah"), "log-path": str(tmp_path / "log")}
    options = [part for name, value in names.items() for part in (f"--{name}", value)]
    with (tmp_path / "olah.txt").open("wb") as told, subprocess.Popen([OLAH, *options], stdout=told, stderr=told) as process:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", int(port))) == 0:
                    break
            time.sleep(0.1)
        yield f"http://{here}"
        process.terminate()


@pytest.mark.skipif(not OLAH, reason="needs CORPUS_TEST_OLAH: the path of olah-cli")
def test_a_mirror_passes_it_on(hub: Hub, data: Path, tmp_path: Path, mirror: str) -> None:
    """`load_dataset`, streaming too, and `corpus pull` through olah give what was pushed to the hub behind it."""
    Client(hub, tmp_path / "home").done("push", data, NAME, "--tag", "v1")
    client = Client(hub, tmp_path / "other", HF_ENDPOINT=mirror, HF_TOKEN="")
    assert client.rows("articles", "texts") == hubs.local_rows(data, "articles", "texts")
    assert client.rows("articles", streaming=True) == hubs.local_rows(data, "articles")
    client.done("pull", NAME, "--out", tmp_path / "out", "--revision", "v1")
    assert hubs.local_rows(tmp_path / "out", "pages") == hubs.local_rows(data, "pages")


@pytest.mark.skipif(not LIVE, reason="needs CORPUS_TEST_LIVE: an account on a live hub, HF_TOKEN that may write there")
def test_a_live_hub_does_as_ours_does(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Push, load, push again, pull: what was pushed is what is read."""
    client, name = Client(None, tmp_path / "home"), f"{LIVE}/corpus-test-{os.urandom(4).hex()}"
    try:
        client.done("push", data, name, "--private", "--tag", "v1")
        assert "0 files changed" in client.done("push", data, name, "--tag", "v1")
        assert client.rows("articles", name=name) == hubs.local_rows(data, "articles")
        hubs.build(data, {"b": "", "c": "2020-04-01"}, monkeypatch)
        client.done("push", data, name)
        assert client.rows("articles", "pages", name=name, streaming=True) == hubs.local_rows(data, "articles", "pages")
        client.done("pull", name, "--out", tmp_path / "out")
        assert hubs.local_rows(tmp_path / "out", "articles") == hubs.local_rows(data, "articles")
    finally:
        code = "import sys; from huggingface_hub import HfApi; HfApi().delete_repo(sys.argv[1], repo_type='dataset')"
        assert client.run(sys.executable, "-c", code, name).returncode == 0
