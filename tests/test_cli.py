"""The command line: what it prints, where, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import pty
import subprocess
import sys
import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import makers
import pytest

import corpus
from corpus import batch, checks, pages
from corpus.cli import main
from corpus.pages import Decision

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.records import Page

COMMAND = [sys.executable, "-m", "corpus"]

pytestmark = pytest.mark.usefixtures("by_hand")


@pytest.fixture
def page(pages: Path) -> str:
    """Return the path of one page."""
    return str(pages / "a.txt")


def test_convert_prints_text_to_read(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The articles with their headline, then the furniture."""
    assert main(["convert", page]) == 0
    shown = capsys.readouterr()
    assert shown.out == "== a.txt · 1 article\n\n[1] 开会\n\n今日多云，夜间有雨。\n\n-- folio: 2020年2月15日 3版\n\n"
    assert shown.err == ""


def test_convert_prints_json(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One array, whatever the number of pages."""
    assert main(["convert", "--format", "json", str(pages)]) == 0
    assert [page["source"] for page in json.loads(capsys.readouterr().out)] == ["a.txt", "b.txt", "c.txt"]
    assert main(["convert", "--format", "json", "none"]) == 1
    assert json.loads(capsys.readouterr().out) == []


def test_convert_prints_json_lines(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One article a line, with all its fields, as a scorer reads it."""
    assert main(["convert", "--format", "jsonl", str(pages)]) == 0
    first, *rest = map(json.loads, capsys.readouterr().out.splitlines())
    assert len(rest) == 2
    assert (first["source"], first["kicker"], first["title"], first["subtitle"]) == ("a.txt", "", "开会", "")
    assert [(part["kind"], part["text"]) for part in first["paragraphs"]] == [("body", "今日多云，夜间有雨。")]


def test_convert_gives_words_on_request(page: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """By way of the one module that knows words."""

    def annotate(page: Page, segmenter: str) -> Page:
        article = page.articles[0].model_copy(update={"keywords": ("多云",), "segmenter": segmenter})
        return page.model_copy(update={"articles": (article,)})

    monkeypatch.setitem(sys.modules, "corpus.words", SimpleNamespace(annotate=annotate))
    assert main(["convert", "--words", "--format", "jsonl", page]) == 0
    assert json.loads(capsys.readouterr().out)["keywords"] == ["多云"]
    assert main(["convert", "--words", "--segmenter", "rjieba", "--format", "jsonl", page]) == 0
    assert json.loads(capsys.readouterr().out)["segmenter"] == "rjieba"
    assert main(["convert", "--segmenter", "rjieba", page]) == 2
    assert "add --words" in capsys.readouterr().err


def test_a_page_cannot_drive_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters are printed as their pictures."""
    (tmp_path / "x.txt").write_text("\n\n题\x1b[2J目\n")
    main(["convert", str(tmp_path / "x.txt")])
    assert "题␛[2J目" in capsys.readouterr().out


def test_bad_input_is_complained_of_and_the_others_go_on(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Place, problem and help on standard error; the results are all there; the exit code tells."""
    (pages / "b.txt").write_bytes(b"\xff\xfe\xff")
    assert main(["convert", "--format", "jsonl", str(pages), "none"]) == 1
    shown = capsys.readouterr()
    assert [json.loads(line)["source"] for line in shown.out.splitlines()] == ["a.txt", "c.txt"]
    assert shown.err.splitlines()[:2] == [
        "error: none: no such file or folder",
        "help: give a file, a folder, a glob in quotes, a URL, or - for standard input",
    ]
    assert f"error: {pages / 'b.txt'}:1: not UTF-16" in shown.err
    assert shown.err.splitlines()[-1] == "2 of 4 sources could not be read"


def test_standard_input_is_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """In an encoding that is named."""
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO("\n\n天晴\n".encode("big5"))))
    assert main(["convert", "-", "--encoding", "big5", "--format", "json"]) == 0
    (page,) = json.loads(capsys.readouterr().out)
    assert (page["source"], page["encoding"], page["articles"][0]["title"]) == ("-", "big5", "天晴")


