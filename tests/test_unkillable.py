"""Builds that are killed, disturbed, or run twice; workers that die."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING

import kills
import makers
import pytest

import corpus
from corpus import batch, cli, layout, months, pages, report, workers
from corpus.sources import expand
from corpus.workers import Processes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from corpus.records import Page
    from corpus.sheets import Sheet


def test_killed_builds_go_on_and_give_the_same_bytes(tmp_path: Path) -> None:
    """In short: `make unkillable` kills many more."""
    found = kills.kill_often(3, tmp_path, pages=24)
    assert sum(number for what, number in found.items() if "dataset" in what) >= 3


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the pages that are converted from now on."""
    names: list[str] = []

    def convert(text: str, *, source: str = "", **options: object) -> Page:
        names.append(source)
        return pages.convert(text, source=source, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "convert", convert)
    return names


def test_only_what_changed_is_converted_again(tmp_path: Path, converted: list[str]) -> None:
    """A page more, one less, one that is another, one of another name; and the bytes are those of a new build."""
    sources = kills.write_pages(tmp_path / "pages", 6)
    corpus.build(sources, tmp_path / "out")
    assert converted == [f"00{k}.txt" for k in range(6)]
    converted.clear()
    (sources / "000.txt").unlink()
    (sources / "001.txt").rename(sources / "renamed.txt")
    (sources / "002.txt").write_text("新桥建成\n\n    今日多云。\n", encoding="utf-8")
    (sources / "new.txt").write_text("新桥建成\n\n    今日有雨。\n", encoding="utf-8")
    built = corpus.build(sources, tmp_path / "out")
    assert converted == ["002.txt", "new.txt", "renamed.txt"]
    assert (built.pages, built.kept) == (6, 3)
    corpus.build(sources, tmp_path / "anew", cache=False)
    assert kills.tree(tmp_path / "out") == kills.tree(tmp_path / "anew")
    assert not layout.workshop(tmp_path / "anew").exists()


def test_what_is_said_of_a_page_converts_it_again(tmp_path: Path, converted: list[str]) -> None:
    """Its encoding and where it comes from are part of what it becomes."""
    sources = kills.write_pages(tmp_path / "pages", 2)
    corpus.build(sources, tmp_path / "out")
    corpus.build(sources, tmp_path / "out", known=corpus.known(edition="晨"))
    corpus.build(sources, tmp_path / "out", encoding="utf-8")
    assert len(converted) == 6
    corpus.build(sources, tmp_path / "out", encoding="utf-8")
    assert len(converted) == 6


@pytest.mark.parametrize("damage", [b"no database", b"SQLite format 3\0" + b"?" * 5000])
def test_a_damaged_store_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    """It holds nothing that cannot be made again."""
    sources = kills.write_pages(tmp_path / "pages", 2)
    corpus.build(sources, tmp_path / "out")
    before = kills.tree(tmp_path / "out")
    (layout.workshop(tmp_path / "out") / "pages.sqlite").write_bytes(damage)
    assert corpus.build(sources, tmp_path / "out").kept == 0
    assert kills.tree(tmp_path / "out") == before


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("where", ["a record", "a page of the file"])
def test_a_store_that_is_damaged_inside_is_found_out_and_removed(tmp_path: Path, where: str, workers: int) -> None:
    """The build that finds it writes nothing; the next one has all that there was."""
    sources = kills.write_pages(tmp_path / "pages", 8)
    corpus.build(sources, tmp_path / "out")
    before = kills.tree(tmp_path / "out")
    store = layout.workshop(tmp_path / "out") / "pages.sqlite"
    if where == "a record":
        with closing(sqlite3.connect(store)) as index, index:
            (record,) = index.execute("SELECT record FROM pages ORDER BY source LIMIT 1").fetchone()
            index.execute("UPDATE pages SET record = ? WHERE record = ?", (record[:-9] + b"?" + record[-8:], record))
    else:
        with closing(sqlite3.connect(store)) as index:
            (size,) = index.execute("PRAGMA page_size").fetchone()
            (root,) = index.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'pages'").fetchone()
        whole = store.read_bytes()
        store.write_bytes(whole[: size * (root - 1)] + b"?" * size + whole[size * root :])
    with pytest.raises(corpus.DatasetError, match="are damaged") as told:
        corpus.build(sources, tmp_path / "out", workers=workers)
    assert "run it again" in told.value.help
    assert kills.tree(tmp_path / "out") == before
    assert corpus.build(sources, tmp_path / "out", workers=workers).kept == 0
    assert kills.tree(tmp_path / "out") == before


