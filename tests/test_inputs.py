"""Pages in archives and tables, and at places that are no path of this machine."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import json
import sys
import tarfile
import zipfile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import fsspec
import fsspec.implementations.memory
import kills
import pdfs
import pyarrow as pa
import pytest
from pyarrow import parquet

import corpus
from corpus import batch, cli, pages
from corpus.sources import digest, expand, opened, read

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from corpus.records import Page
    from corpus.sources import Source

ONE, TWO = "新桥建成\n\n    今日多云。\n", "图书馆开门\n\n    今日有雨。\n"
PAGES = {"2020/a.txt": ONE.encode(), "2020/b.txt": TWO.encode("gb18030"), "notes.md": b"no page", ".hidden.txt": b"no page"}


def tarred(files: Mapping[str, bytes]) -> bytes:
    """Return a tar of some files."""
    out = io.BytesIO()
    with tarfile.open(mode="w", fileobj=out) as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP of some files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def lines(rows: list[dict[str, Any]]) -> bytes:
    """Return rows as JSON Lines."""
    return "".join(json.dumps(row, ensure_ascii=bool(k % 2)) + "\n" for k, row in enumerate(rows)).encode()


def table(rows: list[dict[str, Any]]) -> bytes:
    """Return rows as Parquet."""
    out = io.BytesIO()
    parquet.write_table(pa.Table.from_pylist(rows), out)
    return out.getvalue()


PACKED = {
    "p.zip": zipped(PAGES),
    "p.tar": tarred(PAGES),
    "p.tar.gz": gzip.compress(tarred(PAGES)),
    "p.tgz": gzip.compress(tarred(PAGES)),
    "p.tar.zst": pa.Codec("zstd").compress(tarred(PAGES), asbytes=True),
}
ROWS = [{"id": "2020/a.txt", "text": ONE}, {"id": "2020/b.txt", "text": TWO}]
TABLES = {
    "p.jsonl": lines(ROWS),
    "p.jsonl.gz": gzip.compress(lines(ROWS[:1])) + gzip.compress(lines(ROWS[1:])),
    "p.ndjson.zst": pa.Codec("zstd").compress(lines(ROWS), asbytes=True),
    "p.parquet": table(ROWS),
}


def found(path: Path | str, columns: corpus.Columns | None = None) -> list[Source]:
    """Return the pages that an argument stands for; nothing may be wrong."""
    given = expand([path])
    assert not given.bad
    return list(opened(given.found, columns))


@pytest.mark.parametrize("name", [*PACKED, *TABLES])
def test_pages_are_read_from_where_they_are_packed(tmp_path: Path, name: str) -> None:
    """Named after the file and their names in it; what is no page is left out, as in a folder."""
    (tmp_path / name).write_bytes({**PACKED, **TABLES}[name])
    pages = found(tmp_path / name)
    assert [page.name for page in pages] == [f"{name}/2020/a.txt", f"{name}/2020/b.txt"]
    assert [read(page).text for page in pages] == [ONE, TWO]


@pytest.mark.parametrize("name", ["p.tar.gz", "p.zip", "p.jsonl", "p.parquet"])
def test_a_build_takes_each_page_for_itself(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is changed is converted again, and no other; check and the dataset of the same pages agree."""
    converted: list[str] = []

    def convert(text: str, *, source: str = "", **options: object) -> Page:
        converted.append(source)
        return pages.convert(text, source=source, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(batch, "convert", convert)
    path = tmp_path / name
    path.write_bytes({**PACKED, **TABLES}[name])
    corpus.build(path, tmp_path / "out")
    assert corpus.check(tmp_path / "out", [path]) == []
    assert converted == [f"{name}/2020/a.txt", f"{name}/2020/b.txt"]
    converted.clear()
    changed = PAGES | {"2020/b.txt": "改\n\n    今日有雪。\n".encode()}
    rows = [ROWS[0], ROWS[1] | {"text": "改\n\n    今日有雪。\n"}]
    again = {"p.tar.gz": gzip.compress(tarred(changed)), "p.zip": zipped(changed), "p.jsonl": lines(rows), "p.parquet": table(rows)}
    path.write_bytes(again[name])
    (finding,) = corpus.check(tmp_path / "out", [path])
    assert finding.place.startswith(found(path)[1].place)
    built = corpus.build(path, tmp_path / "out", workers=1)
    assert (converted, built.kept) == ([f"{name}/2020/b.txt"], 1)
    corpus.build(path, tmp_path / "anew", cache=False)
    assert kills.tree(tmp_path / "out") == kills.tree(tmp_path / "anew")


@pytest.mark.parametrize("name", ["p.zip", "p.tar.gz", "p.jsonl", "p.parquet"])
def test_what_holds_no_page_is_told(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As a folder is; there is no old dataset to speak of, and where there is one, it stays."""
    empty = pa.BufferOutputStream()
    parquet.write_table(pa.schema({"text": pa.string()}).empty_table(), empty)
    data = {"p.zip": zipped({}), "p.tar.gz": gzip.compress(tarred({"notes.md": b"no page"})), "p.jsonl": b"\n"}
    (tmp_path / name).write_bytes(data.get(name) or empty.getvalue().to_pybytes())
    path, out = str(tmp_path / name), tmp_path / "out"
    assert cli.main(["convert", path]) == 1
    assert capsys.readouterr().err.startswith(f"error: {path}: no page in it\nhelp: ")
    with pytest.raises(corpus.DatasetError) as failed:
        corpus.build(path, out)
    assert (failed.value.problem, "old dataset" in failed.value.help) == ("nothing to write: no source could be read", False)
    (tmp_path / "a.txt").write_text(ONE, encoding="utf-8")
    assert [(row.source, row.message) for row in corpus.build([path, tmp_path / "a.txt"], out).quarantine] == [(name, "no page in it")]
    assert corpus.check(out, [path, tmp_path / "a.txt"]) == []
    with pytest.raises(corpus.DatasetError, match="the old dataset is as it was"):
        corpus.build(path, out)


def test_a_folder_stands_for_its_archives_and_for_its_tables_if_it_has_no_pages(tmp_path: Path) -> None:
    """A table beside pages may be their manifest."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "t.jsonl").write_bytes(TABLES["p.jsonl"])
    assert [page.name for page in found(tmp_path / "in")] == ["t.jsonl/2020/a.txt", "t.jsonl/2020/b.txt"]
    (tmp_path / "in" / "p.zip").write_bytes(PACKED["p.zip"])
    (tmp_path / "in" / "c.txt").write_text(ONE, encoding="utf-8")
    assert [page.name for page in found(tmp_path / "in")] == ["c.txt", "p.zip/2020/a.txt", "p.zip/2020/b.txt"]
    assert expand([tmp_path / "in"]).total is None


def test_columns_are_chosen_and_rows_without_a_name_are_numbered(tmp_path: Path) -> None:
    """The name is the first of id, name, source that a row has; bytes are in an encoding to be recognised."""
    rows: list[dict[str, Any]] = [
        {"body": ONE, "name": "n", "source": "s"},
        {"body": ONE, "source": "s"},
        {"body": ONE},
        {"body": ONE, "id": 7},
    ]
    (tmp_path / "p.jsonl").write_bytes(lines(rows))
    columns = corpus.Columns(text="body")
    assert [page.name for page in found(tmp_path / "p.jsonl", columns)] == ["p.jsonl/n", "p.jsonl/s", "p.jsonl/3", "p.jsonl/7"]
    columns = corpus.Columns(text="body", name="source")
    (tmp_path / "p.jsonl").write_bytes(lines([*rows[:2], {"body": ONE, "source": None}, {"body": ONE, "source": ""}]))
    bad = list(opened(expand([tmp_path / "p.jsonl"]).found, columns))
    assert [page.name for page in bad] == ["p.jsonl/s", "p.jsonl/s", "p.jsonl/3", "p.jsonl/4"]
    assert [bool(page.wrong) for page in bad] == [False, True, False, False]
    (tmp_path / "p.parquet").write_bytes(table([{"body": TWO.encode("gb18030")}]))
    (page,) = found(tmp_path / "p.parquet", corpus.Columns(text="body"))
    assert (page.name, read(page).text, read(page).encoding) == ("p.parquet/1", TWO, "gb18030")


@pytest.mark.parametrize("name", ["p.jsonl", "p.parquet"])
@pytest.mark.parametrize("option", ["text", "name"])
def test_a_column_that_was_chosen_and_is_not_there_is_told(
    tmp_path: Path, name: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names by number would be others in the next build; check says the same."""
    (tmp_path / name).write_bytes(TABLES[name])
    (tmp_path / "a.txt").write_text(ONE, encoding="utf-8")
    corpus.build(tmp_path / "a.txt", tmp_path / "out")
    path, wrong = str(tmp_path / name), [f"--{option}-column", "nope"]
    assert cli.main(["convert", path, *wrong]) == 1
    shown = capsys.readouterr().err
    assert "no column 'nope'\nhelp: say which " in shown
    assert f"--{option}-column" in shown
    assert cli.main(["check", str(tmp_path / "out"), "--source", str(tmp_path / "a.txt"), path, *wrong]) == 1
    assert f"{path}{':1' if name == 'p.jsonl' else ''}: no column 'nope'\n" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["p.jsonl", "p.parquet"])
def test_rows_say_where_pages_come_from(tmp_path: Path, name: str) -> None:
    """As a sidecar does; the encoding named is that of files, and not of text that a table holds."""
    date: Any = dt.date(2020, 2, 15) if name == "p.parquet" else "2020年2月15日"
    row = {"text": ONE, "newspaper": "云江日报", "date": date, "page": 3.0, "title": "left alone"}
    (tmp_path / name).write_bytes(table([row]) if name == "p.parquet" else lines([row]))
    for known in (None, corpus.known(newspaper="别的报")):
        corpus.build(tmp_path / name, tmp_path / "out", encoding="gb18030", known=known)
        (article,) = corpus.read(tmp_path / "out")
        assert (article.newspaper, article.date, article.page) == ("云江日报", dt.date(2020, 2, 15), "3")
        said = corpus.load(tmp_path / "out", "pages")[0]["provenance"]
        assert [(one["field"], one["origin"]) for one in said if one["agrees"]] == [
            ("newspaper", "sidecar"),
            ("date", "sidecar"),
            ("page", "sidecar"),
        ]
        assert corpus.check(tmp_path / "out", [tmp_path / name]) == []


def test_text_of_a_table_comes_through_as_it_is(tmp_path: Path) -> None:
    """Carriage returns, NULs, characters beyond the first plane; halves of such are replaced, as anywhere."""
    texts = ["a\r\nb\rc\u2028d", "\0𠀀\ufffd今日", "x\ud800y", "", "\ufeffz"]
    (tmp_path / "p.jsonl").write_bytes(b"".join(json.dumps({"text": text}).encode() + b"\n" for text in texts))
    assert [read(page).text for page in found(tmp_path / "p.jsonl")] == [*texts[:2], "x\ufffdy", "", "z"]


@pytest.fixture
def memory() -> Iterator[str]:
    """Give a place in fsspec's memory."""
    files = fsspec.filesystem("memory")
    for name, data in {"a.txt": ONE.encode(), "2020/p.zip": PACKED["p.zip"], "no.md": b"", ".h/a.txt": b""}.items():
        files.pipe(f"/papers/{name}", data)
    yield "memory://papers"
    files.rm("/papers", recursive=True)


def test_remote_places_are_read_as_folders_globs_and_files(memory: str, tmp_path: Path) -> None:
    """Through fsspec; names are those below the folder."""
    assert [page.name for page in found(memory)] == ["2020/p.zip/2020/a.txt", "2020/p.zip/2020/b.txt", "a.txt"]
    assert [read(page).text for page in found(f"{memory}/a.txt")] == [ONE]
    assert [page.name for page in found(f"{memory}/*/*.zip")] == ["2020/p.zip/2020/a.txt", "2020/p.zip/2020/b.txt"]
    assert found(memory)[0].place == "memory:///papers/2020/p.zip/2020/a.txt"
    built = corpus.build(memory, tmp_path / "out", workers=2)
    assert (built.pages, built.bad) == (3, [])
    assert corpus.check(tmp_path / "out", [memory]) == []
    assert corpus.build(memory, tmp_path / "out").kept == 3


def test_two_remote_files_of_one_name_are_told_apart(memory: str) -> None:
    """By the names of their folders."""
    fsspec.filesystem("memory").pipe("/papers/2020/a.txt", TWO.encode())
    given = expand([f"{memory}/a.txt", f"{memory}/2020/a.txt"])
    assert [source.name for source in given.found] == ["a.txt", "2020/a.txt"]


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("memory://papers/none", "no such file or folder"),
        ("memory://papers/*.pdf", "no page in it"),
        ("nothing://papers", "cannot be reached: Protocol not known: nothing"),
    ],
)
@pytest.mark.usefixtures("memory")
def test_a_remote_place_that_is_not_there_is_a_finding(url: str, problem: str) -> None:
    """With what to do about it."""
    (error,) = expand([url]).bad
    assert error.problem == problem
    assert error.help


def test_a_missing_package_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """As for every other one; what needs no package is read."""
    monkeypatch.setitem(sys.modules, "s3fs", None)
    assert cli.main(["convert", "--format", "json", "s3://bucket/pages"]) == 1
    shown = capsys.readouterr()
    assert shown.out == "[]\n"
    assert "pip install 'newspaper-corpus[remote]'" in shown.err
    (tmp_path / "a.txt").write_text(ONE, encoding="utf-8")
    assert cli.main(["build", str(tmp_path / "a.txt"), "s3://bucket/pages", "--out", str(tmp_path / "out")]) == 1
    assert "1 of 2 sources could not be read" in capsys.readouterr().err
    assert [article.source for article in corpus.read(tmp_path / "out")] == ["a.txt"]


class Answer(Exception):  # noqa: N818 - stands for what aiohttp raises
    """What a web server answers, as its client raises it."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}, message={message!r}, url='https://papers.example/a.txt?signature=1234'")
        self.status, self.message = status, message


@pytest.mark.parametrize(
    ("cause", "problem"),
    [
        (None, "no such file"),
        (Answer(404, "Not Found"), "no such file"),
        (Answer(403, "Forbidden"), "cannot be reached: 403 Forbidden"),
        (OSError("Cannot connect to host papers.example:443"), "cannot be reached: Cannot connect to host papers.example:443"),
    ],
)
def test_what_the_web_does_not_give_is_told_for_what_it_is(cause: Exception | None, problem: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The library says of everything that there is no such file."""
    url = "https://papers.example/a.txt?signature=1234"

    def info(_: str) -> None:
        raise FileNotFoundError(url) from cause

    monkeypatch.setattr("fsspec.core.url_to_fs", lambda address: (SimpleNamespace(info=info), address))
    (error,) = expand([url]).bad
    assert (error.place, error.problem) == ("https://papers.example/a.txt", problem)
    assert error.help


def test_a_folder_on_the_web_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The list that a server shows of it is no page; one that it calls text is."""
    about = {"type": "file", "mimetype": "text/html", "url": "https://papers.example/2020/"}
    monkeypatch.setattr("fsspec.core.url_to_fs", lambda address: (SimpleNamespace(info=lambda _: about), address))
    (error,) = expand(["https://papers.example/2020"]).bad
    assert (error.problem, error.help) == (
        "a folder, not a file",
        "give the address of a file: folders and globs cannot be listed over http(s)",
    )
    about["mimetype"] = "text/plain"
    assert [source.name for source in expand(["https://papers.example/2020"]).found] == ["2020"]


def test_secrets_in_an_address_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signature in the query, a password before the host."""
    url = "https://me:secret@papers.example/a.txt?signature=1234"

    def fail(address: str) -> None:
        message = f"no route to {address}"
        raise OSError(message)

    monkeypatch.setattr("fsspec.core.url_to_fs", fail)
    (error,) = expand([url]).bad
    assert error.place == "https://papers.example/a.txt"
    assert "secret" not in str(error)
    assert "1234" not in str(error)


@pytest.mark.parametrize("name", [*PACKED, *TABLES])
def test_a_place_that_gives_no_more_than_a_stream_will_do(monkeypatch: pytest.MonkeyPatch, memory: str, name: str) -> None:
    """Some web servers send a file from its beginning only; fsspec raises ValueError where one looks elsewhere in it."""

    class Stream(io.BytesIO):
        def readline(self) -> bytes:  # type: ignore[override] # as in fsspec
            return super().readline()

        def seek(self, *_: int) -> int:
            message = "Cannot seek streaming HTTP file"
            raise ValueError(message)

    fsspec.filesystem("memory").pipe(f"/papers/{name}", b"")
    monkeypatch.setattr(fsspec.implementations.memory.MemoryFileSystem, "open", lambda *_: Stream({**PACKED, **TABLES}[name]))
    assert [page.name for page in found(f"{memory}/{name}")] == [f"{name}/2020/a.txt", f"{name}/2020/b.txt"]


@pytest.mark.parametrize("name", ["p.zip", "p.tar", "remote"])
def test_print_is_read_with_its_print_wherever_it_is(tmp_path: Path, name: str, memory: str) -> None:
    """The same as from a folder; markup that shows no print is no page."""
    pytest.importorskip("pypdfium2")
    (tmp_path / "in").mkdir()
    path = pdfs.whole(tmp_path / "in" / "a.pdf")
    files = {"a.pdf": path.read_bytes(), "b.xml": b"<html/>"}
    if name == "remote":
        fsspec.filesystem("memory").pipe("/papers/a.pdf", files["a.pdf"])
        (page,) = found(f"{memory}/a.pdf")
    else:
        (tmp_path / name).write_bytes(zipped(files) if name == "p.zip" else tarred(files))
        (page,) = found(tmp_path / name)
    (plain,) = found(tmp_path / "in")
    assert read(page) == read(plain)
    assert digest(page) == digest(plain)
    built = corpus.build(tmp_path / name if name != "remote" else f"{memory}/a.pdf", tmp_path / "out", workers=2)
    assert (built.pages, built.bad) == (1, [])


def test_packed_text_in_an_archive_is_unpacked(tmp_path: Path) -> None:
    """As it is in a folder."""
    (tmp_path / "p.zip").write_bytes(zipped({"a.txt.gz": gzip.compress(ONE.encode())}))
    (page,) = found(tmp_path / "p.zip")
    assert (page.name, read(page).text) == ("p.zip/a.txt.gz", ONE)


def test_the_command_line_takes_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each command that takes files."""
    (tmp_path / "p.parquet").write_bytes(table([{"body": ONE, "key": "k"}]))
    path, columns = str(tmp_path / "p.parquet"), ["--text-column", "body", "--name-column", "key"]
    assert cli.main(["convert", path, *columns]) == 0
    assert "== p.parquet/k · 1 article" in capsys.readouterr().out
    assert cli.main(["explain", path, *columns]) == 0
    assert "新桥建成" in capsys.readouterr().out
    assert cli.main(["build", path, "--out", str(tmp_path / "out"), *columns]) == 0
    assert cli.main(["check", str(tmp_path / "out"), "--source", path, *columns]) == 0
    capsys.readouterr()
    assert cli.main(["convert", path]) == 1
    assert "p.parquet: no column 'text'\nhelp: say which holds the text with --text-column; it has 'body', 'key'" in capsys.readouterr().err
