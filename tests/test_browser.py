"""The review page in real Chromium, by Playwright: what is shown, what is mended, with the keyboard alone, without network.

CORPUS_TEST_CHROMIUM is the path of the browser where it is not on the PATH; without one the tests are skipped. With
CORPUS_SCREENSHOTS set, the pictures of README and docs/ are taken anew.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from makers import HOCR, TWO_ARTICLES

import corpus
from benchmarks.review.make import write
from corpus import corrections
from corpus.cli import main
from corpus.corrections import correction

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).parent.parent
CHROMIUM = os.environ.get("CORPUS_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or ""
SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--font-render-hinting=none"]
WIDE, NARROW = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
PATIENCE = 60_000
HOSTILE = """<script>window.ran = 1</script>通车

<img src=x onerror="window.ran = 2">昨日上午，江边的新桥
正式通车。</span></div><style>*{display:none}</style>&lt;b&gt;
javascript:alert(1) ${window.ran = 3} {{7*7}} \u202e反
"""

pytestmark = pytest.mark.skipif(not CHROMIUM, reason="no Chromium: apt-get install chromium, or set CORPUS_TEST_CHROMIUM")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start a browser."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only where there is a browser

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=SWITCHES)
        yield started
        started.close()


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    """Build the seed page."""
    assert main(["build", str(ROOT / "seeds"), "--out", str(tmp_path / "data")]) == 0
    return tmp_path / "data"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Start ``corpus review`` and give the address that it prints."""
    command = [sys.executable, "-m", "corpus", "review", str(folder), "--no-browser", "--author", "li"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        try:
            yield process.stdout.readline().strip()
        finally:
            process.send_signal(signal.SIGINT)
            assert process.wait() == 0


@contextmanager
def opened(browser: Browser, address: str, refused: int = 0, **how: Any) -> Iterator[Page]:  # noqa: ANN401 - what Playwright takes
    """Open a page and fail on anything that its scripts complain of; the browser complains of each request that is refused, too."""
    page = browser.new_page(**{"viewport": WIDE, "color_scheme": "light", "reduced_motion": "reduce", **how})
    page.set_default_timeout(PATIENCE)
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.goto(address)
    try:
        yield page
    finally:
        page.close()
    assert ["status of 400" in one for one in said] == [True] * refused


def violations(page: Page) -> list[str]:
    """Return what axe finds that shuts people out: contrast, names, roles, keyboard."""
    from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415 - only where there is a browser

    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}" for one in found for node in one["nodes"]]


def picture(page: Page, name: str, tmp_path: Path) -> None:
    """Take a picture; it is kept in docs/ when asked for."""
    page.wait_for_timeout(300)
    page.screenshot(path=(ROOT / "docs" if os.environ.get("CORPUS_SCREENSHOTS") else tmp_path) / f"{name}.png")


def number(name: str | None) -> int:
    """Return the number at the end of the name of an element."""
    return int((name or "-0").rpartition("-")[2])