def test_one_build_at_a_time(tmp_path: Path) -> None:
    """The message says who is at work; a process that was killed is not."""
    sources, out = kills.write_pages(tmp_path / "pages", 2), tmp_path / "out"
    script = (
        f"from corpus import layout; from pathlib import Path\nwith layout.replacing(Path({str(out)!r})): print(1, flush=True); input()"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline()
        with pytest.raises(corpus.BusyError, match=f"process {other.pid} on"):
            corpus.build(sources, out)
        assert not out.exists()
        other.kill()
    assert corpus.build(sources, out).pages == 2


def test_a_job_that_kills_its_worker_costs_no_other() -> None:
    """It is found among those that were at work, and all that comes out is in order."""
    lots = [[1, 2], [3, 0, 4], [5], [], [6, 0], [7]]
    engine = Processes(2)
    assert list(engine(makers.doubled, lots)) == [[2, 4], [6, None, 8], [10], [], [12, None], [14]]
    assert engine.retries


def test_workers_end_where_the_step_raises_job_by_job() -> None:
    """Those of their own that a lot gets when its worker was lost, too."""
    before = set(multiprocessing.active_children())
    with pytest.raises(corpus.UsageError, match="no numbers"):
        workers._one_by_one(makers.refused, [1, 2])  # noqa: SLF001
    assert set(multiprocessing.active_children()) <= before


def test_a_build_counts_its_own_retries(tmp_path: Path) -> None:
    """An engine that has lost workers before is as good as a new one."""
    engine = Processes(1)
    engine.retries = 5
    assert corpus.build(kills.write_pages(tmp_path / "pages", 1), tmp_path / "out", engine=engine).retries == 0


def test_workers_killed_over_a_lot_lose_and_double_nothing(tmp_path: Path) -> None:
    """In short, as above."""
    assert kills.kill_workers(1, tmp_path, Processes(2)).retries >= 4


def test_workers_end_with_the_process_that_began_them() -> None:
    """Also where that is killed; they hold the pipe to us as long as they live."""
    script = (
        "import os, makers\nfrom corpus.workers import Processes\nnext(Processes(2)(makers.doubled, [[1], [2]]))\nos.kill(os.getpid(), 9)"
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL


def test_a_page_that_kills_its_worker_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And named; the others are there."""
    sources = kills.write_pages(tmp_path / "pages", 4)
    (sources / "002.txt").write_text("deadly", encoding="utf-8")
    monkeypatch.setattr(batch, "filed", makers.filed)
    built = corpus.build(sources, tmp_path / "out", workers=2)
    assert (built.pages, [type(error) for error in built.bad]) == (3, [corpus.LostError])
    assert "002.txt: each worker process" in str(built.bad[0])


def test_a_month_whose_worker_is_killed_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same bytes; where all that are to write it die, the build says so and the old dataset stays."""
    sources = kills.write_pages(tmp_path / "pages", 12)
    corpus.build(sources, tmp_path / "alone", cache=False)
    monkeypatch.setattr(months, "written", makers.written_later)
    built = corpus.build(sources, tmp_path / "out", workers=2, cache=False)
    assert built.retries >= 3
    assert kills.tree(built.out) == kills.tree(tmp_path / "alone")
    monkeypatch.setattr(months, "written", makers.die)
    with pytest.raises(corpus.DatasetError, match="was to write a month died"):
        corpus.build(sources, tmp_path / "out", workers=2)
    assert kills.tree(built.out) == kills.tree(tmp_path / "alone")


def test_a_page_that_the_converter_fails_on_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever it raises; the message says where."""

    def convert(text: str, **options: object) -> Page:
        return pages.convert(text, **options) if "多云" not in text else pages.convert(None)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "convert", convert)
    sources = kills.write_pages(tmp_path / "pages", 2)
    (sources / "bad.txt").write_text("今日多云。\n", encoding="utf-8")
    built = corpus.build(sources, tmp_path / "out")
    assert (built.pages, len(built.bad)) == (2, 1)
    (row,) = built.quarantine
    assert (row.source, row.reason, row.place) == ("bad.txt", "converter failed", "bad.txt")
    assert row.sha256 == hashlib.sha256("今日多云。\n".encode()).hexdigest()
    assert corpus.check(tmp_path / "out", [sources]) == []
    assert str(built.bad[0]).startswith(f"{sources / 'bad.txt'}: the converter failed: AttributeError in ")


def test_a_page_that_cannot_be_parsed_takes_none_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of a lot are labelled together; the one that fails is named, and the others are there."""
    whole = pages.parse_all

    def parse_all(texts: Sequence[tuple[str, Sheet | None]]) -> list[pages.Parsed]:
        if any("多云" in text for text, _ in texts):
            raise ValueError
        return whole(texts)

    monkeypatch.setattr(pages, "parse_all", parse_all)
    monkeypatch.setattr(batch, "parse_all", parse_all)
    sources = kills.write_pages(tmp_path / "pages", 2)
    (sources / "bad.txt").write_text("今日多云。\n", encoding="utf-8")
    built = corpus.build(sources, tmp_path / "out")
    assert (built.pages, [row.source for row in built.quarantine]) == (2, ["bad.txt"])
    assert corpus.check(tmp_path / "out", [sources]) == []


def test_a_page_is_the_same_alone_and_beside_others(tmp_path: Path) -> None:
    """Also beside one that is longer than any page."""
    sources = kills.write_pages(tmp_path / "pages", 3)
    (sources / "long.txt").write_text("新桥建成\n\n    今日多云。\n" * 600, encoding="utf-8")
    lot = [replace(source, data=source.path.read_bytes()) for source in expand([sources]).found]
    assert batch.converted(lot, encoding=None) == [one for source in lot for one in batch.converted([source], encoding=None)]


def test_the_quarantine_is_a_config_like_the_others(tmp_path: Path) -> None:
    """Checked, described, loaded; it says nothing of this machine, and is not there when all is well."""
    sources = kills.write_pages(tmp_path / "pages", 2)
    (sources / "bad.txt").write_bytes("今日多云。\n".encode() + b"\xff\xfe\xff")
    (sources / "a.json").write_text("no JSON", encoding="utf-8")
    (sources / "a.txt").write_text("今日多云。\n", encoding="utf-8")
    built = corpus.build([sources, tmp_path / "none"], tmp_path / "out", known=corpus.known())
    assert (built.pages, len(built.bad), len(built.quarantine)) == (2, 3, 2)
    found = corpus.load(tmp_path / "out", "quarantine")
    assert found["source"][:] == ["a.txt", "bad.txt"]
    assert found["reason"][:] == ["unreadable", "encoding"]
    assert found["place"][:] == ["a.json", "bad.txt:2"]
    assert corpus.check(tmp_path / "out", [sources]) == []
    (sources / "bad.txt").unlink()
    (sources / "a.json").unlink()
    assert corpus.build(sources, tmp_path / "out").quarantine == []
    assert not (tmp_path / "out" / "quarantine").exists()


def test_strict_stops_at_the_first_bad_source(tmp_path: Path) -> None:
    """What was converted before is kept for the next time."""
    sources = kills.write_pages(tmp_path / "pages", 2)
    (sources / "bad.txt").write_bytes(b"%PDF-1.7")
    with pytest.raises(corpus.InputError, match=r"bad\.txt"):
        corpus.build(sources, tmp_path / "out", strict=True)
    assert not (tmp_path / "out").exists()
    (sources / "bad.txt").unlink()
    assert corpus.build(sources, tmp_path / "out", strict=True).pages == 2


def test_a_report_tells_what_a_build_did(tmp_path: Path) -> None:
    """Counts that add up, seconds, memory."""
    sources, told = kills.write_pages(tmp_path / "pages", 3), tmp_path / "report.json"
    call = ["build", str(sources), "--out", str(tmp_path / "out"), "--report", str(told)]
    assert cli.main(call) == 0
    first = json.loads(told.read_text(encoding="utf-8"))
    size = sum(path.stat().st_size for path in sources.iterdir())
    assert (first["pages"], first["pages_kept"], first["bytes"], first["bytes_converted"], first["quarantine"]) == (3, 0, size, size, {})
    assert (first["engine"], first["retries"]) == ("local", 0)
    (sources / "bad.txt").write_bytes(b"%PDF-1.7")
    assert cli.main([*call, "--workers", "2"]) == 1
    again = json.loads(told.read_text(encoding="utf-8"))
    assert (again["pages"], again["pages_kept"], again["bytes_converted"], again["quarantine"]) == (3, 3, 0, {"unreadable": 1})
    assert set(again["seconds"]) == {"convert", "write", "describe"}
    assert again["articles"] == first["articles"] == len(list(corpus.read(tmp_path / "out")))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".out.build", "out", "pages", "report.json"]


@pytest.mark.parametrize("name", ["none/r.json", "out/r.json", "pages"])
def test_a_report_that_cannot_be_written_is_refused_before_the_work(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """In no folder, within the dataset, or with the name of a folder; the message names the file that was given."""
    sources = kills.write_pages(tmp_path / "pages", 1)
    call = ["build", str(sources), "--out", str(tmp_path / "out"), "--report", str(tmp_path / name)]
    assert cli.main(call) == 2
    assert capsys.readouterr().err.startswith(f"error: {tmp_path / name}: ")
    assert not (tmp_path / "out").exists()


def test_a_report_that_fails_at_the_end_hides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was built is told all the same, and what could not be read."""
    sources, told = kills.write_pages(tmp_path / "pages", 1), tmp_path / "report.json"
    (sources / "bad.txt").write_bytes(b"%PDF-1.7")
    monkeypatch.setattr(report, "refuse", lambda *_: told.mkdir())
    assert cli.main(["build", str(sources), "--out", str(tmp_path / "out"), "--report", str(told)]) == 1
    shown = capsys.readouterr()
    assert f"{tmp_path / 'out'}: 1 page" in shown.out
    assert "1 of 2 sources could not be read" in shown.err
    assert f"error: {told}: Is a directory" in shown.err
    assert not (tmp_path / ".report.json.part").exists()


def limited(prepare: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own that something is done to first."""
    pytest.importorskip("resource")
    script = f"import resource, sys\nfrom corpus import batch, cli, dataset\n{prepare}\nsys.exit(cli.main(sys.argv[1:]))"
    return subprocess.run([sys.executable, "-c", script, *map(str, arguments)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize("most", [20_000, 60_000, 120_000])
def test_a_build_that_may_write_no_more_goes_on_when_it_may(tmp_path: Path, most: int) -> None:
    """A bound on the size of files stands in for a full disk where none can be made: the system refuses in the same place."""
    sources, out = kills.write_pages(tmp_path / "pages", 30), tmp_path / "out"
    corpus.build(kills.write_pages(tmp_path / "old", 3), out, cache=False)
    before = kills.tree(out)
    done = limited(f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))", "build", sources, "--out", out)
    assert (done.returncode, kills.tree(out)) == (1, before)
    assert done.stderr.startswith("error: ")
    assert "Traceback" not in done.stderr
    assert corpus.build(sources, out).pages == 30
    corpus.build(sources, tmp_path / "anew", cache=False)
    assert kills.tree(out) == kills.tree(tmp_path / "anew")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Give a disk of 12 MB, where the system lets us make one."""
    (tmp_path / "disk").mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", str(tmp_path / "disk")]
    try:
        done = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        done = False
    if not done:
        pytest.skip("no disk can be mounted here")
    yield tmp_path / "disk"
    subprocess.run(["umount", str(tmp_path / "disk")], check=True)  # noqa: S607 - where it is differs


@pytest.mark.parametrize("free", [100, 300, 700])
def test_a_build_on_a_full_disk_goes_on_when_there_is_room(small_disk: Path, free: int, tmp_path: Path) -> None:
    """A real one; what was converted is still there."""
    sources, out = kills.write_pages(tmp_path / "pages", 30), small_disk / "out"
    (small_disk / "ballast").write_bytes(bytes((12 * 1024 - free) * 1024))
    done = limited("", "build", sources, "--out", out)
    assert (done.returncode, out.exists()) == (1, False)
    assert "No space left" in done.stderr or "disk is full" in done.stderr
    (small_disk / "ballast").unlink()
    built = corpus.build(sources, out)
    assert built.pages == 30
    corpus.build(sources, tmp_path / "anew", cache=False)
    assert kills.tree(out) == kills.tree(tmp_path / "anew")


def test_a_page_that_takes_more_memory_than_there_is_costs_no_other(tmp_path: Path) -> None:
    """The system says no to this process; a worker that it kills is told of above."""
    sources = kills.write_pages(tmp_path / "pages", 3)
    (sources / "z.txt").write_text("今日多云。", encoding="utf-8")
    (sources / "large.txt").write_text("大桥\n\n" + "    昨日，第三座新桥建成通车，两岸往来不再绕行，\n" * 40_000, encoding="utf-8")
    bound = (
        "import corpus; corpus.convert('今日多云。')\n"
        "most = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize() + (100 << 20)\n"
        "resource.setrlimit(resource.RLIMIT_AS, (most, most))"
    )
    if not sys.platform.startswith("linux"):
        pytest.skip("no way to tell how much memory a process has")
    done = limited(bound, "convert", "--format", "json", sources)
    assert done.returncode == 1
    assert "large.txt: takes more memory than there is\nhelp: " in done.stderr
    assert [page["source"] for page in json.loads(done.stdout)] == ["000.txt", "001.txt", "002.txt", "z.txt"]
