"""Files, folders, globs and standard input."""

from __future__ import annotations

import gzip
import io
import os
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

import corpus
from corpus import prints
from corpus.errors import InputError
from corpus.sources import Source, expand, read


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Make a folder of pages."""
    for name in ("b.txt", "a.TXT", "2020/c.txt", "2020/01/c.txt", "notes.md", ".hidden/d.txt", "空.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


def names(*arguments: object) -> list[str]:
    """Return the names that arguments stand for; nothing may be wrong."""
    given = expand([str(argument) for argument in arguments])
    assert not given.bad
    return [source.name for source in given.found]


def test_a_folder_is_its_text_files_at_any_depth(pages: Path) -> None:
    """In the order of their names; other and hidden files are left out."""
    assert names(pages) == ["2020/01/c.txt", "2020/c.txt", "a.TXT", "b.txt", "空.txt"]


def test_a_file_is_named_by_itself(pages: Path) -> None:
    """Whatever its ending."""
    assert names(pages / "2020/c.txt", pages / "notes.md") == ["c.txt", "notes.md"]


def test_a_glob_is_named_from_its_fixed_part(pages: Path) -> None:
    """As the folder would be."""
    assert names(f"{pages}/*/c.txt") == ["2020/c.txt"]
    assert names(f"{pages}/2020/**/*.txt") == ["01/c.txt", "c.txt"]


def test_a_file_given_twice_is_one_source(pages: Path) -> None:
    """Also by way of its folder."""
    assert names(pages / "b.txt", pages / "b.txt") == ["b.txt"]
    assert len(names(pages, pages / "b.txt")) == 5


def test_two_files_of_one_name_are_told_apart(pages: Path) -> None:
    """They are named relative to the folder that holds both."""
    assert names(pages / "2020/c.txt", pages / "2020/01/c.txt") == ["c.txt", "01/c.txt"]


def test_a_file_whose_name_has_glob_marks_is_a_file(tmp_path: Path) -> None:
    """What exists is taken as it is."""
    (tmp_path / "[1].txt").write_text("x")
    assert names(tmp_path / "[1].txt") == ["[1].txt"]


def test_a_name_that_is_no_utf8_becomes_text(tmp_path: Path) -> None:
    """Records are UTF-8, file names may be anything: here, bytes that are text in no encoding."""
    os.close(os.open(os.fsencode(tmp_path) + b"/\xff\xff.txt", os.O_CREAT))
    assert names(tmp_path) == ["\ufffd\ufffd.txt"]


def test_what_stands_for_nothing_is_a_finding_and_the_others_go_on(pages: Path) -> None:
    """A missing path, a glob without a match, a folder without text."""
    (pages / "empty").mkdir()
    given = expand([str(pages / "none"), str(pages / "*.pdf"), str(pages / "empty"), str(pages / "b.txt")])
    assert [error.problem for error in given.bad] == ["no such file or folder", "matches no file", "no .txt or .pdf file in this folder"]
    assert [source.name for source in given.found] == ["b.txt"]
    assert all(error.help for error in given.bad)


def test_standard_input_is_a_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its name is a hyphen."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("重庆".encode("gb18030"))))
    (source,) = expand(["-"]).found
    assert (source.name, source.place, read(source).text) == ("-", "standard input", "重庆")


def test_a_file_that_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    """It may have gone since it was found."""
    with pytest.raises(InputError, match=r"gone\.txt: No such file"):
        read(Source("gone.txt", tmp_path / "gone.txt"))


def test_print_that_cannot_be_opened_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As text is; whether it shows print or not cannot be known."""
    for name in ("a.txt", "b.pdf", "c.xml"):
        (tmp_path / name).write_text("今日多云。\n", encoding="utf-8")
    usual = Path.open

    def refuse(path: Path, *mode: Any) -> Any:  # noqa: ANN401 - what open takes and gives
        if path.suffix != ".txt":
            raise PermissionError(13, "Permission denied", str(path))
        return usual(path, *mode)

    monkeypatch.setattr(Path, "open", refuse)
    given = expand([tmp_path])
    told = [(source.name, source.wrong and source.wrong.problem) for source in given.found]
    assert told == [("a.txt", None), ("b.pdf", "Permission denied"), ("c.xml", "Permission denied")]
    with pytest.raises(InputError, match=r"b\.pdf: Permission denied"), prints.opened(tmp_path / "b.pdf", "b.pdf"):
        pass


