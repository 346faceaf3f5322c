"""Building, loading and reading a dataset folder."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import makers
import pyarrow.parquet as pq
import pytest

import corpus
from corpus import batch, card, layout, months
from corpus.tables import CONFIGS

if TYPE_CHECKING:
    from corpus.records import Page

FILES = ["README.md", "SHA256SUMS", "croissant.json", *(f"{config}/undated.parquet" for config in CONFIGS)]

BESIDE = [".data.build", "data", "pages"]


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_build_has_every_config_and_a_card(data: Path) -> None:
    """And nothing else: no temporary file is left, in it or beside it, but what the next build can use."""
    assert sorted(everything(data)) == sorted(FILES)
    assert sorted(path.name for path in data.parent.iterdir()) == BESIDE
    assert {path.name for path in layout.workshop(data).iterdir()} <= {"lock", "pages.sqlite"}


def test_each_month_has_its_files(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every config, in the order of the days; sources of a month need not come one after the other."""
    dates = {"a": dt.date(2020, 2, 15), "b": dt.date(2020, 3, 1), "c": dt.date(2020, 2, 1)}

    def convert(text: str, *, source: str = "", encoding: str = "utf-8", **_: object) -> Page:
        page = makers.page(source, title=text.split("\n")[2])
        return page.model_copy(update={"encoding": encoding, "date": dates[source[0]]})

    monkeypatch.setattr(batch, "convert", convert)
    corpus.build(pages, tmp_path / "out")
    names = ["2020-02.parquet", "2020-03.parquet"]
    assert {config: [path.name for path in layout.shards(tmp_path / "out", config)] for config in CONFIGS} == dict.fromkeys(CONFIGS, names)
    assert [article.source for article in corpus.read(tmp_path / "out")] == ["c.txt", "a.txt", "b.txt"]
    assert corpus.check(tmp_path / "out", [pages]) == []
    assert corpus.load(tmp_path / "out")["title"][:] == ["天晴", "开会", "下雨"]


