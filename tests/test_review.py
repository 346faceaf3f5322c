"""The review of a dataset without a browser: the list, the desk, the server's guards, gold, the file that is sent."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from makers import HOCR

import corpus
from corpus import corrections, still
from corpus.catalog import Catalog, Query
from corpus.cli import main
from corpus.corrections import correction
from corpus.desk import Desk, Seen
from corpus.errors import DatasetError, InputError, UsageError
from corpus.score import read_gold, score

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

PAGES = {
    "a/1.txt": "新桥今日通车\n\n昨日上午，江边的新桥正式通车，市民走上\n桥头合影。\n据介绍，这座桥全长1280米。\n",
    "a/2.txt": "图书馆夜里也开门\n\n本报讯 （记者 李静）图书馆昨日起开到深\n夜，读者可以借书到十点。\n",
    "b/1.txt": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Build a dataset of three pages, one of them empty, and another newspaper's."""
    for name, text in PAGES.items():
        (tmp_path / "pages" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "pages" / name).write_text(text, encoding="utf-8")
    page = corpus.convert(PAGES["a/1.txt"], source="a/1.txt")
    corrections.append(
        tmp_path / "data.corrections.jsonl", [correction(page, "li", {"op": "metadata", "newspaper": "江城日报", "date": "2021-05-06"})]
    )
    assert build(tmp_path) == 0
    return tmp_path / "data"


def build(place: Path) -> int:
    """Build the dataset, again."""
    return main(["build", str(place / "pages"), "--out", str(place / "data")])


def correct(desk: Desk, number: int, several: Iterable[Mapping[str, object]]) -> dict[str, Any]:
    """Correct the page that has the number now."""
    return desk.correct(number, Seen.of(desk.catalog.page(number)), several)


