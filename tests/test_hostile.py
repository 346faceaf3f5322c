"""Archives, tables, names and folders that were made to do harm, or are broken: bounded, refused, or in the quarantine with a message."""

from __future__ import annotations

import gzip
import io
import os
import struct
import tarfile
import zipfile
import zlib
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from test_inputs import ONE, TWO, tarred, zipped

import corpus
from corpus import archives, bounds, cli, sources
from corpus.sources import Source, expand, opened, read

MB = 1 << 20


def told(path: Path, tmp_path: Path, problem: str, *, pages: int = 0) -> None:
    """Build from a file, and look whether what is wrong with it is told as it should be; the other pages are there."""
    given = expand([path, tmp_path / "good.txt"])
    bad = [page for page in opened(given.found) if page.wrong]
    assert [str(page.wrong).partition(": ")[2].partition("\nhelp: ")[0] for page in bad] == [problem]
    assert str(bad[0].wrong).partition("\nhelp: ")[2]
    (tmp_path / "good.txt").write_text("今日有雪。\n", encoding="utf-8")
    built = corpus.build([path, tmp_path / "good.txt"], tmp_path / "out")
    assert (built.pages, [row.message for row in built.quarantine]) == (pages + 1, [problem])
    assert not any(str(tmp_path) in f"{row.source} {row.place}" for row in built.quarantine)
    assert corpus.check(tmp_path / "out", [path, tmp_path / "good.txt"]) == []


@pytest.fixture(autouse=True)
def good(tmp_path: Path) -> None:
    """Put a page there that is sound."""
    (tmp_path / "good.txt").write_text("今日有雪。\n", encoding="utf-8")


def packed(megabytes: int) -> bytes:
    """Return zeros, packed: a thousandth of what they were."""
    piece = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(piece.compress(bytes(MB)) for _ in range(megabytes)) + piece.flush()


BOMB = f"unpacks to more than {bounds.RATIO} times its size"


@pytest.mark.parametrize("name", ["bomb.tar.gz", "bomb.jsonl.gz", "bomb.zip", "bomb.parquet", "bomb.txt.zst"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, name: str) -> None:
    """Told by what comes out for what goes in; nothing of it is kept."""
    path = tmp_path / name
    if name.endswith("zip"):
        path.write_bytes(zipped({"a.txt": bytes(20 * MB)}))
        assert path.stat().st_size < MB / 10
    elif name.endswith("tar.gz"):
        path.write_bytes(gzip.compress(tarred({"no page": bytes(20 * MB)}), 9))
    elif name.endswith("parquet"):
        text = pa.array(["今" * 100_000] * 400).dictionary_encode()
        parquet.write_table(pa.table({"id": pa.array(range(400)), "text": text.cast(pa.string())}), path, compression="zstd")
        found = list(opened(expand([path]).found))
        assert str(found[-1].wrong).startswith(f"{path}: {BOMB}")
        assert len(found) < 300
        return
    else:
        path.write_bytes(packed(40) if name.endswith("gz") else pa.Codec("zstd").compress(bytes(20 * MB), asbytes=True))
    if name.endswith("txt.zst"):
        (source,) = opened(expand([path]).found)
        with pytest.raises(corpus.LimitError, match=BOMB):
            read(source)
    else:
        told(path, tmp_path, BOMB)


def test_a_zip_whose_members_share_their_bytes_is_not_read_over_and_over(tmp_path: Path) -> None:
    """A thousand entries that lead to one member: the newest libraries refuse the first, and the sum refuses the others."""
    whole = zipped({"a.txt": os.urandom(MB) + bytes(5 * MB)})
    start, size = whole.rindex(b"PK\1\2"), len(whole) - whole.rindex(b"PK\5\6")
    entry = whole[start : len(whole) - size]
    entries = b"".join(entry.replace(b"a.txt", b"%05d" % k).replace(b"%05d" % k, b"%d.txt" % k, 1) for k in range(9)) * 60
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 540, 540, len(entries), start, 0)
    (tmp_path / "p.zip").write_bytes(whole[:start] + entries + end)
    found = list(opened(expand([tmp_path / "p.zip"]).found))
    assert BOMB in str(found[-1].wrong)
    assert len(found) < 300