@pytest.mark.usefixtures("by_hand")
def test_a_month_of_many_pages_is_in_parts(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In every config the same ones, of the same pages; what reads a dataset does not mind."""
    monkeypatch.setattr(months, "PART", 2)
    built = corpus.build(pages, tmp_path / "out")
    names = ["undated.parquet", "undated_00002.parquet"]
    assert {config: [path.name for path in layout.shards(built.out, config)] for config in CONFIGS} == dict.fromkeys(CONFIGS, names)
    assert [pq.read_table(path)["source"].to_pylist() for path in layout.shards(built.out, "pages")] == [["a.txt", "b.txt"], ["c.txt"]]
    assert [article.source for article in corpus.read(built.out)] == ["a.txt", "b.txt", "c.txt"]
    assert corpus.load(built.out)["title"][:] == ["开会", "下雨", "天晴"]
    assert corpus.check(built.out, [pages]) == []


def test_an_edition_is_in_one_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first edition that ends at the limit or behind it ends the part."""
    monkeypatch.setattr(months, "PART", 3)
    shelf = SimpleNamespace(months=lambda: ["2020-02"], rows=lambda _: [[1, 2], [3, 4], [5], [6, 7, 8, 9], [10]])
    assert months.parts(shelf) == {("2020-02", 0): 4, ("2020-02", 1): 5, ("2020-02", 2): 1}  # type: ignore[arg-type]


_PEAK = """
import sys
import corpus
corpus.build(sys.argv[1], sys.argv[2], cache=False)
print(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks the system in a way that others do not have")
def test_memory_does_not_grow_with_the_input(tmp_path: Path) -> None:
    """Thirty pages of a megabyte, nearly all white space, and five times as many; 10 GB of them are a benchmark."""
    peaks = []
    for count in (30, 150):
        path = tmp_path / f"{count}.jsonl"
        line = '{"text": "今日多云。' + " " * 1_000_000 + '"}\n'
        path.write_text(line * count, encoding="utf-8")
        command = [sys.executable, "-c", _PEAK, str(path), str(tmp_path / "out")]
        peaks.append(int(subprocess.run(command, check=True, capture_output=True).stdout))
    assert peaks[1] < 1.2 * peaks[0]


def test_one_source_or_profile_is_given_by_itself(data: Path, pages: Path, tmp_path: Path) -> None:
    """A name is not taken for its characters."""
    assert corpus.check(data, pages) == corpus.check(data, str(pages)) == []
    built = corpus.build(str(pages), tmp_path / "out", profiles="newswire")
    assert layout.shards(built.out, "newswire")


def test_what_was_built_is_read_as_records(data: Path) -> None:
    """In the order of the sources."""
    assert [article.source for article in corpus.read(data)] == ["a.txt", "b.txt", "c.txt"]


def test_load_gives_each_config(data: Path) -> None:
    """The nested one unless another is named."""
    assert corpus.load(data)["title"][:] == ["开会", "下雨", "天晴"]
    assert corpus.load(data, "paragraphs")["kind"][:] == ["body"] * 3
    assert corpus.load(data, "pages")["articles"][:] == [1, 1, 1]


@pytest.mark.parametrize("text", ["", " \r\n\f\n"])
def test_a_page_without_articles_is_a_dataset(tmp_path: Path, text: str) -> None:
    """An empty file is a page, too: the config of the articles has no rows, and is read all the same."""
    (tmp_path / "empty.txt").write_text(text)
    built = corpus.build(tmp_path / "empty.txt", tmp_path / "out")
    assert (built.pages, built.articles, built.bad) == (1, 0, [])
    assert (len(corpus.load(tmp_path / "out")), len(corpus.load(tmp_path / "out", "pages"))) == (0, 1)
    streamed = corpus.load(tmp_path / "out", streaming=True)
    assert (list(streamed), streamed.column_names) == ([], corpus.load(tmp_path / "out").column_names)
    assert corpus.check(tmp_path / "out", [tmp_path / "empty.txt"]) == []


def test_the_shipped_dataset_is_found_without_a_path() -> None:
    """In the repository and in a wheel."""
    assert len(corpus.load()) == len(list(corpus.read())) > 0


def test_a_wrong_config_or_folder_is_said_so(data: Path, tmp_path: Path) -> None:
    """The message tells which there are, or how to make one."""
    with pytest.raises(corpus.UsageError, match="articles, paragraphs, pages"):
        corpus.load(data, "nope")
    with pytest.raises(corpus.UsageError, match="it has no config 'quarantine'\nhelp: it has: articles, paragraphs, pages, texts"):
        corpus.load(data, "quarantine")
    with pytest.raises(corpus.DatasetError, match="corpus build"):
        corpus.load(tmp_path / "none")


@pytest.mark.usefixtures("by_hand")
def test_a_bad_source_is_counted_and_the_others_go_on(pages: Path, tmp_path: Path) -> None:
    """Bytes that are no text, and a path that does not exist."""
    (pages / "b.txt").write_bytes(b"%PDF-1.7")
    seen: list[object] = []
    tell = lambda item, total: seen.append((item.error is None, total))  # noqa: E731 - as short as it is
    built = corpus.build([pages, tmp_path / "none"], tmp_path / "out", progress=tell)
    assert (built.pages, built.articles, built.paragraphs, len(built.bad)) == (2, 2, 2, 2)
    assert seen == [(False, 4), (True, 4), (False, 4), (True, 4)]
    assert corpus.check(tmp_path / "out") == []


def test_a_build_of_nothing_leaves_the_old_dataset(data: Path, tmp_path: Path) -> None:
    """Not one source could be read: that is an error, not an empty dataset."""
    before = everything(data)
    with pytest.raises(corpus.DatasetError, match="no source could be read"):
        corpus.build(tmp_path / "none", data)
    assert everything(data) == before
    assert sorted(path.name for path in data.parent.iterdir()) == BESIDE


def test_a_failing_build_leaves_the_old_dataset(data: Path, pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever fails, and as late as it may be."""
    before = everything(data)

    def full(_: Path, __: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(card, "write", full)
    with pytest.raises(OSError, match="No space left"):
        corpus.build(pages, data)
    assert everything(data) == before
    assert sorted(path.name for path in data.parent.iterdir()) == BESIDE


def test_a_failing_exchange_leaves_the_old_dataset(data: Path, pages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The old folder is put back if the new one cannot take its place."""
    before, rename = everything(data), Path.rename

    def refuse(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise PermissionError(13, "Permission denied")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        corpus.build(pages, data)
    assert everything(data) == before


def test_a_dataset_lost_between_two_renames_is_put_back(data: Path, tmp_path: Path) -> None:
    """The machine died in the one bad moment: the next build, even one that fails, brings the old folder back."""
    before = everything(data)
    data.rename(tmp_path / ".data.old")
    with pytest.raises(corpus.DatasetError):
        corpus.build(tmp_path / "none", data)
    assert everything(data) == before


def test_a_killed_build_leaves_the_old_dataset(data: Path, tmp_path: Path) -> None:
    """Killed in the middle of its work, without a chance to clean up."""
    before = everything(data)
    new, pipe = layout.workshop(data) / "new", tmp_path / "never-ends.txt"
    os.mkfifo(pipe)
    with subprocess.Popen([sys.executable, "-m", "corpus", "build", str(pipe), "--out", str(data)]) as build:
        deadline = time.monotonic() + 60
        while not new.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        build.kill()
    assert new.exists()
    assert everything(data) == before


@pytest.mark.parametrize("name", ["notes.txt", ".git", "README.md"])
def test_a_folder_that_is_no_dataset_is_never_replaced(tmp_path: Path, name: str) -> None:
    """A slip of the hand in --out must cost nothing; a README.md alone is no dataset, either."""
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / name).write_text("precious")
    problem = r"is no whole dataset: no articles in it" if name == "README.md" else rf"holds other files than a dataset \({name}\)"
    with pytest.raises(corpus.UsageError, match=problem), layout.replacing(tmp_path / "mine"):
        pass
    assert everything(tmp_path / "mine") == {name: b"precious"}


@pytest.mark.parametrize("name", ["articles/notes.txt", "articles/mine.parquet", "texts/sub/2020-02.parquet", "pages/.git/HEAD"])
def test_a_file_within_a_config_is_no_more_replaced(data: Path, pages: Path, name: str) -> None:
    """Neither the build nor what is beside it takes anything away; the file is named, or the folder that holds it."""
    (data / name).parent.mkdir(exist_ok=True)
    (data / name).write_text("precious")
    before = everything(data)
    with pytest.raises(corpus.UsageError, match=rf"holds other files than a dataset \({'/'.join(name.split('/')[:2])}\)"):
        corpus.build(pages, data)
    assert everything(data) == before


def test_a_part_of_a_dataset_is_not_replaced(data: Path, pages: Path) -> None:
    """What is not there is named; a folder with nothing in it is no dataset that could be lost."""
    (data / "README.md").unlink()
    with pytest.raises(corpus.UsageError, match=r"is no whole dataset: no README\.md in it"):
        corpus.build(pages, data)


def test_a_file_is_never_replaced(tmp_path: Path) -> None:
    """`--out` is a folder."""
    (tmp_path / "mine").write_text("precious")
    with pytest.raises(corpus.UsageError, match="is a file"), layout.replacing(tmp_path / "mine"):
        pass


def test_the_same_sources_give_the_same_bytes_on_any_number_of_cores(pages: Path, tmp_path: Path) -> None:
    """Here the real converter runs, in this process and in two others, and the order of arguments is another."""
    corpus.build(pages, tmp_path / "one")
    corpus.build([pages / f"{name}.txt" for name in "cab"], tmp_path / "two", workers=2)
    assert everything(tmp_path / "one") == everything(tmp_path / "two")