def words(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


def test_the_seed_is_shown_and_both_sides_are_linked(browser: Browser, seed: Path, tmp_path: Path) -> None:
    """Eight articles with their fields; every printed line; pointing at one side lights the other."""
    (record,) = {page.id: page for page in [corpus.convert(next((ROOT / "seeds").glob("*.txt")).read_text(encoding="utf-8"))]}.values()
    with serving(seed) as address, opened(browser, address) as page:
        page.wait_for_selector(".unit.current")
        assert page.locator(".reading article").count() == 8
        shown = page.locator(".lines .text").all_text_contents()
        assert words("".join(shown)) == words(record.source_text)
        for article, seen in zip(record.articles, page.locator(".reading article").all(), strict=True):
            assert words(article.title) in words(seen.inner_text())
            assert all(credit.name in seen.inner_text() for credit in article.credits)
        line = page.locator(".unit", has_text="选出82家火锅店").or_(page.locator(".unit", has_text="选出82家")).first
        line.hover()
        assert "本报讯 （记者 黄光红）" in page.locator(".reading .lit").inner_text()
        assert words(page.locator(".reading .spot").inner_text()) == words(line.locator(".text").inner_text())
        body = page.locator(".reading .part.body", has_text="黄光红")
        body.scroll_into_view_if_needed()
        body.locator(".seam").nth(2).hover()
        assert page.locator(".lines .lit").count() == 6
        assert words(page.locator(".lines .spot .text").inner_text()) == words(body.locator(".seam").nth(2).inner_text())
        assert violations(page) == []
        page.keyboard.press("e")
        page.wait_for_selector(".why strong")
        assert violations(page) == []
        body.locator(".seam").nth(2).click()
        picture(page, "review", tmp_path)


def test_figures_of_a_corpus_are_plots(browser: Browser, tmp_path: Path) -> None:
    """Of some hundred pages of our own text: every plot adds something up, and can be read as a table."""
    write(tmp_path / "river", 400)
    with serving(tmp_path / "river") as address, opened(browser, address) as page:
        page.wait_for_selector(".unit.current")
        page.locator("select").filter(has_text="all papers").select_option("江城日报")
        page.locator(".total", has_text="articles").wait_for()
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.locator("figcaption", has_text="Parted").wait_for()
        assert page.locator("figure svg").count() >= 12
        assert page.locator("figure table").count() == page.locator("figure svg").count()
        assert violations(page) == []
        picture(page, "review-figures", tmp_path)


def test_a_wrong_join_is_mended_and_stays_mended(browser: Browser, seed: Path, tmp_path: Path) -> None:
    """A join made on purpose, parted with the keyboard alone, is parted after a rebuild, and after another."""
    name = "智能疫情防控系统"
    right = next(article for article in corpus.read(seed) if name in article.title)
    text = next((ROOT / "seeds").glob("*.txt"))
    page_ = corpus.convert(text.read_text(encoding="utf-8"), source=text.name)
    start, other = (part.spans[0] for part in right.paragraphs[:2])
    said = {"op": "join", "unit": "paragraph", "spans": [other], "to": start}
    corrections.append(tmp_path / "data.corrections.jsonl", [correction(page_, "someone", said)])
    build = ["build", str(ROOT / "seeds"), "--out", str(seed)]
    assert main(build) == 0
    wrong = next(article for article in corpus.read(seed) if name in article.title)
    assert len(wrong.paragraphs) == len(right.paragraphs) - 1
    with serving(seed) as address, opened(browser, address) as page:
        page.wait_for_selector(".unit.current")
        page.keyboard.press("/")
        page.keyboard.type(name)
        page.locator(".total", has_text="1 article,").wait_for()
        lines = page.locator(".lines")
        before = lines.get_attribute("aria-activedescendant")
        page.keyboard.press("Escape")
        page.keyboard.press("n")
        page.locator(f".lines:not([aria-activedescendant={before}])").wait_for()
        page.keyboard.press("o")
        printed = [words(text) for text in page.locator(".unit .text").all_text_contents()]
        steps = printed.index(words(page_.source_text[other.start : other.end])) - number(lines.get_attribute("aria-activedescendant"))
        for _ in range(abs(steps)):
            page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
        page.keyboard.press("s")
        page.locator(".history li", has_text="split paragraph").wait_for()
        page.locator(".progress", has_text="1 correction for the next build").wait_for()  # told when the server has written it
        page.keyboard.press("u")
        page.locator(".history li.undone", has_text="split paragraph").wait_for()
        page.keyboard.press("s")
        page.locator(".history li:not(.undone)", has_text="split paragraph").wait_for()
    assert main(build) == 0
    mended = next(article for article in corpus.read(seed) if name in article.title)
    assert [one.text for one in mended.paragraphs] == [one.text for one in right.paragraphs]
    assert mended.review == "corrected"
    bytes_ = (seed / "articles" / "undated.parquet").read_bytes()
    assert main(build) == 0
    assert (seed / "articles" / "undated.parquet").read_bytes() == bytes_
    assert corpus.check(seed, [ROOT / "seeds"]) == []


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Build a page of two articles."""
    (tmp_path / "front.txt").write_text(TWO_ARTICLES, encoding="utf-8")
    assert main(["build", str(tmp_path / "front.txt"), "--out", str(tmp_path / "data")]) == 0
    return tmp_path / "data"


def rebuilt(folder: Path) -> tuple[list[corpus.Article], list[str]]:
    """Return the articles that a rebuild makes, and the operations in the corrections file."""
    assert main(["build", str(folder.parent / "front.txt"), "--out", str(folder)]) == 0
    lines = (folder.parent / "data.corrections.jsonl").read_text(encoding="utf-8").splitlines()
    assert {json.loads(line)["author"] for line in lines} == {"li"}
    return list(corpus.read(folder)), [json.loads(line)["op"] for line in lines]


def test_headlines_and_articles_are_mended(browser: Browser, two: Path) -> None:
    """Headlines change places by pointing at the other body; an article is split at the caret, joined again, checked."""
    with serving(two) as address, opened(browser, address) as page:
        page.wait_for_selector(".unit.current")
        page.locator(".unit", has_text="新桥今日通车").click()
        page.keyboard.press("m")
        page.locator(".reading .part", has_text="本报讯").click()
        page.locator(".history li", has_text="move").nth(1).wait_for()
        assert page.locator(".reading article h3").all_inner_texts() == ["图书馆夜里也开门", "新桥今日通车"]
        page.locator(".unit", has_text="读者").click()
        page.keyboard.press("o")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("S")
        page.locator(".reading article").nth(2).wait_for()
        page.keyboard.press("J")
        page.locator(".history li", has_text="join article").wait_for()
        page.keyboard.press("v")
        page.locator(".facts .state.checked").wait_for()
    articles, ops = rebuilt(two)
    assert ops == ["move", "move", "split", "join", "checked"]
    assert [article.title for article in articles] == ["图书馆夜里也开门", "新桥今日通车"]
    assert {article.review for article in articles} == {"checked"}


def test_kinds_credits_and_metadata_are_mended(browser: Browser, two: Path) -> None:
    """In dialogs that axe has nothing against."""
    with serving(two) as address, opened(browser, address) as page:
        page.wait_for_selector(".unit.current")
        page.locator(".unit", has_text="桥头合影").click()
        page.keyboard.press("k")
        page.wait_for_selector("dialog")
        assert violations(page) == []
        page.get_by_label("only this line").check()
        page.get_by_role("button", name="caption").click()
        page.locator(".history li", has_text="kind caption").wait_for()
        page.locator(".unit", has_text="本报讯").click()
        page.keyboard.press("c")
        page.wait_for_selector("dialog")
        assert violations(page) == []
        page.locator("dialog").get_by_label("name", exact=True).first.fill("沈岩")
        page.get_by_role("button", name="Save").click()
        page.locator(".history li", has_text="credits").wait_for()
        page.keyboard.press("p")
        page.get_by_label("newspaper").fill("江城日报")
        page.get_by_label("date").fill("2021-05-06")
        assert violations(page) == []
        page.get_by_role("button", name="Save").click()
        page.locator(".history li", has_text="metadata").wait_for()
        page.keyboard.press("?")
        page.wait_for_selector("dialog .keys")
        assert violations(page) == []
    articles, ops = rebuilt(two)
    assert ops == ["kind", "credits", "metadata"]
    assert [credit.name for credit in articles[1].credits][:1] == ["沈岩"]
    assert {(article.newspaper, str(article.date)) for article in articles} == {("江城日报", "2021-05-06")}
    assert [one.text for one in articles[0].paragraphs if one.kind == "caption"] == ["桥头合影。"]


def test_a_page_without_print_and_a_build_meanwhile(browser: Browser, two: Path) -> None:
    """There is nothing to mend on it but the page itself; what was built meanwhile is seen when one comes back, and not mended before."""
    (two.parent / "front.txt").write_text("", encoding="utf-8")
    build = ["build", str(two.parent / "front.txt"), "--out", str(two)]
    assert main(build) == 0
    with serving(two) as address, opened(browser, address, refused=1) as page:
        page.locator(".total", has_text="0 articles").wait_for()
        page.locator("select").filter(has_text="pages").select_option("pages")
        page.locator(".entry").first.click()
        page.locator(".facts").wait_for()
        page.keyboard.press("s")
        page.locator(".status", has_text="Nothing is printed").wait_for()
        page.keyboard.press("v")
        page.locator(".facts .state.checked").wait_for()
        (two.parent / "front.txt").write_text(TWO_ARTICLES, encoding="utf-8")
        assert main(build) == 1  # the correction is of another text
        page.evaluate("dispatchEvent(new Event('focus'))")
        page.locator(".status", has_text="built again").wait_for()
        page.keyboard.press("v")  # what is shown still is the page of before
        page.locator(".status.problem", has_text="open the page again").wait_for()
        page.locator(".entry", has_text="新桥今日通车").click()
        page.locator(".history .problem", has_text="stale").wait_for()


def served_and_exported(browser: Browser, source: Path, folder: Path) -> Iterator[Page]:
    """Yield the review of what is built of a source: as the server shows it, and then in the exported file."""
    path = folder.with_suffix(".html")
    assert main(["build", str(source), "--out", str(folder)]) == 0
    assert main(["review", str(folder), "--export", str(path)]) == 0
    with serving(folder) as address:
        for place in (address, path.as_uri()):
            with opened(browser, place) as page:
                page.wait_for_selector(".unit.current")
                yield page


def test_why_is_not_told_of_a_page_read_from_print(browser: Browser, tmp_path: Path) -> None:
    """Not by the server, and not in the exported file: the command is named that tells it."""
    (tmp_path / "scan.hocr").write_text(HOCR, encoding="utf-8")
    for page in served_and_exported(browser, tmp_path / "scan.hocr", tmp_path / "data"):
        page.keyboard.press("e")
        page.locator(".why", has_text="corpus explain FILE").wait_for()


def test_hostile_text_is_text(browser: Browser, tmp_path: Path) -> None:
    """Markup of a page runs nowhere: not in the source, the articles, the list, a dialog, or the exported file."""
    (tmp_path / "<b>x.txt").write_text(HOSTILE, encoding="utf-8")
    for page in served_and_exported(browser, tmp_path / "<b>x.txt", tmp_path / "data"):
        shown = words("".join(page.locator(".lines .text").all_text_contents()))
        assert shown == words(HOSTILE).replace("\u202e", "\ufffd")
        assert "<script>window.ran = 1</script>通车" in page.locator(".list").inner_text() + page.locator(".reading").inner_text()
        assert page.evaluate("window.ran") is None
        assert page.locator(".lines script, .lines img, .reading img, .reading style, .list script").count() == 0


def test_an_exported_file_needs_no_network(browser: Browser, seed: Path, tmp_path: Path) -> None:
    """From disk, with every request refused: the list, both sides, the evidence, the figures."""
    path = tmp_path / "review.html"
    assert main(["review", str(seed), "--export", str(path)]) == 0
    asked: list[str] = []
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector(".unit.current")
    assert page.locator(".reading article").count() == 8
    page.locator(".reading .part.body").first.hover()
    assert page.locator(".lines .lit").count() > 0
    page.keyboard.press("e")
    page.wait_for_selector(".why strong")
    page.keyboard.press("g")
    page.locator("figcaption", has_text="Parted").wait_for()
    assert page.locator(".bar").count() == 0
    assert violations(page) == []
    assert [url for url in asked if not re.match("file:|data:", url)] == []
    context.close()


@pytest.mark.parametrize(("name", "how"), [("review-dark", {"color_scheme": "dark"}), ("review-narrow", {"viewport": NARROW})])
def test_dark_and_narrow(browser: Browser, seed: Path, tmp_path: Path, name: str, how: dict[str, Any]) -> None:
    """Legible in the dark and on a telephone: nothing sticks out, contrast holds."""
    with serving(seed) as address, opened(browser, address, **how) as page:
        page.locator(".entry .name").first.wait_for()
        assert violations(page) == []
        page.locator(".entry").first.click()
        page.locator(".reading article").first.wait_for()
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        picture(page, name, tmp_path)