def test_a_zip_with_a_huge_list_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list is held in memory."""
    monkeypatch.setattr(archives, "_LIST", 100)
    (tmp_path / "p.zip").write_bytes(zipped({f"{k}.txt": b"x" for k in range(9)}))
    told(tmp_path / "p.zip", tmp_path, "its list of members is larger than 0 MB")


def test_a_tar_with_a_huge_header_is_refused(tmp_path: Path) -> None:
    """The library would hold it."""
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 8 << 30
    with (tmp_path / "p.tar").open("wb") as file:
        file.write(info.tobuf(tarfile.GNU_FORMAT))
        file.truncate(8 << 30)
    told(tmp_path / "p.tar", tmp_path, "a header in it is larger than 1 MB")


NAMES = {
    "../up.txt": "it leads elsewhere",
    "a/../../up.txt": "it leads elsewhere",
    "/etc/a.txt": "it is absolute",
    "C:/a.txt": "it is absolute",
    "a\\..\\b.txt": "a backslash in it",
}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("kind", ["zip", "tar", "jsonl"])
def test_names_that_lead_elsewhere_are_refused(tmp_path: Path, name: str, kind: str) -> None:
    """Nothing is ever written under them, but they name records."""
    path = tmp_path / f"p.{kind}"
    if kind == "jsonl":
        path.write_bytes(f'{{"id": {name!r}, "text": "x"}}\n'.replace("'", '"').encode() + b'{"id": "b.txt", "text": "y"}\n')
    else:
        path.write_bytes((zipped if kind == "zip" else tarred)({name: b"x", "b.txt": b"y"}))
    told(path, tmp_path, f"{name!r} is no name of a page: {NAMES[name]}", pages=1)


def test_a_nul_in_a_name_is_refused(tmp_path: Path) -> None:
    """The library cuts such a name, so that it looks like another."""
    (tmp_path / "p.zip").write_bytes(zipped({"a.md_.txt": b"x"}).replace(b"a.md_", b"a.md\0"))
    told(tmp_path / "p.zip", tmp_path, "'a.md\\x00.txt' is no name of a page: a NUL in it")


def test_names_in_a_manifest_open_nothing(tmp_path: Path) -> None:
    """They are compared with those of pages, and with nothing else."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(ONE, encoding="utf-8")
    (tmp_path / "m.jsonl").write_text(
        '{"source": "../../etc/passwd", "date": "2020-02-15"}\n{"source": "/etc/\\u0000", "page": "1"}\n', encoding="utf-8"
    )
    built = corpus.build(tmp_path / "in", tmp_path / "out", known=corpus.known(manifest=tmp_path / "m.jsonl"))
    assert (built.pages, built.bad) == (1, [])


