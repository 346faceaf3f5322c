"""What the tests of the hub share: datasets to push, clients in processes of their own, what a hub holds."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import makers

import corpus
from corpus import batch, layout

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from minihub import Hub

    from corpus.records import Page

NAME = "org/papers"
HURRY = "import sys; from corpus import cli, wire; wire.PAUSE = 0.01; sys.exit(cli.main())"
"""Runs `corpus` with short pauses between tries."""
READ = """
import gc, json, sys
from datasets import load_dataset
from corpus.tables import MODELS, from_rows
import corpus
name, revision, streaming = sys.argv[1], sys.argv[2], sys.argv[3] == "streaming"
for config in sys.argv[4:]:
    rows = load_dataset(name, config, split="train", revision=revision, streaming=streaming)
    for record in from_rows(MODELS[config], rows):
        print(config, record.model_dump_json(round_trip=True))
    del rows
    gc.collect()
"""
"""Prints every row of some configs, as `datasets` alone reads them."""


def pages(folder: Path, dates: dict[str, str]) -> Path:
    """Make a folder of page texts: the title of each is its name, and its date, if any, is on its first line."""
    folder.mkdir(exist_ok=True)
    for name, date in dates.items():
        (folder / f"{name}.txt").write_text(
            makers.page(title=f"题{name}", body=f"{date}\n" + "今日多云。\n" * 30).source_text, encoding="utf-8"
        )
    return folder


def dated(text: str, *, source: str = "", encoding: str = "utf-8", sheet: object = None) -> Page:  # noqa: ARG001 - as it is called
    """Return a page whose date is the first line of its body: a converter that knows dates."""
    body = text.split("\n\n", 2)[2].strip("\n")
    page = makers.page(source, title=text.split("\n")[2], body=body)
    date = dt.date.fromisoformat(body.partition("\n")[0]) if body[:1].isdigit() else None
    articles = tuple(article.model_copy(update={"date": date, "newspaper": "重庆日报"}) for article in page.articles)
    return page.model_copy(update={"encoding": encoding, "date": date, "newspaper": "重庆日报", "articles": articles})


def build(folder: Path, dates: dict[str, str], monkeypatch: pytest.MonkeyPatch, **options: object) -> Path:
    """Build a dataset of pages with these dates."""
    monkeypatch.setattr(batch, "convert", dated)
    for old in folder.parent.glob(f"{folder.name}-pages/*"):
        old.unlink()
    corpus.build(pages(folder.with_name(f"{folder.name}-pages"), dates), folder, **options)  # type: ignore[arg-type]
    return folder


def environment(hub: Hub | None, home: Path, **changes: str) -> dict[str, str]:
    """Return the environment of a client of the hub: plain LFS unless the hub has Xet. Without a hub, of the live one."""
    if hub is None:
        return os.environ | {"HF_HUB_OFFLINE": "0", "HF_HOME": str(home)}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    xet = {} if hub.cas else {"HF_HUB_DISABLE_XET": "1"}
    given = {"HF_ENDPOINT": hub.url, "HF_TOKEN": "hf_writer", "HF_HOME": str(home), "HF_HUB_DISABLE_TELEMETRY": "1"} | xet | changes
    return clean | {name: value for name, value in given.items() if value}


class Client:
    """Runs commands as somebody who works with the hub."""

    def __init__(self, hub: Hub | None, home: Path, **changes: str) -> None:
        self.environment = environment(hub, home, **changes)

    def run(self, *command: object) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        given = [str(part) for part in command]
        return subprocess.run(given, capture_output=True, text=True, env=self.environment, timeout=100, check=False)

    def corpus(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run `corpus`."""
        return self.run(sys.executable, "-c", HURRY, *arguments)

    def done(self, *arguments: object) -> str:
        """Run `corpus`, which must go well, and return what it prints."""
        made = self.corpus(*arguments)
        assert (made.returncode, made.stderr) == (0, made.stderr), made.stderr
        return made.stdout

    def rows(self, *configs: str, revision: str = "main", streaming: bool = False, name: str = NAME) -> list[str]:
        """Return every row that `datasets` reads."""
        made = self.run(sys.executable, "-c", READ, name, revision, "streaming" if streaming else "plain", *configs)
        assert made.returncode == 0, made.stderr[-3000:]
        return made.stdout.splitlines()


def local_rows(folder: Path, *configs: str) -> list[str]:
    """Return every row of a folder, as `Client.rows` does."""
    from corpus.tables import MODELS  # noqa: PLC0415

    return [
        f"{config} {record.model_dump_json(round_trip=True)}"
        for config in configs
        for record in layout.read(folder, config, MODELS[config])
    ]


def holds(hub: Hub, folder: Path, revision: str = "main") -> bool:
    """Tell whether a revision holds exactly the Parquet files of a folder, and the checksums of them."""
    there = {path for path in hub.files(NAME, revision) if path.endswith(".parquet")}
    here = {path.relative_to(folder).as_posix() for path in layout.files(folder)}
    return there == here and hub.content(NAME, layout.SUMS, revision) == (folder / layout.SUMS).read_bytes()