def listed(folder: Path, **asked: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - what Query takes
    """Return source and headline of what a list shows."""
    catalog = Catalog.of(folder)
    query = Query(**asked)
    rows = catalog.rows(query.unit, catalog.select(query, catalog.states).tolist(), catalog.states)
    return [(row["source"], row["headline"]) for row in rows]


def test_a_list_is_filtered_and_searched(folder: Path) -> None:
    """By paper, date, kind of doubt, review, and words: in headline, byline and file name, or in the whole text."""
    bridge, library = ("a/1.txt", "新桥今日通车"), ("a/2.txt", "图书馆夜里也开门")
    assert sorted(listed(folder)) == [bridge, library]
    assert listed(folder, sort="printed", unit="pages") == [bridge, library, ("b/1.txt", "")]
    assert listed(folder, newspaper="江城日报") == [bridge]
    assert listed(folder, since="2021-05-06", until="2021-05-06") == [bridge]
    assert listed(folder, since="2021-05-07") == listed(folder, until="2021-05-05") == []
    assert listed(folder, state="corrected") == [bridge]
    assert listed(folder, unit="pages", doubt="empty") == [("b/1.txt", "")]
    assert listed(folder, text="李静") == listed(folder, text="A/2") == [library]
    assert listed(folder, text="借书") == []
    assert listed(folder, text="借书", everywhere=True) == listed(folder, text="借书", everywhere=True, unit="pages") == [library]


def test_a_list_is_sorted_by_doubt(folder: Path) -> None:
    """The least sure article first; of pages, the one with most articles likely wrong."""
    catalog = Catalog.of(folder)
    chosen = catalog.select(Query(), catalog.states)
    assert [catalog.sure[row] for row in chosen] == sorted(catalog.sure)
    chosen = catalog.select(Query(unit="pages"), catalog.states)
    assert [catalog.expected[row] for row in chosen] == sorted(catalog.expected, reverse=True)


def test_a_page_is_read_back_whole(folder: Path) -> None:
    """From whatever file and row group it is in."""
    catalog = Catalog.of(folder)
    converted = {name: corpus.convert(text, source=name) for name, text in PAGES.items()}
    for number in range(3):
        page = catalog.page(number)
        assert page.articles == () or page.articles[0].source == page.source
        if not page.corrections:
            assert page == converted[page.source]


def test_a_folder_without_dataset_is_said_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With help."""
    with pytest.raises(DatasetError, match="no dataset in this folder"):
        Catalog.of(tmp_path)
    assert main(["review", str(tmp_path), "--no-browser"]) == 1
    assert "help: build one" in capsys.readouterr().err


def test_a_damaged_dataset_is_said_so(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Articles that are missing, of other pages, or no articles; for the review as for the gold."""
    corpus.build(tmp_path / "pages" / "a" / "2.txt", tmp_path / "other")
    articles = folder / "articles" / "undated.parquet"
    told = {}
    damages: dict[str, Callable[[], object]] = {
        "foreign": lambda: shutil.copy(folder / "paragraphs" / articles.name, articles),
        "others": lambda: shutil.copy(tmp_path / "other" / "articles" / articles.name, articles),
        "fewer": articles.unlink,
        "none": lambda: shutil.rmtree(folder / "articles"),
    }
    for name, damage in damages.items():
        damage()
        for command in (
            ["review", str(folder), "--export", str(tmp_path / "x.html")],
            ["gold", str(folder), "--out", str(tmp_path / "gold")],
        ):
            assert main(command) == 1
            told[name] = capsys.readouterr().err.splitlines()[-2:]
            assert told[name][1].startswith("help: ")
    damaged = f"error: {folder}: damaged: its articles are not those of its pages"
    assert {name: line for name, (line, _) in told.items()} == {
        "foreign": f"error: {articles}: its columns are not those of Article",
        "others": damaged,
        "fewer": damaged,
        "none": f"error: {articles.parent}: no Parquet file in it",
    }


def test_a_desk_shows_what_a_rebuild_makes(folder: Path) -> None:
    """Before it, after it, and after a correction that was built is taken back."""
    desk = Desk.open(folder, author="li")
    n = desk.catalog.sources["a/1.txt"]
    start = PAGES["a/1.txt"].index("据介绍")
    join = {"op": "join", "unit": "paragraph", "spans": [{"start": start, "end": start + 3}], "to": {"start": 9, "end": 10}}
    shown = correct(desk, n, [join])
    assert [len(article["paragraphs"]) for article in shown["page"]["articles"]] == [1]
    assert (desk.facts()["waiting"], desk.states[n]) == (1, 1)
    with pytest.raises(InputError, match="it is so already"):
        correct(desk, n, [join])
    assert build(folder.parent) == 0
    assert rebuilt(folder, "a/1.txt") == shown["page"]
    desk.refresh()
    assert desk.facts()["waiting"] == 0
    n = desk.catalog.sources["a/1.txt"]
    back = correct(desk, n, [{"op": "undo", "of": shown["corrections"][-1]["id"]}])
    assert [len(article["paragraphs"]) for article in back["page"]["articles"]] == [2]
    assert back["page"]["newspaper"] == "江城日报"
    assert build(folder.parent) == 0
    assert rebuilt(folder, "a/1.txt") == back["page"]


def test_a_page_that_was_built_again_is_not_taken_for_another(folder: Path) -> None:
    """A file more, and its number is that of another page; another text, and its places are."""
    desk = Desk.open(folder)
    n = desk.catalog.sources["a/2.txt"]
    seen = Seen.of(desk.catalog.page(n))
    (folder.parent / "pages" / "a" / "0.txt").write_text("新书上架\n\n新书昨日上架，读者都来借。\n", encoding="utf-8")
    assert build(folder.parent) == 0
    desk.refresh()
    assert desk.shown(n)["page"]["source"] == "a/0.txt"
    before = desk.path.read_bytes()
    changed = Seen("a/0.txt", seen.sha256)
    for shown in (seen, changed):
        with pytest.raises(DatasetError, match=r"a/\d\.txt: it was built again meanwhile\nhelp: open the page again"):
            desk.correct(n, shown, [{"op": "checked"}])
        with pytest.raises(DatasetError, match="it was built again meanwhile"):
            desk.evidence(n, shown)
    assert desk.path.read_bytes() == before
    assert desk.correct(desk.catalog.sources["a/2.txt"], seen, [{"op": "checked"}])["page"]["source"] == "a/2.txt"


def test_each_correction_is_of_the_page_with_those_before_it(folder: Path) -> None:
    """What says the same twice is refused, at once as one by one; what was taken back is not taken back again, but given back."""
    desk = Desk.open(folder)
    n = desk.catalog.sources["a/1.txt"]
    start = PAGES["a/1.txt"].index("据介绍")
    join = {"op": "join", "unit": "paragraph", "spans": [{"start": start, "end": start + 3}], "to": {"start": 9, "end": 10}}
    split = {"op": "split", "unit": "paragraph", "spans": join["spans"]}
    before = desk.path.read_bytes()
    with pytest.raises(InputError, match="it is so already"):
        correct(desk, n, [join, join])
    assert desk.path.read_bytes() == before
    assert paragraphs(correct(desk, n, [join, split])) == 2
    *_, parted = desk.said.found
    undo = {"op": "undo", "of": parted.id}
    with pytest.raises(InputError, match="there is no correction"):
        correct(desk, n, [undo, undo])
    assert paragraphs(correct(desk, n, [undo, {"op": "checked"}])) == 1
    with pytest.raises(InputError, match="there is no correction"):
        correct(desk, n, [undo])
    *_, back, _ = desk.said.found
    assert paragraphs(correct(desk, n, [{"op": "undo", "of": back.id}])) == 2


def paragraphs(shown: dict[str, Any]) -> int:
    """Return how many paragraphs the first article of a page has."""
    return len(shown["page"]["articles"][0]["paragraphs"])


def test_a_page_read_from_print_has_no_evidence_here(folder: Path, tmp_path: Path) -> None:
    """The print decided, too, and it is not in the dataset; a page of text tells what `corpus explain` does."""
    (tmp_path / "scan.hocr").write_text(HOCR, encoding="utf-8")
    corpus.build(tmp_path / "scan.hocr", tmp_path / "scans")
    desk = Desk.open(tmp_path / "scans")
    assert desk.evidence(0, Seen.of(desk.catalog.page(0))) is None
    desk = Desk.open(folder)
    told = desk.evidence(0, Seen.of(desk.catalog.page(0)))
    assert [one["label"] for one in told or ()] == [one.label for one in corpus.explain(PAGES["a/1.txt"])]


def test_joins_are_those_of_the_build_that_is_shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also when the dataset is read anew while they are worked out."""
    desk = Desk.open(folder)
    (folder.parent / "pages" / "c.txt").write_text("新书上架\n\n新书昨日上架，读者都来借。\n", encoding="utf-8")
    assert build(folder.parent) == 0
    anew = threading.Thread(target=desk.refresh)

    def slowly(catalog: Catalog) -> dict[str, Any]:
        if len(catalog.pages) == 3:
            anew.start()
            anew.join(timeout=1)
        return {"pages": len(catalog.pages)}

    monkeypatch.setattr("corpus.desk.joins", slowly)
    assert desk.joins() == {"pages": 3}
    anew.join()
    assert desk.joins() == {"pages": 4}


def rebuilt(folder: Path, source: str) -> dict[str, Any]:
    """Return a page of a dataset without what only its edition says of it."""
    catalog = Catalog.of(folder)
    page = catalog.page(catalog.sources[source])
    articles = tuple(article.model_copy(update={"edition_id": None, "links": ()}) for article in page.articles)
    return page.model_copy(update={"edition_id": None, "articles": articles}).model_dump(mode="json")


def test_pages_of_an_edition_are_shown_as_they_are_printed(tmp_path: Path) -> None:
    """Each with all its print, though a jump made two articles one, and a copy of a page has none in the dataset."""
    folio = "云江日报 2020年2月15日 星期六 第{}版\n\n"
    (tmp_path / "pages").mkdir()
    first = folio.format(1) + "新桥建成\n\n    本报讯 昨日，新桥建成通车，\n（下转2版）\n"
    texts = {"1.txt": first, "2.txt": folio.format(2) + "新桥建成\n\n（上接1版）\n两岸往来不再绕行。\n", "3.txt": first}
    for name, text in texts.items():
        (tmp_path / "pages" / name).write_text(text, encoding="utf-8")
    assert build(tmp_path) == 0
    assert len(list(corpus.read(tmp_path / "data"))) == 1
    desk = Desk.open(tmp_path / "data")
    for name, text in texts.items():
        shown = desk.mended(desk.catalog.sources[name]).page
        assert shown == corpus.convert(text, source=name)
    with pytest.raises(InputError, match=r"has the text of 1\.txt"):
        correct(desk, desk.catalog.sources["3.txt"], [{"op": "checked"}])
    start = texts["2.txt"].index("往来")
    correct(desk, desk.catalog.sources["2.txt"], [{"op": "split", "unit": "paragraph", "spans": [{"start": start, "end": start + 2}]}])
    assert build(tmp_path) == 0
    (article,) = corpus.read(tmp_path / "data")
    assert [part.text for part in article.paragraphs] == ["本报讯 昨日，新桥建成通车，两岸", "往来不再绕行。"]
    assert article.review == "corrected"
    assert corpus.check(tmp_path / "data", [tmp_path / "pages"]) == []


def test_a_spoiled_line_is_said_and_stops_nothing(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither the review nor the gold; the exit code tells, as that of the build does."""
    desk = Desk.open(folder)
    correct(desk, 0, [{"op": "checked"}])
    desk.path.write_bytes(desk.path.read_bytes() + b'{"op": "ch')
    assert len(Desk.open(folder).said.bad) == 1
    capsys.readouterr()
    assert main(["gold", str(folder), "--out", str(tmp_path / "gold")]) == 1
    shown = capsys.readouterr()
    assert "data.corrections.jsonl:3: no correction" in shown.err
    assert "1 gold page" in shown.out
    path = tmp_path / "review.html"
    assert main(["review", str(folder), "--export", str(path)]) == 1
    assert "data.corrections.jsonl:3: no correction" in capsys.readouterr().err
    assert path.exists()
    with serving(folder, code=1) as (port, token):
        assert asked(port, "/api/facts", authorization=f"Bearer {token}")[0] == 200


def test_what_does_not_fit_is_not_written(folder: Path) -> None:
    """All of a request or none."""
    desk = Desk.open(folder)
    before = desk.path.read_bytes()
    good: dict[str, object] = {"op": "checked"}
    far: dict[str, object] = {"op": "split", "unit": "paragraph", "spans": [{"start": 900, "end": 901}]}
    several: list[list[dict[str, object]]] = [[good, far], [{"op": "undo", "of": "nothing"}], [{"op": "nope"}]]
    for said in several:
        with pytest.raises(InputError):
            correct(desk, 0, said)
    assert desk.path.read_bytes() == before
    seen = Seen.of(desk.catalog.page(0))
    for number in (3, -1, 1 << 70):
        for ask in (desk.shown, lambda n: desk.evidence(n, seen), lambda n: desk.correct(n, seen, [good])):
            with pytest.raises(UsageError, match="no such page"):
                ask(number)


def test_checked_pages_become_gold_and_measure(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One command after they were checked, no build between; the converter is scored on them."""
    gold = tmp_path / "gold"
    assert main(["gold", str(folder), "--out", str(gold)]) == 1
    desk = Desk.open(folder)
    start = PAGES["a/1.txt"].index("据介绍")
    join = {"op": "join", "unit": "paragraph", "spans": [{"start": start, "end": start + 3}], "to": {"start": 9, "end": 10}}
    correct(desk, desk.catalog.sources["a/1.txt"], [join, {"op": "checked"}])
    correct(desk, desk.catalog.sources["a/2.txt"], [{"op": "checked"}])
    capsys.readouterr()
    assert main(["gold", str(folder), "--out", str(gold)]) == 0
    assert capsys.readouterr().out == f"{gold}: 2 gold pages\n"
    pages = [corpus.convert(text, source=name) for name, text in PAGES.items() if name.startswith("a")]
    scores = score(read_gold(gold), (article.model_dump() for page in pages for article in page.articles))
    assert scores.pages["2"].values["exact"] == 1
    assert scores.pages["1"].values["exact"] == 0
    assert scores.total.values["title"] == 1


def test_gold_pages_of_one_name_are_said(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The second is not lost silently."""
    desk = Desk.open(folder)
    for source in ("a/1.txt", "b/1.txt"):
        correct(desk, desk.catalog.sources[source], [{"op": "checked"}])
    assert main(["gold", str(folder), "--out", str(tmp_path / "gold")]) == 1
    assert "error: b/1.txt: is called 1 as a/1.txt is" in capsys.readouterr().err


def test_figures_count_everything_once(folder: Path) -> None:
    """Each plot adds up to what it is about."""
    desk = Desk.open(folder)
    figures = desk.figures()
    assert sum(count for _, count in figures["articles per page"]) == 3
    for name in ("characters per article", "confidence of articles", "confidence of the least sure paragraph"):
        assert sum(count for _, count in figures[name]) == 2
    assert figures["names most often credited"] == [("李静", 1)]
    assert figures["articles per day"] == [("2021-05-06", 1)]
    assert desk.joins()["pages"] == 3
    assert sum(count for pairs in desk.joins()["plots"].values() for _, count in pairs) == 5


def test_figures_tell_what_is_in_quarantine(tmp_path: Path) -> None:
    """By reason; a dataset without quarantine has an empty plot."""
    (tmp_path / "good.txt").write_text("开会\n\n　　会开了。\n", encoding="utf-8")
    corpus.build(tmp_path / "good.txt", tmp_path / "sound")
    (tmp_path / "bad.txt").write_bytes(b"\0\1\0\2")
    corpus.build([tmp_path / "good.txt", tmp_path / "bad.txt"], tmp_path / "data")
    plot = "in quarantine, by reason"
    assert Desk.open(tmp_path / "sound").figures()[plot] == []
    assert [count for _, count in Desk.open(tmp_path / "data").figures()[plot]] == [1]


def test_an_exported_file_holds_the_most_doubtful_pages(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """And no address but its own."""
    path = tmp_path / "review.html"
    assert main(["review", str(folder), "--export", str(path), "--pages", "1"]) == 0
    assert capsys.readouterr().out.startswith(f"{path}: 1 page of 3, ")
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"(?:src|href)=[\"'](?!data:)", text) == []
    held = json.loads(re.search(r'<script type="application/json" id="still">(.*?)</script>', text, re.DOTALL)[1])  # type: ignore[index]
    assert len(held["pages"]) == 1
    assert "import " not in re.sub(r"//.*", "", text.partition('<script type="module">')[2]).split("\n", 1)[0]


def test_every_module_of_the_page_is_in_the_file() -> None:
    """One that is forgotten would be missed only in a browser."""
    from importlib import resources  # noqa: PLC0415 - only here

    names = {entry.name for entry in (resources.files("corpus") / "web").iterdir()}
    assert {name for name in names if name.endswith(".js")} == set(still.SCRIPTS)


@contextmanager
def serving(folder: Path, code: int = 0) -> Iterator[tuple[int, str]]:
    """Start ``corpus review`` and give its port and its token; stopped, it ends with the code."""
    command = [sys.executable, "-m", "corpus", "review", str(folder), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, stderr=subprocess.DEVNULL) as process:
        assert process.stdout
        address = process.stdout.readline().strip()
        try:
            port, token = re.fullmatch(r"http://127\.0\.0\.1:(\d+)/#(\S+)", address).groups()  # type: ignore[union-attr]
            yield int(port), token
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait() == code


def asked(port: int, path: str, method: str = "GET", body: bytes | None = None, /, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Send one request and return status, headers and body of the answer."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def test_only_the_page_itself_is_answered(folder: Path) -> None:
    """A token, the name of this machine, no other site; every answer says that nothing but our own scripts may run."""
    with serving(folder) as (port, token):
        mine = {"authorization": f"Bearer {token}"}
        status, told, facts = asked(port, "/api/facts", **mine)
        assert (status, json.loads(facts)["pages"]) == (200, 3)
        status, shown, page = asked(port, "/")
        assert (status, token.encode() in page) == (200, False)
        for headers in (told, shown, asked(port, "/api/facts")[1]):
            assert "script-src 'self'" in headers["content-security-policy"]
            assert "unsafe" not in headers["content-security-policy"]
        assert asked(port, "/api/facts")[0] == 403
        assert asked(port, "/api/facts", authorization="Bearer x")[0] == 403
        assert asked(port, "/api/facts", host=f"evil.example:{port}", **mine)[0] == 400
        assert asked(port, "/api/facts", origin="http://evil.example", **mine)[0] == 403
        assert asked(port, "/api/facts", sec_fetch_site="cross-site", **mine)[0] == 403
        assert asked(port, "/api/facts", origin="null", **mine)[0] == 403
        assert asked(port, "/../pyproject.toml", **mine)[0] == 404
        assert asked(port, "/", "OPTIONS", origin="http://evil.example")[0] == 403


def test_bad_requests_are_messages(folder: Path) -> None:
    """What is wrong and what to do, and nothing is written."""
    with serving(folder) as (port, token):
        mine = {"authorization": f"Bearer {token}"}
        before = (folder.parent / "data.corrections.jsonl").read_bytes()
        page = corpus.convert(PAGES["a/2.txt"], source="a/2.txt")
        path = f"/api/pages/1/corrections?source=a/2.txt&sha256={page.sha256}"
        for body in (b"", b"{}", b"[1]", b'[{"op":"nope"}]', b"[" * 100_000, b"[" + b" " * (1 << 21) + b"]"):
            status, _, answer = asked(port, path, "POST", body, **mine)
            assert (status, sorted(json.loads(answer))) == (400, ["help", "problem"])
        for other in (
            "/api/pages/99",
            "/api/pages/99/evidence",
            "/api/pages/0/evidence",
            "/api/rows?first=-1&count=5",
            "/api/rows?first=0&count=5&color=red",
        ):
            assert asked(port, other, **mine)[0] == 400
        assert asked(port, path, **mine)[0] == 405
        assert (folder.parent / "data.corrections.jsonl").read_bytes() == before
        good = json.dumps([{"op": "checked"}]).encode()
        for other in ("/api/pages/1/corrections", path.replace("/1/", "/0/"), path.replace("/1/", "/99/")):
            assert asked(port, other, "POST", good, **mine)[0] == 400
        assert asked(port, path, "POST", good)[0] == 403
        assert asked(port, path, "POST", good, **mine)[0] == 200
        assert (folder.parent / "data.corrections.jsonl").read_bytes().startswith(before)


def test_a_missing_extra_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The message says what to install; an exported file needs nothing."""
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    monkeypatch.delitem(sys.modules, "corpus.server", raising=False)
    assert main(["review", str(folder), "--no-browser"]) == 1
    assert "pip install 'newspaper-corpus[review]'" in capsys.readouterr().err


def test_a_taken_port_is_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what to do."""
    with serving(folder) as (port, _):
        assert main(["review", str(folder), "--no-browser", "--port", str(port)]) == 2
        assert "help: leave it out" in capsys.readouterr().err


@pytest.mark.parametrize("port", ["80000", "-1", "9" * 30])
def test_what_is_no_port_is_said(folder: Path, capsys: pytest.CaptureFixture[str], port: str) -> None:
    """With what to do."""
    assert main(["review", str(folder), "--no-browser", "--port", port]) == 2
    assert capsys.readouterr().err == f"error: --port: {port}: no port: they go to 65535\nhelp: leave it out: a free one is found\n"


def test_a_file_that_cannot_be_written_is_named(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As it was given, and nothing is left beside it; a build says so before its work."""
    (tmp_path / "here").mkdir()
    build_ = ["build", str(tmp_path / "pages"), "--out", str(folder), "--report"]
    before = sorted(path.name for path in tmp_path.iterdir())
    for command, code in ((["review", str(folder), "--export"], 1), (build_, 2)):
        for path in ("/", str(tmp_path / "here"), str(tmp_path / "nowhere" / "x")):
            assert main([*command, path]) == code
            assert f"error: {path}: " in capsys.readouterr().err
    assert sorted(path.name for path in tmp_path.iterdir()) == before