def test_links_and_devices_in_a_tar_are_refused(tmp_path: Path) -> None:
    """A page is a file."""
    with tarfile.open(tmp_path / "p.tar", "w") as archive:
        for name, kind in (("a.txt", tarfile.SYMTYPE), ("b.txt", tarfile.LNKTYPE), ("c.txt", tarfile.CHRTYPE), ("d.txt", tarfile.FIFOTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    found = list(opened(expand([tmp_path / "p.tar"]).found))
    assert [page.wrong and page.wrong.problem for page in found] == ["a link, not a file"] * 2 + ["a device, not a file"] * 2


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    """There it is a file with an attribute."""
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr(info, "/etc/passwd")
    told(tmp_path / "p.zip", tmp_path, "a link, not a file")


@pytest.mark.parametrize("name", ["in.zip", "in.tar.gz", "in.jsonl", "in.parquet"])
def test_an_archive_in_an_archive_is_reported(tmp_path: Path, name: str) -> None:
    """And not opened."""
    (tmp_path / "p.zip").write_bytes(zipped({name: zipped({"a.txt": b"x"}), "b.txt": b"y"}))
    told(tmp_path / "p.zip", tmp_path, "an archive or a table in an archive, which is not opened", pages=1)


def test_an_encrypted_zip_says_so(tmp_path: Path) -> None:
    """By its flag; the bytes are as good as random."""
    data = bytearray(zipped({"a.txt": b"x"}))
    data[data.index(b"PK\1\2") + 8] |= 1
    (tmp_path / "p.zip").write_bytes(data)
    told(tmp_path / "p.zip", tmp_path, "encrypted")


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_two_members_of_one_name_are_told(tmp_path: Path, kind: str) -> None:
    """The first is the page; the second is in the quarantine."""
    if kind == "zip":
        data = zipped({"a.txt": b"x", "b.txt": b"y"}).replace(b"b.txt", b"a.txt")
    else:
        data = tarred({"a.txt": b"x"})[:1024] + tarred({"a.txt": b"y"})
    (tmp_path / f"p.{kind}").write_bytes(data)
    told(tmp_path / f"p.{kind}", tmp_path, "the name of another page before it", pages=1)


@pytest.mark.parametrize(("name", "raw"), [("头版.txt", "gbk"), ("頭版.txt", "big5"), ("头版.txt", "utf-8"), ("é.txt", "cp437")])
@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_names_are_read_whatever_their_encoding(tmp_path: Path, kind: str, name: str, raw: str) -> None:
    """Programs for Windows write them in the code page of their country; what is in none has U+FFFD for its bytes."""
    stand_in = b"n" * (len(name.encode(raw)) - 4) + b".txt"
    data = (zipped if kind == "zip" else tarred)({stand_in.decode(): ONE.encode()}).replace(stand_in, name.encode(raw))
    if kind == "tar":
        info = tarfile.TarInfo(stand_in.decode())
        info.size = len(ONE.encode())
        block = bytearray(info.tobuf().replace(stand_in, name.encode(raw)))
        block[148:156] = b" " * 8
        block[148:156] = b"%06o\0 " % sum(block)
        data = bytes(block) + data[512:]
    (tmp_path / f"p.{kind}").write_bytes(data)
    (page,) = opened(expand([tmp_path / f"p.{kind}"]).found)
    assert page.name == f"p.{kind}/" + (name if raw != "cp437" else "\ufffd.txt")
    assert read(page).text == ONE


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_what_is_wrong_with_a_member_is_told_by_its_legible_name(tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes of a name that are no UTF-8 are no reason to lose the others."""
    monkeypatch.setattr(archives, "LARGEST", 99)
    raw = "头版.txt".encode("gbk")
    if kind == "zip":
        data = zipped({"n" * 4 + ".txt": os.urandom(100), "a.txt": b"x"}).replace(b"nnnn.txt", raw)
    else:
        out = io.BytesIO()
        with tarfile.open(mode="w", fileobj=out, format=tarfile.GNU_FORMAT, errors="surrogateescape") as archive:
            for name, size in ((raw.decode("utf-8", "surrogateescape"), 100), ("a.txt", 1)):
                info = tarfile.TarInfo(name)
                info.size = size
                archive.addfile(info, io.BytesIO(b"x" * size))
        data = out.getvalue()
    (tmp_path / f"p.{kind}").write_bytes(data)
    told(tmp_path / f"p.{kind}", tmp_path, "larger than 0 MB", pages=1)
    assert corpus.load(tmp_path / "out", "quarantine")[0]["place"] == f"p.{kind}/头版.txt"


TAR = tarred({"a.txt": b"x", "b.txt": b"y"})


@pytest.mark.parametrize(
    ("data", "problem", "pages"),
    [
        (TAR[:1300], "damaged or cut off after 1,024 bytes: truncated header", 1),
        (TAR[:1024], "damaged or cut off after 1,024 bytes: empty header", 1),
        (TAR[:1024] + b"?" * 512 + TAR[1536:], "damaged or cut off after 1,024 bytes: invalid header", 1),
        (b"no tar" * 999, "damaged or cut off after 0 bytes: invalid header", 0),
    ],
)
def test_a_damaged_tar_is_told(tmp_path: Path, data: bytes, problem: str, pages: int) -> None:
    """The library takes it for its end; the pages before are there."""
    (tmp_path / "p.tar").write_bytes(data)
    told(tmp_path / "p.tar", tmp_path, problem, pages=pages)


def test_a_damaged_zip_is_told(tmp_path: Path) -> None:
    """No list, or a member that is not what it was."""
    whole = zipped({"a.txt": b"x" * 99, "b.txt": os.urandom(99)})
    (tmp_path / "p.zip").write_bytes(whole[:-30])
    told(tmp_path / "p.zip", tmp_path, "not a ZIP archive, or cut off")
    at = whole.index(b"b.txt") + 40
    (tmp_path / "p.zip").write_bytes(whole[:at] + bytes([whole[at] ^ 255]) + whole[at + 1 :])
    (_, bad) = opened(expand([tmp_path / "p.zip"]).found)
    assert bad.wrong
    assert bad.name == "p.zip/b.txt"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (b'{"text": "x"', "not JSON: Expecting ',' delimiter: line 2 column 1 (char 13)"),
        (b"[1]", "no JSON object"),
        (b"[" * 100_000, "not JSON: nested too deep"),
        (b'{"text": null}', "column 'text' holds no text"),
        (b'{"text": "x", "date": "never"}', "date 'never' is no date; write it as 2020-02-15"),
        (b'{"texts": "x"}', "no column 'text'"),
    ],
)
def test_a_broken_line_costs_no_other(tmp_path: Path, line: bytes, problem: str) -> None:
    """Its number is told."""
    (tmp_path / "p.jsonl").write_bytes(b'\xef\xbb\xbf{"text": "x"}\n\n' + line + b'\n{"text": "y"}')
    told(tmp_path / "p.jsonl", tmp_path, problem, pages=2)
    assert corpus.load(tmp_path / "out", "quarantine")[0]["place"] == "p.jsonl/3"


def test_what_no_encoding_can_write_is_replaced_wherever_it_stands(tmp_path: Path) -> None:
    """In the name of a row, in what is said of it, in the place of a sidecar beside a file whose name is no UTF-8."""
    (tmp_path / "p.jsonl").write_text('{"id": "头版\\ud800", "text": "x", "newspaper": "云江\\udfff日报"}\n', encoding="utf-8")
    for name, text in ((b"/\xff\xff.txt", "y"), (b"/\xff\xff.json", "{")):
        Path(os.fsdecode(os.fsencode(tmp_path) + name)).write_text(text, encoding="utf-8")
    built = corpus.build([tmp_path / "p.jsonl", tmp_path], tmp_path / "out", known=corpus.known())
    assert [(row["source"], row["newspaper"]) for row in corpus.load(tmp_path / "out", "pages")] == [
        ("p.jsonl/头版\ufffd", "云江\ufffd日报"),
        ("good.txt", None),
    ]
    assert [(row.source, row.place) for row in built.quarantine] == [("\ufffd\ufffd.txt", "\ufffd\ufffd.json")]


def test_a_row_that_cannot_be_read_takes_no_name_from_another(tmp_path: Path) -> None:
    """It is known by its number, which may be the name of the next."""
    (tmp_path / "p.jsonl").write_text('broken\n{"id": 1, "text": "y"}\n', encoding="utf-8")
    built = corpus.build(tmp_path / "p.jsonl", tmp_path / "out")
    assert (built.pages, [row.source for row in built.quarantine]) == (1, ["p.jsonl/1"])
    assert corpus.check(tmp_path / "out", [tmp_path / "p.jsonl"]) == []


def test_a_line_of_a_gigabyte_is_passed_over(tmp_path: Path) -> None:
    """A sparse file; the row after it is read."""
    with (tmp_path / "p.jsonl").open("wb") as file:
        file.truncate(1 << 30)
        file.seek(1 << 30)
        file.write(b'\n{"text": "y"}\n')
    bad, good = opened(expand([tmp_path / "p.jsonl"]).found)
    assert str(bad.wrong) == f"{tmp_path / 'p.jsonl'}:1: a line of more than 64 MB\nhelp: give a line for each page"
    assert (good.name, read(good).text) == ("p.jsonl/2", "y")


def test_a_table_of_nothing_but_bad_rows_is_given_up(tmp_path: Path) -> None:
    """The text may be in another column; a message for each of a million rows helps nobody."""
    (tmp_path / "p.jsonl").write_bytes(b"{}\n" * 5000)
    found = list(opened(expand([tmp_path / "p.jsonl"]).found))
    assert len(found) == 1001
    assert str(found[-1].wrong).startswith(f"{tmp_path / 'p.jsonl'}: none of its first 1,000 pages can be read\nhelp: ")


def test_a_damaged_parquet_file_is_told(tmp_path: Path) -> None:
    """Cut off, or something else."""
    (tmp_path / "p.parquet").write_bytes(b"PAR1 and nothing more")
    (bad,) = opened(expand([tmp_path / "p.parquet"]).found)
    assert "Parquet" in str(bad.wrong)


def test_a_folder_that_cannot_be_read_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its neighbours are read."""
    (tmp_path / "in" / "locked").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(ONE, encoding="utf-8")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    given = expand([tmp_path / "in"])
    assert [source.name for source in given.found] == ["a.txt"]
    assert [str(error).splitlines()[0] for error in given.bad] == [f"{tmp_path / 'in' / 'locked'}: Permission denied"]


def test_a_linked_folder_that_leads_out_is_refused(tmp_path: Path) -> None:
    """One that leads to a folder within is another name of it; a sidecar is a file of the folder, too."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a.json").write_text('{"page": "7"}', encoding="utf-8")
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "a.txt").write_text(ONE, encoding="utf-8")
    (tmp_path / "in" / "same").symlink_to(tmp_path / "in" / "sub")
    (tmp_path / "in" / "loop").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "away").symlink_to(tmp_path / "out")
    (tmp_path / "in" / "sub" / "a.json").symlink_to(tmp_path / "out" / "a.json")
    given = expand([tmp_path / "in"])
    assert [source.name for source in given.found] == ["sub/a.txt"]
    assert [error.problem for error in given.bad] == ["a link that leads out of the folder"]
    with pytest.raises(corpus.LimitError, match="a link that leads out of the folder"):
        corpus.known().of(given.found[0])


@pytest.mark.parametrize("name", ["p.zip", "p.tar.gz", "p.jsonl", "p.parquet", "p.txt"])
def test_a_source_that_disappears_is_told(tmp_path: Path, name: str) -> None:
    """Between the listing and its turn."""
    (tmp_path / name).write_bytes(b"x")
    given = expand([tmp_path / name])
    (tmp_path / name).unlink()
    (source,) = opened(given.found)
    with pytest.raises(corpus.InputError, match=f"{name}: No such file or directory"):
        read(source)


def test_many_empty_files_are_pages_without_articles(tmp_path: Path) -> None:
    """Here a thousand."""
    (tmp_path / "in").mkdir()
    for k in range(1000):
        (tmp_path / "in" / f"{k}.txt").touch()
    built = corpus.build(tmp_path / "in", tmp_path / "out")
    assert (built.pages, built.articles, built.bad) == (1000, 0, [])


def test_names_cannot_drive_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nor what others wrote into a file."""
    (tmp_path / "\x1b[31m.txt").write_bytes(b"%PDF-1.7")
    (tmp_path / "p.jsonl").write_text('{"id": "\\u001b]0;x\\u0007", "text": null}', encoding="utf-8")
    assert cli.main(["build", str(tmp_path), str(tmp_path / "p.jsonl"), "--out", str(tmp_path / "out")]) == 1
    (tmp_path / "\x1b[32m.txt").write_text(ONE, encoding="utf-8")
    assert cli.main(["check", str(tmp_path / "out"), "--source", str(tmp_path)]) == 1
    shown = capsys.readouterr()
    assert "\x1b" not in shown.out + shown.err
    assert "␛[31m.txt" in shown.err
    assert "␛[32m.txt: not in the dataset" in shown.out


def test_standard_input_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """As every page is."""
    monkeypatch.setattr(sources, "LARGEST", 9)
    monkeypatch.setattr("sys.stdin", type("", (), {"buffer": io.BytesIO(TWO.encode())}))
    with pytest.raises(corpus.LimitError, match="standard input: larger than"):
        read(expand(["-"]).found[0])


def test_a_name_from_python_may_have_a_nul() -> None:
    """There is no such file."""
    assert [error.problem for error in expand(["a\0*.txt"]).bad] == ["no such file or folder"]
    with pytest.raises(corpus.InputError):
        read(Source("a", Path("a\0")))
