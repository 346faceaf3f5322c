"""The press: articles from gold pages, pages as HTML; and, where a browser and the PDF tools are installed, pages as they are read."""

from __future__ import annotations

import html
import importlib.util
import json
import random
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from corpus.errors import InputError
from training import gold
from training.press import __main__ as command
from training.press import articles, edition, parting, tools
from training.press.articles import Article
from training.press.families import FAMILIES
from training.press.shelf import Room, Shelf
from training.press.slots import Slots
from training.press.verify import verify
from training.press.words import SIMPLIFIED
from training.sources import Held
from training.units import bare

if TYPE_CHECKING:
    from training.press.sheet import Sheet

ROOT = Path(__file__).parent.parent
RECORDS = [json.loads(line) for line in (ROOT / "benchmarks" / "articles.jsonl").read_text(encoding="utf-8").splitlines()]
PRINTED = {"newspaper": "江城晚报", "date": "2019-02-03", "page": 2}
ARTICLES = [Article.of({**record, **PRINTED}).printable() for record in RECORDS]
SENTENCE = "历时三年的扩建工程昨天在江边的新厂房里通过了验收。"


def record(title: str, *paragraphs: str, **more: int) -> dict[str, Any]:
    """Return an article as gold pages have it."""
    return {"kicker": "", "title": title, "subtitle": "", "paragraphs": list(paragraphs), "title_after": False, **more}