def test_build_prints_a_table(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An article a row, and a line that sums up."""
    assert main(["build", str(pages), "--out", str(tmp_path / "out")]) == 0
    shown = capsys.readouterr()
    assert [title in shown.out for title in ("开会", "下雨", "天晴")] == [True] * 3
    assert shown.out.splitlines()[-1] == f"{tmp_path / 'out'}: 3 pages, 3 articles, 3 paragraphs"
    assert shown.err == ""


def test_build_tells_of_bad_input(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The dataset is made of the others, and the exit code is 1; of nothing, no dataset is made."""
    (pages / "b.txt").write_bytes(b"%PDF-")
    assert main(["build", str(pages), "--out", str(tmp_path / "out")]) == 1
    assert main(["check", str(tmp_path / "out")]) == 0
    assert "1 of 3 sources could not be read" in capsys.readouterr().err
    assert main(["build", str(pages / "b.txt"), "--out", str(tmp_path / "nothing")]) == 1
    assert not (tmp_path / "nothing").exists()


def test_check_lists_findings(data: Path, pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A line each, with its place, and one that counts them; 0 if there are none."""
    assert main(["check", str(data), "--source", str(pages)]) == 0
    assert capsys.readouterr().out == f"{data}: sound\n"
    (pages / "d.txt").write_text("x")
    assert main(["check", str(data), "--source", str(pages)]) == 1
    assert capsys.readouterr().out == f"{pages / 'd.txt'}: not in the dataset\n{data}: 1 finding\n"


def test_score_prints_a_table_or_json(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of pages as of records, by the key asked for, with the worst pages."""
    gold = {"layout": "by hand", "articles": [{"title": "开会", "paragraphs": ["今日多云，夜间有雨。"]}]}
    (tmp_path / "a.gold.json").write_text(json.dumps(gold, ensure_ascii=False), encoding="utf-8")
    assert main(["score", str(tmp_path), str(pages), "--by", "layout", "--worst", "1"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["para_f1", "article", "article_f1", "exact", "title", "headline", "articles"]
    assert [row[0] for row in rows[1:]] == ["by", "all", "a"]
    assert rows[2][1:] == ["1.0000"] * 6 + ["1"]
    main(["convert", "--format", "jsonl", str(pages)])
    (tmp_path / "x.jsonl").write_text(capsys.readouterr().out, encoding="utf-8")
    assert main(["score", str(tmp_path), str(tmp_path / "x.jsonl"), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["all"]["exact"] == 1


def test_score_needs_gold_for_something(pages: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of other pages, or of no articles at all, there are no figures."""
    (tmp_path / "z.gold.json").write_text('{"articles": []}', encoding="utf-8")
    (tmp_path / "none.jsonl").write_text("")
    for file in (pages, tmp_path / "none.jsonl"):
        assert main(["score", str(tmp_path), str(file)]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert shown.err.startswith(f"error: {tmp_path}: no gold page of what is to be scored\nhelp: NAME.gold.json is for NAME.txt")


def test_gold_needs_checked_pages(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The message says how to check some."""
    assert main(["gold", str(data), "--out", str(tmp_path / "gold")]) == 1
    shown = capsys.readouterr()
    assert shown.out == f"{tmp_path / 'gold'}: 0 gold pages\n"
    assert shown.err == f"error: {data}: no page of it is checked\nhelp: check some first: corpus review {data}\n"


def test_explain_shows_each_line_with_its_label(page: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Line number, label, confidence, the line, and why."""
    made = [Decision(0, 13, "folio", 0.987, ("date", "first line")), Decision(15, 18, "title", 0.5, ())]
    monkeypatch.setattr(pages, "explain", lambda *_: made)
    assert main(["explain", page]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.split() == ["1", "folio", "0.99", "2020年2月15日", "3版", "date;", "first", "line"]
    assert second.split()[:4] == ["3", "title", "0.50", "开"]


def test_explain_complains_of_what_is_no_page_and_the_others_go_on(pages: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each of several pages is named."""
    assert main(["explain", "none"]) == 1
    assert capsys.readouterr().err.startswith("error: none: no such file")
    (pages / "a.txt").write_bytes(b"\xff\xfe\xff")
    assert main(["explain", str(pages)]) == 1
    shown = capsys.readouterr()
    assert [line for line in shown.out.splitlines() if line.startswith("== ")] == ["== b.txt", "== c.txt"]
    assert f"error: {pages / 'a.txt'}:1: not UTF-16" in shown.err
    assert shown.err.splitlines()[-1] == "1 of 3 sources could not be read"


def test_schema_prints_or_writes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One by name, or all; into a folder, too."""
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["title"] == "Article"
    assert main(["schema", "pages"]) == 0
    assert json.loads(capsys.readouterr().out)[0]["name"] == "id"
    assert main(["schema", "--out", str(tmp_path / "s")]) == 0
    assert len(list((tmp_path / "s").iterdir())) == len(capsys.readouterr().out.splitlines()) == 17
    assert main(["schema", "pages", "--out", str(tmp_path / "one")]) == 0
    assert capsys.readouterr().out == f"{tmp_path / 'one' / 'pages.arrow.json'}\n"
    assert [path.name for path in (tmp_path / "one").iterdir()] == ["pages.arrow.json"]
    assert main(["schema", "nope", "--out", str(tmp_path / "none")]) == 2
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nope"],
        ["convert"],
        ["convert", "x", "--format", "xml"],
        ["build", "x"],
        ["build", "x", "--out", "y", "--workers", "0"],
        ["build", "x", "--out", "y", "--workers", "two"],
    ],
)
def test_a_wrong_call_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """As the parser sees it."""
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    shown = capsys.readouterr().err
    assert "usage: corpus" in shown
    assert "--workers" not in arguments or f"must be a whole number, 1 or more, not '{arguments[-1]}'" in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["check", "none"], "error: none: no such folder"),
        (["schema", "nope"], "error: nope: no such schema"),
        (["score", "none", "x"], "error: none: no *.gold.json"),
        (["convert", "{page}", "--encoding", "nope"], "error: --encoding: no encoding is called 'nope'"),
        (["build", "{page}", "--out", "{page}"], "a.txt: is a file"),
        (["convert", "{page}", "--words"], "error: --words: the text format has no room for words"),
        (["convert", "{page}", "--clean"], "error: --clean: the text format has no room for a ledger"),
    ],
)
def test_a_call_that_cannot_be_done_exits_with_2(arguments: list[str], message: str, page: str, capsys: pytest.CaptureFixture[str]) -> None:
    """As the library sees it: what is wrong, and help."""
    assert main([argument.format(page=page) for argument in arguments]) == 2
    shown = capsys.readouterr().err
    assert message in shown
    assert "\nhelp: " in shown


def test_a_system_error_is_a_message(tmp_path: Path, page: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No traceback where the system refuses."""
    (tmp_path / "file").write_text("")
    assert main(["schema", "--out", str(tmp_path / "file" / "x")]) == 1
    assert "Not a directory" in capsys.readouterr().err
    assert main(["score", page, "none.jsonl"]) == 2


def test_an_interrupt_exits_with_130(page: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """And leaves no traceback."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(batch, "convert", interrupt)
    assert main(["convert", page]) == 130
    assert capsys.readouterr().err == "interrupted\n"


def test_a_reader_that_has_had_enough_is_no_error(tmp_path: Path) -> None:
    """`corpus convert … | head`: no traceback on standard error."""
    (tmp_path / "x.txt").write_text(makers.page(body="今日多云。\n" * 20_000).source_text, encoding="utf-8")
    with subprocess.Popen([*COMMAND, "convert", str(tmp_path / "x.txt")], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.parametrize("command", ["convert", "explain", "build", "score"])
def test_a_reader_that_was_never_there_is_no_error(command: str, pages: Path, tmp_path: Path) -> None:
    """Of no command, whether it prints lines or draws a table."""
    (tmp_path / "a.gold.json").write_text('{"articles": []}', encoding="utf-8")
    arguments = {"build": [str(pages), "--out", str(tmp_path / "out")], "score": [str(tmp_path), str(pages)]}.get(command, [str(pages)])
    out, end = os.pipe()
    os.close(out)
    with os.fdopen(end, "wb") as closed:
        done = subprocess.run([*COMMAND, command, *arguments], stdout=closed, stderr=subprocess.PIPE, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_closed_streams_are_written_to_by_nobody(page: str) -> None:
    """As by `>&-`; messages do not come out elsewhere."""
    for closed in (">&-", "2>&-", "<&- >&- 2>&-"):
        command = f'"$0" -m corpus convert "$1" none {closed}'
        done = subprocess.run(["/bin/sh", "-c", command, sys.executable, page], capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert ("error: none" in done.stdout, "== a.txt" in done.stdout) == (False, closed == "2>&-")
        assert ("error: none: no such file" in done.stderr, "Traceback" in done.stderr) == (closed == ">&-", False)
    command = '"$0" -m corpus convert - <&-'
    done = subprocess.run(["/bin/sh", "-c", command, sys.executable], capture_output=True, text=True, check=False)
    assert done.stderr.startswith("error: standard input: it is closed\nhelp: ")


@pytest.mark.skipif(sys.platform != "linux", reason="no such device elsewhere")
@pytest.mark.parametrize("command", ["convert", "explain"])
def test_a_full_disk_is_told_with_its_place(command: str, page: str) -> None:
    """Printed or drawn, standard output has no name that the system would tell."""
    with open("/dev/full", "wb") as full:  # noqa: PTH123 - Path is for types only here
        done = subprocess.run([*COMMAND, command, page], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("error: <stdout>: No space left on device\nhelp: ")


def run_on_terminal(arguments: list[str], **environment: str) -> str:
    """Run the command with a terminal as its standard output and error, and return what it shows."""
    parent, child = pty.openpty()
    clean = {name: value for name, value in os.environ.items() if name not in {"NO_COLOR", "FORCE_COLOR", "CI"}}
    with subprocess.Popen([*COMMAND, *arguments], stdout=child, stderr=child, env=clean | {"TERM": "xterm"} | environment) as process:
        os.close(child)
        shown = b""
        while True:
            try:
                part = os.read(parent, 65536)
            except OSError:  # Linux says so at the end of a terminal
                break
            if not part:
                break
            shown += part
    os.close(parent)
    assert process.returncode == 0
    return shown.decode()


def test_colours_and_a_bar_on_a_terminal_only(pages: Path, tmp_path: Path) -> None:
    """And no colours where NO_COLOR is set."""
    arguments = ["build", str(pages), "--out", str(tmp_path / "out")]
    shown = run_on_terminal(arguments)
    assert "building" in shown
    assert "\x1b[1m" in shown
    assert "\x1b[3" not in run_on_terminal(arguments, NO_COLOR="1")
    piped = subprocess.run([*COMMAND, *arguments], capture_output=True, check=True)
    assert b"\x1b" not in piped.stdout
    assert piped.stderr == b""


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"]])
def test_help_answers_at_once(arguments: list[str]) -> None:
    """Without pyarrow, datasets, rich: the best of three starts takes less than a second on a busy machine."""
    times = []
    for _ in range(3):
        start = time.perf_counter()
        subprocess.run([*COMMAND, *arguments], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    assert min(times) < 1


def test_output_is_utf8_whatever_the_language(page: str) -> None:
    """A server speaks C; the pages speak Chinese."""
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([*COMMAND, "convert", "--format", "jsonl", page], capture_output=True, env=environment, check=True)
    assert "今日多云" in done.stdout.decode("utf-8")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (corpus.InputError, 1),
        (corpus.DatasetError, 1),
        (corpus.UsageError, 2),
        (corpus.AccessError, 3),
        (corpus.RefusedError, 4),
        (corpus.NetworkError, 5),
    ],
)
def test_every_error_class_has_its_exit_code(
    error: type[corpus.CorpusError], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong call is 2, what a hub says has codes of its own, everything else that was found is 1."""

    def fail(*_: object) -> None:
        raise error("place", "it is wrong", help="mend it")

    monkeypatch.setattr(checks, "check", fail)
    assert main(["check", "data"]) == code
    assert capsys.readouterr().err == "error: place: it is wrong\nhelp: mend it\n"
