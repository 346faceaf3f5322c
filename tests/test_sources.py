"""Files, folders, globs and standard input."""

from __future__ import annotations

import io
import os
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from corpus.errors import InputError
from corpus.sources import Source, expand, read

if TYPE_CHECKING:
    from pathlib import Path


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
    """Records are UTF-8, file names may be anything."""
    os.close(os.open(os.fsencode(tmp_path) + b"/\xd6\xd8.txt", os.O_CREAT))
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