def test_compressed_pages_are_read(tmp_path: Path) -> None:
    """By what their names say; the sidecar is the one of the page."""
    text = "今日多云。\n".encode()
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(text))
    (tmp_path / "b.txt.zst").write_bytes(pa.Codec("zstd").compress(text, asbytes=True))
    (tmp_path / "a.json").write_text('{"page": "7"}', encoding="utf-8")
    found = expand([tmp_path]).found
    assert [source.name for source in found] == ["a.txt.gz", "b.txt.zst"]
    assert [read(source).text for source in found] == ["今日多云。\n"] * 2
    assert [one.value for one in corpus.known().of(found[0])] == ["7"]


@pytest.mark.parametrize("name", ["a.txt.gz", "a.txt.zst"])
def test_a_damaged_archive_is_said_so(tmp_path: Path, name: str) -> None:
    """Cut off, or something else altogether."""
    whole = (
        gzip.compress(bytes(range(256)) * 99) if name.endswith("gz") else pa.Codec("zstd").compress(bytes(range(256)) * 99, asbytes=True)
    )
    for data in (whole[: len(whole) // 2], "今日多云。\n".encode()):
        (tmp_path / name).write_bytes(data)
        (source,) = expand([tmp_path]).found
        with pytest.raises(corpus.InputError, match=name):
            read(source)


@pytest.mark.parametrize("name", ["bomb.txt", "bomb.txt.gz"])
def test_a_page_of_a_gigabyte_is_refused(tmp_path: Path, name: str) -> None:
    """A sparse file, and a small one that would be a large one; neither is read to its end."""
    if name.endswith("gz"):
        piece = zlib.compressobj(9, zlib.DEFLATED, 31)
        (tmp_path / name).write_bytes(b"".join(piece.compress(bytes(1 << 20)) for _ in range(40)) + piece.flush())
        assert (tmp_path / name).stat().st_size < 100_000
    else:
        with (tmp_path / name).open("wb") as file:
            file.truncate(1 << 30)
    (source,) = expand([tmp_path]).found
    with pytest.raises(corpus.LimitError, match="more than 200 times its size" if name.endswith("gz") else "larger than 32 MB"):
        read(source)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    """One within it is another name of a page that is there; the others go on."""
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.txt").write_text("今日多云。")
    (tmp_path / "in" / "a.txt").write_text("今日有雨。")
    (tmp_path / "in" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "in" / "same.txt").symlink_to(tmp_path / "in" / "a.txt")
    given = expand([tmp_path / "in"])
    assert [source.name for source in given.found] == ["a.txt"]
    assert [str(error).splitlines()[0] for error in given.bad] == [f"{tmp_path / 'in' / 'link.txt'}: a link that leads out of the folder"]


def test_a_link_to_nothing_is_told(tmp_path: Path) -> None:
    """The disk that it leads to may be away; the others go on."""
    (tmp_path / "a.txt").write_text("今日有雨。")
    (tmp_path / "b.txt").symlink_to(tmp_path / "gone" / "b.txt")
    given = expand([tmp_path])
    assert [source.name for source in given.found] == ["a.txt"]
    assert [str(error).splitlines()[0] for error in given.bad] == [f"{tmp_path / 'b.txt'}: No such file or directory"]


def test_what_is_no_file_is_told(tmp_path: Path) -> None:
    """A pipe among the pages would be waited for without end; the others go on."""
    (tmp_path / "a.txt").write_text("今日有雨。")
    os.mkfifo(tmp_path / "b.txt")
    given = expand([tmp_path])
    assert [source.name for source in given.found] == ["a.txt"]
    assert [error.place for error in given.bad] == [str(tmp_path / "b.txt")]


def test_names_of_files_that_are_no_utf_8_are_told_apart(tmp_path: Path) -> None:
    """They are read as those in archives are."""
    names = ["头版.txt", "要闻.txt"]
    for name in names:
        (tmp_path / os.fsdecode(name.encode("gbk"))).write_text(f"{name}今日有雨。", encoding="utf-8")
    given = expand([tmp_path])
    assert sorted(source.name for source in given.found) == sorted(names)
    assert not given.bad