def put(folder: Path, name: str, *records: dict[str, Any], date: str = "2019-02-03") -> None:
    """Put a gold page into a folder; its text says what its gold says."""
    layout = {"family": "N"}
    facts = {
        "newspaper": "江城晚报",
        "date": date,
        "page": 1,
        "extractor": "pdfium",
        "layout": layout,
        "furniture": [],
        "articles": records,
    }
    text = "\n".join(line for found in records for line in (found["title"], *found["paragraphs"]))
    (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    (folder / f"{name}.gold.json").write_text(json.dumps(facts, ensure_ascii=False), encoding="utf-8")


def sheet(family: str, seed: int) -> Sheet:
    """Return a page of some of our articles."""
    rng = random.Random(seed)  # noqa: S311 - the same page each time
    shelf = [article for article in ARTICLES if FAMILIES[family].prints(article)]
    return FAMILIES[family].page(rng, rng.sample(shelf, 5))[0]


def shown(page: Sheet) -> str:
    """Return what a browser shows of a page, without white space."""
    return bare(html.unescape(re.sub("<[^>]*>", "", re.sub("<style>.*</style>", "", page.html, flags=re.DOTALL))))


def test_a_pool_joins_what_a_jump_has_cut(tmp_path: Path) -> None:
    """An article that goes on where the next page of its issue shows it is one article; the rest of it is none."""
    put(tmp_path, "001-p1", record("水厂扩建", SENTENCE, jump_to=3), record("开会", "会开了。"))
    put(tmp_path, "001-p2", record("水 厂扩建", "市民说好。", jump_from=1))
    made = articles.pool([tmp_path])
    assert [(found.title, found.paragraphs) for found in made.articles] == [("水厂扩建", (SENTENCE, "市民说好。")), ("开会", ("会开了。",))]
    assert (made.articles[0].newspaper, made.articles[0].date, made.articles[0].language) == ("江城晚报", "2019-02-03", "zh-Hans")


def test_a_pool_holds_whole_articles(tmp_path: Path) -> None:
    """What is cut in a sentence, goes on nowhere, has no title or was printed before is dropped, and counted by reason."""
    put(tmp_path, "001-p1", record("水厂扩建", SENTENCE[:-5], jump_to=3), record("无处", SENTENCE, jump_to=3), record("", "会开了。"))
    put(tmp_path, "001-p2", record("水厂扩建", SENTENCE[-5:], jump_from=1))
    put(tmp_path, "002", record("开会", "会开了。"), record("开会", "会开了。"))
    made = articles.pool([tmp_path])
    assert [found.title for found in made.articles] == ["开会"]
    reasons = {"cut in a sentence": 1, "jumps to no known page": 1, "no title or no body": 1, "printed twice": 1}
    assert +made.dropped == Counter(reasons)


def test_what_is_held_out_is_nowhere_else(tmp_path: Path) -> None:
    """Of an article printed twice the one held out stays; others that share a long paragraph with one held out go."""
    long = SENTENCE * 2
    put(tmp_path, "001", record("水厂扩建", long), record("回顾", "年终回顾。", long, "完。"), record("开会", "会开了。"))
    put(tmp_path, "002", record("水厂扩建", long), date="2020-01-05")
    made = articles.pool([tmp_path], [Held.parse("2020-01")])
    assert [(found.title, found.date) for found in made.articles] == [("水厂扩建", "2020-01-05"), ("开会", "2019-02-03")]


def test_articles_are_read_as_they_were_written(tmp_path: Path) -> None:
    """A file of articles gives the same articles again, those too short or too long for a page left out."""
    short = Article("短", ("短。",), date="2019-02-03")
    articles.write([*ARTICLES, short], tmp_path / "articles.jsonl")
    assert articles.read(tmp_path / "articles.jsonl") == ARTICLES


def test_an_article_without_a_date_is_refused() -> None:
    """A folio cannot be set without a day, and the message says what to do."""
    with pytest.raises(InputError, match=r"no date.*\n.*YYYY-MM-DD"):
        articles.read(ROOT / "benchmarks" / "articles.jsonl")


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("family", FAMILIES)
def test_a_page_shows_what_its_gold_says(family: str, seed: int) -> None:
    """Every headline, paragraph and line of furniture of the gold is in the HTML, in one piece."""
    page = sheet(family, seed)
    text = shown(page)
    for article in page.gold:
        for part in (article["kicker"], article["title"], article["subtitle"], *article["paragraphs"]):
            assert bare(part) in text
    assert all(bare(line) in text for line in page.furniture)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("family", ["N", "T"])
def test_each_zone_has_its_place_in_the_stream(family: str, seed: int) -> None:
    """The style sheet orders every zone of a page of columns, once."""
    page = sheet(family, seed)
    zones = re.findall(r'<div [^>]*?id="([^"]+)"', page.html)
    order = re.findall(r"#([\w-]+)\{z-index:(\d+)\}", page.html)
    assert sorted(zones) == sorted(name for name, _ in order)
    assert [int(place) for _, place in order] == list(range(1, len(zones) + 1))


@pytest.mark.parametrize("family", FAMILIES)
def test_a_draw_gives_one_page(family: str) -> None:
    """The same articles and seed give the same page."""
    assert sheet(family, 7) == sheet(family, 7)


def test_the_shelf_deals_all_before_one_comes_again() -> None:
    """Each article is dealt about as often as every other, and no page has one twice."""
    shelf = Shelf(ARTICLES, random.Random(0))  # noqa: S311 - the same turn each time
    dealt = [shelf.take(Room(4, 9000)) for _ in range(60)]
    assert all(len({article.title for article in page}) == len(page) for page in dealt)
    counts = Counter(article.title for page in dealt for article in page)
    assert set(counts) == {article.title for article in ARTICLES}
    assert max(counts.values()) - min(counts.values()) <= 2


def test_slots_are_drawn_anew_at_each_place() -> None:
    """Numbers and words stand in their bounds; a fact that can be called is called where it stands."""
    slots = Slots(random.Random(0), SIMPLIFIED)  # noqa: S311 - the same draws each time
    numbers = iter(range(3))
    assert slots.fill("{next}{next}", next=lambda: next(numbers)) == "01"
    assert {slots.fill("{红|蓝}{1-2:02d}") for _ in range(40)} == {"红01", "红02", "蓝01", "蓝02"}


def test_a_missing_package_says_what_to_install() -> None:
    """Packages are asked for only when a page is printed; the message names the file that lists them."""
    with pytest.raises(tools.MissingToolError, match=r"no_such_package: .*\nhelp: pip install .*training/requirements\.txt"):
        tools.package("no_such_package.api")


def test_a_missing_program_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the package that brings it."""
    monkeypatch.setenv("PATH", "")
    with pytest.raises(tools.MissingToolError, match="poppler-utils"):
        tools.pdftotext()
    assert tools.chromium() is None


def test_verify_tells_what_is_not_on_its_page(tmp_path: Path) -> None:
    """A sound folder passes; a text that is not on its page is named, and the command fails."""
    put(tmp_path, "001", record("水厂扩建", SENTENCE))
    command.main(["verify", str(tmp_path)])
    (tmp_path / "001.txt").write_text("水厂\n扩建", encoding="utf-8")
    assert verify(tmp_path).missing == [f"001: paragraphs: {SENTENCE}"]
    with pytest.raises(SystemExit, match="1 texts of the gold"):
        command.main(["verify", str(tmp_path)])


@pytest.mark.parametrize("asked", [["verify"], ["pool", "--out", "articles.jsonl"]])
def test_a_folder_without_gold_is_told(tmp_path: Path, asked: list[str]) -> None:
    """A folder with nothing in it is an error, and not a sound one."""
    with pytest.raises(SystemExit, match=r"help: give .* with NAME"):
        command.main([*asked, str(tmp_path)])


def test_print_says_that_there_is_nothing_to_print(tmp_path: Path) -> None:
    """Dates that no article has are told before a browser is started."""
    articles.write(ARTICLES, tmp_path / "articles.jsonl")
    asked = ["--family", "N", "--count", "1", "--seed", "0", "--out", str(tmp_path), "--since", "2020"]
    with pytest.raises(SystemExit, match="no article"):
        command.main(["print", str(tmp_path / "articles.jsonl"), *asked])


def test_dates_part_articles() -> None:
    """The bounds are beginnings of dates: the first is in, the second is out."""
    dated = [Article("题", ("文。",), date=date) for date in ("2019-12-31", "2020-01-01", "2020-02-01")]
    assert [found.date for found in edition.between(dated, "2020-01", "2020-02")] == ["2020-01-01"]
    assert [found.date for found in edition.between(dated, "", "2020-01")] == ["2019-12-31"]


def missing() -> str:
    """Return what is not installed of what pages are printed and read with."""
    packages = [name for name in ("playwright", "pymupdf", "pypdfium2") if not importlib.util.find_spec(name)]
    programs = [] if shutil.which("pdftotext") else ["pdftotext"]
    browsers = [] if tools.chromium() else ["chromium"]
    return ", ".join([*packages, *programs, *browsers])


def test_a_pair_of_pages_shares_an_article() -> None:
    """Its parts hold the article once, and the gold of each says where it was cut and to which page it leads."""
    cut = 0
    for seed in range(6):
        rng = random.Random(seed)  # noqa: S311 - the same pages each time
        shelf = [article for article in ARTICLES if FAMILIES["N"].prints(article)]
        long = rng.choice([article for article in shelf if parting.may_cut(article)])
        pages = FAMILIES["N"].pair(rng, [*(one for one in shelf[:9] if len(one.paragraphs) < len(long.paragraphs)), long], shelf[9:12])
        (first, second) = (next(one for one in page.gold if one.get("issue_id")) for page, _ in pages)
        assert (first["jump_to"], second["jump_from"]) == (pages[1][1].page, pages[0][1].page)
        body = "".join(first["paragraphs"]) + "".join(second["paragraphs"])
        assert all(bare(text) in bare(body) for text in long.paragraphs)
        assert bare(second["title"]) in bare(first["title"])
        assert first["cut_at"] in first["paragraphs"]
        assert second["cut_at"] == second["paragraphs"][0]
        cut += first["jump_cut"]
    assert 0 < cut < 6


def test_only_long_articles_of_papers_are_cut(tmp_path: Path) -> None:
    """Pairs of printouts are refused, and pairs of articles that are too short."""
    articles.write([*ARTICLES[:1], Article("题", ("文。" * 40,), date="2019-02-03")], tmp_path / "articles.jsonl")
    asked = ["print", str(tmp_path / "articles.jsonl"), "--count", "1", "--seed", "0", "--out", str(tmp_path), "--pairs"]
    with pytest.raises(SystemExit, match=r"no article of A4 is cut by a jump"):
        command.main([*asked, "--family", "A4"])


@pytest.mark.timeout(20)
@pytest.mark.skipif(bool(missing()), reason=f"not installed: {missing()}")
@pytest.mark.parametrize(("family", "count"), [("N", 3), ("A4", 2)])
def test_printed_pages_hold_their_gold(tmp_path: Path, family: str, count: int) -> None:
    """Pages go through the browser and the extractors, and the texts of their gold are on them; some seconds."""
    articles.write(ARTICLES, tmp_path / "articles.jsonl")
    asked = ["--family", family, "--count", str(count), "--seed", "1", "--out", str(tmp_path / "pages")]
    run = [sys.executable, "-m", "training.press"]
    subprocess.run([*run, "print", str(tmp_path / "articles.jsonl"), *asked], check=True, cwd=ROOT)
    subprocess.run([*run, "verify", str(tmp_path / "pages")], check=True, cwd=ROOT)
    found = gold.read_gold(tmp_path / "pages")
    assert [page.name for page in found] == [f"{family}-1-{number:03d}" for number in range(count)]
    assert all(gold.align(page.text, page.facts).missed == 0 for page in found)
